//! Proof of work: an ALTCHA challenge (version 2) that costs a browser a fraction of a second and the server
//! microseconds, bound to one form.
//!
//! The browser searches for the counter whose PBKDF2 key begins with the prefix in the challenge. The
//! challenge is signed as canonical JSON, where field boundaries are unambiguous, and contains a MAC over
//! site, page and the nonce of the form token, each preceded by its length: it is valid only for that form,
//! and only once, since the token is spent with the comment. The expected key is signed too, so that checking
//! a solution needs no key derivation.

use std::{collections::BTreeMap, time::Duration};

use altcha::{CreateChallengeOptions, VerifySolutionOptions};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::form_token::{self, CheckedToken};
use crate::{
    clock::{Clock, Timestamp},
    secret::Key,
    site::SiteId,
};

/// The lifetime of a challenge: solutions are accepted until then.
pub(crate) const PROOF_LIFE: Duration = Duration::from_mins(10);

const ALGORITHM: &str = "PBKDF2/SHA-256";
/// PBKDF2 iterations per key: enough that the browser spends its time on them and not on call overhead.
const ITERATIONS: u32 = 1_000;
/// The number of possible counters; on average, half of them are tried.
const COUNTERS: u32 = 750;
/// The longest string in a solution, in bytes; the strings in challenges of this server are half as long.
const TEXT_MAX: usize = 128;

/// The amount of work that a challenge requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequiredWork {
    /// At most 0.75 million iterations.
    Usual,
    /// Twice as many, while a flood continues.
    Doubled,
}

/// The result of checking a proof of work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProofState {
    /// No solution was sent.
    #[default]
    Missing,
    /// The form was open for longer than [`PROOF_LIFE`].
    Expired,
    /// The solution was used for another comment.
    Used,
    /// The solution is invalid or belongs to another form.
    Wrong,
    Good,
}

/// A challenge, with field names as in the ALTCHA protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    pub parameters: ChallengeParameters,
    /// HMAC-SHA-256 over the parameters, in hex.
    pub signature: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ChallengeParameters {
    /// `PBKDF2/SHA-256`.
    pub algorithm: String,
    /// The number of iterations per key.
    pub cost: u32,
    pub data: ChallengeData,
    /// The length of a key, in bytes.
    pub key_length: u32,
    /// The beginning of the expected key, in hex.
    pub key_prefix: String,
    /// HMAC-SHA-256 over the expected key, in hex.
    pub key_signature: String,
    /// In hex; followed by the counter as four big-endian bytes, it is the password of the key derivation.
    pub nonce: String,
    /// The salt of the key derivation, in hex.
    pub salt: String,
}

/// The custom data of a challenge, signed with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeData {
    /// The expiration time, in milliseconds since 1970.
    pub expires: i64,
    /// The MAC that binds the challenge to a form.
    pub form: String,
}

/// A challenge with its solution, as the browser sends it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Solution {
    pub challenge: Challenge,
    pub solution: FoundKey,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct FoundKey {
    pub counter: u32,
    /// In hex.
    pub derived_key: String,
    /// The duration of the search in milliseconds; ignored.
    #[serde(default)]
    pub time: Option<f64>,
}

impl Solution {
    /// Parses a solution; `None` if the value does not have the expected structure.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        let read = Self::deserialize(value).ok()?;
        let parameters = &read.challenge.parameters;
        let texts = [
            &parameters.algorithm,
            &parameters.data.form,
            &parameters.key_prefix,
            &parameters.key_signature,
            &parameters.nonce,
            &parameters.salt,
            &read.challenge.signature,
            &read.solution.derived_key,
        ];
        texts
            .iter()
            .all(|text| text.len() <= TEXT_MAX)
            .then_some(read)
    }
}

/// Issues and checks challenges; holds their keys.
pub(crate) struct Challenges {
    /// The key that signs challenges; a string, as the `altcha` crate requires.
    challenge: String,
    /// The key that signs the expected keys.
    key: String,
    /// The key that binds challenges to forms.
    form: Key,
}

impl Challenges {
    pub(crate) fn new(key: Key) -> Self {
        Self {
            challenge: hex(&key.mac(&[b"challenge"])),
            key: hex(&key.mac(&[b"key"])),
            form: key,
        }
    }

