//! The ham and spam thresholds of a site, computed from the scores of its latest comments.
//!
//! Everything that was judged is counted, not only what was decided: most of what a filter publishes is never
//! decided by anyone. With decisions alone, every report of published spam would count and none of the
//! ordinary comments around it, and the ham threshold would sink until everything waits.

use super::verdict::{Label, Thresholds};

/// The candidates for the spam threshold, in tenths of log-odds: 3 to 5. The learned weight is clamped above
/// them ([`Model::weight`](super::Model::weight)), so that it can always reach the threshold.
const SPAM: std::ops::RangeInclusive<i64> = 30..=50;
/// The candidates for the ham threshold, in tenths of log-odds: −3 to −2.
const HAM: std::ops::RangeInclusive<i64> = -30..=-20;
/// The number of thousandths (the unit of scores) in a tenth (the unit of candidates).
const TENTH: i64 = 100;
/// The least number of ham comments from which the spam threshold is computed.
const HAM_LEAST: u64 = 100;
/// The least number of spam comments from which the ham threshold is computed: with fewer, a single one would
/// be more than the default share.
const SPAM_LEAST: u64 = 50;

/// The number of latest spam comments from which it follows what a moderator should look at, and the least
/// number.
const RECENT_SPAM: usize = 100;
const RECENT_SPAM_LEAST: usize = 30;
/// The part of a lopsided site's spam that is still shown for review, in percent: with 30 spam comments a day
/// three or four. Its few real comments lie among them.
const REVIEWED_PERCENT: usize = 12;
/// From this number of spam comments per real one a site is lopsided.
const LOPSIDED: u64 = 10;
/// The least number of known ham comments on a lopsided site: before, everything is to be looked at.
const LOPSIDED_HAM_LEAST: u64 = 3;

/// What the owner of a site accepts in return for a short queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ErrorLimits {
    /// How many of 1,000 ham comments may be filed as spam.
    pub ham_lost_per_mille: u32,
    /// How many of 100 spam comments may be published.
    pub spam_published_percent: u32,
}

/// How it is known what a comment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LabelSource {
    /// It was not filed by its score: a moderator saw it, or readers did.
    Seen,
    /// Its score was that of spam, and it was in the random sample that moderators see.
    Sampled,
    /// It was filed by its score, and found in the spam folder, or nothing was found about it.
    Filed,
}

/// The score of a comment in thousandths, and what the comment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ScoredComment {
    pub label: Label,
    pub score: i64,
    pub source: LabelSource,
}

/// Numbers of ham comments by how they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct HamCounts {
    seen: u64,
    sampled: u64,
    filed: u64,
}

impl HamCounts {
    fn add(&mut self, source: LabelSource) {
        match source {
            LabelSource::Seen => self.seen += 1,
            LabelSource::Sampled => self.sampled += 1,
            LabelSource::Filed => self.filed += 1,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            seen: self.seen + other.seen,
            sampled: self.sampled + other.sampled,
            filed: self.filed + other.filed,
        }
    }
}

/// The numbers of a site's latest comments whose scores are beyond each candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scores {
    ham: HamCounts,
    spam: u64,
    /// The number of comments whose score was that of spam, and how many of them were sampled.
    beyond: u64,
    sampled: u64,
    /// The ham comments above each candidate for the spam threshold.
    ham_above: Vec<HamCounts>,
    /// The number of spam comments below each candidate for the ham threshold.
    spam_below: Vec<u64>,
    /// The scores of the latest spam comments, in ascending order.
    recent_spam: Vec<i64>,
}

