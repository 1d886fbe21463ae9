//! A flood of spam from thousands of IP addresses, and a few honest people: how many get through, how fast,
//! and what it costs.
//!
//! Spam is sent at a steady rate, whatever the answers are. Honest guests open the form, do the proof of work
//! if it is required, and post some seconds later; the other honest people are signed in. Everything,
//! including the work of the guests, runs on the machine of the server.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{
    Fallible,
    client::{Connection, count},
    process::{Process, free_port},
    world::{FLOODED, Place, World, get, post},
};

/// Spam submissions per second.
const OFFERED: u32 = 10_000;
/// The number of IP addresses of the spam, each in a network of its own.
const ADDRESSES: u32 = 5_000;
/// The number of connections, as a proxy in front would hold them open.
const CONNECTIONS: u32 = 128;
/// Honest people per second; half of them are signed in.
const HONEST: u32 = 10;
/// How long a person writes.
const WRITING: Duration = Duration::from_secs(5);
const PAGES: u32 = 20;
/// The phases: before the flood, and one for each step.
const STEPS: usize = 5;

/// How long the flood lasts.
pub struct Extent {
    pub flood: Duration,
}

/// The outcomes of requests, by the flood step of the site when they were sent.
#[derive(Default)]
struct Tally {
    /// 0 before the flood, then the step plus one.
    phase: AtomicUsize,
    over: AtomicBool,
    spam: [Spam; STEPS],
    honest: Mutex<Vec<Honest>>,
    time: Mutex<[Duration; STEPS]>,
}

#[derive(Default)]
struct Spam {
    offered: AtomicU64,
    /// 201: stored in the database.
    kept: AtomicU64,
    refused: AtomicU64,
    other: AtomicU64,
}

/// One request of an honest person.
struct Honest {
    phase: usize,
    what: &'static str,
    status: u16,
    micros: u32,
}

impl Tally {
    fn phase(&self) -> usize {
        self.phase.load(Ordering::Relaxed)
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn note(&self, phase: usize, what: &'static str, status: u16, took: Duration) {
        let micros = u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
        let mut honest = self.honest.lock().unwrap_or_else(PoisonError::into_inner);
        honest.push(Honest {
            phase,
            what,
            status,
            micros,
        });
    }
}

/// Runs the flood and prints the results.
pub async fn run(place: &Place, folder: &Path, extent: &Extent) -> Fallible<()> {
    let world = World::new(place).await?;
    let people = world.people(usize::try_from(HONEST)? * 15).await?;
    let address = free_port()?;
    let server = Process::start(&mut place.server(address, &folder.join("log"))?, address)?;
    let tally = Arc::new(Tally::default());
    let honest = tokio::task::LocalSet::new();
    let calm = Duration::from_secs(10);
    let flood = {
        let tally = tally.clone();
        std::thread::spawn(move || {
            std::thread::sleep(calm);
            offer(address, &tally)
        })
    };
    let watching = watch(&world, &server, &tally, calm, calm + extent.flood);
    let used = honest
        .run_until(async {
            for n in 0..HONEST {
                let (tally, people) = (tally.clone(), people.clone());
                tokio::task::spawn_local(person(address, tally, people, n));
            }
            watching.await
        })
        .await?;
    flood
        .join()
        .map_err(|_| "the flood ended early")?
        .map_err(|error| format!("the flood: {error}"))?;
    print(&tally, &server, used);
    Ok(())
}

/// Polls the flood step of the site several times per second, until the time is over. Returns the processor
/// time that the server used during the flood.
async fn watch(
    world: &World,
    server: &Process,
    tally: &Tally,
    calm: Duration,
    until: Duration,
) -> Fallible<Duration> {
    let began = Instant::now();
    let mut connection = Connection::open(server.address).await?;
    let bearer = format!("Authorization: Bearer {}\r\n", world.bearer);
    let sites = get("/api/v1/moderation/sites", &bearer);
    let (mut last, mut before) = (began, Duration::ZERO);
    while began.elapsed() < until {
        tokio::time::sleep(Duration::from_millis(250)).await;
        let phase = tally.phase();
        {
            let mut time = tally.time.lock().unwrap_or_else(PoisonError::into_inner);
            time[phase] += last.elapsed();
        }
        last = Instant::now();
        // Polled before the flood as well, because idle connections are closed.
        let (_, _, body) = connection.ask(&sites).await?;
        if began.elapsed() < calm {
            before = server.used();
            continue;
        }
        let sites: Value = serde_json::from_slice(&body)?;
        let site = sites["items"]
            .as_array()
            .and_then(|all| all.iter().find(|site| site["slug"] == FLOODED));
        let step = site.and_then(|site| site["flood"]["step"].as_u64());
        let step = usize::try_from(step.unwrap_or_default())?;
        tally.phase.store(step + 1, Ordering::Relaxed);
    }
    tally.over.store(true, Ordering::Relaxed);
    Ok(server.used().saturating_sub(before))
}

/// Sends the flood from a thread of its own, until it is over.
fn offer(address: SocketAddr, tally: &Tally) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let opened = join_all((0..CONNECTIONS).map(|_| Connection::open(address))).await;
        let opened = opened.into_iter().collect::<Result<Vec<_>, _>>()?;
        let began = Instant::now();
        let pace = Duration::from_secs(1) * CONNECTIONS / OFFERED;
        let talks = (0..).zip(opened).map(|(first, connection)| {
            let offset = Duration::from_secs(1) * first / OFFERED;
            spam(connection, tally, first, began + offset, pace)
        });
        for done in join_all(talks).await {
            done?;
        }
        Ok(())
    })
}

