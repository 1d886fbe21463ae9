//! The response to a submission: JSON for programs, a redirect or the form again for browsers.

use std::{sync::Arc, time::Duration};

use poem::{
    Request, Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    payload::Json,
    registry::{MetaMediaType, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
};
use sha2::{Digest as _, Sha256};

use super::{
    CommentsApi, Sender, page_key,
    warning::WarningInfo,
    wire::{CommentSubmission, OwnComment, OwnStatus, PostedForm, SubmitAnswer},
};
use crate::{
    comment::{
        AcceptedSubmission, Comments, IdempotencyKey, Refusal,
        page::{Account, FormTemplate, refused},
        page_fields,
        submission::{self, FormOrigin},
    },
    http::{
        BODY, CONFLICT, Code, FORBIDDEN, FieldWarning, JsonOrForm, NOT_FOUND, PAGE_POLICY, Problem,
        Refused, RequestContext, TOO_FAST, UNAUTHORIZED, Wire,
    },
    identity::{
        Credential,
        person::{ReturnTarget, Viewer},
    },
    locale::{Language, Message},
    site::Site,
    spam::TokenState,
    text::Website,
};

/// The statuses with which a submission may be refused.
pub const SUBMIT_REFUSALS: u32 = UNAUTHORIZED | FORBIDDEN | NOT_FOUND | CONFLICT | BODY | TOO_FAST;

/// An accepted submission.
#[derive(Debug, ApiResponse)]
pub enum SubmitResponse {
    /// Accepted. `status` shows whether the comment waits or is published.
    #[oai(status = 201)]
    Created(
        Json<Box<SubmitAnswer>>,
        /// Where the comment can be read once it is approved.
        #[oai(header = "Location")]
        String,
        /// What is left of the limit that is closest to exhaustion.
        #[oai(header = "RateLimit")]
        Option<String>,
        /// The limit that is closest to exhaustion.
        #[oai(header = "RateLimit-Policy")]
        Option<String>,
    ),
    /// A form was accepted; the browser returns to the page, with `#comment-<id>` or, while the comment
    /// waits, `?comment=pending`.
    #[oai(status = 303)]
    SeeOther(
        /// The page, on one of the site's origins.
        #[oai(header = "Location")]
        String,
    ),
}

/// The result of a deletion.
#[derive(Debug, ApiResponse)]
pub enum DeleteResponse {
    /// The comment is deleted.
    #[oai(status = 204)]
    Done,
}

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

/// What a browser reports about itself.
#[derive(Clone, Debug)]
pub(super) struct BrowserContext<'a> {
    pub(super) agent: Option<&'a str>,
    pub(super) referrer: Option<&'a str>,
    /// Whether it accepts JSON and not HTML, and so is a program that sends a form.
    wants_json: bool,
    /// The page of the site on which it is, if it reports that.
    pub(super) page: Option<crate::text::Page>,
}

impl<'a> BrowserContext<'a> {
    pub(super) fn of(request: &'a Request, site: &Site) -> Self {
        let accept = request.header("accept").unwrap_or_default();
        Self {
            wants_json: accept.contains("json") && !accept.contains("text/html"),
            agent: request.header("user-agent"),
            referrer: request.header("referer"),
            page: page_key::referred(request, site),
        }
    }
}

