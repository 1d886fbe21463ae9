//! The queue of a site as an Atom feed (RFC 4287), for feed readers, which send no credentials besides the URL.

use std::{collections::HashMap, sync::LazyLock};

use minijinja::{Environment, context, value::Serde};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use serde::Serialize;

use crate::{
    html,
    http::{API_BASE, AtomText, Cached, CachedBody, Code, INVALID, Problem, Refused, UNAUTHORIZED},
    locale::Message,
    moderation::{Moderation, QueuedComment, api::ModerationTag},
    moderator::Moderators,
    notice::page_url::{context_page, queue_page},
    render::render,
    site::{Site, Sites},
    statistics::GroupCounts,
};

static FEED: LazyLock<Environment<'static>> = LazyLock::new(|| {
    html::environment(&[("queue_feed.xml", include_str!("templates/queue_feed.xml"))])
});

/// How many comments the feed has: the newest.
const ENTRIES: usize = 50;

/// The endpoint of the feed.
#[derive(Clone, Debug)]
pub(crate) struct FeedApi {
    pub moderation: Moderation,
    pub moderators: Moderators,
    pub sites: Sites,
    /// The public URL of this server, without a trailing slash.
    pub base_url: String,
}

/// A comment in the feed: without email address, network and assessment, because feed readers store and pass on
/// what they read.
#[derive(Debug, Serialize)]
struct FeedEntry {
    id: String,
    author: String,
    page: String,
    /// The page with the comment in its thread, for moderators.
    context: String,
    url: Option<String>,
    html: String,
    published: String,
    updated: String,
}

#[OpenApi]
impl FeedApi {
    /// Read the queue of a site as an Atom feed
    ///
    /// The newest 50 comments that wait for a moderator, without those that are probably spam, email addresses and
    /// networks. `key` is an API key that was created for this feed (`POST /moderation/keys` with `feed`); it can
    /// read nothing else. Send `If-None-Match` to get 304 while nothing has changed.
    #[oai(
        path = "/moderation/sites/:site/queue.atom",
        method = "get",
        operation_id = "read_queue_feed",
        tag = "ModerationTag::Moderation"
    )]
    async fn feed(
        &self,
        /// The slug of the site.
        site: Path<String>,
        /// The key of the feed.
        key: Query<Option<String>>,
    ) -> Result<Cached<AtomText>, Refused<{ UNAUTHORIZED | INVALID }>> {
        // A wrong key says nothing about which sites exist.
        let unauthorized = || Problem::plain(Code::Unauthorized);
        let key = key.0.unwrap_or_default();
        let key = self.moderators.find_feed_key(&key).await?;
        let key = key.ok_or_else(unauthorized)?;
        let found = self.sites.find(&site.0).await;
        let site = found
            .filter(|site| site.id == key.site)
            .ok_or_else(unauthorized)?;
        let newest = self.moderation.newest_waiting(site.id, ENTRIES).await?;
        let counts = self.moderation.waiting_by_site(vec![site.id]).await?;
        let atom = self.write(&site, &newest, &counts)?;
        Ok(Cached::new(
            CachedBody::atom(atom).shared(),
            "private, no-cache",
        ))
    }
}

impl FeedApi {
    fn write(
        &self,
        site: &Site,
        newest: &[QueuedComment],
        counts: &HashMap<i64, GroupCounts>,
    ) -> Result<String, Problem> {
        let counts = counts.get(&site.id).copied().unwrap_or_default();
        let language = site.policy.language;
        let changes = newest.iter().map(|queued| queued.comment.changed_at);
        let updated = changes.max().unwrap_or(site.created_at);
        let entries = newest
            .iter()
            .map(|queued| FeedEntry::new(queued, (&self.base_url, site)));
        let url = format!(
            "{}{API_BASE}/moderation/sites/{}/queue.atom",
            self.base_url, site.slug
        );
        let feed = FEED.get_template("queue_feed.xml").and_then(|feed| {
            feed.render(context! {
                lang => language.as_str(), url, queue => queue_page(&self.base_url, site), site => xml_text(&site.name),
                review => counts.review, probably_spam => counts.probably_spam,
                updated => updated.rfc3339(),
                entries => Serde(entries.collect::<Vec<_>>()),
            })
        });
        feed.map_err(Problem::internal)
    }
}

impl FeedEntry {
    fn new(queued: &QueuedComment, (base_url, site): (&str, &Site)) -> Self {
        let language = site.policy.language;
        let comment = &queued.comment;
        let edit = comment.waiting_edit();
        let html = edit.map_or_else(|| comment.html.clone(), |edit| render(&edit.text));
        let title = comment.thread_title.as_ref().or(comment.title.as_ref());
        let unnamed = || Message::new("notice-unnamed").to_text(language);
        let author = xml_text(&comment.name);
        Self {
            id: comment.id.to_string(),
            author: if author.is_empty() { unnamed() } else { author },
            page: xml_text(title.unwrap_or(&comment.page)),
            context: context_page(base_url, site, comment.id),
            // An origin may have been taken from the site since the comment was posted.
            url: comment.url.clone().filter(|url| site.owns(url)),
            html: xml_text(&html),
            published: comment.created_at.rfc3339(),
            updated: comment.changed_at.rfc3339(),
        }
    }
}

/// Removes the characters that XML 1.0 cannot hold, not even escaped.
fn xml_text(text: &str) -> String {
    let is_allowed =
        |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(is_allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_characters_of_xml_are_left() {
        assert_eq!(xml_text("a\u{0}\u{b}\u{1f}b\u{fffe}\u{ffff}\n😀"), "ab\n😀");
    }
}
