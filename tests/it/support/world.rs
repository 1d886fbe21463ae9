//! A world for each test: the production `App` behind a real socket, on a fresh database, with a clock that
//! moves only when the test advances it, and actors that send requests as people and programs do.
//!
//! With `REJOINDER_TEST_DATABASE_URL` and `REJOINDER_TEST_REDIS_URL` every world uses PostgreSQL (a database
//! of its own) and Redis (keys under a secret of its own), otherwise SQLite with limits in the process.

use std::{net::{IpAddr, Ipv4Addr, SocketAddr}, sync::atomic::{AtomicU32, Ordering}, time::{Duration, Instant}};

use rejoinder::{app::App, clock::{Clock, Timestamp}, commenter::{Outcome, ReturnTarget, SignInFault, VerifiedIdentity}, config::{Flags, Settings}, mail::{CapturedMail, CapturedMails}, moderator::{NewModerator, Role}, routes, site::{self, NewSite, Policy}, text::{Email, Name, Origin}};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::support::{database::Database, wire::urlencoded};

/// 2026-11-24T05:10:23.042Z.
pub const NOW: Timestamp = Timestamp(1_795_497_023_042);
/// The origin of the site that every world has.
pub const BLOG: &str = "https://blog.example";
pub const PASSWORD: &str = "otter lamp velvet quarry";

/// Everything a test needs. Dropping it stops the server, and fails a test that left undelivered events in
/// the outbox.
pub struct World {
    pub app: App,
    pub clock: Clock,
    pub address: SocketAddr,
    pub http: Client,
    stop: Option<oneshot::Sender<()>>,
    caught: CapturedMails,
    pub database: Database,
}

/// An HTTP client builder with the TLS provider that the server uses.
pub fn client() -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
}

/// Returns an environment variable that is set and not empty.
pub fn variable(name: &str) -> Option<String> {
    std::env::vars()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value)
        .filter(|value| !value.is_empty())
}

/// Returns the public test cases (`REJOINDER_CASES`), or prints that they were not tried.
#[expect(
    clippy::print_stderr,
    reason = "the test output must show what was skipped"
)]
pub fn public_cases(path: &str) -> Option<std::path::PathBuf> {
    let folder = variable("REJOINDER_CASES");
    if folder.is_none() {
        eprintln!("REJOINDER_CASES is not set: {path} skipped");
    }
    folder.map(|folder| std::path::Path::new(&folder).join(path))
}

/// Returns whether this run uses PostgreSQL and Redis.
pub fn on_services() -> bool {
    variable("REJOINDER_TEST_DATABASE_URL").is_some()
}

