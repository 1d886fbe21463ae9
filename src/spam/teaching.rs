//! Training from decisions: content fingerprints, counts of reasons, and training examples for the filter.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Assessment, Spam, lessons, memory, outcome};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    site::SiteId,
};

/// The label that a moderator's decision gives to a comment: approved (ham) or spam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Ham,
    Spam,
}

impl Label {
    /// Returns the stable name of the label.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ham => "ham",
            Self::Spam => "spam",
        }
    }

    /// Parses a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Ham, Self::Spam]
            .into_iter()
            .find(|label| label.as_str() == name)
    }
}

/// A decided comment as it is stored; counted under the same keys as its [`super::Sample`].
#[derive(Clone, Copy, Debug)]
pub struct TrainingExample<'a> {
    pub site: SiteId,
    pub comment: Uuid,
    pub text: &'a str,
    pub name: &'a str,
    pub website: Option<&'a str>,
    /// See [`super::AuthorKeys::hash`].
    pub author: Option<&'a [u8]>,
    /// See [`super::AuthorKeys::verified`].
    pub verified: bool,
    pub network: Option<&'a str>,
    /// The time of the submission, because networks are counted by day.
    pub at: Timestamp,
    /// The assessment before the first decision.
    pub assessment: &'a Assessment,
}

/// A change of the label of a comment, from the previous one to the new one.
#[derive(Clone, Copy, Debug)]
pub struct Revision<'a> {
    pub lesson: TrainingExample<'a>,
    pub from: Option<Label>,
    pub to: Option<Label>,
}

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
                .entry(revision.lesson.site)
                .or_default()
                .push(revision);
        }
        for (site, revisions) in by_site {
            let mut changes = memory::FingerprintChanges::new();
            for revision in &revisions {
                let keys =
                    memory::FingerprintKeys::of_lesson(&revision.lesson, &self.0.network_key);
                for (label, times) in [(revision.from, -1), (revision.to, 1)] {
                    if let Some(label) = label {
                        memory::count(&mut changes, &keys, label, times);
                    }
                }
            }
            memory::change(c, site, &changes, now)?;
            outcome::change(c, site, &revisions)?;
        }
        // After the loop over the sites: a transaction that holds the lock on training examples must not wait
        // for other locks.
        lessons::change(c, revisions, now)
    }

    /// Deletes the training examples of comments that are erased: the model becomes what it would be without
    /// them. The content fingerprints remain, since no text can be recovered from them.
    pub fn forget_lessons(
        c: &mut Conn<'_>,
        site: SiteId,
        comments: &[Uuid],
    ) -> Result<(), db::Error> {
        lessons::forget(c, site, comments)
    }

    /// Removes the author's name and website from the training examples of comments.
    pub async fn unsign_lessons(
        c: &mut Conn<'_>,
        site: SiteId,
        comments: &[Uuid],
    ) -> Result<(), db::Error> {
        lessons::unsign(c, site, comments).await
    }
}
