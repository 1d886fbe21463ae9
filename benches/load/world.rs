//! What is measured: a database with a blog, and requests for it.

use std::{path::Path, process::Command, sync::Arc};

use rejoinder::{
    App, Clock, Email, Flags, ModerationPolicy, Name, NewModerator, NewSite, Policy, ReturnTarget,
    Role, Settings, SignInOutcome, VerifiedIdentity, add_site, update_policy,
};

/// The backing services.
#[derive(Clone)]
pub struct Place {
    pub database: String,
    pub redis: Option<String>,
    /// Whether sites use flood mode; it is off where the maximum throughput is measured.
    pub flood_mode: bool,
}

const SECRET: &str = "a secret for measurements only, long enough";
const PASSWORD: &str = "otter lamp velvet quarry";
/// A site where comments wait for a moderator, as is the default.
pub const WAITING: &str = "waiting";
/// A site where they are published immediately.
pub const OPEN: &str = "open";
/// A site where they are published immediately, with the rate limits of a busy blog.
pub const FLOODED: &str = "flooded";

impl Place {
    fn environment(&self) -> Vec<(String, String)> {
        let mut all = vec![
            ("REJOINDER_DATABASE_URL", self.database.as_str()),
            ("REJOINDER_SECRET", SECRET),
            ("REJOINDER_PUBLIC_URL", "https://comments.example"),
            ("REJOINDER_HTTP__TRUSTED_PROXIES", "[\"127.0.0.0/8\"]"),
            (
                "REJOINDER_SPAM__FLOOD__ENABLED",
                if self.flood_mode { "true" } else { "false" },
            ),
        ];
        if let Some(redis) = &self.redis {
            all.push(("REJOINDER_REDIS_URL", redis));
        }
        let all = all.into_iter();
        all.map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    /// The binary, which logs to a file as a service does.
    pub fn server(&self, address: std::net::SocketAddr, log: &Path) -> std::io::Result<Command> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rejoinder"));
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(log)?;
        command
            .envs(self.environment())
            .env("REJOINDER_LISTEN", address.to_string())
            .stdout(std::process::Stdio::null())
            .stderr(log);
        Ok(command)
    }
}

/// An opened app in this process too, to create tokens with.
pub struct World {
    app: App,
    pub bearer: String,
}

impl World {
    pub async fn new(place: &Place) -> Result<Self, Box<dyn std::error::Error>> {
        let settings = Settings::load(&Flags::default(), place.environment().into_iter())?;
        // Forms were opened a minute ago.
        let clock = Clock::held(
            Clock::system()
                .now()
                .minus(std::time::Duration::from_mins(1)),
        );
        let app = App::open(settings, clock.clone()).await?;
        let now = clock.now();
        // Limits are evaluated but never refuse.
        let unlimited = 10_000_000;
        for (slug, moderation, limits_percent) in [
            (WAITING, ModerationPolicy::All, unlimited),
            (OPEN, ModerationPolicy::None, unlimited),
            (FLOODED, ModerationPolicy::None, 400),
        ] {
            let policy = Policy {
                moderation,
                limits_percent,
                ..Policy::default()
            };
            let new = NewSite {
                slug: slug.into(),
                name: slug.into(),
                origins: Vec::new(),
                policy,
            };
            let added = app.db.write((new, now), |c, (new, now)| {
                Box::pin(async move {
                    let site = add_site(c, new, *now).await?;
                    update_policy(c, site, &new.policy).await
                })
            });
            added.await?;
        }
        app.sites.reload().await?;
        let new = NewModerator {
            login: "owner".into(),
            name: None,
            password: PASSWORD.into(),
            role: Role::Owner,
            sites: Vec::new(),
        };
        app.moderators.add_moderator(new).await?;
        let session = app
            .moderators
            .sign_in("owner", PASSWORD.into(), None)
            .await?;
        Ok(Self {
            bearer: session.token.reveal(),
            app,
        })
    }

