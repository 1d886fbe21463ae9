//! The hosts that a URL may name, for every URL that is accepted.
//!
//! The WHATWG parser accepts quotes, braces and other punctuation in host names. No such name can be
//! registered, and code that inserts a URL into HTML, CSS, a template or a shell may treat them as
//! syntax.

use url::{Host, Url};

/// The maximum length of a host name in bytes, without the dot of the root (RFC 1035, section 2.3.4).
const NAME_BYTES: usize = 253;
/// The maximum length of a label of a host name in bytes (RFC 1035, section 2.3.4).
const LABEL_BYTES: usize = 63;

/// The rule for hosts, for messages about settings.
pub(crate) const HOST_RULE: &str = "A host may contain only letters, digits, hyphens and dots (and underscores \
    in a subdomain), or be an IP address.";

/// Parses an absolute URL of any scheme with an acceptable host.
#[must_use]
pub(crate) fn parse_url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(has_acceptable_host)
}

/// Returns whether a URL has an acceptable host: an IP address, or a name that [`is_host_name`]
/// accepts.
#[must_use]
pub(crate) fn has_acceptable_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_host_name(name),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    }
}

/// Returns whether a name, with its internationalized labels as A-labels, may be used as a host: labels
/// of letters, digits and inner hyphens (RFC 1123, section 2.1), and a last label that is not a number.
/// Labels below the registrable domain may have underscores, since such names exist in the DNS. One
/// trailing dot, for the root, is allowed.
#[must_use]
pub(crate) fn is_host_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    if name.len() > NAME_BYTES {
        return false;
    }
    let top = name.rsplit('.').next().unwrap_or_default();
    if top.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let registrable = if name.contains('_') {
        registrable_labels(name)
    } else {
        0
    };
    name.rsplit('.')
        .enumerate()
        .all(|(at, label)| is_label(label, at >= registrable))
}

/// Returns the number of labels of the registrable domain; of all labels if the name is a public suffix
/// or a single label.
fn registrable_labels(name: &str) -> usize {
    psl::domain_str(&name.to_ascii_lowercase())
        .unwrap_or(name)
        .split('.')
        .count()
}

/// Returns whether a text is one label: 1 to 63 letters, digits and hyphens, no hyphen at either end.
pub(super) fn is_label(label: &str, allows_underscore: bool) -> bool {
    (1..=LABEL_BYTES).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || (allows_underscore && b == b'_'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_the_dns_and_ip_addresses_are_hosts() {
        let longest = [&*"a".repeat(63); 3].join(".") + "." + &"b".repeat(61);
        assert_eq!(longest.len(), NAME_BYTES);
        for host in [
            "example.org",
            "example.org.",
            "EXAMPLE.org",
            "localhost",
            "bücher.example",
            "президент.рф",
            "3com.com",
            "a--b.example.org",
            "my_blog.example.org",
            "_dmarc.example.co.uk",
            "_a.b_.ann.github.io",
            "1.2.3.4",
            "0x7f.1",
            "[2001:db8::1]",
            &longest,
        ] {
            assert!(parse_url(&format!("https://{host}/")).is_some(), "{host}");
        }
    }

    #[test]
    fn punctuation_and_empty_or_long_labels_are_no_hosts() {
        for host in [
            "\"onmouseover=alert(1)",
            "{{constructor.constructor('alert(1)')()}}",
            "${x}.example",
            "a'b.example",
            "a`b.example",
            "a*b.example",
            "*.example",
            "a,b.example",
            "a;b.example",
            "a!b.example",
            "a&b.example",
            "a=b.example",
            "a+b.example",
            "a~b.example",
            "a$b.example",
            "(a).example",
            "%22.example",
            "a%7Bb.example",
            "a_b.example",
            "a_b.co.uk",
            "co_uk",
            "example.o_rg",
            "a..b",
            ".a",
            "a.example..",
            ".",
            "-a.example",
            "a-.example",
            "a.example-",
            "a.-b.example",
            "a.1",
            "example.123",
            "1.2.3.4.5",
            "1.2.3.256",
            "[::1",
            "[::1%25eth0]",
            &format!("{}.example", "a".repeat(64)),
            &format!("{}.example", ["a"; 130].join(".")),
            "",
        ] {
            assert!(parse_url(&format!("https://{host}/")).is_none(), "{host}");
        }
        assert!(!is_host_name("example.123") && !is_host_name("123") && !is_host_name(""));
        assert!(parse_url("mailto:ann@example.org").is_none());
    }

    proptest! {
        #[test]
        fn an_accepted_host_has_no_character_with_a_meaning_elsewhere(
            host in "([a-z0-9]|[ -~]|\\PC|_|-|\\.|%[0-9A-F]{2}){1,80}"
        ) {
            if let Some(url) = parse_url(&format!("https://{host}/")) {
                let written = url.host_str().unwrap_or_default();
                let is_ipv6 = matches!(url.host(), Some(Host::Ipv6(_)));
                prop_assert!(!written.is_empty() && written.len() <= NAME_BYTES + 1);
                prop_assert!(written.bytes().all(|b| b.is_ascii_alphanumeric()
                    || matches!(b, b'-' | b'.' | b'_')
                    || (is_ipv6 && matches!(b, b'[' | b']' | b':'))), "{written}");
                let again = parse_url(url.as_str());
                prop_assert_eq!(again.as_ref().map(Url::as_str), Some(url.as_str()));
            }
        }

        #[test]
        fn every_name_of_plain_labels_is_accepted(
            labels in prop::collection::vec("[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", 0..6),
            top in "[a-z]{2,10}",
        ) {
            // `xn--` introduces an A-label, and few random labels are valid ones.
            prop_assume!(!labels.iter().any(|label| label.starts_with("xn--")));
            let name = labels.iter().map(String::as_str).chain([&*top]).collect::<Vec<_>>().join(".");
            prop_assert!(parse_url(&format!("https://{name}/")).is_some(), "{name}");
        }
    }
}
