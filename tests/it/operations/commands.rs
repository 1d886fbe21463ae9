//! Commands: the binary as an operator runs it in a shell, also while a server is running.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, eventually},
    guests::COMMENTS,
    raw_requests::encode_pairs,
    shell::{Shell, http},
    world::{PASSWORD, on_services},
};

fn comment(n: usize) -> Value {
    let author = json!({ "name": "Ada", "email": format!("p{n}@example.org") });
    json!({ "page": "/p", "text": format!("Comment number {n}"), "author": author })
}

const BLOG: [&str; 7] = [
    "site",
    "add",
    "blog",
    "--name",
    "The Blog",
    "--origin",
    "https://blog.example",
];

#[tokio::test]
async fn serving_prints_its_url_and_the_link_that_creates_the_first_owner() {
    let shell = Shell::new().await;
    let mut serving = shell.serve();
    let link = serving.wait_for_output("/setup?token=");
    let link = link.trim();
    assert!(link.starts_with(&serving.url), "{link}");
    assert_eq!(
        serving.get("/health/ready", "").await.expect(200).body["status"],
        "ok"
    );
    let token = link.split_once("token=").expect("a token").1;
    assert!(
        Answer::of(http().get(link))
            .await
            .expect(200)
            .text
            .contains(token)
    );
    let form = encode_pairs(&[("token", token), ("login", "ann"), ("password", PASSWORD)]);
    let claim = http()
        .post(format!("{}/setup", serving.url))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    Answer::of(claim).await.expect(200);
    let session = json!({ "login": "ann", "password": PASSWORD });
    serving
        .post("/api/v1/moderation/session", &session)
        .await
        .expect(201);
    serving.terminate();
    assert_eq!(serving.child.wait().expect("ends").code(), Some(0));

    // With an owner, there is nothing to set up. Without a command, the binary serves as well.
    let again = shell.serve();
    assert_eq!(again.get("/setup", "").await.status, 404);
    again.terminate();
    again.wait_until_stopping();
    let printed = again
        .out
        .iter()
        .chain(again.printed.iter().cloned())
        .collect::<Vec<_>>();
    assert!(
        !printed.iter().any(|line| line.contains("/setup")),
        "{printed:?}"
    );
}

#[tokio::test]
async fn check_reports_what_works_and_what_does_not() {
    let shell = Shell::new().await;
    let well = shell.run(&["check"]).expect_code(0);
    for part in ["settings", "database", "limits", "mail", "outside"] {
        assert!(well.out.contains(part), "{}", well.out);
    }
    let away = "postgres://me:hunter2@127.0.0.1:1/none?connect_timeout=1";
    let output = shell.run(&["check", "--database", away]).expect_code(1);
    assert!(
        output.err.contains("not working: database"),
        "{}",
        output.err
    );
    assert!(!format!("{}{}", output.out, output.err).contains("hunter2"));
    let output = shell
        .run(&["check", "--redis", "redis://:hunter2@127.0.0.1:1/"])
        .expect_code(1);
    assert!(output.err.contains("not working: redis"), "{}", output.err);
    assert!(output.out.contains("database  ok"), "{}", output.out);
    assert!(!format!("{}{}", output.out, output.err).contains("hunter2"));
    let file = shell.database.folder.path().join("mail.toml");
    std::fs::write(
        &file,
        "[mail]\nsmtp_url = \"smtp://me:hunter2@127.0.0.1:1\"\nfrom = \"a@blog.example\"\n",
    )
    .expect("writes");
    let file = file.to_str().expect("a path");
    let output = shell.run(&["check", "--config", file]).expect_code(1);
    assert!(output.err.contains("not working: mail"), "{}", output.err);
    assert!(!format!("{}{}", output.out, output.err).contains("hunter2"));
    let file = shell.database.folder.path().join("wrong.toml");
    std::fs::write(
        &file,
        "[http]\ncolour = 1\nmax_body = 0\n[log]\nformat = \"xml\"\n",
    )
    .expect("writes");
    for command in ["check", "serve"] {
        let output = shell
            .run(&[command, "--config", "wrong.toml", "--listen", "nowhere"])
            .expect_code(2);
        for part in ["http.colour", "http.max_body", "http.listen", "log.format"] {
            assert!(output.err.contains(part), "{part} in {}", output.err);
        }
    }
}

