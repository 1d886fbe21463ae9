//! The moderators' page without a script: sign-in, queue, decisions, replies.

use rejoinder::Role;
use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::{Answer, edit_token, with_form},
    commenters::cookie_of,
    guests::{Guest, edit_comment},
    html::{FilledForm, unsafe_parts},
    moderate_page::{ModeratePage, back, between, ids, notice, row, target},
    moderators::Moderator,
    seeded_comments::SeededComments,
    world::{PASSWORD, World},
};

const FORMS: [&str; 9] = [
    "/moderate/sign-in",
    "/moderate/sign-out",
    "/moderate/decisions",
    "/moderate/matching",
    "/moderate/undo",
    "/moderate/comments/01900000-0000-7000-8000-000000000000/reply",
    "/moderate/comments/01900000-0000-7000-8000-000000000000/notes",
    "/moderate/comments/01900000-0000-7000-8000-000000000000/edit",
    "/moderate/comments/01900000-0000-7000-8000-000000000000/thread",
];

/// Posts a comment that the moderator approves.
async fn publish(moderator: &Moderator<'_>, author: &Guest<'_>, text: &str) -> Answer {
    let posted = author.post("/a", text).await.expect(201);
    moderator
        .decide("approve", &[&posted.id()])
        .await
        .expect(200);
    posted
}

#[tokio::test]
async fn a_moderator_signs_in_and_comes_to_the_page_that_was_wanted() {
    let world = World::new().await;
    world.owner().await;
    let visitor = ModeratePage {
        world: &world,
        cookie: String::new(),
    };
    let asked = visitor.get("/moderate?folder=spam").await.expect(303);
    let sign_in = "/moderate/sign-in?to=%2Fmoderate%3Ffolder%3Dspam";
    assert_eq!(asked.header("location"), sign_in);
    let page = visitor.open(sign_in).await;
    assert!(page.contains("moderate?folder=spam\">"), "{page}");
    assert!(!page.contains("<script"), "{page}");
    let send = async |to: &str, password: &str| {
        let fields = [("to", to), ("login", "owner"), ("password", password)];
        visitor.send("/moderate/sign-in", &fields).await
    };
    let wrong = send("/moderate?folder=spam", "wrong").await.expect(401);
    assert!(wrong.text.contains("value=\"owner\""), "{}", wrong.text);
    assert!(!wrong.text.contains("wrong\""), "{}", wrong.text);
    assert!(
        wrong.text.contains("Incorrect login or password"),
        "{}",
        wrong.text
    );
    let right = send("/moderate?folder=spam", PASSWORD).await.expect(303);
    assert_eq!(right.header("location"), "/moderate?folder=spam");
    let cookie = right.header("set-cookie");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let signed_in = ModeratePage {
        world: &world,
        cookie: cookie_of(&right),
    };
    let page = signed_in.get("/moderate").await.expect(200);
    assert_eq!(page.header("cache-control"), "no-store");
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("script-src 'self'") && !policy.contains("unsafe"),
        "{policy}"
    );
    for to in ["https://evil.example/", "//evil.example", "/me"] {
        let elsewhere = send(to, PASSWORD).await.expect(303);
        assert_eq!(elsewhere.header("location"), "/moderate", "{to}");
    }
    let out = signed_in.send("/moderate/sign-out", &[]).await.expect(303);
    assert_eq!(out.header("location"), "/moderate/sign-in");
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    let asked = signed_in.get("/moderate").await.expect(303);
    assert_eq!(asked.header("location"), "/moderate/sign-in?over=1");
}

#[tokio::test]
async fn passwords_are_tried_as_often_here_as_with_the_api_and_no_more() {
    let world = World::new().await;
    world.owner().await;
    let page = ModeratePage {
        world: &world,
        cookie: String::new(),
    };
    let fields = [("login", "ann"), ("password", "no")];
    let body = json!({ "login": "ann", "password": "no" });
    // Six tries from one network, however they are sent.
    for n in 0..6 {
        if n % 2 == 0 {
            page.send("/moderate/sign-in", &fields).await.expect(401);
        } else {
            let api = world.url("/api/v1/moderation/session");
            Answer::of(world.http.post(api).json(&body))
                .await
                .expect(401);
        }
    }
    let answer = page.send("/moderate/sign-in", &fields).await.expect(429);
    assert!(answer.text.contains("Try again in"), "{}", answer.text);
    assert!(!answer.header("retry-after").is_empty());
}

