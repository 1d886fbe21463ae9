//! A naive Bayes classifier over the words and sparse word pairs of one site: orthogonal sparse bigrams
//! (Siefkes, Assis, Chhabra, Yerazunis 2004).

use super::{
    Label,
    counts::CountTable,
    features::{APART, Hashed, WEIGHTS},
};

/// The number of documents in which a feature is assumed to have been seen before the first one.
const PRIOR: f32 = 0.1;
/// The number of documents with a feature at which its ratio has half of its weight.
const DOUBT: f32 = 2.0;
/// The exponent and the offset of the number of features by which their sum is divided: features of one text
/// depend on each other, so their evidence grows more slowly than their number.
const SCALE: f32 = 0.6;
const OFFSET: f32 = 8.0;

/// The log-likelihood ratios of a word by itself and of its pairs with the words before it.
pub(super) type WordRatios = [f32; 1 + APART];

/// The numbers of documents with each word and word pair.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WordPairs(pub(super) CountTable);

impl Default for WordPairs {
    fn default() -> Self {
        Self(CountTable::new(WEIGHTS))
    }
}

impl WordPairs {
    pub(super) fn add(&mut self, hashed: &Hashed, label: Label) {
        let words = 0..hashed.word_count();
        let all = words.flat_map(|word| hashed.own_indices(word).into_iter().flatten());
        self.0.add(all.collect(), label);
    }

    /// Returns the ratios of every word of a text; `seen` is the site's number of documents of each label.
    pub(super) fn ratios(&self, hashed: &Hashed, seen: [u32; 2]) -> Vec<WordRatios> {
        let words = hashed.word_count();
        if seen.contains(&0) {
            return vec![WordRatios::default(); words];
        }
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^24")]
        let [ham, spam] = seen.map(|count| count as f32);
        let [of_ham, of_spam] = [ham, spam].map(|count| PRIOR * count / (ham + spam));
        let ratio = |index: u32| {
            let [h, s] = self.0.get(index);
            let ratio = ((s + of_spam) * ham) / ((h + of_ham) * spam);
            libm::logf(ratio) * (h + s) / (h + s + DOUBT)
        };
        let ratios = (0..words).map(|word| {
            let indices = hashed.own_indices(word);
            indices.map(|index| index.map_or(0.0, ratio))
        });
        ratios.collect()
    }
}

/// Returns the evidence of a range of words, and the share that each ratio has in it.
pub(super) fn evidence(ratios: &[WordRatios]) -> (f32, f32) {
    let (mut sum, mut count) = (0.0, 0.0);
    for (at, word) in ratios.iter().enumerate() {
        for ratio in &word[..=at.min(APART)] {
            if *ratio != 0.0 {
                sum += ratio;
                count += 1.0;
            }
        }
    }
    let share = 1.0 / libm::powf(count + OFFSET, SCALE);
    (sum * share, share)
}
