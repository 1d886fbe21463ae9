//! Notices: mails to moderators about waiting comments, with links that decide by one click.
//!
//! A comment that begins to wait in the group `review` queues a notice in its own transaction. Comments that
//! are probably spam get no mail; digests count them.

pub(crate) mod api;
mod compose;
mod digest;
mod email_change;
mod link;
mod link_target;
mod page_url;
pub(crate) mod sql;

use std::{fmt, sync::Arc};

use uuid::Uuid;

use self::digest::DueDigest;
pub(crate) use self::{
    email_change::EmailLink,
    link::{LINK_LIFE, LinkAction},
    link_target::{DecisionByLink, FollowedLink, LinkState, LinkTarget},
};
use crate::{
    clock::{Clock, Timestamp},
    closed_set::closed_set,
    comment::first_id_at,
    db::{Conn, Db, Error},
    mail::DeliveryFailure,
    moderation::{self, AccountLogLine, Actor, Moderation, SET_NOTICES},
    moderator::{Moderator, Moderators, Permission},
    outbox::{Notice, Notifier, PreparedNotice, queue_notices},
    secret::{Key, Secret},
    site::{Site, SiteId, Sites},
};

closed_set! {
    /// When a moderator gets mails about the waiting comments of a site.
    #[derive(Default)]
    pub enum NoticeMode: "NoticeMode" {
        /// No mails.
        Off = "off",
        /// A mail for each comment, at once. At most 20 mails in an hour; then a digest follows.
        #[default]
        Each = "each",
        /// At most one mail in an hour, about all waiting comments.
        Hourly = "hourly",
        /// At most one mail in a day, about all waiting comments.
        Daily = "daily",
        /// At most one mail in a day, and only while more comments wait than a number.
        MoreThan = "more_than",
    }
}

/// When a moderator gets mails about the waiting comments of a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoticePreference {
    pub mode: NoticeMode,
    /// For [`NoticeMode::MoreThan`]: the number of waiting comments for which no mail is sent; otherwise 0.
    pub more_than: i64,
}

/// How many mails about waiting comments one moderator gets in an hour, from all sites together. A flood must
/// not fill a mailbox, and mail servers limit how much they accept.
const MAILS_PER_HOUR: i64 = 20;

/// The service for notices. Clones share the state.
#[derive(Clone)]
pub struct Notices(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    sites: Sites,
    moderators: Moderators,
    moderation: Moderation,
    /// Signs the links. Never that of a previous secret: who needs a link that ended finds the comment in the
    /// queue.
    key: Key,
    /// The public URL of this server, without a trailing slash.
    base_url: String,
    /// The URL of a link, before its token.
    link_url: String,
}

impl Notices {
    /// `base_url` is the public URL of this server, without a trailing slash; `link_url` is that of a link, before its
    /// token.
    #[must_use]
    pub fn new(
        (db, clock): (Db, Clock),
        sites: Sites,
        moderators: Moderators,
        moderation: Moderation,
        secret: &Secret,
        (base_url, link_url): (String, String),
    ) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            sites,
            moderators,
            moderation,
            key: secret.key("one-click decision"),
            base_url,
            link_url,
        }))
    }

    /// Returns what composes notices for the outbox.
    #[must_use]
    pub(crate) fn notifier(&self) -> Notifier {
        let (prepare, suppress) = (self.clone(), self.clone());
        Notifier::new(
            move |notice| {
                let notices = prepare.clone();
                async move { notices.prepare(notice).await }
            },
            move |moderator| {
                let notices = suppress.clone();
                async move {
                    // If this cannot be stored, the next mail is refused as well.
                    if let Err(error) = notices.0.moderators.refuse_email(moderator).await {
                        tracing::warn!(%error, %moderator, "refused email address not recorded");
                    }
                }
            },
        )
    }

    async fn prepare(&self, notice: Notice) -> PreparedNotice {
        let transient = |error: Error| DeliveryFailure::Transient(error.to_string());
        match notice {
            Notice::Comment { site, comment } => {
                let fan_out = self.queue_for_each_moderator(site, comment).await;
                fan_out.map(|()| None).map_err(transient)
            }
            Notice::Waiting {
                site,
                comment,
                moderator,
            } => {
                let mail = self.compose_waiting(site, comment, moderator).await;
                mail.map(|mail| mail.map(Box::new)).map_err(transient)
            }
            Notice::Digest {
                site,
                moderator,
                id,
            } => {
                let mail = self.compose_digest(site, moderator, id).await;
                mail.map(|mail| mail.map(Box::new)).map_err(transient)
            }
        }
    }

    /// Queues a mail about a comment to each moderator who wants one, within the budget of each.
    async fn queue_for_each_moderator(&self, site: SiteId, comment: Uuid) -> Result<(), Error> {
        let input = (site, comment, self.0.clock.clone());
        self.0
            .db
            .write(input, |c, (site, comment, clock)| {
                Box::pin(fan_out(c, *site, *comment, clock))
            })
            .await
    }

    /// Returns the moderator of a notice, if mails may still be sent to them about this site.
    async fn recipient(&self, site: SiteId, moderator: Uuid) -> Result<Option<Moderator>, Error> {
        let found = self.0.moderators.moderator(moderator).await?;
        Ok(found.filter(|moderator| {
            moderator.email.is_some()
                && moderator.email_refused_at.is_none()
                && moderator.may(Permission::Decide, Some(site))
        }))
    }

    /// Returns the preference of a moderator for a site.
    async fn mode(&self, site: SiteId, moderator: Uuid) -> Result<NoticeMode, Error> {
        let found = self.0.db.read((site, moderator), |c, (site, moderator)| {
            Box::pin(sql::preference(c, *site, *moderator))
        });
        Ok(found.await?.unwrap_or_default().mode)
    }

    /// Returns the preferences that a moderator has set, by site. For all other sites the default applies.
    pub async fn preferences(
        &self,
        moderator: Uuid,
    ) -> Result<Vec<(SiteId, NoticePreference)>, Error> {
        self.0
            .db
            .read(moderator, |c, moderator| {
                Box::pin(sql::preferences(c, *moderator))
            })
            .await
    }

    /// Sets the preference of a moderator for a site. The caller must have checked that both exist.
    pub async fn set_preference(
        &self,
        site: SiteId,
        moderator: Uuid,
        preference: NoticePreference,
    ) -> Result<(), Error> {
        set_preference(
            &self.0.db,
            (site, moderator),
            preference,
            self.0.clock.now(),
        )
        .await
    }
}

