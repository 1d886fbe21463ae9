//! The form of a page, as a browser without scripts sends it.

use crate::support::{answers::Answer, html::FilledForm};

/// The fields that a browser sends for a complete form.
pub fn form_fields<'f>(page: &'f str, text: &'f str, token: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("page", page),
        ("text", text),
        ("name", "Ann"),
        ("email", "ann@example.org"),
        ("website", ""),
        ("parent_id", ""),
        ("token", token),
        ("subject", ""),
    ]
}

/// The same fields with other values.
pub fn replace_fields<'f>(
    mut fields: Vec<(&'f str, &'f str)>,
    others: &[(&'f str, &'f str)],
) -> Vec<(&'f str, &'f str)> {
    fields.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
    fields.extend(others);
    fields
}

/// Asserts that this is the page of a refused form, which runs no script, is not cached and cannot be framed.
#[track_caller]
pub fn assert_refused_form(answer: &Answer, status: u16) -> FilledForm {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    let policy = answer.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    // In a sandbox that does not allow forms, the form could not be sent again.
    assert!(
        !policy.contains("sandbox") || policy.contains("allow-forms"),
        "{policy}"
    );
    assert!(!policy.contains("form-action 'none'"), "{policy}");
    let form = FilledForm::read(&answer.text);
    for (tag, attributes) in &form.tags {
        assert!(
            !["script", "iframe", "object", "img", "svg", "base", "embed"].contains(&tag.as_str()),
            "<{tag}>"
        );
        assert!(
            !attributes
                .iter()
                .any(|(name, _)| name.starts_with("on") || name == "style"),
            "{attributes:?}"
        );
    }
    form
}
