//! The mails of notices, composed from the comments as they are at delivery.

use uuid::Uuid;

use super::{
    NoticeMode, Notices,
    email_change::link_days,
    link::{DecisionLink, LinkAction},
    page_url::{context_page, queue_page},
    sql,
};
use crate::{
    assessment::QueueGroup,
    comment::Comment,
    db::Error,
    locale::Message,
    mail::{
        message::{MailThread, one_line},
        notice::{NoticeComment, NoticeContext, NoticeKind, NoticeMail},
    },
    moderator::Moderator,
    site::{Site, SiteId},
    statistics::GroupCounts,
    text::Email,
};

/// How much of a text a mail about one comment shows, in characters.
const TEXT_MAX: usize = 4_000;
/// How much of each text a digest shows.
const DIGEST_TEXT_MAX: usize = 500;
/// How many comments a digest shows.
const DIGEST_COMMENTS: usize = 10;
/// How much of a name or a title a mail shows.
const NAME_MAX: usize = 100;

/// The site and the recipient of a mail.
struct Addressee<'a> {
    site: &'a Site,
    moderator: &'a Moderator,
    email: Email,
}

impl Notices {
    /// Returns the mail about one comment; `None` if it does not wait in the group `review` any more, or the
    /// moderator may not decide about it or does not want mails for each comment.
    pub(super) async fn compose_waiting(
        &self,
        site: SiteId,
        comment: Uuid,
        moderator: Uuid,
    ) -> Result<Option<NoticeMail>, Error> {
        let Some(recipient) = self.recipient(site, moderator).await? else {
            return Ok(None);
        };
        let mode = self.mode(site, moderator).await?;
        let found = self.0.moderation.find(&[site], comment).await?;
        let Some(queued) = found.filter(|queued| queued.group == Some(QueueGroup::Review)) else {
            return Ok(None);
        };
        if mode != NoticeMode::Each {
            self.leave_to_digest((site, moderator), &queued.comment)
                .await?;
            return Ok(None);
        }
        let Some(site) = self.0.sites.by_id(site).await else {
            return Ok(None);
        };
        let Some(to) = addressee(&site, &recipient) else {
            return Ok(None);
        };
        let counts = self.counts(site.id).await?;
        let shown = vec![self.notice_comment(&to, &queued.comment, TEXT_MAX)];
        Ok(Some(NoticeMail {
            to: to.email.clone(),
            kind: NoticeKind::Waiting,
            context: self.context(&to, counts, shown),
            thread: self.thread_of(&to, &queued.comment),
        }))
    }

    /// Lets the next digest cover a comment whose mail was not sent before the moderator chose digests.
    async fn leave_to_digest(&self, of: (SiteId, Uuid), comment: &Comment) -> Result<(), Error> {
        let id = comment.waiting_edit().map_or(comment.id, |edit| edit.id);
        let through = Uuid::from_u128(id.as_u128().saturating_sub(1));
        let db = &self.0.db;
        db.write((of, through), |c, (of, through)| {
            Box::pin(sql::cover(c, *of, *through))
        })
        .await
    }

    /// Returns the digest of a site; `None` if nothing waits in the group `review`, or the moderator may not
    /// decide there or does not want mails. `id` is that of the mail.
    pub(super) async fn compose_digest(
        &self,
        site: SiteId,
        moderator: Uuid,
        id: Uuid,
    ) -> Result<Option<NoticeMail>, Error> {
        let Some(recipient) = self.recipient(site, moderator).await? else {
            return Ok(None);
        };
        if self.mode(site, moderator).await? == NoticeMode::Off {
            return Ok(None);
        }
        let Some(site) = self.0.sites.by_id(site).await else {
            return Ok(None);
        };
        let Some(to) = addressee(&site, &recipient) else {
            return Ok(None);
        };
        let newest = self.0.moderation.newest_waiting(site.id, DIGEST_COMMENTS);
        let newest = newest.await?;
        let counts = self.counts(site.id).await?;
        if newest.is_empty() {
            return Ok(None);
        }
        let shown = newest
            .iter()
            .map(|queued| self.notice_comment(&to, &queued.comment, DIGEST_TEXT_MAX));
        let shown = shown.collect::<Vec<_>>();
        let queue = format!("queue-{}", site.slug);
        Ok(Some(NoticeMail {
            to: to.email.clone(),
            kind: NoticeKind::Digest,
            thread: MailThread {
                id: format!("digest-{id}"),
                in_reply_to: Some(queue.clone()),
                references: vec![queue],
                list: site.slug.clone(),
                unsubscribe: self.link(&to, LinkAction::Off, None),
            },
            context: self.context(&to, counts, shown),
        }))
    }

