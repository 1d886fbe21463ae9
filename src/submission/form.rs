//! What a form needs: a token, and a proof of work during a flood.

use std::net::IpAddr;

use super::Submissions;
use crate::{
    comment::{ThreadState, sql::aliases},
    db::Error,
    flood::{Challenge, FloodStep, RequiredWork, TokenFault},
    limit::{Charge, quotas},
    network::ip_prefix,
    site::Site,
};

/// The data of an opened form.
#[derive(Clone, Debug)]
pub struct OpenedForm {
    /// Whether the page accepts comments.
    pub state: ThreadState,
    pub token: String,
    /// The proof of work that is required, if any.
    pub challenge: Option<Challenge>,
}

impl Submissions {
    /// Returns a token for the form of a page.
    #[must_use]
    pub fn form_token(&self, site: &Site, page: &str) -> String {
        self.0.spam.issue_token(site.id, page)
    }

    /// Returns the older key of the page for which a form token was issued; `None` if it was issued for
    /// the page's current key, or not for this page.
    pub async fn older_key_of_form(
        &self,
        site: &Site,
        page: &str,
        token: &str,
    ) -> Result<Option<String>, Error> {
        let spam = &self.0.spam;
        if spam.check_token(site.id, page, Some(token)) != Err(TokenFault::Elsewhere) {
            return Ok(None);
        }
        let input = (site.id, page.to_owned());
        let aliases = self
            .0
            .db
            .read(input, |c, (site, page)| Box::pin(aliases(c, *site, page)));
        let issued_for = |key: &String| spam.check_token(site.id, key, Some(token)).is_ok();
        Ok(aliases.await?.into_iter().find(issued_for))
    }

    /// Returns what the form of a page needs. A proof of work is required during a flood, and from IP
    /// prefixes with a bad reputation.
    pub async fn open_form(
        &self,
        site: &Site,
        page: &str,
        address: IpAddr,
    ) -> Result<OpenedForm, Error> {
        let state = self.0.comments.thread_state(site, page).await?;
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
            state,
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
        self.0.limits.check_in_process("", &charges).is_ok()
    }
}