impl World {
    /// With the site `blog` and its default policy.
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With additional settings, as environment variables (`REJOINDER_HTTP__MAX_BODY`).
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let settings: Vec<_> = settings.iter().map(own).collect();
        Self::with_all(&settings, None).await
    }

    /// With additional settings, and with this clock instead of one that stands still.
    pub async fn with_all(settings: &[(String, String)], clock: Option<Clock>) -> Self {
        let world = Self::opened(Database::migrated().await, settings, clock).await;
        add_site(&world.app, "blog", "The Blog", BLOG).await;
        world
    }

    /// On a database that an earlier version created, with its sites.
    pub async fn on(database: Database) -> Self {
        Self::opened(database, &[], None).await
    }

    /// With the site `blog`, on a database that the process reaches through another URL.
    pub async fn through(database: Database, url: &str) -> Self {
        let settings = [("REJOINDER_DATABASE_URL".to_owned(), url.to_owned())];
        let world = Self::opened(database, &settings, None).await;
        add_site(&world.app, "blog", "The Blog", BLOG).await;
        world
    }

    async fn opened(
        database: Database,
        settings: &[(String, String)],
        clock: Option<Clock>,
    ) -> Self {
        let secret = uuid_like();
        // The address is chosen before the server listens, because the demonstration is only for that
        // address.
        let listen = free_address();
        let mut environment = vec![
            ("REJOINDER_DATABASE_URL".to_owned(), database.url.clone()),
            ("REJOINDER_SECRET".to_owned(), secret),
            ("REJOINDER_LISTEN".to_owned(), listen.to_string()),
            // Which comments are shown as samples is random; tests of sampling set the percentage themselves.
            ("REJOINDER_SPAM__SAMPLE_PERCENT".to_owned(), "0".to_owned()),
            // The tests send requests from many IP addresses.
            (
                "REJOINDER_HTTP__TRUSTED_PROXIES".to_owned(),
                "[\"127.0.0.0/8\"]".to_owned(),
            ),
        ];
        if let Some(redis) = variable("REJOINDER_TEST_REDIS_URL") {
            environment.push(("REJOINDER_REDIS_URL".to_owned(), redis));
            // Generous timeouts: on a machine under load, a slow answer must not look like an outage.
            environment.push((
                "REJOINDER_LIMITS__REDIS_TIMEOUT_MS".to_owned(),
                "5000".to_owned(),
            ));
        }
        environment.extend(settings.iter().cloned());
        let flags = Flags {
            dev: true,
            ..Flags::default()
        };
        let mut settings =
            Settings::load(&flags, environment.into_iter()).expect("the settings are sound");
        let caught = CapturedMails::default();
        if settings.mail.smtp_url.is_none() {
            settings.mail.caught = Some(caught.clone());
        }
        let clock = clock.unwrap_or_else(|| Clock::held(NOW));
        // On the heap, because the future holds the state of everything that is opened.
        let app = Box::pin(App::open(settings, clock.clone())).await;
        let app = app.expect("opens");
        let (address, stop) = serve(&app, listen);
        let http = client()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self {
            app,
            clock,
            address,
            http,
            stop: Some(stop),
            caught,
            database,
        }
    }

    /// Simulates a restart: stops the process and starts another one on the same database.
    pub async fn restart(&mut self) {
        let settings = self.app.settings.clone();
        self.app = Box::pin(App::open(settings, self.clock.clone()))
            .await
            .expect("opens");
        let (address, stop) = serve(&self.app, ([127, 0, 0, 1], 0).into());
        self.address = address;
        self.stop = Some(stop);
    }

    /// Simulates another process on the same database.
    pub async fn replica(&self) -> Replica {
        let app = Box::pin(App::open(self.app.settings.clone(), self.clock.clone())).await;
        let app = app.expect("opens");
        let (address, stop) = serve(&app, ([127, 0, 0, 1], 0).into());
        Replica {
            app,
            port: address.port(),
            _stop: stop,
        }
    }

    /// Adds a site with the default policy.
    pub async fn add_site(&self, slug: &str, name: &str, origin: &str) {
        add_site(&self.app, slug, name, origin).await;
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Delivers the events in the outbox and returns the mails since the last call.
    pub async fn mails(&self) -> Vec<CapturedMail> {
        self.app.events.deliver().await.expect("delivers");
        self.caught.take()
    }

    /// Gives the site `blog` another policy.
    pub async fn policy(&self, change: impl FnOnce(&mut Policy)) {
        let blog = self.app.sites.find("blog").await.expect("the blog");
        let mut policy = blog.policy.clone();
        change(&mut policy);
        let input = (blog.id, policy);
        let put = self.app.db.write(input, |c, (site, policy)| {
            Box::pin(site::sql::put_policy(c, *site, policy))
        });
        assert!(put.await.expect("writes the policy"));
        self.app.sites.reload().await.expect("reads the sites");
    }

    /// A guest with an IP address that no other actor has.
    pub fn stranger(&self) -> Stranger<'_> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        // One network each, so that strangers do not use up each other's rate limits.
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let [_, a, b, c] = n.to_be_bytes();
        self.at(IpAddr::V4(Ipv4Addr::new(20 + a, b, c, 7)))
    }

    pub fn at(&self, address: IpAddr) -> Stranger<'_> {
        Stranger {
            world: self,
            address,
            name: "Ann".into(),
            email: Some("ann@example.org".into()),
        }
    }

    /// The owner, signed in.
    pub async fn owner(&self) -> Moderator<'_> {
        self.moderator("owner", Role::Owner, &[]).await
    }

    /// A new moderator, signed in.
    pub async fn moderator(&self, login: &str, role: Role, sites: &[&str]) -> Moderator<'_> {
        let mut ids = Vec::new();
        for slug in sites {
            ids.push(self.app.sites.find(slug).await.expect("the site").id);
        }
        let new = NewModerator {
            login: login.into(),
            name: None,
            password: PASSWORD.into(),
            role,
            sites: ids,
        };
        self.app
            .identity
            .add_moderator(new)
            .await
            .expect("adds the moderator");
        let session = self
            .app
            .identity
            .log_in(login, PASSWORD.into(), None)
            .await
            .expect("signs in");
        Moderator {
            world: self,
            token: session.token.reveal(),
        }
    }
}