#[tokio::test]
async fn migrating_twice_does_nothing_the_second_time() {
    let shell = Shell::bare().await;
    let first = shell.run(&["migrate"]).expect_code(0);
    assert!(first.out.contains("Migrated: "), "{}", first.out);
    let second = shell.run(&["migrate"]).expect_code(0);
    assert_eq!(second.out, "The schema is up to date.\n");
    let tables = shell
        .database
        .number("SELECT COUNT(*) FROM moderation_log")
        .await;
    assert_eq!(tables, 0);
}

#[tokio::test]
async fn the_openapi_document_that_is_printed_is_the_one_in_the_repository() {
    let shell = Shell::new().await;
    let kept =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json"));
    assert!(shell.run(&["openapi"]).expect_code(0).out == kept.expect("exists"));
}

const BEN: &str = "moderator add ben --role moderator --site blog --password-file password";

/// Command lines that cannot be run.
const WRONG: &[&[&str]] = &[
    &["--colour"],
    &["paint"],
    &["serve", "--listen"],
    &["site", "add", "blog", "--name", "Blog"],
    &[
        "site",
        "add",
        "No Slug",
        "--name",
        "Blog",
        "--origin",
        "https://blog.example",
    ],
    &[
        "site",
        "add",
        "blog",
        "--name",
        "",
        "--origin",
        "https://blog.example",
    ],
    &[
        "site",
        "add",
        "blog",
        "--name",
        "Blog",
        "--origin",
        "blog.example",
    ],
    &["site", "remove", "nowhere"],
    &[
        "moderator",
        "add",
        "ann",
        "--role",
        "king",
        "--password-file",
        "-",
    ],
    &[
        "moderator",
        "add",
        "ann",
        "--role",
        "moderator",
        "--password-file",
        "-",
    ],
    &[
        "moderator",
        "add",
        "ann",
        "--role",
        "moderator",
        "--site",
        "nowhere",
        "--password-file",
        "-",
    ],
    &["moderator", "remove", "nobody"],
    &["moderator", "password", "nobody", "--password-file", "-"],
    &["key", "add", "robot", "--moderator", "nobody"],
    &["key", "revoke", "none"],
    &["key", "revoke", "01a20bf6-7d52-7038-8448-ec6438cf70c3"],
    &["backup"],
];

#[tokio::test]
async fn wrong_usage_exits_with_2_and_says_what_is_allowed() {
    let shell = Shell::new().await;
    for arguments in WRONG {
        let output = shell
            .run_with(arguments, &format!("{PASSWORD}\n"))
            .expect_code(2);
        assert!(!output.err.is_empty(), "{arguments:?}");
    }
    let output = shell.run_with(
        &[
            "moderator",
            "add",
            "ann",
            "--role",
            "owner",
            "--password-file",
            "-",
        ],
        "short\n",
    );
    assert!(!output.expect_code(2).err.contains("short\n"));
    let gone = [
        "moderator",
        "add",
        "ann",
        "--role",
        "owner",
        "--password-file",
        "gone",
    ];
    shell.run(&gone).expect_code(1);
    shell.run(&["--help"]).expect_code(0);
    assert!(
        shell
            .run(&["--version"])
            .expect_code(0)
            .out
            .contains(env!("CARGO_PKG_VERSION"))
    );
}

