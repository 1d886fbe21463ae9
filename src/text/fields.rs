//! The fields of plain text: the body of a comment, names, titles, slugs and logins.

use std::ops::RangeInclusive;

use super::{FieldFault, canonical, hidden_debug, into_string, kept_string};
use crate::locale::Message;

/// The maximum number of scalars of a body under any site's policy.
pub(crate) const BODY_SCALARS: usize = 10_000;
/// The maximum size of a body in bytes of UTF-8.
pub(super) const BODY_BYTES: usize = 40 * 1024;
/// The maximum number of scalars of a name.
pub(crate) const NAME_SCALARS: usize = 64;
/// The maximum number of scalars of a title.
pub(super) const TITLE_SCALARS: usize = 300;

/// The text of a comment as it was written: Markdown source, several lines, never blank.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Body(String);

/// The name of a person: one line, never blank.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name(String);

/// The title of a page: one line, never blank.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Title(String);

/// The short name of a site in URLs: `[a-z0-9-]{1,64}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Slug(String);

/// The login of a moderator: `[a-z0-9._-]{2,64}`; upper-case letters are converted to lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Login(String);

kept_string!(Body, Name, Title, Slug, Login);
into_string!(Name, Slug, Login);
hidden_debug!(Body, Name);

impl Body {
    /// Parses a text of `scalars` Unicode scalars, counted in its stored form. The upper bound is
    /// capped at [`BODY_SCALARS`]; a blank text is refused even if the lower bound is 0.
    pub fn parse(source: &str, scalars: RangeInclusive<usize>) -> Result<Self, FieldFault> {
        let text = canonical::lines(source)?;
        if canonical::is_blank(&text) {
            return Err(FieldFault::required(Message::new("text-empty")));
        }
        let count = text.chars().count();
        let most = BODY_SCALARS.min(*scalars.end());
        if count < *scalars.start() {
            let message = Message::new("text-too-short").count("min", *scalars.start());
            return Err(FieldFault::new("too_short", message.count("count", count)));
        }
        if count > most {
            return Err(FieldFault::above("text-too-long", most, count));
        }
        if text.len() > BODY_BYTES {
            return Err(FieldFault::above(
                "text-too-many-bytes",
                BODY_BYTES,
                text.len(),
            ));
        }
        Ok(Self(text))
    }
}

impl Name {
    /// Parses one line of 1 to [`NAME_SCALARS`] scalars with something visible in it.
    pub fn parse(source: &str) -> Result<Self, FieldFault> {
        let text = canonical::repaired_name(source)?;
        if canonical::is_blank(&text) {
            return Err(FieldFault::required(Message::new("name-empty")));
        }
        let count = text.chars().count();
        if count > NAME_SCALARS {
            return Err(FieldFault::above("name-too-long", NAME_SCALARS, count));
        }
        Ok(Self(text))
    }
}

impl Title {
    /// Parses one line of 1 to [`TITLE_SCALARS`] scalars. Line breaks and tabs become spaces.
    pub fn parse(source: &str) -> Result<Self, FieldFault> {
        let text = canonical::repaired_line(source)?;
        if canonical::is_blank(&text) {
            return Err(FieldFault::required(Message::new("title-empty")));
        }
        let count = text.chars().count();
        if count > TITLE_SCALARS {
            return Err(FieldFault::above("title-too-long", TITLE_SCALARS, count));
        }
        Ok(Self(text))
    }
}

impl Slug {
    /// Parses 1 to 64 lower-case letters, digits and hyphens. Upper-case letters are refused, not
    /// converted, because a slug is part of URLs.
    pub(crate) fn parse(source: &str) -> Result<Self, FieldFault> {
        if source.is_empty() {
            return Err(FieldFault::required(Message::new("slug-empty")));
        }
        if !source
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        {
            return Err(FieldFault::invalid(Message::new("slug-characters")));
        }
        if source.len() > 64 {
            return Err(FieldFault::above("slug-too-long", 64, source.len()));
        }
        Ok(Self(source.to_owned()))
    }
}

