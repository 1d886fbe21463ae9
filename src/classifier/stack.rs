//! The combination of the four learners on one site: an online logistic regression over what each of them says,
//! trained on what they said before they learned the answer (stacking: Wolpert 1992).

use super::Label;

/// What each learner says about a text: more for spam, less for ham.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Opinions {
    /// The log-odds of the logistic regression over the features of all sites.
    pub shared: f32,
    /// The log-odds of the logistic regression over the features of this site.
    pub own: f32,
    /// The evidence of the naive Bayes classifier over the words and word pairs of this site.
    pub pairs: f32,
    /// The evidence of the language models.
    pub language: f32,
}

/// The number of learners.
const LEARNERS: usize = 4;
/// The number of weights of a [`Stack`], the constant included.
pub(super) const WEIGHTS: usize = LEARNERS + 1;
/// What each learner says is divided by so much, and by its own size times [`SATURATION`], so that an
/// exaggeration of one learner does not outweigh the others.
const SCALES: [f32; LEARNERS] = [8.0, 8.0, 4.0, 2.0];
const SATURATION: f32 = 0.3;
/// The weights before the first example: the shared features, the site's own, word pairs, language, constant.
const START: [f32; WEIGHTS] = [5.0, 2.0, 2.0, 1.0, 0.0];
/// The learning rate.
const RATE: f32 = 0.2;

impl Opinions {
    fn all(&self) -> [f32; LEARNERS] {
        [self.shared, self.own, self.pairs, self.language]
    }
}

/// The weights of the learners on one site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stack(pub(super) [f32; WEIGHTS]);

impl Default for Stack {
    fn default() -> Self {
        Self(START)
    }
}

impl Stack {
    /// Returns the log-odds of spam.
    pub(super) fn score(&self, opinions: &Opinions) -> f32 {
        let inputs = inputs(opinions);
        self.0.iter().zip(inputs).map(|(w, x)| w * x).sum()
    }

    /// Returns how much of the score each unit of what a learner says makes.
    pub(super) fn shares(&self, opinions: &Opinions) -> Opinions {
        let [shared, own, pairs, language] = std::array::from_fn(|n| {
            let said = opinions.all()[n].abs();
            self.0[n] / (SCALES[n] + SATURATION * said)
        });
        Opinions {
            shared,
            own,
            pairs,
            language,
        }
    }

    pub(super) fn learn(&mut self, opinions: &Opinions, label: Label) {
        let error = label.target() - sigmoid(self.score(opinions));
        for (weight, input) in self.0.iter_mut().zip(inputs(opinions)) {
            *weight += RATE * error * input;
        }
    }
}

fn inputs(opinions: &Opinions) -> [f32; WEIGHTS] {
    let mut inputs = [1.0; WEIGHTS];
    for ((input, said), scale) in inputs.iter_mut().zip(opinions.all()).zip(SCALES) {
        *input = said / (scale + SATURATION * said.abs());
    }
    inputs
}

/// From `libm`, which computes the same bits on every machine.
pub(super) fn sigmoid(log_odds: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-log_odds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_learner_that_is_wrong_loses_its_influence() {
        let mut stack = Stack::default();
        let misled = Opinions {
            shared: -4.0,
            own: 2.0,
            pairs: 2.0,
            language: 0.5,
        };
        assert!(stack.score(&misled) < 0.0);
        for _ in 0..40 {
            stack.learn(&misled, Label::Spam);
        }
        assert!(stack.score(&misled) > 0.0);
        assert!(stack.0[0] < START[0] && stack.0[1] > START[1]);
    }

    #[test]
    fn what_the_learners_say_times_their_shares_is_the_score() {
        let opinions = Opinions {
            shared: 3.0,
            own: -1.0,
            pairs: 0.0,
            language: 7.0,
        };
        let stack = Stack::default();
        let shares = stack.shares(&opinions);
        let parts = opinions.all().into_iter().zip(shares.all());
        let sum: f32 = parts.map(|(said, share)| said * share).sum();
        assert!((sum + stack.0[LEARNERS] - stack.score(&opinions)).abs() < 1e-5);
    }
}
