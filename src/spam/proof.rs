//! Proof of work: a puzzle of the ALTCHA kind (version 2) that costs a browser part of a second and
//! the server microseconds, bound to one form.
//!
//! The browser looks for the counter whose PBKDF2 key begins as the challenge says. The challenge is
//! signed as canonical JSON, where no field can run into the next one, and holds a MAC over site,
//! page and the nonce of the form token, each after its length: it is good for that form alone, and
//! once, since the token is spent with the comment. The right key is signed too, so that looking at
//! an answer derives nothing.

use std::{collections::BTreeMap, time::Duration};

use altcha::{CreateChallengeOptions, VerifySolutionOptions};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::token::{self, CheckedToken};
use crate::{
    clock::{Clock, Timestamp},
    secret::Key,
    site::SiteId,
};

/// For so long a challenge can be answered.
pub const PROOF_LIFE: Duration = Duration::from_mins(10);

const ALGORITHM: &str = "PBKDF2/SHA-256";
/// Iterations of one key: enough that a browser's time goes into them and not into the calls.
const ITERATIONS: u32 = 1_000;
/// The counter lies among so many: half of them are tried on average.
const COUNTERS: u32 = 750;
/// The longest text inside an answer; ours are half as long.
const TEXT_MAX: usize = 128;

/// How much work is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// At most 0.75 million iterations.
    Usual,
    /// Twice as many: a flood goes on.
    Doubled,
}

/// What came of looking at an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProofState {
    /// None came.
    #[default]
    Missing,
    /// The form was open for longer than [`PROOF_LIFE`].
    Expired,
    /// It was used for another comment.
    Used,
    /// Not an answer, or one for another form.
    Wrong,
    Good,
}

/// A challenge, named as the ALTCHA protocol names its parts.
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
    /// Iterations for one key.
    pub cost: u32,
    pub data: ChallengeData,
    /// Bytes of a key.
    pub key_length: u32,
    /// How the right key begins, in hex.
    pub key_prefix: String,
    /// HMAC-SHA-256 over the right key, in hex.
    pub key_signature: String,
    /// In hex; with the counter as four bytes, big end first, it is the password.
    pub nonce: String,
    /// In hex.
    pub salt: String,
}

/// What we sign besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeData {
    /// Until when it can be answered, in milliseconds since 1970.
    pub expires: i64,
    /// To which form it belongs.
    pub form: String,
}

/// A challenge with its answer: what is sent back.
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
    /// Milliseconds that it took; nobody looks at it.
    #[serde(default)]
    pub time: Option<f64>,
}

impl Solution {
    /// Reads what was sent; `None` when it does not have the shape of an answer.
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

/// The keys of the challenges.
pub(super) struct Challenges {
    /// Signs challenges, and the keys that answer them; the crate takes texts.
    challenge: String,
    key: String,
    form: Key,
}

impl Challenges {
    pub fn new(key: Key) -> Self {
        Self {
            challenge: hex(&key.mac(&[b"challenge"])),
            key: hex(&key.mac(&[b"key"])),
            form: key,
        }
    }

    /// A challenge for the form with this nonce. `None` would be a fault of the crate: then none is
    /// asked for, and what comes waits.
    pub fn issue(&self, form: &Form<'_>, work: Work, clock: &Clock) -> Option<Challenge> {
        let counters = match work {
            Work::Usual => COUNTERS,
            Work::Doubled => 2 * COUNTERS,
        };
        let data = ChallengeData {
            expires: clock.now().plus(PROOF_LIFE).0,
            form: self.binding(form),
        };
        let made = altcha::create_challenge(CreateChallengeOptions {
            algorithm: ALGORITHM.to_owned(),
            cost: ITERATIONS,
            counter: Some(u32::from_be_bytes(clock.chance()) % counters),
            data: Some(signed(&data)),
            hmac_signature_secret: Some(self.challenge.clone()),
            hmac_key_signature_secret: Some(self.key.clone()),
            ..CreateChallengeOptions::default()
        });
        let made = made
            .inspect_err(|error| tracing::error!(%error, "no challenge could be made"))
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

    /// Looks at an answer that came with this token. Whether the token was used for another comment
    /// only the database knows.
    pub fn check(
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
                // The crate would ask the machine for the time; ours is in the data.
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
            let form = Form { site, page, nonce };
            self.binding(&form)
        });
        if own.is_some_and(|own| own == parameters.data.form) {
            ProofState::Good
        } else {
            ProofState::Wrong
        }
    }

    fn binding(&self, form: &Form<'_>) -> String {
        let page = token::page_hash(form.page);
        let fields: [&[u8]; 4] = [b"form", &form.site.to_be_bytes(), &page, form.nonce];
        hex(&self.form.mac(&fields)[..16])
    }
}

/// A form that was given out.
pub(super) struct Form<'a> {
    pub site: SiteId,
    pub page: &'a str,
    /// Of its token.
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
        let text = token::issue(&key, 1, page, T0, nonce);
        token::check(&key.into(), 1, page, &text, T0, DAY).expect("ours")
    }

    fn form(page: &str) -> Form<'_> {
        Form {
            site: 1,
            page,
            nonce: &NONCE,
        }
    }

    /// The answer, found as a browser finds it.
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
        let issued = challenges().issue(&form("/a"), Work::Usual, &Clock::held(T0));
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
        let issued = challenges().issue(&form("/a"), Work::Doubled, &clock);
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
