//! The pages that the links of mails to moderators lead to. Opening one changes nothing, because mail scanners
//! follow links; its button decides.

use minijinja::{Value, context};
use poem::{
    IntoResponse, Request, Response,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::Path,
    registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::Example,
};
use serde::Deserialize;

use super::{PAGES, RefusalPages, page};
use crate::{
    comment::{Comment, CommentStatus},
    http::{
        API_BASE, BODY, CONFLICT, Code, NOT_FOUND, PlainForm, Problem, ProblemPages as _,
        RequestContext, TOO_FAST,
    },
    limit::{Limits, quotas},
    locale::{Language, Message},
    moderation::api::ModerationTag,
    notice::{
        DecisionByLink, EmailLink, FollowedLink, LINK_LIFE, LinkAction, LinkState, LinkTarget,
        Notices,
    },
    render::render,
    submission::api::refused_form::SubmitRefusal,
};

/// The endpoints of the links.
#[derive(Clone, Debug)]
pub(crate) struct ActApi {
    pub notices: Notices,
    pub limits: std::sync::Arc<Limits>,
}

/// The form of the page. A mail program that ends mails by one request (RFC 8058) sends another one, which is
/// ignored.
#[derive(Clone, Debug, Default, Deserialize, Object)]
#[oai(deny_unknown_fields, example)]
#[serde(default)]
pub(crate) struct ActForm {
    /// The version of the comment that the page shows. If the comment has another one now, nothing is decided.
    #[oai(validator(max_length = 20))]
    pub version: Option<String>,
}

impl Example for ActForm {
    fn example() -> Self {
        Self {
            version: Some("1".to_owned()),
        }
    }
}

/// The page of a link.
#[derive(Debug)]
pub(crate) struct ActPage(Response);

impl IntoResponse for ActPage {
    fn into_response(self) -> Response {
        self.0
    }
}

impl ApiResponse for ActPage {
    fn meta() -> MetaResponses {
        let schema = MetaSchemaRef::Inline(Box::new(MetaSchema::new("string")));
        MetaResponses {
            responses: vec![MetaResponse {
                description: "A page for the moderator: the comment with a button, or what was decided and by whom.",
                status: Some(StatusCode::OK.as_u16()),
                status_range: None,
                content: vec![MetaMediaType {
                    content_type: "text/html; charset=utf-8",
                    schema,
                }],
                headers: Vec::new(),
            }],
        }
    }

    fn register(_: &mut Registry) {}
}

/// The statuses with which the page may be refused.
const SHOW_REFUSALS: u32 = NOT_FOUND | TOO_FAST;
/// The statuses with which its form may be refused.
const FOLLOW_REFUSALS: u32 = NOT_FOUND | CONFLICT | BODY | TOO_FAST;