impl Notices {
    /// Sets the preference of another moderator for a site, and says so in the log.
    pub(crate) async fn set_preference_of(
        &self,
        owner: &Actor,
        site: &Site,
        moderator: &Moderator,
        preference: NoticePreference,
    ) -> Result<(), Error> {
        let now = self.0.clock.now();
        let line = AccountLogLine {
            id: self.0.clock.id(),
            moderator: owner.id,
            login: owner.login.clone(),
            account: moderator.id,
            account_login: moderator.login.clone(),
            action: SET_NOTICES.to_owned(),
            slug: site.slug.clone(),
            from: String::new(),
            to: preference.to_string(),
            at: now,
        };
        let input = (site.id, line, preference, first_id_at(now));
        let db = &self.0.db;
        db.write(input, |c, (site, line, preference, through)| {
            Box::pin(async move {
                let whose = (*site, line.account);
                let before = sql::preference(c, *site, line.account).await?;
                let before = before.unwrap_or_default();
                sql::set_preference(c, whose, *preference, *through).await?;
                if before == *preference {
                    return Ok(());
                }
                let line = AccountLogLine {
                    from: before.to_string(),
                    ..line.clone()
                };
                moderation::sql::accounts::write(c, &line).await
            })
        })
        .await
    }
}

/// The form in which the log has it: `hourly`, `more_than 20`.
impl fmt::Display for NoticePreference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.mode.as_str())?;
        match self.mode {
            NoticeMode::MoreThan => write!(f, " {}", self.more_than),
            _ => Ok(()),
        }
    }
}

/// Sets the preference of a moderator for a site.
pub(crate) async fn set_preference(
    db: &Db,
    (site, moderator): (SiteId, Uuid),
    preference: NoticePreference,
    now: Timestamp,
) -> Result<(), Error> {
    let input = ((site, moderator), preference, first_id_at(now));
    db.write(input, |c, (whose, preference, through)| {
        Box::pin(sql::set_preference(c, *whose, *preference, *through))
    })
    .await
}

async fn fan_out(
    c: &mut Conn<'_>,
    site: SiteId,
    comment: Uuid,
    clock: &Clock,
) -> Result<(), Error> {
    let now = clock.now();
    let mut notices = Vec::new();
    for moderator in sql::of_each(c, site).await? {
        if charge_mail(c, moderator, now).await? {
            let notice = Notice::Waiting {
                site,
                comment,
                moderator,
            };
            notices.push((clock.id(), notice));
        } else {
            sql::mark_unmailed(c, site, moderator, now).await?;
        }
    }
    queue_notices(c, &notices, now)
}

/// Counts a mail to a moderator. Returns `false` if there were too many within the hour.
async fn charge_mail(c: &mut Conn<'_>, moderator: Uuid, now: Timestamp) -> Result<bool, Error> {
    let since = now.minus(digest::HOUR);
    sql::charge(c, moderator, (since, now), MAILS_PER_HOUR).await
}

impl fmt::Debug for Notices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notices").finish_non_exhaustive()
    }
}
