//! Bans, looked up in memory because every submission checks them.

pub(crate) mod sql;
use std::{collections::HashMap, net::IpAddr, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ipnet::IpNet;
use moka::future::Cache;
use uuid::Uuid;

use crate::{
    clock::{Clock, Timestamp},
    closed_set::closed_set,
    db::{Db, Error, Expiration, ExpirySql},
    network::canonical,
    secret::{Key, KeyRing, Secrets},
    site::SiteId,
    text::Email,
};

/// How old the cached list of bans may be: the delay until a ban made by another replica applies here.
const FRESH: Duration = Duration::from_secs(1);

closed_set! {
    /// What a ban applies to.
    pub enum BanKind: "BanKind" {
        /// A person who has signed in, by the id in `author.person_id` of their comments.
        Person = "person",
        /// An email address.
        Email = "email",
        /// An email domain with all its subdomains.
        Domain = "domain",
        /// An IP address (of IPv6 its /64) or a network in CIDR notation.
        Network = "network",
    }
}

/// What a moderator bans.
#[derive(Clone, Debug)]
pub enum BanTarget {
    /// A person with a verified identity, for any sign-in provider.
    Person(Uuid),
    Email(Email),
    /// A mail domain in lower case, with all its subdomains.
    Domain(String),
    Network(IpNet),
}

/// The subject of a ban, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BanSubject {
    /// A keyed hash of a person.
    Person(String),
    /// A keyed hash of an email address.
    Email(String),
    /// A mail domain in lower case, with all its subdomains.
    Domain(String),
    Network(IpNet),
}

impl BanSubject {
    /// Returns the subject for an email address. The email address itself is not stored.
    fn email(email: &Email, key: &Key) -> Self {
        let hash = key.mac(&[b"ban", email.normal().as_bytes()]);
        Self::Email(URL_SAFE_NO_PAD.encode(&hash[..16]))
    }

    /// Returns the subject for a person. The id itself is not stored.
    fn person(person: Uuid, key: &Key) -> Self {
        let hash = key.mac(&[b"ban", person.as_bytes()]);
        Self::Person(URL_SAFE_NO_PAD.encode(&hash[..16]))
    }

    #[must_use]
    pub const fn kind(&self) -> BanKind {
        match self {
            Self::Person(_) => BanKind::Person,
            Self::Email(_) => BanKind::Email,
            Self::Domain(_) => BanKind::Domain,
            Self::Network(_) => BanKind::Network,
        }
    }

    /// Returns the stored form.
    #[must_use]
    pub fn stored_key(&self) -> String {
        match self {
            Self::Person(word) | Self::Email(word) | Self::Domain(word) => word.clone(),
            Self::Network(network) => network.to_string(),
        }
    }

    fn parse(kind: BanKind, word: String) -> Option<Self> {
        Some(match kind {
            BanKind::Person => Self::Person(word),
            BanKind::Email => Self::Email(word),
            BanKind::Domain => Self::Domain(word),
            BanKind::Network => Self::Network(word.parse().ok()?),
        })
    }
}

/// The service for bans. Clones share its state.
#[derive(Clone, Debug)]
pub struct BanIndex(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    clock: Clock,
    lists: Cache<SiteId, Arc<BanCache>>,
    /// Hashes the subjects.
    person: KeyRing,
    /// Encrypts the hints.
    hint: KeyRing,
}

impl BanIndex {
    #[must_use]
    pub fn new(db: Db, clock: Clock, secrets: &Secrets) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            lists: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(FRESH)
                .build(),
            person: secrets.keys("person"),
            hint: secrets.keys("ban hint"),
        }))
    }

    /// Returns the subject of a ban as it is stored, and as it would be under previous secrets.
    #[must_use]
    pub fn subjects(&self, banned: &BanTarget) -> (BanSubject, Vec<BanSubject>) {
        let keyed = |subject: &dyn Fn(&Key) -> BanSubject| {
            let earlier = self.0.person.for_lookup(self.0.clock.now()).skip(1);
            let current = subject(self.0.person.current());
            (current, earlier.map(subject).collect())
        };
        match banned {
            BanTarget::Person(person) => keyed(&|key| BanSubject::person(*person, key)),
            BanTarget::Email(email) => keyed(&|key| BanSubject::email(email, key)),
            BanTarget::Domain(domain) => (BanSubject::Domain(domain.clone()), Vec::new()),
            BanTarget::Network(network) => (BanSubject::Network(network.trunc()), Vec::new()),
        }
    }

    /// Encrypts the hint by which moderators recognize the ban of an email address (`t…@example.org`).
    #[must_use]
    pub fn seal_hint(&self, site: SiteId, ban: Uuid, banned: &BanTarget) -> Option<Vec<u8>> {
        let BanTarget::Email(email) = banned else {
            return None;
        };
        let nonce = self.0.clock.random_bytes();
        let key = self.0.hint.current();
        Some(key.encrypt(&masked(email), &hint_context(site, ban), nonce))
    }

    /// Decrypts the hint of a ban; `None` when its secret is no longer known.
    #[must_use]
    pub fn read_hint(&self, site: SiteId, ban: Uuid, sealed: &[u8]) -> Option<String> {
        let now = self.0.clock.now();
        self.0.hint.decrypt(sealed, &hint_context(site, ban), now)
    }

    /// Returns what is stored for a limited time.
    #[must_use]
    pub fn expirations(now: Timestamp) -> Vec<Expiration> {
        vec![Expiration {
            what: "hints of bans",
            sql: ExpirySql::Once(sql::EXPIRE_HINTS),
            bound: now.0,
        }]
    }
}

