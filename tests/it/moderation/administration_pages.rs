//! The pages for bans, sites, accounts and keys without a script: what they change, whom they refuse, and what a form that
//! was refused shows.

use rejoinder::{ModerationPolicy, Role};
use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::{Answer, with_form},
    commenters::cookie_of,
    hostile_strings::hostile_strings,
    html::FilledForm,
    moderate_page::{ModeratePage, between, ids, notice},
    moderator_mail::confirmation_link,
    seeded_comments::SeededComments,
    world::{PASSWORD, World},
};

const ID: &str = "01900000-0000-7000-8000-000000000000";

/// The pages with what they need: an owner, or nothing.
const PAGES: [(&str, bool); 12] = [
    ("/moderate/bans", false),
    ("/moderate/bans/new", false),
    ("/moderate/sites", false),
    ("/moderate/sites/blog/policy", false),
    ("/moderate/keys", false),
    ("/moderate/people", false),
    ("/moderate/people/new", true),
    (
        "/moderate/people/01900000-0000-7000-8000-000000000000",
        true,
    ),
    (
        "/moderate/people/01900000-0000-7000-8000-000000000000/remove",
        true,
    ),
    ("/moderate/new-site", true),
    ("/moderate/sites/blog", true),
    ("/moderate/sites/blog/remove", true),
];

/// The forms with what they need: an owner, or nothing.
const FORMS: [(&str, bool); 14] = [
    ("/moderate/bans", false),
    (
        "/moderate/bans/01900000-0000-7000-8000-000000000000/lift",
        false,
    ),
    ("/moderate/keys", false),
    (
        "/moderate/keys/01900000-0000-7000-8000-000000000000/revoke",
        false,
    ),
    ("/moderate/sites/blog/policy/preview", false),
    ("/moderate/sites/blog/policy", true),
    ("/moderate/sites", true),
    ("/moderate/sites/blog", true),
    ("/moderate/sites/blog/remove", true),
    ("/moderate/people", true),
    (
        "/moderate/people/01900000-0000-7000-8000-000000000000",
        true,
    ),
    (
        "/moderate/people/01900000-0000-7000-8000-000000000000/email",
        true,
    ),
    (
        "/moderate/people/01900000-0000-7000-8000-000000000000/password",
        true,
    ),
    (
        "/moderate/people/01900000-0000-7000-8000-000000000000/remove",
        true,
    ),
];

/// Returns the fields of the form of a policy as a page shows them.
fn policy_fields(page: &str) -> Vec<(String, String)> {
    let form = between(page, "<form class=\"policy\"", "</form>");
    let unescape = |text: &str| {
        text.replace("&#x2f;", "/")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&amp;", "&")
    };
    let mut fields = Vec::new();
    for tag in form.split('<').skip(1) {
        let attribute = |name: &str| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            rest.split('"').next().map(unescape)
        };
        let Some(name) = attribute("name") else {
            continue;
        };
        if tag.starts_with("input") {
            let is_off = tag.contains("checkbox") && !tag.contains(" checked");
            if !is_off {
                fields.push((name, attribute("value").unwrap_or_default()));
            }
        } else if tag.starts_with("textarea") {
            let text = tag.split_once('>').map_or("", |(_, text)| text);
            fields.push((name, unescape(text.trim_start_matches('\n'))));
        } else if tag.starts_with("select") {
            let options = between(form, &format!("name=\"{name}\""), "</select>");
            let (before, _) = options.split_once(" selected").expect("a selected choice");
            let (_, value) = before.rsplit_once("value=\"").expect("a value");
            fields.push((name, value.trim_end_matches('"').to_owned()));
        }
    }
    fields
}

/// Returns the fields with one replaced.
fn with_field<'f>(
    fields: &'f [(String, String)],
    changes: &[(&'f str, &'f str)],
) -> Vec<(&'f str, &'f str)> {
    let is_changed = |name: &str| changes.iter().any(|(changed, _)| *changed == name);
    let kept = fields.iter().filter(|(name, _)| !is_changed(name));
    let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
    kept.chain(changes.iter().copied()).collect()
}

