//! The response to a submission: JSON for programs, a redirect or the form again for browsers.

use std::sync::Arc;

use poem::http::StatusCode;
use poem_openapi::{ApiResponse, Object, payload::Json};
use sha2::{Digest as _, Sha256};

use super::{
    own_comments::{OwnComment, OwnStatus},
    page,
    refused_form::SubmitRefusal,
    sender::CallerContext,
    service::SubmissionsApi,
    submission::{self, FormOrigin},
    wire::SentSubmission,
};
use crate::{
    comment::{Comment, api::warning::WarningInfo},
    http::{API_BASE, BODY, CONFLICT, FORBIDDEN, NOT_FOUND, Problem, TOO_FAST, UNAUTHORIZED},
    locale::{Language, Message},
    site::Site,
    submission::AcceptedSubmission,
    text::FieldWarning,
};

/// The statuses with which a submission may be refused.
pub(super) const SUBMIT_REFUSALS: u32 =
    UNAUTHORIZED | FORBIDDEN | NOT_FOUND | CONFLICT | BODY | TOO_FAST;

/// The response to a submission.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct SubmitAnswer {
    /// The accepted comment.
    pub comment: OwnComment,
    /// Whether it is public; the same as the comment's status.
    pub status: OwnStatus,
    /// For the header `Edit-Token`: it allows editing and deleting the comment, and reading it while it
    /// waits for a moderator. Null in the response to a double click, whose first response has it.
    pub edit_token: Option<String>,
    /// A human-readable message.
    pub message: String,
    /// Fields that were repaired or ignored, at most 20; they can only be fixed in the page or script
    /// that sends them.
    pub warnings: Vec<WarningInfo>,
    /// The number of such fields.
    pub warnings_total: u32,
}

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

/// Accepts a submission and responds in the site's language.
pub(super) async fn answer(
    api: &SubmissionsApi,
    site: &Arc<Site>,
    caller: &CallerContext<'_>,
    idempotency_key: Option<&str>,
    mut body: SentSubmission,
) -> Result<SubmitResponse, SubmitRefusal<SUBMIT_REFUSALS>> {
    // On the heap: it holds the state of everything that a submission goes through.
    let accepted = Box::pin(accept(api, site, caller, idempotency_key, &mut body)).await;
    let (form, is_form, warnings) = (body.form, body.is_form, body.findings.warnings);
    api.sites.log_warnings(site, &warnings);
    match accepted {
        Ok((accepted, redirect)) if is_form => Ok(see_other(&accepted.comment.comment, redirect)),
        Ok((accepted, _)) => Ok(created(api, site, accepted, warnings)),
        // A browser gets its text back in a page, unless refusals are too frequent to come from people.
        Err(problem)
            if is_form
                && !caller.browser.wants_json
                && (problem.code.status() != StatusCode::TOO_MANY_REQUESTS
                    || api.submissions.may_show_refusal(caller.address)) =>
        {
            Err(SubmitRefusal::with_form(api, site, caller, form, problem))
        }
        Err(problem) => Err(problem.into()),
    }
}

/// Admits the sender, parses the body and accepts the comment. Returns it with the URL to which a browser
/// is redirected.
async fn accept(
    api: &SubmissionsApi,
    site: &Arc<Site>,
    caller: &CallerContext<'_>,
    idempotency_key: Option<&str>,
    body: &mut SentSubmission,
) -> Result<(AcceptedSubmission, String), Problem> {
    let (submissions, browser) = (&api.submissions, &caller.browser);
    let authority = caller.sender.authority(site, &api.identity).await?;
    let author = caller.sender.author(site, authority.as_ref())?;
    let admission = submissions.admit(site, caller.address, author, authority)?;
    let reserved = api.people.names().of(Some(site)).await;
    let origin = FormOrigin {
        referred: browser.page.as_ref(),
        older_key: page::older_key(api, site, &body.form, browser.page.as_ref()).await?,
        referrer: browser.referrer,
        thread_url: format!("{}{API_BASE}/sites/{}/thread", api.base_url, site.slug),
    };
    let signed_in = admission.author().cloned();
    let spam = submissions.spam();
    let parsed = submission::read(body, site, spam, signed_in, &reserved, &origin)?;
    let redirect = parsed.redirect_on(site);
    let idempotency = idempotency_key
        .map(|key| {
            check_idempotency_key(key)?;
            let fingerprint = Sha256::digest(&body.bytes).to_vec();
            Ok::<_, Problem>(submissions.idempotency_key(&admission, key, fingerprint))
        })
        .transpose()?;
    let submit = submissions.submit(admission, parsed.submission, browser.agent, idempotency);
    Ok((submit.await?, redirect))
}

fn check_idempotency_key(key: &str) -> Result<(), Problem> {
    if !(1..=255).contains(&key.chars().count()) || key.chars().any(char::is_control) {
        return Err(Problem::field(
            "Idempotency-Key",
            "invalid",
            "Must have 1 to 255 characters.",
        ));
    }
    Ok(())
}

fn created(
    api: &SubmissionsApi,
    site: &Site,
    accepted: AcceptedSubmission,
    warnings: Vec<FieldWarning>,
) -> SubmitResponse {
    let submissions = &api.submissions;
    let id = accepted.comment.comment.id;
    let comment = OwnComment::new(site, accepted.comment, submissions.now(), &api.base_url);
    let tightest = accepted.limits.as_ref().and_then(|taken| taken.tightest);
    // A second click is recognized by its content, which others may have seen or guessed.
    let edit_token = (!accepted.is_double_click).then(|| submissions.edit_token(site.id, id));
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
        tightest.map(|tightest| tightest.limit_field()),
        tightest.map(|tightest| tightest.policy_field()),
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

fn see_other(comment: &Comment, redirect: String) -> SubmitResponse {
    let (address, _) = redirect.split_once('#').unwrap_or((&redirect, ""));
    SubmitResponse::SeeOther(match OwnStatus::from(comment.status) {
        OwnStatus::Approved => format!("{address}#comment-{}", comment.id),
        OwnStatus::Pending => {
            let sign = if address.contains('?') { '&' } else { '?' };
            format!("{address}{sign}comment=pending")
        }
    })
}
