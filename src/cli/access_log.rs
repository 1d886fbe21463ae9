//! Access log lines as JSON. They are by far the most frequent ones, so they are written without the general
//! serializer of `tracing-subscriber`, which takes several times as long for the same line.

use std::fmt::{self, Write as _};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::{Format, Json, Writer},
    },
    registry::LookupSpan,
};

use crate::{clock::write_log_time, http::ACCESS_LOG};

/// Formats events as JSON: those of the access log by hand, all others with the general serializer.
#[derive(Debug)]
pub(super) struct JsonLines(pub(super) Format<Json>);

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let metadata = event.metadata();
        if metadata.target() != ACCESS_LOG || context.lookup_current().is_some() {
            return self.0.format_event(context, writer, event);
        }
        // In one buffer: the writer is behind a pointer, and writing 28 pieces to it would be 1.5 % of the
        // instructions of a cached list.
        let mut line = String::with_capacity(LINE);
        line.push_str("{\"timestamp\":\"");
        write_log_time(&mut line)?;
        line.push_str("\",\"level\":\"");
        line.push_str(metadata.level().as_str());
        line.push('"');
        event.record(&mut Members(&mut line));
        line.push_str("}\n");
        writer.write_str(&line)
    }
}

/// The size of a long line in bytes.
const LINE: usize = 320;

/// Writes fields as members of an object that has been started. Writing into a string never fails.
struct Members<'l>(&'l mut String);

impl Members<'_> {
    fn start(&mut self, field: &Field) {
        self.0.push_str(",\"");
        self.0.push_str(field.name());
        self.0.push_str("\":");
    }
}

impl Visit for Members<'_> {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.start(field);
        let _ = write!(self.0, "{value}");
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.start(field);
        self.0.push('"');
        let _ = Escaped(self.0).write_str(value);
        self.0.push('"');
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.start(field);
        self.0.push('"');
        let _ = write!(Escaped(self.0), "{value:?}");
        self.0.push('"');
    }
}

/// Writes text as part of a JSON string.
struct Escaped<'l>(&'l mut String);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // Without an early end the compiler checks many bytes at once.
        let is_special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
        if !text
            .bytes()
            .fold(false, |found, byte| found | is_special(byte))
        {
            self.0.push_str(text);
            return Ok(());
        }
        let quoted = serde_json::to_string(text).map_err(|_| fmt::Error)?;
        self.0.push_str(&quoted[1..quoted.len() - 1]);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex, PoisonError},
        time::Duration,
    };

    use tracing_subscriber::fmt;

    use super::*;
    use crate::clock::Clock;

    #[derive(Clone, Default)]
    struct Output(Arc<Mutex<Vec<u8>>>);

    impl Write for Output {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut output = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            output.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Returns the lines of all kinds of events, without their timestamps.
    fn lines(subscriber: impl Subscriber + Send + Sync, output: &Output) -> String {
        tracing::subscriber::with_default(subscriber, || {
            let event = |route: &str| {
                tracing::info!(
                    target: ACCESS_LOG,
                    request_id = %"0198-7", method = "GET", route, status = 200_u16, micros = u64::MAX, "answered"
                );
            };
            event("/api/v1/sites/:site/comments");
            event("a \"quote\", a \\ and\na line break");
            tracing::warn!(cause = ?Some(1), "something else");
            tracing::info_span!("span", id = 7).in_scope(|| event("/"));
        });
        let bytes = output.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().map(|line| {
            let value = serde_json::from_str::<serde_json::Value>(line).expect("JSON");
            let written = value["timestamp"].as_str().expect("a time");
            assert_eq!(written.len(), "2026-11-28T20:12:51.123456Z".len());
            let at = crate::clock::Timestamp::parse(written).expect("a time");
            assert!(Clock::system().now().since(at) < Duration::from_mins(1));
            line.split_once(written).expect("contains it").1
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_lines_are_those_of_the_general_serializer() {
        let (general, own) = (Output::default(), Output::default());
        let json = |output: Output| {
            let log = fmt().with_writer(move || output.clone()).with_target(false);
            log.json().flatten_event(true)
        };
        let expected = lines(json(general.clone()).finish(), &general);
        let written = lines(json(own.clone()).map_event_format(JsonLines).finish(), &own);
        assert_eq!(written, expected);
        assert_eq!(written.lines().count(), 4);
    }
}
