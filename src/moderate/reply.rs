//! Replies of moderators: published at once, after the comment that they answer was approved.

use std::collections::HashMap;

use poem::{
    Request, Response, handler,
    http::StatusCode,
    web::{Data, Form, Path},
};
use uuid::Uuid;

use super::{
    address::QueueAddress,
    context::{ContextState, page},
    form::FormFields,
    label::skip_label,
    notice::{CompletedAction, FormOutcome},
    session::{ask, sender},
};
use crate::{
    comment::{Action, Comment, CommentStatus},
    http::{Code, Problem, RequestContext, language},
    locale::Message,
    moderate::ModeratorPages,
    moderation::{
        Decision, Selection,
        api::{ModeratorScope, actor},
    },
    moderator::{Authority, Credential, CurrentModerator, Permission},
    submission::{CommentAuthor, FormSignals, Submission, api::parse_text},
};

#[handler]
pub(crate) async fn reply(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    context: RequestContext,
    Path(id): Path<Uuid>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let fields = FormFields::new(fields);
    let back = fields.back();
    let Some(moderator) = sender(request, pages).await? else {
        let is_empty = fields.get("text").is_none_or(|text| text.trim().is_empty());
        if is_empty {
            return ask(request, pages, &back.url());
        }
        // The page of the refusal holds what was written.
        return Err(Problem::plain(Code::Unauthorized));
    };
    let text = fields.get("text").unwrap_or_default();
    let version = fields
        .get("version")
        .and_then(|version| version.parse().ok());
    let agent = request.header("user-agent");
    let answer = ReplyDraft {
        id,
        version,
        text,
        agent,
    };
    match publish(pages, context, &moderator, &answer).await {
        Ok(outcome) => Ok(super::see_other(&outcome.url(&back))),
        Err(problem) if problem.code.status().is_server_error() => Err(problem),
        Err(problem) => refuse(pages, &moderator, (&answer, &back), problem).await,
    }
}

/// A reply as it was sent.
struct ReplyDraft<'a> {
    /// The comment that is answered, and its version as the moderator saw it.
    id: Uuid,
    version: Option<i64>,
    text: &'a str,
    agent: Option<&'a str>,
}

/// Approves the comment, unless it is published, and publishes the reply.
async fn publish(
    pages: &ModeratorPages,
    context: RequestContext,
    moderator: &CurrentModerator,
    answer: &ReplyDraft<'_>,
) -> Result<FormOutcome, Problem> {
    let scope = ModeratorScope::of(&pages.sites, moderator, None, Permission::Decide).await?;
    let moderation = &pages.moderation.moderation;
    let found = moderation.find(&scope.ids(), answer.id).await?;
    let parent = found
        .ok_or_else(|| Problem::missing("problem-no-comment"))?
        .comment;
    let site = pages.sites.by_id(parent.site).await;
    let site = site.ok_or_else(|| Problem::missing("problem-no-site"))?;
    // Before the approval, so that a mistake in the text changes nothing.
    let text = parse_text(answer.text, &site)?;
    let page = site.existing_page(&parent.page);
    let page = page.map_err(|fault| Problem::field("page", fault.code, fault.message))?;
    let author = CommentAuthor::Moderator {
        id: moderator.id,
        name: moderator.public_name(&site).to_owned(),
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
    let admission = submissions.admit(&site, context.address, Some(author), Some(authority))?;
    let outcome = approve(pages, moderator, &scope, (&parent, answer.version)).await?;
    submissions
        .submit(admission, submission, answer.agent, None)
        .await?;
    Ok(outcome)
}

async fn approve(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    scope: &ModeratorScope,
    (comment, version): (&Comment, Option<i64>),
) -> Result<FormOutcome, Problem> {
    if comment.status == CommentStatus::Approved {
        return Ok(FormOutcome::of_reply(comment.id));
    }
    let id = comment.id;
    let decision = Decision {
        selection: Selection::Ids(vec![id]),
        action: Action::Approve,
        note: None,
        // Without the version that the moderator saw, the comment counts as changed.
        versions: HashMap::from([(id, version.unwrap_or_default())]),
        before: None,
        whole_comment: false,
        dry_run: false,
    };
    let moderation = &pages.moderation.moderation;
    let decided = moderation
        .decide(&actor(moderator), &scope.ids(), &decision)
        .await?;
    match decided.skipped.first() {
        Some((_, skip)) => {
            let what = super::label::shown_name(&comment.name, language());
            let message = Message::new(skip_label(*skip)).with("what", what);
            Err(Problem::new(Code::Conflict, message))
        }
        None => Ok(FormOutcome::new(CompletedAction::Replied, &decided)),
    }
}

/// Shows the comment again, with what was written and why it was not published.
async fn refuse(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    (answer, back): (&ReplyDraft<'_>, &QueueAddress),
    problem: Problem,
) -> Result<Response, Problem> {
    let language = language();
    let status = problem.code.status();
    if status == StatusCode::NOT_FOUND {
        return Err(problem);
    }
    let message = problem
        .errors
        .first()
        .map_or(&problem.detail, |error| &error.message);
    let state = ContextState {
        text: answer.text.to_owned(),
        message: Some(message.to_text(language)),
        ..ContextState::default()
    };
    page(pages, moderator, (answer.id, back), (status, state)).await
}
