//! Email addresses: one plain addr-spec (RFC 5321 section 4.1.2), which cannot contain mail headers.

use std::{fmt, hash};

use super::{FieldFault, canonical, zero_width};
use crate::locale::Message;

/// One email address, in ASCII.
///
/// The local part is stored as typed, the domain in lower case and A-labels (RFC 5890). Two are equal
/// if their [normal forms](Email::normal) are.
#[derive(Clone)]
pub struct Email {
    address: String,
    at: usize,
}

/// RFC 5321 section 4.5.3.1, and RFC 3696 erratum 1690 for the whole.
const ADDRESS_BYTES: usize = 254;
const LOCAL_BYTES: usize = 64;
const DOMAIN_BYTES: usize = 253;
const LABEL_BYTES: usize = 63;

impl Email {
    /// Parses `local@domain`: the local part consists of dots and `atext` (RFC 5322 section 3.2.3), the
    /// domain of two or more labels, ASCII or internationalized. Surrounding white space and invisible
    /// characters are removed. Refused: display names, groups, routes, comments, quoted local parts,
    /// encoded words, domain literals, a last label without a letter, and non-ASCII local parts.
    pub fn parse(source: &str) -> Result<Self, FieldFault> {
        let text = canonical::without_invisible(source);
        let text = zero_width::in_address(&text);
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldFault::required(Message::new("email-empty")));
        }
        // Only line breaks and tabs between two parts are left.
        if text.chars().any(char::is_control) {
            return Err(FieldFault::new(
                "control_character",
                Message::new("email-control"),
            ));
        }
        if text.len() > 4 * ADDRESS_BYTES {
            return Err(FieldFault::above(
                "email-too-long",
                ADDRESS_BYTES,
                text.len(),
            ));
        }
        let (local, domain) = match text.split_once('@') {
            Some((local, domain)) if !domain.contains('@') => (local, domain),
            Some(_) => return Err(FieldFault::invalid(Message::new("email-many-at"))),
            None => return Err(FieldFault::invalid(Message::new("email-no-at"))),
        };
        check_local(local)?;
        let domain = a_labels(domain)?;
        let address = format!("{local}@{domain}");
        if address.len() > ADDRESS_BYTES {
            return Err(FieldFault::above(
                "email-too-long",
                ADDRESS_BYTES,
                address.len(),
            ));
        }
        Ok(Self {
            at: local.len(),
            address,
        })
    }

    /// Returns the email address as mail is sent to it.
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// Converts into the email address as mail is sent to it.
    pub fn into_string(self) -> String {
        self.address
    }

    /// Returns the part before the `@`, as typed.
    pub fn local(&self) -> &str {
        &self.address[..self.at]
    }

    /// Returns the part after the `@`: lower case, A-labels.
    pub fn domain(&self) -> &str {
        &self.address[self.at + 1..]
    }

    /// Returns the form for comparing two email addresses: all of it in lower case. Hardly any host
    /// distinguishes `Ann@` from `ann@`, although RFC 5321 permits it.
    pub fn normal(&self) -> String {
        self.address.to_ascii_lowercase()
    }
}

fn check_local(local: &str) -> Result<(), FieldFault> {
    let invalid = |key| Err(FieldFault::invalid(Message::new(key)));
    if local.is_empty() {
        return invalid("email-no-local");
    }
    if local.len() > LOCAL_BYTES {
        return Err(FieldFault::above(
            "email-local-too-long",
            LOCAL_BYTES,
            local.len(),
        ));
    }
    if !local.is_ascii() {
        return invalid("email-not-ascii");
    }
    let is_atext = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    if let Some(bad) = local.bytes().find(|b| !is_atext(*b) && *b != b'.') {
        return Err(FieldFault::invalid(match bad {
            b' ' => Message::new("email-blank"),
            bad => Message::new("email-character").with("character", char::from(bad)),
        }));
    }
    if local.split('.').any(str::is_empty) {
        return invalid("email-dot");
    }
    if local
        .split_once("=?")
        .is_some_and(|(_, rest)| rest.contains("?="))
    {
        return invalid("email-encoded");
    }
    Ok(())
}

