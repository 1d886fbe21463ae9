//! What people's decisions teach: the memory, the counts of reasons, and the lessons of the filter.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Assessment, Spam, lessons, memory, outcome};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    site::SiteId,
};

/// What a moderator's decision says of a comment: approved, or spam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Ham,
    Spam,
}

impl Label {
    /// Its stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ham => "ham",
            Self::Spam => "spam",
        }
    }
}

/// A decided comment, as it is kept; remembered under the same keys as its [`super::Sample`].
#[derive(Clone, Copy, Debug)]
pub struct Lesson<'a> {
    pub site: SiteId,
    pub comment: Uuid,
    pub text: &'a str,
    pub name: &'a str,
    pub website: Option<&'a str>,
    /// [`super::Author::hash`] and [`super::Author::verified`].
    pub author: Option<&'a [u8]>,
    pub verified: bool,
    pub network: Option<&'a str>,
    /// When the comment was sent: networks are remembered by the day.
    pub at: Timestamp,
    /// How it was judged before anybody decided.
    pub assessment: &'a Assessment,
}

/// A change of mind about a comment: what was said of it before, and what is said now.
#[derive(Clone, Copy, Debug)]
pub struct Revision<'a> {
    pub lesson: Lesson<'a>,
    pub from: Option<Label>,
    pub to: Option<Label>,
}

impl Spam {
    /// Remembers decisions, counts them under the reasons of their comments, and makes them lessons;
    /// what was said of the same comments before is taken back. A count never falls below zero. The
    /// last thing that a work does: others who decide wait until it ends.
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
            let mut changes = memory::Changes::new();
            for revision in &revisions {
                let keys = memory::Keys::of_lesson(&revision.lesson, &self.0.network_key);
                for (label, times) in [(revision.from, -1), (revision.to, 1)] {
                    if let Some(label) = label {
                        memory::count(&mut changes, &keys, label, times);
                    }
                }
            }
            memory::change(c, site, &changes, now)?;
            outcome::change(c, site, &revisions)?;
        }
        // After every site: whoever writes lessons must not wait for anything else.
        lessons::change(c, revisions, now)
    }

    /// Forgets the lessons of comments that are erased: the model becomes as if they had never been
    /// taught. What is remembered of their traces stays, since nothing in it can be read.
    pub fn forget_lessons(
        c: &mut Conn<'_>,
        site: SiteId,
        comments: &[Uuid],
    ) -> Result<(), db::Error> {
        lessons::forget(c, site, comments)
    }

    /// Takes away from lessons who wrote the comments.
    pub async fn unsign_lessons(
        c: &mut Conn<'_>,
        site: SiteId,
        comments: &[Uuid],
    ) -> Result<(), db::Error> {
        lessons::unsign(c, site, comments).await
    }
}