#[OpenApi]
impl ActApi {
    /// Show what the link of a mail to a moderator does
    ///
    /// Shows the comment as it is now, with one button. Changes nothing. A link is valid for 7 days, for one
    /// moderator, one comment and one action, and ends when the moderator loses the role, the site, the account
    /// or the email address. A link that confirms an email address ends when another one is entered, or when it was
    /// followed.
    #[oai(
        path = "/moderation/act/:token",
        method = "get",
        operation_id = "show_decision_link",
        tag = "ModerationTag::Moderation"
    )]
    async fn show(
        &self,
        context: RequestContext,
        /// The token of the link.
        token: Path<String>,
    ) -> Result<ActPage, SubmitRefusal<SHOW_REFUSALS>> {
        self.charge(context).await?;
        let link = self.notices.find_email_link(&token.0).await;
        if let Some(page) = email_question(&link.map_err(Problem::from)?, &token.0)? {
            return Ok(ActPage(act_page(page)?));
        }
        let target = self.notices.find_link(&token.0).await;
        let target = target
            .map_err(Problem::from)?
            .ok_or_else(refuse_ended_link)?;
        let language = target.site.policy.language;
        let context = match &target.state {
            LinkState::Waiting {
                comment,
                is_changed,
            } => question(&target, comment, *is_changed, &token.0),
            LinkState::Mails => context! {
                lang => language.as_str(), site_name => &*target.site.name,
                heading => write_message(language, Message::new("act-off").with("site", &*target.site.name)),
                lines => vec![write_message(language, Message::new("act-off-text").with("site", &*target.site.name))],
                action => action_of(&token.0), button => write_message(language, Message::new("notice-off")),
            },
            _ => answer(&target),
        };
        Ok(ActPage(act_page(context)?))
    }

    /// Do what the link of a mail to a moderator is for
    ///
    /// Decides about the comment in the name of the moderator, if it still waits and has the version that the
    /// page showed; otherwise the page shows it as it is now (409), or what was decided and by whom. A link that
    /// turns off mails needs no form (RFC 8058). A link that confirms an email address works once.
    #[oai(
        path = "/moderation/act/:token",
        method = "post",
        operation_id = "follow_decision_link",
        tag = "ModerationTag::Moderation"
    )]
    async fn follow(
        &self,
        request: &Request,
        context: RequestContext,
        /// The token of the link.
        token: Path<String>,
        body: PlainForm<ActForm>,
    ) -> Result<ActPage, SubmitRefusal<FOLLOW_REFUSALS>> {
        self.charge(context).await?;
        let link = self.notices.follow_email_link(&token.0).await;
        if let Some(page) = email_answer(&link.map_err(Problem::from)?)? {
            return Ok(ActPage(act_page(page)?));
        }
        let version = body.form.version.and_then(|version| version.parse().ok());
        let followed = self.notices.follow_link(&token.0, version).await;
        let followed = followed
            .map_err(Problem::from)?
            .ok_or_else(refuse_ended_link)?;
        let context = match &followed {
            FollowedLink::MailsOff(target) => {
                let language = target.site.policy.language;
                let done = Message::new("act-off-done-text").with("site", &*target.site.name);
                context! {
                    lang => language.as_str(), site_name => &*target.site.name,
                    heading => write_message(language, Message::new("act-off-done")),
                    lines => vec![write_message(language, done)],
                }
            }
            FollowedLink::Decided(target) => answer(target),
            FollowedLink::NotDone(target) => match &target.state {
                LinkState::Waiting { comment, .. } => {
                    let problem = Problem::new(Code::Conflict, Message::new("act-changed"));
                    if !RefusalPages.is_for_reader(request) {
                        return Err(problem.into());
                    }
                    let html = question(target, comment, true, &token.0);
                    let html = PAGES
                        .get_template("act.html")
                        .and_then(|page| page.render(html))
                        .map_err(Problem::internal)?;
                    return Err(SubmitRefusal::with_page(problem, html));
                }
                _ => answer(target),
            },
        };
        Ok(ActPage(act_page(context)?))
    }
}

impl ActApi {
    async fn charge(&self, context: RequestContext) -> Result<(), Problem> {
        let charge = quotas::per_address(quotas::MAIL_LINK_ADDRESS, context.address);
        self.limits.check("", &[charge]).await?;
        Ok(())
    }
}

/// Returns the problem of a link that is wrong or has ended.
fn refuse_ended_link() -> Problem {
    let days = (LINK_LIFE.as_secs() / (24 * 3600)).to_string();
    let detail = Message::new("act-ended-text").with("days", days);
    Problem::new(Code::NotFound, detail)
}

/// Returns the problem of a link that confirms an email address and has ended.
fn refuse_ended_email_link() -> Problem {
    let days = (LINK_LIFE.as_secs() / (24 * 3600)).to_string();
    let detail = Message::new("act-email-ended").with("days", days);
    Problem::new(Code::NotFound, detail)
}

/// Returns the page that asks whether to confirm an email address; `None` for links of other kinds.
fn email_question(link: &EmailLink, token: &str) -> Result<Option<Value>, Problem> {
    match link {
        EmailLink::Other => Ok(None),
        EmailLink::Ended => Err(refuse_ended_email_link()),
        EmailLink::Valid {
            login,
            email,
            language,
        } => {
            let text = |message| write_message(*language, message);
            let message = Message::new("act-email-text").with("login", &**login);
            Ok(Some(context! {
                lang => language.as_str(), heading => text(Message::new("act-email")),
                lines => vec![text(message.with("email", &**email))],
                action => action_of(token), button => text(Message::new("act-email-button")),
            }))
        }
    }
}

