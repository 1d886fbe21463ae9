//! How much memory strangers can occupy: resident memory during an attack, and after it.
//!
//! `cargo bench --bench memory [WORD]`; with a word, only the attacks whose name contains it. The server is
//! the binary with the embedded defaults (profile `bench`, which optimizes as `dist` does) behind a trusted
//! proxy, so that the connection limit per IP address does not apply. All printed numbers are measured in
//! that run.
#![expect(clippy::print_stdout, reason = "a bench prints")]

#[path = "../load/process.rs"]
#[expect(dead_code, reason = "the load run uses the rest")]
mod process;

use std::{
    error::Error,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use self::process::{Process, free_port};

type Fallible<T> = Result<T, Box<dyn Error>>;

/// An attack, whose connections stay open until it is dropped.
struct Attack {
    name: &'static str,
    run: fn(SocketAddr) -> Fallible<Vec<TcpStream>>,
}

const ATTACKS: [Attack; 7] = [
    Attack {
        name: "idle, nothing sent",
        run: |_| Ok(Vec::new()),
    },
    Attack {
        name: "12 bodies from one client in one-byte pieces, 12 s",
        run: one_byte_pieces,
    },
    Attack {
        name: "250 incomplete bodies of 185 KiB from one client",
        run: |address| unfinished(address, 250, false),
    },
    Attack {
        name: "3000 incomplete bodies of 185 KiB from as many clients",
        run: |address| unfinished(address, 3_000, true),
    },
    Attack {
        name: "3000 heads of 15 KiB without an end",
        run: |address| unfinished_heads(address, 3_000, 15 << 10),
    },
    Attack {
        name: "9000 heads of 30 KiB without an end",
        run: |address| unfinished_heads(address, 9_000, 30 << 10),
    },
    Attack {
        name: "9000 connections that stay idle",
        run: idle,
    },
];

fn main() -> Fallible<()> {
    let only = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    println!(
        "{:<56} {:>9} {:>9}",
        "MB resident (10^6 bytes)", "highest", "after"
    );
    for attack in ATTACKS {
        if only
            .as_ref()
            .is_some_and(|word| !attack.name.contains(word))
        {
            continue;
        }
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let address = free_port()?;
        let database = format!("sqlite:{}", folder.path().join("rejoinder.db").display());
        let mut command = Command::new(env!("CARGO_BIN_EXE_rejoinder"));
        command
            .current_dir(folder.path())
            .env("REJOINDER_LISTEN", address.to_string())
            .env("REJOINDER_DATABASE_URL", database)
            .env("REJOINDER_PUBLIC_URL", "https://comments.example")
            .env("REJOINDER_SECRET", "kD8v1Zr0Qm5xWc7uNf3yLs9aTb2eHg6j")
            .env("REJOINDER_HTTP__TRUSTED_PROXIES", "127.0.0.0/8")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let server = Process::start(&mut command, address)?;
        let open = (attack.run)(address)?;
        std::thread::sleep(Duration::from_secs(1));
        let (_, highest) = server.memory();
        drop(open);
        // Allocators return memory that was not used for a while.
        std::thread::sleep(Duration::from_secs(12));
        let (after, _) = server.memory();
        println!("{:<56} {highest:>9.1} {after:>9.1}", attack.name);
    }
    Ok(())
}

fn connect(address: SocketAddr) -> Fallible<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(Duration::from_millis(200)))?;
    Ok(stream)
}

fn head(path: &str, content_type: &str, client: usize, length: usize) -> String {
    let forwarded = format!(
        "10.{}.{}.{}",
        client >> 16,
        (client >> 8) & 255,
        client & 255
    );
    format!(
        "POST {path} HTTP/1.1\r\nHost: comments.example\r\nX-Forwarded-For: {forwarded}\r\n\
         Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
    )
}

fn one_byte_pieces(address: SocketAddr) -> Fallible<Vec<TcpStream>> {
    let mut open = Vec::new();
    let head = head("/api/v1/sites/blog/preview", "application/json", 1, 60_000);
    for _ in 0..12 {
        let mut stream = connect(address)?;
        stream.write_all(head.as_bytes())?;
        open.push(stream);
    }
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(12) {
        for stream in &mut open {
            // A connection that the server closed cannot be written to.
            drop(stream.write(b" "));
        }
        std::thread::sleep(Duration::from_micros(500));
    }
    Ok(open)
}

fn unfinished(address: SocketAddr, count: usize, as_others: bool) -> Fallible<Vec<TcpStream>> {
    let form = "application/x-www-form-urlencoded";
    let body = vec![b'a'; 185 << 10];
    let mut open = Vec::new();
    for n in 0..count {
        let client = if as_others { n + 2 } else { 1 };
        let mut stream = connect(address)?;
        let head = head("/api/v1/sites/blog/comments", form, client, body.len() + 1);
        let sent = stream.write_all(head.as_bytes());
        // A connection that the server refused or closed cannot be written to.
        drop(sent.and_then(|()| stream.write_all(&body)));
        open.push(stream);
    }
    Ok(open)
}

fn unfinished_heads(address: SocketAddr, count: usize, length: usize) -> Fallible<Vec<TcpStream>> {
    let mut open = Vec::new();
    let head = format!(
        "GET / HTTP/1.1\r\nHost: comments.example\r\nX: {}",
        "a".repeat(length)
    );
    for _ in 0..count {
        let mut stream = connect(address)?;
        drop(stream.write_all(head.as_bytes()));
        open.push(stream);
    }
    // The answers are not read.
    for stream in &mut open {
        stream.set_nonblocking(true)?;
        drop(stream.read(&mut [0]));
    }
    Ok(open)
}

fn idle(address: SocketAddr) -> Fallible<Vec<TcpStream>> {
    let mut open = Vec::new();
    for _ in 0..9_000 {
        let mut stream = connect(address)?;
        stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: comments.example\r\n\r\n")?;
        let _ = stream.read(&mut [0; 4096])?;
        open.push(stream);
    }
    Ok(open)
}