#[tokio::test]
async fn sites_moderators_and_keys_are_managed_while_a_server_is_running() {
    let shell = Shell::new().await;
    let serving = shell.serve();
    shell.run(&BLOG).expect_code(0);
    shell.run(&BLOG).expect_code(2);
    let listed = shell.run(&["site", "list"]).expect_code(0).out;
    assert!(
        listed.contains("blog\tThe Blog\thttps://blog.example\n"),
        "{listed}"
    );
    shell.add_owner("Ann");
    shell
        .run_line("moderator add ann --role owner --password-file -", PASSWORD)
        .expect_code(2);
    let file = shell.database.folder.path().join("password");
    std::fs::write(&file, format!("{PASSWORD}\r\n")).expect("writes");
    shell.run_line(BEN, "").expect_code(0);
    assert_eq!(
        shell.run(&["moderator", "list"]).expect_code(0).out,
        "ann\towner\t\nben\tmoderator\tblog\n"
    );
    // Display names are independent of logins, and no two moderators have the same one.
    let set = |name: &str| shell.run(&["moderator", "set", "ben", "--name", name]);
    let printed = set("Ben of the Blog").expect_code(0).out;
    assert!(printed.contains("Ben of the Blog"), "{printed}");
    let rosa = [
        "moderator",
        "add",
        "rosa",
        "--name",
        "BEN OF THE B1OG",
        "--role",
        "owner",
        "--password-file",
        "-",
    ];
    let refused = shell.run_with(&rosa, PASSWORD).expect_code(2).err;
    assert!(
        refused.contains("another moderator has this display name"),
        "{refused}"
    );
    let long = "x".repeat(65);
    assert!(set(&long).expect_code(2).err.contains("64"));
    let listed = shell.run(&["moderator", "list"]).expect_code(0).out;
    assert!(
        listed.contains("ben\tmoderator\tblog\tBen of the Blog\n"),
        "{listed}"
    );
    set("").expect_code(0);
    assert!(!shell.run(&["moderator", "list"]).out.contains("Ben of"));
    shell.run_with(&rosa, PASSWORD).expect_code(0);
    shell.run(&["moderator", "remove", "rosa"]).expect_code(0);
    let set = |flags: &str| shell.run_line(&format!("moderator set ben {flags}"), "");
    let printed = set("--email ben@blog.example --notices more_than --more-than 20").expect_code(0);
    assert_eq!(
        printed.out,
        "Mails about waiting comments go to ben@blog.example.\nMails about blog: more_than.\n"
    );
    let listed = shell.run(&["moderator", "list"]).out;
    assert!(listed.contains("\tben@blog.example\n"), "{listed}");
    for wrong in [
        "",
        "--email ben",
        "--notices weekly",
        "--notices more_than",
        "--notices daily --more-than 3",
        "--notices daily --site nowhere",
        "--site blog",
    ] {
        set(wrong).expect_code(2);
    }
    set("--notices off --site blog").expect_code(0);
    assert!(set("--email=").expect_code(0).out.contains("gets no mails"));
    shell
        .run(&["moderator", "set", "nobody", "--name", "X"])
        .expect_code(2);

    // A running server knows a new site within a second, and moderators and keys immediately.
    let posted = eventually("the new site", async || {
        let answer = serving.post(COMMENTS, &comment(0)).await;
        (answer.status == 201).then_some(answer)
    })
    .await;
    shell.run(&["moderator", "remove", "ben"]).expect_code(0);
    shell.run(&["moderator", "remove", "ann"]).expect_code(2);
    shell
        .run(&["site", "remove", "blog", "--yes"])
        .expect_code(0);
    assert!(
        !shell
            .run(&["site", "list"])
            .expect_code(0)
            .out
            .contains("The Blog")
    );
    eventually("the end of the site", async || {
        let answer = serving.get("/api/v1/sites/blog/comments?page=/p", "").await;
        (answer.status == 404).then_some(())
    })
    .await;
    assert_eq!(posted.body["status"], "pending");
    // The demo has its sample comments, since it was the only site when the server started.
    let of_blog =
        "SELECT COUNT(*) FROM comment WHERE site NOT IN (SELECT id FROM site WHERE slug = 'demo')";
    assert_eq!(shell.database.number(of_blog).await, 0);
}

