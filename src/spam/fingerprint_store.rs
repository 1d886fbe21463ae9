//! Content fingerprints in the database.

use std::collections::BTreeMap;

use super::{
    fingerprints::{ContentFingerprints, FingerprintCounts, FingerprintKeys},
    sql,
};
use crate::{
    classifier::Label,
    clock::Timestamp,
    db::{Error, PendingRows},
    spam::{
        Conn, SiteId,
        fingerprints::{AUTHOR_CLAIMED, AUTHOR_VERIFIED, author_prefix},
    },
};

/// Combined with the site id, the number of the lock on the site's counts; the locks of texts are derived
/// from their digest.
const LOCK: i64 = 0x6d65_6d6f_7279;

/// The counts for the keys of a comment, available once the database has answered.
#[derive(Debug)]
#[must_use]
pub struct PendingFingerprints(PendingRows<(Vec<u8>, FingerprintCounts)>);

impl PendingFingerprints {
    pub async fn receive(self, c: &mut Conn<'_>) -> Result<ContentFingerprints, Error> {
        Ok(ContentFingerprints(
            c.receive(self.0).await?.into_iter().collect(),
        ))
    }
}

pub(super) fn request_fingerprints(
    c: &mut Conn<'_>,
    site: SiteId,
    keys: &[Vec<u8>],
) -> Result<PendingFingerprints, Error> {
    let rows = c.request(sql::RECALL, &[site.into(), keys.into()], |row| {
        let count = |index| {
            row.get::<i64>(index)
                .map(|n| u32::try_from(n).unwrap_or(u32::MAX))
        };
        let counts = FingerprintCounts {
            ham: count(1)?,
            spam: count(2)?,
        };
        Ok((row.get(0)?, counts))
    })?;
    Ok(PendingFingerprints(rows))
}

/// The combined changes of counts by some decisions: per key the differences of ham and spam.
pub(super) type FingerprintChanges = BTreeMap<Vec<u8>, (i64, i64)>;

/// Adds one comment to the changes under all its keys, or subtracts it (`times` is -1).
pub(super) fn count(
    changes: &mut FingerprintChanges,
    keys: &FingerprintKeys,
    label: Label,
    times: i64,
) {
    for key in keys.all() {
        let (ham, spam) = changes.entry(key).or_default();
        match label {
            Label::Ham => *ham += times,
            Label::Spam => *spam += times,
        }
    }
}

/// Writes changes to the database, under a lock: two concurrent transactions that share keys would lock the
/// rows in an undefined order and could deadlock.
pub(super) fn change(
    c: &mut Conn<'_>,
    site: SiteId,
    changes: &FingerprintChanges,
    now: Timestamp,
) -> Result<(), Error> {
    c.lock(site ^ LOCK)?;
    let mut alike = BTreeMap::<(i64, i64), Vec<Vec<u8>>>::new();
    for (key, by) in changes.iter().filter(|(_, by)| **by != (0, 0)) {
        alike.entry(*by).or_default().push(key.clone());
    }
    for ((ham, spam), keys) in alike {
        let keys = &keys[..];
        if ham > 0 || spam > 0 {
            let parameters = [
                site.into(),
                keys.into(),
                ham.into(),
                spam.into(),
                now.into(),
            ];
            c.queue(sql::ADD, &parameters)?;
        } else {
            let parameters = [site.into(), keys.into(), (-ham).into(), (-spam).into()];
            c.queue(sql::SUBTRACT, &parameters)?;
            c.queue(sql::DROP_EMPTY, &parameters[..2])?;
        }
    }
    Ok(())
}

/// Deletes the counts of these authors on all sites, at most `limit` rows of domains that they linked to for
/// each key. Returns the number of deleted rows; the deletion is complete once it returns 0.
pub(super) async fn delete_author_fingerprints(
    c: &mut Conn<'_>,
    authors: &[Vec<u8>],
    limit: i64,
) -> Result<u64, Error> {
    let keys = [AUTHOR_VERIFIED, AUTHOR_CLAIMED]
        .into_iter()
        .flat_map(|kind| {
            authors
                .iter()
                .map(move |hash| [&[kind], &hash[..]].concat())
        });
    let keys = keys.collect::<Vec<_>>();
    let mut rows = c
        .execute(sql::FORGET_AUTHORS, &[(&keys[..]).into()])
        .await?;
    for key in &keys {
        let first = author_prefix(key);
        let last = [&first[..], &[u8::MAX; 16]].concat();
        let parameters = [(&first).into(), (&last).into(), limit.into()];
        rows += c
            .execute(sql::FORGET_DOMAINS_OF_AUTHOR, &parameters)
            .await?;
    }
    Ok(rows)
}