#[tokio::test]
async fn a_decision_without_a_script_says_what_it_did_and_can_be_undone() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    let ann = world.guest();
    let id = ann.post("/a", "The *cake* is here").await.expect(201).id();
    let other = ann.post("/a", "Tea as well").await.expect(201).id();
    let queue = page.open("/moderate").await;
    assert!(queue.contains("<title>(2) To review"), "{queue}");
    assert_eq!(ids(&queue), [id.clone(), other.clone()]);
    let shown = row(&queue, &id);
    for part in [
        "The <em>cake</em> is here",
        "ann@example.org",
        "@example.org",
        "not verified",
        "First comment",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let approved = page.press(&queue, "approve", &id).await;
    assert_eq!(notice(&approved), "Approved: Ann.");
    assert_eq!(ids(&approved), [other.as_str()]);
    assert_eq!(ann.texts("/a").await, ["The <em>cake</em> is here"]);
    let undone = page.undo(&approved).await;
    assert_eq!(notice(&undone), "Put back as before: Ann.");
    assert_eq!(ids(&undone), [id.clone(), other.clone()]);
    assert!(ann.texts("/a").await.is_empty());
    // Each folder offers what can be done there.
    for (action, folder, offered, not_offered) in [
        ("approve", "approved", "hold", "approve"),
        ("spam", "spam", "restore", "spam"),
        ("trash", "trash", "delete", "trash"),
    ] {
        let before = page.open("/moderate").await;
        page.press(&before, action, &id).await;
        let list = page.open(&format!("/moderate?folder={folder}")).await;
        let shown = row(&list, &id);
        assert!(
            shown.contains(&format!("value=\"{offered}.{id}")),
            "{folder}: {shown}"
        );
        assert!(
            !shown.contains(&format!("value=\"{not_offered}.{id}")),
            "{folder}: {shown}"
        );
        let back = if folder == "approved" {
            "hold"
        } else {
            "restore"
        };
        let list = page.press(&list, back, &id).await;
        assert_eq!(notice(&list), "Back to review: Ann.");
        assert!(ids(&list).is_empty(), "{folder}");
    }
}

#[tokio::test]
async fn selected_comments_are_decided_together_and_undone_together() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    let mut posted = Vec::new();
    for text in ["One", "Two", "Three"] {
        posted.push(world.guest().post("/a", text).await.expect(201).id());
    }
    let queue = page.open("/moderate?site=blog").await;
    let (first, second) = (target(&queue, &posted[0]), target(&queue, &posted[1]));
    let back = back(&queue);
    assert_eq!(back, "site=blog");
    let nothing = [("all", "spam"), ("back", back.as_str())];
    let same = page.send("/moderate/decisions", &nothing).await.expect(303);
    assert_eq!(same.header("location"), "/moderate?site=blog");
    let fields = [
        ("id", first.as_str()),
        ("id", second.as_str()),
        ("all", "spam"),
        ("back", back.as_str()),
    ];
    let rest = page.submit("/moderate/decisions", &fields).await;
    assert_eq!(notice(&rest), "Spam: 2 comments.");
    assert_eq!(ids(&rest), [posted[2].clone()]);
    let undone = page.undo(&rest).await;
    assert_eq!(ids(&undone), posted);
}

#[tokio::test]
async fn all_that_match_are_counted_before_they_are_decided_and_later_ones_are_left_out() {
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
    let queue = page.open("/moderate?q=seeded").await;
    assert_eq!(ids(&queue).len(), 50);
    assert!(queue.contains("rel=\"next\""), "{queue}");
    let next = between(&queue, "rel=\"next\" href=\"", "\"")
        .replace("&amp;", "&")
        .replace("&#x2f;", "/");
    assert_eq!(ids(&page.open(&next).await).len(), 50);
    let asked = page.open("/moderate/matching?q=seeded&action=spam").await;
    assert!(asked.contains("<h1>Spam: 120 comments</h1>"), "{asked}");
    assert_eq!(
        page.open("/moderate?folder=spam")
            .await
            .matches("id=\"c-")
            .count(),
        0
    );
    let later = world
        .guest()
        .post("/a", "A seeded word")
        .await
        .expect(201)
        .id();
    let before = between(&asked, "name=\"before\" value=\"", "\"");
    let back = back(&asked);
    let fields = [
        ("all", "spam"),
        ("before", before),
        ("sure", "1"),
        ("back", back.as_str()),
    ];
    let done = page.submit("/moderate/matching", &fields).await;
    assert!(
        notice(&done).starts_with("Spam: 120 comments."),
        "{}",
        notice(&done)
    );
    assert_eq!(ids(&done), [later]);
    let undone = page.undo(&done).await;
    assert_eq!(notice(&undone), "Put back as before: 120 comments.");
}

