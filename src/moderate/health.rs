//! The health of the services that this server depends on, as the dashboard shows it.

use std::time::Duration;

use minijinja::{Value, context};

use super::ModeratorPages;
use crate::{
    db::{DatabaseHealth, Db},
    limit::LimitHealth,
    locale::{Language, Message},
    mail::MailHealth,
    outbox::Outbox,
    spam::Spam,
};

/// The time limit for the database check: the page has been read from the same database.
const DATABASE_LIMIT: Duration = Duration::from_secs(1);

/// The services whose health is shown, besides the limits.
#[derive(Clone, Debug)]
pub(crate) struct MonitoredServices {
    pub db: Db,
    pub outbox: Outbox,
    pub spam: Spam,
}

/// The state of one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ServiceState {
    Working,
    Failing,
    NotConfigured,
}

impl ServiceState {
    /// Returns the catalog entry with the name of the state.
    const fn label(self) -> &'static str {
        match self {
            Self::Working => "mod-health-working",
            Self::Failing => "mod-health-failing",
            Self::NotConfigured => "mod-health-not-configured",
        }
    }
}

/// Returns the state of each service. The details, in English, are for the operator.
pub(super) async fn services(
    pages: &ModeratorPages,
    with_details: bool,
    language: Language,
) -> Vec<Value> {
    use ServiceState::{Failing, NotConfigured, Working};
    let database = pages.monitored.db.health(DATABASE_LIMIT).await;
    let (limits, mail) = (pages.limits.health(), pages.monitored.outbox.health());
    let checks = pages.monitored.spam.external_checks().health();
    let is_database_well = database == DatabaseHealth::Good;
    let limit_state = match limits {
        LimitHealth::InProcess => NotConfigured,
        LimitHealth::Redis => Working,
        LimitHealth::Away { .. } => Failing,
    };
    let mail_state = match mail {
        MailHealth::Off => NotConfigured,
        MailHealth::Logged | MailHealth::Healthy => Working,
        MailHealth::Failing(_) => Failing,
    };
    let check_state = match (checks.is_degraded(), checks.is_configured()) {
        (true, _) => Failing,
        (false, true) => Working,
        (false, false) => NotConfigured,
    };
    let database_detail = match database {
        DatabaseHealth::WritesFail(why) => format!("the last write failed: {why}"),
        _ => String::new(),
    };
    let services = [
        (
            "mod-health-database",
            if is_database_well { Working } else { Failing },
            database_detail,
        ),
        ("mod-health-limits", limit_state, limits.to_string()),
        ("mod-health-mail", mail_state, mail.to_string()),
        ("mod-health-checks", check_state, checks.to_string()),
    ];
    let services = services.into_iter().map(|(name, state, detail)| {
        let text = |key| Message::new(key).to_text(language);
        context! {
            name => text(name), state => text(state.label()), is_failing => state == Failing,
            detail => (with_details && state == Failing).then_some(detail),
        }
    });
    services.collect()
}
