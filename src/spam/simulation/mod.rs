//! The simulation of a site and its moderators over a stream of labeled comments, in memory.
//!
//! The site runs the code of the server: inspection, fingerprints, reason accuracy, thresholds, gates, the
//! decision and the training. Only what needs other people or other services is left out: rate limits, floods,
//! external checks and verified authors. The same moderators can decide about the same stream through the API
//! of a server, which places the comments the same way.

mod moderators;
mod report;
mod site;

use std::time::Duration;

use self::site::SimulatedSite;
pub use self::{moderators::SimulatedModerators, report::LifeReport};
use super::Placement;
use crate::classifier::evaluate::{Judged, LabeledHistory};

/// How much time passes between two comments of a history without times: 300 comments in the 14 days after
/// which unreported comments count as ham.
pub const COMMENT_INTERVAL: Duration = Duration::from_secs(14 * 24 * 3_600 / 300);
/// How long a form is open before it is sent.
pub const WRITING_TIME: Duration = Duration::from_mins(1);

/// The result of a simulation.
#[derive(Clone, Debug, Default)]
pub struct Life {
    pub report: LifeReport,
    /// Where each comment was placed.
    pub placements: Vec<Placement>,
    /// The scores of all comments, each before the filter was trained with it.
    pub(crate) judged: Vec<Judged>,
}

/// Simulates a site with the policy `suspect` and its moderators. `seed` determines what the moderators miss
/// and which comments are sampled: `sample_percent` of what the score classifies as spam. `tick` is called
/// after every comment.
pub fn life(
    history: &LabeledHistory,
    seed: u64,
    sample_percent: u32,
    mut tick: impl FnMut(),
) -> Life {
    let comments = &history.0;
    let mut site = SimulatedSite::new(seed, sample_percent, comments);
    let mut moderators = SimulatedModerators::new(seed);
    let mut life = Life::default();
    for (at, comment) in comments.iter().enumerate() {
        site.wait_for(at);
        for (index, label) in moderators.due(at) {
            site.decide(index, label);
        }
        let (label, decision) = (comment.label, site.submit(comment));
        moderators.note(at, label, decision.placement);
        life.placements.push(decision.placement);
        life.judged.push(Judged {
            score: decision.assessment.score,
            label,
        });
        tick();
    }
    life.report = LifeReport::of(history, &life.placements, &moderators);
    life
}

#[cfg(test)]
mod tests {
    use super::*;

    fn easy(rows: usize) -> LabeledHistory {
        let row = |n: usize| match n % 3 {
            0 => format!("spam\tbuy shiny watches cheap {n}"),
            _ => format!("ham\tthe garden needs rain on day {n}"),
        };
        let lines = (0..rows).map(row).collect::<Vec<_>>();
        LabeledHistory::parse(&lines.join("\n")).expect("a history")
    }

    #[test]
    fn what_is_easy_is_published_or_filed_and_hardly_anything_waits() {
        let life = life(&easy(900), 1, 5, || {});
        let report = &life.report;
        assert_eq!((report.ham, report.spam), (300, 150));
        assert_eq!((report.lost, report.published), (0, 0));
        assert!(report.queued < 40, "the sample: {}", report.queued);
        assert_eq!(life.judged.len(), 900);
        let first = report.first_published.expect("one was published");
        assert!(first < 150, "{first}");
        assert!(report.looked_at < 250, "{}", report.looked_at);
    }

    #[test]
    fn the_same_seed_gives_the_same_places() {
        let history = easy(300);
        let places = |seed| life(&history, seed, 20, || {}).placements;
        assert_eq!(places(1), places(1));
        assert_ne!(places(1), places(2));
    }

    #[test]
    fn known_texts_and_domains_file_before_the_filter_may_do_so_alone() {
        let mut lines = Vec::new();
        for n in 0..60 {
            lines.push(format!("ham\ta thought about gardens, number {n}"));
            lines.push("spam\tcome to https://pills.example and buy them today".to_owned());
        }
        let history = LabeledHistory::parse(&lines.join("\n")).expect("a history");
        let life = life(&history, 1, 0, || {});
        // The first copy is decided 20 comments later, and every copy after that is recognized.
        assert_eq!(life.placements[1], Placement::Queued);
        assert_eq!(life.placements[25], Placement::Filed);
    }

    #[test]
    fn networks_authors_and_times_of_the_history_are_used() {
        let mut file = "label\ttext\tauthor\ttime\tip\n".to_owned();
        for n in 0..200 {
            let at = 1_800_000_000 + n * 60;
            let spam = format!("spam\tbuy {n} things\tBot\t{at}\t203.0.113.7\n");
            let ham = format!("ham\ta thought, number {n}\tAnn\t{at}\t198.51.100.{n}\n");
            file.extend([spam, ham]);
        }
        let history = LabeledHistory::parse(&file).expect("a history");
        let life = life(&history, 1, 0, || {});
        let filed = life
            .placements
            .iter()
            .filter(|one| **one == Placement::Filed);
        assert!(filed.count() > 100);
        assert_eq!(life.report.lost, 0);
    }
}
