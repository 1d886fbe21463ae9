//! The checks before anything is written, the same for new comments and edits: access, bans, limits and
//! proof of work, inspection.
//!
//! [`Submissions::submit`] and [`Submissions::edit`] call them in this order; `store.rs` continues in the
//! transaction.

use std::{net::IpAddr, sync::Arc};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{FormSignals, Refusal, Submissions};
use crate::{
    comment::Comment,
    flood::{FloodStep, PROOF_LIFE, ProofState},
    limit::{Charge, LimitStatus, SingleUse, SingleUseRefusal, quotas},
    network::ip_prefix,
    render::render,
    site::Site,
    spam::{AuthorKeys, DuplicateCounts, Inspection, Sample},
    text::Email,
};

/// A new comment or an edit, on its way into the database.
#[derive(Clone, Debug)]
pub(super) struct Contribution {
    pub(super) site: Arc<Site>,
    /// The client's IP address.
    pub(super) address: IpAddr,
    /// The comment as it would be stored.
    pub(super) comment: Comment,
    /// Keyed hashes of its author under previous secrets: used for look-ups, never stored.
    pub(super) earlier_authors: Vec<Vec<u8>>,
    /// The author's email address, typed or verified.
    pub(super) email: Option<Email>,
    /// Whether the author is signed in and has a published comment on the site.
    pub(super) is_known: bool,
    pub(super) form: FormSignals,
    pub(super) is_edit: bool,
}

/// What was charged for a contribution.
#[derive(Debug)]
pub(super) struct Charged {
    pub(super) taken: LimitStatus,
    charges: Vec<Charge>,
}

/// How the author of a contribution is identified.
#[derive(Clone, Copy, Debug)]
pub(super) enum PosterIdentity<'a> {
    Guest,
    /// Signed in at this provider.
    Person(&'a str),
    Moderator,
}

impl Contribution {
    /// Returns the keyed hashes of the author; none for a guest without an email address.
    pub(super) fn author_keys(&self) -> Vec<Vec<u8>> {
        let keys = self.comment.author.iter().chain(&self.earlier_authors);
        keys.cloned().collect()
    }

    fn person(&self) -> Option<Uuid> {
        self.comment
            .identity
            .as_ref()
            .map(|identity| identity.person)
    }

    /// Returns the charges without regard to a flood. Anyone can type an email address, so that of a
    /// guest counts only together with the IP prefix of the request: senders elsewhere cannot use up
    /// the limit of its owner.
    fn charges(&self) -> Vec<Charge> {
        let person = self.person().map(|person| person.to_string()).or_else(|| {
            let email = self.email.as_ref()?;
            Some(format!("{} {}", email.normal(), ip_prefix(self.address)))
        });
        let poster = match &person {
            Some(person) if self.is_known => quotas::Poster::Known(person),
            person => quotas::Poster::Unknown(person.as_deref()),
        };
        let percent = self.site.policy.limits_percent;
        quotas::posting(self.address, poster, &self.comment.page, percent)
    }

    fn sample(&self, taken: &LimitStatus, flood: FloodStep) -> Sample<'_> {
        let comment = &self.comment;
        Sample {
            site: comment.site,
            text: &comment.text,
            name: &comment.name,
            email: comment.email.as_deref(),
            website: comment.website.as_deref(),
            honeypot: self.form.honeypot,
            token: self.form.token.state,
            proof: self.form.proof_of_work,
            flood,
            author: comment.author.as_deref().map(|key| AuthorKeys {
                hash: key,
                earlier: &self.earlier_authors,
                verified: comment.kind.verified(),
            }),
            network: comment.network.as_deref(),
            duplicates: DuplicateCounts::default(),
            network_busy: taken.is_network_busy(),
            limits_degraded: taken.degraded,
            edited: self.is_edit,
        }
    }

    /// Returns the nonce of a valid proof of work. It is remembered for twice the lifetime of a proof
    /// of work, since the clocks of processes differ.
    fn single_use(&self) -> Option<SingleUse> {
        let nonce = self.form.token.nonce()?;
        (self.form.proof_of_work == ProofState::Good).then(|| SingleUse {
            value: nonce.to_vec(),
            request: self.request_hash(),
            life: 2 * PROOF_LIFE,
        })
    }

    /// Returns the hash by which a retry of the same submission is recognized: the same text for the
    /// same page from the same IP address.
    fn request_hash(&self) -> [u8; 16] {
        let mut hash = Sha256::new();
        let address_hash = self.comment.address_hash.as_deref().unwrap_or_default();
        let (page, text) = (self.comment.page.as_bytes(), self.comment.text.as_bytes());
        for field in [address_hash, page, text] {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        let mut head = [0; 16];
        head.copy_from_slice(&hash.finalize()[..16]);
        head
    }
}

impl Submissions {
    /// Checks whether an author may post on the site now: the first and cheapest check, before the text
    /// is read. Counts the request, and refuses guests while the site is closed to them. Only a limited
    /// number of requests per IP prefix counts for the site, since a flood of a site comes from many
    /// prefixes.
    pub(super) fn check_access(
        &self,
        site: &Site,
        identity: PosterIdentity<'_>,
        address: IpAddr,
    ) -> Result<(), Refusal> {
        let floods = &self.0.floods;
        if self.charges_here(&site.slug, Charge::new(quotas::HEAT, ip_prefix(address))) {
            floods.sent(site.id);
        }
        let allowed = match identity {
            PosterIdentity::Guest => {
                if let Some(left) = floods.closed_for(site.id) {
                    return Err(Refusal::Flooded(left));
                }
                site.policy.guests.allowed
            }
            PosterIdentity::Person(provider) => site.policy.identities.allows(provider),
            PosterIdentity::Moderator => true,
        };
        if allowed {
            Ok(())
        } else {
            Err(Refusal::IdentityRequired)
        }
    }