#[tokio::test]
async fn a_ban_is_added_listed_and_lifted() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    let empty = page.open("/moderate/bans").await;
    assert!(empty.contains("There are no bans."), "{empty}");
    let fields = [
        ("site", "blog"),
        ("kind", "domain"),
        ("subject", "@Spam.Example"),
        ("note", "Sells\r\nwatches"),
        ("until", "2026-12-24T18:00"),
        ("shadow", "1"),
        ("also", ""),
    ];
    let list = page.submit("/moderate/bans", &fields).await;
    assert_eq!(notice(&list), "The ban is in effect.");
    for part in [
        "spam.example",
        "Sells\nwatches",
        "Added by owner",
        "until 2026-12-24 18:00 UTC",
        "hidden from the author",
    ] {
        assert!(list.contains(part), "{part}: {list}");
    }
    let same = page.send("/moderate/bans", &fields).await.expect(409);
    assert!(
        same.text.contains("This ban already exists."),
        "{}",
        same.text
    );
    assert!(
        same.text.contains("value=\"@Spam.Example\""),
        "{}",
        same.text
    );
    let ban_path = between(&list, "action=\"/moderate/bans/", "\"");
    let lifted = page
        .submit(&format!("/moderate/bans/{ban_path}"), &[])
        .await;
    assert_eq!(notice(&lifted), "The ban has ended.");
    assert!(lifted.contains("There are no bans."), "{lifted}");
    let again = page.send(&format!("/moderate/bans/{ban_path}"), &[]).await;
    shows_that_it_is_gone(again, "There are no bans.");
}

/// Checks the answer to the second click on a button that removes something: it worked, and the list says so.
fn shows_that_it_is_gone(answer: Answer, list: &str) {
    let page = answer.expect(404).text;
    assert_eq!(
        notice(&page),
        "It is no longer there: it was removed before."
    );
    assert!(page.contains(list), "{page}");
}

#[tokio::test]
async fn a_ban_starts_from_a_comment_and_moves_what_was_sent_before() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let eve = world.guest().named("Eve", "eve@spam.example");
    let id = eve.post("/a", "One").await.expect(201).id();
    eve.post("/b", "Two").await.expect(201);
    let ann = world.guest().post("/a", "Tea").await.expect(201).id();
    let form = page.open(&format!("/moderate/bans/new?comment={id}")).await;
    for part in [
        "eve@spam.example",
        "value=\"domain\"",
        "value=\"network\"",
        "comment of Eve",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
    assert!(!form.contains("value=\"person\""), "{form}");
    let fields = [
        ("comment", id.as_str()),
        ("kind", "email"),
        ("also", "spam"),
        ("note", ""),
        ("until", ""),
    ];
    let list = page.submit("/moderate/bans", &fields).await;
    assert!(
        list.contains("Existing comments moved: 2 comments."),
        "{list}"
    );
    assert!(list.contains("e…@spam.example"), "{list}");
    assert_eq!(ids(&page.open("/moderate").await), [ann.as_str()]);
    eve.post("/a", "Three").await.expect(403);
    let batch = between(&list, "name=\"batch\" value=\"", "\"");
    let undone = page.submit("/moderate/undo", &[("batch", batch)]).await;
    assert_eq!(ids(&undone).len(), 3);
    page.get(&format!("/moderate/bans/new?comment={ID}"))
        .await
        .expect(404);
    page.get("/moderate/bans/new?comment=x").await.expect(404);
    let nothing = [("comment", id.as_str()), ("kind", "person")];
    page.send("/moderate/bans", &nothing).await.expect(422);
}

#[tokio::test]
async fn many_comments_are_moved_while_the_list_shows_how_many() {
    let world = World::new().await;
    world.raise_limits().await;
    let page = ModeratePage::of(&world.owner().await);
    let site = world.app.sites.find("blog").await.expect("the site").id;
    let seed = SeededComments {
        database: &world.database,
        site,
        status: "pending",
        changed_at: 0,
    };
    seed.add(1, 120).await;
    let before = ids(&page.open("/moderate").await);
    let first = page
        .open(&format!("/moderate/bans/new?comment={}", before[0]))
        .await;
    let kind = between(between(&first, "type=\"radio\"", ">"), "value=\"", "\"").to_owned();
    let fields = [
        ("comment", before[0].as_str()),
        ("kind", &kind),
        ("also", "trash"),
    ];
    let answer = page.send("/moderate/bans", &fields).await.expect(303);
    let location = answer.header("location").to_owned();
    assert!(location.contains("&batch="), "{location}");
    let list = page.open(&location).await;
    assert!(list.contains("Existing comments"), "{list}");
}

