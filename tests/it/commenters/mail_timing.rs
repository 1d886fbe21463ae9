//! Whether an email address is known cannot be learned from the answer to a request for a mail, and, with
//! `REJOINDER_TIMING=1`, not from its duration either.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{
    answers::Answer,
    world::{World, environment_variable, on_services},
};

/// Everything in an answer that does not differ between requests.
fn constant_parts(answer: &Answer) -> (u16, String, Vec<String>) {
    let mut headers = Vec::new();
    for (name, value) in &answer.headers {
        let value = value.to_str().unwrap_or_default();
        if !["date", "x-request-id"].contains(&name.as_str()) {
            headers.push(format!("{name}: {value}"));
        }
    }
    headers.sort();
    (answer.status.as_u16(), answer.text.clone(), headers)
}

/// The probability that two samples that differ this much come from one source: the two-sided Mann–Whitney
/// test with its normal approximation (good from about twenty values).
fn mann_whitney(one: &[Duration], other: &[Duration]) -> f64 {
    let mut all = one
        .iter()
        .map(|time| (*time, true))
        .chain(other.iter().map(|time| (*time, false)))
        .collect::<Vec<_>>();
    all.sort();
    // Times in nanoseconds are hardly ever equal; equal ones share the mean of their ranks.
    let mut ranks = 0.0;
    let mut at = 0;
    while at < all.len() {
        let end = at
            + all[at..]
                .iter()
                .take_while(|(time, _)| *time == all[at].0)
                .count();
        let mean = to_f64(at + 1 + end) / 2.0;
        let ours = all[at..end].iter().filter(|(_, ours)| *ours).count();
        ranks += mean * to_f64(ours);
        at = end;
    }
    let (ours, theirs) = (to_f64(one.len()), to_f64(other.len()));
    let u = ranks - ours * (ours + 1.0) / 2.0;
    let pairs = ours * theirs;
    let z = (u - pairs / 2.0).abs() / (pairs * (ours + theirs + 1.0) / 12.0).sqrt();
    // The complementary error function (Abramowitz and Stegun, 7.1.26), to 1.5e-7.
    let x = z / std::f64::consts::SQRT_2;
    let t = 1.0 / 0.327_591_1_f64.mul_add(x, 1.0);
    let terms = [
        1.061_405_429,
        -1.453_152_027,
        1.421_413_741,
        -0.284_496_736,
        0.254_829_592,
    ];
    terms
        .iter()
        .fold(0.0, |sum: f64, term| sum.mul_add(t, *term))
        * t
        * (-x * x).exp()
}

fn to_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

fn median(times: &[Duration]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[sorted.len() / 2].as_secs_f64() * 1000.0
}

#[test]
fn the_mann_whitney_test_distinguishes_different_samples_from_equal_ones() {
    let times = |from: u64, step: u64| {
        let times = (0..100).map(|n| Duration::from_micros(from + n * step));
        times.collect::<Vec<_>>()
    };
    assert!((mann_whitney(&times(0, 2), &times(0, 2)) - 1.0).abs() < 0.01);
    assert!(mann_whitney(&times(0, 2), &times(1, 2)) > 0.5);
    assert!(mann_whitney(&times(0, 2), &times(60, 2)) < 0.001);
}

#[tokio::test]
async fn neither_the_answer_nor_its_duration_reveals_whether_an_email_address_is_known() {
    const SITES: usize = 5;
    let measured = environment_variable("REJOINDER_TIMING").is_some();
    if measured && on_services() {
        eprintln!("Redis uses its own clock: test of 2,000 requests skipped");
        return;
    }
    let world = World::new().await;
    for site in 0..SITES {
        let origin = format!("https://s{site}.example");
        world.add_site_at(&format!("s{site}"), &origin).await;
    }
    // An email address gets six mails; one of them is for the sign-in here.
    let people = if measured { 500 } else { 50 };
    for n in 0..people {
        world
            .sign_in_by_mail("Ann", &format!("known-{n:04}@example.org"))
            .await;
        world.clock.advance(Duration::from_secs(20));
    }
    let mut all = Vec::new();
    let mut took = [Vec::new(), Vec::new()];
    for n in 0..people * 4 {
        // In pairs, in alternating order.
        let known = (n + n / 2) % 2 == 0;
        let (kind, of) = if known {
            ("known", n / 4)
        } else {
            ("fresh", n / 4)
        };
        let body = json!({ "email": format!("{kind}-{of:04}@example.org") });
        let path = format!("/sites/s{}/session/email", n % SITES);
        let asker = world.guest();
        let started = Instant::now();
        let answer = asker.post_json(&path, &body).await;
        took[usize::from(known)].push(started.elapsed());
        let mut shape = constant_parts(&answer);
        shape
            .2
            .retain(|line| !line.starts_with("access-control-allow-origin"));
        // The attempt differs each time; its length is included in `content-length`.
        let attempt = answer.body["attempt"].as_str().expect("an attempt");
        shape.1 = shape.1.replace(attempt, "rja_");
        all.push(shape);
        world.clock.advance(Duration::from_secs(10));
    }
    assert_eq!(all[0].0, 202);
    let other = all.iter().find(|shape| **shape != all[0]);
    assert_eq!(other, None, "unlike {:?}", all[0]);
    world.mails().await;
    if measured {
        let [fresh, known] = &took;
        let (p, medians) = (mann_whitney(fresh, known), [median(fresh), median(known)]);
        eprintln!(
            "{} fresh, {} known: medians {:.3} ms and {:.3} ms, p = {p:.3}",
            fresh.len(),
            known.len(),
            medians[0],
            medians[1],
        );
        assert!(p > 0.01 && (medians[0] - medians[1]).abs() < 2.0);
    }
}