/// An identity, as a provider reports it.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    pub provider: &'a str,
    pub subject: &'a str,
    pub name: Option<&'a str>,
    pub email: Option<&'a str>,
}

impl<'a> Known<'a> {
    /// A verified email address.
    pub fn email(address: &'a str, name: &'a str) -> Self {
        Self {
            provider: "email",
            subject: address,
            name: Some(name),
            email: Some(address),
        }
    }

    /// An account at a provider that reports no email address.
    pub fn account(provider: &'a str, name: &'a str) -> Self {
        Self {
            provider,
            subject: name,
            name: Some(name),
            email: None,
        }
    }
}

impl World {
    /// The outcome of signing in with an identity: on this server's own pages, or in the form of a site.
    pub async fn arrive(
        &self,
        known: &Known<'_>,
        link: Option<Uuid>,
        site: Option<&str>,
    ) -> Result<Outcome, SignInFault> {
        let (site, way) = match site {
            Some(slug) => {
                let site = self.app.sites.find(slug).await.expect("the site");
                (Some(site.id), ReturnTarget::Typed)
            }
            None => (None, ReturnTarget::Here { path: "/me".into() }),
        };
        let proof = VerifiedIdentity {
            issuer: known.provider.into(),
            subject: known.subject.into(),
            provider: known.provider.into(),
            name: known.name.map(|name| Name::parse(name).expect("a name")),
            email: known
                .email
                .map(|email| Email::parse(email).expect("an email address")),
            website: None,
        };
        let arrived = self.app.people.arrive(proof, link, site, &way).await;
        arrived.map(|(_, outcome)| outcome)
    }

    /// A person who signed in, on `/me` and in the form of the blog.
    pub async fn person(&self, known: &Known<'_>) -> Person<'_> {
        let mut begun = Vec::new();
        for site in [None, Some("blog")] {
            match self.arrive(known, None, site).await.expect("signs in") {
                Outcome::Session(session) => begun.push(session),
                other => panic!("{other:?}"),
            }
        }
        Person {
            id: begun[0].viewer.person.id,
            cookie: begun[0].token.reveal(),
            token: begun[1].token.reveal(),
            stranger: self.stranger(),
        }
    }
}

/// A commenter who signed in.
#[derive(Clone)]
pub struct Person<'w> {
    pub id: Uuid,
    /// The session of this server's own pages.
    pub cookie: String,
    /// The session of the blog's form.
    pub token: String,
    /// The IP address that the person uses.
    pub stranger: Stranger<'w>,
}

