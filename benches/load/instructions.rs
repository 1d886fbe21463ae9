//! Instructions per request of a whole server process, counted by Callgrind. Unlike times they hardly depend on
//! what else the machine does, so a regression shows on a busy machine too. The kernel is not counted.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use super::{
    Fallible,
    client::{Connection, Requests, drive},
    fill,
    process::{Process, free_port},
    table::bare,
    world::{OPEN, Place, WAITING, Words, World, get},
};

/// Requests before the count, so that caches and buffers are as in continuous operation.
const WARM_UP: usize = 300;
/// Requests of a slice. The median of the slices counts, because some of them contain work of a background task.
const SLICE: usize = 200;
const SLICES: usize = 5;
/// Copies are counted by their vector instructions. `rep movsb`, which glibc uses for long ones, would count once
/// for each byte.
const TUNABLES: &str =
    "glibc.cpu.x86_rep_movsb_threshold=1000000000:glibc.cpu.x86_rep_stosb_threshold=1000000000";
/// The headers of a browser on a blog of another origin.
const BROWSER: &str = "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0\r\n\
    Accept: application/json\r\nAccept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\
    Referer: https://blog.example/\r\nOrigin: https://blog.example\r\nConnection: keep-alive\r\n\
    Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: cross-site\r\n";

struct Case {
    what: &'static str,
    connections: usize,
    requests: Vec<Vec<u8>>,
    expected: u16,
}

/// Counts and prints the table. The profile of each line is left beside its count.
pub async fn run(place: &Place, folder: &Path) -> Fallible<()> {
    require_valgrind()?;
    let profiles = Path::new(env!("CARGO_TARGET_TMPDIR")).join("instructions");
    drop(fs::remove_dir_all(&profiles));
    fs::create_dir_all(&profiles)?;
    let world = World::new(place).await?;
    let mut words = Words::new();
    let log = folder.join("log");
    let address = free_port()?;
    let server = Process::start(&mut place.server(address, &log)?, address)?;
    let page = fill(&world, &server, 20, &mut words).await?;
    let cases = cases(&world, &server, &page, &mut words).await?;
    drop(server);

    let address = free_port()?;
    let server = Counted::start(&place.server(address, &log)?, address, &profiles)?;
    println!(
        "  {:<40} {:>12} {:>8} {:>6}",
        "instructions per request", "Rejoinder", "bare", "ratio"
    );
    for (n, case) in cases.iter().enumerate() {
        let counted = server
            .count(&case.requests, case, &format!("{n}.server"))
            .await?;
        let example = case.requests.first().ok_or("a case without requests")?;
        let (_, _, body) = Connection::open(server.process.address)
            .await?
            .ask(example)
            .await?;
        let address = free_port()?;
        let (command, request) = bare(
            &folder.join(format!("bare{n}")),
            address,
            case.expected,
            example,
            &body,
        )?;
        let bare = Counted::start(&command, address, &profiles)?;
        let requests = vec![request; case.requests.len()];
        let bare = bare.count(&requests, case, &format!("{n}.bare")).await?;
        println!(
            "  {:<40} {counted:>12} {bare:>8} {:>5}%",
            case.what,
            counted * 100 / bare.max(1)
        );
    }
    println!("  profiles: callgrind_annotate {}/*", profiles.display());
    Ok(())
}

async fn cases(
    world: &World,
    server: &Process,
    page: &str,
    words: &mut Words,
) -> Fallible<Vec<Case>> {
    let list = format!("/api/v1/sites/{OPEN}/comments?page={page}");
    let pages = (0..20)
        .map(|n| format!("page=/post/{n}"))
        .collect::<Vec<_>>();
    let counts = format!("/api/v1/sites/{WAITING}/counts?{}", pages.join("&"));
    let (_, head, _) = Connection::open(server.address)
        .await?
        .ask(&get(&list, ""))
        .await?;
    let etag = head
        .lines()
        .find_map(|line| line.strip_prefix("etag: "))
        .ok_or("an answer without ETag")?;
    let pages = (0..20).map(|n| format!("/post/{n}")).collect::<Vec<_>>();
    let mut cases = Vec::new();
    let mut same = |what, expected, request: Vec<u8>| {
        cases.push(Case {
            what,
            connections: 1,
            requests: vec![request; WARM_UP + SLICES * SLICE],
            expected,
        });
    };
    same("list of 20", 200, get(&list, ""));
    same(
        "list of 20, as a browser sends it",
        200,
        get(&list, BROWSER),
    );
    let known = format!("If-None-Match: {etag}\r\n");
    same("list of 20, unchanged", 304, get(&list, &known));
    same("counts of 20 pages", 200, get(&counts, ""));
    same(
        "counts of 20 pages, as a browser",
        200,
        get(&counts, BROWSER),
    );
    for (what, connections) in [("submission", 1), ("submission, 64 connections", 64)] {
        let requests =
            world.submissions(WAITING, &pages, WARM_UP + SLICES * SLICE, words, |_| None);
        cases.push(Case {
            what,
            connections,
            requests: requests.await,
            expected: 201,
        });
    }
    Ok(cases)
}

