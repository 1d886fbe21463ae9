//! The learner as bytes: everything except the training examples for replay.

use super::{
    Document, Label, Learner, Model,
    model::SiteState,
    separation::{Separation, SharedState},
    stack::{self, Stack},
};

/// The bytes of the state of one site: its id, counts, bias, weights, and how it stands to the other sites.
const SITE: usize = 8 + 4 * (3 + stack::WEIGHTS + 6);

impl Learner {
    /// Restores a learner from a checkpoint of this version. `bytes` come from
    /// [`checkpoint`](Self::checkpoint); `past` are the last [`Self::PAST`] training examples before it, in
    /// order (fewer if there were fewer). Returns `None` if the length of `bytes` is wrong.
    #[must_use]
    pub fn resume<'a>(
        bytes: &[u8],
        past: impl Iterator<Item = (Document<'a>, Label)>,
    ) -> Option<Self> {
        let mut learner = Self::default();
        let mut left = Bytes(bytes);
        learner.model.read_from(&mut left)?;
        for square in &mut learner.squares {
            *square = left.number()?;
        }
        if !left.0.is_empty() {
            return None;
        }
        for (document, label) in past {
            learner.keep(&document, label);
        }
        Some(learner)
    }

    /// Serializes everything except the training examples for replay: about 4.2 MiB.
    #[must_use]
    pub fn checkpoint(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity((16 * self.squares.len()) + (256 << 10));
        self.model.write(&mut |some| bytes.extend_from_slice(some));
        for number in &self.squares {
            bytes.extend(number.to_le_bytes());
        }
        bytes
    }
}

impl Model {
    /// Writes everything that a score depends on.
    pub(super) fn write(&self, out: &mut impl FnMut(&[u8])) {
        out(&self.ham.to_le_bytes());
        out(&self.spam.to_le_bytes());
        write_shared(&self.shared, out);
        for weight in &self.weights {
            out(&weight.to_le_bytes());
        }
        for block in self.vocabulary.blocks() {
            out(&block.to_le_bytes());
        }
        for [ham, spam] in self.pairs.0.slots().iter().chain(self.language.0.slots()) {
            out(&ham.to_le_bytes());
            out(&spam.to_le_bytes());
        }
        out(&u32::try_from(self.sites.len())
            .unwrap_or(u32::MAX)
            .to_le_bytes());
        for (id, site) in &self.sites {
            out(&id.to_le_bytes());
            for count in site.seen {
                out(&count.to_le_bytes());
            }
            out(&site.bias.to_le_bytes());
            site.stack
                .0
                .iter()
                .for_each(|weight| out(&weight.to_le_bytes()));
            let separation = &site.separation;
            for mean in separation.contradiction {
                out(&mean.to_le_bytes());
            }
            out(&u32::from(separation.is_separate).to_le_bytes());
            write_shared(&separation.state, out);
        }
    }

    fn read_from(&mut self, left: &mut Bytes<'_>) -> Option<()> {
        self.ham = left.count()?;
        self.spam = left.count()?;
        self.shared = left.shared()?;
        for weight in &mut self.weights {
            *weight = left.number()?;
        }
        for block in self.vocabulary.blocks_mut() {
            *block = u64::from_le_bytes(left.take()?);
        }
        let counts = self.pairs.0.slots_mut().iter_mut();
        for count in counts.chain(self.language.0.slots_mut()).flatten() {
            *count = u16::from_le_bytes(left.take()?);
        }
        let sites = usize::try_from(left.count()?).ok()?;
        // No more than the bytes can hold, so that a damaged number does not keep the reader busy.
        if sites > left.0.len() / SITE {
            return None;
        }
        for _ in 0..sites {
            let id = i64::from_le_bytes(left.take()?);
            let seen = [left.count()?, left.count()?];
            let bias = left.number()?;
            let mut stack = Stack::default();
            for weight in &mut stack.0 {
                *weight = left.number()?;
            }
            let separation = Separation {
                contradiction: [left.number()?, left.number()?],
                is_separate: left.count()? != 0,
                state: left.shared()?,
            };
            let state = SiteState {
                seen,
                bias,
                stack,
                separation,
            };
            self.sites.insert(id, state);
        }
        Some(())
    }
}

fn write_shared(state: &SharedState, out: &mut impl FnMut(&[u8])) {
    out(&state.bias.to_le_bytes());
    for count in state.characters {
        out(&count.to_le_bytes());
    }
}

/// The bytes that are still to be read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*first)
    }

    fn count(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn shared(&mut self) -> Option<SharedState> {
        Some(SharedState {
            bias: self.number()?,
            characters: [self.count()?, self.count()?],
        })
    }

    fn number(&mut self) -> Option<f32> {
        self.take().map(f32::from_le_bytes)
    }
}