impl Person<'_> {
    /// A request with the session of this server's own pages.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.stranger
            .request(method, path)
            .header("cookie", format!("rejoinder={}", self.cookie))
            .header("sec-fetch-site", "same-origin")
            .header("accept", "text/html")
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// Submits a form of this server's own pages.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(with_form(self.request(Method::POST, path), fields)).await
    }

    /// Posts a comment in the form of the blog.
    pub async fn post(&self, page: &str, text: &str) -> Answer {
        self.reply(page, None, text).await
    }

    pub async fn reply(&self, page: &str, parent: Option<&str>, text: &str) -> Answer {
        let mut body = json!({ "page": page, "text": text });
        body["token"] = json!(self.stranger.token(page).await);
        if let Some(parent) = parent {
            body["parent_id"] = json!(parent);
        }
        let request = self
            .stranger
            .request(Method::POST, "/api/v1/sites/blog/comments");
        Answer::of(request.bearer_auth(&self.token).json(&body)).await
    }

    /// Returns all data that is stored about the person.
    pub async fn data(&self) -> Value {
        self.get("/api/v1/session/data").await.expect(200).body
    }
}

/// A second process, stopped when dropped.
pub struct Replica {
    pub app: App,
    port: u16,
    _stop: oneshot::Sender<()>,
}

impl Replica {
    /// Sends a request to this process that was built for the first one.
    pub async fn answer(&self, world: &World, request: RequestBuilder) -> Answer {
        let mut request = request.build().expect("a request");
        request.url_mut().set_port(Some(self.port)).expect("a port");
        Answer::read(world.http.execute(request).await.expect("an answer")).await
    }
}

async fn add_site(app: &App, slug: &str, name: &str, origin: &str) {
    let new = NewSite {
        slug: slug.into(),
        name: name.into(),
        origins: vec![Origin::parse(origin).expect("an origin")],
        policy: Policy::default(),
    };
    app.db
        .write((new, NOW), |c, (new, now)| {
            Box::pin(site::add(c, new, *now))
        })
        .await
        .expect("adds the site");
    app.sites.reload().await.expect("reads the sites");
}

/// An address on which no process listens yet. Its port is below those that Linux assigns to outgoing
/// connections, one of which could take it before the server listens.
fn free_address() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Concurrent test runs start at different ports.
    let begin = std::process::id().wrapping_mul(97);
    loop {
        let offset = begin.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
        let port = 20_000 + u16::try_from(offset).expect("small");
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if std::net::TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

/// Serves an app on a socket until the sender is used or dropped.
fn serve(app: &App, listen: SocketAddr) -> (SocketAddr, oneshot::Sender<()>) {
    let listener = rejoinder::server::listen(listen).expect("listens");
    let address = listener.local_addr().expect("a socket address");
    let (stop, stopped) = oneshot::channel();
    let (endpoint, http) = (routes::endpoint(app), app.settings.http.clone());
    tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        rejoinder::server::serve(listener, endpoint, &http, stopped).await
    });
    (address, stop)
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if std::thread::panicking() {
            return;
        }
        // On a thread of its own, because this one is busy with dropping. A database that its test removed or
        // blocked is not checked.
        let database = &self.database;
        let left = std::thread::scope(|threads| threads.spawn(|| left_in_outbox(database)).join());
        if let Ok(Some(left)) = left {
            assert_eq!(
                left, 0,
                "events left undelivered (World::mails delivers them)"
            );
        }
    }
}

fn left_in_outbox(database: &Database) -> Option<i64> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .ok()?;
    runtime.block_on(async {
        let count = database.try_number("SELECT count(*) FROM outbox");
        let limit = Duration::from_secs(5);
        tokio::time::timeout(limit, count).await.ok().flatten()
    })
}

fn uuid_like() -> String {
    format!("{}-{}", Clock::system().id(), Clock::system().id())
}

/// A guest without an account.
#[derive(Clone)]
pub struct Stranger<'w> {
    pub world: &'w World,
    pub address: IpAddr,
    pub name: String,
    pub email: Option<String>,
}

