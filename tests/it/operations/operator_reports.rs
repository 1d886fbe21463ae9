//! What the server reports to its operator about proxies, host names, sockets and settings: in `check`, in
//! the log and in answers. Also: shell completions and man pages, which are generated from the commands.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    os::unix::{fs::PermissionsExt as _, net::UnixStream},
    path::Path,
    process::Command,
};

use rejoinder::config::{Flags, Settings};

use crate::support::{
    database::connect,
    fake_providers::Standins,
    process::{Installation, free_port, pause},
    shell::{Ran, Shell},
    world::{Answer, World, client, eventually, on_services},
};

const BLOG: &str = "site add blog --name Blog --origin https://blog.example";

/// Settings as in production, without `--dev`; returns the URL that a proxy uses.
fn in_production(shell: &mut Shell) -> String {
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

fn get(url: &str) -> reqwest::RequestBuilder {
    client().build().expect("a client").get(url)
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
async fn an_untrusted_proxy_is_reported_by_check_at_the_start_and_at_its_first_request() {
    let mut shell = Shell::new().await;
    let base = in_production(&mut shell);
    let setting = "http.trusted_proxies";
    let checked = shell.line("check", "").ends(0);
    assert!(checked.out.contains(setting), "{}", checked.out);
    assert!(
        checked.out.contains("=127.0.0.1"),
        "names the remedy: {}",
        checked.out
    );

    let serving = shell.serve_with(&["serve"]);
    let line = serving.log_with(setting);
    assert!(line.contains("is empty") && line.contains("WARN"), "{line}");
    for header in ["x-forwarded-for", "forwarded", "x-real-ip"] {
        let request = get(&format!("{base}/me")).header(header, "203.0.113.9");
        Answer::of(request).await.expect(200);
    }
    let line = serving.log_with("not trusted");
    assert!(
        line.contains(setting) && line.contains("127.0.0.1"),
        "{line}"
    );
    assert!(!line.contains("203.0.113.9"), "{line}");
    serving.terminate();
    let rest = serving.rest_of_log();
    assert!(!rest.contains("not trusted"), "once an hour: {rest}");

    shell
        .settings
        .push(("REJOINDER_HTTP__TRUSTED_PROXIES".into(), "127.0.0.1".into()));
    let checked = shell.line("check", "").ends(0);
    assert!(!checked.out.contains("warning"), "{}", checked.out);
    let serving = shell.serve_with(&["serve"]);
    // A trusted proxy that does not send the client's IP address causes the same problem.
    let url = format!("{base}/api/v1/sites/blog/comments?page=/a");
    let forwarded = get(&url).header("x-forwarded-for", "203.0.113.9");
    Answer::of(forwarded).await.expect(404);
    Answer::of(get(&url)).await.expect(404);
    let line = serving.log_with("without X-Forwarded-For");
    assert!(line.contains("proxy_set_header"), "{line}");
    serving.terminate();
    let rest = serving.rest_of_log();
    assert!(!rest.contains(setting), "{rest}");
}

#[tokio::test]
async fn a_wrong_host_is_answered_and_logged_with_the_host_and_the_setting_to_change() {
    let mut shell = Shell::new().await;
    let base = in_production(&mut shell);
    let serving = shell.serve_with(&["serve"]);
    let ask = async |host: &str| {
        let request = get(&format!("{base}/api/v1/session"));
        Answer::of(request.header("host", host)).await
    };
    // As nginx sends it if `proxy_pass http://backend:8080;` is the only directive.
    let refused = ask("backend:8080").await.refused(400, "wrong_host");
    let detail = refused.body["detail"].as_str().expect("a detail");
    for part in [
        "\"backend\"",
        "`Host: backend:8080`",
        "http.hosts",
        "http.public_url",
        "proxy_set_header Host $host",
    ] {
        assert!(detail.contains(part), "{part} in {detail}");
    }
    let line = serving.log_with("unknown Host");
    assert!(
        line.contains("backend") && line.contains("http.hosts"),
        "{line}"
    );
    // The number of log lines is limited, that of the answers is not.
    for n in 0..40 {
        ask(&format!("host-{n}.example"))
            .await
            .refused(400, "wrong_host");
    }
    let long = ask(&"x".repeat(5000)).await.refused(400, "wrong_host");
    assert!(long.text.len() < 2000, "{}", long.text.len());
    serving.terminate();
    let lines = serving.rest_of_log().matches("unknown Host").count();
    assert!((10..20).contains(&lines), "{lines}");
}

#[tokio::test]
async fn names_and_bare_ports_can_be_listened_on_and_errors_are_reported_once() {
    let mut shell = Shell::new().await;
    for listen in ["localhost:0", ":0", "[::1]:0"] {
        shell
            .settings
            .retain(|(name, _)| name != "REJOINDER_LISTEN");
        shell
            .settings
            .push(("REJOINDER_LISTEN".into(), listen.into()));
        if listen.starts_with('[') && std::net::TcpListener::bind(listen).is_err() {
            eprintln!("no IPv6 on this machine: {listen} skipped");
            continue;
        }
        let serving = shell.serve();
        serving.get("/health/ready", "").await.expect(200);
        let port: u16 = serving.port();
        let expected = if listen.starts_with('[') {
            "::1"
        } else {
            "127.0.0.1"
        };
        TcpStream::connect((expected, port)).expect("listens there");
        let taken = shell.run(&[
            "serve",
            "--listen",
            &format!("{expected}:{port}").replace("::1", "[::1]"),
        ]);
        let taken = taken.ends(1);
        assert_eq!(
            taken.err.matches(&port.to_string()).count(),
            1,
            "{}",
            taken.err
        );
        assert!(
            taken.err.contains("another process is listening there"),
            "{}",
            taken.err
        );
    }
    for (listen, part) in [
        ("8080", "`:8080`"),
        ("127.0.0.1", "port is missing"),
        ("http://localhost:8080", "`localhost:8080`"),
        ("/run/x.sock", "`unix:/run/x.sock`"),
        ("localhost:99999", "0 to 65535"),
    ] {
        let ran = shell.run(&["serve", "--listen", listen]).ends(2);
        assert!(ran.err.contains("http.listen"), "{listen}: {}", ran.err);
        assert!(ran.err.contains(part), "{listen}: {}", ran.err);
    }
    let ran = shell
        .run(&["serve", "--listen", "no-such-host.invalid:8080"])
        .ends(1);
    assert!(ran.err.contains("cannot be resolved"), "{}", ran.err);
    assert_eq!(ran.err.matches("no-such-host").count(), 1, "{}", ran.err);
    let ran = shell
        .run(&["serve", "--listen", "203.0.113.9:8080"])
        .ends(1);
    assert!(
        ran.err.contains("does not have that IP address"),
        "{}",
        ran.err
    );
}

/// Sends a request through a Unix socket and returns the whole answer.
fn over(socket: &Path, method: &str, path: &str, forwarded: &str, body: &str) -> String {
    let mut stream = UnixStream::connect(socket).expect("connects");
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{forwarded}\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .expect("sends");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answers");
    answer
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test]
async fn a_unix_socket_serves_a_proxy_which_reports_its_clients_ip_addresses() {
    let mut shell = Shell::new().await;
    shell.line(BLOG, "").ends(0);
    shell
        .settings
        .retain(|(name, _)| name != "REJOINDER_LISTEN");
    shell
        .settings
        .push(("REJOINDER_LISTEN".into(), "unix:x.sock".into()));
    let socket = shell.database.folder.path().join("x.sock");
    let serving = shell.serve();
    let mode = |path: &Path| fs::metadata(path).expect("exists").permissions().mode() & 0o777;
    assert_eq!(mode(&socket), 0o660);
    assert_eq!(
        status(&over(&socket, "GET", "/health/ready", "", "")),
        "200"
    );
    let post = |n: u32, client: &str| {
        let body = format!(
            r#"{{"page":"/p","text":"Text {n}","author":{{"name":"Ann","email":"a{n}@example.org"}}}}"#
        );
        let forwarded = format!("X-Forwarded-For: 6.6.6.6, {client}\r\n");
        let path = "/api/v1/sites/blog/comments";
        status(&over(&socket, "POST", path, &forwarded, &body)).to_owned()
    };
    // Each client has its own rate limits, whatever IP address it claims itself.
    for n in 0..8 {
        assert_eq!(post(n, &format!("20.{n}.0.7")), "201");
    }
    let of_one: Vec<_> = (10..16).map(|n| post(n, "30.0.0.7")).collect();
    assert_eq!(of_one, ["201", "201", "201", "201", "201", "429"]);

    let taken = shell.run(&["serve"]).ends(1);
    assert!(
        taken.err.contains("another process is listening there"),
        "{}",
        taken.err
    );
    assert_eq!(taken.err.matches("x.sock").count(), 1, "{}", taken.err);
    assert_eq!(status(&over(&socket, "GET", "/health/live", "", "")), "200");

    // A killed process leaves its socket file, which does not prevent the next start.
    drop(serving);
    assert!(socket.exists());
    shell
        .settings
        .push(("REJOINDER_HTTP__SOCKET_MODE".into(), "666".into()));
    let mut serving = shell.serve();
    assert_eq!(mode(&socket), 0o666);
    assert_eq!(status(&over(&socket, "GET", "/health/live", "", "")), "200");
    serving.terminate();
    assert_eq!(serving.child.wait().expect("ends").code(), Some(0));
    assert!(!socket.exists(), "a graceful stop removes the socket file");

    fs::write(&socket, "a letter").expect("writes");
    let refused = shell.run(&["serve"]).ends(1);
    assert!(refused.err.contains("not a socket"), "{}", refused.err);
    assert!(socket.exists());
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
    let standins = Standins::new().await;
    shell.settings.extend(standins.settings());
    shell.settings.push((
        "REJOINDER_PUBLIC_URL".into(),
        "https://comments.example".into(),
    ));
    let issuer = "REJOINDER_IDENTITY__GOOGLE__ISSUER";
    let ran = shell.run(&["check"]).ends(0);
    for id in ["wordpress", "twitter", "facebook", "google", "github"] {
        let uri = format!("https://comments.example/api/v1/session/{id}/callback");
        assert!(ran.out.contains(&uri), "{id}: {}", ran.out);
    }
    assert!(ran.out.contains("google: ok"), "{}", ran.out);
    let at = shell.settings.iter().find(|(name, _)| name == issuer);
    let good = at.expect("is set").1.clone();
    for wrong in ["http://127.0.0.1:1", &format!("{good}/elsewhere")] {
        shell.settings.retain(|(name, _)| name != issuer);
        shell.settings.push((issuer.into(), wrong.into()));
        let ran = shell.run(&["check"]).ends(1);
        assert!(
            ran.out.contains("could not be discovered"),
            "{wrong}: {}",
            ran.out
        );
        assert!(
            ran.err.contains("not working: sign-in"),
            "{wrong}: {}",
            ran.err
        );
        assert_eq!(ran.out.matches(wrong).count(), 1, "{wrong}: {}", ran.out);
    }
}

/// Runs `check` with a database URL.
fn check(shell: &Shell, url: &str) -> Ran {
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
    let operator = connect(&url).await;
    operator
        .batch_execute(&format!("CREATE ROLE {role} LOGIN"))
        .await
        .expect("creates a role");
    let (scheme, rest) = url.split_once("://").expect("a URL");
    let (_, place) = rest.split_once('@').expect("a user");
    let as_role = format!("{scheme}://{role}@{place}");

    let ran = check(&shell, &as_role).ends(1);
    assert!(
        ran.out
            .contains(&format!("GRANT CREATE ON SCHEMA \"public\" TO \"{role}\"")),
        "{}",
        ran.out
    );
    let ran = check(&shell, &url).ends(0);
    assert!(
        ran.out.contains("`serve` creates the tables"),
        "{}",
        ran.out
    );
    let tables = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(
        shell.database.number(tables).await,
        0,
        "check creates no tables"
    );

    shell.run(&["migrate"]).ends(0);
    let ran = check(&shell, &as_role).ends(1);
    assert!(ran.err.contains("not working: database"), "{}", ran.err);
    let grant =
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}");
    operator.batch_execute(&grant).await.expect("grants");
    check(&shell, &as_role).ends(0);
    operator
        .batch_execute(&format!("REVOKE INSERT ON comment FROM {role}"))
        .await
        .expect("revokes");
    let ran = check(&shell, &as_role).ends(1);
    assert!(ran.out.contains("lacks INSERT on comment;"), "{}", ran.out);

    let read_only = format!("ALTER DATABASE {database} SET default_transaction_read_only = on");
    operator.batch_execute(&read_only).await.expect("sets");
    let ran = check(&shell, &url).ends(1);
    assert!(ran.out.contains("read-only by default"), "{}", ran.out);
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
    let ran = shell.run(&["check"]).ends(1);
    assert!(ran.out.contains("belongs to user 1234"), "{}", ran.out);
    assert!(ran.out.contains("chown 0 "), "{}", ran.out);
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
    let ran = shell.line("check --config mail.toml", "").ends(1);
    assert_eq!(ran.out.matches("127.0.0.1:1").count(), 1, "{}", ran.out);
    let ran = shell
        .run(&["check", "--redis", "redis://me:hunter2@127.0.0.1:1/"])
        .ends(1);
    assert_eq!(ran.out.matches("127.0.0.1:1").count(), 1, "{}", ran.out);

    // Characters in a password that end the user information or the host of a URL.
    for password in ["hun/ter2", "hun#ter2", "hun?ter2", "1/ter2"] {
        write(&format!("smtps://me:{password}@mail.example"));
        let ran = shell.line("check --config mail.toml", "").ends(2);
        assert!(ran.err.contains("%40"), "{password}: {}", ran.err);
        assert!(!ran.err.contains("ter2"), "{password}: {}", ran.err);
        let redis = format!("redis://me:{password}@cache.example/");
        let ran = shell.run(&["check", "--redis", &redis]).ends(2);
        assert!(ran.err.contains("%40"), "{password}: {}", ran.err);
        assert!(!ran.err.contains("ter2"), "{password}: {}", ran.err);
    }
}

#[tokio::test]
async fn a_site_is_removed_only_after_its_contents_were_shown_and_removal_was_confirmed() {
    let shell = Shell::new().await;
    shell.line(BLOG, "").ends(0);
    let serving = shell.serve();
    for n in 0..3 {
        let body = serde_json::json!({ "page": format!("/{}", n / 2), "text": format!("Text {n}"),
            "author": { "name": "Ann", "email": format!("a{n}@example.org") } });
        serving
            .post("/api/v1/sites/blog/comments", &body)
            .await
            .expect(201);
    }
    drop(serving);
    let left = || shell.database.number("SELECT COUNT(*) FROM comment");
    let ran = shell.line("site remove blog", "blog\n").ends(2);
    assert!(
        ran.out
            .contains("3 comments (3 of them pending) on 2 pages"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("--yes"), "{}", ran.err);
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
            let ran = Ran::of(terminal, typed).ends(code);
            assert!(ran.out.contains("Type blog to remove it"), "{}", ran.out);
            assert_eq!(left().await, expected, "{typed:?}: {}", ran.out);
        }
        shell.line(BLOG, "").ends(0);
    } else {
        eprintln!("script not found: confirmation prompt test skipped");
    }
    let ran = shell.line("site remove blog --yes", "").ends(0);
    assert!(ran.out.contains("Removed blog"), "{}", ran.out);
    shell.line("site remove blog --yes", "").ends(2);
}

