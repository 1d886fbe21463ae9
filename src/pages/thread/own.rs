//! The comments of the caller as HTML, also those that wait for a moderator.

use minijinja::{context, value::Serde};
use poem::{
    Response,
    http::{StatusCode, header},
};

use super::{
    TEMPLATES, ThreadApi, ThreadSelection,
    view::{CommentView, OwnView, ThreadView},
};
use crate::{
    http::Problem,
    locale::Language,
    submission::api::{Sender, own_comments::OwnComment},
    text::Page,
};

/// As many as a client may send edit tokens in one request.
const OWN_MAX: usize = 50;

impl ThreadApi {
    pub(super) async fn own(
        &self,
        selection: &ThreadSelection,
        page: &Page,
        sender: &Sender,
        edit_tokens: Option<String>,
    ) -> Result<Response, Problem> {
        let site = &selection.site;
        let own = self
            .submissions
            .own_part(site, page, sender, edit_tokens, (None, OWN_MAX));
        let own = own.await?.0.items.into_iter();
        let own = own.map(|comment| view(comment, selection.language));
        let thread = ThreadView::own(own.collect(), &selection.page, selection.language);
        let html = TEMPLATES
            .get_template("own_list.html")
            .and_then(|template| template.render(context! { thread => Serde(thread) }))
            .map_err(Problem::internal)?;
        Ok(Response::builder()
            .status(StatusCode::OK)
            .content_type("text/html; charset=utf-8")
            .header(header::CACHE_CONTROL, "private, no-store")
            .body(html))
    }
}

fn view(own: OwnComment, language: Language) -> CommentView {
    let note = own.note();
    let only_author = OwnView {
        status: own.status.as_str(),
        text: own.text.clone(),
        until: own
            .editable_until
            .map_or_else(String::new, |until| until.0.rfc3339()),
        parent: own.parent_id.map_or_else(String::new, |id| id.to_string()),
    };
    CommentView::own(own.into(), only_author, note, language)
}
