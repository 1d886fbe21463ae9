//! Wire types of the proof of work, named as in the ALTCHA protocol (version 2).

use std::borrow::Cow;

use poem_openapi::{
    Object,
    registry::{MetaSchema, MetaSchemaRef, Registry},
    types::{ParseFromJSON, ParseResult, ToJSON, Type},
};
use serde::Deserialize;
use serde_json::Value;

use crate::flood::{Challenge, ChallengeData, ChallengeParameters};

/// A challenge: find the counter whose key begins with `keyPrefix`.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Challenge")]
pub struct ChallengeInfo {
    /// The parameters of the proof of work.
    pub parameters: ChallengeParametersInfo,
    /// The signature of the parameters; send it back unchanged.
    pub signature: String,
}

/// The parameters of the proof of work: PBKDF2 (RFC 8018) with HMAC-SHA-256. The password is the nonce
/// followed by the counter in four bytes, big-endian.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ChallengeParameters", rename_all = "camelCase")]
pub struct ChallengeParametersInfo {
    /// `PBKDF2/SHA-256`.
    pub algorithm: String,
    /// The number of iterations.
    pub cost: u32,
    /// Other data that the server signed.
    pub data: ChallengeDataInfo,
    /// The length of a key in bytes.
    pub key_length: u32,
    /// The beginning of the right key, in hex.
    pub key_prefix: String,
    /// The signature of the right key.
    pub key_signature: String,
    /// In hex.
    pub nonce: String,
    /// In hex.
    pub salt: String,
}

/// The form to which a challenge belongs, and its expiration.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ChallengeData")]
pub struct ChallengeDataInfo {
    /// In milliseconds since 1970.
    pub expires: i64,
    /// A hash of site, page and token.
    pub form: String,
}

/// A challenge with its solution.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Solution", deny_unknown_fields)]
pub struct SolutionInfo {
    /// As received with the form.
    pub challenge: ChallengeInfo,
    /// The solution.
    pub solution: FoundKeyInfo,
}

/// The solution of a challenge.
#[derive(Clone, Debug, Object)]
#[oai(rename = "FoundKey", rename_all = "camelCase", deny_unknown_fields)]
pub struct FoundKeyInfo {
    /// The counter.
    pub counter: u32,
    /// The complete key of the counter, in hex.
    pub derived_key: String,
    /// The time that the search took, in milliseconds; ignored.
    pub time: Option<f64>,
}

/// A solution as a script sends it: the object, or its JSON as a text. Documented as an alternative, so
/// that the check of the solution decides about it and not the schema.
#[derive(Clone, Debug, Deserialize)]
pub struct SentSolution(Value);

impl SentSolution {
    /// Returns the JSON.
    pub(super) fn into_text(self) -> String {
        match self.0 {
            Value::String(text) => text,
            value => value.to_string(),
        }
    }
}

impl Type for SentSolution {
    const IS_REQUIRED: bool = true;

    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "SentSolution".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema {
            any_of: vec![SolutionInfo::schema_ref()],
            ..MetaSchema::ANY
        }))
    }

    fn register(registry: &mut Registry) {
        SolutionInfo::register(registry);
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(self.as_raw_value().into_iter())
    }
}

impl ParseFromJSON for SentSolution {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        Ok(Self(value.unwrap_or_default()))
    }
}

impl ToJSON for SentSolution {
    fn to_json(&self) -> Option<Value> {
        Some(self.0.clone())
    }
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