#[tokio::test]
async fn completions_and_man_pages_know_every_command() {
    let shell = Shell::bare().await;
    for name in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = shell.run(&["completions", name]).ends(0).out;
        for word in ["migrate", "moderator", "--database"] {
            assert!(
                script.contains(word.trim_start_matches('-')),
                "{name}: {word}"
            );
        }
    }
    let script = shell.run(&["completions", "bash"]).ends(0).out;
    let ran = Ran::of(
        {
            let mut bash = Command::new("bash");
            bash.arg("-n");
            bash
        },
        &script,
    );
    ran.ends(0);
    shell.run(&["completions"]).ends(2);
    let ran = shell.run(&["completions", "tcsh"]).ends(2);
    assert!(ran.err.contains("bash, elvish, fish"), "{}", ran.err);
    let page = shell.run(&["man"]).ends(0).out;
    assert!(
        page.contains(".TH rejoinder 1") && page.contains("migrate"),
        "{page}"
    );
    shell.run(&["man", "pages/man1"]).ends(0);
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
    let ann = world.stranger();
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
        let said = [seconds, seconds.div_ceil(60), seconds.div_ceil(3600)];
        assert!(
            numbers.iter().all(|number| said.contains(number)) && !numbers.is_empty(),
            "{detail}: {seconds}"
        );
        assert!(!detail.contains('`'), "{detail}");
    }
}
