//! The page that a reader gets instead of problem details.

use std::sync::Arc;

use minijinja::{context, value::Serde};
use poem::{
    Request,
    http::{Method, header},
};

use super::PAGES;
use crate::{
    http::{API_BASE, Code, Problem, ProblemPages, ReaderRefusal, ReaderText, is_form, is_json},
    site::Site,
};

/// Renders the page of a refusal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RefusalPages;

impl ProblemPages for RefusalPages {
    /// Readers use the forms of pages and the steps of a sign-in. A program that accepts only JSON gets JSON.
    fn is_for_reader(&self, request: &Request) -> bool {
        let accept = accepted(request);
        let wants_html = accept.contains("text/html");
        let path = request.uri().path();
        let is_sign_in = path.starts_with(API_BASE) && path.contains("/session/");
        let is_link = path
            .strip_prefix(API_BASE)
            .is_some_and(|rest| rest.starts_with("/moderation/act/"));
        match *request.method() {
            Method::POST if is_form(request) || is_maybe_form(request, &accept) => {
                let wants_json = accept.contains("json") && !wants_html;
                let callback = is_sign_in && path.ends_with("/callback");
                !wants_json
                    && (callback
                        || is_link
                        || path
                            .strip_prefix(API_BASE)
                            .is_some_and(|rest| rest.starts_with("/sites/"))
                        || !(path.starts_with("/api/") || path.starts_with("/setup")))
            }
            Method::GET | Method::HEAD => {
                let is_step = is_sign_in
                    && (path.ends_with("/start")
                        || path.ends_with("/callback")
                        || path.contains("/session/facebook/deletion/"));
                let own = ["/me", "/moderate", "/sign-in/", "/sign-out"];
                wants_html
                    && (is_step || is_link || own.iter().any(|start| path.starts_with(start)))
            }
            _ => false,
        }
    }

    fn site_name(&self, request: &Request) -> Option<String> {
        request.data::<Arc<Site>>().map(|site| site.name.clone())
    }

    fn page(&self, refusal: &ReaderRefusal<'_>) -> String {
        let ReaderRefusal {
            problem,
            text,
            language,
            site_name,
        } = *refusal;
        // A detail that was written for programs does not help a reader.
        let detail = if problem.detail.is_for_readers() {
            problem.detail.clone()
        } else {
            Problem::plain(problem.code).detail
        };
        let (whole, is_too_large) = match text {
            ReaderText::Whole(text) => (Some(text), false),
            ReaderText::TooLarge => (None, true),
            ReaderText::None => (None, problem.code == Code::TooLarge),
        };
        let errors = problem.errors.iter().map(|error| error.shown(language));
        let context = context! {
            lang => language.as_str(), heading => problem.code.title_in(language),
            message => detail.to_text(language), errors => Serde(errors.collect::<Vec<_>>()),
            text => whole, is_too_large, site_name,
        };
        let page = PAGES.get_template("refusal.html");
        let page = page.and_then(|page| page.render(context));
        // Rendering fails only if the template itself is broken; the empty result is not shown as HTML.
        page.unwrap_or_default()
    }
}

/// Returns all that the request accepts, in lower case.
fn accepted(request: &Request) -> String {
    let lines = request.headers().get_all(header::ACCEPT).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    let accept = lines.collect::<Vec<_>>().join(", ");
    accept.to_ascii_lowercase()
}

