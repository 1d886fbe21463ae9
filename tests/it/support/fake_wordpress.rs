//! A small stand-in for WordPress.com on loopback, with selectable faults.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

use crate::support::{
    answers::Answer,
    commenters::{Commenter, VERIFIER, challenge_of, cookie_of, url_parameter},
    guests::Guest,
    web_server::{self, FixedAnswer},
    world::{BLOG, World},
};

/// The fault in its answers, at its token endpoint or (`Picture…`) for pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProviderFault {
    #[default]
    None,
    /// Closes the connection.
    Down,
    /// Accepts the request and does not answer until it is released.
    Silent,
    Status(u16),
    Nonsense,
    /// More than a client should read.
    Huge,
    /// Redirects the client to another server.
    Redirect,
}

/// An authorization code is the number of an account, and so is the access token that it is exchanged for.
pub struct FakeWordPress {
    pub base: String,
    state: Arc<State>,
}

struct State {
    fault: Mutex<ProviderFault>,
    profiles: Mutex<HashMap<String, Value>>,
    seen: Mutex<Vec<String>>,
    /// Holds the requests that `Silent` does not answer.
    gate: Semaphore,
    picture: Vec<u8>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl FakeWordPress {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let base = format!(
            "http://{}",
            listener.local_addr().expect("a socket address")
        );
        let state = Arc::new(State {
            fault: Mutex::default(),
            profiles: Mutex::default(),
            seen: Mutex::default(),
            gate: Semaphore::new(0),
            picture: picture(),
        });
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, shared.clone()));
            }
        });
        Self { base, state }
    }

    /// A world that uses it as WordPress.com, and GitHub at other paths of it.
    pub async fn world(&self) -> World {
        self.world_with(&[]).await
    }

    pub async fn world_with(&self, others: &[(&str, &str)]) -> World {
        let at = |path: &str| format!("{}{path}", self.base);
        let (authorize, token, me) = (at("/authorize"), at("/token"), at("/me"));
        let mut all = Vec::new();
        for provider in ["WORDPRESS", "FACEBOOK", "GITHUB"] {
            for (key, value) in [
                ("CLIENT_ID", "rejoinder"),
                ("CLIENT_SECRET", "a-secret-of-the-tests"),
                ("AUTHORIZE_URL", &authorize),
                ("TOKEN_URL", &token),
                ("PROFILE_URL", &me),
            ] {
                let name = format!("REJOINDER_IDENTITY__{provider}__{key}");
                all.push((name, value.to_owned()));
            }
        }
        let mut all = all
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect::<Vec<_>>();
        all.extend(others);
        World::with(&all).await
    }

    pub fn set_fault(&self, fault: ProviderFault) {
        *lock(&self.state.fault) = fault;
    }

    /// Releases one request that `Silent` holds.
    pub fn release_one(&self) {
        self.state.gate.add_permits(1);
    }

    /// Sets the profile of the account with this number, besides the number.
    pub fn set_profile(&self, account: &str, profile: Value) {
        lock(&self.state.profiles).insert(account.to_owned(), profile);
    }

    /// The number of requests to this path.
    pub fn count_requests(&self, path: &str) -> usize {
        let seen = lock(&self.state.seen);
        seen.iter().filter(|one| one.starts_with(path)).count()
    }
}

/// A picture as providers send them: a PNG, larger than the stored pictures.
fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let drawn = image::RgbImage::from_pixel(96, 64, image::Rgb([200, 30, 30]));
    drawn
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("draws");
    bytes.into_inner()
}