#[tokio::test]
async fn a_ban_that_cannot_be_shows_all_faults_and_what_was_typed() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    let fields = [
        ("site", "blog"),
        ("kind", "network"),
        ("subject", "10.0.0.0/4"),
        ("until", "2020-01-01T00:00"),
        ("note", "Because <b>"),
    ];
    let refused = page.send("/moderate/bans", &fields).await.expect(422).text;
    for part in [
        "id=\"subject-error\"",
        "Network too large",
        "id=\"until-error\"",
        "Must be in the future",
        "value=\"10.0.0.0&#x2f;4\"",
        "value=\"2020-01-01T00:00\"",
        "Because &lt;b&gt;",
    ] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    let long = "x".repeat(1_001);
    let fields = [
        ("site", "blog"),
        ("kind", "email"),
        ("subject", "a@b.example"),
        ("note", &long),
    ];
    let refused = page.send("/moderate/bans", &fields).await.expect(422).text;
    assert!(refused.contains("id=\"note-error\""), "{refused}");
    let fields = [
        ("site", "none"),
        ("kind", "email"),
        ("subject", "a@b.example"),
    ];
    page.send("/moderate/bans", &fields).await.expect(404);
}

#[tokio::test]
async fn a_policy_is_previewed_saved_and_refused_with_all_faults() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let casino = world
        .guest()
        .post("/a", "The best casino")
        .await
        .expect(201)
        .id();
    world.guest().post("/a", "Tea for all").await.expect(201);
    let path = "/moderate/sites/blog/policy";
    let stored = policy_fields(&page.open(path).await);
    let changes = [
        ("moderation", "none"),
        ("suspect_words", "casino\r\n\r\n  poker "),
    ];
    let typed = with_field(&stored, &changes);
    let previewed = page
        .send(&format!("{path}/preview"), &typed)
        .await
        .expect(200)
        .text;
    assert!(
        previewed.contains("of the latest 2 comments of readers"),
        "{previewed}"
    );
    assert!(
        previewed.contains("would have waited for a moderator: 1"),
        "{previewed}"
    );
    assert!(previewed.contains(&casino), "{previewed}");
    assert!(previewed.contains("Nothing is saved yet."), "{previewed}");
    let policy = async || owner.get("/sites/blog/policy").await.expect(200).body;
    assert_eq!(policy().await["moderation"], "all");
    // The previewed page is sent as it is.
    let again = policy_fields(&previewed);
    let saved = page.submit(path, &with_field(&again, &[])).await;
    assert_eq!(notice(&saved), "Saved.");
    let now = policy().await;
    assert_eq!(now["moderation"], "none");
    assert_eq!(now["suspect_words"], json!(["casino", "poker"]));
    assert_eq!(now["identities"]["providers"], json!(null));
    let wrong = [
        ("text_min", "0"),
        ("depth_max", "nine"),
        ("trash_days", "4000"),
        ("privacy_url", "<javascript:>"),
        ("close_after_days", "0"),
    ];
    let fields = policy_fields(&saved);
    let refused = page
        .send(path, &with_field(&fields, &wrong))
        .await
        .expect(422)
        .text;
    for (field, value) in wrong {
        assert!(
            refused.contains(&format!("id=\"{field}-error\"")),
            "{field}: {refused}"
        );
        let value = value.replace('<', "&lt;").replace('>', "&gt;");
        assert!(
            refused.contains(&format!("value=\"{value}\"")),
            "{field}: {refused}"
        );
    }
    assert!(refused.contains("Must be between 0 and 3650."), "{refused}");
    page.send(&format!("{path}/preview"), &with_field(&fields, &wrong))
        .await
        .expect(422);
    assert_eq!(policy().await, now);
}

#[tokio::test]
async fn two_owners_change_different_settings_and_none_is_lost() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let path = "/moderate/sites/blog/policy";
    let (mine, theirs) = (page.open(path).await, page.open(path).await);
    let (mine, theirs) = (policy_fields(&mine), policy_fields(&theirs));
    page.submit(path, &with_field(&theirs, &[("links_max", "7")]))
        .await;
    page.submit(path, &with_field(&mine, &[("text_max", "500")]))
        .await;
    let both = owner.get("/sites/blog/policy").await.expect(200).body;
    assert_eq!(
        (&both["links_max"], &both["text_max"]),
        (&json!(7), &json!(500))
    );
    // The same setting is a conflict, which saving again decides, without what has become of the others meanwhile.
    let theirs = json!({ "trash_days": 90, "suspect_words": ["rolex"] });
    owner
        .send(Method::PATCH, "/sites/blog/policy", &theirs)
        .await
        .expect(200);
    let late = page
        .send(path, &with_field(&mine, &[("links_max", "3")]))
        .await
        .expect(409)
        .text;
    assert!(
        late.contains("Changed by another owner meanwhile, to: 7."),
        "{late}"
    );
    let again = policy_fields(&late);
    page.submit(path, &with_field(&again, &[])).await;
    let now = owner.get("/sites/blog/policy").await.expect(200).body;
    assert_eq!(now["links_max"], 3);
    assert_eq!(
        (&now["trash_days"], &now["suspect_words"], &now["text_max"]),
        (&json!(90), &json!(["rolex"]), &json!(500))
    );
}

