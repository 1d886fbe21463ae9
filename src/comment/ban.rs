//! Who may not comment: looked up in memory, since every submission asks.

use std::{collections::HashMap, net::IpAddr, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ipnet::IpNet;
use moka::future::Cache;
use uuid::Uuid;

use super::{Comments, Inner, Speaker, sql};
use crate::{
    clock::{Clock, Timestamp},
    db::{Db, Error},
    secret::Key,
    site::SiteId,
    text::Email,
};

/// How old the list may be: what another replica decided is seen within it.
const FRESH: Duration = Duration::from_secs(1);

/// Whom a moderator bans.
#[derive(Clone, Debug)]
pub enum Banned {
    /// Somebody who proved who they are, however they sign in.
    Person(Uuid),
    Email(Email),
    /// A mail domain, lower case, with everything below it.
    Domain(String),
    Network(IpNet),
}

/// What a ban is about, as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A keyed hash of a person.
    Person(String),
    /// A keyed hash of a mail address.
    Email(String),
    /// A mail domain, lower case, with everything below it.
    Domain(String),
    Network(IpNet),
}

impl Subject {
    /// The subject for a mail address; the address itself is not kept.
    fn email(email: &Email, key: &Key) -> Self {
        let hash = key.mac(&[b"ban", email.normal().as_bytes()]);
        Self::Email(URL_SAFE_NO_PAD.encode(&hash[..16]))
    }

    /// The subject for a person; the id itself is not kept.
    fn person(person: Uuid, key: &Key) -> Self {
        let hash = key.mac(&[b"ban", person.as_bytes()]);
        Self::Person(URL_SAFE_NO_PAD.encode(&hash[..16]))
    }

    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Email(_) => "email",
            Self::Domain(_) => "domain",
            Self::Network(_) => "network",
        }
    }

    /// As kept.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Person(word) | Self::Email(word) | Self::Domain(word) => word.clone(),
            Self::Network(network) => network.to_string(),
        }
    }

    pub(super) fn parse(kind: &str, word: &str) -> Option<Self> {
        match kind {
            "person" => Some(Self::Person(word.to_owned())),
            "email" => Some(Self::Email(word.to_owned())),
            "domain" => Some(Self::Domain(word.to_owned())),
            "network" => word.parse().ok().map(Self::Network),
            _ => None,
        }
    }
}

impl Comments {
    /// The subject of a ban as it is kept.
    #[must_use]
    pub fn ban_subject(&self, banned: &Banned) -> Subject {
        match banned {
            Banned::Person(person) => Subject::person(*person, &self.0.person),
            Banned::Email(email) => Subject::email(email, &self.0.person),
            Banned::Domain(domain) => Subject::Domain(domain.clone()),
            Banned::Network(network) => Subject::Network(network.trunc()),
        }
    }

    /// After a ban was made or ended.
    pub async fn bans_changed(&self, site: SiteId) {
        self.0.bans.forget(site).await;
    }
}

impl Inner {
    /// Under which words whoever speaks may be banned.
    pub(super) fn banned_as(&self, speaker: &Speaker) -> Vec<String> {
        self.banned_words(
            speaker.person().map(|viewer| viewer.person.id),
            speaker.email(),
        )
    }

    pub(super) fn banned_words(&self, person: Option<Uuid>, email: Option<&Email>) -> Vec<String> {
        let person = person.map(|person| Subject::person(person, &self.person).word());
        let mut words = person.into_iter().collect::<Vec<_>>();
        if let Some(email) = email {
            words.push(Subject::email(email, &self.person).word());
            let mut domain = Some(email.domain());
            while let Some(name) = domain {
                words.push(name.to_owned());
                domain = name.split_once('.').map(|(_, parent)| parent);
            }
        }
        words
    }
}

/// A ban, as far as a submission needs it.
#[derive(Clone, Debug)]
pub(super) struct Ban {
    pub(super) subject: Subject,
    /// Taken and put away without a word, instead of refused.
    pub(super) shadow: bool,
    pub(super) until: Option<Timestamp>,
}

#[derive(Debug, Default)]
struct List {
    exact: HashMap<String, Ban>,
    networks: Vec<(IpNet, Ban)>,
}

#[derive(Debug)]
pub(super) struct Bans {
    db: Db,
    clock: Clock,
    lists: Cache<SiteId, Arc<List>>,
}

impl Bans {
    pub(super) fn new(db: Db, clock: Clock) -> Self {
        Self {
            db,
            clock,
            lists: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(FRESH)
                .build(),
        }
    }

    pub(super) async fn forget(&self, site: SiteId) {
        self.lists.invalidate(&site).await;
    }

    /// The ban that applies, an open one before a shadow one.
    pub(super) async fn check(
        &self,
        site: SiteId,
        address: IpAddr,
        words: &[String],
    ) -> Result<Option<Ban>, Error> {
        let list = self.list(site).await?;
        let now = self.clock.now();
        let address = address.to_canonical();
        let by_word = words.iter().filter_map(|word| list.exact.get(word));
        let by_network = list
            .networks
            .iter()
            .filter(|(network, _)| network.contains(&address))
            .map(|(_, ban)| ban);
        let active = by_word
            .chain(by_network)
            .filter(|ban| ban.until.is_none_or(|until| until > now));
        Ok(active.min_by_key(|ban| ban.shadow).cloned())
    }

    async fn list(&self, site: SiteId) -> Result<Arc<List>, Error> {
        let load = async {
            let bans = self
                .db
                .read(site, |c, site| Box::pin(sql::bans(c, *site)))
                .await?;
            let mut list = List::default();
            for ban in bans {
                match &ban.subject {
                    Subject::Network(network) => list.networks.push((*network, ban.clone())),
                    subject => {
                        list.exact.insert(subject.word(), ban.clone());
                    }
                }
            }
            Ok(Arc::new(list))
        };
        self.lists
            .try_get_with(site, load)
            .await
            .map_err(|error: Arc<Error>| (*error).clone())
    }
}