#[tokio::test]
async fn deleting_for_good_is_asked_about_first_and_only_owners_may() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let id = world.guest().post("/a", "Buy this").await.expect(201).id();
    owner.decide("trash", &[&id]).await.expect(200);
    let trash = page.open("/moderate?folder=trash").await;
    let value = format!("delete.{}", target(&trash, &id));
    let fields = [("one", value.as_str()), ("back", "folder=trash")];
    let asked = page.send("/moderate/decisions", &fields).await.expect(200);
    assert!(
        asked.text.contains("This cannot be undone"),
        "{}",
        asked.text
    );
    assert_eq!(owner.comment(&id).await["comment"]["status"], "trash");
    let his = ModeratePage::of(&ben);
    let list = his.open("/moderate?folder=trash").await;
    assert!(!row(&list, &id).contains("delete."), "{list}");
    let sure = [
        ("one", value.as_str()),
        ("sure", "1"),
        ("back", "folder=trash"),
    ];
    his.send("/moderate/decisions", &sure).await.expect(403);
    let target = between(&asked.text, "name=\"id\" value=\"", "\"");
    let sure = [
        ("all", "delete"),
        ("id", target),
        ("sure", "1"),
        ("back", "folder=trash"),
    ];
    let done = page.submit("/moderate/decisions", &sure).await;
    assert_eq!(notice(&done), "Deleted for good: 1 comment.");
    assert!(!done.contains("name=\"batch\""), "{done}");
}

#[tokio::test]
async fn a_conflict_says_who_decided_what() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let id = world.guest().post("/a", "The cake").await.expect(201).id();
    let queue = page.open("/moderate").await;
    ben.decide("approve", &[&id]).await.expect(200);
    let late = page.press(&queue, "spam", &id).await;
    let said = notice(&late);
    assert!(
        said.starts_with("Changed in the meantime, so nothing was done: Ann."),
        "{said}"
    );
    assert!(said.contains("Approve by ben, 2026-"), "{said}");
    assert!(!late.contains("name=\"batch\""), "{late}");
    assert_eq!(ben.comment(&id).await["comment"]["status"], "approved");
    let approved = page.open("/moderate?folder=approved").await;
    let again = format!("approve.{}", target(&approved, &id));
    let same = page.submit("/moderate/decisions", &[("one", &again)]).await;
    assert!(
        notice(&same).starts_with("Already decided so: Ann."),
        "{same}"
    );
}

#[tokio::test]
async fn browsers_restore_no_selection_and_no_version_for_other_comments() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let id = world.guest().post("/a", "One").await.expect(201).id();
    for (path, number) in [
        ("/moderate".to_owned(), 2),
        (format!("/moderate/comments/{id}"), 3),
    ] {
        let shown = page.open(&path).await;
        let fields = shown.split("<input ").skip(1);
        let fields = fields.map(|field| field.split('>').next().unwrap_or_default());
        let fields =
            fields.filter(|field| field.contains("checkbox") || field.contains("name=\"version\""));
        let fields = fields.collect::<Vec<_>>();
        assert_eq!(fields.len(), number, "{path}: {fields:?}");
        let is_off = |field: &&str| field.contains("autocomplete=\"off\"");
        assert!(fields.iter().all(is_off), "{path}: {fields:?}");
    }
}

