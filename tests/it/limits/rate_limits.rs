//! Rate limits: how often a client may post, and the answer when it is too fast.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::{Answer, eventually},
    guests::{COMMENTS, Guest},
    world::{World, on_services},
};

/// Posts without opening a form, so that the clock does not advance.
async fn post(who: &Guest<'_>, page: &str, text: &str) -> Answer {
    who.send(&who.comment(page, text)).await
}

/// `n` people, each with an email address of their own.
fn authors(n: usize) -> impl Iterator<Item = (String, String)> {
    (0..n).map(|n| (format!("Person {n}"), format!("p{n}@example.org")))
}

/// Parses a structured field of one string with integer parameters: `"address";r=0;t=30`.
fn parse_structured_field(text: &str) -> (String, Vec<(String, u64)>) {
    let mut parts = text.split(';');
    let name = parts
        .next()
        .and_then(|name| name.strip_prefix('"')?.strip_suffix('"'));
    let numbers = parts.map(|part| {
        let (name, value) = part.split_once('=').expect("a parameter");
        (name.to_owned(), value.parse().expect("a whole number"))
    });
    (name.expect("a quoted name").to_owned(), numbers.collect())
}

/// Asserts a 429 with all its headers; returns the seconds to wait.
#[track_caller]
fn assert_too_fast(answer: Answer, quota: &str) -> u64 {
    let answer = answer.refused(429, "too_fast");
    let wait = answer
        .header("retry-after")
        .parse::<u64>()
        .expect("whole seconds");
    assert!(wait >= 1);
    let (name, numbers) = parse_structured_field(answer.header("ratelimit"));
    assert_eq!(
        (name.as_str(), &numbers),
        (quota, &vec![("r".into(), 0), ("t".into(), wait)])
    );
    let (name, numbers) = parse_structured_field(answer.header("ratelimit-policy"));
    assert_eq!(name, quota);
    assert!(
        matches!(&numbers[..], [(q, 1..), (w, 1..)] if q == "q" && w == "w"),
        "{numbers:?}"
    );
    assert_eq!(
        answer.body["type"],
        "https://iana.org/assignments/http-problem-types#quota-exceeded"
    );
    assert_eq!(answer.body["violated-policies"], json!([quota]));
    wait
}

#[tokio::test]
async fn an_ip_address_may_post_five_comments_and_then_one_every_half_minute() {
    let world = World::new().await;
    let ann = world.guest();
    for (n, (name, email)) in authors(5).enumerate() {
        let posted = post(
            &ann.clone().named(&name, &email),
            "/a",
            &format!("Comment {n}"),
        )
        .await;
        let posted = posted.expect(201);
        let (name, numbers) = parse_structured_field(posted.header("ratelimit"));
        if n > 0 {
            assert_eq!((name.as_str(), numbers[0].1), ("address", 4 - n as u64));
        }
    }
    let again = ann.clone().named("Zoe", "zoe@example.org");
    for _ in 0..20 {
        let wait = assert_too_fast(post(&again, "/a", "One too many").await, "address");
        assert!((20..=30).contains(&wait), "{wait}");
    }
    // Another IP address is not affected, and another site is not either.
    post(&world.guest().named("Bob", "bob@example.org"), "/a", "Bob")
        .await
        .expect(201);
    world.add_site_at("other", "https://other.example").await;
    let other = again.request(Method::POST, "/api/v1/sites/other/comments");
    Answer::of(other.json(&again.comment("/a", "Elsewhere")))
        .await
        .expect(201);
    if !on_services() {
        assert_eq!(
            assert_too_fast(post(&again, "/a", "One too many").await, "address"),
            30
        );
        world.clock.advance(Duration::from_millis(29_999));
        assert_eq!(
            assert_too_fast(post(&again, "/a", "One too many").await, "address"),
            1
        );
        world.clock.advance(Duration::from_millis(1));
        post(&again, "/a", "In time").await.expect(201);
        assert_too_fast(post(&again, "/a", "Too soon").await, "address");
        world.clock.advance(Duration::from_secs(150));
        for n in 0..5 {
            let zoe = again.clone().named("Zoe", &format!("zoe{n}@example.org"));
            post(&zoe, "/a", &format!("Full again {n}"))
                .await
                .expect(201);
        }
    }
}

