//! Reports decisions that correct Akismet. A report is queued in the transaction of the decision; the
//! comment is read at delivery.

use std::time::Duration;

use uuid::Uuid;

use super::{Moderation, sql};
use crate::{
    classifier::Label,
    clock::{Clock, Timestamp},
    comment::{self, Comment, CommentStatus, EditState, EditTransition, Transition},
    db::{Conn, Error},
    external_check::{belief, correction},
    mail::DeliveryFailure,
    outbox::{Report, Reporter, queue_reports},
    site::{SiteId, Sites},
    spam::Spam,
};

/// How long a correction is retried; Akismet accepts corrections for some days only.
const REPORT_LIFE: Duration = Duration::from_hours(7 * 24);

/// Queues, in the transaction of the decision, the corrections that Akismet does not know yet.
pub(super) fn queue_reports_of(
    c: &mut Conn<'_>,
    (moves, edit_moves): (&[Transition<'_>], &[EditTransition<'_>]),
    (spam, clock): (&Spam, &Clock),
    now: Timestamp,
) -> Result<(), Error> {
    if !spam.external_checks().reports_corrections() {
        return Ok(());
    }
    let report = |site, comment, label: Label| Report {
        site,
        comment,
        name: label.as_str().to_owned(),
    };
    let of_comments = moves.iter().filter_map(|moving| {
        let comment = moving.comment;
        let (from, to) = (comment.label, moving.label);
        let label = correction(&comment.assessment, from, to)?;
        Some(report(comment.site, comment.id, label))
    });
    let of_edits = edit_moves.iter().filter_map(|moving| {
        let (id, assessment, from, to) = moving.decided();
        let label = correction(assessment, from, to)?;
        Some(report(moving.comment.site, id, label))
    });
    let reports = of_comments.chain(of_edits);
    let reports = reports
        .map(|report| (clock.id(), report))
        .collect::<Vec<(Uuid, Report)>>();
    queue_reports(c, &reports, now, now.plus(REPORT_LIFE))
}

/// Returns the comment that a correction is about, or the comment as a rejected edit would have changed
/// it.
async fn find_reported(c: &mut Conn<'_>, site: SiteId, id: Uuid) -> Result<Option<Comment>, Error> {
    if let Some(comment) = sql::find(c, &[site], &[id]).await?.into_iter().next() {
        return Ok(Some(comment));
    }
    let Some((edit, comment)) = comment::sql::edits::find(c, site, id).await? else {
        return Ok(None);
    };
    let comment = sql::find(c, &[site], &[comment]).await?.into_iter().next();
    Ok(comment
        .filter(|_| edit.state == EditState::Rejected && !edit.text.is_empty())
        .map(|comment| Comment {
            text: edit.text,
            assessment: edit.assessment,
            label: edit.label,
            ..comment
        }))
}

impl Moderation {
    /// Returns the reporter that delivers queued corrections.
    #[must_use]
    pub fn reporter(&self, sites: Sites) -> Reporter {
        let moderation = self.clone();
        Reporter::new(move |report| {
            let (moderation, sites) = (moderation.clone(), sites.clone());
            async move { moderation.deliver_report(&sites, &report).await }
        })
    }

    async fn deliver_report(&self, sites: &Sites, report: &Report) -> Result<(), DeliveryFailure> {
        let label = report.name.parse::<Label>();
        let label = label.map_err(|unknown| DeliveryFailure::Permanent(unknown.to_string()))?;
        let input = (report.site, report.comment);
        let found = self.db.read_background(input, |c, (site, comment)| {
            Box::pin(find_reported(c, *site, *comment))
        });
        let found = found.await;
        let found = found.map_err(|error| DeliveryFailure::Transient(error.to_string()))?;
        let outside = self.comments.spam().external_checks();
        let (Some(comment), Some(site)) = (&found, sites.by_id(report.site).await) else {
            // The comment was erased in the meantime.
            outside.gave_up(report.comment);
            return Ok(());
        };
        let believed: Label = belief(&comment.assessment, comment.label);
        let is_gone = comment.status == CommentStatus::Deleted || comment.network.is_none();
        if is_gone || believed != label {
            // The decision was changed, the author changed the text, or the origin of the comment was
            // deleted. Akismet accepts no correction without the origin, and anonymized comments are no
            // longer reported.
            outside.gave_up(report.comment);
            return Ok(());
        }
        let told = comment.check_context(&site);
        outside.correct(comment.id, &told, label).await
    }
}
