//! What a flood changes for those who comment: who is let in, what a form asks for, whose turns are
//! used up.

use std::net::IpAddr;

use uuid::Uuid;

use super::{Comments, Draft, Refusal, record::network_of};
use crate::{
    db::Error,
    limit::{Charge, Outcome, quotas},
    site::Site,
    spam::{Challenge, Flood, FloodStep, ProofState, Work},
};

/// A form that was opened.
#[derive(Clone, Debug)]
pub struct OpenedForm {
    /// Does the page take new comments?
    pub open: bool,
    pub token: String,
    /// The work that is asked for, if any.
    pub challenge: Option<Challenge>,
}

impl Comments {
    /// The first look at a submission, and the cheapest: it is counted, and guests are refused while
    /// the site is closed to them. Of one network little is counted for the site, since a flood of a site
    /// comes from many; what a network sends beyond that may put the network itself into flood mode.
    pub fn admit(&self, site: &Site, known: bool, address: IpAddr) -> Result<(), Refusal> {
        let floods = &self.0.floods;
        let network = network_of(address);
        let heat = [Charge::new(quotas::HEAT, network.clone())];
        if let Outcome::Taken(_) = self.0.limits.take_here(&site.slug, &heat) {
            floods.sent(site.id);
        } else {
            floods.sent_beyond(site.id, network);
        }
        match floods.closed_for(site.id) {
            Some(left) if !known => {
                self.0.spam.count_refusal(site.id);
                Err(Refusal::Flooded(left))
            }
            _ => Ok(()),
        }
    }

    /// How a submission from this IP address is met: by the step of the site, or harder while its network
    /// is in flood mode by itself.
    pub(super) fn flood_step(&self, site: &Site, address: IpAddr) -> FloodStep {
        let step = self.0.floods.step(site.id);
        if self.0.floods.is_flooding(site.id, network_of(address)) {
            step.max(FloodStep::Doubled)
        } else {
            step
        }
    }

    /// Counts a judged comment for the site, but little of any one network.
    pub(super) fn count_judged(&self, site: &Site, address: IpAddr, is_spam: bool) {
        let judged = [Charge::new(quotas::JUDGED, network_of(address))];
        if let Outcome::Taken(_) = self.0.limits.take_here(&site.slug, &judged) {
            self.0.floods.judged(site.id, is_spam);
        }
    }

    /// The flood that the site is in.
    #[must_use]
    pub fn flood(&self, site: &Site) -> Option<Flood> {
        self.0.floods.of(site.id)
    }

    /// What the form of a page needs. A proof of work is asked for in a flood, and of whoever comes
    /// from a network with a bad name.
    pub async fn open_form(
        &self,
        site: &Site,
        page: &str,
        address: IpAddr,
    ) -> Result<OpenedForm, Error> {
        let open = self.is_open(site, page).await?;
        let spam = &self.0.spam;
        let work = match self.flood_step(site, address) {
            FloodStep::Calm => self.suspects(site, address).await?.then_some(Work::Usual),
            FloodStep::Proof => Some(Work::Usual),
            FloodStep::Doubled | FloodStep::Closed => Some(Work::Doubled),
        };
        let (token, challenge) = match work {
            Some(work) => spam.issue_challenge(site.id, page, work),
            None => (spam.issue_token(site.id, page), None),
        };
        Ok(OpenedForm {
            open,
            token,
            challenge,
        })
    }

    async fn suspects(&self, site: &Site, address: IpAddr) -> Result<bool, Error> {
        let input = (self.0.spam.clone(), site.id, network_of(address));
        self.0
            .db
            .read(input, |c, (spam, site, network)| {
                Box::pin(spam.suspects(c, *site, network))
            })
            .await
    }

    /// May a refused form be given back as a page? Such a page costs more than the refusal, so a
    /// flood of forms gets few of them.
    pub fn may_show_refusal(&self, address: IpAddr) -> bool {
        let charges = [
            quotas::per_address(quotas::REFUSAL_PAGE, address),
            Charge::new(quotas::REFUSAL_PAGES, ""),
        ];
        matches!(self.0.limits.take_here("", &charges), Outcome::Taken(_))
    }

    /// Whether the database may be asked, before any limit, what it knows about a sender: people
    /// who signed in do not use up each other's lookups.
    pub(super) fn may_look_back(&self, site: &Site, person: Option<Uuid>, address: IpAddr) -> bool {
        let charge = match person {
            Some(person) => Charge::new(quotas::REPEAT, person.to_string()),
            None => quotas::per_address(quotas::REPEAT, address),
        };
        matches!(
            self.0.limits.take_here(&site.slug, &[charge]),
            Outcome::Taken(_)
        )
    }

    /// The turns of a submission, as the flood makes them.
    pub(super) fn flooded(
        &self,
        site: &Site,
        draft: &Draft,
        address: IpAddr,
        charges: Vec<Charge>,
    ) -> Vec<Charge> {
        let step = self.flood_step(site, address);
        if step == FloodStep::Calm || draft.speaker.person().is_some() {
            return charges;
        }
        let worked = draft.proof == ProofState::Good;
        let doubled = step > FloodStep::Proof;
        // A network that is in flood mode by itself uses up nothing of the others'.
        let shared_by = match self.0.floods.step(site.id) {
            FloodStep::Calm => network_of(address),
            _ => String::new(),
        };
        let percent = site.policy.limits_percent;
        quotas::while_flooded(charges, worked, doubled, &shared_by, percent)
    }
}
