//! The links in a text and their registrable domains.

use linkify::{LinkFinder, LinkKind};
use url::{Host, Url};

use crate::render::render;

/// The maximum number of domains of one comment that are looked up.
pub(super) const DOMAINS_MAX: usize = 16;
/// The longest host name (RFC 1035, section 2.3.4).
const HOST_MAX: usize = 253;

/// The links and domains found in a text.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The number of URLs with a scheme (`https://…`) or beginning with `www.`.
    pub count: u32,
    /// Registrable domains without duplicates, in order of appearance, also of URLs without a scheme; at most
    /// [`DOMAINS_MAX`].
    pub domains: Vec<String>,
}

impl Links {
    /// Adds the links and domains of the text of a comment: first the domains that readers get to when they
    /// click, then those that are written in any other way.
    pub(super) fn read(&mut self, text: &str) {
        for url in rendered_links(text) {
            self.add(|| domain_of(&url));
        }
        self.read_written(text);
    }

    /// Adds the links and domains that are written in a text, which is not Markdown.
    pub(super) fn read_written(&mut self, text: &str) {
        if !text.contains(['.', ':']) {
            return;
        }
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]);
        for span in finder.spans(text) {
            if span.kind().is_some() {
                self.count = self.count.saturating_add(1);
                self.add(|| domain_of(span.as_str()));
            } else {
                self.read_bare(span.as_str());
            }
        }
    }

    /// Adds the domain of a URL, with or without a scheme.
    pub(super) fn read_url(&mut self, url: &str) {
        self.add(|| domain_of(url).or_else(|| bare_domain(url)));
    }

    /// Adds the count and the domains of `others`.
    pub(super) fn merge(&mut self, others: Self) {
        self.count = self.count.saturating_add(others.count);
        for domain in others.domains {
            self.add(|| Some(domain));
        }
    }

    /// Adds host names without a scheme (`spam.example/pills`), but not those of email addresses.
    fn read_bare(&mut self, text: &str) {
        let host = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
        let mut before = None;
        let mut rest = text;
        while let Some(start) = rest.find(host) {
            before = rest[..start].chars().next_back().or(before);
            let run = &rest[start..];
            let end = run.find(|c| !host(c)).unwrap_or(run.len());
            let (run, after) = run.split_at(end);
            rest = after;
            let name = run.trim_matches(['.', '-']);
            if before == Some('@') || after.starts_with('@') || !name.contains('.') {
                continue;
            }
            if name
                .get(..4)
                .is_some_and(|w| w.eq_ignore_ascii_case("www."))
            {
                self.count = self.count.saturating_add(1);
            }
            if !sentence_end(name) {
                self.add(|| bare_domain(name));
            }
        }
    }

    fn add(&mut self, domain: impl FnOnce() -> Option<String>) {
        if self.domains.len() < DOMAINS_MAX
            && let Some(domain) = domain()
            && !self.domains.contains(&domain)
        {
            self.domains.push(domain);
        }
    }
}

/// Returns the URLs of the links that a comment with this text shows. A host can be written in ways that only
/// the parser of URLs undoes, such as `pills%2eexample`.
fn rendered_links(text: &str) -> Vec<String> {
    let may_have_links = text.contains(':') || text.to_ascii_lowercase().contains("www.");
    if !may_have_links {
        return Vec::new();
    }
    let html = render(text);
    let links = html.split("href=\"").skip(1);
    let links = links.filter_map(|rest| rest.split_once('"'));
    links.map(|(url, _)| url.replace("&amp;", "&")).collect()
}

/// Returns whether `name` is rather the boundary of two sentences without a space between them
/// (`the end.It was`), which looks like a host name.
fn sentence_end(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    last.starts_with(char::is_uppercase) && last.contains(char::is_lowercase)
}

/// Returns the registrable domain of a URL (by the Public Suffix List), or its IP address.
fn domain_of(url: &str) -> Option<String> {
    if url.len() > 2_048 {
        return None;
    }
    match Url::parse(url).ok()?.host()? {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            // A host that is itself a public suffix stays as it is.
            Some(psl::domain_str(name).unwrap_or(name).to_owned())
        }
        Host::Ipv4(address) => Some(address.to_string()),
        Host::Ipv6(address) => Some(address.to_string()),
    }
}

