//! Evaluation of the filter on a history of labeled comments, from a file or from a site's own decisions.
//!
//! `history.rs` reads the comments, `protocol.rs` runs the protocols `online` and `split`, `life.rs`
//! simulates moderation, `disguise.rs` obfuscates spam, `figures.rs` computes metrics. Everything random
//! takes a seed.

mod disguise;
mod figures;
mod history;
mod life;
mod protocol;

pub(crate) use self::{
    disguise::Disguise,
    figures::{Figures, Judged},
    history::{LabeledComment, LabeledHistory},
    life::{Life, life},
    protocol::{Split, online, split},
};

/// A reproducible pseudo-random number generator: `SplitMix64`.
#[derive(Clone, Debug)]
struct SeededRandom(u64);

impl SeededRandom {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let hash = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^ (hash >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or_default()
    }

    /// Returns true with a probability of `of` percent.
    fn percent(&mut self, of: u64) -> bool {
        self.next() % 100 < of
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
    }
}