/// Returns whether a request without a form's content type comes from a form nevertheless: if the client
/// accepts HTML, the answer is shown to a reader, unless the body is JSON, which only programs send. Scripts
/// that omit the content type send `text/plain` and `Accept: */*`; they can read problem details.
fn is_maybe_form(request: &Request, accept: &str) -> bool {
    let is_navigation = request.header("sec-fetch-mode") == Some("navigate");
    if accept.contains("text/html") || is_navigation {
        return !is_json(request);
    }
    let kind = request.content_type().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    (kind.is_empty() || kind.eq_ignore_ascii_case("text/plain")) && accept.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    fn page(problem: &Problem, text: &ReaderText, language: Language) -> String {
        RefusalPages.page(&ReaderRefusal {
            problem,
            text,
            language,
            site_name: Some("<The> Blog"),
        })
    }

    #[test]
    fn a_text_stands_escaped_in_the_page_in_every_language() {
        let text = ReaderText::Whole("\n</textarea><script>alert(1)</script>".to_owned());
        for language in Language::ALL {
            for code in Code::ALL {
                let page = page(&Problem::plain(code), &text, language);
                assert!(page.contains("&lt;The&gt; Blog"), "{page}");
                assert!(page.contains(&format!("<html lang=\"{}\" dir=", language.as_str())));
                assert!(!page.contains("<script"), "{page}");
                assert!(page.contains("readonly>\n\n&lt;"), "{page}");
            }
        }
        let problem = Problem::new(Code::Malformed, "The body is not UTF-8 at line 7 of serde.");
        let page = page(&problem, &ReaderText::None, Language::De);
        assert!(
            page.contains("nicht gelesen") && !page.contains("serde"),
            "{page}"
        );
    }

    #[test]
    fn forms_and_sign_ins_are_for_readers_and_programs_are_not() {
        let is = |method: Method, path: &str, kind: &str, accept: &str| {
            let request = Request::builder()
                .method(method)
                .uri(path.parse().expect("a path"))
                .header("accept", accept)
                .content_type(kind)
                .finish();
            RefusalPages.is_for_reader(&request)
        };
        let form = "application/x-www-form-urlencoded";
        let comments = "/api/v1/sites/blog/comments";
        for kind in [form, "multipart/form-data; boundary=b"] {
            assert!(is(Method::POST, comments, kind, "*/*"), "{kind}");
            assert!(is(Method::POST, comments, kind, ""), "{kind}");
        }
        let plain = "text/plain;charset=UTF-8";
        assert!(is(Method::POST, comments, plain, "text/html,*/*;q=0.8"));
        for kind in [plain, "TEXT/PLAIN", ""] {
            assert!(is(Method::POST, comments, kind, ""), "{kind}");
        }
        let request = Request::builder()
            .method(Method::POST)
            .uri(comments.parse().expect("a path"))
            .header("accept", "*/*")
            .header("sec-fetch-mode", "navigate")
            .content_type(plain);
        assert!(RefusalPages.is_for_reader(&request.finish()));
        for kind in [
            "application/x-www-form-urlencoded, x",
            "application/octet-stream",
            "x",
        ] {
            for accept in ["text/html", "Text/HTML;q=0.9, */*"] {
                assert!(is(Method::POST, comments, kind, accept), "{kind} {accept}");
            }
            let is_form = kind.starts_with(form);
            assert_eq!(is(Method::POST, comments, kind, "*/*"), is_form, "{kind}");
        }
        assert!(is(Method::POST, "/me/profile", form, "text/html"));
        assert!(is(
            Method::POST,
            "/api/v1/session/github/callback",
            form,
            ""
        ));
        assert!(is(
            Method::GET,
            "/api/v1/session/github/callback",
            "",
            "text/html,*/*"
        ));
        for (method, path, kind, accept) in [
            (Method::POST, comments, "application/json", "text/html"),
            (Method::POST, comments, "text/plain", "*/*"),
            (Method::POST, comments, "", "*/*"),
            (Method::POST, comments, "text/plain", "application/json"),
            (Method::POST, "/api/v1/moderation/session", "", ""),
            (Method::POST, comments, form, "application/json"),
            (Method::POST, comments, form, "application/problem+json"),
            (
                Method::POST,
                "/api/v1/session/facebook/deletion",
                form,
                "*/*",
            ),
            (
                Method::POST,
                "/api/v1/moderation/session",
                form,
                "text/html",
            ),
            (Method::GET, comments, "", "text/html"),
            (Method::GET, "/me", "", "*/*"),
            (Method::GET, "/api/v1/session/data", "", "text/html"),
            (Method::PATCH, "/api/v1/sites/blog/comments/x", form, "*/*"),
        ] {
            assert!(!is(method, path, kind, accept), "{path} {kind} {accept}");
        }
    }
}