/// Binds a hint to its ban: it cannot be moved to another one.
fn hint_context(site: SiteId, ban: Uuid) -> Vec<u8> {
    [&site.to_be_bytes()[..], ban.as_bytes()].concat()
}

/// Returns the first character and the domain of an email address.
fn masked(email: &Email) -> String {
    let first = email.local().chars().next().unwrap_or_default();
    format!("{first}…@{}", email.domain())
}

/// The stored forms of the subjects under which an author may be banned.
#[derive(Debug, Default)]
struct BanKeys {
    words: Vec<String>,
    /// Subjects under previous secrets, each with the same subject under the current secret.
    earlier: Vec<(String, String)>,
}

impl BanKeys {
    /// Adds the same subject under each key, the current one first.
    fn add(&mut self, subjects: impl Iterator<Item = BanSubject>) {
        let mut words = subjects.map(|subject| subject.stored_key());
        let Some(current) = words.next() else {
            return;
        };
        let earlier = words.map(|word| (word, current.clone()));
        self.earlier.extend(earlier);
        self.words.push(current);
    }
}

impl BanIndex {
    /// Returns the stored forms under which an author may be banned.
    fn keys_of(&self, person: Option<Uuid>, email: Option<&Email>) -> BanKeys {
        let mut all = BanKeys::default();
        let keys = || self.0.person.for_lookup(self.0.clock.now());
        if let Some(person) = person {
            all.add(keys().map(|key| BanSubject::person(person, key)));
        }
        if let Some(email) = email {
            all.add(keys().map(|key| BanSubject::email(email, key)));
            let mut domain = Some(email.domain());
            while let Some(name) = domain {
                all.words.push(name.to_owned());
                domain = name.split_once('.').map(|(_, parent)| parent);
            }
        }
        all
    }
}

/// The part of a ban that a submission needs.
#[derive(Clone, Debug)]
pub struct BanRule {
    subject: BanSubject,
    /// The comment is accepted and filed without notice instead of refused.
    pub shadow: bool,
    until: Option<Timestamp>,
}

#[derive(Debug, Default)]
struct BanCache {
    exact: HashMap<String, BanRule>,
    networks: Vec<(IpNet, BanRule)>,
}

impl BanIndex {
    /// Drops the cached list of a site after a ban was added or ended.
    pub async fn changed(&self, site: SiteId) {
        self.0.lists.invalidate(&site).await;
    }

    /// Returns the ban that applies to an author; an open ban takes precedence over a shadow ban.
    pub async fn find(
        &self,
        site: SiteId,
        address: IpAddr,
        person: Option<Uuid>,
        email: Option<&Email>,
    ) -> Result<Option<BanRule>, Error> {
        let words = &self.keys_of(person, email);
        let list = self.rekeyed(site, words).await?;
        let now = self.0.clock.now();
        let address = canonical(address);
        let by_word = words.words.iter().filter_map(|word| list.exact.get(word));
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

    /// Returns the list after rekeying the bans of this author that were made under a previous secret,
    /// so that they outlive that secret.
    async fn rekeyed(&self, site: SiteId, words: &BanKeys) -> Result<Arc<BanCache>, Error> {
        let list = self.list(site).await?;
        let found = |(before, _): &&(String, String)| list.exact.contains_key(before);
        let found = words.earlier.iter().filter(found).cloned();
        let found = found.collect::<Vec<_>>();
        if found.is_empty() {
            return Ok(list);
        }
        // Boxed: it is rare, and otherwise the future of every submission would grow by its size.
        Box::pin(self.rekey(site, found)).await
    }

    async fn rekey(
        &self,
        site: SiteId,
        found: Vec<(String, String)>,
    ) -> Result<Arc<BanCache>, Error> {
        let rekeyed = self.0.db.write((site, found), |c, (site, found)| {
            Box::pin(async move {
                for (before, after) in found {
                    sql::rekey_ban(c, *site, before, after).await?;
                }
                Ok::<_, Error>(())
            })
        });
        rekeyed.await?;
        self.changed(site).await;
        self.list(site).await
    }

    async fn list(&self, site: SiteId) -> Result<Arc<BanCache>, Error> {
        let load = async {
            let bans = self
                .0
                .db
                .read(site, |c, site| Box::pin(sql::bans(c, *site)))
                .await?;
            let mut list = BanCache::default();
            for (kind, subject, shadow, until) in bans {
                let Some(subject) = BanSubject::parse(kind, subject) else {
                    continue;
                };
                let ban = BanRule {
                    subject,
                    shadow,
                    until,
                };
                match &ban.subject {
                    BanSubject::Network(network) => list.networks.push((*network, ban.clone())),
                    subject => {
                        list.exact.insert(subject.stored_key(), ban.clone());
                    }
                }
            }
            Ok(Arc::new(list))
        };
        self.0
            .lists
            .try_get_with(site, load)
            .await
            .map_err(|error: Arc<Error>| (*error).clone())
    }
}