impl Scores {
    /// Counts in one pass, since this is repeated after each decision. The newest comments come first.
    pub(crate) fn of(comments: impl IntoIterator<Item = ScoredComment>) -> Self {
        let mut scores = Self {
            ham_above: vec![HamCounts::default(); SPAM.count()],
            spam_below: vec![0; HAM.count()],
            ..Self::default()
        };
        // First, each score is counted only at the last candidate that it is above, or at the first that it is
        // below; the sums follow.
        for comment in comments {
            let (score, source) = (comment.score, comment.source);
            scores.beyond += u64::from(source != LabelSource::Seen);
            scores.sampled += u64::from(source == LabelSource::Sampled);
            match comment.label {
                Label::Ham => {
                    scores.ham.add(source);
                    let last = (score - 1).div_euclid(TENTH).min(*SPAM.end()) - SPAM.start();
                    if let Ok(last) = usize::try_from(last) {
                        scores.ham_above[last].add(source);
                    }
                }
                Label::Spam => {
                    scores.spam += 1;
                    if scores.recent_spam.len() < RECENT_SPAM {
                        scores.recent_spam.push(score);
                    }
                    let first = (score.div_euclid(TENTH) + 1).max(*HAM.start()) - HAM.start();
                    let first = usize::try_from(first).unwrap_or_default();
                    if let Some(below) = scores.spam_below.get_mut(first) {
                        *below += 1;
                    }
                }
            }
        }
        scores.recent_spam.sort_unstable();
        for candidate in (1..scores.ham_above.len()).rev() {
            let above = scores.ham_above[candidate];
            scores.ham_above[candidate - 1] = scores.ham_above[candidate - 1].plus(above);
        }
        for candidate in 1..scores.spam_below.len() {
            scores.spam_below[candidate] += scores.spam_below[candidate - 1];
        }
        scores
    }

    /// Returns the lowest spam threshold above which at most `ham_lost_per_mille` of 1,000 ham comments
    /// scored, rounded to whole comments, and the highest ham threshold below which at most
    /// `spam_published_percent` of 100 spam comments scored. Ham above the highest spam threshold is not
    /// counted: no threshold would spare it, and for one such comment all others would wait for a long time.
    /// Before there are enough comments, the default spam threshold and the lowest ham threshold.
    pub(crate) fn thresholds(&self, limits: ErrorLimits) -> Thresholds {
        let mut thresholds = Thresholds {
            ham: tenths(*HAM.start()),
            ..Thresholds::default()
        };
        let ham = self.estimated(self.ham);
        if ham >= HAM_LEAST {
            // Rounded down, one in a thousand would mean none at all for years on a small site.
            let allowed = (ham * u64::from(limits.ham_lost_per_mille) + 500) / 1_000;
            let lost = |above: &HamCounts| self.estimated(*above);
            let unavoidable = self.ham_above.last().map_or(0, lost);
            let mut candidates = SPAM.zip(&self.ham_above);
            let good = candidates.find(|(_, above)| lost(above) <= allowed + unavoidable);
            thresholds.spam = tenths(good.map_or(*SPAM.end(), |(tenth, _)| tenth));
        }
        if self.spam >= SPAM_LEAST {
            let allowed = self.spam * u64::from(limits.spam_published_percent);
            let good = HAM
                .zip(&self.spam_below)
                .filter(|(_, below)| **below * 100 <= allowed);
            thresholds.ham = tenths(good.last().map_or(*HAM.start(), |(tenth, _)| tenth));
        }
        thresholds
    }

    /// Returns the score below which waiting comments should be looked at one by one, on a site that gets much
    /// more spam than real comments. Everything there scores high, and only the order of the scores tells real
    /// comments apart. `None` for other sites.
    #[expect(clippy::cast_precision_loss, reason = "a score")]
    pub(crate) fn review_below(&self) -> Option<f64> {
        let ham = self.estimated(self.ham);
        let is_lopsided = ham >= LOPSIDED_HAM_LEAST && self.spam >= LOPSIDED * ham;
        if !is_lopsided || self.recent_spam.len() < RECENT_SPAM_LEAST {
            return None;
        }
        let at = self.recent_spam.len() * REVIEWED_PERCENT / 100;
        Some(self.recent_spam[at] as f64 / 1_000.0)
    }

