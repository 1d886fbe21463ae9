//! Entity tags and conditional requests (RFC 9110, sections 8.8.3 and 13.1.2).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use poem::http::HeaderValue;
use sha2::{Digest as _, Sha256};

use super::coding::Coding;

/// A strong entity tag without its quotes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ETag(String);

impl ETag {
    /// Returns the tag of these bytes: SHA-256, truncated to 128 bits.
    pub fn of(bytes: &[u8]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..16]))
    }

    /// Parses the value of an `ETag` header of this server; `None` for weak or invalid tags.
    pub fn read(value: &HeaderValue) -> Option<Self> {
        let inside = value.to_str().ok()?.strip_prefix('"')?.strip_suffix('"')?;
        (!inside.contains('"')).then(|| Self(inside.to_owned()))
    }

    /// Returns the tag of a compressed form: same content, different bytes.
    #[must_use]
    pub(crate) fn coded(&self, coding: Coding) -> Self {
        Self(format!("{}-{}", self.0, coding.as_str()))
    }

    /// Returns the tag without the suffix of a compressed form.
    fn content(&self) -> &str {
        without_suffix(&self.0)
    }

    /// Returns the header value.
    pub fn to_header(&self) -> HeaderValue {
        HeaderValue::try_from(format!("\"{}\"", self.0))
            .unwrap_or_else(|_| HeaderValue::from_static("\"\""))
    }

    /// Returns the tag by which the lines of the client's `If-None-Match` name this content, compressed or
    /// not. A 304 has to carry that tag, since it identifies the stored response that is still fresh.
    pub fn held_by(&self, lines: &[HeaderValue]) -> Option<Self> {
        for line in lines {
            let line = line.to_str().ok()?.trim();
            if line == "*" {
                return Some(self.clone());
            }
            for tag in tags(line)? {
                if without_suffix(tag) == self.content() {
                    return Some(Self(tag.to_owned()));
                }
            }
        }
        None
    }
}

fn without_suffix(tag: &str) -> &str {
    let coded = Coding::ALL.into_iter().find_map(|coding| {
        let tag = tag.strip_suffix(coding.as_str())?;
        tag.strip_suffix('-')
    });
    coded.unwrap_or(tag)
}

/// Parses the opaque tags of a list, weak or strong (the comparison is the weak one); `None` if the list is
/// malformed, which then matches nothing.
fn tags(line: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(',') {
            rest = after.trim_start();
            continue;
        }
        let quoted = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?;
        let end = quoted.find('"')?;
        found.push(&quoted[..end]);
        rest = quoted[end + 1..].trim_start();
        if !rest.is_empty() && !rest.starts_with(',') {
            return None;
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn held(lines: &[&str]) -> Option<String> {
        let lines = lines.iter().map(|line| HeaderValue::from_str(line));
        let lines = lines.collect::<Result<Vec<_>, _>>().unwrap();
        ETag("abc".to_owned()).held_by(&lines).map(|tag| tag.0)
    }

    #[test]
    fn the_list_is_read_as_rfc_9110_writes_it() {
        let yes: &[&[&str]] = &[
            &["\"abc\""],
            &["W/\"abc\""],
            &["*"],
            &["\"x\", \"abc\""],
            &["\"x\",,W/\"abc\" ,"],
            &["\"x\"", "\"abc\""],
            &["\"a,b\", \"abc\""],
        ];
        for lines in yes {
            assert_eq!(held(lines).as_deref(), Some("abc"), "{lines:?}");
        }
        for packed in ["abc-gzip", "abc-br"] {
            let line = format!("\"{packed}\"");
            assert_eq!(held(&[&line]).as_deref(), Some(packed));
        }
        let no: &[&[&str]] = &[
            &[],
            &[""],
            &["abc"],
            &["\"ABC\""],
            &["\"abc"],
            &["\"x, \"abc\""],
            &["w/\"abc\""],
            &["\"x\" \"abc\""],
            &["\"abc-zstd\""],
            &["\"*\""],
        ];
        for lines in no {
            assert_eq!(held(lines), None, "{lines:?}");
        }
    }

    proptest! {
        #[test]
        fn a_tag_matches_itself_and_no_other(a: Vec<u8>, b: Vec<u8>) {
            let (tag, other) = (ETag::of(&a), ETag::of(&b));
            let lines = [tag.to_header()];
            prop_assert_eq!(tag.held_by(&lines), Some(tag.clone()));
            prop_assert_eq!(other.held_by(&lines).is_some(), a == b);
            prop_assert_eq!(ETag::read(&tag.to_header()), Some(tag));
        }

        #[test]
        fn any_header_is_read_or_ignored(line in "[ -~]{0,40}") {
            let lines = [HeaderValue::from_str(&line).unwrap()];
            let held = ETag::of(b"x").held_by(&lines);
            prop_assert_eq!(held.is_some(), line.trim() == "*");
        }
    }
}
