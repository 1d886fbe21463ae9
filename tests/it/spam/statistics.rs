//! Statistics: submissions and their outcomes, and the accuracy of reasons.

use std::time::Duration;

use rejoinder::Role;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, field_errors},
    moderators::Moderator,
    training::{ham_text, spam_text},
    world::World,
};

/// The date of a world's clock, and the date one day later.
const TODAY: &str = "2026-11-24";

const TOMORROW: &str = "2026-11-25";

impl Moderator<'_> {
    async fn statistics(&self, parameters: &[(&str, &str)]) -> Value {
        self.get_with("/statistics", parameters)
            .await
            .expect(200)
            .body
    }
}

/// The day with this date in the statistics.
fn day<'v>(found: &'v Value, date: &str) -> &'v Value {
    let days = found["days"].as_array().expect("days");
    let day = days.iter().find(|day| day["date"] == date);
    day.unwrap_or_else(|| panic!("no {date} in {days:?}"))
}

fn reason<'v>(found: &'v Value, code: &str) -> &'v Value {
    let reasons = found["reasons"].as_array().expect("reasons");
    let reason = reasons.iter().find(|reason| reason["code"] == code);
    reason.unwrap_or_else(|| panic!("no {code} in {reasons:?}"))
}

#[tokio::test]
async fn a_day_reports_its_submissions_and_their_outcomes() {
    let world = World::new().await;
    let owner = world.owner_with_key().await;
    // Ten seconds apart.
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(world.post_as_writer(n, &ham_text(n)).await);
    }
    world.clock.advance(Duration::from_mins(1));
    owner
        .decide("approve", &[&ids[0], &ids[1]])
        .await
        .expect(200);
    world.clock.advance(Duration::from_hours(1));
    owner.decide("spam", &[&ids[2]]).await.expect(200);

    world.clock.advance(Duration::from_hours(24));
    let rescued = world.post_as_writer(9, &ham_text(2)).await;
    let seen = owner.comment(&rescued).await["comment"]["status"].clone();
    assert_eq!(seen, "spam", "the checks recognize the exact text");
    owner.decide("approve", &[&rescued]).await.expect(200);
    let (ann, mut taken, mut refused) = (world.guest(), 0, 0);
    while refused < 3 {
        let body = ann.comment("/fast", &format!("Hasty thought number {taken}"));
        match ann.send(&body).await {
            answer if answer.status == 201 => taken += 1,
            answer => {
                answer.refused(429, "too_fast");
                refused += 1;
            }
        }
    }
    assert!(taken > 0);

    let fingerprint = world.model_fingerprint().await;
    let found = owner.statistics(&[("site", "blog")]).await;
    let days = found["days"].as_array().expect("days");
    assert_eq!((days.len(), &days[29]["date"]), (30, &json!(TOMORROW)));
    assert_eq!(
        *day(&found, TODAY),
        json!({ "date": TODAY, "received": 4, "approved": 2, "spam": 1, "rescued": 0, "refused": 0, "overflowed": 0, "waiting": { "review": 1, "probably_spam": 0 } })
    );
    let waiting = &day(&found, TOMORROW)["waiting"];
    let in_groups = waiting["review"]
        .as_i64()
        .zip(waiting["probably_spam"].as_i64());
    assert_eq!(in_groups.map(|(review, spam)| review + spam), Some(taken));
    assert_eq!(
        *day(&found, TOMORROW),
        json!({ "date": TOMORROW, "received": taken + 1, "approved": 1, "spam": 0, "rescued": 1, "refused": 3, "overflowed": 0, "waiting": waiting })
    );
    // 90, 80 and 3,670 seconds; a comment in the spam folder did not wait in the queue.
    assert_eq!(
        found["queue"],
        json!({ "decided": 3, "median_seconds": 90.0, "p90_seconds": 3_670.0 })
    );
    assert_eq!(
        found["decided"],
        json!({ "ham": 3, "spam": 1, "ham_filed": 1, "spam_filed": 0 })
    );
    let known = reason(&found, "text_known");
    assert_eq!(
        known["outcome"],
        json!({ "ham": 1, "spam": 0, "ham_filed": 1, "spam_filed": 0 })
    );
    assert_eq!(
        (&known["start"], &known["points"]),
        (&json!(6.0), &json!(6.0))
    );
    assert_eq!(known["worth"], "unknown");
    assert_eq!(known["meaning"], "The same text was spam before.");
    assert!(found["thresholds"]["spam"].as_f64() > found["thresholds"]["ham"].as_f64());
    assert_eq!(
        found["learning"],
        json!({ "publishing": { "decided": 1, "required": 15 }, "filing": { "decided": 3, "required": 25 } })
    );
    let filter = &found["filter"];
    assert_eq!((&filter["ham"], &filter["spam"]), (&json!(3), &json!(1)));
    assert_eq!(filter["fingerprint"], fingerprint);

    // Days are limited to the requested range, while reasons and filter cover all time.
    let first = owner
        .statistics(&[("site", "blog"), ("from", TODAY), ("to", TODAY)])
        .await;
    assert_eq!(first["days"], json!([day(&found, TODAY)]));
    assert_eq!(first["queue"]["decided"], 3);
    let second = owner
        .statistics(&[("site", "blog"), ("from", TOMORROW)])
        .await;
    assert_eq!(second["days"], json!([day(&found, TOMORROW)]));
    assert_eq!(
        second["queue"],
        json!({ "decided": 0, "median_seconds": null, "p90_seconds": null })
    );
    assert_eq!(second["reasons"], found["reasons"]);
    // Erased comments are no longer counted in any day.
    owner
        .decide("delete", &[&ids[2], &rescued])
        .await
        .expect(200);
    let found = owner.statistics(&[]).await;
    assert_eq!(day(&found, TODAY)["received"], 3);
    assert_eq!(day(&found, TOMORROW)["rescued"], 0);
    // The decision stays counted; its training example is deleted.
    assert_eq!(found["decided"]["ham"], 3);
    world.train().await;
    assert_eq!(owner.statistics(&[]).await["filter"]["ham"], 2);
}