#[tokio::test]
async fn a_script_gets_the_line_and_the_rows_that_changed() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let id = world.guest().post("/a", "One").await.expect(201).id();
    let other = world.guest().post("/a", "Two").await.expect(201).id();
    let queue = page.open("/moderate").await;
    owner.decide("trash", &[&other]).await.expect(200);
    let (first, second) = (target(&queue, &id), target(&queue, &other));
    let fields = [
        ("id", first.as_str()),
        ("id", second.as_str()),
        ("all", "approve"),
        ("part", "1"),
    ];
    let lines = page
        .send("/moderate/decisions", &fields)
        .await
        .expect(200)
        .text;
    assert!(!lines.contains("<html"), "{lines}");
    // With the version that the decision made.
    assert!(lines.contains(&format!("data-ids=\"{id}.2\"")), "{lines}");
    assert_eq!(ids(&lines), [other.as_str()]);
    let kept = row(&lines, &other);
    assert!(kept.contains("Trash by owner"), "{kept}");
    let batch = between(&lines, "name=\"batch\" value=\"", "\"");
    let fields = [("batch", batch), ("part", "1")];
    let undone = page.send("/moderate/undo", &fields).await.expect(200).text;
    assert_eq!(ids(&undone), [id]);
    // After a session has ended, a script is told so and not sent to another page.
    page.send("/moderate/sign-out", &[]).await.expect(303);
    let request = page.request(Method::POST, "/moderate/decisions");
    let request = request
        .header("sec-fetch-site", "same-origin")
        .header("sec-fetch-mode", "cors");
    Answer::of(with_form(request, &fields)).await.expect(401);
}

#[tokio::test]
async fn a_change_that_waits_is_shown_beside_the_published_text() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let ann = world.guest();
    let posted = publish(&owner, &ann, "The first text").await;
    let id = posted.id();
    edit_comment(&ann, &id, &edit_token(&posted), "The *second* text")
        .await
        .expect(200);
    let queue = page.open("/moderate").await;
    let shown = row(&queue, &id);
    for part in [
        "The first text",
        "The <em>second</em> text",
        "Published text",
        "New text",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    page.press(&queue, "approve", &id).await;
    assert_eq!(ann.texts("/a").await, ["The <em>second</em> text"]);
}

#[tokio::test]
async fn a_reply_is_published_and_approves_what_it_answers() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    let ann = world.guest();
    let id = ann.post("/a", "Who brings tea?").await.expect(201).id();
    let context = page
        .open(&format!("/moderate/comments/{id}?folder=review"))
        .await;
    assert!(context.contains("Nothing has been decided"), "{context}");
    let version = between(&context, "name=\"version\" value=\"", "\"");
    let path = format!("/moderate/comments/{id}/reply");
    let blank = [("text", "  "), ("version", version)];
    let refused = page.send(&path, &blank).await.expect(422);
    assert!(
        refused.text.contains("id=\"reply-error\""),
        "{}",
        refused.text
    );
    assert!(ann.texts("/a").await.is_empty(), "nothing was approved");
    for stale in [
        &[("text", "We <do>"), ("version", "99")][..],
        &[("text", "We <do>")],
    ] {
        let refused = page.send(&path, stale).await.expect(409);
        assert!(refused.text.contains("We &lt;do&gt;"), "{}", refused.text);
    }
    let fields = [("text", "We do."), ("version", version)];
    let done = page.submit(&path, &fields).await;
    assert_eq!(notice(&done), "Your reply is published. Approved: Ann.");
    assert_eq!(ann.texts("/a").await, ["Who brings tea?", "We do."]);
    let thread = ann.read("/a").await;
    assert_eq!(thread["items"][1]["author"]["role"], "owner");
    assert_eq!(thread["items"][1]["parent_id"], id);
    let again = [("text", "And milk."), ("version", "1")];
    let done = page.submit(&path, &again).await;
    assert_eq!(notice(&done), "Your reply is published.");
}

