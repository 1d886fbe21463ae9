//! Content fingerprints: counts of ham and spam decisions under keys derived from the content and the origin
//! of a comment.
//!
//! A key is one byte for the kind, followed by a hash. Texts and domains are public and hashed without a
//! secret key, so that their counts remain valid when the secret changes. Networks are hashed together with
//! the day, under a secret key. Authors are given as keyed hashes.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::{AuthorKeys, TrainingExample, links::Links, own_links::LinksToSite};
use crate::{classifier::normalization::Normal, clock::Timestamp, secret::Key};

const TEXT: u8 = b't';
const SHINGLE: u8 = b's';
const DOMAIN: u8 = b'd';
/// Verified and claimed authors have separate counts: a comment under a claimed identity must not harm the
/// reputation of the verified author.
pub(super) const AUTHOR_VERIFIED: u8 = b'a';
pub(super) const AUTHOR_CLAIMED: u8 = b'c';
pub(super) const NETWORK: u8 = b'n';
/// A domain in combination with the verified author who linked to it.
const AUTHOR_DOMAIN: u8 = b'A';
/// A domain in combination with the network that the comment came from.
pub(super) const NETWORK_DOMAIN: u8 = b'N';

/// The number of words in a shingle.
const SHINGLE_WORDS: usize = 4;
/// The maximum number of sampled shingles that represent a text.
const SHINGLES_MAX: usize = 16;
/// A text with fewer shingles is a phrase that different people may write independently; it gets none.
const SHINGLES_MIN: usize = 4;
/// The number of days whose counts form the reputation of a network, including the day of the comment.
pub(super) const NETWORK_DAYS: u8 = 4;

/// How often a key was approved (ham) and rejected as spam.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FingerprintCounts {
    pub ham: u32,
    pub spam: u32,
}

/// The stored counts for the keys of one comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentFingerprints(pub(super) HashMap<Vec<u8>, FingerprintCounts>);

impl ContentFingerprints {
    pub(super) fn counts(&self, key: &[u8]) -> FingerprintCounts {
        self.0.get(key).copied().unwrap_or_default()
    }
}

/// The properties of a comment from which its keys are derived.
pub(super) struct Traces<'a> {
    pub text: &'a Normal,
    /// The links in the text.
    pub links: Links,
    pub name: &'a str,
    pub website: Option<&'a str>,
    pub author: Option<AuthorKeys<'a>>,
    pub network: Option<&'a str>,
    pub at: Timestamp,
}

/// The keys under which a domain in a comment is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DomainKeys {
    /// The key of the domain, regardless of author and network.
    pub key: Vec<u8>,
    pub name: String,
    /// The keys of the domain in combination with the verified author, and with the network on the day of the
    /// comment.
    pub earned: Vec<Vec<u8>>,
    /// The same keys under previous secrets and for the days before: looked up, but never counted under.
    pub earned_before: Vec<Vec<u8>>,
}

impl DomainKeys {
    fn new(name: String) -> Self {
        Self {
            key: hashed(DOMAIN, name.as_bytes()),
            name,
            earned: Vec::new(),
            earned_before: Vec::new(),
        }
    }

    /// Returns the counts of the domain in comments of this author or this network.
    pub(super) fn earned_counts(&self, fingerprints: &ContentFingerprints) -> FingerprintCounts {
        let all = self.earned.iter().chain(&self.earned_before);
        all.map(|key| fingerprints.counts(key))
            .fold(FingerprintCounts::default(), |sum, counts| {
                FingerprintCounts {
                    ham: sum.ham.saturating_add(counts.ham),
                    spam: sum.spam.saturating_add(counts.spam),
                }
            })
    }
}

/// The keys under which a comment is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FingerprintKeys {
    /// `None` for a text without visible characters.
    pub text: Option<Vec<u8>>,
    /// Whether the text is too short to be characteristic of its author.
    pub short: bool,
    pub shingles: Vec<Vec<u8>>,
    pub domains: Vec<DomainKeys>,
    pub author: Option<Vec<u8>>,
    /// The keys of the same author under previous secrets: looked up, but never counted under.
    pub author_before: Vec<Vec<u8>>,
    pub verified: bool,
    /// The key of the network on the day of the comment.
    pub network: Option<Vec<u8>>,
    /// The keys of the network on the days before, the latest first: looked up, but never counted under.
    pub network_before: Vec<Vec<u8>>,
}

