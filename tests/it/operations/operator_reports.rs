//! What the server reports to its operator about proxies, host names, sockets and settings: in `check`, in
//! the log and in answers. Also: shell completions and man pages, which are generated from the commands.

use std::{fs, process::Command};

use rejoinder::{Flags, Settings};

use crate::support::{
    answers::{Answer, eventually},
    database::connect_postgres,
    fake_providers::FakeProviders,
    guests::COMMENTS,
    process::{Installation, free_port, pause},
    shell::{CommandOutput, Shell},
    world::{World, http_client_builder, on_services},
};

pub const BLOG: &str = "site add blog --name Blog --origin https://blog.example";

/// Settings as in production, without `--dev`; returns the URL that a proxy uses.
pub fn in_production(shell: &mut Shell) -> String {
    let address = format!("127.0.0.1:{}", free_port());
    shell
        .settings
        .retain(|(name, _)| name != "REJOINDER_LISTEN");
    let set = [
        ("REJOINDER_LISTEN", address.as_str()),
        ("REJOINDER_PUBLIC_URL", "https://comments.example"),
        ("REJOINDER_HTTP__HOSTS", "127.0.0.1, localhost"),
    ];
    let owned = set.map(|(name, value)| (name.to_owned(), value.to_owned()));
    shell.settings.extend(owned);
    format!("http://{address}")
}

pub fn get(url: &str) -> reqwest::RequestBuilder {
    http_client_builder().build().expect("a client").get(url)
}

fn load(environment: &[(&str, &str)]) -> Result<Settings, String> {
    let owned = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let flags = Flags {
        dev: true,
        ..Flags::default()
    };
    Settings::load(&flags, owned).map_err(|mistakes| mistakes.0.join("\n"))
}

#[test]
fn every_list_setting_may_be_separated_by_commas() {
    let folder = tempfile::tempdir().expect("a folder");
    let proxies = |settings: &Settings| -> Vec<String> {
        let networks = settings.http.trusted_proxies.iter();
        networks.map(ToString::to_string).collect()
    };
    let expected = ["127.0.0.1/32", "10.0.0.0/8", "::1/128"];
    for written in [
        "127.0.0.1,10.0.0.0/8,::1",
        " 127.0.0.1 , 10.0.0.0/8 , ::1 ,",
        "[\"127.0.0.1\", \"10.0.0.0/8\", \"::1\"]",
        "[\"127.0.0.1/32, 10.0.0.0/8\", \"::1\"]",
    ] {
        let settings = load(&[("REJOINDER_HTTP__TRUSTED_PROXIES", written)]).expect(written);
        assert_eq!(proxies(&settings), expected, "{written}");
    }
    let file = folder.path().join("rejoinder.toml");
    let text = "[http]\ntrusted_proxies = \"127.0.0.1, 10.0.0.0/8,::1\"\nhosts = \"a.example,b.example\"\n\
                [identity.oidc.acme]\nissuer = \"https://id.acme.example\"\nclient_id = \"x\"\n\
                client_secret = \"y\"\nscopes = \"openid, email\"\n";
    fs::write(&file, text).expect("writes");
    let flags = Flags {
        config: Some(file),
        dev: true,
        ..Flags::default()
    };
    let settings = Settings::load(&flags, std::iter::empty()).expect("sound");
    assert_eq!(proxies(&settings), expected);
    assert_eq!(settings.http.hosts, ["a.example", "b.example"]);
    let scopes = settings.identity.oidc["acme"].scopes.as_deref();
    assert_eq!(scopes.unwrap_or_default(), ["openid", "email"]);

    for (written, remedy) in [
        ("localhost", "127.0.0.1"),
        ("10.0.0.0/8 192.168.0.0/16", "10.0.0.0/8"),
        ("127.0.0.1,nginx", "\"nginx\""),
        ("10.0.0.0/33", "10.0.0.0/33"),
        ("0.0.0.0/0", "too large"),
    ] {
        let error = load(&[("REJOINDER_HTTP__TRUSTED_PROXIES", written)]).expect_err(written);
        assert!(error.contains("http.trusted_proxies"), "{written}: {error}");
        assert!(error.contains(remedy), "{written}: {error}");
    }
    let error = load(&[("REJOINDER_HTTP__HOSTS", "a.example,*.b.example")])
        .expect_err("a wildcard is refused");
    assert!(error.contains("http.hosts"), "{error}");
}

