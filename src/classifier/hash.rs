//! The hash of features.

/// The kind of a hashed value, so that equal bytes of two kinds have different hashes.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub(super) enum HashedKind {
    Word = 1,
    Shape,
    Name,
    Site,
    Known,
}

/// FNV-1a with the output function of `SplitMix64`: stable across versions and platforms, which the standard
/// library's hashers do not guarantee.
pub(super) fn hash(kind: HashedKind, bytes: &[u8]) -> u64 {
    mixed(
        bytes
            .iter()
            .copied()
            .fold(OFFSET ^ (kind as u64) << 56, fnv),
    )
}

pub(super) const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

pub(super) fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

pub(super) fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}
