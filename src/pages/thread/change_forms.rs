//! The endpoints of the forms with which readers change their own comments without a script.

use std::sync::Arc;

use poem::Request;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    types::Example,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    ThreadApi,
    changes::{ChangeForm, ChangeResult, url_of},
};
use crate::{
    commenter::api::{Caller, Cookie},
    http::{
        BODY, CONFLICT, Code, FORBIDDEN, INVALID, NOT_FOUND, PlainForm, Problem, ProblemPages as _,
        Refused, RequestContext, TOO_FAST, UNAUTHORIZED,
    },
    locale::{Language, Message},
    pages::RefusalPages,
    site::Site,
    submission::api::{CommenterTag, Sender, refused_form::SubmitRefusal},
};

/// The statuses with which an edit may be refused.
const EDIT_REFUSALS: u32 = UNAUTHORIZED | FORBIDDEN | NOT_FOUND | CONFLICT | BODY | TOO_FAST;
/// The statuses with which a deletion may be refused.
const DELETE_REFUSALS: u32 = UNAUTHORIZED | FORBIDDEN | NOT_FOUND | CONFLICT | INVALID;

/// The endpoints of the forms.
#[derive(Clone, Debug)]
pub(crate) struct ChangeFormsApi {
    pub thread: ThreadApi,
}

/// The form with a new text.
#[derive(Clone, Debug, Default, Deserialize, Object)]
#[oai(deny_unknown_fields, example)]
#[serde(default)]
pub(crate) struct EditForm {
    /// Markdown without HTML.
    #[oai(validator(min_length = 1, max_length = 10000))]
    pub text: String,
}

impl Example for EditForm {
    fn example() -> Self {
        Self {
            text: "Thing 12 was the *best* one.".to_owned(),
        }
    }
}

/// The answer to a form.
#[derive(Debug, ApiResponse)]
pub(crate) enum ChangeResponse {
    /// Done; the browser returns to the thread's page, which says what was done.
    #[oai(status = 303)]
    SeeOther(
        /// The thread's page on this server.
        #[oai(header = "Location")]
        String,
    ),
}

#[OpenApi]
impl ChangeFormsApi {
    /// Edit one's own comment with a form
    ///
    /// For the thread's page without a script, with the session in a cookie: only a page of this server may send it.
    /// The same checks as in `edit_comment`; answered with 303 to the thread's page. A refusal is a page that contains
    /// the text.
    #[oai(
        path = "/sites/:site/comments/:id/edit",
        method = "post",
        operation_id = "post_comment_edit",
        tag = "CommenterTag::Commenters"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter")]
    async fn edit(
        &self,
        request: &Request,
        context: RequestContext,
        caller: Caller,
        /// The site's slug.
        site: Path<String>,
        /// The comment's id.
        id: Path<Uuid>,
        /// The language of the thread's page; that of the site by default.
        #[oai(validator(max_length = 64))]
        lang: Query<Option<String>>,
        mut body: PlainForm<EditForm>,
    ) -> Result<ChangeResponse, SubmitRefusal<EDIT_REFUSALS>> {
        let thread = &self.thread;
        let (site, language, sender) = self.author(request, caller, &site.0, lang.0).await?;
        let text = body.form.text;
        // The length that the site allows decides, not that of the document.
        body.findings.reopen("text");
        let edited = match body.findings.finish(Some(())) {
            Ok(()) => {
                let text = (text.as_str(), context.address);
                let edit = thread
                    .submissions
                    .edit_own(&site, id.0, (&sender, None), text);
                edit.await
            }
            Err(problem) => Err(problem),
        };
        let problem = match edited {
            Ok(comment) => {
                let result = Some(ChangeResult::of(&comment));
                let page = comment.page.as_str();
                let change = (comment.id, result);
                let url = url_of(&thread.base_url, &site, page, language, change);
                return Ok(ChangeResponse::SeeOther(url));
            }
            Err(problem) => problem,
        };
        if !is_correctable(problem.code)
            || !RefusalPages.is_for_reader(request)
            || (matches!(problem.code, Code::TooFast | Code::Flooded)
                && !thread
                    .submissions
                    .submissions
                    .may_show_refusal(context.address))
        {
            return Err(problem.into());
        }
        let viewer = sender.person(&site)?;
        let comment = thread
            .submissions
            .changeable_comment(&site, id.0, viewer)
            .await?;
        let form = ChangeForm::edit(&thread.base_url, &site, comment, language);
        let html = form.refused(&site, text, &problem, language)?;
        Err(SubmitRefusal::with_page(problem, html))
    }

    /// Delete one's own comment with a form
    ///
    /// For the thread's page without a script, as `post_comment_edit`. The same checks as in `delete_comment`.
    #[oai(
        path = "/sites/:site/comments/:id/delete",
        method = "post",
        operation_id = "post_comment_deletion",
        tag = "CommenterTag::Commenters"
    )]
    async fn delete(
        &self,
        request: &Request,
        caller: Caller,
        /// The site's slug.
        site: Path<String>,
        /// The comment's id.
        id: Path<Uuid>,
        /// The language of the thread's page; that of the site by default.
        #[oai(validator(max_length = 64))]
        lang: Query<Option<String>>,
    ) -> Result<ChangeResponse, Refused<DELETE_REFUSALS>> {
        let thread = &self.thread;
        let (site, language, sender) = self.author(request, caller, &site.0, lang.0).await?;
        let deletion = thread.submissions.delete_own(&site, id.0, (&sender, None));
        let page = deletion.await?;
        let change = (id.0, Some(ChangeResult::Deleted));
        let url = url_of(&thread.base_url, &site, &page, language, change);
        Ok(ChangeResponse::SeeOther(url))
    }
}

impl ChangeFormsApi {
    /// Returns the site, the language of the page, and the person who is signed in. Refuses forms of pages of other
    /// servers, which must not act in a person's name.
    async fn author(
        &self,
        request: &Request,
        caller: Caller,
        slug: &str,
        tag: Option<String>,
    ) -> Result<(Arc<Site>, Language, Sender), Problem> {
        let cookie = request.data::<Cookie>();
        if !cookie.is_some_and(|cookie| cookie.is_from_own_page(request)) {
            let detail = Message::new("problem-own-page-only");
            return Err(Problem::new(Code::Forbidden, detail));
        }
        let site = self.thread.sites.require(slug).await?;
        let language = tag.as_deref().and_then(Language::of_tag);
        let language = language.unwrap_or(site.policy.language);
        if caller.viewer_on(&site)?.is_none() {
            return Err(Problem::plain(Code::Unauthorized));
        }
        Ok((site, language, Sender::Reader(Box::new(caller))))
    }
}

/// Returns whether the author can send the form again, with another text or later.
const fn is_correctable(code: Code) -> bool {
    matches!(
        code,
        Code::Invalid | Code::Conflict | Code::Duplicate | Code::TooFast | Code::Flooded
    )
}
