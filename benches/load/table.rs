//! One line per measurement, compared with the bare endpoint.

use std::{cell::Cell, path::PathBuf, process::Command, time::Duration};

use super::{
    Fallible,
    client::{Connection, Requests, Run, count, drive},
    process::{Process, free_port},
};

/// What is measured.
pub struct Subject<'a> {
    pub what: &'a str,
    pub connections: usize,
    pub requests: Requests<'a>,
    pub expected: u16,
    /// Sent once before, so that the bare endpoint answers the same bytes.
    pub example: &'a [u8],
}

pub struct Sheet {
    folder: PathBuf,
    pub time: Duration,
    only: Option<String>,
    next: Cell<u32>,
}

impl Sheet {
    pub fn new(folder: &std::path::Path, time: Duration, only: Option<String>) -> Self {
        Self {
            folder: folder.to_owned(),
            time,
            only,
            next: Cell::new(0),
        }
    }

    pub fn head() {
        println!(
            "  {:<38} {:>5} {:>8} {:>7} {:>7} {:>7} | {:>8} {:>7} | {:>6} {:>6}",
            "", "conn.", "per s", "p50 µs", "p99 µs", "CPU µs", "bare/s", "CPU µs", "ratio", "CPU"
        );
    }

    /// Measures a subject and prints its line.
    pub async fn line(
        &self,
        server: &Process,
        subject: &Subject<'_>,
        seen: &mut impl FnMut(usize, &[u8]),
    ) -> Fallible<()> {
        let only = self.only.as_deref().unwrap_or_default();
        if !subject.what.contains(only) {
            return Ok(());
        }
        let mut connection = Connection::open(server.address).await?;
        let (status, _, body) = connection.ask(subject.example).await?;
        if status != subject.expected {
            let body = String::from_utf8_lossy(&body);
            return Err(format!("{}: {status} {body}", subject.what).into());
        }
        let seen = std::cell::RefCell::new(seen);
        let (run, used) = timed(server, subject, subject.requests, self.time, |n, body| {
            (*seen.borrow_mut())(n, body);
        })
        .await?;
        let (bare, bare_used) = self.bare(subject, &body).await?;
        println!(
            "  {:<38} {:>5} {:>8.0} {:>7} {:>7} {:>7.1} | {:>8.0} {:>7.1} | {:>6.2} {:>6.2}",
            subject.what,
            subject.connections,
            run.per_second(),
            run.quantile(0.5),
            run.quantile(0.99),
            used,
            bare.per_second(),
            bare_used,
            run.per_second() / bare.per_second(),
            bare_used / used
        );
        if let Some((odd, status)) = run.odd {
            println!("    {odd} others were answered with {status}");
        }
        Ok(())
    }

    /// The same measurement with a server that only answers `body`.
    async fn bare(&self, subject: &Subject<'_>, body: &[u8]) -> Fallible<(Run, f64)> {
        let n = self.next.replace(self.next.get() + 1);
        let address = free_port()?;
        let folder = self.folder.join(format!("bare{n}"));
        let (mut command, request) =
            bare(&folder, address, subject.expected, subject.example, body)?;
        let server = Process::start(&mut command, address)?;
        let requests = Requests::Same(&request);
        timed(&server, subject, requests, self.time / 2, |_, _| {}).await
    }
}

/// Returns the command that starts a server which only answers `body`, and `example` as a request to it: the same
/// with another path.
pub fn bare(
    folder: &std::path::Path,
    address: std::net::SocketAddr,
    expected: u16,
    example: &[u8],
    body: &[u8],
) -> Fallible<(Command, Vec<u8>)> {
    std::fs::create_dir(folder)?;
    let name = format!("answer.{expected}");
    std::fs::write(folder.join(&name), body)?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--bare", &address.to_string()]).arg(folder);
    let text = String::from_utf8(example.to_vec())?;
    let (method, rest) = text.split_once(' ').ok_or("a request")?;
    let (_, rest) = rest.split_once(' ').ok_or("a request")?;
    Ok((command, format!("{method} /{name} {rest}").into_bytes()))
}

/// Returns a run, and the server's processor time per answer in microseconds.
async fn timed(
    server: &Process,
    subject: &Subject<'_>,
    requests: Requests<'_>,
    time: Duration,
    seen: impl Fn(usize, &[u8]),
) -> Fallible<(Run, f64)> {
    let before = server.used();
    let run = drive(
        server.address,
        subject.connections,
        requests,
        time,
        subject.expected,
        seen,
    )
    .await?;
    let used = server.used().saturating_sub(before).as_secs_f64() * 1e6;
    let used = used / count(run.answered.max(1));
    Ok((run, used))
}
