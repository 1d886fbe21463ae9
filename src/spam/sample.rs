//! The input of an assessment.

use crate::{
    flood::{FloodStep, ProofState, TokenState},
    site::SiteId,
};

/// The input of an assessment: a comment as it was submitted, and the circumstances of the submission.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each named where it is set"
)]
pub struct Sample<'a> {
    pub site: SiteId,
    /// The text as written, before rendering.
    pub text: &'a str,
    pub name: &'a str,
    pub email: Option<&'a str>,
    pub website: Option<&'a str>,
    /// Whether the hidden honeypot field was filled in.
    pub honeypot: bool,
    pub token: TokenState,
    pub proof: ProofState,
    /// The current flood protection of the site.
    pub flood: FloodStep,
    pub author: Option<AuthorKeys<'a>>,
    /// The IP prefix of the client, such as `203.0.113.0/24`.
    pub network: Option<&'a str>,
    pub duplicates: DuplicateCounts,
    /// Whether many comments are currently coming from the network.
    pub network_busy: bool,
    /// Whether rate limits are counted by this process alone, because the shared store is unavailable.
    pub limits_degraded: bool,
    /// Whether this is an edit of a comment, which has no form token.
    pub edited: bool,
}

/// The pseudonymous identity of an author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthorKeys<'a> {
    /// A keyed hash.
    pub hash: &'a [u8],
    /// Hashes of the same author under previous secrets.
    pub earlier: &'a [Vec<u8>],
    /// Whether the identity was verified, by email or a provider, and not only typed in.
    pub verified: bool,
}

/// Duplicates: where else the same text was submitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DuplicateCounts {
    /// The number of other pages of the site with the same text (by [`crate::spam::digest`]) within the hour.
    pub pages_within_hour: u32,
}