async fn answer(mut stream: TcpStream, state: Arc<State>) {
    let Some(requested) = web_server::read(&mut stream).await else {
        return;
    };
    let fault = *lock(&state.fault);
    lock(&state.seen).push(format!("{}?{}", requested.path, requested.query));
    let json = |body: &str| FixedAnswer::new(200, "application/json", body);
    let reply = match (requested.path.as_str(), fault) {
        ("/token", ProviderFault::Down) => return,
        ("/token", ProviderFault::Status(status)) => {
            FixedAnswer::new(status, "text/html", "<h1>Oh</h1>")
        }
        ("/token", ProviderFault::Nonsense) => json("{\"access_token\": ["),
        ("/token", ProviderFault::Huge) => json(&" ".repeat(4 << 20)),
        ("/token", ProviderFault::Redirect) => {
            FixedAnswer::new(302, "text/plain", "").with("Location", "/token")
        }
        ("/token", ProviderFault::Silent) => {
            if let Ok(permit) = state.gate.acquire().await {
                permit.forget();
            }
            return;
        }
        ("/token", ProviderFault::None) => {
            let token = requested.parameter("code");
            FixedAnswer::json(
                200,
                &json!({ "access_token": token, "token_type": "bearer" }),
            )
        }
        ("/me", _) => {
            let token = requested.header("authorization").unwrap_or_default();
            let token = token.trim_start_matches("Bearer ");
            let number: u64 = token.parse().unwrap_or_default();
            let mut profile = json!({ "ID": number, "display_name": format!("Walter {number}") });
            let reported = lock(&state.profiles).get(token).cloned();
            for (name, value) in reported.iter().filter_map(Value::as_object).flatten() {
                profile[name] = value.clone();
            }
            FixedAnswer::json(200, &profile)
        }
        (path, _) if path.starts_with("/picture") => {
            FixedAnswer::new(200, "image/png", state.picture.clone())
        }
        _ => FixedAnswer::new(404, "text/plain", ""),
    };
    web_server::send(stream, reply).await;
}

/// A sign-in that was begun in a browser.
#[derive(Clone, Debug)]
pub struct StartedSignIn {
    pub location: String,
    pub state: String,
    pub cookie: String,
}

impl StartedSignIn {
    #[track_caller]
    pub fn of(answer: Answer) -> Self {
        let answer = answer.expect(303);
        let location = answer.header("location").to_owned();
        Self {
            state: url_parameter(&location, "state").expect("a state"),
            cookie: cookie_of(&answer),
            location,
        }
    }
}

/// The path that begins a sign-in.
pub fn start_path(site: &str, provider: &str, mode: &str, return_to: &str) -> String {
    let query = crate::support::raw_requests::encode_pairs(&[
        ("mode", mode),
        ("return_to", return_to),
        ("challenge", &challenge_of(VERIFIER)),
    ]);
    format!("/api/v1/sites/{site}/session/{provider}/start?{query}")
}

impl<'w> Guest<'w> {
    /// Opens a URL as a browser does that followed a link on the blog.
    pub async fn browse(&self, path: &str, cookie: Option<&str>) -> Answer {
        let mut request = self.request(Method::GET, path);
        request = request.header("referer", format!("{BLOG}/post"));
        request = request.header("accept", "text/html,*/*;q=0.8");
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        let mut answer = Answer::of(request).await;
        // The templates escape slashes as character references.
        answer.text = answer.text.replace("&#x2f;", "/");
        answer
    }

    pub async fn start_sign_in(&self, mode: &str) -> StartedSignIn {
        let path = start_path("blog", "wordpress", mode, &format!("{BLOG}/post"));
        StartedSignIn::of(self.browse(&path, None).await)
    }

    /// Returns from the provider with the authorization code of an account.
    pub async fn return_from_provider(&self, started: &StartedSignIn, account: &str) -> Answer {
        let StartedSignIn { state, cookie, .. } = started;
        let path = format!("/api/v1/session/wordpress/callback?code={account}&state={state}");
        self.browse(&path, Some(cookie)).await
    }

    /// Signs in with an account of WordPress.com, from the start to a session.
    pub async fn sign_in_by_account(&self, account: &str) -> Commenter<'w> {
        let started = self.start_sign_in("redirect").await;
        let back = self
            .return_from_provider(&started, account)
            .await
            .expect(303);
        let code = url_parameter(back.header("location"), "rejoinder_code").expect("a code");
        Commenter::of(self, self.redeem(&code, VERIFIER).await)
    }
}