/// Returns the registrable domain of a host name in running text, if its suffix is a known public one.
fn bare_domain(name: &str) -> Option<String> {
    if name.len() > HOST_MAX {
        return None;
    }
    let host = if name.is_ascii() {
        name.to_ascii_lowercase()
    } else {
        match Host::parse(name).ok()? {
            Host::Domain(name) => name,
            _ => return None,
        }
    };
    let domain = psl::domain(host.as_bytes())?;
    let known = domain.suffix().is_known();
    known.then(|| String::from_utf8_lossy(domain.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Links {
        let mut links = Links::default();
        links.read(text);
        links
    }

    #[test]
    fn links_are_counted_and_their_domains_named_once() {
        let links =
            read("See https://A.Spam-Shop.co.uk/x?y=1, http://spam-shop.co.uk and www.python.org.");
        assert_eq!(links.count, 3);
        assert_eq!(links.domains, ["spam-shop.co.uk", "python.org"]);
    }

    #[test]
    fn a_markdown_link_is_one_link() {
        let links = read("[pills](https://pills.com/buy) and <https://other.org/>");
        assert_eq!((links.count, links.domains.len()), (2, 2));
        assert_eq!(links.domains[0], "pills.com");
    }

    #[test]
    fn domains_are_those_of_the_links_that_readers_see() {
        for text in [
            "www.badshop.test",
            "https://badshop%2etest/b",
            "[x](https://badshop%2Etest/b)",
            "https://bad%73hop.test/b",
            "https://badshop%E3%80%82test/",
            "https://badshop。test/",
            "https://s1.example_.badshop.test/",
            "https://blog.example%2ebadshop.test/",
            "HTTPS://user@BADSHOP.test:8443/?a&b",
        ] {
            let domains = read(text).domains;
            assert!(
                domains.contains(&"badshop.test".to_owned()),
                "{text}: {domains:?}"
            );
        }
    }

    #[test]
    fn a_host_without_a_scheme_is_no_link_but_its_domain_counts() {
        let links = read("Go to cheap-pills.com/now or //evil.net/ today");
        assert_eq!(links.count, 0);
        assert_eq!(links.domains, ["cheap-pills.com", "evil.net"]);
    }

    #[test]
    fn file_names_mail_addresses_and_sentences_are_no_domains() {
        let links = read("node.js, e.g. v1.2.3, me@mail.com, the end.It was late... 3.14");
        assert_eq!((links.count, links.domains), (0, Vec::<String>::new()));
    }

    #[test]
    fn customers_of_a_shared_host_are_distinguished() {
        assert_eq!(
            read("https://pills.blogspot.com/").domains,
            ["pills.blogspot.com"]
        );
    }

    #[test]
    fn addresses_by_number_and_in_other_scripts_are_known_again() {
        assert_eq!(read("http://203.0.113.7/x").domains, ["203.0.113.7"]);
        let mut links = Links::default();
        links.read_url("http://[2001:db8::1]/x");
        assert_eq!(links.domains, ["2001:db8::1"]);
        assert_eq!(
            read("https://BÜCHER.de/").domains,
            read("https://xn--bcher-kva.de/").domains
        );
        assert_eq!(read("bücher.de").domains, ["xn--bcher-kva.de"]);
    }

    #[test]
    fn a_website_needs_no_scheme() {
        let mut links = Links::default();
        links.read_url("https://blog.ann.org/");
        links.read_url("ben.com");
        assert_eq!(links.domains, ["ann.org", "ben.com"]);
    }

    #[test]
    fn at_most_sixteen_domains_are_stored_and_all_links_counted() {
        let text = (0..100).map(|n| format!("https://host{n}.com/"));
        let links = read(&text.collect::<Vec<_>>().join(" "));
        assert_eq!((links.count, links.domains.len()), (100, DOMAINS_MAX));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in prop_oneof![any::<String>(), "(http|www|[a-z]|[.:/@\\[\\]-]|ü|\u{200d}| ){0,60}"]) {
            prop_assert!(read(&text).domains.len() <= DOMAINS_MAX);
            Links::default().read_url(&text);
        }
    }
}