#[tokio::test]
async fn a_policy_holds_the_largest_lists_of_words() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let path = "/moderate/sites/blog/policy";
    let words = (0..1_000).map(|n| format!("{n:04}{}", "ü".repeat(96)));
    let words = words.collect::<Vec<_>>().join("\r\n");
    let stored = policy_fields(&page.open(path).await);
    let changes = [
        ("banned_words", words.as_str()),
        ("suspect_words", words.as_str()),
    ];
    page.submit(path, &with_field(&stored, &changes)).await;
    let now = owner.get("/sites/blog/policy").await.expect(200).body;
    assert_eq!(now["banned_words"].as_array().map(Vec::len), Some(1_000));
    let more = format!("{words}\r\none more");
    let changes = [("banned_words", more.as_str())];
    let refused = page
        .send(path, &with_field(&stored, &changes))
        .await
        .expect(422)
        .text;
    assert!(refused.contains("id=\"banned_words-error\""), "refused");
}

#[tokio::test]
async fn a_wrong_word_or_origin_is_named_by_its_line_and_a_choice_by_its_value() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    let path = "/moderate/sites/blog/policy";
    let stored = policy_fields(&page.open(path).await);
    let words = format!("one\r\n\r\ntwo\r\n{}\r\nthree", "x".repeat(101));
    let changes = [("suspect_words", words.as_str())];
    let fields = with_field(&stored, &changes);
    let refused = page.send(path, &fields).await.expect(422).text;
    let message = "Line 4: A word has 1 to 100 characters (got 101).";
    assert!(refused.contains(message), "{refused}");
    let origins = "https://a.example\r\n\r\n\r\nno origin";
    let fields = [("slug", "garden"), ("name", "Garden"), ("origins", origins)];
    let refused = page.send("/moderate/sites", &fields).await;
    let refused = refused.expect(422).text;
    assert!(refused.contains("Line 4: "), "{refused}");
    let fields = [
        ("login", "rosa"),
        ("role", "moderator"),
        ("sites", "blog"),
        ("sites", "garden"),
        ("password", PASSWORD),
    ];
    let refused = page.send("/moderate/people", &fields).await;
    let refused = refused.expect(422).text;
    assert!(refused.contains("garden: There is no site"), "{refused}");
}

#[tokio::test]
async fn a_ban_ends_at_a_time_with_seconds_or_on_the_last_day_that_can_be_chosen() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    for (n, (until, ends)) in [
        ("2030-01-01T00:00", "2030-01-01T00:00:00.000Z"),
        ("2030-01-01T00:00:30", "2030-01-01T00:00:30.000Z"),
        ("2030-01-01T00:00:30.5", "2030-01-01T00:00:30.500Z"),
        ("9999-12-31T23:59", "9999-12-31T23:59:59.999Z"),
    ]
    .into_iter()
    .enumerate()
    {
        let subject = format!("a{n}@spam.example");
        let fields = [
            ("site", "blog"),
            ("kind", "email"),
            ("subject", subject.as_str()),
            ("until", until),
        ];
        page.send("/moderate/bans", &fields).await.expect(303);
        let bans = owner.get("/bans?limit=1").await.expect(200).body;
        assert_eq!(bans["items"][0]["until"], ends, "{until}");
    }
    for until in ["2030-02-30T10:00", "9999-12-32T00:00", "T:", "tomorrow"] {
        let fields = [
            ("site", "blog"),
            ("kind", "email"),
            ("subject", "b@spam.example"),
            ("until", until),
        ];
        let refused = page.send("/moderate/bans", &fields).await;
        let refused = refused.expect(422).text;
        assert!(refused.contains("id=\"until-error\""), "{until}");
    }
}