impl Stranger<'_> {
    /// The same person under another name.
    pub fn named(mut self, name: &str, email: &str) -> Self {
        self.name = name.into();
        self.email = Some(email.into());
        self
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.world
            .http
            .request(method, self.world.url(path))
            .header("x-forwarded-for", self.address.to_string())
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// Opens the form of a page and lets ten seconds pass, as a person who writes would.
    pub async fn token(&self, page: &str) -> String {
        let form = self
            .get(&format!("/api/v1/sites/blog/form?page={page}"))
            .await;
        self.world.clock.advance(Duration::from_secs(10));
        form.body["token"].as_str().expect("a token").to_owned()
    }

    /// The body that a JSON client would send.
    pub fn comment(&self, page: &str, text: &str) -> Value {
        let mut author = json!({ "name": self.name });
        if let Some(email) = &self.email {
            author["email"] = json!(email);
        }
        json!({ "page": page, "text": text, "author": author })
    }

    /// Sends a body unchanged.
    pub async fn send(&self, body: &Value) -> Answer {
        Answer::of(
            self.request(Method::POST, "/api/v1/sites/blog/comments")
                .json(body),
        )
        .await
    }

    /// Posts a comment with a valid token.
    pub async fn post(&self, page: &str, text: &str) -> Answer {
        let mut body = self.comment(page, text);
        body["token"] = json!(self.token(page).await);
        self.send(&body).await
    }

    pub async fn reply(&self, page: &str, parent: &str, text: &str) -> Answer {
        let mut body = self.comment(page, text);
        body["token"] = json!(self.token(page).await);
        body["parent_id"] = json!(parent);
        self.send(&body).await
    }

    /// Returns the public thread of a page.
    pub async fn read(&self, page: &str) -> Value {
        let answer = self
            .get(&format!("/api/v1/sites/blog/comments?page={page}"))
            .await;
        answer.expect(200).body
    }
}

/// A signed-in moderator.
#[derive(Clone)]
pub struct Moderator<'w> {
    pub world: &'w World,
    pub token: String,
}

impl Moderator<'_> {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.world
            .http
            .request(method, self.world.url(&format!("/api/v1/moderation{path}")))
            .bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(method, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }

    pub async fn decide(&self, action: &str, ids: &[&str]) -> Answer {
        self.send(
            Method::POST,
            "/decisions",
            &json!({ "ids": ids, "action": action }),
        )
        .await
    }

    /// The first hundred comments of the queue.
    pub async fn queue(&self) -> Vec<Value> {
        let answer = self.get("/comments?limit=100").await.expect(200);
        answer.body["items"].as_array().expect("items").clone()
    }
}

/// Adds form fields to the request, as a browser sends them.
pub fn with_form(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(urlencoded(fields))
}

/// An answer, read completely.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    /// `Null` if the answer is not JSON.
    pub body: Value,
}

impl Answer {
    pub async fn of(request: RequestBuilder) -> Self {
        Self::read(request.send().await.expect("an answer")).await
    }

    pub async fn read(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or_default();
        Self {
            status,
            headers,
            text,
            body,
        }
    }

    /// Returns the answer if it has this status, else fails the test.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// Asserts a refusal with this status and code, as problem details.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!(
            (self.status.as_u16(), self.body["code"].as_str()),
            (status, Some(code)),
            "{}",
            self.text
        );
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert!(self.body["request_id"].is_string(), "{}", self.text);
        self
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The id of a comment that was posted.
    #[track_caller]
    pub fn id(&self) -> String {
        self.body["comment"]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("no comment: {}", self.text))
            .to_owned()
    }

    /// The names of the refused fields with their codes.
    pub fn fields(&self) -> Vec<(String, String)> {
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        let word = |error: &Value, name: &str| error[name].as_str().unwrap_or_default().to_owned();
        errors
            .iter()
            .map(|error| (word(error, "field"), word(error, "code")))
            .collect()
    }
}

/// Repeats a request until there is an answer.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "{what} did not come"
        );
        tokio::task::yield_now().await;
    }
}