#[tokio::test]
async fn the_context_shows_the_thread_around_a_comment_with_the_same_actions() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let ann = world.guest();
    let root = publish(&owner, &ann, "The root").await.id();
    let reply = ann.reply("/a", &root, "A reply").await.expect(201).id();
    let sibling = ann
        .reply("/a", &root, "Another reply")
        .await
        .expect(201)
        .id();
    let later = publish(&owner, &ann, "A later root").await.id();
    let queue = page.open("/moderate").await;
    assert!(
        row(&queue, &reply).contains("in reply to Ann</a>: The root"),
        "{queue}"
    );
    let path = format!("/moderate/comments/{reply}");
    let context = page.open(&path).await;
    assert_eq!(ids(&context), [root, reply.clone(), sibling.clone(), later]);
    let back = back(&context);
    let value = format!("trash.{}", target(&context, &sibling));
    let fields = [("one", value.as_str()), ("back", back.as_str())];
    let done = page.send("/moderate/decisions", &fields).await.expect(303);
    assert!(done.header("location").starts_with(&path), "{done:?}");
    let context = page.open(done.header("location")).await;
    assert_eq!(notice(&context), "In the trash: Ann.");
    assert!(
        row(&context, &sibling).contains(">Trash</span>"),
        "{context}"
    );
    let history = page.open(&format!("/moderate/comments/{sibling}")).await;
    assert!(history.contains("Trash by owner, 2026-"), "{history}");
}

#[tokio::test]
async fn search_reason_network_and_domain_filter_the_list() {
    let world = World::new().await;
    world
        .policy(|policy| policy.suspect_words = vec!["casino".to_owned()])
        .await;
    let page = ModeratePage::of(&world.owner().await);
    let ann = world
        .guest()
        .post("/a", "Tea for all")
        .await
        .expect(201)
        .id();
    let eve = world.guest().named("Eve", "eve@shop.example");
    let eve = eve.post("/b", "My casino").await.expect(201).id();
    let queue = page.open("/moderate").await;
    assert_eq!(ids(&queue).len(), 2);
    let shown = row(&queue, &eve);
    assert!(
        shown.contains("Suspect word") && shown.contains("holds"),
        "{shown}"
    );
    let network = between(shown, "network=", "\"").to_owned();
    let by_network = format!("network={network}");
    for (query, expected) in [
        ("reason=suspect_word", &eve),
        ("email_domain=shop.example", &eve),
        ("q=tea", &ann),
        ("page=%2Fb", &eve),
        (by_network.as_str(), &eve),
    ] {
        let list = page.open(&format!("/moderate?{query}")).await;
        assert_eq!(ids(&list), [expected.as_str()], "{query}");
        assert!(list.contains("Show all of this folder"), "{query}");
        assert!(
            shown.contains(query) || !query.contains("shop"),
            "{query}: {shown}"
        );
    }
}

#[tokio::test]
async fn a_page_with_the_longest_key_is_a_filter_like_any_other() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let guest = world.guest();
    let other = guest.post("/a", "The cake").await.expect(201).id();
    // 1,024 bytes, of which each of the last 1,023 is an escape of three.
    let key = format!("/{}", "\u{4f60}".repeat(341));
    let long = guest.post(&key, "The tea").await.expect(201).id();
    let queue = page.open("/moderate").await;
    let link = between(
        between(row(&queue, &long), "class=\"place\"", "</p>"),
        "href=\"",
        "\"",
    );
    let link = link.replace("&amp;", "&").replace("&#x2f;", "/");
    let list = page.open(&link).await;
    assert_eq!(ids(&list), [long.as_str()]);
    let query = link.split_once('?').expect("a query").1;
    let matching = page
        .open(&format!("/moderate/matching?{query}&action=spam"))
        .await;
    assert!(matching.contains("Spam: 1 comment"), "{matching}");
    let before = between(&matching, "name=\"before\" value=\"", "\"");
    let selected = back(&matching);
    let fields = [("all", "spam"), ("before", before), ("back", &selected)];
    page.send("/moderate/matching", &fields).await.expect(303);
    let comment = owner.comment(&other).await;
    assert_eq!(comment["comment"]["status"], "pending");
}

#[tokio::test]
async fn a_form_of_another_origin_changes_nothing() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let id = world.guest().post("/a", "The cake").await.expect(201).id();
    let one = format!("approve.{id}.1");
    let fields = [
        ("one", one.as_str()),
        ("login", "owner"),
        ("password", PASSWORD),
        ("text", "Hi"),
        ("all", "approve"),
    ];
    for path in FORMS {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://blog.example"),
            ("origin", "null"),
            ("x-nothing", "said"),
        ] {
            let request = page.request(Method::POST, path).header(name, value);
            let answer = Answer::of(with_form(request, &fields)).await.expect(403);
            assert_eq!(answer.header("set-cookie"), "", "{path} {name}: {value}");
        }
    }
    assert_eq!(owner.comment(&id).await["comment"]["status"], "pending");
    page.open("/moderate").await;
    // The API does not know the cookie, from any origin.
    for path in ["/comments", "/session", "/log"] {
        let request = page.request(Method::GET, &format!("/api/v1/moderation{path}"));
        Answer::of(request).await.expect(401);
    }
}

