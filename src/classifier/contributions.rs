//! How much each word and each shape of a text contributes to its score.

use super::{
    Model,
    features::{GRAM, Hashed, SHARED_APART, own_shape_index, pair},
    language,
    model::Evidence,
    views::{View, Views},
    word_pairs,
};

/// The contributions to the score of one view.
pub(super) struct Contributions {
    /// For each word of the view.
    pub words: Vec<f32>,
    shared_shape: f32,
    own_shape: f32,
    site: i64,
    /// See [`SharedPart::mask`](super::separation::SharedPart).
    mask: u32,
}

impl Contributions {
    /// Returns the contributions of the words and shapes of a view, by index.
    pub(super) fn of(model: &Model, views: &Views, evidence: &Evidence, at: usize) -> Self {
        let (hashed, view) = (&views.hashed, &views.views[at]);
        let state = model.site(hashed.site);
        let ratios = &evidence.pairs[view.words.clone()];
        let (_, of_pair) = word_pairs::evidence(ratios);
        let part = model.shared_part(hashed.site);
        let characters = &evidence.language;
        let (_, of_character) = language::evidence(&characters[hashed.written_chars(&view.words)]);
        let shares = state.stack.shares(&evidence.opinions[at]);
        let mut words = shared(hashed, view, &model.weights, part.mask);
        for word in &mut words {
            *word *= shares.shared;
        }
        let [value, pair_value] = [0, 1].map(|group| view.own.value(group) * shares.own);
        for (at, ratios) in ratios.iter().enumerate() {
            let indices = hashed.own_indices(view.words.start + at);
            for (apart, (ratio, index)) in ratios.iter().zip(indices).enumerate().take(at + 1) {
                let weight = index.map_or(0.0, |index| model.weights[index as usize]);
                let of_pair = ratio * of_pair * shares.pairs;
                if apart == 0 {
                    words[at] += of_pair + weight * value;
                } else {
                    let half = f32::midpoint(of_pair, weight * pair_value);
                    words[at] += half;
                    words[at - apart] += half;
                }
            }
        }
        for (contribution, word) in words.iter_mut().zip(view.words.clone()) {
            let letters = hashed.reading.words[word].seen.clone();
            let sum: f32 = characters[letters].iter().sum();
            *contribution += sum * of_character * shares.language;
        }
        Self {
            words,
            shared_shape: view.shared.value(3) * shares.shared,
            own_shape: view.own.value(2) * shares.own,
            site: hashed.site,
            mask: part.mask,
        }
    }

    /// Returns the contribution of a shape.
    pub(super) fn shape(&self, model: &Model, shape: u32) -> f32 {
        let own = own_shape_index(shape, self.site);
        model.weights[(shape ^ self.mask) as usize] * self.shared_shape
            + model.weights[own as usize] * self.own_shape
    }
}

/// Returns how much each word adds to what the learner of the shared features says, by its own features and
/// those shared with other words.
fn shared(hashed: &Hashed, view: &View, weights: &[f32], mask: u32) -> Vec<f32> {
    let value = |group| view.shared.value(group);
    let weight = |index: u32| weights[(index ^ mask) as usize];
    let words = view.words.clone();
    let mut shares = words
        .map(|word| weight(hashed.word_index(word)) * value(0))
        .collect::<Vec<_>>();
    let words = &hashed.words[view.words.clone()];
    for (at, one) in words.iter().enumerate() {
        for (apart, other) in words[at + 1..].iter().take(SHARED_APART).enumerate() {
            let half = weight(pair(*one, *other, apart)) * value(1) / 2.0;
            shares[at] += half;
            shares[at + 1 + apart] += half;
        }
    }
    for (share, span) in shares.iter_mut().zip(&hashed.spans[view.words.clone()]) {
        for at in span.clone() {
            let grams = &hashed.grams[at * GRAM..(at + 1) * GRAM];
            let inside = GRAM.min(span.end + 1 - at);
            let sum = grams[..inside]
                .iter()
                .map(|index| weight(*index))
                .sum::<f32>();
            *share += sum * value(2);
        }
    }
    shares
}