/// One connection of the flood: at its rate, or as fast as possible while it is behind.
async fn spam(
    mut connection: Connection,
    tally: &Tally,
    first: u32,
    began: Instant,
    pace: Duration,
) -> std::io::Result<()> {
    let mut due = began;
    let mut n = first;
    while !tally.is_over() {
        tokio::time::sleep_until(due.into()).await;
        due += pace;
        let phase = &tally.spam[tally.phase().max(1)];
        phase.offered.fetch_add(1, Ordering::Relaxed);
        let (status, _, _) = connection.ask(&advert(n)).await?;
        let count = match status {
            201 => &phase.kept,
            429 => &phase.refused,
            _ => &phase.other,
        };
        count.fetch_add(1, Ordering::Relaxed);
        n = n.wrapping_add(CONNECTIONS);
    }
    Ok(())
}

fn advert(n: u32) -> Vec<u8> {
    let body = format!(
        r#"{{"page":"/post/{}","text":"Best watches at half the price, number {n}, see https://shop{}.example/now","author":{{"name":"Shop {n}","email":"shop{n}@spam.example"}}}}"#,
        n % PAGES,
        n % 1_000
    );
    post(&comments(), &from(20, n % ADDRESSES), &body)
}

fn comments() -> String {
    format!("/api/v1/sites/{FLOODED}/comments")
}

/// An IP address in a network of its own.
fn from(first: u32, n: u32) -> String {
    format!(
        "X-Forwarded-For: {}.{}.{}.7\r\n",
        first + n / 65_536,
        n / 256 % 256,
        n % 256
    )
}

/// One honest person: reads, opens the form, writes and posts. People start one after another and do not wait
/// for each other.
async fn person(address: SocketAddr, tally: Arc<Tally>, people: Arc<Vec<String>>, place: u32) {
    let mut due = Instant::now() + Duration::from_secs(1) * place / HONEST;
    let mut n = place;
    while !tally.is_over() {
        tokio::time::sleep_until(due.into()).await;
        due += Duration::from_secs(1);
        let known =
            (n % 2 == 1).then(|| people[usize::try_from(n).unwrap_or(0) % people.len()].clone());
        let tally = tally.clone();
        tokio::task::spawn_local(async move {
            if let Err(error) = visit(address, &tally, known.as_deref(), n).await {
                println!("  an honest client failed: {error}");
            }
        });
        n += HONEST;
    }
}