#[tokio::test]
async fn a_revoked_session_leads_to_the_sign_in() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let id = world.guest().post("/a", "The cake").await.expect(201).id();
    let queue = page.open("/moderate?folder=review").await;
    owner.delete("/session").await.expect(204);
    let value = format!("approve.{}", target(&queue, &id));
    let fields = [("one", value.as_str()), ("back", "folder=spam")];
    let asked = page.send("/moderate/decisions", &fields).await.expect(303);
    assert_eq!(
        asked.header("location"),
        "/moderate/sign-in?to=%2Fmoderate%3Ffolder%3Dspam&over=1"
    );
    assert!(asked.header("set-cookie").contains("Max-Age=0"));
    for path in [
        "/moderate",
        "/moderate/matching?action=spam",
        &format!("/moderate/comments/{id}"),
    ] {
        let asked = page.get(path).await.expect(303);
        assert!(
            asked.header("location").starts_with("/moderate/sign-in"),
            "{path}"
        );
    }
    assert!(world.guest().texts("/a").await.is_empty());
    // A reply that was written meanwhile is not lost.
    let path = format!("/moderate/comments/{id}/reply");
    let refused = page
        .send(&path, &[("text", "Long, and <dear> to me")])
        .await;
    let refused = refused.expect(401);
    let kept = "Long, and &lt;dear&gt; to me";
    assert!(refused.text.contains(kept), "{}", refused.text);
    let message = page.open("/moderate/sign-in?over=1").await;
    assert!(message.contains("Your session has ended"), "{message}");
}

#[tokio::test]
async fn signing_in_again_ends_the_earlier_session_of_the_browser() {
    let world = World::new().await;
    let owner = world.owner().await;
    let earlier = ModeratePage::of(&owner);
    earlier.open("/moderate").await;
    let fields = [("to", ""), ("login", "owner"), ("password", PASSWORD)];
    // A wrong password ends nothing.
    let wrong = [("to", ""), ("login", "owner"), ("password", "a wrong one")];
    earlier.send("/moderate/sign-in", &wrong).await.expect(401);
    earlier.get("/moderate").await.expect(200);
    let answer = earlier.send("/moderate/sign-in", &fields).await.expect(303);
    let cookie = answer.header("set-cookie").split(';').next();
    let later = ModeratePage {
        world: &world,
        cookie: cookie.expect("a cookie").to_owned(),
    };
    later.get("/moderate").await.expect(200);
    earlier.get("/moderate").await.expect(303);
}

#[tokio::test]
async fn a_moderator_of_one_site_sees_nothing_of_the_others() {
    let world = World::new().await;
    world
        .add_site("news", "The News", "https://news.example")
        .await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let page = ModeratePage::of(&ben);
    let own = world
        .guest()
        .post("/a", "On the blog")
        .await
        .expect(201)
        .id();
    let other = world
        .guest()
        .post_on("news", "/a", "On the news")
        .await
        .expect(201)
        .id();
    let all = ModeratePage::of(&owner).open("/moderate").await;
    assert_eq!(ids(&all), [own.clone(), other.clone()]);
    assert!(
        all.contains("The News</bdi> <span class=\"count\">1</span>"),
        "{all}"
    );
    let only = ModeratePage::of(&owner).open("/moderate?site=news").await;
    assert_eq!(ids(&only), [other.as_str()]);
    let queue = page.open("/moderate").await;
    assert_eq!(ids(&queue), [own]);
    assert!(
        !queue.contains("The News") && !queue.contains("class=\"sites\""),
        "{queue}"
    );
    page.get("/moderate?site=news").await.expect(404);
    page.get(&format!("/moderate/comments/{other}"))
        .await
        .expect(404);
    page.get("/moderate/matching?site=news&action=spam")
        .await
        .expect(404);
    let value = format!("approve.{other}.1");
    let refused = page.submit("/moderate/decisions", &[("one", &value)]).await;
    assert_eq!(notice(&refused), "No longer there: 1 comment.");
    let path = format!("/moderate/comments/{other}/reply");
    page.send(&path, &[("text", "Hi")]).await.expect(404);
    let decided = owner.decide("approve", &[&other]).await.expect(200);
    let batch = decided.body["batch"].as_str().expect("a batch");
    page.send("/moderate/undo", &[("batch", batch)])
        .await
        .expect(404);
    assert_eq!(owner.comment(&other).await["comment"]["status"], "approved");
}

