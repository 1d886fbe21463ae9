//! The language of the texts in a response.

use std::sync::Arc;

use poem::Request;

use crate::{
    http::API_BASE,
    locale::Language,
    site::{Site, Sites},
};

/// Returns the site that a path names; `Err` with the language of the response for paths that are not for readers.
async fn site_of(path: &str, sites: &Sites) -> Result<Option<Arc<Site>>, Language> {
    let slug = path
        .strip_prefix(API_BASE)
        .and_then(|rest| rest.strip_prefix("/sites/"))
        .and_then(|rest| rest.split('/').next());
    match slug {
        Some(slug) => Ok(sites.find(slug).await),
        None if path == "/demo" => Ok(sites.find("demo").await),
        None if is_for_readers(path) => Ok(None),
        None => Err(Language::En),
    }
}

/// Returns the language of the texts for readers in the response, and the site named in the path, whose language it
/// is. On pages without a site, it is the language that all sites share, or else the one of their languages
/// that the browser prefers. The moderators' pages have the language that the browser prefers among all. Other texts
/// for operators and moderators are in English.
pub(super) async fn language_of(request: &Request, sites: &Sites) -> (Language, Option<Arc<Site>>) {
    let path = request.uri().path();
    if path.starts_with("/moderate") {
        return (preferred(request, &Language::ALL), None);
    }
    match site_of(path, sites).await {
        Ok(Some(site)) => (site.policy.language, Some(site)),
        Ok(None) => (shared_language(request, sites).await, None),
        Err(language) => (language, None),
    }
}

async fn shared_language(request: &Request, sites: &Sites) -> Language {
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
