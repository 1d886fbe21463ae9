//! A refusal of the limits on the wire: 429 with which limit and when to retry.

use poem::http::{HeaderName, HeaderValue};

use super::{Outcome, Refused};
use crate::http::{Code, Problem};

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let tightest = &refused.tightest;
        let detail = format!(
            "The limit `{}` is used up: {} at once, all of them again after {} s. Wait, then send it again.",
            tightest.quota,
            tightest.burst,
            tightest.window.as_secs()
        );
        let mut problem = Self {
            retry_after: Some(refused.retry_after),
            violated_policies: refused.quotas.clone(),
            ..Self::new(Code::TooFast, detail)
        };
        for (name, value) in Outcome::Refused(refused).fields().into_iter().flatten() {
            if let Ok(value) = HeaderValue::from_str(&value) {
                problem = problem.with_header(HeaderName::from_static(name), value);
            }
        }
        problem
    }
}
