//! A world for each test: the production `App` behind a real socket, on a fresh database, with a clock that
//! moves only when the test advances it, and actors that send requests as people and programs do.
//!
//! With `REJOINDER_TEST_DATABASE_URL` and `REJOINDER_TEST_REDIS_URL` every world uses PostgreSQL (a database
//! of its own) and Redis (keys under a secret of its own), otherwise SQLite with limits in the process.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use rejoinder::{
    App, CapturedMail, CapturedMails, Clock, Flags, ModerationPolicy, NewModerator, NewSite,
    Origin, Policy, Role, Settings, Timestamp, add_site, app_endpoint, update_policy,
};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::json;
use tokio::sync::oneshot;

use crate::support::{answers::Answer, database::Database, guests::Guest, moderators::Moderator};

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
    captured: CapturedMails,
    pub database: Database,
}

/// An HTTP client builder with the TLS provider that the server uses.
pub fn http_client_builder() -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
}

/// Returns an environment variable that is set and not empty.
pub fn environment_variable(name: &str) -> Option<String> {
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
pub fn public_cases_folder(path: &str) -> Option<std::path::PathBuf> {
    let folder = environment_variable("REJOINDER_CASES");
    if folder.is_none() {
        eprintln!("REJOINDER_CASES is not set: {path} skipped");
    }
    folder.map(|folder| std::path::Path::new(&folder).join(path))
}

/// Returns whether this run uses PostgreSQL and Redis.
pub fn on_services() -> bool {
    environment_variable("REJOINDER_TEST_DATABASE_URL").is_some()
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
        let world = Self::open(Database::migrated().await, settings, clock).await;
        create_site(&world.app, "blog", "The Blog", BLOG).await;
        world
    }

    /// On a database that an earlier version created, with its sites.
    pub async fn on(database: Database) -> Self {
        Self::open(database, &[], None).await
    }

    /// With the site `blog`, on a database that the process reaches through another URL.
    pub async fn with_database_url(database: Database, url: &str) -> Self {
        let settings = [("REJOINDER_DATABASE_URL".to_owned(), url.to_owned())];
        let world = Self::open(database, &settings, None).await;
        create_site(&world.app, "blog", "The Blog", BLOG).await;
        world
    }

    async fn open(database: Database, settings: &[(String, String)], clock: Option<Clock>) -> Self {
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
        if let Some(redis) = environment_variable("REJOINDER_TEST_REDIS_URL") {
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
        let captured = CapturedMails::default();
        if settings.mail.smtp_url.is_none() {
            settings.mail.captured = Some(captured.clone());
        }
        let clock = clock.unwrap_or_else(|| Clock::held(NOW));
        // On the heap, because the future holds the state of everything that is opened.
        let app = Box::pin(App::open(settings, clock.clone())).await;
        let app = app.expect("opens");
        let (address, stop) = serve(&app, listen);
        let http = http_client_builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self {
            app,
            clock,
            address,
            http,
            stop: Some(stop),
            captured,
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
        create_site(&self.app, slug, name, origin).await;
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Delivers the events in the outbox and returns the mails since the last call.
    pub async fn mails(&self) -> Vec<CapturedMail> {
        self.app.events.deliver().await.expect("delivers");
        self.captured.take()
    }

    /// Gives the site `blog` another policy.
    pub async fn policy(&self, change: impl FnOnce(&mut Policy)) {
        self.policy_of("blog", change).await;
    }

    /// Gives a site another policy.
    pub async fn policy_of(&self, slug: &str, change: impl FnOnce(&mut Policy)) {
        let site = self.app.sites.find(slug).await.expect("the site");
        let mut policy = site.policy.clone();
        change(&mut policy);
        let input = (site.id, policy);
        let put = self.app.db.write(input, |c, (site, policy)| {
            Box::pin(update_policy(c, *site, policy))
        });
        assert!(put.await.expect("writes the policy"));
        self.app.sites.reload().await.expect("reads the sites");
    }

    /// A guest with an IP address that no other actor has.
    pub fn guest(&self) -> Guest<'_> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        // One network each, so that strangers do not use up each other's rate limits.
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let [_, a, b, c] = n.to_be_bytes();
        self.at(IpAddr::V4(Ipv4Addr::new(20 + a, b, c, 7)))
    }

    pub fn at(&self, address: IpAddr) -> Guest<'_> {
        Guest {
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
            .moderators
            .add_moderator(new)
            .await
            .expect("adds the moderator");
        let session = self
            .app
            .moderators
            .sign_in(login, PASSWORD.into(), None)
            .await
            .expect("signs in");
        Moderator {
            world: self,
            token: session.token.reveal(),
        }
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

async fn create_site(app: &App, slug: &str, name: &str, origin: &str) {
    let new = NewSite {
        slug: slug.into(),
        name: name.into(),
        origins: vec![Origin::parse(origin).expect("an origin")],
        policy: Policy::default(),
    };
    app.db
        .write((new, NOW), |c, (new, now)| Box::pin(add_site(c, new, *now)))
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
    let listener = rejoinder::listen(listen).expect("listens");
    let address = listener.local_addr().expect("a socket address");
    let (stop, stopped) = oneshot::channel();
    let (endpoint, http) = (app_endpoint(app), app.settings.http.clone());
    tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        rejoinder::serve(listener, endpoint, &http, stopped).await
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

impl World {
    /// Adds a site whose name is its slug.
    pub async fn add_site_at(&self, slug: &str, origin: &str) {
        create_site(&self.app, slug, slug, origin).await;
    }

    /// Raises the rate limits, because a test of moderation does not test limits.
    pub async fn raise_limits(&self) {
        self.policy(|policy| policy.limits_percent = 10_000).await;
    }

    /// The owner with an API key, which does not expire when the clock advances.
    pub async fn owner_with_key(&self) -> Moderator<'_> {
        let owner = self.owner().await;
        let made = owner
            .send(Method::POST, "/keys", &json!({ "label": "test" }))
            .await
            .expect(201);
        Moderator {
            world: self,
            token: made.body["token"].as_str().expect("a token").to_owned(),
        }
    }

    /// The sum of all counts in the spam memory; it changes with every decision that is learned.
    pub async fn sum_spam_memory(&self) -> i64 {
        self.database
            .number("SELECT CAST(COALESCE(SUM(ham + spam), 0) AS BIGINT) FROM memory")
            .await
    }
}

/// A site where all comments are published immediately, without practical limits.
pub async fn unmoderated_world() -> World {
    let world = World::new().await;
    world
        .policy(|policy| {
            policy.moderation = ModerationPolicy::None;
            policy.limits_percent = 10_000;
        })
        .await;
    world
}