/// Accepts a submission and responds in the site's language.
pub(super) async fn answer(
    api: &CommentsApi,
    site: &Arc<Site>,
    context: RequestContext,
    sender: &Sender,
    browser: BrowserContext<'_>,
    idempotency_key: Option<&str>,
    body: &JsonOrForm<CommentSubmission, PostedForm>,
) -> Result<SubmitResponse, SubmitRefusal<SUBMIT_REFUSALS>> {
    let form = body.source.wire() == Wire::Form;
    let mut warnings = Vec::new();
    let taken = take(
        api,
        site,
        context,
        sender,
        &browser,
        idempotency_key,
        body,
        &mut warnings,
    );
    // On the heap: it holds the state of everything that a submission goes through.
    let taken = Box::pin(taken).await;
    api.sites.log_warnings(site, &warnings);
    match taken {
        Ok((submitted, redirect)) if form => Ok(see_other(&submitted, redirect)),
        Ok((submitted, _)) => Ok(created(api, site, submitted, warnings)),
        // A browser gets its text back in a page, unless refusals are too frequent to come from people.
        Err(problem)
            if form
                && !browser.wants_json
                && (problem.code.status() != StatusCode::TOO_MANY_REQUESTS
                    || api.comments.may_show_refusal(context.address)) =>
        {
            let page = Page {
                html: form_again(api, site, sender, &browser, body, &problem),
                policy: policy_of(site),
            };
            Err(SubmitRefusal {
                refused: problem.into(),
                page: Some(page),
            })
        }
        Err(problem) => Err(problem.into()),
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the request, its sender and an output parameter for the warnings"
)]
async fn take(
    api: &CommentsApi,
    site: &Arc<Site>,
    context: RequestContext,
    sender: &Sender,
    browser: &BrowserContext<'_>,
    idempotency_key: Option<&str>,
    body: &JsonOrForm<CommentSubmission, PostedForm>,
    warnings: &mut Vec<FieldWarning>,
) -> Result<(AcceptedSubmission, String), Problem> {
    let comments = &api.comments;
    let authority = sender.authority(site, &api.identity).await?;
    let viewer = sender.person(site)?;
    let is_known = viewer.is_some() || authority.is_some();
    comments.admit(site, is_known, context.address)?;
    if authority.is_none() {
        may_post(site, viewer)?;
    }
    let reserved = api.people.names().of(Some(site)).await;
    let origin = FormOrigin {
        referred: browser.page.as_ref(),
        older_key: page_key::older_key(api, site, browser, body).await?,
    };
    let mut read = submission::read(
        &body.source,
        site,
        comments.spam(),
        sender.author(site, authority.as_ref())?,
        &reserved,
        warnings,
        &origin,
    )?;
    read.draft.referrer = browser.referrer.map(str::to_owned);
    // Without `redirect`, a browser returns to the page; a bare key is a path of the site.
    let redirect = read
        .redirect
        .clone()
        .or_else(|| read.draft.url.clone().filter(|url| site.owns(url)))
        .unwrap_or_else(|| {
            let origin = site.origins.first().map_or("", |origin| origin.as_str());
            let page = read.draft.page.as_str();
            if page.starts_with('/') {
                format!("{origin}{page}")
            } else {
                format!("{origin}/")
            }
        });
    let actor = match &authority {
        Some(authority) if matches!(authority.credential, Credential::Token(_)) => {
            comments.actor_of_moderator(authority.moderator.id)
        }
        _ => comments.actor(viewer.map(|viewer| viewer.session), context.address),
    };
    let idempotency = idempotency_key
        .map(|key| idempotency(actor, key, &body.bytes))
        .transpose()?;
    let (address, agent) = (context.address, browser.agent);
    let submitted = if let Some(authority) = authority {
        let from = (address, agent);
        let submit = comments.submit_as_moderator(site, read.draft, authority, from, idempotency);
        // On the heap: few requests are a moderator's, and otherwise all would carry its state.
        Box::pin(submit).await?
    } else {
        // Boxed as well: it holds the submission and everything that is judged about it.
        Box::pin(comments.submit(site, read.draft, address, agent, idempotency)).await?
    };
    Ok((submitted, redirect))
}

/// Checks whether the author may comment on this site at all.
fn may_post(site: &Site, viewer: Option<&Viewer>) -> Result<(), Problem> {
    let allowed = match viewer {
        None => site.policy.guests.allowed,
        Some(viewer) => site.policy.identities.allows(&viewer.provider),
    };
    if allowed {
        Ok(())
    } else {
        Err(Problem::plain(Code::IdentityRequired))
    }
}

fn idempotency(actor: Vec<u8>, key: &str, body: &[u8]) -> Result<IdempotencyKey, Problem> {
    if !(1..=255).contains(&key.chars().count()) || key.chars().any(char::is_control) {
        return Err(Problem::field(
            "Idempotency-Key",
            "invalid",
            "Must have 1 to 255 characters.",
        ));
    }
    Ok(IdempotencyKey {
        actor,
        key: key.to_owned(),
        fingerprint: Sha256::digest(body).to_vec(),
    })
}

fn created(
    api: &CommentsApi,
    site: &Site,
    submitted: AcceptedSubmission,
    warnings: Vec<FieldWarning>,
) -> SubmitResponse {
    let comments = &api.comments;
    let id = submitted.comment.id;
    let comment = OwnComment::new(site, submitted.comment, comments.now(), &api.base_url);
    let limits = submitted.limits.as_ref();
    let limit = limits
        .and_then(|taken| taken.tightest)
        .map(|tightest| tightest.limit_field());
    let policy = limits
        .and_then(|taken| taken.tightest)
        .map(|tightest| tightest.policy_field());
    // A second click is recognized by its content, which others may have seen or guessed.
    let edit_token = (!submitted.is_double_click).then(|| comments.edit_token(site.id, id));
    let language = site.policy.language;
    let answer = SubmitAnswer {
        status: comment.status,
        edit_token,
        message: message(comment.status, language),
        comment,
        warnings_total: u32::try_from(warnings.len()).unwrap_or(u32::MAX),
        warnings: WarningInfo::all(warnings, language),
    };
    SubmitResponse::Created(
        Json(Box::new(answer)),
        format!("/api/v1/sites/{}/comments/{id}", site.slug),
        limit,
        policy,
    )
}

/// Returns the message to an author whose comment was accepted.
pub(super) fn message(status: OwnStatus, language: Language) -> String {
    let key = match status {
        OwnStatus::Approved => "posted-approved",
        OwnStatus::Pending => "posted-pending",
    };
    Message::new(key).to_text(language)
}