#[tokio::test]
async fn the_root_is_a_small_page_in_production() {
    let address = format!("127.0.0.1:{}", free_port());
    let installation = Installation::empty()
        .await
        .set("REJOINDER_LISTEN", &address)
        .set("REJOINDER_HTTP__PUBLIC_URL", "https://comments.example");
    let _served = installation.start_in_production();
    let ask = async |path: &str| {
        eventually("the server", async || {
            pause().await;
            let request = reqwest::Client::new().get(format!("http://{address}{path}"));
            let answer = request.header("host", "comments.example").send().await;
            Some(Answer::read(answer.ok()?).await)
        })
        .await
    };
    let front = ask("/").await.expect(200);
    assert_eq!(front.header("content-type"), "text/html; charset=utf-8");
    assert!(
        front.text.contains("comments of other websites"),
        "{}",
        front.text
    );
    assert!(front.text.contains("href=\"/me\""), "{}", front.text);
    assert!(front.text.len() < 2000, "it is small");
    ask("/demo").await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_queries_each_provider_and_prints_what_to_register() {
    let mut shell = Shell::new().await;
    let providers = FakeProviders::new().await;
    shell.settings.extend(providers.settings());
    shell.settings.push((
        "REJOINDER_PUBLIC_URL".into(),
        "https://comments.example".into(),
    ));
    let issuer = "REJOINDER_IDENTITY__GOOGLE__ISSUER";
    let output = shell.run(&["check"]).expect_code(0);
    for id in ["wordpress", "twitter", "facebook", "google", "github"] {
        let uri = format!("https://comments.example/api/v1/session/{id}/callback");
        assert!(output.out.contains(&uri), "{id}: {}", output.out);
    }
    assert!(output.out.contains("google: ok"), "{}", output.out);
    let at = shell.settings.iter().find(|(name, _)| name == issuer);
    let good = at.expect("is set").1.clone();
    for wrong in ["http://127.0.0.1:1", &format!("{good}/elsewhere")] {
        shell.settings.retain(|(name, _)| name != issuer);
        shell.settings.push((issuer.into(), wrong.into()));
        let output = shell.run(&["check"]).expect_code(1);
        assert!(
            output.out.contains("could not be discovered"),
            "{wrong}: {}",
            output.out
        );
        assert!(
            output.err.contains("not working: sign-in"),
            "{wrong}: {}",
            output.err
        );
        assert_eq!(
            output.out.matches(wrong).count(),
            1,
            "{wrong}: {}",
            output.out
        );
    }
}

/// Runs `check` with a database URL.
pub fn check(shell: &Shell, url: &str) -> CommandOutput {
    shell.run(&["check", "--database", url])
}

#[tokio::test]
async fn check_reports_what_a_postgresql_role_lacks() {
    if !on_services() {
        eprintln!("REJOINDER_TEST_DATABASE_URL is not set: role test skipped");
        return;
    }
    let shell = Shell::bare().await;
    let url = shell.database.url.clone();
    let (_, database) = url.rsplit_once('/').expect("a name");
    let role = format!("r{database}");
    let operator = connect_postgres(&url).await;
    operator
        .batch_execute(&format!("CREATE ROLE {role} LOGIN"))
        .await
        .expect("creates a role");
    let (scheme, rest) = url.split_once("://").expect("a URL");
    let (_, place) = rest.split_once('@').expect("a user");
    let as_role = format!("{scheme}://{role}@{place}");

    let output = check(&shell, &as_role).expect_code(1);
    assert!(
        output
            .out
            .contains(&format!("GRANT CREATE ON SCHEMA \"public\" TO \"{role}\"")),
        "{}",
        output.out
    );
    let output = check(&shell, &url).expect_code(0);
    assert!(
        output.out.contains("`serve` creates the tables"),
        "{}",
        output.out
    );
    let tables = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(
        shell.database.number(tables).await,
        0,
        "check creates no tables"
    );

    shell.run(&["migrate"]).expect_code(0);
    let output = check(&shell, &as_role).expect_code(1);
    assert!(
        output.err.contains("not working: database"),
        "{}",
        output.err
    );
    let grant =
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}");
    operator.batch_execute(&grant).await.expect("grants");
    check(&shell, &as_role).expect_code(0);
    operator
        .batch_execute(&format!("REVOKE INSERT ON comment FROM {role}"))
        .await
        .expect("revokes");
    let output = check(&shell, &as_role).expect_code(1);
    assert!(
        output.out.contains("lacks INSERT on comment;"),
        "{}",
        output.out
    );

    let read_only = format!("ALTER DATABASE {database} SET default_transaction_read_only = on");
    operator.batch_execute(&read_only).await.expect("sets");
    let output = check(&shell, &url).expect_code(1);
    assert!(
        output.out.contains("read-only by default"),
        "{}",
        output.out
    );
    operator
        .batch_execute(&format!(
            "SET default_transaction_read_only = off; DROP OWNED BY {role}; DROP ROLE {role}"
        ))
        .await
        .expect("drops the role");
}