fn require_valgrind() -> Fallible<()> {
    match Command::new("valgrind").arg("--version").output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).into()),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(
            "Callgrind counts the instructions, and `valgrind` is not installed (Debian, Ubuntu, Fedora: package `valgrind`)."
                .into(),
        ),
        Err(error) => Err(error.into()),
    }
}

/// A server that runs in Callgrind.
struct Counted {
    process: Process,
    output: PathBuf,
}

impl Counted {
    fn start(command: &Command, address: std::net::SocketAddr, profiles: &Path) -> Fallible<Self> {
        let output = profiles.join("counted");
        let mut valgrind = Command::new("valgrind");
        valgrind
            .args(["--quiet", "--tool=callgrind", "--instr-atstart=no"])
            .arg(format!("--callgrind-out-file={}", output.display()))
            .arg(command.get_program())
            .args(command.get_args())
            // One thread for all requests: how often threads wake each other depends on the machine.
            .env("TOKIO_WORKER_THREADS", "1")
            .env("GLIBC_TUNABLES", TUNABLES);
        for (name, value) in command.get_envs() {
            valgrind.env(name, value.unwrap_or_default());
        }
        let log = fs::File::options()
            .append(true)
            .create(true)
            .open(profiles.join("log"))?;
        valgrind.stdout(std::process::Stdio::null()).stderr(log);
        let process = Process::start(&mut valgrind, address)?;
        let counted = Self { process, output };
        counted.control("instrumentation on")?;
        Ok(counted)
    }

    /// Sends the requests and returns the instructions for each of those after the first [`WARM_UP`]; the profile of
    /// the median slice is stored under this name.
    async fn count(&self, requests: &[Vec<u8>], case: &Case, profile: &str) -> Fallible<u64> {
        let (warm_up, counted) = requests.split_at(WARM_UP);
        self.send(warm_up, case).await?;
        self.control("zero")?;
        let mut slices = Vec::with_capacity(SLICES);
        for slice in counted.chunks(SLICE) {
            self.send(slice, case).await?;
            self.control("dump")?;
            let dumped = self.dumped()?;
            let text = fs::read_to_string(&dumped)?;
            fs::remove_file(&dumped)?;
            let totals = text.lines().find_map(|line| line.strip_prefix("totals: "));
            let total = totals
                .ok_or("a profile without totals")?
                .trim()
                .parse::<u64>()?;
            slices.push((total / slice.len() as u64, text));
        }
        slices.sort_unstable_by_key(|(count, _)| *count);
        let (count, text) = &slices[slices.len() / 2];
        fs::write(self.output.with_file_name(profile), text)?;
        Ok(*count)
    }

    async fn send(&self, requests: &[Vec<u8>], case: &Case) -> Fallible<()> {
        let requests = Requests::Each(requests);
        let (time, address) = (Duration::from_hours(1), self.process.address);
        let run = drive(
            address,
            case.connections,
            requests,
            time,
            case.expected,
            |_, _| {},
        );
        match run.await?.odd {
            Some((odd, status)) => {
                Err(format!("{}: {odd} requests were answered with {status}", case.what).into())
            }
            None => Ok(()),
        }
    }

    /// Sends a command to Callgrind.
    fn control(&self, command: &str) -> Fallible<()> {
        let output = Command::new("vgdb")
            .arg(format!("--pid={}", self.process.id()))
            .args(["--wait=10", command])
            .output()?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            return Err(format!("vgdb {command}: {text}").into());
        }
        Ok(())
    }

    /// The file of the last dump: a name followed by a number.
    fn dumped(&self) -> Fallible<PathBuf> {
        let folder = self.output.parent().ok_or("a file in a folder")?;
        let name = self
            .output
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let files = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
        let mut dumps = files.filter(|path| {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            file.strip_prefix(&*name)
                .is_some_and(|rest| rest.starts_with('.'))
        });
        Ok(dumps.next().ok_or("Callgrind wrote no profile")?)
    }
}
