//! The whole server under load, over loopback: submissions, reads, counts and decisions, each compared with a
//! bare poem endpoint that answers the same bytes from memory; also memory and start-up time.
//!
//! `cargo bench --bench load [-- --quick] [WORD]`; with a word, only the lines that contain it; with the word
//! `flood`, a flood of spam and honest people instead; with the word `instructions`, the instructions per request
//! instead, which needs valgrind. Always with SQLite; with PostgreSQL and Redis if
//! `REJOINDER_TEST_DATABASE_URL` and `REJOINDER_TEST_REDIS_URL` are set. All printed numbers are measured in
//! that run; the client and the servers share the machine. The profile `bench` optimizes as `dist` does.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench prints, and reads its own variables"
)]

mod client;
mod flood;
mod instructions;
mod process;
mod table;
mod world;

use std::{error::Error, path::Path, time::Duration};

use self::{
    client::{Connection, Requests, drive},
    process::{Process, free_port},
    table::{Sheet, Subject},
    world::{OPEN, Place, WAITING, Words, World, get},
};

type Fallible<T> = Result<T, Box<dyn Error>>;

/// The extent of all measurements.
struct Extent {
    /// The duration of one measurement.
    time: Duration,
    large: usize,
    starts: usize,
    /// Submissions prepared per second of measurement.
    prepared: usize,
    /// The duration of the flood; each step lasts a minute.
    flood: Duration,
    /// Measure only lines that contain this.
    only: Option<String>,
}

