//! Effects of a flood on commenters: who is admitted, what a form requires, and which rate limits are
//! charged.

use std::net::IpAddr;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Comments, Refusal, Submission, record::ip_prefix};
use crate::{
    db::Error,
    limit::{self, Charge, Outcome, SingleUse, SingleUseOutcome, quotas},
    site::Site,
    spam::{Challenge, Flood, FloodStep, PROOF_LIFE, ProofState, RequiredWork},
};

/// The data of an opened form.
#[derive(Clone, Debug)]
pub struct OpenedForm {
    /// Whether the page accepts new comments.
    pub open: bool,
    pub token: String,
    /// The proof of work that is required, if any.
    pub challenge: Option<Challenge>,
}

impl Comments {
    /// Performs the first and cheapest check of a submission: counts it, and refuses guests while the
    /// site is closed to them. Only a limited number of submissions per IP prefix counts for the site,
    /// since a flood of a site comes from many prefixes.
    pub fn admit(&self, site: &Site, known: bool, address: IpAddr) -> Result<(), Refusal> {
        let floods = &self.0.floods;
        let heat = [Charge::new(quotas::HEAT, ip_prefix(address))];
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

    /// Counts a new comment by an author without a published one for its IP prefix; many of these put
    /// the prefix into flood mode. Invalid requests, double clicks and refusals do not count.
    pub(super) fn count_newcomer(&self, site: &Site, address: IpAddr) {
        self.0.floods.count_newcomer(site.id, ip_prefix(address));
    }

    /// Returns the flood step for a submission from this IP address: the step of the site, or a
    /// stricter one while its IP prefix is in flood mode by itself.
    pub(super) fn flood_step(&self, site: &Site, address: IpAddr) -> FloodStep {
        let step = self.0.floods.step(site.id);
        if self.0.floods.is_flooding(site.id, ip_prefix(address)) {
            step.max(FloodStep::Doubled)
        } else {
            step
        }
    }

    /// Counts a judged comment for the site, up to a limit per IP prefix.
    pub(super) fn count_judged(&self, site: &Site, address: IpAddr, is_spam: bool) {
        let judged = [Charge::new(quotas::JUDGED, ip_prefix(address))];
        if let Outcome::Taken(_) = self.0.limits.take_here(&site.slug, &judged) {
            self.0.floods.judged(site.id, is_spam);
        }
    }

    /// Returns the current flood of the site.
    #[must_use]
    pub fn flood(&self, site: &Site) -> Option<Flood> {
        self.0.floods.of(site.id)
    }

    /// Returns what the form of a page needs. A proof of work is required during a flood, and from IP
    /// prefixes with a bad reputation.
    pub async fn open_form(
        &self,
        site: &Site,
        page: &str,
        address: IpAddr,
    ) -> Result<OpenedForm, Error> {
        let open = self.is_open(site, page).await?;
        let spam = &self.0.spam;
        let work = match self.flood_step(site, address) {
            FloodStep::Calm => self
                .suspects(site, address)
                .await?
                .then_some(RequiredWork::Usual),
            FloodStep::Proof => Some(RequiredWork::Usual),
            FloodStep::Doubled | FloodStep::Closed => Some(RequiredWork::Doubled),
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
        let input = (self.0.spam.clone(), site.id, ip_prefix(address));
        self.0
            .db
            .read(input, |c, (spam, site, network)| {
                Box::pin(spam.suspects(c, *site, network))
            })
            .await
    }

    /// Returns whether a refused form may be returned as a page. Such a page costs more than a plain
    /// refusal, so a flood of forms gets only a few.
    pub fn may_show_refusal(&self, address: IpAddr) -> bool {
        let charges = [
            quotas::per_address(quotas::REFUSAL_PAGE, address),
            Charge::new(quotas::REFUSAL_PAGES, ""),
        ];
        matches!(self.0.limits.take_here("", &charges), Outcome::Taken(_))
    }

    /// Returns whether the database may be queried about a sender before any other limit is checked.
    /// Signed-in people do not use up each other's lookups.
    pub(super) fn allows_lookup(&self, site: &Site, person: Option<Uuid>, address: IpAddr) -> bool {
        let charge = match person {
            Some(person) => Charge::new(quotas::REPEAT, person.to_string()),
            None => quotas::per_address(quotas::REPEAT, address),
        };
        matches!(
            self.0.limits.take_here(&site.slug, &[charge]),
            Outcome::Taken(_)
        )
    }

    /// Charges a submission and consumes its proof of work in the same call. A proof of work that
    /// another submission has already used counts for nothing: the charges are those of a submission
    /// without one. Returns what was charged.
    pub(super) async fn charge_submission(
        &self,
        site: &Site,
        draft: &mut Submission,
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

    /// Returns the charges of a submission, adjusted to the flood.
    fn flooded(
        &self,
        site: &Site,
        draft: &Submission,
        address: IpAddr,
        charges: Vec<Charge>,
    ) -> Vec<Charge> {
        let step = self.flood_step(site, address);
        if step == FloodStep::Calm || draft.author.person().is_some() {
            return charges;
        }
        let worked = draft.proof == ProofState::Good;
        let doubled = step > FloodStep::Proof;
        // An IP prefix that is in flood mode by itself uses up nothing of the limits that others share.
        let shared_by = match self.0.floods.step(site.id) {
            FloodStep::Calm => ip_prefix(address),
            _ => String::new(),
        };
        let percent = site.policy.limits_percent;
        quotas::while_flooded(charges, worked, doubled, &shared_by, percent)
    }
}

/// Marks the proof of work of a submission as already used by another one.
pub(super) fn mark_proof_used(draft: &mut Submission) {
    draft.proof = ProofState::Used;
    draft.token = draft.token.used();
}

/// Returns the nonce of a valid proof of work. It is remembered for twice the lifetime of a proof of
/// work, since the clocks of processes differ.
fn single_use(draft: &Submission, address_hash: &[u8]) -> Option<SingleUse> {
    let nonce = draft.token.nonce()?;
    (draft.proof == ProofState::Good).then(|| SingleUse {
        value: nonce.to_vec(),
        request: request_hash(draft, address_hash),
        life: 2 * PROOF_LIFE,
    })
}

/// Returns the hash by which a retry of the same submission is recognized: the same text for the same
/// page from the same IP address.
fn request_hash(draft: &Submission, address_hash: &[u8]) -> [u8; 16] {
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
