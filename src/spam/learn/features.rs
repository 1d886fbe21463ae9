//! What a text is made of, as hashed features in groups.

use super::Document;
use crate::spam::normal::Normal;

/// How many weights there are.
pub const WEIGHTS: usize = 1 << 18;

/// Features of one text: indices into the weights, each with its value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Features(pub Vec<(u32, f32)>);

impl Features {
    pub fn of(document: &Document<'_>) -> Self {
        let text = Normal::of(document.text);
        let mut words = text.words().map(|w| hash(0, w.bytes())).collect::<Vec<_>>();
        words.sort_unstable();
        words.dedup();
        #[expect(clippy::cast_precision_loss, reason = "few words")]
        let value = 1.0 / (words.len().max(1) as f32).sqrt();
        Self(words.into_iter().map(|w| (w, value)).collect())
    }
}

fn hash(group: u8, bytes: impl Iterator<Item = u8>) -> u32 {
    let hash = std::iter::once(group)
        .chain(bytes)
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    u32::try_from((hash ^ (hash >> 29)) & (WEIGHTS as u64 - 1)).unwrap_or_default()
}
