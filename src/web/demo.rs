//! `/demo`: a blog post with its comments and the form, as plain HTML without script.

use minijinja::{context, value::Serde};
use poem::{
    Request, Response, handler,
    http::StatusCode,
    web::{Data, Query},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{Pages, page};
use crate::{
    comment::{
        ListingKey, Order, Status,
        page::{Form, Typed},
    },
    http::{CursorReader, CursorWriter, Problem},
};

/// The page's key.
const PAGE: &str = "/demo";
/// Comments shown at once.
const LIMIT: u8 = 100;
const CURSOR: u8 = 30;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// The comment to reply to.
    reply: Option<Uuid>,
    after: Option<String>,
    /// `pending` after a comment was taken.
    comment: Option<String>,
}

#[handler]
pub(super) async fn show(
    request: &Request,
    Data(pages): Data<&Pages>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let site = pages
        .sites
        .find("demo")
        .await
        .ok_or_else(|| Problem::not_found("site"))?;
    let after = asked
        .after
        .as_deref()
        .map(read_cursor)
        .transpose()?
        .unwrap_or_default();
    let key = ListingKey {
        order: Order::Oldest,
        limit: LIMIT,
        after,
    };
    let (head, open, mut shown) = pages.comments.part(&site, PAGE, &key).await?;
    let more = shown.len() > usize::from(LIMIT);
    shown.truncate(usize::from(LIMIT));
    let next = shown
        .last()
        .filter(|_| more)
        .map(|last| CursorWriter::new(CURSOR).bytes(&last.path).finish());
    let answered = match asked.reply {
        Some(id) => pages.comments.one(&site, id).await?,
        None => None,
    };
    // The browser goes back to where it came from: a policy of ours lets forms go nowhere else.
    let host = request.header("host").map(|host| format!("http://{host}"));
    let base = host
        .filter(|base| site.owns(base))
        .unwrap_or_else(|| pages.base_url.clone());
    let form = Form {
        action: format!("/api/v1/sites/{}/comments", site.slug),
        page: PAGE.to_owned(),
        parent_id: answered
            .as_ref()
            .map(|comment| comment.id.to_string())
            .unwrap_or_default(),
        title: "Thing 12 – Party time!".to_owned(),
        url: format!("{base}{PAGE}"),
        redirect: String::new(),
        token: pages.comments.form_token(&site, PAGE),
        guests: site.policy.guests.clone(),
        account: None,
        text_max: site.policy.text_max,
        values: Typed::default(),
        errors: Vec::new(),
    };
    let comments = shown.into_iter().map(|comment| {
        context! {
            id => comment.id.to_string(),
            depth => comment.path.len() / 16 - 1,
            removed => comment.status != Status::Approved,
            name => comment.name,
            website => comment.website,
            created_at => comment.created_at.rfc3339(),
            when => comment.created_at.rfc3339()[..16].replace('T', " "),
            edited => comment.edited_at.is_some(),
            html => comment.html,
        }
    });
    let notice = (asked.comment.as_deref() == Some("pending")).then_some(
        "Thank you. Your comment waits for a moderator; it will stand here once it is approved.",
    );
    let context = context! {
        site_name => site.name.clone(), count => head.approved(), comments => comments.collect::<Vec<_>>(),
        next, notice, open, form => Serde(form), answered => answered.map(|comment| comment.name),
    };
    page(StatusCode::OK, "demo.html", context)
}

fn read_cursor(text: &str) -> Result<Vec<u8>, Problem> {
    let mut cursor = CursorReader::new(text, CURSOR)?;
    let path = cursor.ids()?;
    cursor.finish()?;
    Ok(path)
}