impl FingerprintKeys {
    /// Returns the keys for judging a comment, including those of its network on the previous days.
    pub(super) fn of_sample(traces: Traces<'_>, network_key: &Key) -> Self {
        let before = traces
            .network
            .map(|network| network_days(network, traces.at, network_key).split_off(1));
        let mut keys = Self {
            network_before: before.unwrap_or_default(),
            ..Self::of(traces, network_key)
        };
        for domain in &mut keys.domains {
            let authors = keys.author_before.iter().filter(|_| keys.verified);
            let authors = authors.map(|author| with_author(author, &domain.key));
            let networks = keys.network_before.iter();
            let networks = networks.map(|network| with_network(network, &domain.key));
            domain.earned_before = authors.chain(networks).collect();
        }
        keys
    }

    fn of(traces: Traces<'_>, network_key: &Key) -> Self {
        let Traces {
            text, mut links, ..
        } = traces;
        // The website first, since the number of domains is limited: where one is given, the comment is about
        // it.
        let mut first = Links::default();
        if let Some(website) = traces.website {
            first.read_url(website);
        }
        links.read_written(traces.name);
        first.merge(links);
        let author = traces.author.map(|a| author_key(a.verified, a.hash));
        let verified = traces.author.is_some_and(|a| a.verified);
        let network = traces
            .network
            .map(|network| network_on(network, traces.at.day(), network_key));
        let domains = first.domains.into_iter().map(|name| {
            let mut domain = DomainKeys::new(name);
            let by_author = author.iter().filter(|_| verified);
            let by_author = by_author.map(|author| with_author(author, &domain.key));
            let by_network = network.iter();
            let by_network = by_network.map(|network| with_network(network, &domain.key));
            domain.earned = by_author.chain(by_network).collect();
            domain
        });
        Self {
            domains: domains.collect(),
            text: (!text.text().is_empty()).then(|| hashed(TEXT, text.text().as_bytes())),
            short: text.short(),
            shingles: if text.short() {
                Vec::new()
            } else {
                shingles(text)
            },
            author,
            author_before: traces.author.map_or_else(Vec::new, |a| {
                let earlier = a.earlier.iter();
                earlier.map(|hash| author_key(a.verified, hash)).collect()
            }),
            verified,
            network,
            network_before: Vec::new(),
        }
    }

    pub(super) fn of_example(
        example: &TrainingExample<'_>,
        own: &LinksToSite,
        network_key: &Key,
    ) -> Self {
        let mut links = Links::default();
        links.read(&own.without(example.text));
        let traces = Traces {
            text: &Normal::of(example.text),
            links,
            name: example.name,
            website: own.other(example.website),
            author: example.author.map(|hash| AuthorKeys {
                hash,
                earlier: &[],
                verified: example.verified,
            }),
            network: example.network,
            at: example.at,
        };
        Self::of(traces, network_key)
    }

    /// Returns the counts of the author's other comments, also under previous secrets; `None` for a comment
    /// without an author.
    pub(super) fn author_counts(
        &self,
        fingerprints: &ContentFingerprints,
    ) -> Option<FingerprintCounts> {
        let mut counts = fingerprints.counts(self.author.as_ref()?);
        for key in &self.author_before {
            let before = fingerprints.counts(key);
            counts.ham = counts.ham.saturating_add(before.ham);
            counts.spam = counts.spam.saturating_add(before.spam);
        }
        Some(counts)
    }

