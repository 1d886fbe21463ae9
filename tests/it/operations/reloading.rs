//! SIGHUP: under a service manager it reloads the log level and credentials; in a terminal it stops the
//! process; under `nohup` it does nothing.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rejoinder::Policy;
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

use crate::support::{
    answers::{Answer, eventually},
    commenters::{cookie_of, url_parameter},
    fake_wordpress::start_path,
    process::{Installation, ServerProcess, is_hangup_ignored, pause, signal},
    server_client::ServerClient,
    web_server::{self, FixedAnswer, ReceivedRequest},
    world::BLOG,
};

/// A process without a controlling terminal, as a service manager starts one, with a settings file.
struct Service {
    installation: Installation,
    server: ServerProcess,
    client: ServerClient,
    settings: PathBuf,
}

impl Service {
    async fn start(mut installation: Installation, settings: &str) -> Self {
        // The file cannot override the environment.
        installation.environment.remove("REJOINDER_LOG__LEVEL");
        let token = installation.add_blog_and_owner(Policy::default()).await;
        let file = installation.folder.path().join("rejoinder.toml");
        std::fs::write(&file, settings).expect("writes");
        let script = format!("exec setsid \"$0\" --dev --config '{}'", file.display());
        let server = installation.start_by_shell(&script, None);
        let client = ServerClient::new(server.address().await, &token);
        Self {
            installation,
            server,
            client,
            settings: file,
        }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.installation.log()).expect("a log")
    }

    /// Writes the settings, sends SIGHUP, and waits until the log has one more line with these words.
    async fn reload(&self, settings: &str, words: &str) {
        std::fs::write(&self.settings, settings).expect("writes");
        let before = self.log().matches(words).count();
        self.server.signal("HUP");
        eventually(words, async || {
            pause().await;
            (self.log().matches(words).count() > before).then_some(())
        })
        .await;
    }

    /// Signs in with the provider; returns the status of the callback.
    async fn sign_in(&self) -> u16 {
        let base = &self.client.base;
        let http = crate::support::world::http_client_builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let path = start_path("blog", "wordpress", "redirect", &format!("{BLOG}/post"));
        let start = http
            .get(format!("{base}{path}"))
            .header("referer", format!("{BLOG}/post"));
        let start = Answer::of(start).await.expect(303);
        let state = url_parameter(start.header("location"), "state").expect("a state");
        let path = format!("/api/v1/session/wordpress/callback?code=7&state={state}");
        let back = http
            .get(format!("{base}{path}"))
            .header("cookie", cookie_of(&start));
        Answer::of(back).await.status.as_u16()
    }
}

const RELOADED: &str = "settings reloaded";

const REFUSED: &str = "the old settings stay";

/// A provider that records the secret of each exchange, and can delay its answer.
struct Provider {
    base: String,
    secrets: Arc<Mutex<Vec<String>>>,
    /// Exchanges wait for a permit here while it is set.
    gate: Arc<Semaphore>,
}

impl Provider {
    async fn new() -> Self {
        let (listener, port) = web_server::bind().await;
        let secrets = Arc::<Mutex<Vec<String>>>::default();
        let gate = Arc::new(Semaphore::new(1_000));
        let (noted, waits) = (secrets.clone(), gate.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer_exchange(stream, noted.clone(), waits.clone()));
            }
        });
        Self {
            base: format!("http://127.0.0.1:{port}"),
            secrets,
            gate,
        }
    }

    fn settings(&self, secret: &str) -> String {
        let base = &self.base;
        format!(
            "[identity.wordpress]\nclient_id = \"rejoinder\"\n{secret}\n\
             authorize_url = \"{base}/authorize\"\ntoken_url = \"{base}/token\"\n\
             profile_url = \"{base}/me\"\n"
        )
    }

    fn last_secret(&self) -> String {
        let secrets = self.secrets.lock().expect("whole");
        secrets.last().expect("an exchange").clone()
    }

    fn exchanges(&self) -> usize {
        self.secrets.lock().expect("whole").len()
    }
}

async fn answer_exchange(
    mut stream: TcpStream,
    noted: Arc<Mutex<Vec<String>>>,
    gate: Arc<Semaphore>,
) {
    let Some(request) = web_server::read(&mut stream).await else {
        return;
    };
    let reply = match request.path.as_str() {
        "/token" => {
            noted.lock().expect("whole").push(secret_of(&request));
            gate.acquire().await.expect("is not closed").forget();
            FixedAnswer::json(200, &json!({ "access_token": "7", "token_type": "bearer" }))
        }
        _ => FixedAnswer::json(200, &json!({ "ID": 7, "display_name": "Walter" })),
    };
    web_server::send(stream, reply).await;
}