    /// Issues a challenge for the form with this nonce. `None` would be a bug in the `altcha` crate; the form
    /// then has no challenge, and submissions that require a proof of work are held for moderation.
    pub(crate) fn issue(
        &self,
        form: &IssuedForm<'_>,
        work: RequiredWork,
        clock: &Clock,
    ) -> Option<Challenge> {
        let counters = match work {
            RequiredWork::Usual => COUNTERS,
            RequiredWork::Doubled => 2 * COUNTERS,
        };
        let data = ChallengeData {
            expires: clock.now().plus(PROOF_LIFE).0,
            form: self.binding(form),
        };
        let made = altcha::create_challenge(CreateChallengeOptions {
            algorithm: ALGORITHM.to_owned(),
            cost: ITERATIONS,
            counter: Some(u32::from_be_bytes(clock.random_bytes()) % counters),
            data: Some(signed(&data)),
            hmac_signature_secret: Some(self.challenge.clone()),
            hmac_key_signature_secret: Some(self.key.clone()),
            ..CreateChallengeOptions::default()
        });
        let made = made
            .inspect_err(|error| tracing::error!(%error, "challenge creation failed"))
            .ok()?;
        let parameters = made.parameters;
        Some(Challenge {
            parameters: ChallengeParameters {
                algorithm: parameters.algorithm,
                cost: parameters.cost,
                data,
                key_length: u32::try_from(parameters.key_length).ok()?,
                key_prefix: parameters.key_prefix,
                key_signature: parameters.key_signature?,
                nonce: parameters.nonce,
                salt: parameters.salt,
            },
            signature: made.signature?,
        })
    }

    /// Checks a solution that was sent with this token. Whether the token was used for another comment is
    /// known only to the database.
    pub(crate) fn check(
        &self,
        site: SiteId,
        page: &str,
        token: &CheckedToken,
        solution: &Solution,
        now: Timestamp,
    ) -> ProofState {
        let Challenge {
            parameters,
            signature,
        } = &solution.challenge;
        let challenge = altcha::Challenge {
            parameters: altcha::ChallengeParameters {
                algorithm: parameters.algorithm.clone(),
                cost: parameters.cost,
                data: Some(signed(&parameters.data)),
                // The crate would compare this with the system clock; our expiration time is in the data.
                expires_at: None,
                key_length: parameters.key_length as usize,
                key_prefix: parameters.key_prefix.clone(),
                key_signature: Some(parameters.key_signature.clone()),
                memory_cost: None,
                nonce: parameters.nonce.clone(),
                parallelism: None,
                salt: parameters.salt.clone(),
            },
            signature: Some(signature.clone()),
        };
        let found = altcha::Solution {
            counter: solution.solution.counter,
            derived_key: solution.solution.derived_key.clone(),
            time: None,
        };
        let verified = altcha::verify_solution(VerifySolutionOptions {
            hmac_key_signature_secret: Some(self.key.clone()),
            ..VerifySolutionOptions::new(&challenge, &found, &*self.challenge)
        });
        if !verified.is_ok_and(|result| result.verified) {
            return ProofState::Wrong;
        }
        if now.0 > parameters.data.expires {
            return ProofState::Expired;
        }
        let own = token.nonce().map(|nonce| {
            let form = IssuedForm { site, page, nonce };
            self.binding(&form)
        });
        if own.is_some_and(|own| own == parameters.data.form) {
            ProofState::Good
        } else {
            ProofState::Wrong
        }
    }

    fn binding(&self, form: &IssuedForm<'_>) -> String {
        let page = form_token::page_hash(form.page);
        let fields: [&[u8]; 4] = [b"form", &form.site.to_be_bytes(), &page, form.nonce];
        hex(&self.form.mac(&fields)[..16])
    }
}

/// A form that was issued.
pub(crate) struct IssuedForm<'a> {
    pub site: SiteId,
    pub page: &'a str,
    /// The nonce of its token.
    pub nonce: &'a [u8],
}