    /// Estimates the number of ham comments, of which those in the spam folder are mostly not found. Each one
    /// in the sample stands for as many as the sample is smaller than everything with a score of spam.
    fn estimated(&self, ham: HamCounts) -> u64 {
        let by_sample = (ham.sampled * self.beyond)
            .checked_div(self.sampled)
            .unwrap_or_default();
        ham.seen + by_sample.max(ham.sampled + ham.filed)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a small number")]
fn tenths(tenths: i64) -> f64 {
    tenths as f64 / 10.0
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "candidates are exact tenths")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMITS: ErrorLimits = ErrorLimits {
        ham_lost_per_mille: 1,
        spam_published_percent: 2,
    };

    fn scored(label: Label, source: LabelSource, scores: &[i64]) -> Vec<ScoredComment> {
        let comment = |score: &i64| ScoredComment {
            label,
            score: *score,
            source,
        };
        scores.iter().map(comment).collect()
    }

    fn seen(ham: &[i64], spam: &[i64]) -> Scores {
        let ham = scored(Label::Ham, LabelSource::Seen, ham);
        Scores::of([ham, scored(Label::Spam, LabelSource::Seen, spam)].concat())
    }

    fn losing(scores: &Scores, ham_lost_per_mille: u32) -> f64 {
        let limits = ErrorLimits {
            ham_lost_per_mille,
            ..LIMITS
        };
        scores.thresholds(limits).spam
    }

    fn publishing(scores: &Scores, spam_published_percent: u32) -> f64 {
        let limits = ErrorLimits {
            spam_published_percent,
            ..LIMITS
        };
        scores.thresholds(limits).ham
    }

    #[test]
    fn with_few_comments_little_is_published_and_the_spam_threshold_is_where_it_starts() {
        let start = Thresholds {
            ham: -3.0,
            spam: 3.0,
        };
        assert_eq!(Scores::default().thresholds(LIMITS), start);
        let few = seen(&[4_500; 99], &[0; 49]);
        assert_eq!(few.thresholds(LIMITS), start);
    }

    #[test]
    fn real_comments_with_high_scores_raise_the_spam_threshold() {
        let mut ham = vec![-1_000; 999];
        ham.push(4_500);
        assert_eq!(losing(&seen(&ham, &[]), 1), 3.0, "one in a thousand");
        assert_eq!(losing(&seen(&ham[600..], &[]), 1), 4.5, "400 are too few");
        ham.push(4_500);
        assert_eq!(losing(&seen(&ham, &[]), 1), 4.5);
        assert_eq!(losing(&seen(&ham, &[]), 0), 4.5);
        assert_eq!(losing(&seen(&ham, &[]), 100), 3.0);
        assert_eq!(losing(&seen(&[4_950; 200], &[]), 1), 5.0, "within bounds");
    }

    #[test]
    fn real_comments_above_all_thresholds_do_not_raise_the_spam_threshold() {
        let mut ham = vec![-1_000; 400];
        ham.extend([5_001, 9_000, 9_000]);
        assert_eq!(losing(&seen(&ham, &[]), 1), 3.0);
        ham.push(4_500);
        assert_eq!(losing(&seen(&ham, &[]), 1), 4.5);
    }

    #[test]
    fn a_real_comment_in_the_sample_stands_for_those_that_were_not_looked_at() {
        let mut all = scored(Label::Ham, LabelSource::Seen, &[-1_000; 2_000]);
        all.extend(scored(Label::Spam, LabelSource::Filed, &[5_000; 96]));
        all.extend(scored(Label::Spam, LabelSource::Sampled, &[5_000; 3]));
        all.extend(scored(Label::Ham, LabelSource::Sampled, &[3_500]));
        // One of four sampled ones: 25 of 100, which is more than 2 of 2,025.
        assert_eq!(losing(&Scores::of(all.clone()), 1), 3.5);
        assert_eq!(losing(&Scores::of(all.clone()), 20), 3.0);
        for comment in &mut all {
            comment.source = LabelSource::Seen;
        }
        assert_eq!(losing(&Scores::of(all), 1), 3.0);
    }

    #[test]
    fn spam_with_low_scores_lowers_the_ham_threshold() {
        let ham = [-2_500; 200];
        assert_eq!(publishing(&seen(&ham, &[1_000; 100]), 2), -2.0);
        let mut spam = vec![1_000; 97];
        spam.extend([-2_450; 3]);
        assert_eq!(publishing(&seen(&ham, &spam), 2), -2.5, "three are more");
        assert_eq!(publishing(&seen(&ham, &spam), 3), -2.0);
        spam.extend([-8_000; 10]);
        assert_eq!(publishing(&seen(&ham, &spam), 3), -3.0, "within bounds");
    }

    #[test]
    fn a_large_share_of_spam_does_not_lower_the_ham_threshold_by_itself() {
        let mut spam = vec![1_000; 980];
        spam.extend([-5_000; 20]);
        for ham in [0, 10, 100, 10_000] {
            assert_eq!(publishing(&seen(&vec![-5_000; ham], &spam), 2), -2.0);
        }
    }

    #[test]
    fn on_a_lopsided_site_the_lowest_part_of_the_spam_is_for_review() {
        let spam = (0..200).map(|n| 3_000 + 10 * n).collect::<Vec<_>>();
        let below = |ham: usize, spam: &[i64]| seen(&vec![2_500; ham], spam).review_below();
        // Of the first hundred, which are the newest.
        assert_eq!(below(3, &spam), Some(3.12));
        assert_eq!(below(20, &spam), Some(3.12));
        assert_eq!(below(2, &spam), None, "too few real comments");
        assert_eq!(below(21, &spam), None, "less than ten spam per real one");
        assert_eq!(below(2, &spam[..29]), None);
    }

    proptest! {
        #[test]
        fn each_candidate_counts_what_lies_beyond_it(
            ham in prop::collection::vec(-8_000_i64..8_000, 0..50),
            spam in prop::collection::vec(-8_000_i64..8_000, 0..50),
        ) {
            let scores = seen(&ham, &spam);
            for (tenth, above) in SPAM.zip(&scores.ham_above) {
                let counted = ham.iter().filter(|score| **score > tenth * TENTH).count();
                prop_assert_eq!(counted as u64, above.seen, "{}", tenth);
            }
            for (tenth, below) in HAM.zip(&scores.spam_below) {
                let counted = spam.iter().filter(|score| **score < tenth * TENTH).count();
                prop_assert_eq!(counted as u64, *below, "{}", tenth);
            }
        }

        #[test]
        fn thresholds_keep_what_they_promise(
            ham in prop::collection::vec(-8_000_i64..8_000, 0..400),
            spam in prop::collection::vec(-8_000_i64..8_000, 0..400),
            lost in 0_u32..=100,
            published in 0_u32..=100,
        ) {
            let limits = ErrorLimits { ham_lost_per_mille: lost, spam_published_percent: published };
            let Thresholds { ham: below, spam: above } = seen(&ham, &spam).thresholds(limits);
            prop_assert!((-3.0..=-2.0).contains(&below) && (3.0..=5.0).contains(&above));
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let count = |scores: &[i64], is_beyond: fn(f64, f64) -> bool, threshold: f64| {
                scores.iter().filter(|score| is_beyond(**score as f64, (threshold * 1_000.0).round())).count()
            };
            if ham.len() >= 100 && above < 5.0 {
                let above_threshold = |score, threshold| score > threshold;
                let gone = count(&ham, above_threshold, above) - count(&ham, above_threshold, 5.0);
                prop_assert!(gone * 1_000 <= ham.len() * lost as usize + 500);
            }
            if spam.len() >= 50 && below > -3.0 {
                let passed = count(&spam, |score, threshold| score < threshold, below);
                prop_assert!(passed * 100 <= spam.len() * published as usize);
            }
        }

        #[test]
        fn a_larger_sample_of_the_same_share_estimates_the_same(
            times in 1_u64..20, ham in 0_u64..5, spam in 1_u64..5, rest in 0_u64..100,
        ) {
            let estimate = |times: u64| {
                let mut all = Vec::new();
                let counts = [
                    (Label::Ham, LabelSource::Sampled, ham),
                    (Label::Spam, LabelSource::Sampled, spam),
                    (Label::Spam, LabelSource::Filed, rest),
                ];
                for (label, source, count) in counts {
                    let scores = vec![5_500; usize::try_from(count * times).expect("small")];
                    all.extend(scored(label, source, &scores));
                }
                let scores = Scores::of(all);
                scores.estimated(scores.ham)
            };
            prop_assert!(estimate(times) >= estimate(1) * times);
            prop_assert!(estimate(times) <= (estimate(1) + 1) * times);
        }
    }
}
