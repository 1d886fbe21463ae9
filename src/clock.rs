//! Time, ids and random bytes: the only module that requests them from the operating system.

use std::{
    cell::RefCell,
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rand::{TryRng as _, rngs::SysRng};
use serde::{Deserialize as _, Deserializer, de::Error as _};
use uuid::{ContextV7, Uuid};

/// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds (POSIX time).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Formats as RFC 3339 in UTC with milliseconds: `2026-11-24T05:10:23.042Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(at) => format!("{at:.3}"),
            Err(_) => "9999-12-31T23:59:59.999Z".to_owned(),
        }
    }

    /// Parses RFC 3339 with any offset; fractions below a millisecond are discarded. A time on the last days of the
    /// year 9999, with which clients mean "for ever", counts as the last one that can be written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let read = |text: &str| text.parse::<jiff::Timestamp>().ok();
        let is_last = |rest: &str| {
            let is_day = rest.starts_with("30") || rest.starts_with("31");
            is_day && read(&format!("9999-12-29{}", &rest[2..])).is_some()
        };
        let at = read(text).or_else(|| {
            let rest = text.strip_prefix("9999-12-")?;
            is_last(rest).then_some(jiff::Timestamp::MAX)
        });
        at.map(|at| Self(at.as_millisecond()))
    }

    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }

    /// Returns the duration since `earlier`, or zero if `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Returns the number of whole days since 1970-01-01.
    #[must_use]
    pub fn day(self) -> i64 {
        self.0.div_euclid(86_400_000)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Writes the present time for the log, which has no clock of its own: RFC 3339 in UTC with microseconds.
pub(crate) fn write_log_time(out: &mut dyn fmt::Write) -> fmt::Result {
    thread_local! {
        // The second of the previous line: most lines are of the same one.
        static LAST: RefCell<(i64, String)> = const { RefCell::new((i64::MIN, String::new())) };
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "this module reads the system clock"
    )]
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let since = since.unwrap_or_default();
    let second = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    let mut fraction = *b".000000Z";
    let mut rest = since.subsec_micros();
    for digit in fraction[1..7].iter_mut().rev() {
        *digit += u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
    LAST.with_borrow_mut(|(last, text)| {
        if *last != second {
            *text = Timestamp(second.saturating_mul(1000)).rfc3339();
            text.truncate("2026-11-24T05:10:23".len());
            *last = second;
        }
        out.write_str(text)?;
        out.write_str(std::str::from_utf8(&fraction).unwrap_or_default())
    })
}

/// The system clock, or a clock that a test sets. Clones share it.
#[derive(Clone)]
pub struct Clock(Arc<Inner>);

struct Inner {
    held: Option<AtomicI64>,
    ids: Mutex<IdGenerator>,
}

struct IdGenerator {
    context: ContextV7,
    last_ms: u64,
}

impl Clock {
    #[must_use]
    pub fn system() -> Self {
        Self::with(None)
    }

    /// Returns a clock for tests, which only [`Clock::advance`] moves.
    #[must_use]
    pub fn held(at: Timestamp) -> Self {
        Self::with(Some(AtomicI64::new(at.0)))
    }

    fn with(held: Option<AtomicI64>) -> Self {
        let ids = Mutex::new(IdGenerator {
            context: ContextV7::new(),
            last_ms: 0,
        });
        Self(Arc::new(Inner { held, ids }))
    }

    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the only place that reads the system clock"
    )]
    pub fn now(&self) -> Timestamp {
        match &self.0.held {
            Some(at) => Timestamp(at.load(Ordering::SeqCst)),
            None => Timestamp(match SystemTime::now().duration_since(UNIX_EPOCH) {
                Ok(since) => millis(since),
                Err(before) => -millis(before.duration()),
            }),
        }
    }

    /// Advances a test clock; has no effect on the system clock.
    pub fn advance(&self, by: Duration) {
        if let Some(at) = &self.0.held {
            at.fetch_add(millis(by), Ordering::SeqCst);
        }
    }

    /// Returns a new `UUIDv7` (RFC 9562), greater than all that this clock returned before, even after
    /// the system clock was set back.
    #[must_use]
    pub fn id(&self) -> Uuid {
        let now = u64::try_from(self.now().0).unwrap_or(0);
        let mut ids = self.0.ids.lock().unwrap_or_else(|e| e.into_inner());
        ids.last_ms = ids.last_ms.max(now);
        let (seconds, nanos) = (ids.last_ms / 1000, (ids.last_ms % 1000) * 1_000_000);
        let nanos = u32::try_from(nanos).unwrap_or(0);
        Uuid::new_v7(uuid::Timestamp::from_unix(&ids.context, seconds, nanos))
    }

    /// Returns `N` bytes from the random number generator of the operating system.
    ///
    /// # Panics
    /// If the operating system cannot provide random bytes; the server cannot work safely without them.
    #[must_use]
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        SysRng
            .try_fill_bytes(&mut bytes)
            .expect("the operating system provides random bytes");
        bytes
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

/// Reads a setting that is a duration in seconds and may have a fraction.
pub(crate) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| D::Error::custom("a time must be a number of seconds and not negative"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_only_grow_even_when_the_clock_is_set_back() {
        let clock = Clock::held(Timestamp(1_800_000_000_000));
        let mut last = clock.id();
        for step in 0..10_000 {
            if step % 1000 == 0 {
                let Some(held) = &clock.0.held else {
                    unreachable!("the clock is held")
                };
                held.fetch_sub(3_600_000, Ordering::SeqCst);
            }
            let next = clock.id();
            assert!(next > last, "{next} after {last}");
            assert_eq!(next.get_version_num(), 7);
            last = next;
        }
    }

    #[test]
    fn a_time_is_written_with_milliseconds_and_read_back() {
        let at = Timestamp(1_795_497_023_042);
        assert_eq!(at.rfc3339(), "2026-11-24T05:10:23.042Z");
        assert_eq!(Timestamp::parse(&at.rfc3339()), Some(at));
        assert_eq!(Timestamp(0).rfc3339(), "1970-01-01T00:00:00.000Z");
        assert_eq!(Timestamp::parse("2026-11-24T06:10:23.042+01:00"), Some(at));
        assert_eq!(Timestamp::parse("yesterday"), None);
    }
}
