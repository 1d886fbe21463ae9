//! Whom else to ask about a comment: Akismet, a hook of the owner's, a captcha's service.
//!
//! Nobody is asked who is not set up. All are asked at once and under one deadline, before the
//! comment is kept and only when nothing refuses it anyway. One that fails adds a reason that sends
//! the comment to the queue and says how it failed; a failure never allows. One that fails again and
//! again is left alone for a while, so that not every post waits for it.

mod akismet;
mod captcha;
mod checker;
mod failure;
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
    captcha::Captcha,
    checker::Checker,
    failure::Failure,
    hook::Hook,
    settings::{Read, read},
};
pub use self::{
    akismet::{belief, correction},
    settings::{AkismetSettings, CaptchaKind, CaptchaSettings, HookSettings},
};
use super::{Assessment, Label, Reason, ReasonCode, SpamSettings};
use crate::{
    clock::{Clock, Timestamp},
    event,
    http::Outgoing,
    site::Site,
};

/// What is wrong with the settings, each as one sentence with its key.
pub(super) fn faults(settings: &SpamSettings, dev: bool) -> Vec<String> {
    read(settings, dev).faults
}

/// A comment as those outside are told of it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    pub site: &'a Site,
    /// The page's key, and what is known of it besides.
    pub page: &'a str,
    pub title: Option<&'a str>,
    pub url: Option<&'a str>,
    /// Does it answer another comment?
    pub reply: bool,
    /// As written, before rendering.
    pub text: &'a str,
    pub name: &'a str,
    pub email: Option<&'a str>,
    pub website: Option<&'a str>,
    /// Has the author proved who they are?
    pub verified: bool,
    /// `203.0.113.0/24` or `2001:db8:1::/48`.
    pub network: Option<&'a str>,
    pub user_agent: Option<&'a str>,
    /// When it was sent.
    pub at: Timestamp,
    /// Is it another text for a comment that was there before?
    pub edited: bool,
}

impl Told<'_> {
    /// The address of the page, as well as it is known.
    fn permalink(&self) -> String {
        let origin = self.site.origins.first().map_or("", |o| o.as_str());
        match self.url {
            Some(url) => url.to_owned(),
            None if self.page.starts_with('/') => format!("{origin}{}", self.page),
            None => format!("{origin}/"),
        }
    }
}

/// What is asked about a comment that was just sent.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub told: Told<'a>,
    /// In full it goes only to whom a setting sends it.
    pub address: IpAddr,
    /// The `Referer` of the submission.
    pub referrer: Option<&'a str>,
    /// The field that people do not see, and whether it was filled in.
    pub honeypot: (&'a str, bool),
    /// What the widget of a captcha put into the form.
    pub captcha: Option<&'a str>,
    /// How the comment is judged by this server alone.
    pub so_far: &'a Assessment,
}

/// Everybody outside who is asked. Clones share it.
#[derive(Clone, Default)]
pub struct Outside(Option<Arc<ArcSwap<Inner>>>);

struct Inner {
    clock: Clock,
    outgoing: Outgoing,
    /// For all of them together.
    deadline: Duration,
    akismet: Option<(Akismet, Checker)>,
    hook: Option<(Hook, Checker)>,
    captcha: Option<(Captcha, Checker)>,
    /// The last correction that Akismet did not take, while it is to be tried again.
    reporting: Mutex<Option<Untold>>,
}

/// A correction that could not be told.
struct Untold {
    comment: Uuid,
    why: String,
    at: Timestamp,
}

/// Longer than this a correction is not put off: what was not tried since then is told, here or by
/// another process, or was dropped.
const TRIED_WITHIN: Duration = Duration::from_mins(15);

/// How those outside stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Who is asked.
    asked: Vec<&'static str>,
    /// How each one failed that failed last.
    failing: Vec<String>,
}

impl Health {
    #[must_use]
    pub fn is_degraded(&self) -> bool {
        !self.failing.is_empty()
    }
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.failing.is_empty() {
            return f.write_str(&self.failing.join("; "));
        }
        if self.asked.is_empty() {
            return f.write_str("off: nobody else is asked about comments");
        }
        write!(f, "asked: {}", self.asked.join(", "))
    }
}

impl Outside {
    /// `Err` holds every mistake in the settings.
    pub fn new(settings: &SpamSettings, outgoing: Outgoing, clock: Clock) -> Result<Self, String> {
        let read = Self::read(settings)?;
        if read.akismet.is_none() && read.hook.is_none() && read.captcha.is_none() {
            return Ok(Self(None));
        }
        let inner = Inner::new(read, settings, outgoing, clock);
        Ok(Self(Some(Arc::new(ArcSwap::from_pointee(inner)))))
    }