#[tokio::test]
async fn after_the_stated_time_another_comment_is_accepted() {
    // This many comments of one network would put it into flood mode.
    let world = World::with(&[("REJOINDER_SPAM__FLOOD__ENABLED", "false")]).await;
    // Ten times the default rate: one every three seconds, a time that the test can wait for with Redis as
    // well.
    world.policy(|policy| policy.limits_percent = 1_000).await;
    let ann = world.guest();
    let mut n = 0;
    let wait = loop {
        n += 1;
        let who = ann.clone().named("Ann", &format!("ann{n}@example.org"));
        let answer = post(&who, &format!("/{n}"), &format!("Comment {n}")).await;
        if answer.status != 201 {
            break assert_too_fast(answer, "address");
        }
    };
    let most = if on_services() { 70 } else { 51 };
    assert!((51..=most).contains(&n), "{n}");
    assert!((1..=3).contains(&wait), "{wait}");
    if !on_services() {
        world.clock.advance(Duration::from_secs(wait));
        post(&ann.clone().named("Zoe", "zoe@example.org"), "/a", "Waited")
            .await
            .expect(201);
        return;
    }
    let started = std::time::Instant::now();
    eventually("the rate limit to recover", async || {
        let zoe = ann.clone().named("Zoe", "zoe@example.org");
        let answer = post(&zoe, "/a", "Waited").await;
        (answer.status == 201).then_some(())
    })
    .await;
    let waited = started.elapsed();
    assert!(
        waited <= Duration::from_secs(wait + 1),
        "{waited:?} of {wait} s"
    );
}

#[tokio::test]
async fn a_person_a_network_and_a_page_have_separate_limits() {
    let world = World::new().await;
    // One email address, in any spelling, from all IP addresses of a network. From another network it has a
    // separate budget, so that a stranger who types the address does not lock its owner out.
    let at = |n: u8| world.at(IpAddr::V4(Ipv4Addr::new(203, 0, 113, n)));
    for n in 0..5 {
        let who = at(n).named("Ann", "ann@example.org");
        post(&who, &format!("/person/{n}"), &format!("Comment {n}"))
            .await
            .expect(201);
    }
    let owner = world.guest().named("Ann", "ann@example.org");
    post(&owner, "/person/6", "Comment 6").await.expect(201);
    let ann = at(5).named("Ann", "Ann@EXAMPLE.org");
    let wait = assert_too_fast(post(&ann, "/person/5", "Comment 5").await, "person");
    assert!((50..=60).contains(&wait), "{wait}");
    // Clients in one /24.
    let neighbour = |n: u8| IpAddr::V4(Ipv4Addr::new(198, 51, 100, n));
    for n in 0..20 {
        let who = world
            .at(neighbour(n))
            .named("N", &format!("n{n}@example.org"));
        post(&who, &format!("/network/{n}"), &format!("Neighbour {n}"))
            .await
            .expect(201);
    }
    let last = world.at(neighbour(200)).named("N", "last@example.org");
    assert_too_fast(post(&last, "/network/20", "Last").await, "network");
    // Many clients on one page.
    let mut refused = None;
    for n in 0..40 {
        let who = world.guest().named("P", &format!("page{n}@example.org"));
        let answer = post(&who, "/page", &format!("On the page {n}")).await;
        if answer.status != 201 {
            assert!(n >= 30, "{n}");
            refused = Some(answer);
            break;
        }
    }
    assert_too_fast(refused.expect("a page has a limit"), "page");
    post(
        &world.guest().named("P", "off@example.org"),
        "/other",
        "Off the page",
    )
    .await
    .expect(201);
}

#[tokio::test]
async fn all_ip_addresses_of_one_ipv6_customer_share_a_budget() {
    let world = World::new().await;
    let of = |subnet: u16, host: u16| {
        IpAddr::V6(Ipv6Addr::new(
            0x2001, 0xdb8, 7, subnet, host, host, host, host,
        ))
    };
    for n in 0..5 {
        let who = world
            .at(of(0x100, n))
            .named("Six", &format!("six{n}@example.org"));
        post(&who, "/six", &format!("Comment {n}"))
            .await
            .expect(201);
    }
    let who = world.at(of(0x100, 999)).named("Six", "six999@example.org");
    assert_too_fast(post(&who, "/six", "One too many").await, "address");
    for n in 0..5 {
        let who = world
            .at(of(0x101, n))
            .named("Six", &format!("next{n}@example.org"));
        post(&who, "/six", &format!("Next door {n}"))
            .await
            .expect(201);
    }
    let who = world.at(of(0x1ff, 1)).named("Six", "far@example.org");
    assert_too_fast(post(&who, "/six", "The whole /56").await, "network");
    let who = world.at(of(0x200, 1)).named("Six", "other@example.org");
    post(&who, "/six", "Another /56").await.expect(201);
    // An IPv4-mapped IPv6 address counts as the IPv4 address.
    let plain = Ipv4Addr::new(203, 0, 113, 9);
    for n in 0..6 {
        let address = if n % 2 == 0 {
            IpAddr::V4(plain)
        } else {
            IpAddr::V6(plain.to_ipv6_mapped())
        };
        let answer = post(
            &world
                .at(address)
                .named("Four", &format!("four{n}@example.org")),
            "/four",
            &format!("{n}"),
        )
        .await;
        if n < 5 {
            drop(answer.expect(201));
        } else {
            assert_too_fast(answer, "address");
        }
    }
}

