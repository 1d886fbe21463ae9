//! Converts a provider's JSON to a [`ProviderProfile`], accepting only valid ids and names.

use std::fmt;

use serde_json::{Map, Value};
use url::Url;

use super::{ProviderFault, token::IdTokenClaims};
use crate::text::{Email, Name, Website, parse_url};

/// A person as a provider describes them. The key of a person is (issuer, subject) and nothing else: names
/// and email addresses can pass to other people.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderProfile {
    /// The id of the provider in the settings.
    pub provider: String,
    /// The issuer's URL for `OpenID Connect`, otherwise the provider's id.
    pub issuer: String,
    pub subject: String,
    pub name: Option<Name>,
    pub username: Option<String>,
    /// Set only if the provider says that it is verified.
    pub email: Option<Email>,
    pub website: Option<Website>,
    /// A URL that the provider gave: only fetched by
    /// [`Providers::fetch_picture`](super::Providers::fetch_picture).
    pub picture: Option<Url>,
}

impl fmt::Debug for ProviderProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

type ProfileResult = Result<ProviderProfile, ProviderFault>;

const NO_ID: ProviderFault = ProviderFault::Untrusted("id");

/// Creates the profile of a plain OAuth provider; the caller fills in the provider's id.
fn profile(subject: String, name: Option<&str>, username: Option<&str>) -> ProviderProfile {
    let name_of = |text: &str| Name::parse(text).ok();
    let username = username.and_then(name_of);
    ProviderProfile {
        provider: String::new(),
        issuer: String::new(),
        subject,
        name: name.and_then(name_of).or_else(|| username.clone()),
        username: username.map(Name::into_string),
        email: None,
        website: None,
        picture: None,
    }
}

/// The default reader of a row: refuses every profile.
pub(super) fn no_profile_reader(_: &Value, _: Option<&Value>) -> ProfileResult {
    Err(NO_ID)
}

/// `{"data": {"id": "…", "name", "username", "profile_image_url", "url", "entities", "confirmed_email"}}`.
/// A `confirmed_email` is verified, as its name says.
pub(super) fn twitter(answer: &Value, _: Option<&Value>) -> ProfileResult {
    let data = answer.get("data").unwrap_or(&Value::Null);
    // `url` is a short link that counts clicks; its target is given beside it.
    let website = data
        .pointer("/entities/url/urls/0/expanded_url")
        .and_then(Value::as_str);
    // The given picture has 48 pixels; the next larger one has this name.
    let picture =
        text(data, "profile_image_url").map(|url| url.replacen("_normal.", "_bigger.", 1));
    Ok(ProviderProfile {
        email: email(text(data, "confirmed_email")),
        website: self::website(website.or(text(data, "url"))),
        picture: self::picture(picture.as_deref()),
        ..profile(
            digits(data.get("id"))?,
            text(data, "name"),
            text(data, "username"),
        )
    })
}

/// `{"id": "…", "name", "picture": {"data": {"url", "is_silhouette"}}}`.
pub(super) fn facebook(answer: &Value, _: Option<&Value>) -> ProfileResult {
    let of_picture = answer.pointer("/picture/data").unwrap_or(&Value::Null);
    let is_own = of_picture.get("is_silhouette") != Some(&Value::Bool(true));
    Ok(ProviderProfile {
        picture: picture(text(of_picture, "url").filter(|_| is_own)),
        ..profile(digits(answer.get("id"))?, text(answer, "name"), None)
    })
}

/// `{"ID": 1, "display_name", "username", "email", "email_verified", "avatar_URL", "primary_blog_url"}`.
pub(super) fn wordpress(answer: &Value, _: Option<&Value>) -> ProfileResult {
    let verified = answer.get("email_verified") == Some(&Value::Bool(true));
    Ok(ProviderProfile {
        email: email(text(answer, "email").filter(|_| verified)),
        website: website(text(answer, "primary_blog_url")),
        picture: picture(text(answer, "avatar_URL")),
        ..profile(
            number(answer.get("ID"))?,
            text(answer, "display_name"),
            text(answer, "username"),
        )
    })
}

/// `{"id": 1, "login", "name", "blog", "avatar_url"}` and
/// `[{"email", "primary": true, "verified": true}]`.
pub(super) fn github(answer: &Value, emails: Option<&Value>) -> ProfileResult {
    let all = emails.and_then(Value::as_array);
    let is_true = |entry: &Value, what: &str| entry.get(what) == Some(&Value::Bool(true));
    let main = all.and_then(|all| {
        all.iter()
            .find(|entry| is_true(entry, "primary") && is_true(entry, "verified"))
    });
    Ok(ProviderProfile {
        email: email(main.and_then(|entry| text(entry, "email"))),
        website: website(text(answer, "blog")),
        picture: picture(text(answer, "avatar_url")),
        ..profile(
            number(answer.get("id"))?,
            text(answer, "name"),
            text(answer, "login"),
        )
    })
}