    async fn counts(&self, site: SiteId) -> Result<GroupCounts, Error> {
        let counts = self.0.moderation.waiting_by_site(vec![site]).await?;
        Ok(counts.get(&site).copied().unwrap_or_default())
    }

    fn context(
        &self,
        to: &Addressee<'_>,
        counts: GroupCounts,
        comments: Vec<NoticeComment>,
    ) -> NoticeContext {
        let shown = i64::try_from(comments.len()).unwrap_or(i64::MAX);
        NoticeContext {
            lang: to.site.policy.language.as_str(),
            site: to_short_line(&to.site.name),
            // One that began to wait after the numbers were read is shown.
            review: counts.review.max(shown),
            probably_spam: counts.probably_spam,
            more: (counts.review - shown).max(0),
            comments,
            queue: queue_page(&self.0.base_url, to.site),
            off: self.link(to, LinkAction::Off, None),
            days: link_days(),
        }
    }

    /// Returns what a mail shows of a comment: the text that waits, and the links that decide about it.
    fn notice_comment(
        &self,
        to: &Addressee<'_>,
        comment: &Comment,
        text_max: usize,
    ) -> NoticeComment {
        let edit = comment.waiting_edit();
        let text = edit.map_or(&comment.text, |edit| &edit.text);
        let title = comment.thread_title.as_ref().or(comment.title.as_ref());
        let link = |action| self.link(to, action, Some(comment));
        let cut = text.char_indices().nth(text_max).map(|(at, _)| at);
        let author = to_short_line(&comment.name);
        let unnamed = || Message::new("notice-unnamed").to_text(to.site.policy.language);
        NoticeComment {
            author: if author.is_empty() { unnamed() } else { author },
            page: to_short_line(title.unwrap_or(&comment.page)),
            // An origin may have been taken from the site since the comment was posted.
            url: comment.url.clone().filter(|url| to.site.owns(url)),
            text: text[..cut.unwrap_or(text.len())].to_owned(),
            is_cut: cut.is_some(),
            is_edit: edit.is_some(),
            approve: link(LinkAction::Approve),
            spam: link(LinkAction::Spam),
            trash: link(LinkAction::Trash),
            context: context_page(&self.0.base_url, to.site, comment.id),
        }
    }

    /// Returns the URL of a link; without a comment it is about mails.
    fn link(&self, to: &Addressee<'_>, action: LinkAction, comment: Option<&Comment>) -> String {
        let link = DecisionLink {
            action,
            site: to.site.id,
            moderator: to.moderator.id,
            comment: comment.map_or(Uuid::nil(), |comment| comment.id),
            version: comment.map_or(0, |comment| comment.version),
            issued_at: self.0.clock.now(),
        };
        let token = link.sign(&self.0.key, to.email.as_str());
        format!("{}{token}", self.0.link_url)
    }

    /// Returns the position of the mail among those about the same thread.
    fn thread_of(&self, to: &Addressee<'_>, comment: &Comment) -> MailThread {
        let of_comment = |id: Uuid| format!("comment-{id}");
        let (id, above) = match comment.waiting_edit() {
            Some(edit) => (format!("edit-{}", edit.id), Some(comment.id)),
            None => (of_comment(comment.id), comment.reply_to),
        };
        // No mail has this id. Mail programs group by it all the same.
        let mut references = vec![format!("thread-{}", comment.thread)];
        references.extend(above.map(of_comment));
        MailThread {
            id,
            in_reply_to: references.last().cloned(),
            references,
            list: to.site.slug.clone(),
            unsubscribe: self.link(to, LinkAction::Off, None),
        }
    }
}

fn addressee<'a>(site: &'a Site, moderator: &'a Moderator) -> Option<Addressee<'a>> {
    let email = moderator.email.as_deref()?;
    Some(Addressee {
        site,
        moderator,
        email: Email::parse(email).ok()?,
    })
}

/// Returns a name or a title as one short line.
fn to_short_line(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(NAME_MAX) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