#[tokio::test]
async fn an_owner_adds_changes_and_removes_accounts() {
    let world = World::new().await;
    world
        .add_site("news", "The News", "https://news.example")
        .await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let wrong = [
        ("login", "b"),
        ("role", "moderator"),
        ("email", "x@"),
        ("password", "short"),
        ("name", "Ben"),
    ];
    let refused = page.send("/moderate/people", &wrong).await.expect(422).text;
    for part in [
        "login-error",
        "email-error",
        "password-error",
        "value=\"x@\"",
        "value=\"Ben\"",
    ] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    assert!(!refused.contains("short"), "{refused}");
    let fields = [
        ("login", "ben"),
        ("name", "Ben of the Blog"),
        ("role", "moderator"),
        ("sites", "blog"),
        ("sites", "news"),
        ("email", "ben@blog.example"),
        ("password", PASSWORD),
    ];
    let list = page.submit("/moderate/people", &fields).await;
    assert_eq!(notice(&list), "Added.");
    for part in ["ben", "Ben of the Blog", "ben@blog.example", "blog, news"] {
        assert!(list.contains(part), "{part}: {list}");
    }
    let same = [("login", "ben"), ("role", "owner"), ("password", PASSWORD)];
    let same = page.send("/moderate/people", &same).await.expect(409).text;
    assert!(same.contains("login already exists"), "{same}");
    let url = list
        .split("href=\"")
        .filter_map(|rest| rest.split_once('"'));
    let mut urls = url.filter(|(_, rest)| rest.starts_with(" aria-label=\"Change: ben\""));
    let (url, _) = urls.next().expect("a link");
    let url = url.replace("&#x2f;", "/");
    let account = page.open(&url).await;
    assert!(account.contains("ben@blog.example waits for"), "{account}");
    assert!(!account.contains("current-password"), "{account}");
    let link = confirmation_link(&world.mail().await);
    world.guest().press_for(&link, "").await.expect(200);
    let changed = page
        .submit(
            &url,
            &[("name", ""), ("role", "moderator"), ("sites", "news")],
        )
        .await;
    assert_eq!(notice(&changed), "Saved.");
    let ben = world
        .app
        .moderators
        .moderator_by_login("ben")
        .await
        .expect("reads")
        .expect("ben");
    assert_eq!(
        (ben.name, ben.sites.len(), ben.email.as_deref()),
        (None, 1, Some("ben@blog.example"))
    );
    page.submit(&format!("{url}/email"), &[("email", " ")])
        .await;
    let daily = [("site", "news"), ("mode", "daily"), ("more_than", "")];
    let saved = page.submit(&format!("{url}/notices"), &daily).await;
    assert!(saved.contains("value=\"daily\" selected"), "{saved}");
    let log = page.open("/moderate/log").await;
    assert!(log.contains("Mails about waiting comments"), "{log}");
    let weak = page
        .send(&format!("{url}/password"), &[("password", "short")])
        .await
        .expect(422)
        .text;
    assert!(weak.contains("password-error"), "{weak}");
    let other = "velvet otter quarry lamp";
    page.submit(&format!("{url}/password"), &[("password", other)])
        .await;
    let moderators = &world.app.moderators;
    moderators
        .sign_in("ben", other.into(), None)
        .await
        .expect("signs in");
    let asked = page.open(&format!("{url}/remove")).await;
    assert!(asked.contains("The account is deleted."), "{asked}");
    let removed = page.submit(&format!("{url}/remove"), &[]).await;
    assert_eq!(notice(&removed), "Removed.");
    let again = page.send(&format!("{url}/remove"), &[]).await;
    shows_that_it_is_gone(again, "/moderate/people/new");
    page.get(&url).await.expect(404);
}

#[tokio::test]
async fn the_last_owner_stays() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    let own = world
        .app
        .moderators
        .moderator_by_login("owner")
        .await
        .expect("reads")
        .expect("owner");
    let own = format!("/moderate/people/{}", own.id);
    let refused = page
        .send(&format!("{own}/remove"), &[])
        .await
        .expect(403)
        .text;
    assert!(
        refused.contains("The last owner cannot be removed"),
        "{refused}"
    );
    let demoted = page
        .send(&own, &[("name", "Ann"), ("role", "moderator")])
        .await
        .expect(403)
        .text;
    assert!(
        demoted.contains("The last owner") && demoted.contains("value=\"Ann\""),
        "{demoted}"
    );
}

