//! Two language models of characters, one of ham and one of spam: a text belongs to the label whose model
//! predicts its characters better (Bratko, Cormack, Filipič, Lynam, Zupan 2006; here with 5-grams in a table of
//! fixed size instead of a suffix tree).

use super::{
    Label,
    counts::CountTable,
    features::{GRAM, Hashed, WEIGHTS},
    separation::SharedPart,
};

/// The number of documents for which the estimate from a shorter context counts.
const BACKOFF: f32 = 20.0;
/// The likelihood of a character without any context.
const UNIFORM: f32 = 1.0 / 256.0;
/// The exponent and the offset of the number of characters by which their sum is divided.
const SCALE: f32 = 0.8;
const OFFSET: f32 = 40.0;

/// The numbers of documents with each sequence of one to five characters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LanguageModels(pub(super) CountTable);

impl Default for LanguageModels {
    fn default() -> Self {
        Self(CountTable::new(WEIGHTS))
    }
}

impl LanguageModels {
    /// Adds the grams of a text to a part of the models.
    pub(super) fn add(&mut self, hashed: &Hashed, label: Label, part: &mut SharedPart) {
        let count = hashed.char_count();
        let characters = &mut part.state.characters[label as usize];
        *characters = characters.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        let mask = part.mask;
        let grams = (0..count).flat_map(|at| hashed.written_grams(at));
        self.0.add(grams.map(|gram| gram ^ mask).collect(), label);
    }

    /// Returns the log-likelihood ratio of each character of the text as it was written, after the up to four
    /// characters before it.
    pub(super) fn ratios(&self, hashed: &Hashed, part: &SharedPart) -> Vec<f32> {
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let all = part.state.characters.map(|count| count as f32);
        let ratio = |at: usize| {
            let (mut ham, mut spam) = (UNIFORM, UNIFORM);
            let mut context = all;
            for before in 0..GRAM.min(at + 1) {
                let grams = hashed.written_grams(at - before);
                if before > 0 {
                    context = self.0.get(grams[before - 1] ^ part.mask);
                }
                let counts = self.0.get(grams[before] ^ part.mask);
                ham = (counts[0] + BACKOFF * ham) / (context[0] + BACKOFF);
                spam = (counts[1] + BACKOFF * spam) / (context[1] + BACKOFF);
            }
            libm::logf(spam / ham)
        };
        (0..hashed.char_count()).map(ratio).collect()
    }
}

/// Returns the evidence of a range of characters, and the share that each ratio has in it.
pub(super) fn evidence(ratios: &[f32]) -> (f32, f32) {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^24 characters")]
    let share = 1.0 / libm::powf(ratios.len() as f32 + OFFSET, SCALE);
    (ratios.iter().sum::<f32>() * share, share)
}
