//! A refusal of the limits on the wire: 429 with which limit and when to retry.

use poem::http::{HeaderName, HeaderValue};

use super::{Outcome, Refused};
use crate::http::{Code, Problem};

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        // The time of `Retry-After`, rounded up like it.
        let wait = refused.retry_after;
        let seconds = (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1);
        let unit = if seconds == 1 { "second" } else { "seconds" };
        let detail = format!("Too many requests of this kind. Try again in {seconds} {unit}.");
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