#[tokio::test]
async fn a_password_and_a_key_from_the_shell_work_immediately_in_a_running_server() {
    let shell = Shell::new().await;
    shell.run(&BLOG).expect_code(0);
    shell.add_owner("ann");
    shell
        .run_line(
            &BEN.replace("--password-file password", "--password-file -"),
            PASSWORD,
        )
        .expect_code(0);
    let serving = shell.serve();
    let credentials = json!({ "login": "ben", "password": PASSWORD });
    let posted = serving.post(COMMENTS, &comment(0)).await.expect(201);
    let session = serving
        .post("/api/v1/moderation/session", &credentials)
        .await
        .expect(201);
    let session = session.body["token"].as_str().expect("a token").to_owned();
    let queue = serving
        .get("/api/v1/moderation/comments", &session)
        .await
        .expect(200);
    assert_eq!(queue.body["items"][0]["id"], posted.id());

    let key = shell
        .run(&["key", "add", "robot", "--moderator", "ben"])
        .expect_code(0)
        .out;
    let key = key.trim();
    assert!(key.starts_with("rjk_"), "{key}");
    serving
        .get("/api/v1/moderation/comments", key)
        .await
        .expect(200);
    let listed = shell.run(&["key", "list"]).expect_code(0).out;
    assert!(
        listed.contains("\trobot\tben\t") && !listed.contains(key),
        "{listed}"
    );
    let id = listed.split('\t').next().expect("an id");

    let feed = shell.run_line("key add reader --moderator ben --feed blog", "");
    let feed = feed.expect_code(0).out;
    let feed = feed.trim();
    assert!(feed.starts_with("rjf_"), "{feed}");
    let url = format!("/api/v1/moderation/sites/blog/queue.atom?key={feed}");
    serving.get(&url, "").await.expect(200);
    let queue = serving.get("/api/v1/moderation/comments", feed).await;
    assert!(queue.status.is_client_error(), "{queue:?}");
    let listed = shell.run(&["key", "list"]).expect_code(0).out;
    assert!(listed.contains("\tfeed of blog\n"), "{listed}");
    let nowhere = shell.run_line("key add x --moderator ben --feed nowhere", "");
    nowhere.expect_code(2);
    let new = ["moderator", "password", "ben", "--password-file", "-"];
    shell
        .run_with(&new, "granite whistle orbit plum\n")
        .expect_code(0);
    serving
        .get("/api/v1/moderation/comments", &session)
        .await
        .refused(401, "unauthorized");
    serving
        .get("/api/v1/moderation/comments", key)
        .await
        .expect(200);
    let credentials = json!({ "login": "ben", "password": "granite whistle orbit plum" });
    serving
        .post("/api/v1/moderation/session", &credentials)
        .await
        .expect(201);

    shell.run(&["key", "revoke", id]).expect_code(0);
    serving
        .get("/api/v1/moderation/comments", key)
        .await
        .refused(401, "unauthorized");
}