    fn read(settings: &SpamSettings) -> Result<Read, String> {
        // Where they may be reached is judged again at each request.
        let read = read(settings, true);
        if read.faults.is_empty() {
            Ok(read)
        } else {
            Err(read.faults.join("; "))
        }
    }

    /// Prepares the credentials of other settings, with the same services switched on. The returned
    /// function puts them in place; questions under way keep the old ones. `Err` holds every mistake.
    pub fn new_credentials(
        &self,
        settings: &SpamSettings,
    ) -> Result<impl FnOnce() + use<'_>, String> {
        let read = Self::read(settings)?;
        let new = self.0.as_ref().map(|inner| {
            let old = inner.load();
            let (outgoing, clock) = (old.outgoing.clone(), old.clock.clone());
            let new = Inner::new(read, settings, outgoing, clock);
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

    /// Is there anybody to ask?
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.is_some()
    }

    /// Is there somebody who is told how a comment is judged so far?
    #[must_use]
    pub fn hears_the_score(&self) -> bool {
        self.inner().is_some_and(|this| this.hook.is_some())
    }

    /// Asks all of them at once; no longer than the deadline.
    pub async fn ask(&self, question: &Question<'_>) -> Vec<Reason> {
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

    /// The captcha that a form is to show: its kind and the public key of its widget.
    #[must_use]
    pub fn captcha(&self) -> Option<(CaptchaKind, String)> {
        let this = self.inner()?;
        let (captcha, _) = this.captcha.as_ref()?;
        Some((captcha.kind, captcha.site_key.clone()))
    }

    /// Is there somebody who hears of decisions that they did not foresee?
    #[must_use]
    pub fn hears_corrections(&self) -> bool {
        self.inner().is_some_and(|this| this.akismet.is_some())
    }

    /// Tells Akismet what a person said of a comment. What fails may be tried again, but for what
    /// Akismet answered in other words than its thanks.
    pub async fn correct(
        &self,
        comment: Uuid,
        told: &Told<'_>,
        label: Label,
    ) -> Result<(), event::Failure> {
        let this = self.inner();
        let akismet = this.as_ref().and_then(|this| {
            let (akismet, _) = this.akismet.as_ref()?;
            Some((this, akismet))
        });
        let Some((this, akismet)) = akismet else {
            let why = "Akismet is not set up any more";
            return Err(event::Failure::Permanent(why.to_owned()));
        };
        let corrected = akismet.correct(&this.outgoing, told, label).await;
        let why = |failure| format!("Akismet {failure} (to a correction)");
        let mut reporting = this.reporting();
        match corrected {
            Ok(()) => {
                *reporting = None;
                Ok(())
            }
            Err(failure @ (Failure::Answer(_) | Failure::Question(_))) => {
                *reporting = None;
                Err(event::Failure::Permanent(why(failure)))
            }
            Err(failure) => {
                let (why, at) = (why(failure), this.clock.now());
                *reporting = Some(Untold {
                    comment,
                    why: why.clone(),
                    at,
                });
                Err(event::Failure::Passing(why))
            }
        }
    }

    /// A correction of this comment is not to be told any more.
    pub fn gave_up(&self, comment: Uuid) {
        if let Some(this) = self.inner() {
            this.reporting().take_if(|untold| untold.comment == comment);
        }
    }

    /// Asks Akismet whether our key is good for `origin`; `None` where it is not set up. `Err` tells
    /// what is wrong.
    pub async fn probe(&self, origin: &str) -> Option<Result<(), String>> {
        let this = self.inner()?;
        let (akismet, _) = this.akismet.as_ref()?;
        let verified = akismet.verify(&this.outgoing, origin).await;
        Some(verified.map_err(|failure| format!("Akismet {failure}")))
    }

    #[must_use]
    pub fn health(&self) -> Health {
        let mut health = Health {
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
    fn new(read: Read, settings: &SpamSettings, outgoing: Outgoing, clock: Clock) -> Self {
        Self {
            clock,
            outgoing,
            deadline: Duration::from_millis(settings.outside_timeout_ms.into()),
            akismet: read
                .akismet
                .map(|akismet| (akismet, Checker::new("Akismet", ReasonCode::AkismetFailed))),
            hook: read
                .hook
                .map(|hook| (hook, Checker::new("the hook", ReasonCode::HookFailed))),
            captcha: read.captcha.map(|captcha| {
                let checker = Checker::new("the captcha's service", ReasonCode::CaptchaFailed);
                (captcha, checker)
            }),
            reporting: Mutex::default(),
        }
    }

    fn reporting(&self) -> MutexGuard<'_, Option<Untold>> {
        self.reporting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outside({})", self.health())
    }
}
