//! What the commands of administration share: the services, and the errors that an operator can correct.

use super::{CommandFailure, DatabaseFlags, failed, open_sites};
use crate::{
    clock::Clock,
    db::Db,
    moderator::{self, Moderators},
    secret::Secret,
    site::Sites,
};

/// The services that these commands use.
pub(super) struct AdminContext {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) sites: Sites,
    pub(super) moderators: Moderators,
}

impl AdminContext {
    pub(super) async fn open(flags: &DatabaseFlags) -> Result<Self, CommandFailure> {
        let (db, clock, sites) = open_sites(flags).await?;
        // `Moderators` uses the secret only to hash logins in the log, and these commands do not log.
        let secret = Secret::new(clock.random_bytes::<32>())
            .ok_or_else(|| failed("cannot create a secret"))?;
        let moderators = Moderators::new(db.clone(), clock.clone(), &secret);
        Ok(Self {
            db,
            clock,
            sites,
            moderators,
        })
    }

    pub(super) async fn site(&self, slug: &str) -> Result<i64, CommandFailure> {
        let site = self.sites.find(slug).await;
        site.map(|site| site.id)
            .ok_or_else(|| CommandFailure::Usage(format!("there is no site {slug}")))
    }

    pub(super) async fn moderator(
        &self,
        login: &str,
    ) -> Result<moderator::Moderator, CommandFailure> {
        let found = self
            .moderators
            .moderator_by_login(login)
            .await
            .map_err(failed)?;
        found.ok_or_else(|| CommandFailure::Usage(format!("there is no moderator {login}")))
    }
}

pub(super) fn usage(message: impl std::fmt::Display) -> CommandFailure {
    CommandFailure::Usage(message.to_string())
}

/// Converts an error: mistakes that the operator can correct are usage errors, database errors are
/// failures.
pub(super) fn identity_failure(error: moderator::Error) -> CommandFailure {
    match error {
        moderator::Error::Db(_) | moderator::Error::Busy => failed(error),
        error => usage(error),
    }
}
