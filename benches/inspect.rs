//! The cost of inspecting a comment: a short, a long, and a deliberately slow one.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rejoinder::{
    Clock, ContentFingerprints, Document, DuplicateCounts, FloodStep, Label, Learner, Model,
    Policy, ProofState, Published, Sample, Secret, Spam, SpamSettings, Timestamp, TokenState,
};

const SENTENCE: &str = "I tried this with the older version, and there it works; see https://docs.python.org/3/ for more. ";
const SPAM: &str = "Visit my channel for free coins today, friends!!! ";
/// As large as a request can be.
const HOSTILE: usize = 64 * 1024;

fn sample(text: &str) -> Sample<'_> {
    Sample {
        site: 1,
        text,
        name: "Ann",
        email: Some("ann@mail.example"),
        website: Some("https://ann.example/"),
        honeypot: false,
        token: TokenState::Missing,
        proof: ProofState::Missing,
        flood: FloodStep::Calm,
        author: None,
        network: Some("203.0.113.0/24"),
        duplicates: DuplicateCounts::default(),
        network_busy: false,
        limits_degraded: false,
        edited: false,
    }
}

fn repeated(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len())
}

/// A classifier trained with a thousand decisions.
fn taught() -> Model {
    let mut learner = Learner::default();
    for number in 0..1_000 {
        let (text, label) = match number % 3 {
            0 => (
                format!("Visit my channel for free coins {number}!!!"),
                Label::Spam,
            ),
            _ => (format!("{SENTENCE}{number}"), Label::Ham),
        };
        learner.learn(&Document::unsigned(&text), label, number);
    }
    learner.model().clone()
}

fn inspect(criterion: &mut Criterion) {
    let secret = Secret::new([7; 32]).expect("long enough");
    let clock = Clock::held(Timestamp(1_800_000_000_000));
    let spam = Spam::new(&secret.into(), clock, SpamSettings::default());
    spam.publish(Published::of(taught()));
    let policy = Policy {
        banned_words: (0..50).map(|n| format!("banned{n}")).collect(),
        suspect_words: (0..50).map(|n| format!("suspect {n}")).collect(),
        ..Policy::default()
    };
    let texts = [
        ("100 characters", SENTENCE.to_owned()),
        ("100 characters of spam", format!("{SPAM}{SPAM}")),
        ("3,000 characters of spam", repeated(SPAM, 3_000)),
        ("3,000 characters", repeated(SENTENCE, 3_000)),
        ("64 KiB of sentences", repeated(SENTENCE, HOSTILE)),
        ("brackets", repeated("[", HOSTILE)),
        ("links in brackets", repeated("[](http://", HOSTILE)),
        ("combining marks", repeated("\u{301}\u{316}", HOSTILE)),
        ("letters with marks", repeated("a\u{301}\u{316}", HOSTILE)),
        ("one word", repeated("a", HOSTILE)),
        ("mixed scripts", repeated("aа", HOSTILE)),
        ("web addresses", repeated("http://a.com ", HOSTILE)),
        (
            "one web address",
            format!("http://{}", repeated("a.", HOSTILE)),
        ),
        ("half schemes", repeated("a:", HOSTILE)),
        ("schemes without hosts", repeated("http://", HOSTILE)),
        ("slashes", repeated("://", HOSTILE)),
        ("at signs", repeated("a://b@", HOSTILE)),
        ("dots", repeated("a.", HOSTILE)),
        ("hosts", repeated("a.com,", HOSTILE)),
        ("emoji joined", repeated("👩\u{200d}", HOSTILE)),
        (
            "one ligature of eighteen letters",
            repeated("\u{fdfa}", HOSTILE),
        ),
    ];
    let mut group = criterion.benchmark_group("inspect");
    for (name, text) in &texts {
        group.throughput(Throughput::Elements(text.chars().count() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), text, |b, text| {
            b.iter(|| {
                let inspection = spam.inspect(black_box(&sample(text)), &policy);
                spam.judge(inspection, &ContentFingerprints::default())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, inspect);
criterion_main!(benches);
