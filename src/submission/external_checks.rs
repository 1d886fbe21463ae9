//! External checks: the services that are queried about a contribution before it is stored.

use std::sync::Arc;

use super::{
    HONEYPOT, Refusal, Submissions, checks::Contribution, repeat::RepeatQuery,
    store::PendingDuplicates,
};
use crate::{
    comment::{Comment, CommentStatus, ThreadState, sql, state_of},
    db::{Conn, Error},
    external_check::{CheckContext, Question},
    spam::{ContentFingerprints, Inspection, Spam},
};

impl Submissions {
    /// Refuses what the transaction would refuse anyway, so that no external service is queried about
    /// it. Does nothing if no service is configured, since then the check in the transaction is enough
    /// and costs no query.
    pub(super) async fn refuse_before_external_checks(
        &self,
        entry: &Contribution,
        repeat: &Arc<RepeatQuery>,
    ) -> Result<(), Refusal> {
        if !self.0.spam.external_checks().is_asked() {
            return Ok(());
        }
        self.0
            .db
            .read((entry.clone(), repeat.clone()), |c, (entry, repeat)| {
                Box::pin(refuse_early(c, entry, repeat))
            })
            .await
    }

    /// Queries the external services, if there are any, and adds their answers to the inspection.
    pub(super) async fn run_external_checks(
        &self,
        entry: &Contribution,
        inspection: &mut Inspection,
    ) -> Result<(), Error> {
        let outside = self.0.spam.external_checks();
        if !outside.is_asked() {
            return Ok(());
        }
        let memory = if outside.sends_score() {
            let input = (entry.site.id, inspection.clone());
            self.0
                .db
                .read(input, |c, (site, inspection)| {
                    Box::pin(async move {
                        let recalled = Spam::request_fingerprints(c, *site, inspection)?;
                        recalled.receive(c).await
                    })
                })
                .await?
        } else {
            ContentFingerprints::default()
        };
        let assessment = self.0.spam.judge(inspection.clone(), &memory);
        let question = Question {
            told: CheckContext {
                edited: entry.is_edit,
                ..entry.comment.check_context(&entry.site)
            },
            address: entry.address,
            referrer: entry.form.referrer.as_deref(),
            honeypot: (HONEYPOT, entry.form.honeypot),
            captcha: entry.form.captcha.as_deref(),
            so_far: &assessment,
        };
        inspection.add_external_reasons(outside.ask(&question).await);
        Ok(())
    }
}

async fn refuse_early(
    c: &mut Conn<'_>,
    entry: &Contribution,
    repeat: &RepeatQuery,
) -> Result<(), Refusal> {
    let (site, comment) = (&entry.site, &entry.comment);
    let now = comment.created_at;
    let thread = sql::find_thread(c, site.id, &comment.page).await?;
    if state_of(site, thread.as_ref(), now) != ThreadState::Open {
        return Err(Refusal::ThreadClosed);
    }
    if let Some(parent) = comment.reply_to {
        let found = sql::find(c, &[site.id], &[parent]).await?;
        let accepts_replies = |parent: &Comment| {
            let page = thread.as_ref().map(|thread| &thread.page);
            parent.status == CommentStatus::Approved && Some(&parent.page) == page
        };
        if !found.first().is_some_and(accepts_replies) {
            return Err(Refusal::NoSuchParent);
        }
    }
    let Some(thread) = thread else {
        return Ok(());
    };
    let comment = Comment {
        thread: thread.id,
        ..comment.clone()
    };
    // A repetition of the same request is no duplicate: it is about to get the stored answer.
    let duplicates = PendingDuplicates::request(c, entry, &comment, now)?;
    if duplicates.has_any(c).await? && repeat.answer(c).await?.is_none() {
        return Err(Refusal::Duplicate);
    }
    Ok(())
}
