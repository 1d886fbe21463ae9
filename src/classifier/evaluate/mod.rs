//! Evaluation of the filter on a history of labeled comments, from a file or from a site's own decisions.
//!
//! `history.rs` reads the comments, `protocol.rs` runs the protocols `online` and `split`, `disguise.rs`
//! obfuscates spam, `figures.rs` computes metrics. Everything random takes a seed. The protocol `life` needs
//! the whole spam filter and is in `src/spam/simulation/`.

mod disguise;
mod figures;
mod history;
mod protocol;

pub use self::history::{HistoryFault, LabeledComment, LabeledHistory};
pub(crate) use self::{
    disguise::Disguise,
    figures::{Figures, Judged},
    protocol::{Split, online, split},
};

/// A reproducible pseudo-random number generator: `SplitMix64`.
#[derive(Clone, Debug)]
pub(crate) struct SeededRandom(u64);

impl SeededRandom {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let hash = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^ (hash >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or_default()
    }

    /// Returns true with a probability of `of` percent.
    pub(crate) fn percent(&mut self, of: u64) -> bool {
        self.next() % 100 < of
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
    }
}
