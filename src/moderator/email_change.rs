//! Changes of the email address of a moderator. A new one waits until its owner opens the link of a mail, so that the
//! texts of comments and links that decide reach no stranger by mistake.

use std::fmt;

use uuid::Uuid;

use super::{Error, Moderator, Moderators, sql};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    locale::Language,
    mail::Mail,
    outbox,
    text::Email,
};

/// A change of the email address for mails about waiting comments.
#[derive(Clone, Debug)]
pub enum EmailChange {
    /// Removes it.
    Remove,
    /// Sets it without a confirmation: the operator's command line is trusted.
    Set(Email),
    /// Stores it until it is confirmed. The one in use is set again, without a mail.
    Request(Box<EmailRequest>),
}

/// A new email address that waits for its confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnconfirmedEmail {
    /// The id of the request, which the link names.
    pub request: Uuid,
    pub email: String,
    /// The language of the mail, and of the page of its link: accounts have none.
    pub language: Language,
}

/// A new email address, and the mails about it, which are sent if the transaction commits.
#[derive(Clone)]
pub struct EmailRequest {
    pub id: Uuid,
    pub at: Timestamp,
    pub language: Language,
    /// The mail with the link, to the new email address, and its id.
    pub confirmation: (Uuid, Mail),
    /// The id, the subject and the text of the mail to the email address in use.
    pub notification: (Uuid, String, String),
}

impl fmt::Debug for EmailRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmailRequest")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Carries out a change in the caller's transaction, which has locked the moderator.
pub(super) async fn apply(
    c: &mut Conn<'_>,
    moderator: &mut Moderator,
    change: &EmailChange,
) -> Result<(), db::Error> {
    let email = match change {
        EmailChange::Remove => None,
        EmailChange::Set(email) => Some(email),
        EmailChange::Request(request) => {
            let email = &request.confirmation.1.to;
            if moderator.email.as_deref() != Some(email.as_str()) {
                return store(c, moderator, request).await;
            }
            Some(email)
        }
    };
    sql::email_change::remove(c, moderator.id).await?;
    moderator.email = email.map(|email| email.as_str().to_owned());
    moderator.email_refused_at = None;
    sql::update_email(c, moderator.id, moderator.email.as_deref()).await
}

/// Stores a new email address, and queues the mails about it.
async fn store(
    c: &mut Conn<'_>,
    moderator: &Moderator,
    request: &EmailRequest,
) -> Result<(), db::Error> {
    let (id, confirmation) = &request.confirmation;
    let new = UnconfirmedEmail {
        request: request.id,
        email: confirmation.to.as_str().to_owned(),
        language: request.language,
    };
    sql::email_change::store(c, moderator.id, &new, request.at).await?;
    outbox::queue(c, confirmation, *id, request.at).await?;
    // One that the mail server refuses, or that is not an email address by today's rules, gets none.
    let in_use = moderator.email.as_deref();
    let in_use = in_use.filter(|_| moderator.email_refused_at.is_none());
    let Some(to) = in_use.and_then(|email| Email::parse(email).ok()) else {
        return Ok(());
    };
    let (id, subject, text) = request.notification.clone();
    let notification = Mail {
        to,
        subject,
        text,
        ..confirmation.clone()
    };
    outbox::queue(c, &notification, id, request.at).await
}

impl Moderators {
    /// Returns the email address of a moderator that waits for its confirmation.
    pub(crate) async fn unconfirmed_email(
        &self,
        moderator: Uuid,
    ) -> Result<Option<UnconfirmedEmail>, db::Error> {
        let db = &self.0.db;
        db.read(moderator, |c, moderator| {
            Box::pin(sql::email_change::unconfirmed(c, *moderator))
        })
        .await
    }

    /// Removes the email address that waits for its confirmation. Returns `false` if there is none.
    pub(crate) async fn drop_unconfirmed_email(&self, moderator: Uuid) -> Result<bool, db::Error> {
        let db = &self.0.db;
        db.write(moderator, |c, moderator| {
            Box::pin(sql::email_change::remove(c, *moderator))
        })
        .await
    }

    /// Queues another mail with the link. Returns `false` if the email address does not wait any more.
    pub(crate) async fn resend_confirmation(
        &self,
        moderator: Uuid,
        request: Uuid,
        mail: Mail,
    ) -> Result<bool, db::Error> {
        let input = (moderator, request, mail, self.0.clock.clone());
        let db = &self.0.db;
        db.write(input, |c, (moderator, request, mail, clock)| {
            Box::pin(async move {
                let found = sql::email_change::unconfirmed(c, *moderator).await?;
                if found.is_none_or(|found| found.request != *request) {
                    return Ok(false);
                }
                outbox::queue(c, mail, clock.id(), clock.now()).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Makes the email address of a request the one in use. Returns `false` if it does not wait any more.
    pub(crate) async fn confirm_email(
        &self,
        moderator: Uuid,
        request: Uuid,
    ) -> Result<bool, Error> {
        let db = &self.0.db;
        let confirmed = db.write((moderator, request), |c, (moderator, request)| {
            Box::pin(async move {
                // Of two requests with the same link, the second one finds nothing.
                sql::queue_lock(c, *moderator)?;
                let found = sql::email_change::unconfirmed(c, *moderator).await?;
                let Some(found) = found.filter(|found| found.request == *request) else {
                    return Ok::<_, Error>(false);
                };
                sql::email_change::remove(c, *moderator).await?;
                sql::update_email(c, *moderator, Some(&found.email)).await?;
                Ok(true)
            })
        });
        let confirmed = confirmed.await?;
        if confirmed {
            tracing::info!(%moderator, "email address of a moderator confirmed");
        }
        Ok(confirmed)
    }
}