impl Login {
    /// Parses 2 to 64 letters (converted to lower case), digits, dots, underscores and hyphens;
    /// surrounding spaces are removed.
    pub(crate) fn parse(source: &str) -> Result<Self, FieldFault> {
        let text = source.trim_matches(' ').to_ascii_lowercase();
        if text.is_empty() {
            return Err(FieldFault::required(Message::new("login-empty")));
        }
        if !text
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
        {
            return Err(FieldFault::invalid(Message::new("login-characters")));
        }
        if text.len() < 2 {
            let message = Message::new("login-too-short").count("min", 2);
            return Err(FieldFault::new("too_short", message));
        }
        if text.len() > 64 {
            return Err(FieldFault::above("login-too-long", 64, text.len()));
        }
        Ok(Self(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Result<String, &'static str> {
        Body::parse(text, 2..=BODY_SCALARS)
            .map(|body| body.0)
            .map_err(|f| f.code)
    }

    #[test]
    fn a_body_is_stored_as_it_was_written() {
        assert_eq!(
            body("\n\nOne  two\n\n\n\n* three \n").unwrap(),
            "One  two\n\n\n\n* three"
        );
        assert_eq!(body("Cafe\u{301}").unwrap(), "Café");
        assert_eq!(body("<b>&amp;</b>").unwrap(), "<b>&amp;</b>");
    }

    #[test]
    fn a_body_is_measured_in_scalars_after_normalization() {
        assert_eq!(body(""), Err("required"));
        assert_eq!(body(" \n\u{200b}\n"), Err("required"));
        assert_eq!(body("a"), Err("too_short"));
        assert_eq!(body("e\u{301}"), Err("too_short"));
        assert!(body(&"🦀".repeat(BODY_SCALARS)).is_ok());
        assert_eq!(body(&"a".repeat(BODY_SCALARS + 1)), Err("too_long"));
        assert_eq!(Body::parse("abcd", 1..=3).unwrap_err().code, "too_long");
        assert_eq!(
            Body::parse(&"a".repeat(20_000), 1..=100_000)
                .unwrap_err()
                .code,
            "too_long"
        );
        let fault = Body::parse("abcd", 1..=3).unwrap_err();
        assert_eq!(
            fault.message.to_string(),
            "A comment may have at most 3 characters; this one has 4. Make it shorter."
        );
    }

    #[test]
    fn a_name_is_one_line_with_something_to_see() {
        let name = |text: &str| Name::parse(text).map(Name::into_string).map_err(|f| f.code);
        assert_eq!(name("  Ann  O’Neill ").unwrap(), "Ann  O’Neill");
        assert_eq!(name("Ann\u{202e}nna").unwrap(), "Annnna");
        assert_eq!(name("<script>").unwrap(), "<script>");
        assert_eq!(name("\u{200b}An\u{ad}na\u{2060}").unwrap(), "Anna");
        assert_eq!(name("e\u{200b}\u{301}").unwrap(), "é");
        for blank in [
            "",
            "   ",
            "\u{200b}",
            "\u{3164}\u{2800}",
            "\u{2066}\u{2069}",
            "\n",
        ] {
            assert_eq!(name(blank), Err("required"), "{blank:?}");
        }
        for pasted in [
            "Ann\nBob",
            "Ann\tBob",
            "Ann\u{2028}Bob",
            "\u{feff}Ann\u{b}Bob\0",
        ] {
            assert_eq!(name(pasted).unwrap(), "Ann Bob", "{pasted:?}");
        }
        assert_eq!(name("\u{a0}Ann\u{85}Bob\u{a0}").unwrap(), "AnnBob");
        assert!(name(&"é".repeat(64)).is_ok());
        assert_eq!(name(&"é".repeat(65)), Err("too_long"));
    }

    #[test]
    fn a_title_of_several_lines_becomes_one() {
        assert_eq!(Title::parse(" My\n\tpost ").unwrap().as_str(), "My  post");
        assert!(Title::parse(&"é".repeat(300)).is_ok());
        assert_eq!(Title::parse(&"é".repeat(301)).unwrap_err().code, "too_long");
        assert_eq!(Title::parse("\n").unwrap_err().code, "required");
    }

    #[test]
    fn slugs_and_logins_have_small_alphabets() {
        for good in ["a", "my-blog", "2026", "-", &"a".repeat(64)] {
            assert_eq!(Slug::parse(good).unwrap().as_str(), good);
        }
        for (bad, code) in [
            ("", "required"),
            ("My", "invalid"),
            ("a_b", "invalid"),
            ("a b", "invalid"),
            ("ä", "invalid"),
            ("a/b", "invalid"),
            (" a", "invalid"),
        ] {
            assert_eq!(Slug::parse(bad).unwrap_err().code, code, "{bad}");
        }
        assert_eq!(Slug::parse(&"a".repeat(65)).unwrap_err().code, "too_long");

        for (given, kept) in [("Ann", "ann"), (" a.b_c-1 ", "a.b_c-1"), ("aa", "aa")] {
            assert_eq!(Login::parse(given).unwrap().as_str(), kept);
        }
        for (bad, code) in [
            ("", "required"),
            ("a", "too_short"),
            ("a b", "invalid"),
            ("ann@b", "invalid"),
            ("аnn", "invalid"),
            ("an\n", "invalid"),
        ] {
            assert_eq!(Login::parse(bad).unwrap_err().code, code, "{bad}");
        }
        assert_eq!(Login::parse(&"a".repeat(65)).unwrap_err().code, "too_long");
    }

    #[test]
    fn a_log_never_shows_what_is_personal() {
        let shown = format!(
            "{:?} {:?}",
            Body::parse("secret", 1..=10).unwrap(),
            Name::parse("Ann").unwrap()
        );
        assert_eq!(shown, "Body(<6 bytes>) Name(<3 bytes>)");
    }
}
