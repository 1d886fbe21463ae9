//! The proof of work on the wire, as the ALTCHA protocol (version 2) names its parts.

use poem_openapi::Object;

use crate::spam::{Challenge, ChallengeData, ChallengeParameters};

/// A challenge: look for the counter whose key begins with `keyPrefix`.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Challenge")]
pub struct ChallengeInfo {
    /// What to do.
    pub parameters: ChallengeParametersInfo,
    /// Over the parameters; send it back as it is.
    pub signature: String,
}

/// What to do: PBKDF2 (RFC 8018) with HMAC-SHA-256. The password is the nonce and after it the
/// counter in four bytes, big end first.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ChallengeParameters", rename_all = "camelCase")]
pub struct ChallengeParametersInfo {
    /// `PBKDF2/SHA-256`.
    pub algorithm: String,
    /// Iterations.
    pub cost: u32,
    /// What the server signed besides.
    pub data: ChallengeDataInfo,
    /// Bytes of a key.
    pub key_length: u32,
    /// How the right key begins, in hex.
    pub key_prefix: String,
    /// Over the right key.
    pub key_signature: String,
    /// In hex.
    pub nonce: String,
    /// In hex.
    pub salt: String,
}

/// To which form a challenge belongs, and for how long.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ChallengeData")]
pub struct ChallengeDataInfo {
    /// Milliseconds since 1970.
    pub expires: i64,
    /// Made of site, page and token.
    pub form: String,
}

/// A challenge with its answer.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Solution", deny_unknown_fields)]
pub struct SolutionInfo {
    /// As the form gave it.
    pub challenge: ChallengeInfo,
    /// What was found.
    pub solution: FoundKeyInfo,
}

/// What was found.
#[derive(Clone, Debug, Object)]
#[oai(rename = "FoundKey", rename_all = "camelCase", deny_unknown_fields)]
pub struct FoundKeyInfo {
    /// The counter.
    pub counter: u32,
    /// Its key, whole, in hex.
    pub derived_key: String,
    /// Milliseconds that it took; nobody looks at it.
    pub time: Option<f64>,
}

impl From<Challenge> for ChallengeInfo {
    fn from(challenge: Challenge) -> Self {
        Self {
            parameters: challenge.parameters.into(),
            signature: challenge.signature,
        }
    }
}

impl From<ChallengeParameters> for ChallengeParametersInfo {
    fn from(parameters: ChallengeParameters) -> Self {
        Self {
            algorithm: parameters.algorithm,
            cost: parameters.cost,
            data: parameters.data.into(),
            key_length: parameters.key_length,
            key_prefix: parameters.key_prefix,
            key_signature: parameters.key_signature,
            nonce: parameters.nonce,
            salt: parameters.salt,
        }
    }
}

impl From<ChallengeData> for ChallengeDataInfo {
    fn from(data: ChallengeData) -> Self {
        Self {
            expires: data.expires,
            form: data.form,
        }
    }
}
