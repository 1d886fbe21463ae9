//! Training from decisions: content fingerprints, counts of reasons, and training examples for the filter.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Revision, accuracy, examples};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    site::SiteId,
    spam::{
        Spam,
        fingerprint_store::{self},
        fingerprints,
    },
};

impl Spam {
    /// Stores decisions: counts them under the keys and the reasons of their comments and adds them as
    /// training examples; previous labels of the same comments are revoked. A count never falls below zero.
    /// Must be the last step of a transaction, since other transactions with decisions wait until it ends.
    pub fn revise(
        &self,
        c: &mut Conn<'_>,
        revisions: &[Revision<'_>],
        now: Timestamp,
    ) -> Result<(), db::Error> {
        let mut by_site = BTreeMap::<SiteId, Vec<&Revision<'_>>>::new();
        for revision in revisions {
            by_site
                .entry(revision.example.site)
                .or_default()
                .push(revision);
        }
        for (site, revisions) in by_site {
            let own = self.2.of_site(site);
            let mut changes = fingerprint_store::FingerprintChanges::new();
            for revision in &revisions {
                let keys = fingerprints::FingerprintKeys::of_example(
                    &revision.example,
                    &own,
                    &self.0.network_key,
                );
                for (label, times) in [(revision.from, -1), (revision.to, 1)] {
                    if let Some(label) = label {
                        fingerprint_store::count(&mut changes, &keys, label, times);
                    }
                }
            }
            fingerprint_store::change(c, site, &changes, now)?;
            accuracy::change(c, site, &revisions)?;
        }
        // After the loop over the sites: a transaction that holds the lock on training examples must not wait
        // for other locks.
        examples::change(c, revisions, |site| self.2.of_site(site), now)
    }

    /// Deletes the training examples of comments that are erased: the model becomes what it would be without
    /// them. The content fingerprints remain, since no text can be recovered from them.
    pub fn delete_examples(
        c: &mut Conn<'_>,
        site: SiteId,
        comments: &[Uuid],
    ) -> Result<(), db::Error> {
        examples::forget(c, site, comments)
    }

    /// Removes the author's name and website from the training examples of comments.
    pub async fn anonymize_examples(
        c: &mut Conn<'_>,
        site: SiteId,
        comments: &[Uuid],
    ) -> Result<(), db::Error> {
        examples::unsign(c, site, comments).await
    }
}