#[tokio::test]
async fn moderators_change_their_own_account_and_no_other() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let page = ModeratePage::of(&ben);
    let to = page.get("/moderate/people").await.expect(303);
    let own = to.header("location").to_owned();
    let account = page.open(&own).await;
    assert!(
        account.contains("Only owners can change these."),
        "{account}"
    );
    assert!(
        !account.contains("name=\"role\"") && !account.contains("/remove"),
        "{account}"
    );
    page.send(&own, &[("name", "Owner"), ("role", "owner")])
        .await
        .expect(403);
    let saved = page
        .submit(&format!("{own}/email"), &[("email", "ben@blog.example")])
        .await;
    assert!(saved.contains("ben@blog.example waits for"), "{saved}");
    assert_eq!(world.mail().await.to, "ben@blog.example");
    let refused = page
        .send(&format!("{own}/email"), &[("email", "ben@")])
        .await
        .expect(422)
        .text;
    assert!(
        refused.contains("email-error") && refused.contains("value=\"ben@\""),
        "{refused}"
    );
    let notices = format!("{own}/notices");
    let hourly = [("site", "blog"), ("mode", "hourly"), ("more_than", "7")];
    page.submit(&notices, &hourly).await;
    let more = [("site", "blog"), ("mode", "more_than"), ("more_than", "20")];
    let saved = page.submit(&notices, &more).await;
    assert!(
        saved.contains("value=\"more_than\" selected") && saved.contains("value=\"20\""),
        "{saved}"
    );
    let none = [("site", "blog"), ("mode", "more_than"), ("more_than", "")];
    let refused = page.send(&notices, &none).await.expect(422).text;
    assert!(
        refused.contains("Enter how many comments may wait"),
        "{refused}"
    );
    page.send(&notices, &[("site", "none"), ("mode", "off")])
        .await
        .expect(404);
    // The password needs the current one, and all other sessions end.
    let path = format!("{own}/password");
    let new = "velvet otter quarry lamp";
    let wrong = page
        .send(&path, &[("current-password", "no"), ("password", new)])
        .await
        .expect(422)
        .text;
    assert!(
        wrong.contains("This is not your current password."),
        "{wrong}"
    );
    let weak = [("current-password", PASSWORD), ("password", "short")];
    page.send(&path, &weak).await.expect(422);
    page.open(&own).await;
    let right = [("current-password", PASSWORD), ("password", new)];
    let set = page.send(&path, &right).await.expect(303);
    let renewed = ModeratePage {
        world: &world,
        cookie: cookie_of(&set),
    };
    let shown = renewed.open(set.header("location")).await;
    assert_eq!(notice(&shown), "The password is changed.");
    page.get("/moderate/bans").await.expect(303);
    let others = format!("/moderate/people/{ID}");
    for path in [others.clone(), format!("{others}/remove")] {
        renewed.get(&path).await.expect(403);
    }
    drop(owner);
}

#[tokio::test]
async fn a_key_is_shown_once_and_revoked() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let refused = page
        .send("/moderate/keys", &[("label", ""), ("feed", "")])
        .await
        .expect(422)
        .text;
    assert!(refused.contains("label-error"), "{refused}");
    let fields = [("label", "the <nightly> export"), ("feed", "")];
    let made = page.send("/moderate/keys", &fields).await.expect(200);
    assert_eq!(made.header("cache-control"), "no-store");
    let token = between(between(&made.text, "id=\"token\"", "</pre>"), ">", "<").to_owned();
    assert!(token.starts_with("rjk_"), "{token}");
    assert!(
        made.text.contains("the &lt;nightly&gt; export"),
        "{}",
        made.text
    );
    let queue = || {
        let url = world.url("/api/v1/moderation/comments");
        Answer::of(world.http.get(url).bearer_auth(&token))
    };
    queue().await.expect(200);
    let list = page.open("/moderate/keys").await;
    assert!(!list.contains(&token), "{list}");
    let feed = page
        .send("/moderate/keys", &[("label", "reader"), ("feed", "blog")])
        .await
        .expect(200)
        .text;
    let url = between(between(&feed, "id=\"token\"", "</pre>"), ">", "<").replace("&#x2f;", "/");
    let (_, path) = url.split_once("/api/v1").expect("a URL");
    let atom = Answer::of(world.http.get(world.url(&format!("/api/v1{path}"))))
        .await
        .expect(200);
    assert!(atom.text.contains("<feed"), "{}", atom.text);
    page.send("/moderate/keys", &[("label", "reader"), ("feed", "none")])
        .await
        .expect(404);
    let revoke = between(&list, "action=\"/moderate/keys/", "\"").to_owned();
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let bens = ModeratePage::of(&ben);
    assert!(
        bens.open("/moderate/keys")
            .await
            .contains("There are no API keys.")
    );
    bens.send(&format!("/moderate/keys/{revoke}"), &[])
        .await
        .expect(404);
    let revoked = page.submit(&format!("/moderate/keys/{revoke}"), &[]).await;
    assert_eq!(notice(&revoked), "The key is revoked.");
    let again = page.send(&format!("/moderate/keys/{revoke}"), &[]).await;
    shows_that_it_is_gone(again, "reader");
    queue().await.expect(401);
}

