//! Tests of the HTTP layer as a whole: a small API behind the middleware, called directly and through
//! sockets.
#![expect(clippy::unused_async, reason = "endpoints and handlers have to be")]

mod answers;
mod cross_origin;
mod sockets;
mod stopping;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use poem::{
    Request, Response, Route,
    endpoint::{BoxEndpoint, make},
    get,
};
use poem_openapi::{
    Object, OpenApi, OpenApiService,
    param::{Path, Query},
    payload::Json,
};
use serde::Deserialize;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
};
use uuid::Uuid;

use super::{listen, serve};
use crate::{
    clock::Clock,
    http::{
        Cached, CachedBody, HttpSettings, JsonOrForm, MiddlewarePlan, Problem, Refused,
        RequestContext, StrictJson,
        middleware::allowed_methods::Allowed,
        response::refused::{BODY, FORBIDDEN, INVALID, NOT_FOUND, TOO_FAST, UNAUTHORIZED},
        with_middleware,
    },
};

#[derive(Debug, Clone, Default, Deserialize, Object)]
#[serde(default)]
struct Note {
    #[oai(validator(min_length = 1, max_length = 2000))]
    text: String,
    author: Option<TestAuthor>,
}

#[derive(Debug, Clone, Default, Deserialize, Object)]
#[serde(default)]
struct TestAuthor {
    name: String,
    email: Option<String>,
}

struct Api;

#[OpenApi]
impl Api {
    /// Many notes as a prebuilt response.
    #[oai(
        path = "/sites/:site/comments",
        method = "get",
        operation_id = "list_comments"
    )]
    async fn list(
        &self,
        site: Path<String>,
        #[oai(
            default = "fifty",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<u32>,
    ) -> Result<Cached<Vec<Note>>, Refused<{ NOT_FOUND | INVALID }>> {
        if site.0 == "nowhere" {
            return Err(Problem::not_found("site").into());
        }
        let notes: Vec<_> = (0..limit.0)
            .map(|n| serde_json::json!({"text": format!("note {n}")}))
            .collect();
        Ok(Cached::new(
            Arc::new(CachedBody::json(&notes)?),
            "public, max-age=10",
        ))
    }

    #[oai(
        path = "/sites/:site/comments",
        method = "post",
        operation_id = "submit_comment"
    )]
    async fn submit(
        &self,
        site: Path<String>,
        mut body: JsonOrForm<Note, Note>,
    ) -> Result<Json<String>, Refused<{ BODY | NOT_FOUND | TOO_FAST }>> {
        let text = body.findings.finish(Some(body.form.text))?;
        if text == "too fast" {
            let wait = Some(Duration::from_millis(2500));
            return Err(Problem {
                retry_after: wait,
                ..Problem::plain(crate::http::Code::TooFast)
            }
            .into());
        }
        Ok(Json(format!("{}: {text}", site.0)))
    }

    #[oai(path = "/notes", method = "post", operation_id = "create_note")]
    async fn note(&self, note: StrictJson<Note>) -> Result<Json<Note>, Refused<BODY>> {
        Ok(Json(note.0))
    }

    #[oai(path = "/notes/:id", method = "get", operation_id = "read_note")]
    async fn read(
        &self,
        id: Path<Uuid>,
        page: Query<String>,
        context: RequestContext,
    ) -> Result<Json<Vec<String>>, Refused<{ NOT_FOUND | INVALID }>> {
        Ok(Json(vec![
            id.0.to_string(),
            page.0,
            context.address.to_string(),
        ]))
    }

    #[oai(path = "/session", method = "get", operation_id = "read_session")]
    async fn session(&self) -> Result<Json<String>, Refused<{ UNAUTHORIZED | FORBIDDEN }>> {
        Err(Problem::plain(crate::http::Code::Unauthorized).into())
    }

    #[oai(
        path = "/moderation/queue",
        method = "get",
        operation_id = "list_queue"
    )]
    async fn queue(&self) -> Result<Json<String>, Refused<0>> {
        Ok(Json("queue".to_owned()))
    }
}

fn fifty() -> u32 {
    50
}

async fn echo(request: Request) -> poem::Result<Response> {
    let mut request = request;
    let body = request.take_body().into_bytes().await?;
    Ok(Response::builder().content_type("text/plain").body(body))
}

async fn break_down(_: Request) -> poem::Result<Response> {
    panic!("secret {}", 7)
}

async fn big(_: Request) -> poem::Result<Response> {
    Ok(Response::builder()
        .content_type("application/octet-stream")
        .body(vec![7u8; 64 << 20]))
}

fn routes() -> (Route, Allowed) {
    let service = OpenApiService::new(Api, "Example", "1");
    let root = get(make(echo)).post(make(echo));
    let allowed = Allowed::default()
        .with("/", &[poem::http::Method::GET, poem::http::Method::POST])
        .with_document("/api/v1", &service.spec());
    let routes = Route::new()
        .at("/", root)
        .at("/panic", get(make(break_down)))
        .at("/big", get(make(big)))
        .nest("/api/v1", service);
    (routes, allowed)
}

/// These routes have no readers.
struct NoPages;

impl crate::http::ProblemPages for NoPages {
    fn is_for_reader(&self, _: &Request) -> bool {
        false
    }

    fn site_name(&self, _: &Request) -> Option<String> {
        None
    }

    fn page(&self, _: &crate::http::ReaderRefusal<'_>) -> String {
        String::new()
    }
}

fn plan(settings: HttpSettings) -> (Route, MiddlewarePlan) {
    let (routes, allowed) = routes();
    let origins = |site: Option<&str>, origin: &str| match site {
        Some("blog") | None => origin == "https://blog.example",
        Some("shop") => origin == "https://shop.example:8443",
        Some(_) => false,
    };
    let plan = MiddlewarePlan {
        settings,
        dev: true,
        clock: Clock::system(),
        origins: Arc::new(origins),
        allowed,
        larger: |_| None,
        pages: Arc::new(NoPages),
    };
    (routes, plan)
}

fn endpoint(settings: HttpSettings) -> BoxEndpoint<'static> {
    let (routes, plan) = plan(settings);
    with_middleware(routes, plan)
}

/// A server on a free port; it stops when dropped or on request.
struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    ended: JoinHandle<std::io::Result<()>>,
}

impl Running {
    async fn start(change: impl FnOnce(&mut HttpSettings)) -> Self {
        let mut settings = HttpSettings {
            listen: "127.0.0.1:0".parse().unwrap(),
            ..HttpSettings::default()
        };
        settings.hosts = vec!["example.com".to_owned()];
        change(&mut settings);
        let endpoint = endpoint(settings.clone());
        let listener = listen(settings.listen.clone()).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let ended = tokio::spawn(async move {
            serve(listener, endpoint, &settings, async { drop(stopped.await) }).await
        });
        Self {
            address,
            stop: Some(stop),
            ended,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends the bytes and reads until the server closes.
    async fn exchange(&self, request: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        // The server may have closed before everything is written; its response counts.
        drop(stream.write_all(request.as_ref()).await);
        read_to_end(&mut stream).await
    }
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    answer
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .unwrap_or(0)
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    head.lines().skip(1).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Returns the problem of a response after checking what all problems must have.
fn problem(answer: &str) -> Value {
    assert_eq!(
        header(answer, "content-type"),
        Some("application/problem+json"),
        "{answer}"
    );
    let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(body["status"], status(answer), "{answer}");
    assert_eq!(
        body["request_id"].as_str(),
        header(answer, "x-request-id"),
        "{answer}"
    );
    body
}