    /// Returns whether the author has a shadow ban; an open ban is a refusal. Then refuses a banned
    /// word. Both come before the limits: they must not cost a charge or a proof of work, and the
    /// author can correct a word.
    pub(super) async fn check_bans(&self, entry: &Contribution) -> Result<bool, Refusal> {
        let (site, comment) = (&*entry.site, &entry.comment);
        let (person, email) = (entry.person(), entry.email.as_ref());
        let ban = self.0.bans.find(site.id, entry.address, person, email);
        let ban = ban.await?;
        if ban.as_ref().is_some_and(|ban| !ban.shadow) {
            return Err(Refusal::Banned);
        }
        let texts = [
            ("text", Some(comment.text.as_str())),
            ("author.name", Some(&*comment.name)),
            ("author.email", comment.email.as_deref()),
            ("author.website", comment.website.as_deref()),
        ];
        for (field, text) in texts {
            if let Some(word) = self.0.spam.banned_word(&[text], &site.policy) {
                return Err(Refusal::BannedWord { field, word });
            }
        }
        Ok(ban.is_some())
    }

    /// Charges all limits, or none, and consumes the proof of work in the same call. A proof of work
    /// that another submission has already used counts for nothing: the charges are those of a
    /// submission without one.
    pub(super) async fn charge(&self, entry: &mut Contribution) -> Result<Charged, Refusal> {
        let site = entry.site.clone();
        if let Some(once) = entry.single_use() {
            let charges = self.charges_of(entry);
            let limits = &self.0.limits;
            match limits.check_single_use(&site.slug, &charges, &once).await {
                Ok(taken) => return Ok(Charged { taken, charges }),
                Err(SingleUseRefusal::Exceeded(exceeded)) => return Err(exceeded.into()),
                Err(SingleUseRefusal::Used) => entry.form.mark_proof_of_work_used(),
            }
        }
        let charges = self.charges_of(entry);
        let taken = self.check_limits(&site, &charges).await?;
        Ok(Charged { taken, charges })
    }

    /// Charges all of these limits, or none.
    pub(super) async fn check_limits(
        &self,
        site: &Site,
        charges: &[Charge],
    ) -> Result<LimitStatus, Refusal> {
        Ok(self.0.limits.check(&site.slug, charges).await?)
    }

    /// Returns the charges of a contribution, adjusted to the flood.
    fn charges_of(&self, entry: &Contribution) -> Vec<Charge> {
        let (site, charges) = (&entry.site, entry.charges());
        let step = self.flood_step(site, entry.address);
        if step == FloodStep::Calm || entry.person().is_some() {
            return charges;
        }
        let worked = entry.form.proof_of_work == ProofState::Good;
        let doubled = step > FloodStep::Proof;
        // An IP prefix that is in flood mode by itself uses up nothing of the limits that others share.
        let shared_by = match self.0.floods.step(site.id) {
            FloodStep::Calm => ip_prefix(entry.address),
            _ => String::new(),
        };
        let percent = site.policy.limits_percent;
        quotas::while_flooded(charges, worked, doubled, &shared_by, percent)
    }

    /// Renders and inspects the text. If the text alone is enough to classify it as spam, the surcharge
    /// comes before anything is written. Returns whether it did.
    pub(super) async fn inspect(
        &self,
        entry: &mut Contribution,
        charged: &Charged,
    ) -> (Inspection, bool) {
        entry.comment.html = render(&entry.comment.text);
        let flood = self.flood_step(&entry.site, entry.address);
        let sample = entry.sample(&charged.taken, flood);
        self.0.spam.training_progress().wait().await;
        let mut inspection = self.0.spam.inspect(&sample, &entry.site.policy);
        if let Some(what) = entry.form.irregular {
            inspection.hold_irregular(what);
        }
        entry.comment.digest = inspection.digest;
        let surcharged = inspection.is_spam_already();
        if surcharged {
            self.surcharge(&entry.site, charged).await;
        }
        (inspection, surcharged)
    }

    /// Charges more for what looks like spam, so that a flood of it ends sooner.
    async fn surcharge(&self, site: &Site, charged: &Charged) {
        let surcharge = quotas::surcharge(&charged.charges);
        self.0.limits.charge(&site.slug, &surcharge).await;
    }

    /// Counts a stored contribution for the site, up to a limit per IP prefix, and charges more for
    /// spam that was not surcharged before.
    pub(super) async fn count_judged(
        &self,
        entry: &Contribution,
        charged: &Charged,
        is_spam: bool,
        surcharged: bool,
    ) {
        let site = &entry.site;
        if self.charges_here(
            &site.slug,
            Charge::new(quotas::JUDGED, ip_prefix(entry.address)),
        ) {
            self.0.floods.judged(site.id, is_spam);
        }
        if is_spam && !surcharged {
            self.surcharge(site, charged).await;
        }
    }

    /// Counts a refusal by rate limits or flood protection, for the statistics.
    pub(super) fn count_refusal<T>(
        &self,
        site: &Site,
        result: Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        if let Err(Refusal::TooFast(_) | Refusal::Flooded(_)) = &result {
            self.0.spam.count_refusal(site.id);
        }
        result
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

    /// Charges one limit of this process. Returns false if nothing of it is left.
    pub(super) fn charges_here(&self, site: &str, charge: Charge) -> bool {
        self.0.limits.check_in_process(site, &[charge]).is_ok()
    }
}