#[tokio::test]
async fn check_reports_files_that_belong_to_another_user() {
    if on_services() {
        return;
    }
    let shell = Shell::new().await;
    let path = shell.database.folder.path().join("test.db");
    // Another process uses the database, so that the write-ahead log exists.
    let other = rusqlite::Connection::open(&path).expect("opens");
    other
        .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE more (id INTEGER)")
        .expect("writes");
    // As a command of another user leaves it. Only root can change the owner of a file.
    if std::os::unix::fs::chown(path.with_extension("db-wal"), Some(1234), None).is_err() {
        eprintln!("changing file owners is not permitted: ownership test skipped");
        return;
    }
    let output = shell.run(&["check"]).expect_code(1);
    assert!(
        output.out.contains("belongs to user 1234"),
        "{}",
        output.out
    );
    assert!(output.out.contains("chown 0 "), "{}", output.out);
}

#[tokio::test]
async fn messages_about_other_servers_name_host_and_port_once() {
    let shell = Shell::new().await;
    let file = shell.database.folder.path().join("mail.toml");
    let write = |url: &str| {
        let text = format!("[mail]\nsmtp_url = \"{url}\"\nfrom = \"a@blog.example\"\n");
        fs::write(&file, text).expect("writes");
    };
    write("smtp://me:hunter2@127.0.0.1:1");
    let output = shell
        .run_line("check --config mail.toml", "")
        .expect_code(1);
    assert_eq!(
        output.out.matches("127.0.0.1:1").count(),
        1,
        "{}",
        output.out
    );
    let output = shell
        .run(&["check", "--redis", "redis://me:hunter2@127.0.0.1:1/"])
        .expect_code(1);
    assert_eq!(
        output.out.matches("127.0.0.1:1").count(),
        1,
        "{}",
        output.out
    );

    // Characters in a password that end the user information or the host of a URL.
    for password in ["hun/ter2", "hun#ter2", "hun?ter2", "1/ter2"] {
        write(&format!("smtps://me:{password}@mail.example"));
        let output = shell
            .run_line("check --config mail.toml", "")
            .expect_code(2);
        assert!(output.err.contains("%40"), "{password}: {}", output.err);
        assert!(!output.err.contains("ter2"), "{password}: {}", output.err);
        let redis = format!("redis://me:{password}@cache.example/");
        let output = shell.run(&["check", "--redis", &redis]).expect_code(2);
        assert!(output.err.contains("%40"), "{password}: {}", output.err);
        assert!(!output.err.contains("ter2"), "{password}: {}", output.err);
    }
}

