//! Corrections: what Akismet must hear of decisions; queued with them, told later and only then read.

use std::time::Duration;

use uuid::Uuid;

use super::{Moderation, sql};
use crate::{
    clock::{Clock, Timestamp},
    comment::{Moving, Status, Taught},
    db::{Conn, Error},
    event::{Failure, Report, Reporter, queue_reports},
    site::Sites,
    spam::{
        Label, Spam,
        outside::{belief, correction},
    },
};

/// Later than this nobody wants to hear of a comment: Akismet takes corrections for some days.
const POINTLESS: Duration = Duration::from_hours(7 * 24);

/// Queues, in the transaction of the decision, what it says that Akismet does not know yet.
pub(super) async fn queue(
    c: &mut Conn<'_>,
    moves: &[Moving<'_>],
    (spam, clock): (&Spam, &Clock),
    now: Timestamp,
) -> Result<(), Error> {
    if !spam.outside().hears_corrections() {
        return Ok(());
    }
    let reports = moves.iter().filter_map(|moving| {
        let comment = moving.comment;
        let (from, to) = (comment.taught, moving.taught);
        let (from, to) = (from.map(Taught::label), to.map(Taught::label));
        let label = correction(&comment.assessment, from, to)?;
        let report = Report {
            site: comment.site,
            comment: comment.id,
            word: Taught::of(label).word().to_owned(),
        };
        Some((clock.id(), report))
    });
    let reports = reports.collect::<Vec<(Uuid, Report)>>();
    queue_reports(c, &reports, now, now.plus(POINTLESS)).await
}

impl Moderation {
    /// Carries what was queued to where it is heard.
    #[must_use]
    pub fn reporter(&self, sites: Sites) -> Reporter {
        let moderation = self.clone();
        Reporter::new(move |report| {
            let (moderation, sites) = (moderation.clone(), sites.clone());
            async move { moderation.carry(&sites, &report).await }
        })
    }

    async fn carry(&self, sites: &Sites, report: &Report) -> Result<(), Failure> {
        let label = Taught::parse(&report.word).map(Taught::label);
        let label = label.ok_or_else(|| Failure::Permanent("an unknown word".to_owned()))?;
        let input = (report.site, report.comment);
        let found = self.db.read(input, |c, (site, comment)| {
            Box::pin(async move { sql::find(c, &[*site], &[*comment]).await })
        });
        let found = found.await;
        let found = found.map_err(|error| Failure::Passing(error.to_string()))?;
        let outside = self.comments.spam().outside();
        let (Some(comment), Some(site)) = (found.first(), sites.by_id(report.site).await) else {
            // It was erased meanwhile.
            outside.gave_up(report.comment);
            return Ok(());
        };
        let said: Label = belief(&comment.assessment, comment.taught.map(Taught::label));
        let gone = comment.status == Status::Deleted || comment.network.is_none();
        if gone || said != label {
            // Somebody changed their mind, or the author the text; or where it came from was
            // forgotten: without that Akismet takes no correction, and whoever was made nameless is
            // not told of any more.
            outside.gave_up(report.comment);
            return Ok(());
        }
        let told = comment.told(&site);
        outside.correct(comment.id, &told, label).await
    }
}
