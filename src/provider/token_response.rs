//! The answer of a token endpoint (RFC 6749, sections 5.1 and 5.2), reduced to the members that
//! sign-in uses.
//!
//! The `oauth2` crate refuses the whole answer if an unused member has another type than the RFC specifies.
//! Providers deviate in exactly these members: `scope` as a list, `expires_in` as text, no `token_type`.

use serde_json::{Map, Value, json};

use super::ProviderFault;

/// Returns the body that the `oauth2` crate reads: `access_token`, `token_type` and, if it is a text,
/// `id_token`.
///
/// A missing or null `token_type` counts as `Bearer`, the only type that is supported.
///
/// # Errors
///
/// [`ProviderFault::Untrusted`] names the member that has the wrong type or value.
pub(super) fn granted(answer: &Value) -> Result<Vec<u8>, ProviderFault> {
    let answer = answer
        .as_object()
        .ok_or(ProviderFault::Untrusted("token"))?;
    let Some(Value::String(access)) = answer.get("access_token") else {
        return Err(ProviderFault::Untrusted("access_token"));
    };
    match answer.get("token_type") {
        None | Some(Value::Null) => {}
        Some(Value::String(kind)) if kind.eq_ignore_ascii_case("bearer") => {}
        Some(_) => return Err(ProviderFault::Untrusted("token_type")),
    }
    let mut used = Map::new();
    used.insert("access_token".to_owned(), json!(access));
    used.insert("token_type".to_owned(), json!("bearer"));
    if let Some(Value::String(id)) = answer.get("id_token") {
        used.insert("id_token".to_owned(), json!(id));
    }
    Ok(Value::Object(used).to_string().into_bytes())
}

/// Returns the body of a refusal: `error` alone, because providers send descriptions of every type.
pub(super) fn refused(error: &str) -> Vec<u8> {
    json!({ "error": error }).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(answer: &Value) -> Result<Value, ProviderFault> {
        granted(answer).map(|body| serde_json::from_slice(&body).expect("JSON"))
    }

    #[test]
    fn unused_members_may_have_any_type() {
        let plain = json!({"access_token": "a", "token_type": "bearer"});
        for (name, values) in [
            ("scope", vec![json!(["a", "b"]), json!(7), json!(null)]),
            (
                "expires_in",
                vec![json!("3600"), json!(3_599.9), json!(-1), json!(null)],
            ),
            ("refresh_token", vec![json!({}), json!(false), json!(null)]),
            ("token_type", vec![json!("BEARER"), json!(null)]),
            ("id_token", vec![json!(null), json!([])]),
            ("user", vec![json!({"scope": [1, {"deep": null}]})]),
        ] {
            for value in values {
                let mut answer = plain.clone();
                answer[name] = value.clone();
                assert_eq!(read(&answer), Ok(plain.clone()), "{name}: {value}");
            }
        }
        assert_eq!(read(&json!({"access_token": "a"})), Ok(plain));
    }

    #[test]
    fn a_used_member_that_is_wrong_is_named() {
        for (answer, member) in [
            (json!([]), "token"),
            (json!("a"), "token"),
            (json!({}), "access_token"),
            (json!({"access_token": null}), "access_token"),
            (json!({"access_token": ["a"]}), "access_token"),
            (
                json!({"access_token": "a", "token_type": "mac"}),
                "token_type",
            ),
            (json!({"access_token": "a", "token_type": 1}), "token_type"),
        ] {
            assert_eq!(
                read(&answer),
                Err(ProviderFault::Untrusted(member)),
                "{answer}"
            );
        }
    }
}
