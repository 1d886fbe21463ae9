//! External checks of comments: Akismet, a hook of the owner, a captcha service.
//!
//! Only configured services are queried: all of them concurrently and with one common deadline, before the
//! comment is stored, and only if nothing else refuses it. A service that fails adds a reason that sends the
//! comment to the moderation queue and describes the failure; a failure never approves a comment. A service
//! that fails repeatedly is not queried for a while, so that submissions do not wait for it.

mod akismet;
mod captcha;
mod captcha_kind;
mod checker;
mod configured;
mod failure;
mod health;
mod hook;
mod settings;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use arc_swap::ArcSwap;
use futures_util::future::OptionFuture;
use uuid::Uuid;

use self::{
    akismet::Akismet,
    captcha::CaptchaClient,
    checker::CircuitBreaker,
    configured::{ConfiguredChecks, read},
    failure::ExternalCheckFailure,
    hook::Hook,
};
use crate::{
    assessment::{Assessment, ReasonCode, SpamReason},
    classifier::Label,
    client::Outgoing,
    clock::{Clock, Timestamp},
    mail::DeliveryFailure,
    setting::Mistakes,
    site::Site,
};

pub(crate) use self::{
    akismet::{belief, correction},
    captcha_kind::CaptchaKind,
    health::ExternalCheckHealth,
    settings::{AkismetSettings, CaptchaSettings, ExternalCheckSettings, HookSettings},
};

/// Adds the mistakes in the settings of external checks.
pub(crate) fn check(settings: ExternalCheckSettings<'_>, dev: bool, mistakes: &mut Mistakes) {
    read(settings, dev, mistakes);
}

/// A comment as it is sent to external services.
#[derive(Clone, Copy, Debug)]
pub struct CheckContext<'a> {
    pub site: &'a Site,
    /// The key of the page.
    pub page: &'a str,
    /// The title of the page, if known.
    pub title: Option<&'a str>,
    /// The URL of the page, if known.
    pub url: Option<&'a str>,
    /// Whether the comment replies to another comment.
    pub reply: bool,
    /// The text as written, before rendering.
    pub text: &'a str,
    pub name: &'a str,
    pub email: Option<&'a str>,
    pub website: Option<&'a str>,
    /// Whether the author has a verified identity.
    pub verified: bool,
    /// The IP prefix of the client: `203.0.113.0/24` or `2001:db8:1::/48`.
    pub network: Option<&'a str>,
    pub user_agent: Option<&'a str>,
    /// The time of the submission.
    pub at: Timestamp,
    /// Whether this is an edit of an existing comment.
    pub edited: bool,
}

impl CheckContext<'_> {
    /// Returns the URL of the page, or the best approximation.
    fn permalink(&self) -> String {
        let origin = self.site.origins.first().map_or("", |o| o.as_str());
        match self.url {
            Some(url) => url.to_owned(),
            None if self.page.starts_with('/') => format!("{origin}{}", self.page),
            None => format!("{origin}/"),
        }
    }
}

/// The input of external checks for a comment that was just submitted.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub told: CheckContext<'a>,
    /// The client's IP address; sent in full only to services for which a setting permits it.
    pub address: IpAddr,
    /// The `Referer` of the submission.
    pub referrer: Option<&'a str>,
    /// The name of the hidden honeypot field, and whether it was filled in.
    pub honeypot: (&'a str, bool),
    /// The captcha answer that the widget put into the form.
    pub captcha: Option<&'a str>,
    /// The assessment by this server alone.
    pub so_far: &'a Assessment,
}

/// The configured external checks. Clones share their state.
#[derive(Clone, Default)]
pub struct ExternalChecks(Option<Arc<ArcSwap<Inner>>>);

struct Inner {
    clock: Clock,
    outgoing: Outgoing,
    /// The timeout for all checks together.
    deadline: Duration,
    akismet: Option<(Akismet, CircuitBreaker)>,
    hook: Option<(Hook, CircuitBreaker)>,
    captcha: Option<(CaptchaClient, CircuitBreaker)>,
    /// The last correction that could not be delivered to Akismet, while it is to be retried.
    reporting: Mutex<Option<FailedCorrection>>,
}

