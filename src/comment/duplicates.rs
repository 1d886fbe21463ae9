//! Duplicates of a comment: by its author in the same position, and on other pages.

use std::{collections::HashSet, time::Duration};

use uuid::Uuid;

use super::{CommentStatus, PreparedSubmission, implicit_feedback::first_id_at, sql::repeats};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, PendingRows},
    site::SiteId,
    spam::DuplicateCounts,
};

/// After this time the same author may repeat the same text in the same position.
const DUPLICATE_WITHIN: Duration = Duration::from_hours(24);
/// How long the same text on other pages counts.
const ELSEWHERE_WITHIN: Duration = Duration::from_hours(1);

/// The position where a comment is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct CommentPosition {
    pub(super) thread: Uuid,
    pub(super) reply_to: Option<Uuid>,
    /// The comment itself, so that an edited comment is not a duplicate of itself.
    pub(super) comment: Uuid,
}

/// A pending query for comments with the same text by the same author in the same position.
#[must_use]
pub(super) struct PendingDuplicates {
    found: Option<PendingRows<repeats::DuplicateRow>>,
    comment: Uuid,
}

impl PendingDuplicates {
    /// Requests the duplicates. Without an author key (a guest without an email address) nothing is a
    /// duplicate: two unrelated guests may both write "+1".
    pub(super) fn request(
        c: &mut Conn<'_>,
        site: SiteId,
        post: &PreparedSubmission,
        place: CommentPosition,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let authors = post.author_keys();
        let mut found = None;
        if !authors.is_empty() {
            let key = repeats::DuplicateKey {
                digest: post.digest,
                thread: place.thread,
                reply_to: place.reply_to,
                authors: &authors,
            };
            let after = first_id_at(now.minus(DUPLICATE_WITHIN));
            found = Some(repeats::duplicates(c, site, &key, after)?);
        }
        Ok(Self {
            found,
            comment: place.comment,
        })
    }

    /// Returns whether the author posted the same text in the same position within a day.
    pub(super) async fn has_any(self, c: &mut Conn<'_>) -> Result<bool, Error> {
        let Some(found) = self.found else {
            return Ok(false);
        };
        let found = c.receive(found).await?;
        // A text that a moderator trashed may be posted again. One that waits or was filed without a
        // moderator may not: otherwise an author could detect a shadow ban by sending a text twice.
        let counts = |status, is_decided: bool| match status {
            CommentStatus::Deleted => false,
            CommentStatus::Trash => !is_decided,
            CommentStatus::Pending | CommentStatus::Approved | CommentStatus::Spam => true,
        };
        let mut others = found.iter().filter(|row| row.id != self.comment);
        Ok(others.any(|row| counts(row.status, row.is_decided)))
    }
}

/// Returns on how many other pages the same text was posted within the hour, given the comments with
/// that text.
pub(super) fn count_other_pages(
    same_text: &[(Uuid, Timestamp, Uuid)],
    place: CommentPosition,
    now: Timestamp,
) -> DuplicateCounts {
    let elsewhere = same_text.iter().filter(|(thread, at, id)| {
        *thread != place.thread && *id != place.comment && now.since(*at) < ELSEWHERE_WITHIN
    });
    let pages = elsewhere.map(|(thread, ..)| thread).collect::<HashSet<_>>();
    DuplicateCounts {
        pages_within_hour: u32::try_from(pages.len()).unwrap_or(u32::MAX),
    }
}