    /// Submissions of different people, from different IP addresses, on these pages in turn.
    pub async fn submissions(
        &self,
        slug: &str,
        pages: &[String],
        count: usize,
        words: &mut Words,
        parent: impl Fn(usize) -> Option<String>,
    ) -> Vec<Vec<u8>> {
        let Some(site) = self.app.sites.find(slug).await else {
            return Vec::new();
        };
        let mut requests = Vec::with_capacity(count);
        for n in 0..count {
            let page = &pages[n % pages.len()];
            let person = words.person();
            let mut body = serde_json::json!({
                "page": page,
                "text": words.text(),
                "author": { "name": format!("Ann {person}"), "email": format!("ann{person}@mail.example") },
                "token": self.app.submissions.form_token(&site, page),
            });
            if let Some(parent) = parent(n) {
                body["parent_id"] = parent.into();
            }
            let [a, b, c, d] = person.to_be_bytes();
            let more = format!("X-Forwarded-For: {}.{b}.{c}.{d}\r\n", 20 + a);
            let path = format!("/api/v1/sites/{slug}/comments");
            requests.push(post(&path, &more, &body.to_string()));
        }
        requests
    }

    /// The session tokens of this many people, for the form of the flooded site.
    pub async fn people(
        &self,
        count: usize,
    ) -> Result<Arc<Vec<String>>, Box<dyn std::error::Error>> {
        let site = self.app.sites.find(FLOODED).await.ok_or("no such site")?;
        let mut tokens = Vec::with_capacity(count);
        for n in 0..count {
            let address = format!("cleo{n}@mail.example");
            let proof = VerifiedIdentity {
                issuer: "email".into(),
                subject: address.clone(),
                provider: "email".into(),
                name: Name::parse(&format!("Cleo {n}")).ok(),
                email: Email::parse(&address).ok(),
                website: None,
            };
            let arrived = self
                .app
                .people
                .complete_sign_in(proof, None, Some(site.id), &ReturnTarget::Typed)
                .await;
            match arrived {
                Ok((_, SignInOutcome::Session(session))) => tokens.push(session.token.reveal()),
                Ok(_) => return Err("no session".into()),
                Err(fault) => return Err(format!("{fault:?}").into()),
            }
        }
        Ok(Arc::new(tokens))
    }

    pub fn decision(&self, ids: &[String]) -> Vec<u8> {
        let body = serde_json::json!({ "ids": ids, "action": "approve" });
        let more = format!("Authorization: Bearer {}\r\n", self.bearer);
        post("/api/v1/moderation/decisions", &more, &body.to_string())
    }
}

pub fn get(path: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: comments.example\r\n{more}\r\n").into_bytes()
}

pub fn post(path: &str, more: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: comments.example\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{more}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Different texts of about a hundred characters, the same ones in every run.
pub struct Words {
    state: u64,
    people: u32,
}

const WORDS: &[&str] = &[
    "the", "garden", "I", "tried", "with", "my", "older", "bread", "and", "it", "works", "well",
    "thanks", "for", "this", "post", "about", "a", "river", "that", "we", "walked", "last",
    "summer", "because", "nobody", "told", "us", "how", "cold", "water", "is", "in", "April",
    "but", "your", "recipe", "makes", "sense", "to", "me", "now", "when", "you", "write", "more",
    "of", "these", "stories", "please", "say", "which", "paper", "map", "they", "used",
];

impl Words {
    pub fn new() -> Self {
        Self {
            state: 0x2545_f491_4f6c_dd1d,
            people: 0,
        }
    }

    fn person(&mut self) -> u32 {
        self.people += 1;
        self.people
    }

    /// xorshift64.
    pub fn below(&mut self, n: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 33).unwrap_or_default() % n
    }

    fn text(&mut self) -> String {
        let mut text = String::with_capacity(110);
        while text.len() < 95 {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(WORDS[self.below(WORDS.len())]);
        }
        text.push('.');
        text
    }
}