/// Reads the claims of an ID token, and of userinfo if it was requested. An email address counts as verified
/// only if the document that contains it says so.
pub(super) fn oidc(
    claims: &IdTokenClaims,
    userinfo: Option<&Map<String, Value>>,
) -> ProviderProfile {
    let documents = || std::iter::once(&claims.all).chain(userinfo);
    let claim = |name: &str| documents().find_map(|document| document.get(name)?.as_str());
    let address = documents().find_map(|document| {
        let verified = document.get("email_verified") == Some(&Value::Bool(true));
        email(document.get("email")?.as_str().filter(|_| verified))
    });
    let username = claim("preferred_username").or_else(|| claim("nickname"));
    ProviderProfile {
        issuer: claims.issuer.clone(),
        email: address,
        website: website(claim("website")),
        picture: picture(claim("picture")),
        // An email address as user name (Microsoft) is meant for signing in and must not be displayed.
        ..profile(
            claims.subject.clone(),
            claim("name"),
            username.filter(|name| !name.contains('@')),
        )
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

fn email(text: Option<&str>) -> Option<Email> {
    text.and_then(|text| Email::parse(text).ok())
}

fn website(text: Option<&str>) -> Option<Website> {
    text.and_then(|text| Website::parse(text).ok())
}

fn picture(text: Option<&str>) -> Option<Url> {
    let url = parse_url(text.filter(|text| text.len() <= 2048)?)?;
    matches!(url.scheme(), "https" | "http").then_some(url)
}

/// Accepts an id that is a positive integer.
fn number(id: Option<&Value>) -> Result<String, ProviderFault> {
    match id.and_then(Value::as_u64) {
        Some(id) if id > 0 => Ok(id.to_string()),
        _ => Err(NO_ID),
    }
}

/// Accepts an id that is a string of digits without a leading zero.
fn digits(id: Option<&Value>) -> Result<String, ProviderFault> {
    match id.and_then(Value::as_str) {
        Some(id)
            if (1..=32).contains(&id.len())
                && id.bytes().all(|b| b.is_ascii_digit())
                && !id.starts_with('0') =>
        {
            Ok(id.to_owned())
        }
        _ => Err(NO_ID),
    }
}

/// Accepts an id in the format of [`digits`]; for ids that do not come from a profile.
pub(super) fn numeric_id(id: &Value) -> Option<String> {
    digits(Some(id)).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_profile_with_an_invalid_id_is_refused() {
        for id in [
            json!(null),
            json!(""),
            json!(0),
            json!("0"),
            json!(-1),
            json!(1.5),
            json!(1e3),
            json!([1]),
            json!({"id": 1}),
            json!(true),
            json!("1 "),
            json!("1e3"),
            json!("-1"),
            json!("١"),
        ] {
            let answers = [
                twitter(&json!({"data": {"id": id, "name": "Ann"}}), None),
                facebook(&json!({"id": id, "name": "Ann"}), None),
                wordpress(&json!({"ID": id, "display_name": "Ann"}), None),
                github(&json!({"id": id, "login": "ann"}), None),
            ];
            for answer in answers {
                assert_eq!(answer, Err(NO_ID), "{id}");
            }
        }
        // The right digits with the wrong JSON type.
        assert!(twitter(&json!({"data": {"id": 7}}), None).is_err());
        assert!(github(&json!({"id": "7"}), None).is_err());
        assert!(github(&json!({}), None).is_err());
        assert!(github(&json!([]), None).is_err());
    }

    #[test]
    fn what_cannot_be_a_name_falls_back_to_the_user_name_and_then_to_none() {
        let name = |name: Value, login: Value| {
            let profile = github(&json!({"id": 1, "name": name, "login": login}), None);
            profile.expect("a profile").name.map(Name::into_string)
        };
        assert_eq!(name(json!("Ann"), json!("ann7")).as_deref(), Some("Ann"));
        for blank in [
            json!(null),
            json!(""),
            json!("\u{200b}"),
            json!("x".repeat(99)),
            json!(7),
        ] {
            assert_eq!(
                name(blank.clone(), json!("ann7")).as_deref(),
                Some("ann7"),
                "{blank}"
            );
            assert_eq!(name(blank.clone(), json!("")), None, "{blank}");
        }
    }

    #[test]
    fn an_address_counts_only_where_it_is_verified() {
        let wordpress = |verified: Value, email: &str| {
            let answer = json!({"ID": 1, "email": email, "email_verified": verified});
            wordpress(&answer, None).expect("a profile").email
        };
        assert!(wordpress(json!(true), "a@example.org").is_some());
        for no in [json!(false), json!("true"), json!(1), json!(null)] {
            assert!(wordpress(no, "a@example.org").is_none());
        }
        assert!(wordpress(json!(true), "a@x@y").is_none());

        let github = |emails: Value| {
            github(&json!({"id": 1}), Some(&emails))
                .expect("a profile")
                .email
        };
        let entry = |primary: Value, verified: Value| json!([{"email": "a@example.org", "primary": primary, "verified": verified}]);
        assert!(github(entry(json!(true), json!(true))).is_some());
        for (primary, verified) in [
            (json!(true), json!(false)),
            (json!(false), json!(true)),
            (json!(true), json!("true")),
        ] {
            assert!(github(entry(primary, verified)).is_none());
        }
        assert!(github(json!({})).is_none());
        let facebook = facebook(&json!({"id": "1", "email": "a@example.org"}), None);
        assert!(facebook.expect("a profile").email.is_none());
    }

    #[test]
    fn a_picture_is_an_address_on_the_web() {
        for bad in [
            "javascript:alert(1)",
            "data:image/png;base64,AA",
            "file:///etc/passwd",
            "/a.png",
            "",
        ] {
            assert_eq!(picture(Some(bad)), None, "{bad}");
        }
        assert!(picture(Some("https://cdn.example/a.png")).is_some());
    }

    #[test]
    fn the_debug_output_of_a_profile_names_no_person() {
        let profile = github(&json!({"id": 4_711, "login": "ann", "name": "Ann"}), None);
        let shown = format!("{:?}", profile.expect("the id is valid"));
        assert!(!shown.contains("nn") && !shown.contains("4711"), "{shown}");
    }
}
