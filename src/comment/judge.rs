//! The judgment of a contribution in the transaction that stores it, the same for new comments and edits:
//! duplicates, the evidence of other pages and past decisions, verdict, first status.

use std::{collections::HashSet, time::Duration};

use uuid::Uuid;

use super::{
    Comment, CommentStatus, Refusal, checks::Contribution, first_id_at, first_status, sql::repeats,
};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, PendingRows},
    flood::PendingSpend,
    spam::{Assessment, DuplicateCounts, Inspection, Spam},
};

/// After this time the same author may repeat the same text in the same position.
const DUPLICATE_WITHIN: Duration = Duration::from_hours(24);
/// How long the same text on other pages counts.
const ELSEWHERE_WITHIN: Duration = Duration::from_hours(1);

/// How a text was judged, and what that means for its comment.
pub(super) struct Judgment {
    pub(super) assessment: Assessment,
    /// The first status of a new comment, and the new status of an edited one.
    pub(super) status: CommentStatus,
    /// Spam even without what a flood adds to the score: a flood must not feed itself.
    pub(super) is_spam: bool,
}

/// Refuses duplicates, adds the evidence of other pages and past decisions, and judges. `comment` is that
/// of the contribution, in its thread.
pub(super) async fn judge(
    c: &mut Conn<'_>,
    spam: &Spam,
    entry: &Contribution,
    comment: &Comment,
    mut inspection: Inspection,
    token: PendingSpend,
    now: Timestamp,
) -> Result<Judgment, Refusal> {
    let site = &entry.site;
    // All are requested before the first answer is awaited.
    let duplicates = PendingDuplicates::request(c, entry, comment, now)?;
    let same_text = repeats::same_text(c, site.id, comment.digest)?;
    let memory = Spam::request_fingerprints(c, site.id, &inspection)?;
    if duplicates.has_any(c).await? {
        return Err(Refusal::Duplicate);
    }
    let same_text = c.receive(same_text).await?;
    let memory = memory.receive(c).await?;
    if !token.was_first(c).await? {
        inspection.token_was_used();
    }
    inspection.note_duplicates(other_pages(&same_text, comment, now));
    let trusted = inspection.trusts(&memory);
    let thresholds = inspection.thresholds();
    let mut assessment = spam.judge(inspection, &memory);
    spam.sample_spam(comment.id, &mut assessment);
    Ok(Judgment {
        status: first_status(site.policy.moderation, trusted, &assessment),
        is_spam: assessment.is_spam_by_itself(thresholds),
        assessment,
    })
}

/// A pending query for comments with the same text by the same author in the same position.
#[must_use]
pub(super) struct PendingDuplicates {
    found: Option<PendingRows<repeats::DuplicateRow>>,
    /// An edited comment is not a duplicate of itself.
    comment: Uuid,
}

impl PendingDuplicates {
    /// Requests the duplicates. Without an author key (a guest without an email address) nothing is a
    /// duplicate: two unrelated guests may both write "+1".
    pub(super) fn request(
        c: &mut Conn<'_>,
        entry: &Contribution,
        comment: &Comment,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let authors = entry.author_keys();
        let after = first_id_at(now.minus(DUPLICATE_WITHIN));
        let found = (!authors.is_empty())
            .then(|| repeats::duplicates(c, comment, &authors, after))
            .transpose()?;
        Ok(Self {
            found,
            comment: comment.id,
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
fn other_pages(
    same_text: &[(Uuid, Timestamp, Uuid)],
    comment: &Comment,
    now: Timestamp,
) -> DuplicateCounts {
    let elsewhere = same_text.iter().filter(|(thread, at, id)| {
        *thread != comment.thread && *id != comment.id && now.since(*at) < ELSEWHERE_WITHIN
    });
    let pages = elsewhere.map(|(thread, ..)| thread).collect::<HashSet<_>>();
    DuplicateCounts {
        pages_within_hour: u32::try_from(pages.len()).unwrap_or(u32::MAX),
    }
}
