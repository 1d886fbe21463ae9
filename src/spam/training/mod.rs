//! Training from decisions: training examples, reason accuracy, the latest comments, checkpoints, the published
//! model.

pub(crate) mod accuracy;
mod checkpoint;
pub(crate) mod examples;
pub(crate) mod latest;
pub(crate) mod progress;
pub(crate) mod published;
pub(crate) mod rebuild;
mod revision;
pub(crate) mod sql;
mod state;
pub(crate) mod trainer;

use std::time::Duration;

use uuid::Uuid;

use crate::{assessment::Assessment, classifier::Label, clock::Timestamp, site::SiteId};

/// The age at which comments that stayed published without a report or a decision become training examples of
/// ham: moderators mostly decide about doubtful comments, and a filter trained on those alone would no longer
/// recognize ordinary ones.
pub(crate) const UNREPORTED_AGE: Duration = Duration::from_hours(14 * 24);
/// The number of training examples read per query.
pub(crate) const SLICE: usize = 500;

/// A decided comment as it is stored; counted under the same keys as its [`crate::spam::Sample`].
#[derive(Clone, Copy, Debug)]
pub struct TrainingExample<'a> {
    pub site: SiteId,
    pub comment: Uuid,
    pub text: &'a str,
    pub name: &'a str,
    pub website: Option<&'a str>,
    /// See [`crate::spam::AuthorKeys::hash`].
    pub author: Option<&'a [u8]>,
    /// See [`crate::spam::AuthorKeys::verified`].
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
    pub example: TrainingExample<'a>,
    pub from: Option<Label>,
    pub to: Option<Label>,
}