/// A correction that could not be delivered.
struct FailedCorrection {
    comment: Uuid,
    why: String,
    at: Timestamp,
}

/// The time after which a failed correction is no longer reported by the health check: retries are never
/// delayed longer, so the correction was delivered, here or by another process, or dropped.
const TRIED_WITHIN: Duration = Duration::from_mins(15);

impl ExternalChecks {
    /// Creates the external checks from settings.
    ///
    /// # Errors
    ///
    /// Returns all mistakes in the settings.
    pub fn new(
        settings: ExternalCheckSettings<'_>,
        outgoing: Outgoing,
        clock: Clock,
    ) -> Result<Self, String> {
        let read = Self::read(settings)?;
        if read.akismet.is_none() && read.hook.is_none() && read.captcha.is_none() {
            return Ok(Self(None));
        }
        let inner = Inner::new(read, settings.deadline, outgoing, clock);
        Ok(Self(Some(Arc::new(ArcSwap::from_pointee(inner)))))
    }

    fn read(settings: ExternalCheckSettings<'_>) -> Result<ConfiguredChecks, Mistakes> {
        // `dev` permits HTTP to loopback here; the allowed URLs were checked at start and are checked for
        // each request.
        let mut faults = Mistakes::default();
        let read = read(settings, true, &mut faults);
        faults.into_result(read)
    }

