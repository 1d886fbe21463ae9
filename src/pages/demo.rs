//! `/demo`: a blog post with the embedded element, as a reader of a blog sees it. Served in development only.

use minijinja::context;
use poem::{
    Response, handler,
    http::{HeaderValue, StatusCode, header},
    web::Data,
};

use super::{Pages, page};
use crate::http::{API_BASE, PAGE_POLICY, Problem};

/// The title of the post, which its comments are stored with.
pub(crate) const TITLE: &str = "Thing 12 – Party time!";

#[handler]
pub(crate) async fn show(Data(pages): Data<&Pages>) -> Result<Response, Problem> {
    let site = pages.sites.require("demo").await?;
    let context = context! {
        title => TITLE, site_name => site.name.clone(), language => site.policy.language.as_str(),
        thread => format!("{API_BASE}/sites/{}/thread?page=/demo", site.slug), docs => pages.docs,
    };
    let mut response = page(StatusCode::OK, "demo.html", context)?;
    let headers = response.headers_mut();
    // The pictures of accounts and the links of the thread have the public URL, which may be another host name
    // than that of this page.
    let base = &pages.base_url;
    let policy = PAGE_POLICY
        .replace("img-src 'self'", &format!("img-src 'self' {base}"))
        .replace("form-action 'self'", &format!("form-action 'self' {base}"));
    let policy = format!("{policy}; script-src 'self'; connect-src 'self' {base}");
    let policy = HeaderValue::try_from(policy).map_err(Problem::internal)?;
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    // Windows that this page opens retain their opener; a window that opened this page has no handle on it.
    headers.insert(
        "cross-origin-opener-policy",
        HeaderValue::from_static("same-origin-allow-popups"),
    );
    Ok(response)
}