fn signed(data: &ChallengeData) -> BTreeMap<String, Value> {
    BTreeMap::from([
        ("expires".to_owned(), data.expires.into()),
        ("form".to_owned(), data.form.clone().into()),
    ])
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::secret::Secret;

    const T0: Timestamp = Timestamp(1_800_000_000_000);
    const NONCE: [u8; 16] = [9; 16];
    const DAY: Duration = Duration::from_hours(24);

    fn challenges() -> Challenges {
        let secret = Secret::new([7; 32]).expect("long enough");
        Challenges::new(secret.key("proof of work"))
    }

    fn checked(page: &str, nonce: [u8; 16]) -> CheckedToken {
        let key = Secret::new([7; 32]).expect("long enough").key("form token");
        let text = form_token::issue(&key, 1, page, T0, nonce);
        form_token::check(&key.into(), 1, page, &text, T0, DAY).expect("ours")
    }

    fn form(page: &str) -> IssuedForm<'_> {
        IssuedForm {
            site: 1,
            page,
            nonce: &NONCE,
        }
    }

    /// Solves a challenge as a browser does.
    fn solved(challenge: &Challenge) -> Value {
        let wire = serde_json::to_value(challenge).expect("writes");
        let theirs: altcha::Challenge = serde_json::from_value(wire.clone()).expect("reads");
        let options = altcha::SolveChallengeOptions::new(&theirs);
        let found = altcha::solve_challenge(options)
            .expect("can be solved")
            .expect("in time");
        json!({ "challenge": wire, "solution": found })
    }

    fn answer() -> Value {
        let issued = challenges().issue(&form("/a"), RequiredWork::Usual, &Clock::held(T0));
        solved(&issued.expect("a challenge"))
    }

    fn seen(value: &Value, page: &str, token: &CheckedToken, at: Timestamp) -> ProofState {
        let solution = Solution::read(value).expect("an answer");
        challenges().check(1, page, token, &solution, at)
    }

    #[test]
    fn an_answer_is_good_for_its_own_form_for_ten_minutes() {
        let answer = answer();
        let own = checked("/a", NONCE);
        assert_eq!(seen(&answer, "/a", &own, T0), ProofState::Good);
        let last = T0.plus(PROOF_LIFE);
        assert_eq!(seen(&answer, "/a", &own, last), ProofState::Good);
        let late = last.plus(Duration::from_millis(1));
        assert_eq!(seen(&answer, "/a", &own, late), ProofState::Expired);
    }

    #[test]
    fn an_answer_for_another_page_site_form_or_installation_is_wrong() {
        let answer = answer();
        let own = checked("/a", NONCE);
        let other = checked("/a", [8; 16]);
        assert_eq!(
            seen(&answer, "/b", &checked("/b", NONCE), T0),
            ProofState::Wrong
        );
        assert_eq!(seen(&answer, "/a", &other, T0), ProofState::Wrong);
        let missing = CheckedToken::missing();
        assert_eq!(seen(&answer, "/a", &missing, T0), ProofState::Wrong);
        let solution = Solution::read(&answer).expect("an answer");
        assert_eq!(
            challenges().check(2, "/a", &own, &solution, T0),
            ProofState::Wrong
        );
        let secret = Secret::new([8; 32]).expect("long enough");
        let elsewhere = Challenges::new(secret.key("proof of work"));
        assert_eq!(
            elsewhere.check(1, "/a", &own, &solution, T0),
            ProofState::Wrong
        );
    }

    #[test]
    fn every_part_of_a_challenge_is_signed() {
        let answer = answer();
        let own = checked("/a", NONCE);
        let changes = [
            ("/challenge/parameters/cost", json!(1)),
            ("/challenge/parameters/keyPrefix", json!("00")),
            ("/challenge/parameters/keySignature", json!("")),
            ("/challenge/parameters/data/expires", json!(i64::MAX)),
            ("/challenge/parameters/data/form", json!("")),
            ("/challenge/parameters/nonce", json!("zz")),
            ("/challenge/signature", json!("")),
            ("/solution/derivedKey", json!("not hex")),
            ("/solution/derivedKey", json!("00".repeat(32))),
        ];
        for (at, value) in changes {
            let mut forged = answer.clone();
            *forged.pointer_mut(at).expect("is there") = value;
            assert_eq!(seen(&forged, "/a", &own, T0), ProofState::Wrong, "{at}");
        }
    }

    #[test]
    fn what_is_no_answer_is_not_read() {
        let good = answer();
        let mut wrong = vec![json!(null), json!([]), json!({}), json!("x"), json!(1e308)];
        for (at, value) in [
            ("/solution/counter", json!(-1)),
            ("/solution/counter", json!(1e300)),
            ("/solution/counter", json!("1")),
            ("/solution/derivedKey", json!("0".repeat(TEXT_MAX + 1))),
            ("/challenge/parameters/data", json!({ "form": [[[[]]]] })),
            ("/challenge/signature", json!(null)),
        ] {
            let mut changed = good.clone();
            *changed.pointer_mut(at).expect("is there") = value;
            wrong.push(changed);
        }
        let mut more = good.clone();
        more["more"] = json!(1);
        wrong.push(more);
        for value in wrong {
            assert_eq!(Solution::read(&value), None, "{value}");
        }
    }

    #[test]
    fn doubled_work_is_solved_too() {
        let clock = Clock::held(T0);
        let issued = challenges().issue(&form("/a"), RequiredWork::Doubled, &clock);
        let answer = solved(&issued.expect("a challenge"));
        let own = checked("/a", NONCE);
        assert_eq!(seen(&answer, "/a", &own, T0), ProofState::Good);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn no_other_key_is_an_answer(key in "[0-9a-f]{64}") {
            let mut changed = answer();
            prop_assume!(changed["solution"]["derivedKey"] != json!(key));
            changed["solution"]["derivedKey"] = json!(key);
            prop_assert_eq!(seen(&changed, "/a", &checked("/a", NONCE), T0), ProofState::Wrong);
        }
    }
}