fn see_other(submitted: &AcceptedSubmission, redirect: String) -> SubmitResponse {
    let (address, _) = redirect.split_once('#').unwrap_or((&redirect, ""));
    SubmitResponse::SeeOther(match OwnStatus::from(submitted.comment.status) {
        OwnStatus::Approved => format!("{address}#comment-{}", submitted.comment.id),
        OwnStatus::Pending => {
            let sign = if address.contains('?') { '&' } else { '?' };
            format!("{address}{sign}comment=pending")
        }
    })
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
    api: &CommentsApi,
    site: &Site,
    sender: &Sender,
    browser: &BrowserContext<'_>,
    body: &JsonOrForm<CommentSubmission, PostedForm>,
    problem: &Problem,
) -> String {
    let comments = &api.comments;
    let typed = |name| body.source.typed(name).unwrap_or_default().to_owned();
    let viewer = sender.person(site).ok().flatten();
    // After this page, the browser no longer reports the page on which it was.
    let page = page_fields::page_of(site, &typed("page"), &typed("url"), browser.page.as_ref());
    let page = page.ok().map(|found| found.page);
    // A person who signed in with a cookie came from a page of this server.
    let own_page = ReturnTarget::here(&api.base_url, &typed("url"));
    let own_page = own_page
        .as_ref()
        .map_or("/me", ReturnTarget::back)
        .to_owned();
    let language = site.policy.language;
    let form = FormTemplate {
        lang: language.as_str(),
        action: format!("/api/v1/sites/{}/comments", site.slug),
        page: page
            .as_ref()
            .map_or_else(|| typed("page"), ToString::to_string),
        parent_id: typed("parent_id"),
        title: typed("title"),
        url: typed("url"),
        redirect: typed("redirect"),
        token: page.map_or_else(String::new, |page| {
            token_again(comments, site, page.as_str(), typed("token"))
        }),
        // Valid as long as the token is.
        solution: typed("solution"),
        challenge: None,
        guests: site.policy.guests.clone(),
        account: viewer.map(|viewer| Account::of(viewer, api.people.providers(), &own_page)),
        choices: Vec::new(),
        script: None,
        captcha: None,
        text_max: site.policy.text_max,
        values: submission::typed(&body.source),
        errors: problem.errors.iter().map(|e| e.shown(language)).collect(),
    };
    // Only a URL of the site itself may become a link.
    let url = Website::parse(&typed("url")).map(Website::into_string);
    let back = url.ok().filter(|url| site.owns(url));
    refused(&site.name, problem, language, &form, back.as_deref())
}

/// Returns the token that was sent while it is valid, since a refusal does not consume it; otherwise a
/// new one.
fn token_again(comments: &Comments, site: &Site, page: &str, token: String) -> String {
    match comments.spam().check_token(site.id, page, Some(&token)) {
        Ok(checked) if matches!(checked.state, TokenState::Fresh { .. }) => token,
        _ => comments.form_token(site, page),
    }
}

fn banned_word(word: &str) -> Problem {
    let message = Message::new("text-banned-word").with("word", word);
    Problem::field("text", "banned_word", message)
}

/// Builds the problem for a site that accepts nothing from guests for this long. Signed-in people are
/// still admitted, and nothing that was typed is lost.
fn flooded(left: Duration) -> Problem {
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    let detail = Message::new("problem-flooded").wait(left);
    let problem = Problem {
        retry_after: Some(left),
        ..Problem::new(Code::Flooded, detail)
    };
    let fields = [
        ("ratelimit-policy", "\"flood\";q=0;w=600".to_owned()),
        ("ratelimit", format!("\"flood\";r=0;t={seconds}")),
    ];
    fields.into_iter().fold(
        problem,
        |problem, (name, value)| match HeaderValue::try_from(value) {
            Ok(value) => problem.with_header(HeaderName::from_static(name), value),
            Err(_) => problem,
        },
    )
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooFast(refused) => refused.into(),
            Refusal::Flooded(left) => flooded(left),
            Refusal::ThreadClosed => Self::plain(Code::ThreadClosed),
            Refusal::Banned => Self::plain(Code::Banned),
            Refusal::BannedWord(word) => banned_word(&word),
            Refusal::NoSuchParent => Self::missing("problem-no-parent"),
            Refusal::NoSuchSite => Self::missing("problem-no-site"),
            Refusal::Duplicate => Self::plain(Code::Duplicate),
            Refusal::OtherRequest => Self::plain(Code::IdempotencyMismatch),
            Refusal::SignedOut => Self::plain(Code::Unauthorized),
            Refusal::RightEnded => Self::new(Code::Forbidden, Message::new("problem-right-ended")),
            Refusal::PublishedByModerator => Self::new(
                Code::Forbidden,
                Message::new("problem-published-by-moderator"),
            ),
            Refusal::Gone => Self::missing("problem-comment-gone"),
            Refusal::WrongToken => super::edit_authorization::wrong_token(),
            Refusal::NotFound => Self::missing("problem-no-comment"),
            Refusal::EditWindowOver => Self::plain(Code::EditWindowOver),
            Refusal::Conflict => Self::plain(Code::Conflict),
            Refusal::Db(error) => error.into(),
        }
    }
}
