//! The twins of a text: where else it was left, and by whom.

use std::collections::HashSet;

use uuid::Uuid;

use super::{Post, Status, sql};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
    site::SiteId,
    spam::Sightings,
};

/// Where else a text was seen within the hour; `None` for the same text of the same author on the
/// same page, which is not taken. A comment that is edited is no twin of itself.
pub(super) async fn sightings(
    c: &mut Conn<'_>,
    site: SiteId,
    post: &Post,
    (thread, own): (Uuid, Uuid),
    now: Timestamp,
) -> Result<Option<Sightings>, Error> {
    let mut twins = sql::twins(c, site, post.digest).await?;
    twins.retain(|twin| twin.id != own);
    let same_author = |twin: &sql::Twin| match (&twin.author, &post.author) {
        (Some(one), Some(other)) => one == other,
        (None, None) => twin.name == post.name,
        _ => false,
    };
    // What a moderator threw away may be said again. What waits or was put away by itself may not:
    // whoever is banned without a word must not find out by sending a text twice.
    let stands = |twin: &&sql::Twin| match twin.status {
        Status::Deleted => false,
        Status::Trash => !twin.decided,
        Status::Pending | Status::Approved | Status::Spam => true,
    };
    let here = twins.iter().filter(|twin| twin.thread == thread);
    if here.filter(stands).any(same_author) {
        return Ok(None);
    }
    let late = |twin: &&sql::Twin| now.since(twin.created_at).as_secs() < 3600;
    let elsewhere = twins
        .iter()
        .filter(|twin| twin.thread != thread)
        .filter(late);
    let pages = elsewhere.map(|twin| twin.thread).collect::<HashSet<_>>();
    Ok(Some(Sightings {
        pages_within_hour: u32::try_from(pages.len()).unwrap_or(u32::MAX),
    }))
}