#[tokio::test]
async fn a_site_is_added_changed_and_removed() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let wrong = [
        ("slug", "New Site"),
        ("name", ""),
        ("origins", "https://new.example\r\nhttps://a/b\r\n"),
    ];
    let refused = page.send("/moderate/sites", &wrong).await.expect(422).text;
    for part in [
        "slug-error",
        "name-error",
        "origins-error",
        "Line 2:",
        "value=\"New Site\"",
    ] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    let fields = [
        ("slug", "new"),
        ("name", "The New"),
        ("origins", "https://new.example\r\nhttps://*.p.new.example"),
    ];
    let list = page.submit("/moderate/sites", &fields).await;
    assert_eq!(notice(&list), "Added.");
    assert!(list.contains("https:&#x2f;&#x2f;*.p.new.example"), "{list}");
    let same = page.send("/moderate/sites", &fields).await.expect(409).text;
    assert!(same.contains("already exists"), "{same}");
    let form = page.open("/moderate/sites/new").await;
    assert!(
        form.contains("https:&#x2f;&#x2f;*.p.new.example</textarea>"),
        "{form}"
    );
    let changed = [("name", "The Newer"), ("origins", "https://newer.example")];
    let list = page.submit("/moderate/sites/new", &changed).await;
    assert!(
        list.contains("The Newer") && !list.contains("new.example<"),
        "{list}"
    );
    let refused = page
        .send("/moderate/sites/new", &[("name", "Z"), ("origins", "")])
        .await
        .expect(422)
        .text;
    assert!(refused.contains("origins-error"), "{refused}");
    let asked = page.open("/moderate/sites/new/remove").await;
    assert!(asked.contains("all its comments"), "{asked}");
    let path = "/moderate/sites/new/remove";
    for fields in [&[("confirm", "old")][..], &[]] {
        let refused = page.send(path, fields).await.expect(422).text;
        assert!(
            refused.contains("Enter new to remove the site."),
            "{refused}"
        );
    }
    let removed = page.submit(path, &[("confirm", " new ")]).await;
    assert_eq!(notice(&removed), "Removed.");
    assert!(!removed.contains("The Newer"), "{removed}");
    let again = page.send(path, &[("confirm", "new")]).await;
    shows_that_it_is_gone(again, "/moderate/sites/blog");
    page.get("/moderate/sites/new").await.expect(404);
}

#[tokio::test]
async fn pages_and_forms_of_owners_refuse_moderators_and_other_sites() {
    let world = World::new().await;
    world
        .add_site("news", "The News", "https://news.example")
        .await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let page = ModeratePage::of(&ben);
    for (path, for_owners) in PAGES {
        let status = page.get(path).await.status.as_u16();
        assert!(
            if for_owners {
                status == 403
            } else {
                status < 400
            },
            "{path}: {status}"
        );
    }
    for (path, for_owners) in FORMS {
        let status = page.send(path, &[]).await.status.as_u16();
        assert!(
            if for_owners {
                status == 403
            } else {
                status != 403 && status < 500
            },
            "{path}: {status}"
        );
    }
    for path in [
        "/moderate/bans?site=news",
        "/moderate/sites/news/policy",
        "/moderate/sites/news",
    ] {
        page.get(path).await.expect(404);
    }
    let fields = [
        ("site", "news"),
        ("kind", "email"),
        ("subject", "a@b.example"),
    ];
    page.send("/moderate/bans", &fields).await.expect(404);
    let own = ModeratePage::of(&owner)
        .submit("/moderate/bans", &fields)
        .await;
    let ban_path = between(&own, "action=\"/moderate/bans/", "\"").to_owned();
    page.send(&format!("/moderate/bans/{ban_path}"), &[])
        .await
        .expect(404);
    let list = page.open("/moderate/bans").await;
    assert!(list.contains("There are no bans."), "{list}");
    let other = world
        .guest()
        .post_on("news", "/a", "Hi")
        .await
        .expect(201)
        .id();
    page.get(&format!("/moderate/bans/new?comment={other}"))
        .await
        .expect(404);
    let sites = page.open("/moderate/sites").await;
    assert!(
        !sites.contains("The News") && !sites.contains("new-site"),
        "{sites}"
    );
    let policy = page.open("/moderate/sites/blog/policy").await;
    assert!(
        policy.contains("<fieldset class=\"all\" disabled>"),
        "{policy}"
    );
    assert!(!policy.contains("formaction"), "{policy}");
    // A role changes at once.
    let people = ModeratePage::of(&owner);
    let ben = world
        .app
        .moderators
        .moderator_by_login("ben")
        .await
        .expect("reads")
        .expect("ben");
    let url = format!("/moderate/people/{}", ben.id);
    people
        .submit(
            &url,
            &[("name", ""), ("role", "moderator"), ("sites", "news")],
        )
        .await;
    page.get("/moderate/sites/blog/policy").await.expect(404);
    page.get("/moderate/sites/news/policy").await.expect(200);
}

