//! The figures of a site over a stream: what it lost, what it let through, what its moderators had to read.

use super::SimulatedModerators;
use crate::{
    classifier::{Label, evaluate::LabeledHistory},
    spam::Placement,
};

/// Counts about a stream of comments: of its second half, and of the phase of learning in the first half.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LifeReport {
    pub ham: u32,
    pub spam: u32,
    /// The number of ham comments that remained in the spam folder.
    pub lost: u32,
    /// The number of spam comments that were published.
    pub published: u32,
    /// The number of comments that waited for a moderator.
    pub queued: u32,
    /// The number of comments before the first one that was published by its score, of the whole stream.
    pub first_published: Option<u32>,
    /// The number of comments of the first half that waited for a moderator.
    pub looked_at: u32,
}

impl LifeReport {
    /// Counts the placements of a stream.
    #[must_use]
    pub fn of(
        history: &LabeledHistory,
        placements: &[Placement],
        moderators: &SimulatedModerators,
    ) -> Self {
        let mut report = Self::default();
        let half = placements.len() / 2;
        for (at, (comment, placement)) in history.0.iter().zip(placements).enumerate() {
            let placement = *placement;
            if placement == Placement::Published && report.first_published.is_none() {
                report.first_published = Some(u32::try_from(at).unwrap_or(u32::MAX));
            }
            if at < half {
                report.looked_at += u32::from(placement == Placement::Queued);
                continue;
            }
            match comment.label {
                Label::Ham => report.ham += 1,
                Label::Spam => report.spam += 1,
            }
            match (placement, comment.label) {
                (Placement::Queued, _) => report.queued += 1,
                (Placement::Published, Label::Spam) => report.published += 1,
                (Placement::Filed, Label::Ham) if !moderators.rescues(at) => report.lost += 1,
                _ => {}
            }
        }
        report
    }

    /// Returns, in percent: lost ham of all ham, published spam of all spam, queued comments of all comments.
    #[must_use]
    pub fn shares(&self) -> [f64; 3] {
        let share = |part: u32, of: u32| 100.0 * f64::from(part) / f64::from(of);
        [
            share(self.lost, self.ham),
            share(self.published, self.spam),
            share(self.queued, self.ham + self.spam),
        ]
    }
}
