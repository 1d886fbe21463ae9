//! Sites whose decisions contradict those of the other sites learn by themselves.
//!
//! All sites share two learners, so that a new site begins with what the others taught. A moderator who decides
//! carelessly, or a site on which other things count as spam, must not take that from the rest. So it is
//! measured how much the examples of a site contradict what the shared learners said about them before. If they
//! do, the shared features of the site get indices of their own: it goes on as if it were alone, and the others
//! as if it were not there. Which of two sites is right cannot be known, and need not be: either learns from its
//! own decisions. A site without others is never separate.

use super::{Label, features::separate_indices, stack::sigmoid};

/// The mean contradiction of the examples of one label from which a site is separate, and below which it joins
/// the others again. Sites of the training collections that decide rightly stay below 0.1, one that decides a
/// third of its comments wrongly is above 0.25.
const SEPARATE_FROM: f32 = 0.15;
const TOGETHER_BELOW: f32 = 0.05;
/// The share of the newest example in that mean.
const NEWEST: f32 = 0.1;
/// The number of examples of other sites before which there is nothing to contradict.
const OTHERS_LEAST: u32 = 20;
/// The number of examples of a further site before which they teach the others nothing: the first wrong ones
/// would count before it is known that they are wrong.
const OWN_LEAST: u32 = 10;
/// The number of examples of one label with which a site teaches the others, and how many more it may have for each
/// example of the other label.
/// A site that approves everything does not contradict the others for long: they learn it.
const ONE_SIDED: u32 = 15;
const PER_OTHER_LABEL: u32 = 4;

/// What the shared learners know besides weights and counts of features.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct SharedState {
    /// The bias of the logistic regression.
    pub bias: f32,
    /// The numbers of characters of ham and of spam that the language models have seen.
    pub characters: [u32; 2],
}

/// How a site stands to the learners that all sites share.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Separation {
    /// The mean contradiction of the latest examples of ham and of spam.
    pub contradiction: [f32; 2],
    pub is_separate: bool,
    /// What takes the place of the state of all sites while the site is separate.
    pub state: SharedState,
}

/// The numbers of training examples that one site and the others have.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExampleCounts {
    /// Of ham and of spam.
    pub own: [u32; 2],
    pub others: u32,
}

/// The part of the shared learners that a site reads and teaches.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct SharedPart {
    /// Combined with each index of a shared feature; 0 for the part of all sites.
    pub mask: u32,
    pub state: SharedState,
}

impl Separation {
    /// Returns what is combined with the indices of shared features of the site.
    pub(super) fn mask(&self, site: i64) -> u32 {
        if self.is_separate {
            separate_indices(site)
        } else {
            0
        }
    }

    /// Notes what the learners of all sites said about a new example, in log-odds.
    pub(super) fn note(&mut self, said: f32, label: Label, counts: ExampleCounts) {
        if counts.others < OTHERS_LEAST {
            return;
        }
        let error = (label.target() - sigmoid(said)).abs();
        let mean = &mut self.contradiction[label as usize];
        // Ignorance, an error of one half, is no contradiction.
        *mean += NEWEST * ((2.0 * error - 1.0).max(0.0) - *mean);
        let [ham, spam] = self.contradiction;
        let most = ham.max(spam);
        if most > SEPARATE_FROM {
            self.is_separate = true;
        } else if most < TOGETHER_BELOW {
            self.is_separate = false;
        }
    }

    /// Returns whether an example of the site changes the part of the shared learners that it reads.
    pub(super) fn teaches(&self, label: Label, counts: ExampleCounts) -> bool {
        let [ham, spam] = counts.own;
        let (same, other) = match label {
            Label::Ham => (ham, spam),
            Label::Spam => (spam, ham),
        };
        let most = ONE_SIDED.saturating_add(other.saturating_mul(PER_OTHER_LABEL));
        self.is_separate
            || counts.others < OTHERS_LEAST
            || (ham.saturating_add(spam) >= OWN_LEAST && same <= most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BESIDE_OTHERS: ExampleCounts = ExampleCounts {
        own: [20, 20],
        others: 40,
    };

    #[test]
    fn a_site_that_contradicts_the_others_is_separate_until_it_agrees() {
        let mut separation = Separation::default();
        separation.note(5.0, Label::Spam, BESIDE_OTHERS);
        assert_eq!(separation.mask(7), 0);
        for _ in 0..2 {
            separation.note(5.0, Label::Ham, BESIDE_OTHERS);
        }
        assert_ne!(separation.mask(7), 0);
        assert_ne!(separation.mask(7), separation.mask(8));
        for _ in 0..20 {
            separation.note(-5.0, Label::Ham, BESIDE_OTHERS);
        }
        assert_eq!(separation.mask(7), 0);
    }

    #[test]
    fn texts_about_which_the_others_know_nothing_are_no_contradiction() {
        let mut separation = Separation::default();
        for label in [Label::Ham, Label::Spam].repeat(50) {
            separation.note(0.0, label, BESIDE_OTHERS);
        }
        assert!(!separation.is_separate);
    }

    #[test]
    fn a_single_site_is_never_separate_and_always_teaches() {
        let alone = ExampleCounts {
            own: [1_000, 0],
            others: OTHERS_LEAST - 1,
        };
        let mut separation = Separation::default();
        for _ in 0..100 {
            separation.note(9.0, Label::Ham, alone);
        }
        assert!(!separation.is_separate && separation.teaches(Label::Ham, alone));
    }

    #[test]
    fn a_further_site_teaches_from_its_tenth_example_and_not_one_label_alone() {
        let teaches = |own| {
            let counts = ExampleCounts { own, others: 40 };
            Separation::default().teaches(Label::Ham, counts)
        };
        assert!(!teaches([5, 4]) && teaches([5, 5]));
        assert!(teaches([15, 0]) && !teaches([16, 0]));
        assert!(teaches([55, 10]) && !teaches([56, 10]));
        assert!(teaches([20, 500]));
        let separate = Separation {
            is_separate: true,
            ..Separation::default()
        };
        let counts = ExampleCounts {
            own: [90, 0],
            others: 40,
        };
        assert!(separate.teaches(Label::Ham, counts), "itself");
    }
}