#[tokio::test]
async fn forms_of_other_origins_and_ended_sessions_change_nothing() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    for (path, _) in FORMS {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://blog.example"),
            ("x-nothing", "said"),
        ] {
            let request = page.request(Method::POST, path).header(name, value);
            Answer::of(with_form(request, &[("confirm", "blog")]))
                .await
                .expect(403);
        }
    }
    owner.delete("/session").await.expect(204);
    for (path, _) in PAGES {
        let asked = page.get(path).await.expect(303);
        assert!(
            asked.header("location").starts_with("/moderate/sign-in"),
            "{path}"
        );
    }
    for (path, _) in FORMS {
        let asked = page.send(path, &[("confirm", "")]).await.expect(303);
        assert!(
            asked.header("location").starts_with("/moderate/sign-in"),
            "{path}"
        );
        page.send(path, &[("confirm", "blog")]).await.expect(401);
    }
    assert!(world.app.sites.find("blog").await.is_some());
}

#[tokio::test]
async fn what_was_typed_while_the_session_ended_is_sent_again_after_signing_in() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    owner.delete("/session").await.expect(204);
    let path = "/moderate/bans";
    let fields = [
        ("site", "blog"),
        ("kind", "email"),
        ("subject", "eve@spam.example"),
        ("note", "Writes <b>\r\nevery day"),
        ("password", "a secret"),
    ];
    let kept = page.send(path, &fields).await.expect(401).text;
    assert!(kept.contains("Your session has ended"), "{kept}");
    assert!(!kept.contains("a secret"), "{kept}");
    let form = FilledForm::read(&kept);
    assert_eq!(form.action, path);
    for (name, value) in &fields[..4] {
        let lines = |text: &str| text.replace("\r\n", "\n");
        assert_eq!(lines(&form.values[*name]), lines(value), "{name}");
    }
    let credentials = [("to", ""), ("login", "owner"), ("password", PASSWORD)];
    let signed_in = page.send("/moderate/sign-in", &credentials).await;
    let cookie = signed_in.expect(303).header("set-cookie").to_owned();
    let later = ModeratePage {
        world: &world,
        cookie: cookie.split(';').next().expect("a cookie").to_owned(),
    };
    let again = form.values.iter().map(|(name, value)| (&**name, &**value));
    let listed = later.submit(path, &again.collect::<Vec<_>>()).await;
    assert!(listed.contains("e…@spam.example"), "{listed}");
}

#[tokio::test]
async fn hostile_strings_are_text_in_every_form() {
    let world = World::new().await;
    world
        .policy(|policy| policy.moderation = ModerationPolicy::All)
        .await;
    let page = ModeratePage::of(&world.owner().await);
    for text in hostile_strings().iter().take(80) {
        let text = text.as_str();
        for (path, fields) in [
            (
                "/moderate/bans",
                &[
                    ("site", "blog"),
                    ("kind", text),
                    ("subject", text),
                    ("note", text),
                    ("until", text),
                ][..],
            ),
            (
                "/moderate/sites",
                &[("slug", text), ("name", text), ("origins", text)],
            ),
            (
                "/moderate/people",
                &[
                    ("login", text),
                    ("name", text),
                    ("role", text),
                    ("sites", text),
                    ("email", text),
                ],
            ),
            (
                "/moderate/sites/blog/policy/preview",
                &[
                    ("moderation", text),
                    ("text_max", text),
                    ("privacy_url", text),
                    ("made_from", text),
                ],
            ),
            ("/moderate/sites/blog/remove", &[("confirm", text)]),
        ] {
            let answer = page.send(path, fields).await;
            assert!(
                (400..500).contains(&answer.status.as_u16()),
                "{path} {text:?}: {}",
                answer.status
            );
            for bad in [
                "<script>alert",
                "<svg/onload",
                "\"onmouseover",
                "<img src=x",
            ] {
                assert!(
                    !answer.text.contains(bad),
                    "{path} {text:?}: {}",
                    answer.text
                );
            }
        }
    }
    for query in [
        "done=%3Cscript%3E",
        "done=saved&batch=%3Cscript%3E",
        "after=%3Cscript%3E",
        "site=%3Cscript%3E",
    ] {
        let answer = page.get(&format!("/moderate/bans?{query}")).await;
        assert!(
            answer.status.as_u16() < 500 && !answer.text.contains("<script>"),
            "{query}: {}",
            answer.text
        );
    }
    assert!(!world.app.sites.all().await.is_empty());
}
