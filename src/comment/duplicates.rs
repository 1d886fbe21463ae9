//! Duplicates of a comment: by its author in the same place, and on other pages.

use std::{collections::HashSet, time::Duration};

use uuid::Uuid;

use super::{Post, Status, sql::repeats, standing::first_id};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
    site::SiteId,
    spam::Sightings,
};

/// Later than this the same author may say the same in the same place again.
const DUPLICATE_WITHIN: Duration = Duration::from_hours(24);
/// The same text on other pages counts for this long.
const ELSEWHERE_WITHIN: Duration = Duration::from_hours(1);

/// Where a comment is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct CommentPlace {
    pub(super) thread: Uuid,
    pub(super) reply_to: Option<Uuid>,
    /// An edited comment is no duplicate of itself.
    pub(super) comment: Uuid,
}

/// Whether the author said the same in the same place within a day. Without an author key (a guest
/// without an email address) nothing is a duplicate: two strangers may both write "+1".
pub(super) async fn is_duplicate(
    c: &mut Conn<'_>,
    site: SiteId,
    post: &Post,
    place: CommentPlace,
    now: Timestamp,
) -> Result<bool, Error> {
    let authors = post.author_keys();
    if authors.is_empty() {
        return Ok(false);
    }
    let key = repeats::DuplicateKey {
        digest: post.digest,
        thread: place.thread,
        reply_to: place.reply_to,
        authors: &authors,
    };
    let after = first_id(now.minus(DUPLICATE_WITHIN));
    let found = repeats::duplicates(c, site, &key, after).await?;
    // What a moderator put into the trash may be said again. What waits or was filed without a
    // moderator may not: an author with a shadow ban must not find out by sending a text twice.
    let counts = |status, is_decided: bool| match status {
        Status::Deleted => false,
        Status::Trash => !is_decided,
        Status::Pending | Status::Approved | Status::Spam => true,
    };
    let mut others = found.iter().filter(|row| row.id != place.comment);
    Ok(others.any(|row| counts(row.status, row.is_decided)))
}

/// On how many other pages the same text was left within the hour.
pub(super) async fn sightings(
    c: &mut Conn<'_>,
    site: SiteId,
    post: &Post,
    place: CommentPlace,
    now: Timestamp,
) -> Result<Sightings, Error> {
    let same = repeats::same_text(c, site, post.digest).await?;
    let elsewhere = same.iter().filter(|(thread, at, id)| {
        *thread != place.thread && *id != place.comment && now.since(*at) < ELSEWHERE_WITHIN
    });
    let pages = elsewhere.map(|(thread, ..)| thread).collect::<HashSet<_>>();
    Ok(Sightings {
        pages_within_hour: u32::try_from(pages.len()).unwrap_or(u32::MAX),
    })
}
