//! The endpoints of a moderator's new email address that waits for its confirmation.

use std::sync::Arc;

use poem_openapi::{ApiResponse, OpenApi, param::Path};
use uuid::Uuid;

use super::wire::Deleted;
use crate::{
    http::{FORBIDDEN, INVALID, NOT_FOUND, Problem, Refused, TOO_FAST, UNAUTHORIZED, language},
    limit::{Charge, Limits, quotas},
    locale::Message,
    moderation::api::{ModerationTag, require},
    moderator::{CurrentModerator, EmailChange, Moderator, Moderators, Permission},
    notice::Notices,
    outbox::Outbox,
    text::Email,
};

/// The endpoints of email addresses that wait for their confirmation.
#[derive(Clone, Debug)]
pub(crate) struct UnconfirmedEmailApi {
    pub moderators: Moderators,
    pub notices: Notices,
    pub limits: Arc<Limits>,
    pub outbox: Outbox,
}

/// The mail is on its way.
#[derive(Debug, ApiResponse)]
pub(crate) enum ConfirmationSent {
    /// The mail is on its way. Earlier links about this email address stay valid.
    #[oai(status = 204)]
    Sent,
}

#[OpenApi]
impl UnconfirmedEmailApi {
    /// Send the mail that confirms a moderator's new email address again
    ///
    /// Requires a session. Moderators may send it for their own account, owners for all. If no email address waits for
    /// its confirmation, the response is 404.
    #[oai(
        path = "/moderation/moderators/:id/confirmation",
        method = "post",
        operation_id = "send_confirmation",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn send_again(
        &self,
        moderator: CurrentModerator,
        /// The id of the moderator.
        id: Path<Uuid>,
    ) -> Result<
        ConfirmationSent,
        Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | INVALID | TOO_FAST }>,
    > {
        may_change(&moderator, id.0)?;
        let missing = || Problem::missing("mod-email-none-waits");
        let of = self.moderators.moderator(id.0).await?;
        let of = of.ok_or_else(|| Problem::not_found("moderator"))?;
        let waiting = self.moderators.unconfirmed_email(id.0).await?;
        let waiting = waiting.ok_or_else(missing)?;
        let email = Email::parse(&waiting.email).map_err(Problem::internal)?;
        self.charge(Some(id.0), &email).await?;
        let mail = self
            .notices
            .confirmation_mail(&of, waiting.request, email, waiting.language);
        let queued = self
            .moderators
            .resend_confirmation(id.0, waiting.request, mail);
        if !queued.await? {
            return Err(missing().into());
        }
        self.outbox.wake();
        Ok(ConfirmationSent::Sent)
    }

    /// Drop a moderator's new email address that waits for its confirmation
    ///
    /// Requires a session. Moderators may drop that of their own account, owners those of all. The email address in use
    /// stays, and links that confirm the new one end. If none waits, the response is 404.
    #[oai(
        path = "/moderation/moderators/:id/confirmation",
        method = "delete",
        operation_id = "delete_unconfirmed_email",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn drop_email(
        &self,
        moderator: CurrentModerator,
        /// The id of the moderator.
        id: Path<Uuid>,
    ) -> Result<Deleted, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND }>> {
        may_change(&moderator, id.0)?;
        if !self.moderators.drop_unconfirmed_email(id.0).await? {
            return Err(Problem::missing("mod-email-none-waits").into());
        }
        Ok(Deleted::Deleted)
    }
}

fn may_change(moderator: &CurrentModerator, id: Uuid) -> Result<(), Problem> {
    if moderator.id != id {
        require(moderator, Permission::ManageModerators)?;
    }
    moderator.signed_in()?;
    Ok(())
}

impl UnconfirmedEmailApi {
    /// Returns the change to a new email address, which waits for its confirmation. The one in use is set again without
    /// a mail.
    pub(super) fn change(&self, of: &Moderator, email: Email) -> EmailChange {
        let request = self.notices.email_request(of, email, language());
        EmailChange::Request(Box::new(request))
    }

    /// Charges a mail that confirms an email address to its recipient, and to the account unless it is a new one. Refused
    /// also if this server sends no mails.
    pub(super) async fn charge(&self, id: Option<Uuid>, email: &Email) -> Result<(), Problem> {
        if !self.outbox.can_mail() {
            let message = Message::new("mod-email-no-mail");
            return Err(Problem::field("email", "no_mail", message));
        }
        let mut charges = vec![Charge::new(quotas::MAIL_MODERATOR, email.normal())];
        charges.extend(id.map(|id| Charge::new(quotas::MAIL_MODERATOR, id.to_string())));
        self.limits.check("", &charges).await?;
        Ok(())
    }
}