fn main() -> Fallible<()> {
    let arguments = std::env::args().collect::<Vec<_>>();
    if let [_, word, address, folder] = arguments.as_slice()
        && word == "--bare"
    {
        return Ok(process::serve_bare(address, Path::new(folder))?);
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let only = arguments
        .into_iter()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let extent = if quick {
        Extent {
            time: Duration::from_millis(700),
            large: 10_000,
            starts: 3,
            prepared: 14_000,
            flood: Duration::from_secs(8),
            only,
        }
    } else {
        Extent {
            time: Duration::from_secs(2),
            large: 100_000,
            starts: 9,
            prepared: 14_000,
            flood: Duration::from_secs(150),
            only,
        }
    };
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let flood_mode = extent.only.as_deref() == Some("flood");
    let sqlite = Place {
        database: format!("sqlite:{}", folder.path().join("load.db").display()),
        redis: None,
        flood_mode,
    };
    if extent.only.as_deref() == Some("instructions") {
        return runtime.block_on(instructions::run(&sqlite, folder.path()));
    }
    runtime.block_on(measure(
        "SQLite, limits in process",
        &sqlite,
        folder.path(),
        &extent,
    ))?;
    let services = (
        std::env::var("REJOINDER_TEST_DATABASE_URL"),
        std::env::var("REJOINDER_TEST_REDIS_URL"),
    );
    let (Ok(server), Ok(redis)) = services else {
        println!(
            "\nPostgreSQL and Redis: REJOINDER_TEST_DATABASE_URL or REJOINDER_TEST_REDIS_URL is not set, not measured"
        );
        return Ok(());
    };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let name = format!("load{}", std::process::id());
    runtime.block_on(administer(&server, &format!("CREATE DATABASE {name}")))?;
    let (front, _) = server
        .rsplit_once('/')
        .ok_or("a database URL ends with a name")?;
    let place = Place {
        database: format!("{front}/{name}"),
        redis: Some(redis),
        flood_mode,
    };
    let done = runtime.block_on(measure(
        "PostgreSQL and Redis",
        &place,
        folder.path(),
        &extent,
    ));
    runtime.block_on(administer(
        &server,
        &format!("DROP DATABASE {name} WITH (FORCE)"),
    ))?;
    done
}

async fn administer(server: &str, statement: &str) -> Fallible<()> {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await?;
    let connection = tokio::spawn(connection);
    client.batch_execute(statement).await?;
    drop(client);
    connection.await??;
    Ok(())
}

/// Measures and prints one table.
async fn measure(title: &str, place: &Place, folder: &Path, extent: &Extent) -> Fallible<()> {
    println!("\n{title}");
    if place.flood_mode {
        let extent = flood::Extent {
            flood: extent.flood,
        };
        return Box::pin(flood::run(place, folder, &extent)).await;
    }
    let world = World::new(place).await?;
    let mut words = Words::new();
    let log = folder.join("log");
    let start = || {
        let address = free_port()?;
        Process::start(&mut place.server(address, &log)?, address)
    };
    let starts = |what: &str| -> Fallible<Process> {
        let mut times = Vec::new();
        for _ in 1..extent.starts {
            times.push(start()?.first_answer);
        }
        let last = start()?;
        times.push(last.first_answer);
        times.sort_unstable();
        println!(
            "  start to first answer, {what}: median {:.1} ms, slowest {:.1} ms of {}",
            times[times.len() / 2].as_secs_f64() * 1e3,
            times[times.len() - 1].as_secs_f64() * 1e3,
            times.len()
        );
        Ok(last)
    };
    if !place.database.starts_with("postgres") {
        println!(
            "  one write of 4 KiB with fsync: median {:.0} µs",
            fsync(folder)?
        );
    }
    let server = starts("small database")?;
    std::thread::sleep(Duration::from_secs(1));
    println!("  resident idle: {:.1} MB", server.memory().0);

    let sheet = Sheet::new(folder, extent.time, extent.only.clone());
    Sheet::head();
    let waiting = submissions(&world, &server, &sheet, extent, &mut words).await?;
    println!(
        "  resident after the submissions: {:.1} MB, peak {:.1} MB",
        server.memory().0,
        server.memory().1
    );
    decisions(&world, &server, &sheet, waiting).await?;
    for count in [20, 200, extent.large] {
        let page = fill(&world, &server, count, &mut words).await?;
        reads(&server, &sheet, &page, count).await?;
    }
    counts(&server, &sheet).await?;
    println!(
        "  resident after the load: {:.1} MB, peak {:.1} MB",
        server.memory().0,
        server.memory().1
    );
    drop(server);
    starts("large database")?;
    Ok(())
}

async fn submissions(
    world: &World,
    server: &Process,
    sheet: &Sheet,
    extent: &Extent,
    words: &mut Words,
) -> Fallible<Vec<String>> {
    let pages = (0..20).map(|n| format!("/post/{n}")).collect::<Vec<_>>();
    let ids = std::cell::RefCell::new(Vec::new());
    for connections in [1, 8, 64] {
        let share = if connections == 1 { 4 } else { 1 };
        let count = extent.prepared * usize::try_from(sheet.time.as_millis())? / 1000 / share;
        let requests = world
            .submissions(WAITING, &pages, count, words, |_| None)
            .await;
        // The first one is sent alone, to record the answer for the bare endpoint.
        let (first, rest) = requests.split_first().ok_or("no submissions")?;
        let subject = Subject {
            what: "submission, durable",
            connections,
            requests: Requests::Each(rest),
            expected: 201,
            example: first,
        };
        let mut seen = |_: usize, body: &[u8]| ids.borrow_mut().extend(id_of(body));
        sheet.line(server, &subject, &mut seen).await?;
    }
    Ok(ids.into_inner())
}

/// The id in the answer to a submission.
fn id_of(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let (_, after) = text.split_once("\"id\":\"")?;
    Some(after.get(..36)?.to_owned())
}

async fn decisions(
    world: &World,
    server: &Process,
    sheet: &Sheet,
    waiting: Vec<String>,
) -> Fallible<()> {
    if waiting.len() < 1000 {
        return Ok(());
    }
    let mut parts = waiting.chunks(waiting.len().div_ceil(4));
    let mut part = || parts.next().unwrap_or_default();
    for (what, connections, size, ids) in [
        ("decision, one comment", 1, 1, part()),
        ("decision, one comment", 8, 1, part()),
        ("decision, one comment", 64, 1, part()),
        ("decision, 100 comments", 1, 100, part()),
    ] {
        let requests = ids
            .chunks(size)
            .map(|ids| world.decision(ids))
            .collect::<Vec<_>>();
        let (first, rest) = requests.split_first().ok_or("nothing to decide")?;
        let subject = Subject {
            what,
            connections,
            requests: Requests::Each(rest),
            expected: 200,
            example: first,
        };
        sheet.line(server, &subject, &mut |_, _| {}).await?;
    }
    Ok(())
}

/// Fills a page with this many comments: two in five are roots, the rest are replies, up to three deep.
async fn fill(
    world: &World,
    server: &Process,
    count: usize,
    words: &mut Words,
) -> Fallible<String> {
    let page = format!("/thread/{count}");
    let pages = [page.clone()];
    let mut above = Vec::<String>::new();
    let began = std::time::Instant::now();
    let (roots, second) = (count * 2 / 5, count * 7 / 20);
    for (depth, wave) in [roots, second, count - roots - second]
        .into_iter()
        .enumerate()
    {
        let parents =
            (0..wave).map(|_| (depth > 0).then(|| above[words.below(above.len())].clone()));
        let parents = parents.collect::<Vec<_>>();
        let requests = world
            .submissions(OPEN, &pages, wave, words, |n| parents[n].clone())
            .await;
        let made = std::cell::RefCell::new(Vec::with_capacity(wave));
        let run = drive(
            server.address,
            64,
            Requests::Each(&requests),
            Duration::from_hours(1),
            201,
            |_, body| made.borrow_mut().extend(id_of(body)),
        )
        .await?;
        if let Some((odd, status)) = run.odd {
            println!("  {odd} comments on {page} were answered with {status}");
        }
        above = made.into_inner();
    }
    println!(
        "  {count} approved comments posted to one page in {:.1} s",
        began.elapsed().as_secs_f64()
    );
    Ok(page)
}

async fn reads(server: &Process, sheet: &Sheet, page: &str, count: usize) -> Fallible<()> {
    let path = format!("/api/v1/sites/{OPEN}/comments?page={page}&limit=50");
    let mut connection = Connection::open(server.address).await?;
    // Every page once, from the first to the last, so that none is cached.
    let mut times = Vec::new();
    let mut after = String::new();
    let last = loop {
        let path = if after.is_empty() {
            path.clone()
        } else {
            format!("{path}&after={after}")
        };
        let request = get(&path, "");
        let sent = std::time::Instant::now();
        let (status, _, body) = connection.ask(&request).await?;
        times.push(sent.elapsed().as_secs_f64() * 1e6);
        let body: serde_json::Value = serde_json::from_slice(&body)?;
        if status != 200 {
            return Err(format!("{path}: {status} {body}").into());
        }
        match body["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => break path,
        }
    };
    if times.len() > 200 {
        let median = |times: &[f64]| {
            let mut times = times.to_vec();
            times.sort_by(f64::total_cmp);
            times[times.len() / 2]
        };
        println!(
            "  {} pages of 50 read one after the other, none cached: median of the first 100 {:.0} µs, of the last 100 {:.0} µs",
            times.len(),
            median(&times[1..101]),
            median(&times[times.len() - 101..times.len() - 1])
        );
    }
    for (which, path) in [("first", &path), ("last", &last)] {
        let plain = get(path, "");
        let (_, head, _) = connection.ask(&plain).await?;
        let etag = head
            .lines()
            .find_map(|line| line.strip_prefix("etag: "))
            .ok_or("an answer without ETag")?;
        let conditional = get(path, &format!("If-None-Match: {etag}\r\n"));
        for (form, expected, request) in [("", 200, &plain), (", unchanged", 304, &conditional)] {
            for connections in [1, 64] {
                let what = format!("read of {count}, {which} page{form}");
                let subject = Subject {
                    what: &what,
                    connections,
                    requests: Requests::Same(request),
                    expected,
                    example: request,
                };
                sheet.line(server, &subject, &mut |_, _| {}).await?;
            }
        }
    }
    Ok(())
}

async fn counts(server: &Process, sheet: &Sheet) -> Fallible<()> {
    let pages = (0..20)
        .map(|n| format!("page=/post/{n}"))
        .collect::<Vec<_>>();
    let path = format!("/api/v1/sites/{WAITING}/counts?{}", pages.join("&"));
    let request = get(&path, "");
    for connections in [1, 64] {
        let subject = Subject {
            what: "counts of 20 pages",
            connections,
            requests: Requests::Same(&request),
            expected: 200,
            example: &request,
        };
        sheet.line(server, &subject, &mut |_, _| {}).await?;
    }
    Ok(())
}

/// The time of one durable write to the disk, in microseconds.
fn fsync(folder: &Path) -> Fallible<f64> {
    use std::io::Write as _;
    let mut file = std::fs::File::create(folder.join("fsync"))?;
    let mut times = Vec::new();
    for _ in 0..50 {
        let began = std::time::Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(began.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[25])
}
