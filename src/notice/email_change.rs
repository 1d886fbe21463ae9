//! The confirmation of a moderator's new email address: the mails about it, and the link in one of them.

use uuid::Uuid;

use super::{
    Notices,
    link::{DecisionLink, LINK_LIFE, LinkAction},
};
use crate::{
    db,
    locale::Language,
    mail::{Mail, template},
    moderator::{EmailRequest, Error, Moderator, UnconfirmedEmail},
    text::Email,
};

/// What a link of a mail is to the confirmation of email addresses.
#[derive(Clone, Debug)]
pub(crate) enum EmailLink {
    /// A link of another kind, or none of this server.
    Other,
    /// It was signed to confirm an email address, which does not wait any more or does not wait for this link.
    Ended,
    /// The email address waits, or it was confirmed just now.
    Valid {
        login: String,
        email: String,
        language: Language,
    },
}

impl Notices {
    /// Returns what stores a new email address, with the mails about it.
    pub(crate) fn email_request(
        &self,
        moderator: &Moderator,
        email: Email,
        language: Language,
    ) -> EmailRequest {
        let clock = &self.0.clock;
        let id = clock.id();
        let (subject, text) = template::email_change(language, &moderator.login, &self.0.base_url);
        EmailRequest {
            id,
            at: clock.now(),
            language,
            confirmation: (
                clock.id(),
                self.confirmation_mail(moderator, id, email, language),
            ),
            notification: (clock.id(), subject, text),
        }
    }

    /// Returns the mail with the link that confirms the email address of a request.
    pub(crate) fn confirmation_mail(
        &self,
        moderator: &Moderator,
        request: Uuid,
        to: Email,
        language: Language,
    ) -> Mail {
        let now = self.0.clock.now();
        let link = DecisionLink {
            action: LinkAction::Confirm,
            site: 0,
            moderator: moderator.id,
            comment: request,
            version: 0,
            issued_at: now,
        };
        let link = link.sign(&self.0.key, to.as_str());
        let link = format!("{}{link}", self.0.link_url);
        let (login, server) = (&moderator.login, &self.0.base_url);
        let (subject, text) =
            template::confirm_email(language, (login, server), &link, link_days());
        Mail {
            site: None,
            to,
            subject,
            text,
            expires_at: now.plus(LINK_LIFE),
        }
    }

    /// Returns the email address of a moderator that waits for its confirmation.
    pub(in crate::notice) async fn unconfirmed_email(
        &self,
        moderator: Uuid,
    ) -> Result<Option<String>, db::Error> {
        let found = self.0.moderators.unconfirmed_email(moderator).await?;
        Ok(found.map(|found| found.email))
    }

    /// Returns what a link says about an email address, and changes nothing.
    pub(crate) async fn find_email_link(&self, token: &str) -> Result<EmailLink, db::Error> {
        Ok(match self.open_email_link(token).await? {
            None => EmailLink::Other,
            Some(None) => EmailLink::Ended,
            Some(Some((moderator, waiting))) => EmailLink::Valid {
                login: moderator.login,
                email: waiting.email,
                language: waiting.language,
            },
        })
    }

    /// Confirms the email address that a link is about.
    pub(crate) async fn follow_email_link(&self, token: &str) -> Result<EmailLink, Error> {
        let Some(found) = self.open_email_link(token).await? else {
            return Ok(EmailLink::Other);
        };
        let Some((moderator, waiting)) = found else {
            return Ok(EmailLink::Ended);
        };
        let moderators = &self.0.moderators;
        let confirmed = moderators.confirm_email(moderator.id, waiting.request);
        Ok(if confirmed.await? {
            EmailLink::Valid {
                login: moderator.login,
                email: waiting.email,
                language: waiting.language,
            }
        } else {
            EmailLink::Ended
        })
    }

    /// Opens a link: `None` if it is of another kind, `Some(None)` if it has ended.
    async fn open_email_link(
        &self,
        token: &str,
    ) -> Result<Option<Option<(Moderator, UnconfirmedEmail)>>, db::Error> {
        let now = self.0.clock.now();
        let opened = DecisionLink::open(&self.0.key, token, now);
        let opened = opened.filter(|(link, _)| link.action == LinkAction::Confirm);
        let Some((link, email_hash)) = opened else {
            return Ok(None);
        };
        let moderators = &self.0.moderators;
        let waiting = moderators.unconfirmed_email(link.moderator).await?;
        let waiting = waiting.filter(|waiting| {
            waiting.request == link.comment
                && email_hash.is(&self.0.key, &waiting.email)
                && now.since(link.issued_at) <= LINK_LIFE
        });
        let moderator = moderators.moderator(link.moderator).await?;
        Ok(Some(moderator.zip(waiting)))
    }
}

/// Returns how long links are valid, in days.
pub(super) fn link_days() -> u64 {
    LINK_LIFE.as_secs() / (24 * 3600)
}
