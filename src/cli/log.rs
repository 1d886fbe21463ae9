//! The log, on standard error. Lines of the everyday are gathered for a moment and written together,
//! since a system call for each costs as much as an answer; warnings and errors go out at once.

use std::{
    io::{self, IsTerminal as _, Write},
    sync::{Condvar, Mutex, MutexGuard},
    time::Duration,
};

use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, fmt, fmt::MakeWriter};

use crate::config::{LogFormat, LogSettings};

/// For how long a line may be gathered.
const MOMENT: Duration = Duration::from_millis(100);
/// With so much gathered, whoever adds a line writes it all: a reader who is too slow slows the
/// server instead of filling its memory.
const ENOUGH: usize = 32 << 10;

static GATHERED: Gathered = Gathered {
    lines: Mutex::new(Vec::new()),
    some: Condvar::new(),
};

struct Gathered {
    lines: Mutex<Vec<u8>>,
    some: Condvar,
}

impl Gathered {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.lines.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn add(&self, line: &[u8], at_once: bool) {
        let mut lines = self.lock();
        let first = lines.is_empty();
        lines.extend_from_slice(line);
        if at_once || lines.len() >= ENOUGH {
            write_out(&mut lines, &mut io::stderr());
        } else if first {
            self.some.notify_one();
        }
    }

    /// Writes what was gathered, moment after moment. Never ends.
    fn keep_writing(&self) {
        loop {
            let mut lines = self.lock();
            while lines.is_empty() {
                lines = self.some.wait(lines).unwrap_or_else(|e| e.into_inner());
            }
            drop(lines);
            std::thread::sleep(MOMENT);
            write_out(&mut self.lock(), &mut io::stderr());
        }
    }
}

/// Under the lock of the lines, so that they stay in order. A log that nobody takes is given up.
fn write_out(lines: &mut Vec<u8>, out: &mut impl Write) {
    let _ = out.write_all(lines);
    lines.clear();
}

/// Writes what is still gathered.
pub(super) fn flush() {
    write_out(&mut GATHERED.lock(), &mut io::stderr());
}

/// Where the subscriber writes.
#[derive(Clone, Copy)]
struct Log {
    /// Somebody is looking.
    terminal: bool,
}

/// Takes one line.
struct Line {
    at_once: bool,
}

impl Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        GATHERED.add(line, self.at_once);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Line;

    fn make_writer(&self) -> Line {
        Line { at_once: true }
    }

    fn make_writer_for(&self, meta: &Metadata<'_>) -> Line {
        Line {
            at_once: self.terminal || *meta.level() <= Level::WARN,
        }
    }
}

/// Starts the log of the process.
pub(super) fn start(settings: &LogSettings) {
    let filter = settings
        .level
        .parse::<EnvFilter>()
        .unwrap_or_else(|_| EnvFilter::new("info"));
    let mut terminal = io::stderr().is_terminal();
    let json = match settings.format {
        LogFormat::Auto => !terminal,
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let gathering = std::thread::Builder::new()
        .name("log".to_owned())
        .spawn(|| GATHERED.keep_writing());
    let colours = terminal;
    // Without the thread every line goes out by itself.
    terminal |= gathering.is_err();
    let log = fmt()
        .with_env_filter(filter)
        .with_writer(Log { terminal })
        .with_target(false);
    // A second subscriber is only asked for by tests; the first stays.
    let _ = if json {
        log.json().flatten_event(true).try_init()
    } else {
        log.with_ansi(colours).try_init()
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_written_in_order_and_once() {
        let (mut lines, mut out) = (b"one\ntwo\n".to_vec(), Vec::new());
        write_out(&mut lines, &mut out);
        lines.extend_from_slice(b"three\n");
        write_out(&mut lines, &mut out);
        assert_eq!(out, b"one\ntwo\nthree\n");
        assert!(lines.is_empty());
    }
}