#[tokio::test]
async fn a_site_is_removed_only_after_its_contents_were_shown_and_removal_was_confirmed() {
    let shell = Shell::new().await;
    shell.run_line(BLOG, "").expect_code(0);
    let serving = shell.serve();
    for n in 0..3 {
        let body = serde_json::json!({ "page": format!("/{}", n / 2), "text": format!("Text {n}"),
            "author": { "name": "Ann", "email": format!("a{n}@example.org") } });
        serving.post(COMMENTS, &body).await.expect(201);
    }
    drop(serving);
    let left = || shell.database.number("SELECT COUNT(*) FROM comment");
    let output = shell.run_line("site remove blog", "blog\n").expect_code(2);
    assert!(
        output
            .out
            .contains("3 comments (3 of them pending) on 2 pages"),
        "{}",
        output.out
    );
    assert!(output.err.contains("--yes"), "{}", output.err);
    assert_eq!(left().await, 3);

    // On a terminal, the command asks for confirmation; `script` provides a terminal.
    if Command::new("script").arg("--version").output().is_ok() {
        for (typed, code, expected) in [("\n", 1, 3), ("y\n", 1, 3), ("blog\n", 0, 0)] {
            let binary = env!("CARGO_BIN_EXE_rejoinder");
            let mut terminal = shell.command(&[]);
            let environment: Vec<_> = terminal
                .get_envs()
                .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
                .collect();
            terminal = Command::new("script");
            terminal
                .args(["-qec", &format!("{binary} site remove blog"), "/dev/null"])
                .env_clear()
                .envs(std::env::vars_os().filter(|(name, _)| name == "PATH"))
                .envs(environment)
                .current_dir(shell.database.folder.path());
            let output = CommandOutput::of(terminal, typed).expect_code(code);
            assert!(
                output.out.contains("Type blog to remove it"),
                "{}",
                output.out
            );
            assert_eq!(left().await, expected, "{typed:?}: {}", output.out);
        }
        shell.run_line(BLOG, "").expect_code(0);
    } else {
        eprintln!("script not found: confirmation prompt test skipped");
    }
    let output = shell.run_line("site remove blog --yes", "").expect_code(0);
    assert!(output.out.contains("Removed blog"), "{}", output.out);
    shell.run_line("site remove blog --yes", "").expect_code(2);
}

#[tokio::test]
async fn completions_and_man_pages_know_every_command() {
    let shell = Shell::bare().await;
    for name in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = shell.run(&["completions", name]).expect_code(0).out;
        for word in ["migrate", "moderator", "--database"] {
            assert!(
                script.contains(word.trim_start_matches('-')),
                "{name}: {word}"
            );
        }
    }
    let script = shell.run(&["completions", "bash"]).expect_code(0).out;
    let output = CommandOutput::of(
        {
            let mut bash = Command::new("bash");
            bash.arg("-n");
            bash
        },
        &script,
    );
    output.expect_code(0);
    shell.run(&["completions"]).expect_code(2);
    let output = shell.run(&["completions", "tcsh"]).expect_code(2);
    assert!(output.err.contains("bash, elvish, fish"), "{}", output.err);
    let page = shell.run(&["man"]).expect_code(0).out;
    assert!(
        page.contains(".TH rejoinder 1") && page.contains("migrate"),
        "{page}"
    );
    shell.run(&["man", "pages/man1"]).expect_code(0);
    let folder = shell.database.folder.path().join("pages/man1");
    for name in [
        "rejoinder",
        "rejoinder-serve",
        "rejoinder-site-add",
        "rejoinder-backup",
    ] {
        let page = fs::read_to_string(folder.join(format!("{name}.1"))).expect(name);
        assert!(page.contains(".TH"), "{name}");
    }
}

#[tokio::test]
async fn the_text_of_429_states_the_time_of_retry_after() {
    let world = World::new().await;
    let ann = world.guest();
    let mut answers = Vec::new();
    for n in 0..12 {
        answers.push(ann.post("/a", &format!("Text number {n}")).await);
    }
    let refused: Vec<_> = answers
        .into_iter()
        .filter(|answer| answer.status == 429)
        .collect();
    assert!(!refused.is_empty());
    for answer in refused {
        let seconds: u64 = answer.header("retry-after").parse().expect("seconds");
        let detail = answer.body["detail"].as_str().expect("a detail");
        let numbers = detail.split(|c: char| !c.is_ascii_digit());
        let numbers: Vec<u64> = numbers.filter_map(|n| n.parse().ok()).collect();
        // Other units are rounded up, so that waiting for the stated time is enough.
        let printed = [seconds, seconds.div_ceil(60), seconds.div_ceil(3600)];
        assert!(
            numbers.iter().all(|number| printed.contains(number)) && !numbers.is_empty(),
            "{detail}: {seconds}"
        );
        assert!(!detail.contains('`'), "{detail}");
    }
}
