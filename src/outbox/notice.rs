//! Notices: mails to moderators about waiting comments.
//!
//! A row holds only ids. The mail is composed at delivery, so that a comment that was decided, changed or
//! erased meanwhile is not sent, and a moderator who lost the permission gets nothing. Who gets a mail about a
//! comment is decided at the delivery of its first row, which writes one row for each of them: a submission
//! does not wait for that.

use std::{fmt, pin::Pin, sync::Arc};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::sql;
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
    mail::{DeliveryFailure, notice::NoticeMail},
    site::SiteId,
};

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// A comment began to wait: each moderator who wants a mail about it gets a row.
    Comment { site: SiteId, comment: Uuid },
    /// A mail to one moderator about one comment.
    Waiting {
        site: SiteId,
        comment: Uuid,
        moderator: Uuid,
    },
    /// A mail to one moderator about all waiting comments of a site. The id is that of the row.
    Digest {
        site: SiteId,
        moderator: Uuid,
        id: Uuid,
    },
}

impl Notice {
    /// Returns the moderator who gets the mail.
    const fn moderator(self) -> Option<Uuid> {
        match self {
            Self::Comment { .. } => None,
            Self::Waiting { moderator, .. } | Self::Digest { moderator, .. } => Some(moderator),
        }
    }

    const fn site(self) -> SiteId {
        match self {
            Self::Comment { site, .. } | Self::Waiting { site, .. } | Self::Digest { site, .. } => {
                site
            }
        }
    }

    const fn comment(self) -> Option<Uuid> {
        match self {
            Self::Comment { comment, .. } | Self::Waiting { comment, .. } => Some(comment),
            Self::Digest { .. } => None,
        }
    }
}

/// The content of a row besides the moderator.
#[derive(Deserialize, Serialize)]
struct NoticePayload {
    site: SiteId,
    comment: Option<Uuid>,
}

impl NoticePayload {
    fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|error| Error::Statement(error.to_string()))
    }
}

/// Queues the notices of a comment that begins to wait, in the transaction that stores it, if a moderator has
/// an email address and wants a mail for each comment. `id` is a new id from [`crate::clock::Clock::id`].
pub(crate) fn queue_comment_notice(
    c: &mut Conn<'_>,
    site: SiteId,
    comment: Uuid,
    id: Uuid,
    now: Timestamp,
) -> Result<(), Error> {
    let payload = NoticePayload {
        site,
        comment: Some(comment),
    };
    sql::insert_comment_notice(c, (id, site), &payload.to_json()?, now)
}

/// Queues mails to single moderators, each under a new id.
pub(crate) fn queue_notices(
    c: &mut Conn<'_>,
    notices: &[(Uuid, Notice)],
    now: Timestamp,
) -> Result<(), Error> {
    let mut rows = Vec::with_capacity(notices.len());
    for (id, notice) in notices {
        let payload = NoticePayload {
            site: notice.site(),
            comment: notice.comment(),
        };
        let moderator = notice.moderator().map(|id| id.to_string());
        rows.push((
            *id,
            notice.site(),
            moderator.unwrap_or_default(),
            payload.to_json()?,
        ));
    }
    sql::insert_notices(c, &rows, now)
}

pub(super) fn parse(id: Uuid, recipient: &str, payload: &str) -> Option<Notice> {
    let NoticePayload { site, comment } = serde_json::from_str(payload).ok()?;
    if recipient.is_empty() {
        let comment = comment?;
        return Some(Notice::Comment { site, comment });
    }
    let moderator = recipient.parse().ok()?;
    Some(match comment {
        Some(comment) => Notice::Waiting {
            site,
            comment,
            moderator,
        },
        None => Notice::Digest {
            site,
            moderator,
            id,
        },
    })
}

/// What a notice became.
pub(crate) type PreparedNotice = Result<Option<Box<NoticeMail>>, DeliveryFailure>;

type Preparation = Pin<Box<dyn Future<Output = PreparedNotice> + Send>>;
type Suppression = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What the outbox must know of moderators: the mail of a notice, and what to do after the mail server refused
/// the email address of a moderator permanently.
#[derive(Clone)]
pub(crate) struct Notifier {
    prepare: Arc<dyn Fn(Notice) -> Preparation + Send + Sync>,
    suppress: Arc<dyn Fn(Uuid) -> Suppression + Send + Sync>,
}

impl Notifier {
    /// `prepare` returns the mail of a notice, or `None` if there is nothing to send. `suppress` gets the
    /// moderator whose email address was refused.
    pub(crate) fn new<P, S>(
        prepare: impl Fn(Notice) -> P + Send + Sync + 'static,
        suppress: impl Fn(Uuid) -> S + Send + Sync + 'static,
    ) -> Self
    where
        P: Future<Output = PreparedNotice> + Send + 'static,
        S: Future<Output = ()> + Send + 'static,
    {
        Self {
            prepare: Arc::new(move |notice| Box::pin(prepare(notice))),
            suppress: Arc::new(move |moderator| Box::pin(suppress(moderator))),
        }
    }

    pub(super) async fn prepare(&self, notice: Notice) -> PreparedNotice {
        (self.prepare)(notice).await
    }

    pub(super) async fn suppress(&self, notice: Notice) {
        if let Some(moderator) = notice.moderator() {
            (self.suppress)(moderator).await;
        }
    }
}

impl fmt::Debug for Notifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notifier")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_what_was_queued() {
        let id = Uuid::from_u128;
        let payload = |comment| {
            let payload = NoticePayload { site: 7, comment };
            payload.to_json().expect("is JSON")
        };
        let (site, comment, moderator) = (7, id(2), id(3));
        let recipient = moderator.to_string();
        let of_comment = payload(Some(comment));
        assert_eq!(
            parse(id(1), "", &of_comment),
            Some(Notice::Comment { site, comment })
        );
        let waiting = Notice::Waiting {
            site,
            comment,
            moderator,
        };
        assert_eq!(parse(id(1), &recipient, &of_comment), Some(waiting));
        let digest = Notice::Digest {
            site,
            moderator,
            id: id(1),
        };
        assert_eq!(parse(id(1), &recipient, &payload(None)), Some(digest));
        for (recipient, payload) in [("", payload(None)), ("x", payload(None))] {
            assert_eq!(parse(id(1), recipient, &payload), None);
        }
    }
}
