//! The templates of the moderators' pages.

use std::sync::LazyLock;

use minijinja::{Environment, Value, context};
use poem::{
    Response,
    http::{HeaderValue, StatusCode, header},
};

use super::assets::{SCRIPT_FILE, STYLE_FILE};
use crate::{
    html,
    http::{PAGE_POLICY, Problem, language},
    pages::{isolate, thread::scripts},
};

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    html::environment(&[
        ("layout.html", include_str!("layout.html")),
        ("sign_in.html", include_str!("sign_in.html")),
        ("resend.html", include_str!("resend.html")),
        ("queue.html", include_str!("queue.html")),
        ("row.html", include_str!("row.html")),
        ("lines.html", include_str!("lines.html")),
        ("notice.html", include_str!("notice.html")),
        ("keys.html", include_str!("keys.html")),
        ("context.html", include_str!("context.html")),
        ("matching.html", include_str!("matching.html")),
        ("fields.html", include_str!("administration/fields.html")),
        ("bans.html", include_str!("administration/bans.html")),
        (
            "ban_form.html",
            include_str!("administration/ban_form.html"),
        ),
        ("sites.html", include_str!("administration/sites.html")),
        (
            "site_form.html",
            include_str!("administration/site_form.html"),
        ),
        (
            "site_removal.html",
            include_str!("administration/site_removal.html"),
        ),
        ("policy.html", include_str!("administration/policy.html")),
        ("people.html", include_str!("administration/people.html")),
        (
            "person_form.html",
            include_str!("administration/person_form.html"),
        ),
        (
            "person_removal.html",
            include_str!("administration/person_removal.html"),
        ),
        ("account.html", include_str!("administration/account.html")),
        (
            "api_keys.html",
            include_str!("administration/api_keys.html"),
        ),
        ("dashboard.html", include_str!("dashboard.html")),
        ("log.html", include_str!("log.html")),
    ])
});

/// Renders a page with the headers that all pages of moderators have.
pub(super) fn render(status: StatusCode, name: &str, values: Value) -> Result<Response, Problem> {
    let language = language();
    let own = context! {
        lang => language.as_str(),
        // The header of the base template, which the layout fills in.
        site_name => true,
        script => Value::from_safe_string(SCRIPT_FILE.path()),
        style => Value::from_safe_string(STYLE_FILE.path()),
        comments_style => Value::from_safe_string(scripts::STYLE.path()),
        ..values
    };
    let html = TEMPLATES
        .get_template(name)
        .and_then(|template| template.render(own))
        .map_err(Problem::internal)?;
    let policy = format!("{PAGE_POLICY}; script-src 'self'; connect-src 'self'");
    let policy = HeaderValue::try_from(policy).map_err(Problem::internal)?;
    let mut response = Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, policy)
        .header(header::CACHE_CONTROL, "no-store")
        // Not `no-referrer`: with it, forms would be sent without their origin.
        .header(header::REFERRER_POLICY, "same-origin")
        .body(html);
    isolate(&mut response);
    Ok(response)
}
