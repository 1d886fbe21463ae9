//! Names of buckets in Redis: a keyed hash of the subject, under a key that changes daily.
//!
//! A bucket is named `rl:{site}:` and 32 hex digits. The braces put all buckets of a site, and therefore
//! all buckets of one call, into one slot of a Cluster. The change of keys at midnight UTC resets nothing:
//! as long as a bucket of yesterday can still count, [`BucketNames::before`] names it too, and the script uses
//! the larger backlog of both. Two windows after midnight nothing in Redis can be traced to an IP address
//! any more, except by a holder of the secret.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{gcra::BucketRequest, single_use::SingleUse};
use crate::clock::Timestamp;

const DAY_MS: i64 = 86_400_000;

pub(super) struct BucketKeys(Hmac<Sha256>);

pub(super) struct BucketNames {
    pub now: Vec<String>,
    /// The same buckets under yesterday's key; empty once those can no longer count.
    pub before: Vec<String>,
    /// The names of the single-use value: under today's key and, while a use of yesterday can still count,
    /// also under yesterday's.
    pub once: Vec<String>,
}

impl BucketKeys {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self(keyed(secret))
    }

    pub(super) fn names(
        &self,
        site: &str,
        requests: &[BucketRequest<'_>],
        once: Option<&SingleUse>,
        at: Timestamp,
    ) -> BucketNames {
        let (day, since_midnight) = (at.0.div_euclid(DAY_MS), at.0.rem_euclid(DAY_MS));
        let is_carried = |ms: u64| i64::try_from(ms).is_ok_and(|ms| since_midnight <= ms);
        let of_day = |day| self.of_day(day).names(site, requests);
        let longest = requests
            .iter()
            .map(|request| 2 * request.window() / 1000)
            .max();
        let mut names = BucketNames {
            now: of_day(day),
            before: Vec::new(),
            once: Vec::new(),
        };
        if is_carried(longest.unwrap_or(0)) {
            names.before = of_day(day - 1);
        }
        if let Some(once) = once {
            let days = [Some(day), is_carried(once.life_ms()).then_some(day - 1)];
            let of_day = |day| self.of_day(day).name_of_value(site, &once.value);
            names.once = days.into_iter().flatten().map(of_day).collect();
        }
        names
    }

    fn of_day(&self, day: i64) -> DayKey {
        let mut key = self.0.clone();
        key.update(b"rejoinder rate limits");
        key.update(&day.to_be_bytes());
        DayKey(keyed(&key.finalize().into_bytes()))
    }
}

/// The hash key of one day.
struct DayKey(Hmac<Sha256>);

impl DayKey {
    fn names(&self, site: &str, requests: &[BucketRequest<'_>]) -> Vec<String> {
        let name = |request: &BucketRequest<'_>| {
            let fields = [
                site.as_bytes(),
                request.quota.name.as_bytes(),
                request.subject,
            ];
            format!("rl:{{{}}}:{}", tag(site), self.digits(&fields))
        };
        requests.iter().map(name).collect()
    }

    fn name_of_value(&self, site: &str, value: &[u8]) -> String {
        let fields = [site.as_bytes(), b"once".as_slice(), b"value", value];
        format!("rl:{{{}}}:once:{}", tag(site), self.digits(&fields))
    }

    /// Returns 128 bits of the MAC over the fields, each preceded by its length, in hex.
    fn digits(&self, fields: &[&[u8]]) -> String {
        let mut mac = self.0.clone();
        for field in fields {
            mac.update(&(field.len() as u64).to_be_bytes());
            mac.update(field);
        }
        hex(&mac.finalize().into_bytes()[..16])
    }
}

/// Returns the bytes in hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Returns the key with which a connection is tested, in the slot of this site.
pub(super) fn probe(site: &str) -> String {
    format!("rl:{{{}}}:probe", tag(site))
}

/// Returns the hash tag between the braces. It is never empty and contains no braces, because Redis would
/// not recognize it as a tag otherwise. Two sites may get the same tag; they then share a slot but no
/// buckets.
fn tag(site: &str) -> String {
    let plain = |c: char| if matches!(c, '{' | '}') { '_' } else { c };
    if site.is_empty() {
        "-".to_owned()
    } else {
        site.chars().map(plain).collect()
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::limit::{Charge, Quota, gcra};

    const NOON: Timestamp = Timestamp(20_000 * DAY_MS + DAY_MS / 2);
    const QUOTA: Quota = Quota::new("address", 5, Duration::from_secs(30));

    fn names(secret: &str, site: &str, subject: &str, at: Timestamp) -> BucketNames {
        let charges = [Charge::new(QUOTA, subject)];
        BucketKeys::new(secret.as_bytes()).names(site, &gcra::gather(&charges), None, at)
    }

    #[test]
    fn a_name_shows_the_site_and_nothing_of_the_subject() {
        let name = names("s", "blog", "192.0.2.1", NOON).now.remove(0);
        let digits = name.strip_prefix("rl:{blog}:").unwrap();
        assert_eq!(digits.len(), 32);
        assert!(digits.bytes().all(|b| b.is_ascii_hexdigit()));
    }

    #[test]
    fn site_quota_subject_secret_and_day_each_make_another_name() {
        let tomorrow = NOON.plus(Duration::from_hours(24));
        let mut all: Vec<String> = [
            names("s", "blog", "a", NOON),
            names("t", "blog", "a", NOON),
            names("s", "blo", "ga", NOON),
            names("s", "blog", "b", NOON),
            names("s", "blog", "a", tomorrow),
        ]
        .into_iter()
        .map(|mut names| names.now.remove(0))
        .collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 5);
    }

    #[test]
    fn yesterdays_names_are_known_until_their_buckets_are_idle() {
        let midnight = Timestamp(20_001 * DAY_MS);
        let last = names("s", "blog", "a", midnight.minus(Duration::from_millis(1)));
        assert!(last.before.is_empty());
        let first = names("s", "blog", "a", midnight);
        assert_eq!(first.before, last.now);
        let idle = midnight.plus(2 * QUOTA.window() + Duration::from_millis(1));
        assert!(names("s", "blog", "a", idle).before.is_empty());
    }

    #[test]
    fn a_value_used_yesterday_is_known_for_its_life() {
        let keys = BucketKeys::new(b"s");
        let once = SingleUse {
            value: vec![7; 16],
            request: [0; 16],
            life: Duration::from_mins(20),
        };
        let names = |at| keys.names("blog", &[], Some(&once), at).once;
        let midnight = Timestamp(20_001 * DAY_MS);
        let before = names(midnight.minus(Duration::from_millis(1)));
        assert_eq!(before.len(), 1);
        assert!(before[0].starts_with("rl:{blog}:once:"), "{}", before[0]);
        let after = names(midnight.plus(once.life));
        assert_eq!(after[1..], before);
        assert_eq!(names(midnight.plus(once.life * 2)), after[..1]);
    }

    #[test]
    fn a_site_with_braces_cannot_break_the_hash_tag() {
        assert_eq!(probe("}{x"), "rl:{__x}:probe");
        assert_eq!(probe(""), "rl:{-}:probe");
    }
}
