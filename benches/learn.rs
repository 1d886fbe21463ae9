//! The costs of the classifier: reading a comment, scoring it, explaining the score, and training.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rejoinder::{Document, Label, Learner};

const HAM: &str = "I tried this with the older version and there it works, but the second step took me a while to find. ";
const SPAM: &str = "Visit my channel at https://videos.example.com/ for free coins, only today and only for you my friends! ";
/// As large as a request can be.
const HOSTILE: usize = 64 * 1024;

fn repeated(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len())
}

fn taught() -> Learner {
    let mut learner = Learner::default();
    for number in 0..1_000 {
        let (text, label) = match number % 3 {
            0 => (format!("{SPAM}{number}"), Label::Spam),
            _ => (format!("{HAM}{number}"), Label::Ham),
        };
        learner.learn(&Document::unsigned(&text), label, number);
    }
    learner
}

fn learn(criterion: &mut Criterion) {
    let learner = taught();
    let model = learner.model();
    let texts = [
        ("100 characters", HAM.to_owned()),
        ("100 characters of spam", SPAM.to_owned()),
        ("3,000 characters", repeated(HAM, 3_000)),
        ("brackets", repeated("[", HOSTILE)),
        ("combining marks", repeated("\u{301}\u{316}", HOSTILE)),
        ("letters with marks", repeated("a\u{301}\u{316}", HOSTILE)),
        ("one word", repeated("a", HOSTILE)),
        ("spaced letters", repeated("a ", HOSTILE)),
        ("web addresses", repeated("http://a.com ", HOSTILE)),
        ("bare hosts", repeated("a.com ", HOSTILE)),
        ("emoji joined", repeated("👩\u{200d}", HOSTILE)),
        ("entities", repeated("&amp;", HOSTILE)),
        (
            "100 characters struck through",
            HAM.chars().flat_map(|c| [c, '\u{336}']).collect(),
        ),
        ("letters struck through", repeated("a\u{336}", HOSTILE)),
        ("letters in squares", repeated("🄰 🅲", HOSTILE)),
        ("small capitals", repeated("ᴄᴀsɪɴᴏ ", HOSTILE)),
        ("syllabics", repeated("ᑕᗩᔕIᑎO ", HOSTILE)),
        ("letters of many scripts", repeated("аαᏟᑕꓚⲁⴰ我ს", HOSTILE)),
        ("upside down", repeated("ɐɔʇ ", HOSTILE)),
        ("blocks between letters", repeated("a█b█", HOSTILE)),
        ("padded letters", repeated("a █ b █ ", HOSTILE)),
        ("symbols", repeated("█░", HOSTILE)),
        ("flags", repeated("🇨🇦", HOSTILE)),
        (
            "words with exchanged letters",
            repeated("opsotre ", HOSTILE),
        ),
        (
            "ligatures of eighteen letters",
            repeated("\u{fdfa}", HOSTILE),
        ),
    ];
    let mut group = criterion.benchmark_group("learn");
    for (name, text) in &texts {
        let document = Document::unsigned(text);
        group.throughput(Throughput::Elements(text.chars().count() as u64));
        group.bench_with_input(
            BenchmarkId::new("features", name),
            &document,
            |b, document| {
                b.iter(|| model.read(black_box(document)));
            },
        );
    }
    group.finish();
    let mut group = criterion.benchmark_group("learn");
    for (name, text) in &texts[..3] {
        let document = Document::unsigned(text);
        let views = model.read(&document);
        group.bench_with_input(BenchmarkId::new("score", name), &views, |b, views| {
            b.iter(|| model.rate(black_box(views)));
        });
        group.bench_with_input(
            BenchmarkId::new("reason", name),
            &document,
            |b, document| {
                b.iter(|| model.reason(black_box(document)));
            },
        );
        group.bench_with_input(BenchmarkId::new("learn", name), &document, |b, document| {
            b.iter_batched_ref(
                || learner.clone(),
                |learner| learner.learn(black_box(document), Label::Ham, 1),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, learn);
criterion_main!(benches);