    /// Returns all keys, sorted and without duplicates.
    pub(super) fn all(&self) -> Vec<Vec<u8>> {
        let one = [&self.text, &self.author, &self.network];
        let mut all = one.into_iter().flatten().cloned().collect::<Vec<_>>();
        all.extend(self.author_before.iter().cloned());
        all.extend(self.network_before.iter().cloned());
        all.extend(self.shingles.iter().cloned());
        for domain in &self.domains {
            all.push(domain.key.clone());
            all.extend(domain.earned.iter().chain(&domain.earned_before).cloned());
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn author_key(is_verified: bool, hash: &[u8]) -> Vec<u8> {
    let kind = if is_verified {
        AUTHOR_VERIFIED
    } else {
        AUTHOR_CLAIMED
    };
    [&[kind], hash].concat()
}

/// Returns the key of a domain linked to by an author. It begins with a prefix for the author, so that all
/// such keys of one author can be deleted.
fn with_author(author: &[u8], domain: &[u8]) -> Vec<u8> {
    [&author_prefix(author)[..], &domain[1..]].concat()
}

pub(super) fn author_prefix(author: &[u8]) -> Vec<u8> {
    hashed(AUTHOR_DOMAIN, author)
}

fn with_network(network: &[u8], domain: &[u8]) -> Vec<u8> {
    hashed(NETWORK_DOMAIN, &[network, domain].concat())
}

fn network_on(network: &str, day: i64, key: &Key) -> Vec<u8> {
    keyed(NETWORK, &key.mac(&[&day.to_be_bytes(), network.as_bytes()]))
}

/// Returns the keys of a network for the last [`NETWORK_DAYS`], the latest first.
pub(super) fn network_days(network: &str, now: Timestamp, key: &Key) -> Vec<Vec<u8>> {
    let days = (0..NETWORK_DAYS).map(|ago| now.day() - i64::from(ago));
    days.map(|day| network_on(network, day, key)).collect()
}

fn hashed(kind: u8, bytes: &[u8]) -> Vec<u8> {
    keyed(kind, &Sha256::digest(bytes))
}

fn keyed(kind: u8, hash: &[u8]) -> Vec<u8> {
    [&[kind], &hash[..16]].concat()
}

/// Returns the [`SHINGLES_MAX`] smallest hashes of sequences of four words: two texts that share most of
/// their sequences share most of these hashes (Broder's min-wise sampling).
fn shingles(text: &Normal) -> Vec<Vec<u8>> {
    let mut window = [0_u64; SHINGLE_WORDS];
    let mut hashes = Vec::new();
    for (at, word) in text.words().enumerate() {
        window.rotate_left(1);
        window[SHINGLE_WORDS - 1] = fnv1a(word);
        if at + 1 >= SHINGLE_WORDS {
            hashes.push(window.iter().fold(0, |hash, word| mixed(hash ^ *word)));
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SHINGLES_MAX);
    if hashes.len() < SHINGLES_MIN {
        return Vec::new();
    }
    let key = |hash: u64| [&[SHINGLE][..], &hash.to_be_bytes()].concat();
    hashes.into_iter().map(key).collect()
}

/// FNV-1a: stable across versions and platforms, which the standard library's hashers do not guarantee. An
/// attacker who finds a collision gains no more than by sending the other text.
fn fnv1a(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The output function of `SplitMix64`: every output bit depends on every input bit.
fn mixed(hash: u64) -> u64 {
    let hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sampled(text: &str) -> Vec<Vec<u8>> {
        shingles(&Normal::of(text))
    }

    #[test]
    fn a_changed_word_leaves_most_shingles_of_a_long_text() {
        let words = (0..40).map(|n| format!("word{n}"));
        let words = words.collect::<Vec<_>>().join(" ");
        let (a, b) = (sampled(&words), sampled(&words.replace("word20", "other")));
        let shared = a.iter().filter(|key| b.contains(key)).count();
        assert_eq!(a.len(), SHINGLES_MAX);
        assert!(
            shared * 2 >= SHINGLES_MAX && shared < SHINGLES_MAX,
            "{shared}"
        );
    }

    #[test]
    fn a_phrase_has_no_shingles() {
        assert!(sampled("thank you very much indeed").is_empty());
        assert!(sampled(&"thanks ".repeat(100)).is_empty());
        assert_eq!(
            sampled("one two three four five six seven").len(),
            SHINGLES_MIN
        );
    }

    #[test]
    fn keys_never_change_between_versions() {
        let key = hashed(TEXT, b"hello");
        assert_eq!(key[..5], [b't', 0x2c, 0xf2, 0x4d, 0xba]);
        assert_eq!(
            sampled("a b c d e f g")[0],
            [115, 43, 95, 77, 40, 115, 1, 189, 109]
        );
    }

    proptest! {
        #[test]
        fn the_order_of_sentences_hardly_matters(a in "[a-z]{3}( [a-z]{3}){3}", b in "[a-z]{3}( [a-z]{3}){3}") {
            let (ab, ba) = (sampled(&format!("{a} {b} {a}")), sampled(&format!("{a} {b} {a} {b}")));
            prop_assert!(ab.iter().any(|key| ba.contains(key)));
        }
    }
}
