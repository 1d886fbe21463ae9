//! The `RateLimit-Policy` and `RateLimit` fields of draft-ietf-httpapi-ratelimit-headers-10: lists of one
//! item each, written as structured fields (RFC 9651).

use std::time::Duration;

use super::BucketState;

impl BucketState {
    /// Returns the `RateLimit-Policy` item, for example `"address";q=5;w=150`: the quota, its burst and its
    /// window in seconds.
    #[must_use]
    pub fn policy_field(&self) -> String {
        let window = seconds(self.window).max(1);
        format!("{};q={};w={window}", string(self.quota), self.burst)
    }

    /// Returns the `RateLimit` item, for example `"address";r=0;t=42`: the units left, and the seconds
    /// until one more is available.
    #[must_use]
    pub fn limit_field(&self) -> String {
        let reset = seconds(self.reset);
        format!("{};r={};t={reset}", string(self.quota), self.remaining)
    }

    /// Returns the names and values of both fields.
    #[must_use]
    pub fn fields(&self) -> [(&'static str, String); 2] {
        [
            ("ratelimit-policy", self.policy_field()),
            ("ratelimit", self.limit_field()),
        ]
    }
}

/// Returns whole seconds, rounded up, so that waiting for them is always enough.
fn seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

/// Returns a String of RFC 9651, section 4.1.6; characters that it cannot contain are left out.
fn string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars().filter(|c| matches!(c, ' '..='~')) {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(quota: &'static str, remaining: u32, reset_ms: u64) -> BucketState {
        BucketState {
            quota,
            burst: 5,
            window: Duration::from_secs(150),
            remaining,
            reset: Duration::from_millis(reset_ms),
        }
    }

    #[test]
    fn the_fields_are_items_with_integer_parameters() {
        let s = state("address", 0, 42_000);
        assert_eq!(s.policy_field(), r#""address";q=5;w=150"#);
        assert_eq!(s.limit_field(), r#""address";r=0;t=42"#);
    }

    #[test]
    fn seconds_are_rounded_up_so_that_waiting_them_is_enough() {
        assert_eq!(state("page", 3, 41_001).limit_field(), r#""page";r=3;t=42"#);
        assert_eq!(state("page", 5, 0).limit_field(), r#""page";r=5;t=0"#);
        let brief = BucketState {
            window: Duration::from_millis(200),
            ..state("site", 1, 1)
        };
        assert_eq!(brief.policy_field(), r#""site";q=5;w=1"#);
    }

    #[test]
    fn a_name_is_escaped_as_the_grammar_of_strings_wants() {
        assert_eq!(
            state("a\"b\\c\u{e9}\n", 1, 0).limit_field(),
            r#""a\"b\\c";r=1;t=0"#
        );
    }
}
