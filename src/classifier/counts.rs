//! Counts of documents by label under hashed features, in a table of fixed size.

use super::Label;

/// The numbers of ham and of spam documents under each hash; different features may share one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CountTable(Vec<[u16; 2]>);

impl CountTable {
    pub(super) fn new(slots: usize) -> Self {
        Self(vec![[0; 2]; slots])
    }

    /// Counts each of the features of one document once.
    pub(super) fn add(&mut self, mut features: Vec<u32>, label: Label) {
        features.sort_unstable();
        features.dedup();
        for index in features {
            let count = &mut self.0[index as usize][label as usize];
            *count = count.saturating_add(1);
        }
    }

    /// Returns the numbers of ham and of spam documents with a feature.
    pub(super) fn get(&self, index: u32) -> [f32; 2] {
        self.0[index as usize].map(f32::from)
    }

    pub(super) fn slots(&self) -> &[[u16; 2]] {
        &self.0
    }

    pub(super) fn slots_mut(&mut self) -> &mut [[u16; 2]] {
        &mut self.0
    }
}
