//! The decisions that are required before a score may decide, for each side by itself.
//!
//! Blogs are lopsided: one has 30 real comments per spam, another one real comment per 67. A single number of
//! decisions "of each label" would keep both of them waiting for months. Publishing depends on the spam that
//! the filter has seen, since only spam shows what must not be published; filing depends on the ham.

/// The number of spam decisions from which comments are published by their score.
const SPAM_REQUIRED: u32 = 15;
/// The least number, for a site with many ham decisions.
const SPAM_REQUIRED_LEAST: u32 = 5;
/// The number of ham decisions that replace one of spam. With 150 or more real comments decided, a site that
/// gets little spam has shown that most of what it publishes is real.
const HAM_PER_SPAM: u32 = 15;
/// The number of ham decisions from which comments are filed as spam by their score alone.
const HAM_REQUIRED: u32 = 25;

/// The number of decisions of one label, and how many are required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RequiredDecisions {
    pub decided: u32,
    pub required: u32,
}

impl RequiredDecisions {
    #[must_use]
    pub(crate) const fn are_enough(self) -> bool {
        self.decided >= self.required
    }
}

/// What a site still needs before its filter publishes and files comments by their score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ScoreGates {
    /// The spam decisions for publishing.
    pub publishing: RequiredDecisions,
    /// The ham decisions for filing.
    pub filing: RequiredDecisions,
}

impl ScoreGates {
    /// Returns the gates after these numbers of decisions.
    #[must_use]
    pub(crate) fn of(ham: u32, spam: u32) -> Self {
        let required = SPAM_REQUIRED
            .saturating_sub(ham / HAM_PER_SPAM)
            .max(SPAM_REQUIRED_LEAST);
        Self {
            publishing: RequiredDecisions {
                decided: spam,
                required,
            },
            filing: RequiredDecisions {
                decided: ham,
                required: HAM_REQUIRED,
            },
        }
    }

    /// Returns what is missing, for people: "12 of 15 spam decisions". `None` if nothing is.
    #[must_use]
    pub(crate) fn missing(&self) -> Option<String> {
        let side = |required: RequiredDecisions, label: &str| {
            let RequiredDecisions { decided, required } = required;
            format!("{decided} of {required} {label} decisions")
        };
        match (self.publishing.are_enough(), self.filing.are_enough()) {
            (true, true) => None,
            (false, true) => Some(side(self.publishing, "spam")),
            (true, false) => Some(side(self.filing, "ham")),
            (false, false) => Some(format!(
                "{} and {}",
                side(self.filing, "ham"),
                side(self.publishing, "spam")
            )),
        }
    }
}

impl Default for ScoreGates {
    fn default() -> Self {
        Self::of(0, 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_side_opens_by_itself() {
        let open = |ham, spam| {
            let gates = ScoreGates::of(ham, spam);
            (gates.publishing.are_enough(), gates.filing.are_enough())
        };
        assert_eq!(open(0, 0), (false, false));
        assert_eq!(open(25, 0), (false, true));
        assert_eq!(open(3, 14), (false, false));
        assert_eq!(open(3, 15), (true, false));
        assert_eq!(open(1_000, 4), (false, true), "some spam is required");
        assert_eq!(open(150, 5), (true, true));
    }

    #[test]
    fn what_is_missing_is_told_in_numbers() {
        let missing = |ham, spam| ScoreGates::of(ham, spam).missing();
        assert_eq!(
            missing(12, 3).as_deref(),
            Some("12 of 25 ham decisions and 3 of 15 spam decisions")
        );
        assert_eq!(missing(12, 20).as_deref(), Some("12 of 25 ham decisions"));
        assert_eq!(missing(90, 3).as_deref(), Some("3 of 9 spam decisions"));
        assert_eq!(missing(90, 9), None);
    }

    proptest! {
        #[test]
        fn more_decisions_never_close_a_gate(ham in 0_u32..400, spam in 0_u32..40, more in 0_u32..400) {
            let gates = ScoreGates::of(ham, spam);
            for later in [ScoreGates::of(ham + more, spam), ScoreGates::of(ham, spam + more)] {
                prop_assert!(later.publishing.are_enough() || !gates.publishing.are_enough());
                prop_assert!(later.filing.are_enough() || !gates.filing.are_enough());
            }
        }
    }
}