#[tokio::test]
async fn a_reason_that_separates_spam_from_ham_is_reported_as_useful_and_its_points_grow() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    for (action, text) in [
        ("approve", ham_text as fn(usize) -> String),
        ("spam", spam_text),
    ] {
        let mut ids = Vec::new();
        for n in 0..20 {
            let who = world
                .guest()
                .named("W", &format!("{action}{n}@example.org"));
            // Spam is sent without a form, and the classifier may recognize it by then.
            let posted = if action == "spam" {
                who.send(&who.comment(&format!("/{n}"), &text(n))).await
            } else {
                who.post(&format!("/{n}"), &text(n)).await
            };
            ids.push(posted.expect(201).id());
        }
        let ids = ids.iter().map(String::as_str).collect::<Vec<_>>();
        owner.decide(action, &ids).await.expect(200);
    }
    let found = owner.statistics(&[("site", "blog")]).await;
    let missing = reason(&found, "token_missing");
    assert_eq!(missing["outcome"]["spam"], 20);
    assert_eq!(missing["outcome"]["ham"], 0);
    assert_eq!(
        (&missing["start"], &missing["points"], &missing["worth"]),
        (&json!(1.0), &json!(1.5), &json!("good"))
    );
    assert_eq!(reason(&found, "honeypot")["worth"], "unknown");

    // The same from the command line.
    let report = world.run("spam report --site blog").expect_code(0).out;
    assert!(report.starts_with("blog from "), "{report}");
    assert!(
        report.contains("all decisions: 20 ham (0 of them filed as spam), 20 spam"),
        "{report}"
    );
    let learning = "still learning: 20 of 25 ham decisions\n";
    assert!(report.contains(learning), "{report}");
    let line = |code: &str| {
        let line = report.lines().find(|line| line.starts_with(code));
        let line = line.unwrap_or_else(|| panic!("no {code} in {report}"));
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let row = "token_missing 1.0 1.5 20 0 0 useful";
    assert_eq!(line("token_missing").join(" "), row);
    assert!(line("unvouched").join(" ").ends_with("only holds"));
    assert!(!report.contains("honeypot"), "it never occurred: {report}");
    // For several sites together, reasons have no points.
    world.add_site_at("garden", "https://garden.example").await;
    let report = world.run("spam report --days 366").expect_code(0).out;
    assert!(report.starts_with("blog, demo, garden from "), "{report}");
    assert!(report.contains("useful"), "{report}");
    let report = world.run("spam report --site garden").expect_code(0).out;
    assert!(report.contains("No comment with a reason"), "{report}");
    let printed = world.run("spam report --site nowhere").expect_code(2).err;
    assert!(printed.contains("there is no site nowhere"), "{printed}");
    world.run("spam report --days 367").expect_code(2);
}

