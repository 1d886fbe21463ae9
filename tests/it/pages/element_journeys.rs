//! What happens to the element `<comment-thread>` during a reader's visit: the network is cut, the reader leaves and
//! comes back, a router changes the page, the thread is long, comments are hostile.

use std::time::Duration;

use rejoinder::ModerationPolicy;
use serde_json::{Value, json};

use crate::support::{
    answers::eventually,
    blog::{BlogPage, serve_blog},
    browser::Browser,
    hostile_strings::hostile_strings,
    relay::{Relay, RelayMode},
    seeded_comments::SeededComments,
    world::World,
};

/// Comments on the site `news` are published at once, without practical limits.
async fn publish_all(world: &World) {
    let change = |policy: &mut rejoinder::Policy| {
        policy.moderation = ModerationPolicy::None;
        policy.limits_percent = 10_000;
    };
    world.policy_of("news", change).await;
    world.clock.advance(Duration::from_secs(2));
}

async fn write_comment(browser: &Browser, world: &World, text: &str) {
    browser.write_in_thread("text", text).await;
    browser.write_in_thread("name", "Ann").await;
    browser.write_in_thread("email", "ann@example.org").await;
    world.clock.advance(Duration::from_secs(10));
}

/// The texts of all comments on a page of the site `news`.
async fn texts(world: &World, page: &str) -> Vec<String> {
    let path = format!("/api/v1/sites/news/comments?page={page}&limit=100");
    let listed = world.guest().get(&path).await.expect(200).body;
    let items = listed["items"].as_array().expect("items").iter();
    let html = items.map(|item| item["html"].as_str().expect("HTML"));
    html.map(|html| {
        let text = html.trim().strip_prefix("<p dir=\"auto\">");
        let text = text.and_then(|text| text.strip_suffix("</p>"));
        text.expect("one paragraph").to_owned()
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comment_whose_answer_was_lost_is_sent_again_and_stored_once() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let relay = Relay::to_server(&world.address.to_string()).await;
    let page = BlogPage {
        server: &format!("http://127.0.0.1:{}", relay.port),
        body: "<comment-thread site='news' loading='eager'></comment-thread>",
        headers: &[],
    };
    let blog = page.serve(&world).await;
    publish_all(&world).await;
    browser.visit(&format!("{blog}/thing-12")).await;
    // The preflight of this request is valid for the next one.
    write_comment(&browser, &world, "First").await;
    browser.click_in_thread(".reply-submit").await;
    browser.wait_for_thread_text(".comment-text", "First").await;
    write_comment(&browser, &world, "Second, and I mean it").await;
    // The token and the texts of the form are there before the network fails.
    eventually("the request for a token", async || {
        let script = "return performance.getEntriesByType('resource')
            .filter(({ name, responseEnd }) => name.includes('/form?') && responseEnd).length;";
        let found = browser.run(script).await;
        (found.as_u64() >= Some(2)).then_some(())
    })
    .await;
    let before = relay.held();
    relay.set_mode(RelayMode::AnswersFrozen);
    browser.click_in_thread(".reply-submit").await;
    relay.wait_for_held(before).await;
    eventually("the comment on the server", async || {
        (texts(&world, "/thing-12").await.len() == 2).then_some(())
    })
    .await;
    relay.set_mode(RelayMode::Cut);
    browser
        .wait_for_thread_text(".reply-alert", "Send again")
        .await;
    browser.wait_for_typed("Second, and I mean it").await;
    // Still cut: nothing changes, and nothing is lost.
    browser.click_in_thread(".reply-alert button").await;
    browser
        .wait_for_thread_text(".reply-alert", "Send again")
        .await;
    browser.wait_for_typed("Second, and I mean it").await;
    relay.set_mode(RelayMode::Immediate);
    browser.click_in_thread(".reply-alert button").await;
    browser
        .wait_for_thread_text(".comment:last-child .comment-text", "Second, and I mean it")
        .await;
    browser.wait_for_typed("").await;
    assert_eq!(
        texts(&world, "/thing-12").await,
        ["First", "Second, and I mean it"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_who_comes_back_finds_what_was_typed_and_the_comments_of_the_meantime() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let blog = serve_blog(&world, "loading='eager'").await;
    publish_all(&world).await;
    browser.visit(&format!("{blog}/thing-12")).await;
    browser
        .wait_for_thread_text(".comments-title", "What do you think?")
        .await;
    write_comment(&browser, &world, "Half a thou").await;
    browser
        .run(
            "window.isSameDocument = true;
             addEventListener('pageshow', ({ persisted }) => { window.isRestored = persisted; });",
        )
        .await;
    browser.run("location.href = '/another-page';").await;
    browser.wait_for_url("/another-page").await;
    let ben = world.guest().named("Ben", "ben@example.org");
    let posted = ben.post_on("news", "/thing-12", "I was quicker").await;
    posted.expect(201);
    world.clock.advance(Duration::from_secs(2));
    browser.run("history.back();").await;
    browser.wait_for_url("/thing-12").await;
    browser
        .wait_for_thread_text(".comment-text", "I was quicker")
        .await;
    browser.wait_for_typed("Half a thou").await;
    let restored = browser
        .run("return [window.isSameDocument, window.isRestored];")
        .await;
    assert_eq!(
        restored,
        json!([true, true]),
        "the page comes from the back/forward cache"
    );
    browser.click_in_thread(".reply-submit").await;
    browser
        .wait_for_thread_text(".comment:last-child .comment-text", "Half a thou")
        .await;
    assert_eq!(
        texts(&world, "/thing-12").await,
        ["I was quicker", "Half a thou"]
    );
}

/// Runs a script in which `roots` are the places of all threads of the page.
async fn in_threads(browser: &Browser, script: &str) -> Value {
    let roots = "const elements = [...document.querySelectorAll('comment-thread')];\
                 const roots = elements.map(({ place }) => place);";
    browser.run(&format!("{roots} {script}")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_threads_on_a_page_have_forms_and_ids_of_their_own() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    use_two_threads(&browser, "").await;
    use_two_threads(&browser, "look='page'").await;
}

async fn use_two_threads(browser: &Browser, look: &str) {
    let world = World::new().await;
    let thread = |page: &str| {
        format!(
            "<comment-thread site='news' page='{page}' loading='eager' {look}></comment-thread>"
        )
    };
    let page = BlogPage {
        server: &world.url(""),
        body: &format!("{}{}", thread("/a"), thread("/b")),
        headers: &[],
    };
    let blog = page.serve(&world).await;
    publish_all(&world).await;
    browser.visit(&format!("{blog}/thing-12")).await;
    eventually("both forms", async || {
        let script = "return roots.every((root) => root?.querySelector('.reply'));";
        (in_threads(browser, script).await == json!(true)).then_some(())
    })
    .await;
    let write = "roots.forEach((root, n) => {
        for (const [name, value] of [['text', `In thread ${n}`], ['name', 'Ann'], ['email', 'ann@example.org']]) {
            const field = root.querySelector(`.reply-form [name=${name}]`);
            field.focus();
            field.value = value;
            field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
        }
    });";
    in_threads(browser, write).await;
    world.clock.advance(Duration::from_secs(10));
    // One form is sent, and the other one keeps what was typed.
    let submit = "roots[1].querySelector('.reply-submit').click();";
    in_threads(browser, submit).await;
    eventually("the comment in the second thread", async || {
        let shown =
            "return roots.map((root) => root.querySelector('.comment-text')?.innerText ?? '');";
        (in_threads(browser, shown).await == json!(["", "In thread 1"])).then_some(())
    })
    .await;
    let typed = "return roots.map((root) => root.querySelector('textarea').value);";
    assert_eq!(in_threads(browser, typed).await, json!(["In thread 0", ""]));
    assert_eq!(texts(&world, "/b").await, ["In thread 1"]);
    assert_eq!(texts(&world, "/a").await, [] as [&str; 0]);
    // Each label belongs to one field of its own form.
    let labels = "return roots.flatMap((root) => [...root.querySelectorAll('label[for]')]
        .filter((label) => !root.contains(label.control)).map((label) => label.outerHTML));";
    assert_eq!(in_threads(browser, labels).await, json!([]));
    let ids = "const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
        return ids.filter((id, n) => ids.indexOf(id) !== n);";
    assert_eq!(in_threads(browser, ids).await, json!([]));
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_router_that_changes_the_url_changes_the_thread() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let blog = serve_blog(&world, "loading='eager'").await;
    publish_all(&world).await;
    let ann = world.guest().named("Ann", "ann@example.org");
    for page in ["/one", "/two?lang=de"] {
        let text = format!("On {page}");
        ann.post_on("news", page, &text).await.expect(201);
        world.clock.advance(Duration::from_secs(10));
    }
    browser.visit(&format!("{blog}/one")).await;
    browser
        .wait_for_thread_text(".comment-text", "On /one")
        .await;
    write_comment(&browser, &world, "A draft for one").await;
    browser
        .run("history.pushState(null, '', '/two?lang=de&utm_source=x');")
        .await;
    browser
        .wait_for_thread_text(".comment-text", "On /two?lang=de")
        .await;
    browser.wait_for_typed("").await;
    browser.run("history.back();").await;
    browser
        .wait_for_thread_text(".comment-text", "On /one")
        .await;
    browser.wait_for_typed("A draft for one").await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_thread_of_5000_comments_permalinks_and_both_orders_load_a_part() {
    const COUNT: u32 = 5_000;
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let blog = serve_blog(&world, "loading='eager' page='/seeded/1'").await;
    publish_all(&world).await;
    let seeded = SeededComments {
        database: &world.database,
        site: world
            .database
            .number("SELECT id FROM site WHERE slug = 'news'")
            .await,
        status: "approved",
        changed_at: 1,
    };
    seeded.add(1, COUNT).await;
    seeded
        .run(&format!("UPDATE thread SET approved = {COUNT}"))
        .await;
    let id = |number: u32| format!("01900000-0000-0000-0000-{number:012x}");
    let shown = "return [...root.querySelectorAll('.comment')].map(({ id }) => id.slice('comment-'.length));";
    let middle = id(COUNT / 2);
    browser
        .visit(&format!("{blog}/thing-12#comment-{middle}"))
        .await;
    browser
        .wait_for_thread_text(".comments-title", "5000 comments")
        .await;
    browser
        .wait_for_thread_text(".comment-marked", "Seeded")
        .await;
    let marked = "return [root.activeElement?.id, root.querySelectorAll('.comment').length,
        root.activeElement?.getBoundingClientRect().top >= 0 && root.activeElement?.getBoundingClientRect().top < innerHeight];";
    let marked = browser.in_thread(marked).await;
    assert_eq!(marked[0], json!(format!("comment-{middle}")));
    assert!(marked[1].as_u64() <= Some(100), "{marked}");
    assert_eq!(marked[2], json!(true), "the comment is in the window");
    // More comments in both directions, each of them once.
    for load in ["more", "earlier"] {
        let before = browser.in_thread(shown).await;
        let before = before.as_array().expect("a list").len();
        browser
            .click_in_thread(&format!("[data-load={load}]"))
            .await;
        eventually(load, async || {
            let now = browser.in_thread(shown).await;
            (now.as_array().expect("a list").len() > before).then_some(())
        })
        .await;
    }
    let listed = browser.in_thread(shown).await;
    let listed = listed.as_array().expect("a list").clone();
    let mut sorted = listed.clone();
    sorted.sort_by_key(|id| id.as_str().map(str::to_owned));
    sorted.dedup();
    assert_eq!(sorted, listed);
    // The newest comment of all is the first one.
    browser.click_in_thread("[data-order=newest]").await;
    eventually("the newest comment first", async || {
        let now = browser.in_thread(shown).await;
        (now[0] == json!(id(COUNT))).then_some(())
    })
    .await;
    // A comment that does not exist is not looked for without end.
    let none = id(COUNT + 7);
    browser
        .run(&format!("location.hash = 'comment-{none}';"))
        .await;
    browser
        .wait_for_thread_text(".notice", "no longer available")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_names_and_texts_are_text_in_the_element() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let blog = serve_blog(&world, "loading='eager'").await;
    publish_all(&world).await;
    let mut names = Vec::new();
    for (n, hostile) in hostile_strings().into_iter().enumerate().take(60) {
        let email = format!("ann{n}@example.org");
        let author = world.guest().named(&hostile, &email);
        let text = format!("{hostile} number {n}");
        let posted = author.post_on("news", "/thing-12", &text).await;
        if posted.status == 201 {
            names.push(posted.body["comment"]["author"]["name"].clone());
        }
    }
    assert!(names.len() > 10, "{names:?}");
    world.clock.advance(Duration::from_secs(2));
    for look in ["", "page"] {
        browser
            .visit(&format!("{blog}/thing-12?utm_source={look}"))
            .await;
        browser
            .in_thread(&format!("element.setAttribute('look', '{look}');"))
            .await;
        let shown = "return [...root?.querySelectorAll('.comment bdi') ?? []].map((name) => name.textContent);";
        eventually("all comments", async || {
            let more = "root?.querySelector('[data-load=more]')?.click();";
            browser.in_thread(more).await;
            let shown = browser.in_thread(shown).await;
            (shown == json!(names)).then_some(())
        })
        .await;
        let active = "return [...root.querySelectorAll('*')].filter((element) =>
            /^(script|iframe|object|embed|style|link|base|meta)$/.test(element.localName)
            || [...element.attributes].some(({ name }) => name.startsWith('on') || name === 'style')
            || (element.href && !/^https?:/.test(element.href))).map(({ outerHTML }) => outerHTML);";
        assert_eq!(browser.in_thread(active).await, json!([]));
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
