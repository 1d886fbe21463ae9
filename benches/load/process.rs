//! The servers, each in a separate process, so that their memory, processor time and start can be measured.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use poem::{
    EndpointExt as _, Request, Response, Route,
    endpoint::make,
    http::{StatusCode, header},
};

/// A server that is running.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
    /// From the spawn to the complete first answer.
    pub first_answer: Duration,
}

impl Process {
    /// Starts it and waits for the first answer of `/health/live`.
    pub fn start(command: &mut Command, address: SocketAddr) -> std::io::Result<Self> {
        let began = Instant::now();
        let mut child = command.stdin(Stdio::null()).spawn()?;
        while !is_live(address) {
            if let Some(status) = child.try_wait()? {
                return Err(std::io::Error::other(format!("the server ended: {status}")));
            }
            if began.elapsed() > Duration::from_secs(30) {
                child.kill()?;
                return Err(std::io::ErrorKind::TimedOut.into());
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        Ok(Self {
            child,
            address,
            first_answer: began.elapsed(),
        })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Resident memory in MB (10^6 bytes): present and peak.
    pub fn memory(&self) -> (f64, f64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = |name| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
            kib.unwrap_or_default() * 1024.0 / 1e6
        };
        (line("VmRSS:"), line("VmHWM:"))
    }

    /// Processor time used so far, by all threads.
    pub fn used(&self) -> Duration {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id()));
        let nanos = tasks.into_iter().flatten().flatten().filter_map(|task| {
            let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            text.split_whitespace().next()?.parse::<u64>().ok()
        });
        Duration::from_nanos(nanos.sum())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_live(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.write_all(
            b"GET /health/live HTTP/1.1\r\nHost: comments.example\r\nConnection: close\r\n\r\n",
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer.starts_with(b"HTTP/1.1 200"))
    };
    ask().unwrap_or(false)
}

/// A port that is free now.
pub fn free_port() -> std::io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}

/// The bare server, which shows the cost of poem alone: it answers with the same bytes from memory. Each file
/// of `folder` is served at its name, as JSON; the status is the end of the name.
pub fn serve_bare(address: &str, folder: &Path) -> std::io::Result<()> {
    let mut route = Route::new().at("/health/live", make(|_| async { "live" }));
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string().unwrap_or_default();
        let bytes = bytes::Bytes::from(std::fs::read(entry.path())?);
        let status = name
            .rsplit('.')
            .next()
            .and_then(|status| status.parse().ok());
        let status = status.unwrap_or(StatusCode::OK);
        route = route.at(
            format!("/{name}"),
            make(move |mut request: Request| {
                let bytes = bytes.clone();
                async move {
                    if request.method() == "POST" {
                        drop(request.take_body().into_bytes().await);
                    }
                    Response::builder()
                        .status(status)
                        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
                        .body(bytes)
                }
            }),
        );
    }
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(
            poem::Server::new(poem::listener::TcpListener::bind(address.to_owned()))
                .run(route.map_to_response()),
        )
}
