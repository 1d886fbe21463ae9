//! What a person wrote, on the page `/me`.

use serde::Serialize;
use uuid::Uuid;

use crate::{
    comment::Comment,
    commenter::Viewer,
    http::{CursorReader, CursorWriter, Problem, Time, language},
    locale::Message,
    pages::{Pages, thread::OwnCommentLinks},
    site::Site,
    submission::api::own_comments::{OwnComment, OwnStatus},
};

/// The number of comments in a part.
const LIMIT: usize = 20;
/// The kind of the cursors.
const CURSOR: u8 = 33;
/// The number of characters of a text that are shown.
const EXCERPT: usize = 200;

/// What the person wrote, newest first, as the template takes it.
#[derive(Debug, Serialize)]
pub(super) struct WrittenPart {
    comments: Vec<WrittenItem>,
    more_url: Option<String>,
}

#[derive(Debug, Serialize)]
struct WrittenItem {
    /// The title of the page, or else its key.
    page: String,
    url: String,
    site: String,
    status: String,
    created_at: String,
    when: String,
    text: String,
    /// The end of the time for changes, with the links to the forms.
    change: Option<ChangeOffer>,
}

#[derive(Debug, Serialize)]
struct ChangeOffer {
    until: String,
    edit_url: String,
    delete_url: String,
}

/// Reads a part, after a cursor from the link to it.
pub(super) async fn part(
    pages: &Pages,
    viewer: &Viewer,
    after: Option<&str>,
) -> Result<WrittenPart, Problem> {
    let before = after
        .map(|after| CursorReader::read(after, CURSOR, CursorReader::uuid))
        .transpose()?;
    let person = viewer.person.id;
    let written = pages.comments.written_by(person, before, LIMIT).await?;
    let mut items = Vec::new();
    for comment in written.comments {
        // The comments of a site that is being removed are deleted soon.
        if let Some(site) = pages.sites.by_id(comment.site).await {
            items.push(item(pages, &site, comment));
        }
    }
    Ok(WrittenPart {
        comments: items,
        more_url: written.next.map(url_after),
    })
}

fn url_after(id: Uuid) -> String {
    let cursor = CursorWriter::new(CURSOR).uuid(id).finish();
    format!("/me?after={cursor}#written")
}

fn item(pages: &Pages, site: &Site, comment: Comment) -> WrittenItem {
    let language = language();
    let links = OwnCommentLinks::new(&pages.base_url, site, &comment, language);
    let url = comment.url.clone().filter(|url| site.owns(url));
    let title = comment.title.clone();
    let page = title.unwrap_or_else(|| comment.page.clone());
    let now = pages.submissions.now();
    let own = OwnComment::new(site, comment.into(), now, &pages.base_url);
    let status = match (own.published_html.is_some(), own.status) {
        (true, _) => "thread-edit-pending",
        (false, OwnStatus::Approved) => "me-status-approved",
        (false, OwnStatus::Pending) => "me-status-pending",
    };
    let is_public = own.status == OwnStatus::Approved || own.published_html.is_some();
    WrittenItem {
        page,
        // On the blog's page only readers with the embedded element find a comment that waits.
        url: match url.filter(|_| is_public) {
            Some(url) => format!(
                "{}#comment-{}",
                url.split('#').next().unwrap_or_default(),
                own.id
            ),
            None => links.thread,
        },
        site: site.name.clone(),
        status: Message::new(status).to_text(language),
        when: shown(own.created_at),
        created_at: own.created_at.0.rfc3339(),
        text: excerpt(&own.text),
        change: own.editable_until.map(|until| ChangeOffer {
            until: shown(until),
            edit_url: links.edit,
            delete_url: links.delete,
        }),
    }
}

fn shown(time: Time) -> String {
    format!("{} UTC", time.0.rfc3339()[..16].replace('T', " "))
}

/// Returns the beginning of a text on one line.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_line_and_short() {
        assert_eq!(excerpt("  a\n\n b\t c "), "a b c");
        assert_eq!(excerpt(&"é".repeat(EXCERPT)), "é".repeat(EXCERPT));
        let long = excerpt(&"é".repeat(EXCERPT + 1));
        assert_eq!(long, "é".repeat(EXCERPT) + "…");
    }
}