#[tokio::test]
async fn moderators_see_the_numbers_of_their_own_sites() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let id = world.post_as_writer(1, &ham_text(1)).await;
    owner.decide("approve", &[&id]).await.expect(200);
    for n in 2..4 {
        let who = world.guest();
        who.post_on("garden", "/roses", &ham_text(n))
            .await
            .expect(201);
    }
    let gardener = world
        .moderator("gardener", Role::Moderator, &["garden"])
        .await;
    let of = async |who: &Moderator<'_>, parameters: &[(&str, &str)]| {
        let found = who.statistics(parameters).await;
        let today = day(&found, TODAY)["received"].clone();
        (today, found["decided"]["ham"].clone())
    };
    assert_eq!(of(&owner, &[]).await, (json!(3), json!(1)));
    assert_eq!(of(&owner, &[("site", "blog")]).await, (json!(1), json!(1)));
    assert_eq!(of(&gardener, &[]).await, (json!(2), json!(0)));
    let garden = [("site", "garden")];
    assert_eq!(of(&gardener, &garden).await, (json!(2), json!(0)));
    gardener
        .get_with("/statistics", &[("site", "blog")])
        .await
        .refused(404, "not_found");
    // Values that differ between sites are omitted for several sites.
    let both = owner.statistics(&[]).await;
    assert_eq!(both["thresholds"], Value::Null);
    assert_eq!(both["learning"], Value::Null);
    assert_eq!(reason(&both, "honeypot")["points"], Value::Null);
    let one = gardener.statistics(&[]).await;
    assert_eq!(reason(&one, "honeypot")["points"], 4.0);
    let nobody = world.moderator("nobody", Role::Moderator, &[]).await;
    assert_eq!(of(&nobody, &[]).await, (json!(0), json!(0)));
    let url = world.url("/api/v1/moderation/statistics");
    Answer::of(world.http.get(url)).await.expect(401);
}

#[tokio::test]
async fn invalid_days_and_unknown_sites_are_refused() {
    let world = World::new().await;
    let owner = world.owner().await;
    for wrong in [
        "",
        "today",
        "20261124",
        "2026-W48-2",
        "2026-02-30",
        "2026-11-24T00:00:00Z",
        " 2026-11-24",
        "２０２６-11-24",
        "1969-12-31",
        "-000001-01-01",
        "99999-01-01",
        "2026-11-24' OR '1'='1",
        "9223372036854775807",
    ] {
        for field in ["from", "to"] {
            let answer = owner.get_with("/statistics", &[(field, wrong)]).await;
            let fields = answer.expect(422).fields();
            assert_eq!(fields, field_errors(&[(field, "invalid")]), "{wrong:?}");
        }
    }
    let between = async |from: &str, to: &str| {
        let parameters = [("from", from), ("to", to)];
        owner.get_with("/statistics", &parameters).await
    };
    let backwards = between(TOMORROW, TODAY).await.expect(422).fields();
    assert_eq!(backwards, field_errors(&[("from", "invalid")]));
    let long = between("2025-11-23", TODAY).await.expect(422).fields();
    assert_eq!(long, field_errors(&[("from", "out_of_range")]));
    let year = between("2025-11-24", TODAY).await.expect(200).body;
    assert_eq!(year["days"].as_array().map(Vec::len), Some(366));
    for to in ["1970-01-01", "2000-02-29", "9999-12-30"] {
        let found = owner.statistics(&[("to", to)]).await;
        let days = found["days"].as_array().expect("days");
        assert_eq!(days.last().expect("one")["date"], to);
        assert!(days.iter().all(|day| day["received"] == 0));
    }
    for site in ["nowhere", "", "blog' --", "BLOG", &"b".repeat(3_000)] {
        let answer = owner.get_with("/statistics", &[("site", site)]).await;
        answer.refused(404, "not_found");
    }
}

#[tokio::test]
async fn removing_a_site_does_not_change_the_refused_count_of_other_sites() {
    let world = World::new().await;
    let owner = world.owner().await;
    world
        .add_site("other", "Another Blog", "https://other.example")
        .await;
    for slug in ["blog", "other"] {
        let site = world.app.sites.find(slug).await.expect("exists");
        world.app.spam.count_refusal(site.id);
    }
    let remove = "DELETE FROM site WHERE slug = 'other'";
    world.database.execute(remove).await.expect("removes");
    let found = owner.statistics(&[("site", "blog")]).await;
    assert_eq!(day(&found, TODAY)["refused"], 1);
    world.app.trainer.write_refusals().await;
    let kept = "SELECT COUNT(*) FROM refused WHERE count = 1";
    assert_eq!(world.database.number(kept).await, 1);
}