    /// Prepares new credentials from changed settings, for the same enabled services. The returned function
    /// activates them; pending queries still use the old ones.
    ///
    /// # Errors
    ///
    /// Returns all mistakes in the settings.
    pub fn new_credentials(
        &self,
        settings: ExternalCheckSettings<'_>,
    ) -> Result<impl FnOnce() + use<'_>, String> {
        let read = Self::read(settings)?;
        let new = self.0.as_ref().map(|inner| {
            let old = inner.load();
            let (outgoing, clock) = (old.outgoing.clone(), old.clock.clone());
            let new = Inner::new(read, settings.deadline, outgoing, clock);
            (inner, Arc::new(new))
        });
        Ok(move || {
            if let Some((inner, new)) = new {
                inner.store(new);
            }
        })
    }

    fn inner(&self) -> Option<Arc<Inner>> {
        self.0.as_ref().map(|inner| inner.load_full())
    }

    /// Returns whether any external check is configured.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.is_some()
    }

    /// Returns whether a configured service receives the assessment by this server.
    #[must_use]
    pub fn sends_score(&self) -> bool {
        self.inner().is_some_and(|this| this.hook.is_some())
    }

    /// Queries all configured services concurrently, within the deadline.
    pub async fn ask(&self, question: &Question<'_>) -> Vec<SpamReason> {
        let Some(this) = self.inner() else {
            return Vec::new();
        };
        let (clock, outgoing) = (&this.clock, &this.outgoing);
        let akismet = this.akismet.as_ref().map(|(akismet, checker)| {
            checker.within(this.deadline, clock, akismet.check(outgoing, question))
        });
        let hook = this.hook.as_ref().map(|(hook, checker)| {
            let asking = hook.ask(outgoing, clock, question);
            checker.within(this.deadline, clock, asking)
        });
        let deadline = this.deadline;
        let captcha = this.captcha.as_ref().map(|(captcha, checker)| async move {
            if let Some(reasons) = captcha.unasked(question) {
                return reasons;
            }
            let asking = captcha.verify(outgoing, question);
            checker.within(deadline, clock, asking).await
        });
        let (akismet, hook, captcha) = tokio::join!(
            OptionFuture::from(akismet),
            OptionFuture::from(hook),
            OptionFuture::from(captcha),
        );
        [akismet, hook, captcha]
            .into_iter()
            .flatten()
            .flatten()
            .collect()
    }

    /// Returns the captcha that forms must show: its kind and the public key of its widget.
    #[must_use]
    pub fn captcha(&self) -> Option<(CaptchaKind, String)> {
        let this = self.inner()?;
        let (captcha, _) = this.captcha.as_ref()?;
        Some((captcha.kind, captcha.site_key.clone()))
    }

    /// Returns whether a configured service receives corrections: decisions that differ from its verdict.
    #[must_use]
    pub fn reports_corrections(&self) -> bool {
        self.inner().is_some_and(|this| this.akismet.is_some())
    }

    /// Reports the decision of a moderator to Akismet.
    ///
    /// # Errors
    ///
    /// A failure may be retried, unless Akismet gave another answer than its confirmation.
    pub async fn correct(
        &self,
        comment: Uuid,
        told: &CheckContext<'_>,
        label: Label,
    ) -> Result<(), DeliveryFailure> {
        let this = self.inner();
        let akismet = this.as_ref().and_then(|this| {
            let (akismet, _) = this.akismet.as_ref()?;
            Some((this, akismet))
        });
        let Some((this, akismet)) = akismet else {
            let why = "Akismet is no longer configured";
            return Err(DeliveryFailure::Permanent(why.to_owned()));
        };
        let corrected = akismet.correct(&this.outgoing, told, label).await;
        let why = |failure| format!("Akismet {failure} (reporting a correction)");
        let mut reporting = this.reporting();
        match corrected {
            Ok(()) => {
                *reporting = None;
                Ok(())
            }
            Err(
                failure @ (ExternalCheckFailure::Answer(_) | ExternalCheckFailure::Question(_)),
            ) => {
                *reporting = None;
                Err(DeliveryFailure::Permanent(why(failure)))
            }
            Err(failure) => {
                let (why, at) = (why(failure), this.clock.now());
                *reporting = Some(FailedCorrection {
                    comment,
                    why: why.clone(),
                    at,
                });
                Err(DeliveryFailure::Transient(why))
            }
        }
    }

    /// Notes that the correction of this comment will not be retried.
    pub fn gave_up(&self, comment: Uuid) {
        if let Some(this) = self.inner() {
            this.reporting().take_if(|untold| untold.comment == comment);
        }
    }

    /// Checks with Akismet whether the API key is valid for `origin`; `None` if Akismet is not configured.
    pub async fn probe(&self, origin: &str) -> Option<Result<(), String>> {
        let this = self.inner()?;
        let (akismet, _) = this.akismet.as_ref()?;
        let verified = akismet.verify(&this.outgoing, origin).await;
        Some(verified.map_err(|failure| format!("Akismet {failure}")))
    }

    #[must_use]
    pub fn health(&self) -> ExternalCheckHealth {
        let mut health = ExternalCheckHealth {
            asked: Vec::new(),
            failing: Vec::new(),
        };
        let Some(this) = self.inner() else {
            return health;
        };
        let checkers = [
            this.akismet.as_ref().map(|(_, checker)| checker),
            this.hook.as_ref().map(|(_, checker)| checker),
            this.captcha.as_ref().map(|(_, checker)| checker),
        ];
        for checker in checkers.into_iter().flatten() {
            health.asked.push(checker.name);
            health.failing.extend(checker.failing());
        }
        let now = this.clock.now();
        let reporting = this.reporting();
        let untold = reporting
            .as_ref()
            .filter(|untold| now.since(untold.at) < TRIED_WITHIN);
        health
            .failing
            .extend(untold.map(|untold| untold.why.clone()));
        health
    }
}

impl Inner {
    fn new(read: ConfiguredChecks, deadline: Duration, outgoing: Outgoing, clock: Clock) -> Self {
        Self {
            clock,
            outgoing,
            deadline,
            akismet: read.akismet.map(|akismet| {
                (
                    akismet,
                    CircuitBreaker::new("Akismet", ReasonCode::AkismetFailed),
                )
            }),
            hook: read.hook.map(|hook| {
                (
                    hook,
                    CircuitBreaker::new("the hook", ReasonCode::HookFailed),
                )
            }),
            captcha: read.captcha.map(|captcha| {
                let checker = CircuitBreaker::new("the captcha service", ReasonCode::CaptchaFailed);
                (captcha, checker)
            }),
            reporting: Mutex::default(),
        }
    }

    fn reporting(&self) -> MutexGuard<'_, Option<FailedCorrection>> {
        self.reporting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ExternalChecks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outside({})", self.health())
    }
}