async fn visit(
    address: SocketAddr,
    tally: &Tally,
    known: Option<&str>,
    n: u32,
) -> std::io::Result<()> {
    let from = from(60, n);
    let page = format!("/post/{}", n % PAGES);
    let mut connection = Connection::open(address).await?;
    let list = get(&format!("{}?page={page}", comments()), &from);
    timed(&mut connection, tally, "read", &list).await?;
    let form = get(&format!("/api/v1/sites/{FLOODED}/form?page={page}"), &from);
    let (_, form) = timed(&mut connection, tally, "form", &form).await?;
    let form: Value = serde_json::from_slice(&form)?;
    let mut body = json!({
        "page": page, "token": form["token"],
        "text": format!("I read this on the train, {n}, and liked the part about the garden."),
    });
    let mut more = from;
    let what = if let Some(token) = known {
        more = format!("{more}Authorization: Bearer {token}\r\n");
        "post, signed in"
    } else {
        body["author"] =
            json!({ "name": format!("Ann {n}"), "email": format!("ann{n}@mail.example") });
        if !form["challenge"].is_null() {
            let challenge = form["challenge"].clone();
            body["solution"] = tokio::task::spawn_blocking(move || solved(&challenge)).await??;
        }
        "post, guest"
    };
    tokio::time::sleep(WRITING).await;
    let request = post(&comments(), &more, &body.to_string());
    timed(&mut connection, tally, what, &request).await?;
    Ok(())
}

fn solved(challenge: &Value) -> std::io::Result<Value> {
    let theirs: altcha::Challenge = serde_json::from_value(challenge.clone())?;
    let found = altcha::solve_challenge(altcha::SolveChallengeOptions::new(&theirs));
    let found = found.map_err(std::io::Error::other)?;
    Ok(json!({ "challenge": challenge, "solution": found }))
}

async fn timed(
    connection: &mut Connection,
    tally: &Tally,
    what: &'static str,
    request: &[u8],
) -> std::io::Result<(u16, Vec<u8>)> {
    let phase = tally.phase();
    let sent = Instant::now();
    let (status, _, body) = connection.ask(request).await?;
    tally.note(phase, what, status, sent.elapsed());
    Ok((status, body))
}

fn print(tally: &Tally, server: &Process, used: Duration) {
    let names = ["before", "calm", "step 1", "step 2", "step 3"];
    let time = tally.time.lock().unwrap_or_else(PoisonError::into_inner);
    let honest = tally.honest.lock().unwrap_or_else(PoisonError::into_inner);
    let mut all = 0;
    println!(
        "  {:<8} {:>6} | {:>9} {:>9} {:>9} {:>7} | honest: accepted of sent, p50 and p99 in ms",
        "", "s", "offered/s", "refused", "stored", "other"
    );
    for (phase, name) in names.into_iter().enumerate() {
        let seconds = time[phase].as_secs_f64();
        if seconds == 0.0 {
            continue;
        }
        let spam = &tally.spam[phase];
        let load = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let offered = load(&spam.offered);
        all += offered;
        print!(
            "  {name:<8} {seconds:>6.1} | {:>9.0} {:>9} {:>9} {:>7} |",
            count(usize::try_from(offered).unwrap_or(usize::MAX)) / seconds,
            load(&spam.refused),
            load(&spam.kept),
            load(&spam.other),
        );
        for what in ["read", "form", "post, guest", "post, signed in"] {
            let of = honest
                .iter()
                .filter(|one| one.phase == phase && one.what == what);
            let mut micros = of.clone().map(|one| one.micros).collect::<Vec<_>>();
            let taken = of.filter(|one| one.status < 300).count();
            micros.sort_unstable();
            let Some(last) = micros.len().checked_sub(1) else {
                continue;
            };
            let ms = |at: usize| f64::from(micros[at]) / 1e3;
            print!(
                " {what} {taken}/{}, {:.1} {:.1};",
                micros.len(),
                ms(last / 2),
                ms(last * 99 / 100)
            );
        }
        println!();
    }
    let (now, most) = server.memory();
    println!(
        "  resident: {now:.1} MB, peak {most:.1} MB; processor time of the server: {:.0} µs for each of {all} requests",
        used.as_secs_f64() * 1e6 / count(usize::try_from(all.max(1)).unwrap_or(1)),
    );
}
