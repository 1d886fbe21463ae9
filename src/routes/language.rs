//! The language of the texts in a response.

use poem::Request;

use crate::{http::API_BASE, locale::Language, site::Sites};

/// Returns the language of the texts for readers in the response: that of the site named in the path.
/// On pages without a site, it is the language that all sites share, or else the one of their languages
/// that the browser prefers. The moderators' pages have the language that the browser prefers among all. Other texts
/// for operators and moderators are in English.
pub(super) async fn language_of(request: &Request, sites: &Sites) -> Language {
    let path = request.uri().path();
    if path.starts_with("/moderate") {
        return preferred(request, &Language::ALL);
    }
    let slug = path
        .strip_prefix(API_BASE)
        .and_then(|rest| rest.strip_prefix("/sites/"))
        .and_then(|rest| rest.split('/').next());
    let site = match slug {
        Some(slug) => sites.find(slug).await,
        None if path == "/demo" => sites.find("demo").await,
        None if is_for_readers(path) => None,
        None => return Language::En,
    };
    if let Some(site) = site {
        return site.policy.language;
    }
    let mut languages = Vec::new();
    for site in sites.all().await {
        if !languages.contains(&site.policy.language) {
            languages.push(site.policy.language);
        }
    }
    match languages[..] {
        [only] => only,
        _ => preferred(request, &languages),
    }
}

fn preferred(request: &Request, among: &[Language]) -> Language {
    request
        .header("accept-language")
        .and_then(|wanted| Language::preferred(wanted, among))
        .unwrap_or_default()
}

/// Returns whether a path that belongs to no site is one of the pages for readers.
fn is_for_readers(path: &str) -> bool {
    let (prefixes, path) = match path.strip_prefix(API_BASE) {
        Some(rest) => (["/session", "/sites"].as_slice(), rest),
        None => (["/me", "/sign-in", "/sign-out"].as_slice(), path),
    };
    prefixes.iter().any(|prefix| path.starts_with(prefix))
}
