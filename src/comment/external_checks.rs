//! External checks: what services are queried about a comment before it is stored, and what is reported
//! to them later.

use std::{net::IpAddr, sync::Arc};

use uuid::Uuid;

use super::{
    Comment, CommentStatus, Inner, PreparedSubmission, Refusal, Submission,
    duplicates::{CommentPosition, PendingDuplicates},
    is_open,
    page::HONEYPOT,
    repeat::RepeatQuery,
    sql,
};
use crate::{
    clock::Timestamp,
    db::Error,
    site::Site,
    spam::{
        ContentFingerprints, Inspection, Spam,
        external::{CheckContext, Question},
    },
};

/// The context of an external check, in addition to the post itself.
pub(super) struct CheckInput<'a> {
    pub(super) context: CheckContext<'a>,
    pub(super) address: IpAddr,
    pub(super) referrer: Option<&'a str>,
    pub(super) honeypot: bool,
    pub(super) captcha: Option<&'a str>,
}

impl<'a> CheckInput<'a> {
    /// Builds the context of a check of a new comment.
    pub(super) fn new(
        site: &'a Site,
        draft: &'a Submission,
        post: &'a PreparedSubmission,
        address: IpAddr,
        at: Timestamp,
    ) -> Self {
        let context = CheckContext {
            site,
            page: draft.page.as_str(),
            title: draft.title.as_ref().map(|title| title.as_str()),
            url: draft.url_of(site, draft.page.as_str()),
            reply: draft.parent.is_some(),
            text: &post.text,
            name: &post.name,
            email: post.email.as_deref(),
            website: post.website.as_deref(),
            verified: post.kind.verified(),
            network: post.client.network.as_deref(),
            user_agent: post.client.user_agent.as_deref(),
            at,
            edited: false,
        };
        Self {
            context,
            address,
            referrer: draft.referrer.as_deref(),
            honeypot: draft.honeypot,
            captcha: draft.captcha.as_deref(),
        }
    }

    /// Builds the context of a check of another text for a comment.
    pub(super) fn again(
        site: &'a Site,
        before: &'a Comment,
        text: &'a str,
        address: IpAddr,
    ) -> Self {
        let context = CheckContext {
            text,
            edited: true,
            ..before.check_context(site)
        };
        Self {
            context,
            address,
            referrer: None,
            honeypot: false,
            captcha: None,
        }
    }
}

impl Comment {
    /// Returns what is sent to external services about it.
    #[must_use]
    pub fn check_context<'a>(&'a self, site: &'a Site) -> CheckContext<'a> {
        CheckContext {
            site,
            page: &self.page,
            title: self.title.as_deref(),
            url: self.url.as_deref(),
            reply: self.parent.is_some(),
            text: &self.text,
            name: &self.name,
            email: self.email.as_deref(),
            website: self.website.as_deref(),
            verified: self.kind.verified(),
            network: self.network.as_deref(),
            user_agent: self.user_agent.as_deref(),
            at: self.created_at,
            edited: false,
        }
    }
}

impl Inner {
    /// Refuses what the transaction would refuse anyway, so that no external service is queried about
    /// it. Does nothing if no service is configured, since then the check in the transaction is enough
    /// and costs no query.
    pub(super) async fn refuse_before_external_checks(
        &self,
        site: &Arc<Site>,
        draft: &Submission,
        post: &PreparedSubmission,
        repeat: &Arc<RepeatQuery>,
    ) -> Result<(), Refusal> {
        if !self.spam.external_checks().is_asked() {
            return Ok(());
        }
        let now = self.clock.now();
        let input = (
            site.clone(),
            draft.clone(),
            post.clone(),
            repeat.clone(),
            now,
        );
        self.db
            .read(input, |c, (site, draft, post, repeat, now)| {
                Box::pin(async move {
                    let page = draft.page.as_str();
                    let thread = sql::find_thread(c, site.id, page).await?;
                    if !is_open(site, thread.as_ref(), *now) {
                        return Err(Refusal::ThreadClosed);
                    }
                    let thread = thread.map(|thread| thread.id);
                    if let Some(parent) = draft.parent {
                        let found = sql::find(c, &[site.id], &[parent]).await?;
                        let stands = |parent: &Comment| {
                            parent.status == CommentStatus::Approved
                                && Some(parent.thread) == thread
                        };
                        if !found.first().is_some_and(stands) {
                            return Err(Refusal::NoSuchParent);
                        }
                    }
                    let Some(thread) = thread else {
                        return Ok(());
                    };
                    let place = CommentPosition {
                        thread,
                        reply_to: draft.parent,
                        comment: Uuid::nil(),
                    };
                    // A repetition of the same request is no duplicate: it is about to get the stored
                    // answer.
                    let duplicates = PendingDuplicates::request(c, site.id, post, place, *now)?;
                    if duplicates.has_any(c).await? && repeat.answer(c).await?.is_none() {
                        return Err(Refusal::Duplicate);
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Queries the external services, if there are any, and adds their answers to the inspection.
    pub(super) async fn run_external_checks(
        &self,
        asked: &CheckInput<'_>,
        inspection: &mut Inspection,
    ) -> Result<(), Error> {
        let outside = self.spam.external_checks();
        if !outside.is_asked() {
            return Ok(());
        }
        let memory = if outside.sends_score() {
            let input = (asked.context.site.id, inspection.clone());
            self.db
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
        let so_far = self.spam.judge(inspection.clone(), &memory);
        let question = Question {
            told: asked.context,
            address: asked.address,
            referrer: asked.referrer,
            honeypot: (HONEYPOT, asked.honeypot),
            captcha: asked.captcha,
            so_far: &so_far,
        };
        inspection.add_external_reasons(outside.ask(&question).await);
        Ok(())
    }
}
