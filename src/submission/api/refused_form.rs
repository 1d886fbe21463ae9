//! The page that returns a refused form with everything that was typed.

use std::sync::LazyLock;

use minijinja::{Environment, context, value::Serde};
use poem::{
    Response,
    http::{HeaderValue, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{MetaMediaType, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
};

use super::{
    page::page_of,
    reply_form::{Account, FormTemplate, TypedFields},
    sender::CallerContext,
    service::SubmissionsApi,
    wire::PostedForm,
};
use crate::{
    commenter::ReturnTarget,
    flood::TokenState,
    html,
    http::{PAGE_POLICY, Problem, Refused},
    locale::Language,
    site::Site,
    submission::Submissions,
    text::Website,
};

static PAGES: LazyLock<Environment<'static>> =
    LazyLock::new(|| html::environment(&[("refused.html", include_str!("../pages/refused.html"))]));

/// The page that shows the form again, and its Content-Security-Policy.
#[derive(Debug)]
struct Page {
    html: String,
    policy: String,
}

/// A refused submission: problem details, or for a browser the form with everything that was typed.
#[derive(Debug)]
pub struct SubmitRefusal<const STATUSES: u32> {
    refused: Refused<STATUSES>,
    page: Option<Page>,
}

impl<const S: u32> SubmitRefusal<S> {
    /// Returns the refusal with a page that shows the form of another page again.
    pub(crate) fn with_page(problem: Problem, html: String) -> Self {
        Self {
            refused: problem.into(),
            page: Some(Page {
                html,
                policy: PAGE_POLICY.to_owned(),
            }),
        }
    }

    /// Returns the refusal of a form, as a page that shows the form again.
    pub(super) fn with_form(
        api: &SubmissionsApi,
        site: &Site,
        caller: &CallerContext<'_>,
        typed: PostedForm,
        problem: Problem,
    ) -> Self {
        let page = Page {
            html: form_again(api, site, caller, typed, &problem),
            policy: policy_of(site),
        };
        Self {
            refused: problem.into(),
            page: Some(page),
        }
    }
}

impl<const S: u32> From<Problem> for SubmitRefusal<S> {
    fn from(problem: Problem) -> Self {
        Self {
            refused: problem.into(),
            page: None,
        }
    }
}

impl<const S: u32> From<SubmitRefusal<S>> for poem::Error {
    fn from(refused: SubmitRefusal<S>) -> Self {
        let Some(page) = refused.page else {
            return refused.refused.into();
        };
        let mut response: Response = refused.refused.problem().to_response();
        response.set_body(page.html);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        // Not the API's own policy: a page that may not send its form would lose what was typed.
        let policy = HeaderValue::try_from(page.policy);
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            policy.unwrap_or(HeaderValue::from_static(PAGE_POLICY)),
        );
        Self::from_response(response)
    }
}

impl<const S: u32> ApiResponse for SubmitRefusal<S> {
    fn meta() -> MetaResponses {
        let mut meta = Refused::<S>::meta();
        for response in &mut meta.responses {
            let schema = MetaSchemaRef::Inline(Box::new(MetaSchema::new("string")));
            response.content.push(MetaMediaType {
                content_type: "text/html; charset=utf-8",
                schema,
            });
        }
        meta
    }

    fn register(registry: &mut Registry) {
        Refused::<S>::register(registry);
    }
}

/// Returns the Content-Security-Policy of the form. It allows redirects to the site, because browsers
/// apply `form-action` to redirects as well.
fn policy_of(site: &Site) -> String {
    let origins = site.origins.iter().map(|origin| origin.as_str());
    let origins = origins.filter(|origin| !origin.contains([';', ',']));
    let back = origins.fold(String::from("form-action 'self'"), |back, origin| {
        format!("{back} {origin}")
    });
    PAGE_POLICY.replace("form-action 'self'", &back)
}

fn form_again(
    api: &SubmissionsApi,
    site: &Site,
    caller: &CallerContext<'_>,
    typed: PostedForm,
    problem: &Problem,
) -> String {
    let submissions = &api.submissions;
    let url = typed.url.unwrap_or_default();
    let viewer = caller.sender.person(site).ok().flatten();
    // After this page, the browser no longer reports the page on which it was.
    let page = page_of(site, &typed.page, &url, caller.browser.page.as_ref());
    let page = page.ok().map(|found| found.page);
    // A person who signed in with a cookie came from a page of this server.
    let own_page = ReturnTarget::here(&api.base_url, &url);
    let own_page = own_page
        .as_ref()
        .map_or("/me", ReturnTarget::back)
        .to_owned();
    let language = site.policy.language;
    // Only a URL of the site itself may become a link.
    let back = Website::parse(&url).map(Website::into_string);
    let back = back.ok().filter(|url| site.owns(url));
    let form = FormTemplate {
        lang: language.as_str(),
        action: format!("/api/v1/sites/{}/comments", site.slug),
        page: page
            .as_ref()
            .map_or_else(|| typed.page.clone(), ToString::to_string),
        parent_id: typed.parent_id.unwrap_or_default(),
        title: typed.title.unwrap_or_default(),
        url,
        redirect: typed.redirect.unwrap_or_default(),
        token: page.map_or_else(String::new, |page| {
            token_again(
                submissions,
                site,
                page.as_str(),
                typed.token.unwrap_or_default(),
            )
        }),
        // Valid as long as the token is.
        solution: typed.solution.unwrap_or_default(),
        guests: site.policy.guests.clone(),
        account: viewer.map(|viewer| Account::of(viewer, api.people.providers(), &own_page)),
        text_max: site.policy.text_max,
        values: TypedFields {
            text: typed.text,
            name: typed.name.unwrap_or_default(),
            email: typed.email.unwrap_or_default(),
            website: typed.website.unwrap_or_default(),
        },
        errors: problem.errors.iter().map(|e| e.shown(language)).collect(),
    };
    refused(&site.name, problem, language, &form, back.as_deref())
}

/// Returns the token that was sent while it is valid, since a refusal does not consume it; otherwise a
/// new one.
fn token_again(submissions: &Submissions, site: &Site, page: &str, token: String) -> String {
    match submissions.spam().check_token(site.id, page, Some(&token)) {
        Ok(checked) if matches!(checked.state, TokenState::Fresh { .. }) => token,
        _ => submissions.form_token(site, page),
    }
}

/// Renders the page for a refused form. `back` is the page that it was on, if known.
fn refused(
    site_name: &str,
    problem: &Problem,
    language: Language,
    form: &FormTemplate,
    back: Option<&str>,
) -> String {
    let heading = problem.code.title_in(language);
    let message = problem.detail.to_text(language);
    let page = PAGES.get_template("refused.html").and_then(|page| {
        page.render(
            context! { lang => form.lang, site_name, heading, message, form => Serde(form), back },
        )
    });
    // Only an error in the template itself leads here; what was typed is returned all the same.
    page.unwrap_or_else(|_| form.values.text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{http::FieldError, locale::Message, site::Guests};

    #[test]
    fn what_was_typed_comes_back_escaped_with_the_message_beside_its_field() {
        let email = FieldError::new("email", "required", Message::new("email-empty"));
        let form = FormTemplate {
            lang: "en",
            action: "/api/v1/sites/demo/comments".into(),
            page: "/a\"b".into(),
            parent_id: String::new(),
            title: String::new(),
            url: String::new(),
            redirect: String::new(),
            token: "t".into(),
            solution: String::new(),
            guests: Guests::default(),
            account: None,
            text_max: 10,
            values: TypedFields {
                text: "\n</textarea><script>alert(1)</script>".into(),
                name: "\"'><b>".into(),
                ..TypedFields::default()
            },
            errors: vec![email.shown(Language::En)],
        };
        let problem = Problem::invalid(vec![email]);
        let html = refused("My <blog>", &problem, Language::En, &form, None);
        assert!(
            !html.contains("<script>") && !html.contains("<b>") && !html.contains("<blog>"),
            "{html}"
        );
        assert!(
            html.contains("id=\"email-error\">Enter an email address."),
            "{html}"
        );
        assert!(html.contains("aria-describedby=\"email-error\""), "{html}");
        // HTML drops the first line feed of a textarea; the template's own comes before that of the
        // text.
        assert!(
            html.contains(">\n\n&lt;&#x2f;textarea&gt;") || html.contains(">\n\n&lt;/textarea&gt;"),
            "{html}"
        );
    }
}