fn a_labels(domain: &str) -> Result<String, FieldFault> {
    let wrong = || FieldFault::invalid(Message::new("email-domain"));
    // the WHATWG host parser would decode percent signs and accept IP addresses: let only names through
    let plausible = |c: char| {
        if c.is_ascii() {
            c.is_ascii_alphanumeric() || c == '-' || c == '.'
        } else {
            !c.is_whitespace()
        }
    };
    if domain.is_empty() || !domain.chars().all(plausible) {
        return Err(wrong());
    }
    let Ok(url::Host::Domain(domain)) = url::Host::parse(domain) else {
        return Err(wrong());
    };
    let is_label = |label: &str| {
        (1..=LABEL_BYTES).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if domain.len() > DOMAIN_BYTES || !domain.split('.').all(is_label) {
        return Err(wrong());
    }
    let named = |(_, last): (&str, &str)| last.bytes().any(|b| b.is_ascii_alphabetic());
    if !domain.rsplit_once('.').is_some_and(named) {
        return Err(wrong());
    }
    Ok(domain)
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        &self.address
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(<hidden>)")
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.address.eq_ignore_ascii_case(&other.address)
    }
}

impl Eq for Email {}

impl hash::Hash for Email {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.normal().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::public_cases;

    fn kept(text: &str) -> Result<String, &'static str> {
        Email::parse(text)
            .map(Email::into_string)
            .map_err(|f| f.code)
    }

    #[test]
    fn an_address_is_stored_as_mail_is_sent_to_it() {
        for (given, expected) in [
            ("ann@example.org", "ann@example.org"),
            (" Ann.Lee+blog@Example.ORG ", "Ann.Lee+blog@example.org"),
            ("o'neill@sub.example.co.uk", "o'neill@sub.example.co.uk"),
            ("ann@bücher.example", "ann@xn--bcher-kva.example"),
            ("ann@президент.рф", "ann@xn--d1abbgf6aiiy.xn--p1ai"),
            ("ann@例え。jp", "ann@xn--r8jz45g.jp"),
            ("\u{feff}ann@example.org\0", "ann@example.org"),
            (
                "\u{202a}ann@exa\u{85}mple.org\u{202c}\u{a0}",
                "ann@example.org",
            ),
            ("\tann@example.org\r\n", "ann@example.org"),
            (
                "\u{200b}a\u{ad}nn\u{200d}@exam\u{2060}ple.org\u{200b}",
                "ann@example.org",
            ),
            (
                "ann\u{200e}@\u{200b}bücher\u{fe0f}.example\u{61c}",
                "ann@xn--bcher-kva.example",
            ),
            (" \u{200b} ann@example.org \u{200b} ", "ann@example.org"),
        ] {
            assert_eq!(kept(given).as_deref(), Ok(expected), "{given}");
        }
    }

    #[test]
    fn two_spellings_of_one_address_are_equal() {
        let (a, b) = (
            Email::parse("Ann@Bücher.example").unwrap(),
            Email::parse("ann@xn--bcher-kva.EXAMPLE").unwrap(),
        );
        assert_eq!(a, b);
        assert_eq!(a.normal(), b.normal());
        assert_eq!((a.local(), a.domain()), ("Ann", "xn--bcher-kva.example"));
    }

    #[test]
    fn nothing_gets_in_that_a_header_could_hide_in() {
        for bad in [
            "Ann <ann@example.org>",
            "<ann@example.org>",
            "friends: ann@example.org;",
            "ann@example.org, bob@example.org",
            "ann@example.org;bob@example.org",
            "@relay.example:ann@example.org",
            "\"ann\"@example.org",
            "\"a@b\"@example.org",
            "ann(comment)@example.org",
            "ann@example.org (Ann)",
            "=?utf-8?q?ann?=@example.org",
            "ann@[127.0.0.1]",
            "ann@127.0.0.1",
            "ann@0x7f.1",
            "ann@example",
            "ann@.example.org",
            "ann@example..org",
            "ann@example.org.",
            "ann@-a.org",
            "ann@a-.org",
            "ann@a_b.org",
            "ann@exa%6dple.org",
            "ann@example.org%0d%0aBcc:x",
            "änn@example.org",
            "ann@ex ample.org",
            "a nn@example.org",
            ".ann@example.org",
            "ann.@example.org",
            "a..b@example.org",
            "ann@example.org?cc=b",
            "ann@example.org:25",
            "ann@exam\u{3000}ple.org",
            "ann",
            "@",
            "ann@",
            "@example.org",
            "ann@@example.org",
            "a@b@example.org",
            "ann@xn--.org",
            "ann@example.1",
            "mailto:ann@example.org",
        ] {
            assert_eq!(kept(bad), Err("invalid"), "{bad}");
        }
        for bad in [
            "ann@example.org\r\nBcc: bob@example.org",
            "ann\n@example.org",
            "ann@exam\tple.org",
            "ann\u{b}@example.org",
        ] {
            assert_eq!(kept(bad), Err("control_character"), "{bad:?}");
        }
    }

    #[test]
    fn the_measures_of_rfc_5321_hold() {
        let long = |local: usize, domain: usize| {
            let mut name = "a.".repeat(domain / 2);
            name.truncate(domain - 2);
            format!("{}@{}.b", "x".repeat(local), name.trim_end_matches('.'))
        };
        assert_eq!(long(64, 189).len(), 254);
        assert!(kept(&long(64, 189)).is_ok());
        assert_eq!(kept(&long(64, 191)), Err("too_long"));
        assert_eq!(kept(&long(65, 9)), Err("too_long"));
        assert_eq!(kept(&"a".repeat(100_000)), Err("too_long"));
        assert!(kept(&format!("a@{}.org", "b".repeat(63))).is_ok());
        assert_eq!(kept(&format!("a@{}.org", "b".repeat(64))), Err("invalid"));
        assert_eq!(kept(""), Err("required"));
    }

    #[test]
    fn a_log_never_shows_an_address() {
        let email = Email::parse("ann@example.org").unwrap();
        assert!(!format!("{email:?}").contains("ann"));
        assert_eq!(email.to_string(), "ann@example.org");
    }

    /// Where this parser differs from isemail's judgment, by the number of the test.
    const STRICTER: &[(u32, &str)] = &[(
        5,
        "a domain without a dot is a typing mistake far more often than a valid domain",
    )];
    const LAXER: &[(u32, &str)] = &[
        (
            157,
            "a space before the email address is removed, since people paste it along",
        ),
        (158, "a space after the email address is removed"),
    ];

    #[test]
    fn the_addresses_of_isemail_are_judged_as_it_judges_them() {
        let Some(xml) = public_cases("email/tests.xml") else {
            return;
        };
        let tests = isemail(&xml);
        assert_eq!(tests.len(), 164);
        for (id, address, category) in tests {
            let valid = matches!(
                category.as_str(),
                "ISEMAIL_VALID_CATEGORY" | "ISEMAIL_DNSWARN"
            );
            let among = |list: &[(u32, &str)]| list.iter().any(|(n, _)| *n == id);
            let expected = (valid && !among(STRICTER)) || among(LAXER);
            let found = Email::parse(&address);
            // Invisible characters are no reason to refuse an email address, and do not make it a
            // different one.
            let seen = canonical::without_invisible(&address);
            if seen.trim() != address {
                assert_eq!(found, Email::parse(seen.trim()), "#{id} {address:?}");
                continue;
            }
            assert_eq!(found.is_ok(), expected, "#{id} {category} {address:?}");
        }
    }

    /// Parses the tests: (number, email address with its controls restored, category).
    fn isemail(xml: &str) -> Vec<(u32, String, String)> {
        use quick_xml::{Reader, events::Event};
        let mut reader = Reader::from_str(xml);
        let (mut tests, mut element) = (Vec::new(), String::new());
        loop {
            match reader.read_event().expect("well-formed") {
                Event::Start(tag) => {
                    element = tag.name().as_ref().to_owned();
                    if element == "test" {
                        let id = tag
                            .try_get_attribute("id")
                            .expect("attributes")
                            .expect("an id");
                        let id = id.value.parse().expect("a number");
                        tests.push((id, String::new(), String::new()));
                    }
                }
                Event::End(_) => element.clear(),
                Event::Text(text) => put(&mut tests, &element, &text),
                Event::GeneralRef(entity) => {
                    let c = match entity.resolve_char_ref().expect("a character") {
                        Some(c) => c,
                        None => match &*entity {
                            "amp" => '&',
                            "lt" => '<',
                            "gt" => '>',
                            "quot" => '"',
                            other => panic!("entity {other:?}"),
                        },
                    };
                    // U+2400 and following represent the controls, which XML cannot contain
                    let c = match u32::from(c) {
                        at @ 0x2400..=0x2420 => {
                            char::from(u8::try_from(at - 0x2400).expect("small"))
                        }
                        _ => c,
                    };
                    put(&mut tests, &element, c.encode_utf8(&mut [0; 4]));
                }
                Event::Eof => return tests,
                _ => {}
            }
        }
    }

    fn put(tests: &mut [(u32, String, String)], element: &str, text: &str) {
        if let Some(test) = tests.last_mut() {
            match element {
                "address" => test.1.push_str(text),
                "category" => test.2.push_str(text),
                _ => {}
            }
        }
    }
}
