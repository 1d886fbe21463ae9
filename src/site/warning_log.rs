//! Logs form fields that were repaired or ignored. Each mistake is logged once an hour per site,
//! because a page with a wrong form repeats it with every comment.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::SiteId;
use crate::{clock::Timestamp, text::FieldWarning};

/// The interval in which the same mistake of a site is logged only once.
const INTERVAL: Duration = Duration::from_hours(1);
/// The maximum number of different mistakes of one code that are logged for a site within [`INTERVAL`].
/// Field names and origins come from clients, so this bounds both the log and the memory.
const WARNINGS_PER_CODE_MAX: usize = 20;
/// The maximum length of a field name that is logged.
const NAME_MAX: usize = 64;

/// The time at which each mistake was last logged.
#[derive(Debug, Default)]
pub(super) struct WarningLog(Mutex<HashMap<SiteId, Logged>>);

/// The time at which a code was last logged, by field and subject.
type Logged = HashMap<(&'static str, String), Timestamp>;

impl WarningLog {
    /// Logs the warnings that were not logged within the last hour.
    pub(super) fn record(&self, id: SiteId, slug: &str, warnings: &[FieldWarning], now: Timestamp) {
        for warning in warnings {
            let field = loggable(&warning.field);
            if self.is_due(id, warning.code, field, warning.subject.as_deref(), now) {
                tracing::warn!(
                    site = slug,
                    code = warning.code,
                    field,
                    subject = warning.subject,
                    "form field repaired or ignored"
                );
            }
        }
    }

    fn is_due(
        &self,
        site: SiteId,
        code: &'static str,
        field: &str,
        subject: Option<&str>,
        now: Timestamp,
    ) -> bool {
        let mut sites = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let logged = sites.entry(site).or_default();
        logged.retain(|_, at| now.since(*at) < INTERVAL);
        let fault = (code, format!("{field} {}", subject.unwrap_or_default()));
        let of_code = logged.keys().filter(|(known, _)| *known == code).count();
        if logged.contains_key(&fault) || of_code >= WARNINGS_PER_CODE_MAX {
            return false;
        }
        logged.insert(fault, now);
        true
    }
}

/// Returns the name of a field, or a placeholder if it may contain personal data or break the log line:
/// clients can choose the names of unknown fields freely.
fn loggable(field: &str) -> &str {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"_-.[]".contains(&b);
    if field.len() <= NAME_MAX && field.bytes().all(is_plain) {
        field
    } else {
        "(other)"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_logged_once_an_hour_and_site() {
        let (log, t0) = (WarningLog::default(), Timestamp(1_000_000));
        let due = |site, code, field, at| log.is_due(site, code, field, None, at);
        assert!(due(1, "too_long", "title", t0));
        assert!(!due(1, "too_long", "title", t0.plus(INTERVAL / 2)));
        assert!(due(2, "too_long", "title", t0), "another site");
        assert!(due(1, "invalid", "title", t0), "another code");
        assert!(due(1, "too_long", "name", t0), "another field");
        assert!(due(1, "too_long", "title", t0.plus(INTERVAL)));
    }

    #[test]
    fn at_most_twenty_unknown_origins_are_logged_in_an_hour() {
        let (log, t0) = (WarningLog::default(), Timestamp(1_000_000));
        let due = |n: usize, at| {
            let origin = format!("https://{n}.example");
            log.is_due(1, "foreign_origin", "url", Some(&origin), at)
        };
        let logged = (0..1_000).filter(|n| due(*n, t0)).count();
        assert_eq!(logged, WARNINGS_PER_CODE_MAX);
        assert!(due(1_000, t0.plus(INTERVAL)));
        assert_eq!(log.0.lock().expect("is free")[&1].len(), 1);
    }

    #[test]
    fn a_field_name_that_could_be_personal_or_break_the_line_is_not_logged() {
        assert_eq!(loggable("author.name"), "author.name");
        assert_eq!(loggable("wp-field[0]"), "wp-field[0]");
        for odd in ["ann@example.org", "a\nb", "é", "a b", &"a".repeat(65)] {
            assert_eq!(loggable(odd), "(other)", "{odd:?}");
        }
    }
}