#[tokio::test]
async fn the_forwarded_ip_address_is_accepted_only_from_trusted_proxies() {
    // Without trusted proxies, the client is the peer of the connection.
    let world = World::with(&[("REJOINDER_HTTP__TRUSTED_PROXIES", "[]")]).await;
    for n in 0..5 {
        let who = world.guest().named("X", &format!("x{n}@example.org"));
        post(&who, "/a", &format!("Comment {n}")).await.expect(201);
    }
    let forged = world.guest().named("X", "x5@example.org");
    assert_too_fast(post(&forged, "/a", "Comment 5").await, "address");
    for name in [
        "x-real-ip",
        "forwarded",
        "cf-connecting-ip",
        "true-client-ip",
        "x-client-ip",
    ] {
        let request = forged
            .request(Method::POST, COMMENTS)
            .header(name, "192.0.2.77");
        assert_too_fast(
            Answer::of(request.json(&forged.comment("/a", "Comment 6"))).await,
            "address",
        );
    }
    // Behind a proxy that appends to the header, the part that the client sent is ignored.
    let world = World::new().await;
    let send = async |n: u8, lines: &[&str]| {
        let who = world.guest().named("Y", &format!("y{n}@example.org"));
        let mut request = world.http.request(Method::POST, world.url(COMMENTS));
        for line in lines {
            request = request.header("x-forwarded-for", *line);
        }
        Answer::of(request.json(&who.comment("/a", &format!("Comment {n}")))).await
    };
    send(0, &["192.0.2.1, 203.0.113.5"]).await.expect(201);
    send(1, &["192.0.2.2", "203.0.113.5"]).await.expect(201);
    send(2, &["10.0.0.1, garbage, 203.0.113.5, 127.0.0.1"])
        .await
        .expect(201);
    send(3, &["203.0.113.5:4711"]).await.expect(201);
    send(4, &["::ffff:203.0.113.5"]).await.expect(201);
    assert_too_fast(
        send(5, &["192.0.2.9, 203.0.113.5, 127.0.0.9"]).await,
        "address",
    );
    // If the header cannot be parsed, the client is the proxy itself.
    for n in 10..15 {
        send(n, &["203.0.113.5, nonsense"]).await.expect(201);
    }
    assert_too_fast(send(15, &["'; DROP TABLE comment"]).await, "address");
}

#[tokio::test]
async fn a_policy_scales_the_limits() {
    let world = World::new().await;
    for (percent, turns) in [(200, 10), (20, 1), (100, 5)] {
        world.policy(|policy| policy.limits_percent = percent).await;
        let ann = world.guest();
        for n in 0..turns {
            let who = ann
                .clone()
                .named("Ann", &format!("a{n}.{percent}@example.org"));
            post(&who, &format!("/{percent}"), &format!("Comment {n}"))
                .await
                .expect(201);
        }
        let who = ann
            .clone()
            .named("Ann", &format!("last.{percent}@example.org"));
        assert_too_fast(
            post(&who, &format!("/{percent}"), "One too many").await,
            "address",
        );
    }
}

#[tokio::test]
async fn a_comment_that_looks_like_spam_costs_as_much_as_five() {
    let world = World::new().await;
    let ann = world.guest();
    let text = "Come and see what wonderful things we sell today";
    let other = world.guest().named("Other", "other@example.org");
    post(&other, "/elsewhere", text).await.expect(201);
    let fields = [
        ("page", "/a"),
        ("text", text),
        ("name", "A"),
        ("email", "a@example.org"),
    ];
    ann.submit(&fields).await.expect(303);
    assert_too_fast(
        post(&ann.clone().named("B", "b@example.org"), "/a", "More").await,
        "address",
    );
    post(
        &world.guest().named("C", "c@example.org"),
        "/a",
        "Others do not pay",
    )
    .await
    .expect(201);
}

#[tokio::test]
async fn forms_and_previews_have_a_generous_limit() {
    let world = World::new().await;
    let ann = world.guest();
    let preview = || {
        let request = ann.request(Method::POST, "/api/v1/sites/blog/preview");
        Answer::of(request.json(&json!({ "text": "Hello" })))
    };
    for n in 0..300 {
        if n % 2 == 0 {
            preview().await.expect(200);
        } else {
            ann.get("/api/v1/sites/blog/form?page=/a").await.expect(200);
        }
    }
    assert_eq!(assert_too_fast(preview().await, "reading"), 1);
    assert_too_fast(ann.get("/api/v1/sites/blog/form?page=/a").await, "reading");
    ann.get(&format!("{COMMENTS}?page=/a")).await.expect(200);
    world
        .guest()
        .get("/api/v1/sites/blog/form?page=/a")
        .await
        .expect(200);
    world.clock.advance(Duration::from_secs(1));
    preview().await.expect(200);
}