#[tokio::test]
async fn hostile_texts_are_shown_as_text() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    let hostile = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'";
    let eve = world
        .guest()
        .named("<b onclick=alert(1)>Eve", "eve@example.org");
    let mut body = eve.comment(&format!("/a?{hostile}"), hostile);
    body["title"] = json!(hostile);
    let id = eve.send(&body).await.expect(201).id();
    let query = "q=%22%3E%3Cscript%3Ealert(1)&network=%22%3E%3Cscript%3E";
    for path in [
        "/moderate".to_owned(),
        format!("/moderate/comments/{id}"),
        "/moderate?q=%22%3E%3Cscript%3Ealert(1)".to_owned(),
        "/moderate?page=%22%3E%3Cscript%3Ealert(1)".to_owned(),
        "/moderate/sign-in?to=%22%3E%3Cscript%3Ealert(1)".to_owned(),
        format!("/moderate?{query}"),
        "/moderate?done=spam&count=7&about=%3Cscript%3E&batch=%3Cscript%3E".to_owned(),
    ] {
        let text = page.get(&path).await.text;
        for bad in [
            "<script>alert",
            "<img src=x",
            "<b onclick",
            "onerror=alert(1)>'",
        ] {
            assert!(!text.contains(bad), "{path}: {text}");
        }
    }
    let queue = page.open("/moderate").await;
    let html = between(row(&queue, &id), "<div class=\"comment-text\">", "</div>");
    assert_eq!(unsafe_parts(html), [] as [&str; 0]);
    let form = FilledForm::read(&queue);
    assert!(!form.values.is_empty());
}

#[tokio::test]
async fn fifty_comments_are_a_small_page() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    for n in 0..50_u32 {
        let guest = world
            .guest()
            .named(&format!("Reader {n}"), &format!("r{n}@example.org"));
        let text = format!(
            "{n}: The number {} bus goes to the *market* at {n} o'clock, they say.",
            n * 7
        );
        guest
            .post(&format!("/page-{}", n % 7), &text)
            .await
            .expect(201);
    }
    let page = ModeratePage::of(&owner);
    let request = page
        .request(Method::GET, "/moderate")
        .header("accept-encoding", "gzip");
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.headers()["content-encoding"], "gzip");
    let queue = answer.bytes().await.expect("a body").len();
    let plain = page.open("/moderate").await;
    let mut sizes = vec![queue];
    for start in [
        "<link rel=\"stylesheet\" href=\"",
        "<script type=\"module\" src=\"",
    ] {
        for part in plain.split(start).skip(1) {
            let path = part.split('"').next().unwrap_or_default();
            let request = page
                .request(Method::GET, path)
                .header("accept-encoding", "br");
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), 200, "{path}");
            sizes.push(answer.bytes().await.expect("a body").len());
        }
    }
    assert_eq!(sizes.len(), 5, "{sizes:?}");
    assert!(sizes.iter().sum::<usize>() <= 25_000, "{sizes:?}");
}

#[tokio::test]
async fn the_page_is_in_the_language_of_the_moderator() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    world.guest().post("/a", "The cake").await.expect(201);
    for (wanted, lang, title) in [
        ("de-AT,de;q=0.9,en;q=0.8", "<html lang=\"de\"", "Zu prüfen"),
        ("ar", "dir=\"rtl\"", "للمراجعة"),
        ("sv", "<html lang=\"en\"", "To review"),
    ] {
        let request = page
            .request(Method::GET, "/moderate")
            .header("accept-language", wanted);
        let text = Answer::of(request).await.expect(200).text;
        assert!(
            text.contains(lang) && text.contains(title),
            "{wanted}: {text}"
        );
    }
}
