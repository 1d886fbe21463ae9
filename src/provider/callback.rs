//! The parameters that the browser brings back from a provider, in a query or a form, read strictly.

use std::fmt;

use url::form_urlencoded;

use super::ProviderFault;

/// The authorization code with which the browser came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Callback {
    pub code: String,
    /// The issuer that claims to have issued the code (RFC 9207).
    pub iss: Option<String>,
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callback(…)")
    }
}

/// The relevant parameters with which the browser came back.
#[derive(Clone, PartialEq, Eq)]
pub struct CallbackResponse {
    /// For the caller to compare with the stored `state`, before anything else.
    pub state: String,
    /// The code, or why there is none; [`ProviderFault::Refused`] when the person declined.
    pub answer: Result<Callback, ProviderFault>,
}

impl fmt::Debug for CallbackResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Returned")
            .field("answer", &self.answer)
            .finish_non_exhaustive()
    }
}

const SIZE_MAX: usize = 16 << 10;
const CODE_MAX: usize = 4096;
const STATE_MAX: usize = 512;
const ISS_MAX: usize = 512;

impl CallbackResponse {
    /// Reads a query (without its `?`) or an urlencoded form. Unknown parameters are ignored. A repeated
    /// parameter, a missing `state`, neither or both of `code` and `error`, and values that are too long or
    /// contain control characters are [`ProviderFault::Untrusted`].
    pub fn parse(text: &str) -> Result<Self, ProviderFault> {
        const UNTRUSTED: ProviderFault = ProviderFault::Untrusted("callback");
        if text.len() > SIZE_MAX {
            return Err(UNTRUSTED);
        }
        let mut seen = Vec::new();
        let [mut code, mut state, mut iss, mut error] = [const { None }; 4];
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if seen.contains(&name) {
                return Err(UNTRUSTED);
            }
            let (slot, max) = match &*name {
                "code" => (&mut code, CODE_MAX),
                "state" => (&mut state, STATE_MAX),
                "iss" => (&mut iss, ISS_MAX),
                "error" => (&mut error, 128),
                _ => {
                    seen.push(name);
                    continue;
                }
            };
            // The parser has replaced bytes that are not UTF-8.
            let is_forbidden = |c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER;
            if value.is_empty() || value.chars().count() > max || value.contains(is_forbidden) {
                return Err(UNTRUSTED);
            }
            *slot = Some(value.into_owned());
            seen.push(name);
        }
        let state = state.ok_or(UNTRUSTED)?;
        let answer = match (code, error) {
            (Some(code), None) => Ok(Callback { code, iss }),
            (None, Some(error)) => Err(fault_of(&error)),
            _ => return Err(UNTRUSTED),
        };
        Ok(Self { state, answer })
    }
}

/// The errors of RFC 6749 section 4.1.2.1 and `OpenID Connect` Core 3.1.2.6.
fn fault_of(error: &str) -> ProviderFault {
    match error {
        "access_denied"
        | "consent_required"
        | "interaction_required"
        | "login_required"
        | "account_selection_required" => ProviderFault::Refused,
        "server_error" => ProviderFault::Unavailable("server_error"),
        "temporarily_unavailable" => ProviderFault::Unavailable("temporarily_unavailable"),
        "unauthorized_client" => ProviderFault::Misconfigured("unauthorized_client"),
        "invalid_scope" => ProviderFault::Misconfigured("invalid_scope"),
        "redirect_uri_mismatch" => ProviderFault::Misconfigured("redirect_uri"),
        "invalid_request" | "unsupported_response_type" => {
            ProviderFault::Misconfigured("invalid_request")
        }
        _ => ProviderFault::Unavailable("unknown_error"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_comes_with_its_state() {
        let read =
            CallbackResponse::parse("state=s%20t&code=a%2Fb&iss=https%3A%2F%2Fid.example&scope=x");
        let read = read.expect("is read");
        assert_eq!(read.state, "s t");
        let callback = read.answer.expect("a code");
        assert_eq!(callback.code, "a/b");
        assert_eq!(callback.iss.as_deref(), Some("https://id.example"));
    }

    #[test]
    fn no_is_an_answer_and_no_error() {
        let answer = |text: &str| {
            CallbackResponse::parse(text)
                .expect("is read")
                .answer
                .unwrap_err()
        };
        assert_eq!(
            answer("error=access_denied&error_reason=user_denied&state=s"),
            ProviderFault::Refused
        );
        assert_eq!(
            answer("state=s&error=server_error"),
            ProviderFault::Unavailable("server_error")
        );
        assert_eq!(
            answer("state=s&error=invalid_scope"),
            ProviderFault::Misconfigured("invalid_scope")
        );
        assert_eq!(
            answer("state=s&error=%3Cscript%3E"),
            ProviderFault::Unavailable("unknown_error")
        );
    }

    #[test]
    fn what_a_provider_would_not_send_is_refused() {
        let long = format!("state=s&code={}", "a".repeat(4097));
        let many = format!("state=s&code=a&{}", "b".repeat(17_000));
        for text in [
            "",
            "code=a",
            "state=s",
            "state=&code=a",
            "state=s&code=",
            "state=s&code=a&code=b",
            "state=s&state=s&code=a",
            "state=s&code=a&%63ode=b",
            "state=s&code=a&iss=a&iss=b",
            "state=s&code=a&x=1&x=2",
            "state=s&code=a&error=access_denied",
            "state=s&code=a%00",
            "state=s&code=a%0d%0aX:y",
            "state=s&code=%ff",
            &long,
            &many,
        ] {
            let read = CallbackResponse::parse(text);
            assert_eq!(read, Err(ProviderFault::Untrusted("callback")), "{text}");
        }
        assert!(CallbackResponse::parse(&long[..long.len() - 1]).is_ok());
    }

    proptest! {
        #[test]
        fn any_query_is_read_or_refused(text in "(state|code|iss|error|[a-z%&=\\PC]){0,60}") {
            if let Ok(read) = CallbackResponse::parse(&text) {
                prop_assert!(!read.state.is_empty());
                let shown = format!("{read:?}");
                prop_assert!(!shown.contains("code="));
            }
        }
    }
}