/// The client secret, from the form or from `Authorization: Basic`.
fn secret_of(request: &ReceivedRequest) -> String {
    let in_form = request.parameter("client_secret");
    if !in_form.is_empty() {
        return in_form;
    }
    let header = request.header("authorization").unwrap_or_default();
    let decoded = STANDARD.decode(header.trim_start_matches("Basic "));
    let decoded = String::from_utf8(decoded.expect("base64")).expect("UTF-8");
    decoded.split_once(':').expect("a pair").1.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn log_level_and_provider_secret_are_reloaded_and_an_error_changes_nothing() {
    let provider = Provider::new().await;
    let settings = |level: &str, secret: &str| {
        let secret = format!("client_secret = \"{secret}\"");
        format!("[log]\nlevel = \"{level}\"\n{}", provider.settings(&secret))
    };
    let service = Service::start(Installation::empty().await, &settings("error", "first")).await;
    assert_eq!(service.sign_in().await, 303);
    assert_eq!(provider.last_secret(), "first");
    assert!(!service.log().contains("\"INFO\""), "{}", service.log());

    service.reload(&settings("info", "second"), RELOADED).await;
    assert_eq!(service.sign_in().await, 303);
    assert_eq!(provider.last_secret(), "second");
    service.client.get("/health/live").await.expect(200);
    eventually("lines at the new level", async || {
        pause().await;
        service.log().contains("/health/live").then_some(())
    })
    .await;

    // One error among valid changes: nothing is applied, and every error is reported.
    let wrong = settings("debug", "third") + "[mail]\nsmtp_url = \"nonsense\"\n[spam]\nmagic = 1\n";
    service.reload(&wrong, REFUSED).await;
    assert_eq!(service.sign_in().await, 303);
    assert_eq!(provider.last_secret(), "second");
    let log = service.log();
    for part in ["mail.smtp_url", "mail.from", "spam.magic"] {
        assert!(log.contains(part), "{part}: {log}");
    }
    assert!(!log.contains("\"DEBUG\""), "{log}");
    std::fs::remove_file(&service.settings).expect("exists");
    let refusals = service.log().matches(REFUSED).count();
    service.server.signal("HUP");
    eventually("the missing file", async || {
        pause().await;
        (service.log().matches(REFUSED).count() > refusals).then_some(())
    })
    .await;
    assert_eq!(service.sign_in().await, 303);
    assert_eq!(provider.last_secret(), "second");

    // The server continues, and no secret is in the log.
    service.client.post(1).await.expect(201);
    for secret in ["first", "second", "third"] {
        assert!(!service.log().contains(&format!("\"{secret}\"")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_in_a_file_is_read_again_and_running_requests_use_the_old_one() {
    let provider = Provider::new().await;
    let installation = Installation::empty().await;
    let file = installation.folder.path().join("client-secret");
    std::fs::write(&file, "first\n").expect("writes");
    let secret = format!("client_secret_file = \"{}\"", file.display());
    let settings = format!("[log]\nlevel = \"info\"\n{}", provider.settings(&secret));
    let service = Service::start(installation, &settings).await;

    // The provider delays its answer while the secret changes.
    let all = provider.gate.available_permits();
    provider
        .gate
        .acquire_many(u32::try_from(all).expect("few"))
        .await
        .expect("open")
        .forget();
    let (status, ()) = tokio::join!(service.sign_in(), async {
        eventually("the exchange", async || {
            pause().await;
            (provider.exchanges() == 1).then_some(())
        })
        .await;
        std::fs::write(&file, "second\n").expect("writes");
        service.reload(&settings, RELOADED).await;
        provider.gate.add_permits(1_000);
    });
    assert_eq!(status, 303);
    assert_eq!(provider.last_secret(), "first");
    assert_eq!(service.sign_in().await, 303);
    assert_eq!(provider.last_secret(), "second");

    // A missing or empty file is an error.
    for content in [None, Some("")] {
        match content {
            None => std::fs::remove_file(&file).expect("exists"),
            Some(text) => std::fs::write(&file, text).expect("writes"),
        }
        service.reload(&settings, REFUSED).await;
        assert_eq!(service.sign_in().await, 303);
        assert_eq!(provider.last_secret(), "second");
    }
}

/// A mail server that accepts everything and records the password of each connection.
async fn mail_server(passwords: Arc<Mutex<Vec<String>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let port = listener.local_addr().expect("a socket address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let passwords = passwords.clone();
            tokio::spawn(async move { drop(take_mail(stream, passwords).await) });
        }
    });
    port
}

async fn take_mail(
    stream: TcpStream,
    passwords: Arc<Mutex<Vec<String>>>,
) -> Result<(), std::io::Error> {
    let (from, mut to) = stream.into_split();
    to.write_all(b"220 mail.example ESMTP\r\n").await?;
    let mut lines = BufReader::new(from).lines();
    let mut in_data = false;
    while let Some(line) = lines.next_line().await? {
        let answer = match line.split(' ').next().unwrap_or_default() {
            "." if in_data => {
                in_data = false;
                "250 taken\r\n"
            }
            _ if in_data => continue,
            "EHLO" => "250-mail.example\r\n250 AUTH PLAIN\r\n",
            "AUTH" => {
                let word = line.rsplit(' ').next().unwrap_or_default();
                let plain = STANDARD.decode(word).unwrap_or_default();
                let plain = String::from_utf8_lossy(&plain).into_owned();
                let password = plain.rsplit('\0').next().unwrap_or_default();
                passwords.lock().expect("whole").push(password.to_owned());
                "235 welcome\r\n"
            }
            "DATA" => {
                in_data = true;
                "354 go on\r\n"
            }
            _ => "250 ok\r\n",
        };
        to.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_mail_password_and_a_new_webhook_key_are_used_from_then_on() {
    let passwords = Arc::<Mutex<Vec<String>>>::default();
    let mail = mail_server(passwords.clone()).await;
    let (listener, hook) = web_server::bind().await;
    let signatures = Arc::<Mutex<Vec<(String, ReceivedRequest)>>>::default();
    let noted = signatures.clone();
    web_server::serve(listener, move |request| {
        let signature = request.header("webhook-signature").unwrap_or_default();
        let entry = (signature.to_owned(), request.clone());
        noted.lock().expect("whole").push(entry);
        FixedAnswer::json(200, &json!({ "verdict": "ham" }))
    });
    let key = |n: u32| format!("the-{n}th-key-of-the-hook-of-this-test");
    let settings = |n: u32| {
        format!(
            "[log]\nlevel = \"info\"\n[mail]\nsmtp_url = \"smtp+plain://me:password-{n}@127.0.0.1:{mail}\"\n\
             from = \"comments@blog.example\"\n[spam.hook]\nurl = \"http://127.0.0.1:{hook}/\"\nsecret = \"{}\"\n",
            key(n)
        )
    };
    let service = Service::start(Installation::empty().await, &settings(1)).await;
    for n in 1..4 {
        let request = service
            .client
            .http
            .post(format!(
                "{}/api/v1/sites/blog/session/email",
                service.client.base
            ))
            .header("x-forwarded-for", format!("20.{n}.0.7"))
            .json(&json!({ "email": format!("ann{n}@example.org") }));
        Answer::of(request).await.expect(202);
        eventually("the mail", async || {
            pause().await;
            let passwords = passwords.lock().expect("whole");
            (passwords.len() == n as usize).then_some(())
        })
        .await;
        let password = passwords.lock().expect("whole").last().cloned();
        assert_eq!(password, Some(format!("password-{n}")));
        service.client.post(n).await.expect(201);
        let (signature, request) = signatures
            .lock()
            .expect("whole")
            .last()
            .cloned()
            .expect("one");
        assert!(is_signed(&signature, &request, &key(n)), "{n}");
        service.reload(&settings(n + 1), RELOADED).await;
    }
}

/// Returns whether a request is signed with a key according to Standard Webhooks.
fn is_signed(signature: &str, request: &ReceivedRequest, key: &str) -> bool {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let header = |name: &str| request.header(name).expect("is sent").to_owned();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).expect("a key");
    let signed = format!(
        "{}.{}.{}",
        header("webhook-id"),
        header("webhook-timestamp"),
        request.body()
    );
    mac.update(signed.as_bytes());
    signature == format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_secret_is_not_reloaded_and_other_changes_are_reported_as_requiring_a_restart() {
    let mut installation = Installation::empty().await;
    let secret = installation.environment.remove("REJOINDER_SECRET");
    let file = installation.folder.path().join("secret");
    std::fs::write(&file, secret.expect("is set")).expect("writes");
    let installation = installation.set("REJOINDER_SECRET_FILE", file.to_str().expect("a path"));
    let service = Service::start(installation, "[log]\nlevel = \"info\"\n").await;
    let form = service
        .client
        .get("/api/v1/sites/blog/form?page=/page/1")
        .await;
    let token = form.expect(200).body["token"].clone();
    let address = service.client.base.clone();
    std::fs::write(&file, "x").expect("writes");
    let changed = "[log]\nlevel = \"info\"\n[http]\nmax_uri = 4096\n[database]\nreaders = 1\n\
        [limits]\nredis_timeout_ms = 77\n[identity.wordpress]\nclient_id = \"a\"\nclient_secret = \"b\"\n";
    service.reload(changed, RELOADED).await;
    let log = service.log();
    for part in [
        "http.max_uri",
        "database.readers",
        "limits.redis_timeout_ms",
        "identity.wordpress.client_id",
    ] {
        let line = log.lines().find(|line| line.contains(part));
        let line = line.unwrap_or_else(|| panic!("{part}: {log}"));
        assert!(line.contains("needs a restart"), "{line}");
    }
    // A token that was signed before is valid; with another secret it would be refused.
    let mut body = crate::support::server_client::numbered_comment(1);
    body["token"] = token;
    let post = service
        .client
        .http
        .post(format!("{address}/api/v1/sites/blog/comments"))
        .header("x-forwarded-for", "20.9.0.7")
        .json(&body);
    Answer::of(post).await.expect(201);
}

/// Starts the binary with a command that writes its process id; its log goes to `log`.
async fn start_as(
    installation: &Installation,
    wrap: impl Fn(&str) -> String,
) -> (ServerProcess, u32) {
    let folder = installation.folder.path();
    let (pid, log) = (folder.join("pid"), installation.log());
    let inner = format!(
        "echo $$ > {}; exec {} --dev 2>> {}",
        pid.display(),
        env!("CARGO_BIN_EXE_rejoinder"),
        log.display()
    );
    let server = installation.start_by_shell(&wrap(&inner), None);
    let id = eventually("the process", async || {
        pause().await;
        std::fs::read_to_string(&pid).ok()?.trim().parse().ok()
    })
    .await;
    eventually("the server", async || {
        pause().await;
        let log = std::fs::read_to_string(&log).expect("a log");
        log.contains("database opened").then_some(())
    })
    .await;
    (server, id)
}

fn is_running(process: u32) -> bool {
    // A zombie has ended.
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn started_from_a_terminal_it_shuts_down_cleanly_on_sighup() {
    if !Path::new("/usr/bin/script").exists() {
        eprintln!("`script` not found: terminal test skipped");
        return;
    }
    let installation = Installation::empty()
        .await
        .set("REJOINDER_LOG__LEVEL", "info");
    installation.add_blog_and_owner(Policy::default()).await;
    let (_served, process) = start_as(&installation, |inner| {
        format!("exec script --quiet --return --command '{inner}' /dev/null")
    })
    .await;
    signal(process, "HUP");
    eventually("the end", async || {
        pause().await;
        (!is_running(process)).then_some(())
    })
    .await;
    let log = std::fs::read_to_string(installation.log()).expect("a log");
    assert!(log.contains("SIGHUP"), "{log}");
    assert!(log.contains("stopped"), "{log}");
    assert!(installation.is_sound().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_started_with_sighup_ignored_continues() {
    let installation = Installation::empty()
        .await
        .set("REJOINDER_LOG__LEVEL", "info");
    installation.add_blog_and_owner(Policy::default()).await;
    let (served, process) = start_as(&installation, |inner| {
        format!("trap '' HUP; exec setsid bash -c '{inner}'")
    })
    .await;
    // The system drops a signal that is ignored: it has no effect later either.
    assert!(is_hangup_ignored(process));
    signal(process, "HUP");
    let client = ServerClient::new(served.address().await, "");
    assert!(client.is_ready().await);
    signal(process, "TERM");
    eventually("the end", async || {
        pause().await;
        (!is_running(process)).then_some(())
    })
    .await;
    let log = std::fs::read_to_string(installation.log()).expect("a log");
    assert!(log.contains("SIGTERM"), "{log}");
    assert!(!log.contains("SIGHUP") && !log.contains(RELOADED), "{log}");
}
