//! What a flood changes for those who comment: who is let in, what a form asks for, whose turns are
//! used up.

use std::net::IpAddr;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Comments, Draft, Refusal, record::network_of};
use crate::{
    db::Error,
    limit::{self, Charge, Outcome, SingleUse, SingleUseOutcome, quotas},
    site::Site,
    spam::{Challenge, Flood, FloodStep, PROOF_LIFE, ProofState, Work},
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
    /// comes from many.
    pub fn admit(&self, site: &Site, known: bool, address: IpAddr) -> Result<(), Refusal> {
        let floods = &self.0.floods;
        let heat = [Charge::new(quotas::HEAT, network_of(address))];
        if let Outcome::Taken(_) = self.0.limits.take_here(&site.slug, &heat) {
            floods.sent(site.id);
        }
        match floods.closed_for(site.id) {
            Some(left) if !known => {
                self.0.spam.count_refusal(site.id);
                Err(Refusal::Flooded(left))
            }
            _ => Ok(()),
        }
    }

    /// Counts a new comment of an author without a published one for its network, which many of them put
    /// into flood mode. Mistakes, double clicks and refusals do not count.
    pub(super) fn count_newcomer(&self, site: &Site, address: IpAddr) {
        self.0.floods.count_newcomer(site.id, network_of(address));
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

    /// Charges a submission, and uses up its proof of work in the same call. A proof that another
    /// submission has used counts for nothing: the charges are those of a submission without one.
    /// Returns what was charged.
    pub(super) async fn charge_submission(
        &self,
        site: &Site,
        draft: &mut Draft,
        charges: Vec<Charge>,
        address: IpAddr,
    ) -> Result<(Vec<Charge>, limit::Taken), Refusal> {
        if let Some(once) = single_use(draft, &self.0.address_hash(address)) {
            let worked = self.flooded(site, draft, address, charges.clone());
            match self.0.limits.take_with(&site.slug, &worked, &once).await {
                SingleUseOutcome::Unused(Outcome::Taken(taken)) => return Ok((worked, taken)),
                SingleUseOutcome::Unused(Outcome::Refused(refused)) => {
                    return Err(Refusal::TooFast(refused));
                }
                SingleUseOutcome::Used => mark_proof_used(draft),
            }
        }
        let charges = self.flooded(site, draft, address, charges);
        let taken = self.charge(site, &charges).await?;
        Ok((charges, taken))
    }

    /// The turns of a submission, as the flood makes them.
    fn flooded(
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

/// Judges the submission as one whose proof of work another submission has used.
pub(super) fn mark_proof_used(draft: &mut Draft) {
    draft.proof = ProofState::Used;
    draft.token = draft.token.used();
}

/// The nonce of a good proof of work. It is remembered for twice as long as a proof is good, since the
/// clocks of processes differ.
fn single_use(draft: &Draft, address_hash: &[u8]) -> Option<SingleUse> {
    let nonce = draft.token.nonce()?;
    (draft.proof == ProofState::Good).then(|| SingleUse {
        value: nonce.to_vec(),
        request: request_hash(draft, address_hash),
        life: 2 * PROOF_LIFE,
    })
}

/// By which a retry of the same submission is known: the same text for the same page from the same
/// IP address.
fn request_hash(draft: &Draft, address_hash: &[u8]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for field in [
        address_hash,
        draft.page.as_str().as_bytes(),
        draft.text.as_str().as_bytes(),
    ] {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    let mut head = [0; 16];
    head.copy_from_slice(&hash.finalize()[..16]);
    head
}
