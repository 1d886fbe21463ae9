//! Replies of moderators: published at once, after the comment that they answer was approved.

use std::collections::HashMap;

use poem::{
    Request, Response, handler,
    http::StatusCode,
    web::{Data, Path},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    context::{ContextState, RefusedForm, page},
    context_form::FormSubject,
    form::ModeratorForm,
    label::skip_label,
    notice::FormOutcome,
};
use crate::{
    comment::{Action, Comment, CommentStatus},
    http::{Code, Problem, RequestContext, language},
    locale::Message,
    moderate::ModeratorPages,
    moderation::{Decision, Selection, api::actor},
    moderator::{Authority, Credential, CurrentModerator, Permission},
    submission::{CommentAuthor, FormSignals, Submission, api::parse_text},
};

#[handler]
pub(crate) async fn reply(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    context: RequestContext,
    Path(id): Path<Uuid>,
    form: ModeratorForm,
) -> Result<Response, Problem> {
    let fields = &form.fields;
    let number = |name: &str| fields.get(name).and_then(|value| value.parse().ok());
    let draft = ReplyDraft {
        id,
        version: number("version").unwrap_or_default(),
        text: fields.get("text").unwrap_or_default(),
        agent: request.header("user-agent"),
        key: fields.get("key").and_then(|key| Uuid::try_parse(key).ok()),
    };
    match publish(pages, context, &form.moderator, &draft).await {
        Ok(outcome) => Ok(super::see_other(&outcome.url(&form.back))),
        Err(failure) => refuse(pages, &form, id, failure).await,
    }
}

/// A reply as it was sent.
struct ReplyDraft<'a> {
    /// The comment that is answered, and its version as the moderator saw it; 0 without one, so that the comment counts
    /// as changed.
    id: Uuid,
    version: i64,
    text: &'a str,
    agent: Option<&'a str>,
    /// The idempotency key of the form, by which a double click is recognized.
    key: Option<Uuid>,
}

/// Why a reply was not published.
struct ReplyFailure {
    problem: Problem,
    /// The approval of the parent, which took effect before.
    approval: Option<FormOutcome>,
}

impl<P: Into<Problem>> From<P> for ReplyFailure {
    fn from(problem: P) -> Self {
        Self {
            problem: problem.into(),
            approval: None,
        }
    }
}

/// Approves the comment, unless it is published, and publishes the reply.
async fn publish(
    pages: &ModeratorPages,
    context: RequestContext,
    moderator: &CurrentModerator,
    draft: &ReplyDraft<'_>,
) -> Result<FormOutcome, ReplyFailure> {
    let subject = FormSubject::find(pages, moderator, draft.id, Permission::Decide).await?;
    let (parent, site) = (&subject.comment, &subject.site);
    // Before the approval, so that a mistake in the text changes nothing.
    let text = parse_text(draft.text, site)?;
    let page = site.existing_page(&parent.page);
    let page = page.map_err(|fault| Problem::field("page", fault.code, fault.message))?;
    let author = CommentAuthor::Moderator {
        id: moderator.id,
        name: moderator.public_name(site).to_owned(),
    };
    let authority = Authority {
        moderator: moderator.moderator.clone(),
        credential: Credential::Token(moderator.token.clone()),
    };
    let submission = Submission {
        page,
        text,
        parent: Some(parent.id),
        title: None,
        url: None,
        author: author.clone(),
        form: FormSignals::none(),
    };
    let submissions = &pages.submissions;
    let admission = submissions.admit(site, context.address, Some(author), Some(authority))?;
    let approved_in = approve(pages, moderator, &subject, draft).await?;
    let key = draft.key.map(|key| {
        let fingerprint = Sha256::new()
            .chain_update(parent.id)
            .chain_update(draft.text);
        let fingerprint = fingerprint.finalize().to_vec();
        submissions.idempotency_key(&admission, &key.to_string(), fingerprint)
    });
    let outcome = FormOutcome::of_reply(parent.id, approved_in);
    let submitted = submissions.submit(admission, submission, draft.agent, key);
    match submitted.await {
        Ok(_) => Ok(outcome),
        Err(refusal) => Err(ReplyFailure {
            problem: for_moderators(refusal.into()),
            approval: outcome.without_reply(),
        }),
    }
}

/// Returns the refusal with a text for moderators, who know nothing of the key of the form.
fn for_moderators(problem: Problem) -> Problem {
    match problem.code {
        Code::IdempotencyMismatch => Problem::new(problem.code, Message::new("mod-replied-before")),
        _ => problem,
    }
}

/// Approves a comment that is not published, and returns the batch of the approval, also if it was made by an earlier
/// click on the same button.
async fn approve(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    subject: &FormSubject,
    draft: &ReplyDraft<'_>,
) -> Result<Option<Uuid>, Problem> {
    let comment = &subject.comment;
    // A waiting edit of a published comment is decided by itself.
    if comment.status == CommentStatus::Approved {
        return approval(pages, moderator, comment, draft).await;
    }
    let id = comment.id;
    let decision = Decision {
        selection: Selection::Ids(vec![id]),
        action: Action::Approve,
        note: None,
        versions: HashMap::from([(id, draft.version)]),
        before: None,
        whole_comment: false,
        dry_run: false,
    };
    let moderation = &pages.moderation.moderation;
    let sites = subject.scope.ids();
    let decided = moderation
        .decide(&actor(moderator), &sites, &decision)
        .await?;
    let Some((_, skip)) = decided.skipped.first() else {
        return Ok(Some(decided.batch));
    };
    if let Some(batch) = approval(pages, moderator, comment, draft).await? {
        return Ok(Some(batch));
    }
    let what = super::label::shown_name(&comment.name, language());
    let message = Message::new(skip_label(*skip)).with("what", what);
    Err(Problem::new(Code::Conflict, message))
}

/// Returns the batch in which an earlier click on the same button approved the comment, if nothing was decided since.
/// Without a key, a reply is another one each time.
async fn approval(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    comment: &Comment,
    draft: &ReplyDraft<'_>,
) -> Result<Option<Uuid>, Problem> {
    if draft.key.is_none() {
        return Ok(None);
    }
    let moderation = &pages.moderation.moderation;
    let history = moderation.history(comment.site, comment.id).await?;
    let last = history.last().filter(|line| {
        line.action == Action::Approve.as_str()
            && line.moderator == moderator.id
            && line.version == draft.version + 1
    });
    Ok(last.map(|line| line.batch))
}

/// Shows the comment again, with what was written, why it was not published, and what happened all the same.
async fn refuse(
    pages: &ModeratorPages,
    form: &ModeratorForm,
    id: Uuid,
    failure: ReplyFailure,
) -> Result<Response, Problem> {
    let ReplyFailure { problem, approval } = failure;
    let status = problem.code.status();
    if approval.is_none() && (status.is_server_error() || status == StatusCode::NOT_FOUND) {
        return Err(problem);
    }
    let language = language();
    let refused = RefusedForm::new("reply", &form.fields, &problem, language);
    let refused = match approval {
        Some(_) => refused.after_approval(language),
        None => refused,
    };
    let state = ContextState {
        outcome: approval,
        refused: Some(refused),
    };
    page(pages, &form.moderator, (id, &form.back), (status, state)).await
}
