//! Simulated external checks (Akismet, webhook, captcha) in one small server on loopback, which answer
//! correctly by default.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use rejoinder::ModerationPolicy;
use serde_json::json;
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::support::{
    web_server::{self, FixedAnswer, ReceivedRequest},
    world::World,
};

pub const CHECK: &str = "/1.1/comment-check";

pub const SUBMIT_SPAM: &str = "/1.1/submit-spam";

pub const SUBMIT_HAM: &str = "/1.1/submit-ham";

pub const HOOK: &str = "/hook";

pub const VERIFY: &str = "/siteverify";

pub const AKISMET_KEY: &str = "akismet-key-of-the-tests";

pub const HOOK_SECRET: &str = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0yNC1ieXRlcw==";

pub const CAPTCHA_SECRET: &str = "captcha-secret-of-the-tests";

/// How a path answers.
#[derive(Clone, Debug)]
pub enum CheckBehavior {
    Says(FixedAnswer),
    /// Answers once this many requests have arrived in total, at any path.
    Together(usize, FixedAnswer),
    /// Closes the connection.
    Closes,
    /// Accepts the request and does not answer.
    Silent,
    /// Starts an answer and never completes it.
    Half,
}

pub struct FakeChecks {
    pub base: String,
    state: Arc<State>,
}

struct State {
    behaviors: Mutex<HashMap<String, CheckBehavior>>,
    request: Mutex<Vec<ReceivedRequest>>,
    count: watch::Sender<usize>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub fn text_answer(status: u16, body: &str) -> FixedAnswer {
    FixedAnswer::new(status, "text/plain; charset=utf-8", body)
}

/// The correct answer of a check that finds nothing wrong.
pub fn correct_answer(path: &str) -> FixedAnswer {
    match path {
        CHECK => text_answer(200, "false"),
        SUBMIT_SPAM | SUBMIT_HAM => text_answer(200, "Thanks for making the web a better place."),
        HOOK => FixedAnswer::json(200, &json!({ "verdict": "ham" })),
        VERIFY => FixedAnswer::json(200, &json!({ "success": true, "hostname": "blog.example" })),
        _ => text_answer(404, ""),
    }
}

impl FakeChecks {
    pub async fn new() -> Self {
        let (listener, port) = web_server::bind().await;
        let state = Arc::new(State {
            behaviors: Mutex::default(),
            request: Mutex::default(),
            count: watch::channel(0).0,
        });
        tokio::spawn(listen(listener, state.clone()));
        Self {
            base: format!("http://127.0.0.1:{port}"),
            state,
        }
    }

    pub fn set_behavior(&self, path: &str, behavior: CheckBehavior) {
        lock(&self.state.behaviors).insert(path.to_owned(), behavior);
    }

    pub fn set_answer(&self, path: &str, reply: FixedAnswer) {
        self.set_behavior(path, CheckBehavior::Says(reply));
    }

    pub fn reset(&self, path: &str) {
        lock(&self.state.behaviors).remove(path);
    }

    /// The requests to a path.
    pub fn requests(&self, path: &str) -> Vec<ReceivedRequest> {
        let request = lock(&self.state.request);
        request
            .iter()
            .filter(|one| one.path == path)
            .cloned()
            .collect()
    }

    /// The last request to a path.
    pub fn last_request(&self, path: &str) -> ReceivedRequest {
        self.requests(path).pop().expect("was requested")
    }

    /// The settings that configure the check of this path.
    pub fn settings(&self, path: &str) -> Vec<(&'static str, String)> {
        match path {
            CHECK => vec![
                ("REJOINDER_SPAM__AKISMET__KEY", AKISMET_KEY.to_owned()),
                ("REJOINDER_SPAM__AKISMET__URL", format!("{}/1.1", self.base)),
            ],
            HOOK => vec![
                ("REJOINDER_SPAM__HOOK__URL", format!("{}{HOOK}", self.base)),
                ("REJOINDER_SPAM__HOOK__SECRET", HOOK_SECRET.to_owned()),
            ],
            _ => vec![
                ("REJOINDER_SPAM__CAPTCHA__KIND", "turnstile".to_owned()),
                ("REJOINDER_SPAM__CAPTCHA__SITE_KEY", "1x-public".to_owned()),
                ("REJOINDER_SPAM__CAPTCHA__SECRET", CAPTCHA_SECRET.to_owned()),
                (
                    "REJOINDER_SPAM__CAPTCHA__URL",
                    format!("{}{VERIFY}", self.base),
                ),
            ],
        }
    }

    /// A world that uses the checks at these paths, and publishes what nothing holds.
    pub async fn world(&self, paths: &[&str], more: &[(&str, &str)]) -> World {
        let own = [
            ("REJOINDER_SPAM__OUTSIDE_TIMEOUT_MS", "10000"),
            // No comments are sampled at random for moderators.
            ("REJOINDER_SPAM__SAMPLE_PERCENT", "0"),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut all = Vec::from(own);
        for (name, value) in paths.iter().flat_map(|path| self.settings(path)) {
            all.push((name.to_owned(), value));
        }
        let more = more.iter();
        all.extend(more.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let world = World::with_all(&all, None).await;
        world
            .policy(|policy| {
                policy.moderation = ModerationPolicy::None;
                policy.limits_percent = 10_000;
            })
            .await;
        world
    }
}

async fn listen(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, state.clone()));
    }
}

async fn answer(mut stream: TcpStream, state: Arc<State>) {
    let Some(request) = web_server::read(&mut stream).await else {
        return;
    };
    let path = request.path.clone();
    lock(&state.request).push(request);
    state.count.send_modify(|count| *count += 1);
    let behavior = lock(&state.behaviors).get(&path).cloned();
    let reply = match behavior {
        None => correct_answer(&path),
        Some(CheckBehavior::Says(reply)) => reply,
        Some(CheckBehavior::Together(many, reply)) => {
            let mut count = state.count.subscribe();
            if count.wait_for(|count| *count >= many).await.is_err() {
                return;
            }
            reply
        }
        Some(CheckBehavior::Closes) => return,
        Some(CheckBehavior::Silent) => return until_gone(stream).await,
        Some(CheckBehavior::Half) => {
            let head =
                b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\ntr";
            if stream.write_all(head).await.is_ok() {
                until_gone(stream).await;
            }
            return;
        }
    };
    web_server::send(stream, reply).await;
}

/// Holds the connection until the other side closes it.
async fn until_gone(mut stream: TcpStream) {
    let _ = web_server::read(&mut stream).await;
}
