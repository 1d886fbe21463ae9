//! Rendering times of a typical comment and of hostile ones of n and 4n bytes, whose times should be as 1 to
//! 4.
#![allow(missing_docs, reason = "criterion's macros make public functions")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rejoinder::{Body, html_max, is_blank, plain, render, skeletons};

const COMMENT: &str = "Thanks for *this* post! I tried it with `cargo run`, see\nhttps://example.org/notes and it works well.";

const HOSTILE: &[(&str, &str)] = &[
    ("brackets", "["),
    ("stars", "*"),
    ("stars and underscores", "*a_"),
    ("underscores", "_"),
    ("backticks", "` ``"),
    ("quotes", ">"),
    ("less", "<"),
    ("images", "!["),
    ("open links", "[a]("),
    ("pointed links", "[a](<"),
    ("items", "- "),
    ("empty items", "-\n"),
    ("ampersands", "&"),
    ("marks", "\u{301}"),
    ("joiners", "👩\u{200d}"),
    ("attributes", "<a b=\""),
    ("comments", "<!--"),
    ("instructions", "<?"),
    ("cdata", "<![CDATA["),
    ("schemes", "http://"),
    ("www", "www."),
    ("dots", "a."),
    ("links", "http://a.b "),
    ("definitions", "[a]: b\n"),
    ("quotes and blanks", ">>>>>>>>a\n\n"),
    ("strikes", "~~a"),
    ("lines", "\n"),
    ("dashes in hosts", "www.a-"),
    ("ats", "http://a@"),
    ("tildes", "a.b_"),
    ("backslashes", "\\"),
    ("escaped stars", "\\*"),
    ("escaped brackets", "\\["),
    ("closing brackets", "]"),
    ("emphasis", "*a* "),
    ("opened emphasis", "*a _b "),
    ("closed emphasis", "a* b_ "),
    ("emphasis without spaces", "中*"),
    ("sites", "[a](b.com) "),
    ("files", "[a](b.md) "),
    ("autolinks", "<http://a.b>"),
    ("used definitions", "[a][b] [c]: http://d.e\n\n"),
    ("unmarked quotations", "> a\nb\n"),
    ("numbers", "1. a\n3. b\n"),
    ("rising numbers", "1. a\n2. b\n\n"),
    ("fences", "```a\n"),
    ("rules", "---\n"),
    ("mixed scripts", "http://a.bж"),
];

fn comment(c: &mut Criterion) {
    let mut group = c.benchmark_group("comment of 100 characters");
    group.bench_function("render", |b| b.iter(|| render(black_box(COMMENT))));
    group.bench_function("plain", |b| b.iter(|| plain(black_box(COMMENT))));
    group.bench_function("body", |b| {
        b.iter(|| Body::parse(black_box(COMMENT), 1..=10_000));
    });
    group.bench_function("skeletons", |b| {
        b.iter(|| skeletons(black_box("Ann Example")));
    });
    group.finish();
}

fn hostile(c: &mut Criterion) {
    let mut group = c.benchmark_group("hostile");
    group
        .sample_size(10)
        .warm_up_time(std::time::Duration::from_millis(200))
        .measurement_time(std::time::Duration::from_millis(500));
    for (name, piece) in HOSTILE {
        for size in [16 * 1024, 64 * 1024] {
            let source = piece.repeat(size / piece.len());
            group.throughput(Throughput::Bytes(source.len() as u64));
            group.bench_with_input(BenchmarkId::new(*name, size), &source, |b, source| {
                b.iter(|| (render(black_box(source)), Body::parse(source, 1..=10_000)));
            });
        }
    }
    for size in [16 * 1024, 64 * 1024] {
        let source = format!("{}{}", "- ".repeat(size / 4), "\n".repeat(size / 2));
        group.bench_with_input(
            BenchmarkId::new("items, then lines", size),
            &source,
            |b, source| b.iter(|| render(black_box(source))),
        );
        // Numbers that increase on every line, each nested in the one before.
        let source = (1..size / 40).fold(String::new(), |text, n| {
            text + &" ".repeat(n % 60) + &format!("{n}. a\n")
        });
        group.bench_with_input(
            BenchmarkId::new("nested numbers", size),
            &source,
            |b, source| b.iter(|| render(black_box(source))),
        );
        let definitions = (0..size / 40).map(|n| format!("[a{n}]: http://b.example/{n}\n"));
        let uses = (0..size / 40).map(|n| format!("[a{n}] "));
        let source = definitions
            .chain(["\n".to_owned()])
            .chain(uses)
            .collect::<String>();
        group.bench_with_input(
            BenchmarkId::new("different definitions", size),
            &source,
            |b, source| b.iter(|| render(black_box(source))),
        );
    }
    group.finish();
}

/// Texts whose HTML would be many times as long, which are rendered at most twice.
const BOMBS: &[(&str, &str)] = &[
    ("quotes", ">>>>a\n\n"),
    ("items", "- - - - a\n\n"),
    ("nested", "- a\n  - b\n    - c\n"),
    ("short links", "www.a.b "),
    ("links in lines", "a.co\n\n"),
    ("emphasis", "***a***\n\n"),
    ("code", "`a`\n\n"),
    ("ampersands", "&"),
    ("brackets", "[a]("),
    ("definitions", "[a]: b.co\n"),
];

/// The cost of a preview of 10 KiB, the longest text that a policy allows: at most 5 ms are acceptable.
fn preview(c: &mut Criterion) {
    let mut group = c.benchmark_group("preview of 10 KiB");
    group.sample_size(10);
    for (name, piece) in BOMBS {
        let source = piece.repeat(10 * 1024 / piece.len());
        assert!(render(&source).len() <= html_max(source.len()), "{name}");
        group.bench_function(*name, |b| {
            b.iter(|| {
                let body = Body::parse(black_box(&source), 1..=20_000);
                (
                    body,
                    is_blank(black_box(&source)),
                    render(black_box(&source)),
                )
            });
        });
    }
    group.finish();
}

criterion_group!(benches, comment, hostile, preview);
criterion_main!(benches);