#[tokio::test]
async fn a_backup_of_a_busy_server_is_sound_and_contains_every_comment_acknowledged_before() {
    let shell = Shell::new().await;
    if on_services() {
        let output = shell.run(&["backup", "copy.db"]).expect_code(1);
        assert!(output.err.contains("pg_dump"), "{}", output.err);
        assert!(!shell.database.folder.path().join("copy.db").exists());
        return;
    }
    shell.run(&BLOG).expect_code(0);
    shell.add_owner("ann");
    let key = shell
        .run(&["key", "add", "robot", "--moderator", "ann"])
        .expect_code(0)
        .out;
    let serving = shell.serve();
    let path = format!("{}/api/v1/moderation/sites/blog/policy", serving.url);
    let mut policy = Answer::of(http().get(&path).bearer_auth(key.trim()))
        .await
        .expect(200)
        .body;
    policy["limits_percent"] = json!(10_000);
    Answer::of(http().put(&path).bearer_auth(key.trim()).json(&policy))
        .await
        .expect(200);

    let mut before = Vec::new();
    for n in 0..50 {
        before.push(serving.post(COMMENTS, &comment(n)).await.expect(201).id());
    }
    let mut during = 0;
    // A backup that ends before a second comment was posted does not show the busy case, so try again.
    for attempt in 1.. {
        let mut copying = shell
            .command(&["backup", "copy.db"])
            .spawn()
            .expect("starts");
        let mut beside = 0;
        let copied = loop {
            serving
                .post(COMMENTS, &comment(1000 + during))
                .await
                .expect(201);
            during += 1;
            beside += 1;
            if let Some(status) = copying.try_wait().expect("queries") {
                break status;
            }
        };
        assert!(copied.success(), "{copied:?}");
        if beside > 1 {
            break;
        }
        assert!(attempt < 20, "no backup overlapped with a comment");
        std::fs::remove_file(shell.database.folder.path().join("copy.db")).expect("was made");
    }
    let copy =
        rusqlite::Connection::open(shell.database.folder.path().join("copy.db")).expect("opens");
    let word: String = copy
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("a row");
    assert_eq!(word, "ok");
    let mut found = copy
        .prepare("SELECT id FROM comment ORDER BY id")
        .expect("is a Rejoinder database");
    let found = found
        .query_map([], |row| row.get::<_, uuid::Uuid>(0))
        .expect("rows");
    let found = found
        .map(|id| id.expect("an id").to_string())
        .collect::<Vec<_>>();
    assert!(
        found.starts_with(&before),
        "{} of {}",
        found.len(),
        before.len()
    );
    assert!(found.len() <= before.len() + during);

    let output = shell.run(&["backup", "copy.db"]).expect_code(2);
    assert!(output.err.contains("exists already"), "{}", output.err);
    shell.run(&["backup", "nowhere/copy.db"]).expect_code(1);
    // The copy can be served as the database.
    let commands = shell
        .run(&["moderator", "list", "--database", "sqlite:copy.db"])
        .expect_code(0);
    assert_eq!(commands.out, "ann\towner\t\n");
}

#[tokio::test]
async fn a_stop_signal_lets_running_requests_finish() {
    let mut shell = Shell::new().await;
    shell
        .settings
        .push(("REJOINDER_HTTP__SERVE__DRAIN_NOTICE".into(), "0.1".into()));
    shell.run(&BLOG).expect_code(0);
    let mut serving = shell.serve();
    let address = serving.url.trim_start_matches("http://").to_owned();
    let mut connection = TcpStream::connect(&address).expect("connects");
    connection
        .set_read_timeout(Some(Duration::from_secs(30)))
        .expect("a socket");
    let body = comment(1).to_string();
    let head = format!(
        "POST {COMMENTS} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let (first, rest) = body.split_at(10);
    connection
        .write_all(format!("{head}{first}").as_bytes())
        .expect("sends");
    // The answer to another client shows that the server has had time to start on this request.
    serving.get("/health/ready", "").await.expect(200);
    serving.terminate();
    serving.wait_until_stopping();
    connection
        .write_all(rest.as_bytes())
        .expect("sends the rest");
    let mut answer = String::new();
    connection
        .read_to_string(&mut answer)
        .expect("an answer and the end of the connection");
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(
        answer.to_lowercase().contains("connection: close"),
        "{answer}"
    );
    assert_eq!(serving.child.wait().expect("ends").code(), Some(0));
    assert_eq!(
        shell.database.number("SELECT COUNT(*) FROM comment").await,
        1
    );
    TcpStream::connect(&address).expect_err("the port is closed");
}