/// Returns the page after an email address was confirmed; `None` for links of other kinds.
fn email_answer(link: &EmailLink) -> Result<Option<Value>, Problem> {
    match link {
        EmailLink::Other => Ok(None),
        EmailLink::Ended => Err(refuse_ended_email_link()),
        EmailLink::Valid {
            email, language, ..
        } => {
            let text = |message| write_message(*language, message);
            let message = Message::new("act-email-done-text").with("email", &**email);
            Ok(Some(context! {
                lang => language.as_str(), heading => text(Message::new("act-email-done")),
                lines => vec![text(message)],
            }))
        }
    }
}

fn write_message(language: Language, message: Message) -> String {
    message.to_text(language)
}

fn action_of(token: &str) -> String {
    format!("{API_BASE}/moderation/act/{token}")
}

/// Returns the page with the comment and the button.
fn question(target: &LinkTarget, comment: &Comment, is_changed: bool, token: &str) -> Value {
    let language = target.site.policy.language;
    let edit = comment.waiting_edit();
    let is_of_change = edit.is_some() && comment.status == CommentStatus::Approved;
    let (heading, button) = match target.action {
        LinkAction::Approve if is_of_change => ("act-approve-change", "notice-approve"),
        LinkAction::Approve => ("act-approve", "notice-approve"),
        LinkAction::Spam if is_of_change => ("act-reject-change", "notice-spam"),
        LinkAction::Spam => ("act-spam", "notice-spam"),
        LinkAction::Trash | LinkAction::Off | LinkAction::Confirm if is_of_change => {
            ("act-reject-change", "notice-trash")
        }
        LinkAction::Trash | LinkAction::Off | LinkAction::Confirm => ("act-trash", "notice-trash"),
    };
    let is_rejection = is_of_change && target.action != LinkAction::Approve;
    let lines = is_rejection.then(|| write_message(language, Message::new("act-rejected-text")));
    let html = edit.map_or_else(|| comment.html.clone(), |edit| render(&edit.text));
    let title = comment.thread_title.as_ref().or(comment.title.as_ref());
    let unnamed = write_message(language, Message::new("notice-unnamed"));
    let author = Some(&comment.name).filter(|name| !name.is_empty());
    context! {
        lang => language.as_str(), site_name => &*target.site.name,
        heading => write_message(language, Message::new(heading)), is_changed,
        lines => lines.into_iter().collect::<Vec<_>>(),
        comment => context! {
            author => author.unwrap_or(&unnamed), page => title.unwrap_or(&comment.page), html => html,
        },
        version => comment.version, action => action_of(token),
        button => write_message(language, Message::new(button)),
    }
}

/// Returns the page that says what was decided, and by whom.
fn answer(target: &LinkTarget) -> Value {
    let language = target.site.policy.language;
    let mut lines = Vec::new();
    let heading = match &target.state {
        LinkState::Settled { status, by } => {
            let is_rejection = matches!(target.action, LinkAction::Spam | LinkAction::Trash);
            let heading = match status {
                CommentStatus::Approved if is_rejection && is_about_edit(by.as_ref()) => {
                    lines.push(Message::new("act-rejected-text"));
                    "act-rejected"
                }
                CommentStatus::Approved | CommentStatus::Pending => "act-approved",
                CommentStatus::Spam => "act-marked-spam",
                CommentStatus::Trash => "act-trashed",
                CommentStatus::Deleted => "act-deleted",
            };
            lines.push(match by {
                Some(by) => Message::new("act-decided-by")
                    .with("login", &*by.login)
                    .with("time", by.at.rfc3339()[..16].replace('T', " ")),
                None => Message::new("act-decided-otherwise"),
            });
            heading
        }
        _ => "act-deleted",
    };
    let lines = lines.into_iter().map(|line| write_message(language, line));
    context! {
        lang => language.as_str(), site_name => &*target.site.name,
        heading => write_message(language, Message::new(heading)),
        lines => lines.collect::<Vec<_>>(),
    }
}

/// Returns whether the last decision rejected an edit, so that the comment stays published.
fn is_about_edit(by: Option<&DecisionByLink>) -> bool {
    by.is_some_and(|by| by.rejected_edit)
}

fn act_page(context: Value) -> Result<Response, Problem> {
    let mut response = page(StatusCode::OK, "act.html", context)?;
    // The URL is a credential.
    let policy = HeaderValue::from_static("no-referrer");
    response
        .headers_mut()
        .insert(header::REFERRER_POLICY, policy);
    Ok(response)
}
