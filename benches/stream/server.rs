//! A server with one site in this process, its readers and its moderator, all with a clock that stands still.

use std::{net::SocketAddr, time::Duration};

use rejoinder::{
    App, Clock, FieldRule, Flags, LabeledComment, ModerationPolicy, NewModerator, NewSite,
    Placement, Policy, Role, Settings, Timestamp, WRITING_TIME, add_site, app_endpoint,
    update_policy,
};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::Fallible;

const SLUG: &str = "blog";
const PASSWORD: &str = "otter lamp velvet quarry";
/// When a stream without times begins.
const START: Timestamp = Timestamp(1_800_000_000_000);

/// A comment as the moderator sees it right after its submission.
#[derive(Clone, Debug)]
pub struct Received {
    pub id: String,
    pub placement: Placement,
    pub score: f64,
    /// Whether it waits in the group that moderators decide in one step.
    pub is_probably_spam: bool,
}

/// The server. Dropping it stops it.
pub struct StreamServer {
    app: App,
    pub clock: Clock,
    address: SocketAddr,
    http: Client,
    key: String,
    received: u32,
    _stop: oneshot::Sender<()>,
    _folder: tempfile::TempDir,
}

impl StreamServer {
    /// Starts a server on an empty database. Its site has the policy `suspect`. Limits never refuse, and flood
    /// protection is off: a stream of labeled comments has no natural rate.
    pub async fn start(sample_percent: u32) -> Fallible<Self> {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let database = folder.path().join("rejoinder.db").display().to_string();
        let environment = [
            ("REJOINDER_DATABASE_URL", format!("sqlite:{database}")),
            (
                "REJOINDER_SECRET",
                "a secret for measurements, long enough".to_owned(),
            ),
            (
                "REJOINDER_PUBLIC_URL",
                "https://comments.example".to_owned(),
            ),
            ("REJOINDER_HTTP__HOSTS", "[\"127.0.0.1\"]".to_owned()),
            (
                "REJOINDER_HTTP__TRUSTED_PROXIES",
                "[\"127.0.0.0/8\"]".to_owned(),
            ),
            ("REJOINDER_SPAM__FLOOD__ENABLED", "false".to_owned()),
            ("REJOINDER_SPAM__SAMPLE_PERCENT", sample_percent.to_string()),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value));
        let settings = Settings::load(&Flags::default(), environment.into_iter())?;
        let http_settings = settings.http.clone();
        let clock = Clock::held(START);
        let app = App::open(settings, clock.clone()).await?;
        let mut policy = Policy {
            moderation: ModerationPolicy::Suspect,
            limits_percent: 10_000_000,
            pending_max: 1_000_000,
            pending_network_max: 1_000_000,
            ..Policy::default()
        };
        policy.guests.name = FieldRule::Optional;
        policy.guests.email = FieldRule::Optional;
        let new = NewSite {
            slug: SLUG.into(),
            name: SLUG.into(),
            origins: Vec::new(),
            policy,
        };
        let added = app.db.write((new, START), |c, (new, now)| {
            Box::pin(async move {
                let site = add_site(c, new, *now).await?;
                update_policy(c, site, &new.policy).await
            })
        });
        added.await?;
        app.sites.reload().await?;
        let listener = rejoinder::listen(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let endpoint = app_endpoint(&app);
        tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            rejoinder::serve(listener, endpoint, &http_settings, stopped).await
        });
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut server = Self {
            app,
            clock,
            address,
            http: Client::builder().no_proxy().build()?,
            key: String::new(),
            received: 0,
            _stop: stop,
            _folder: folder,
        };
        server.sign_in().await?;
        Ok(server)
    }

    /// Creates an API key, which does not expire while the clock advances.
    async fn sign_in(&mut self) -> Fallible<()> {
        let new = NewModerator {
            login: "owner".into(),
            name: None,
            password: PASSWORD.into(),
            role: Role::Owner,
            sites: Vec::new(),
        };
        self.app.moderators.add_moderator(new).await?;
        let signed_in = self.app.moderators.sign_in("owner", PASSWORD.into(), None);
        self.key = signed_in.await?.token.reveal();
        let label = json!({ "label": "bench" });
        let made = self.moderate(Method::POST, "/keys", &label).await?;
        made["token"]
            .as_str()
            .ok_or("no API key")?
            .clone_into(&mut self.key);
        Ok(())
    }

    /// Advances the clock to `at`, unless it is later already.
    pub fn wait_until(&self, at: Timestamp) {
        self.clock.advance(at.since(self.clock.now()));
    }

    /// Posts a comment at `at`, with the form that was opened a minute before, and reads where it was placed.
    pub async fn post(&mut self, comment: &LabeledComment, at: Timestamp) -> Fallible<Received> {
        self.wait_until(at.minus(WRITING_TIME));
        let page = if comment.page.is_empty() {
            "/"
        } else {
            &comment.page
        };
        let site = self.app.sites.find(SLUG).await.ok_or("no site")?;
        let token = self.app.submissions.form_token(&site, page);
        self.wait_until(at);
        let mut body = json!({ "page": page, "text": comment.text, "token": token });
        if !comment.author.is_empty() {
            let hex = comment.author.bytes().map(|byte| format!("{byte:02x}"));
            let email = format!("a{}@authors.example", hex.take(20).collect::<String>());
            body["author"] = json!({ "name": comment.author, "email": email });
        }
        // A network (24 bits) of its own for each comment, unless the stream says otherwise.
        self.received += 1;
        let [_, a, b, c] = self.received.to_be_bytes();
        let other = || format!("{}.{b}.{c}.7", 20 + a);
        let address = comment.ip.map_or_else(other, |ip| ip.to_string());
        let url = format!("http://{}/api/v1/sites/{SLUG}/comments", self.address);
        let request = self.http.post(url).header("x-forwarded-for", address);
        let answer = request.json(&body).send().await?;
        let (status, text) = (answer.status().as_u16(), answer.text().await?);
        if status != 201 {
            return Err(format!("a comment was refused with {status}: {text}").into());
        }
        let id = serde_json::from_str::<Value>(&text)?["comment"]["id"]
            .as_str()
            .ok_or("no id")?
            .to_owned();
        let seen = self
            .moderate(Method::GET, &format!("/comments/{id}"), &Value::Null)
            .await?;
        let comment = &seen["comment"];
        let placement = match comment["status"].as_str() {
            Some("approved") => Placement::Published,
            Some("pending") => Placement::Queued,
            Some("spam") => Placement::Filed,
            other => return Err(format!("unexpected status {other:?}").into()),
        };
        let score = &comment["assessment"]["score"];
        Ok(Received {
            id,
            placement,
            score: score.as_f64().ok_or("no score")?,
            is_probably_spam: comment["group"] == "probably_spam",
        })
    }

    /// Decides about comments and waits until the filter has learned it.
    pub async fn decide(&self, ids: &[&str], action: &str) -> Fallible<()> {
        for some in ids.chunks(100) {
            let body = json!({ "ids": some, "action": action });
            self.moderate(Method::POST, "/decisions", &body).await?;
        }
        self.app.trainer.catch_up().await?;
        Ok(())
    }

    /// Runs the maintenance that the server runs every ten minutes.
    pub async fn maintain(&self) -> Fallible<()> {
        self.app.purge_expired().await?;
        self.app.trainer.catch_up().await?;
        Ok(())
    }

    async fn moderate(&self, method: Method, path: &str, body: &Value) -> Fallible<Value> {
        let url = format!("http://{}/api/v1/moderation{path}", self.address);
        let mut request = self.http.request(method, url).bearer_auth(&self.key);
        if !body.is_null() {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        if !status.is_success() {
            return Err(format!("{path} was refused with {status}: {text}").into());
        }
        Ok(serde_json::from_str(&text)?)
    }
}

/// The time of each comment: its own, or an interval after the one before.
pub fn times(stream: &[LabeledComment], interval: Duration) -> Vec<Timestamp> {
    let mut at = START;
    let times = stream.iter().map(|comment| {
        at = comment.time.unwrap_or_else(|| at.plus(interval));
        at
    });
    times.collect()
}
