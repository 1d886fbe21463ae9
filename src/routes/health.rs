//! `/health/live` and `/health/ready` for load balancers, containers and monitoring.

use std::{borrow::Cow, time::Duration};

use poem::{
    IntoResponse as _, Request, Response, handler,
    http::{StatusCode, header},
    web::Data,
};
use serde_json::{Value, json};

use crate::{app::App, db::DatabaseHealth, server::ServerStopping};

/// The time limit for the database check.
const DATABASE_LIMIT: Duration = Duration::from_secs(2);

/// Answers 200 while the process serves, regardless of the database.
#[handler]
pub(super) fn live() -> Response {
    answer(StatusCode::OK, &json!({ "status": "ok" }))
}

/// Answers 200 while the server can serve requests, even if a named component is degraded; answers 503
/// with a `cause` if the database is unusable or the server is stopping.
#[handler]
pub(super) async fn ready(request: &Request, Data(app): Data<&App>) -> Response {
    if request.data::<ServerStopping>().is_some() {
        return answer(
            StatusCode::SERVICE_UNAVAILABLE,
            &json!({
                "status": "unavailable",
                "cause": "stopping",
                "detail": "The server is stopping: send requests to another one.",
            }),
        );
    }
    let database = app.db.health(DATABASE_LIMIT).await;
    let limits = app.limits.health();
    let mail = app.events.health();
    let outside = app.spam.external_checks().health();
    let word = |well: bool| if well { "ok" } else { "degraded" };
    let parts_are_well = !limits.is_degraded() && !mail.is_degraded() && !outside.is_degraded();
    let (stored, cause, detail) = describe(&database);
    let (status, overall) = match stored {
        "unavailable" => (StatusCode::SERVICE_UNAVAILABLE, stored),
        stored => (StatusCode::OK, word(stored == "ok" && parts_are_well)),
    };
    let mut stored = json!({ "status": stored });
    if let Some(detail) = detail {
        stored["detail"] = detail.into();
    }
    let mut body = json!({
        "status": overall,
        "checks": {
            "database": stored,
            "limits": { "status": word(!limits.is_degraded()), "detail": limits.to_string() },
            "mail": { "status": word(!mail.is_degraded()), "detail": mail.to_string() },
            "outside": { "status": word(!outside.is_degraded()), "detail": outside.to_string() },
        },
    });
    if let Some(cause) = cause {
        body["cause"] = cause.into();
    }
    answer(status, &body)
}

/// Returns the status of the database, the cause of a 503, and a sentence for the operator.
fn describe(
    database: &DatabaseHealth,
) -> (
    &'static str,
    Option<&'static str>,
    Option<Cow<'static, str>>,
) {
    let unavailable =
        |cause, detail: &'static str| ("unavailable", Some(cause), Some(Cow::Borrowed(detail)));
    match database {
        DatabaseHealth::Good => ("ok", None, None),
        DatabaseHealth::WritesFail(why) => {
            let detail = format!("reads succeed; the last write failed: {why}");
            ("degraded", None, Some(Cow::Owned(detail)))
        }
        DatabaseHealth::ReadOnly => unavailable(
            "database_read_only",
            "reads succeed; the database is read-only",
        ),
        DatabaseHealth::IoError => unavailable(
            "database_io_error",
            "the disk or file system cannot be read or written; check it",
        ),
        DatabaseHealth::Malformed => unavailable(
            "database_malformed",
            "the database is malformed; restore a backup",
        ),
        DatabaseHealth::Moved => unavailable(
            "database_moved",
            "the database file was moved, deleted or replaced while the server was using it; stop the server, \
             put the file back and start it again",
        ),
        DatabaseHealth::Unavailable => {
            unavailable("database_unavailable", "the database does not respond")
        }
    }
}

fn answer(status: StatusCode, body: &Value) -> Response {
    body.to_string()
        .with_content_type("application/json; charset=utf-8")
        .with_header(header::CACHE_CONTROL, "no-store")
        .with_status(status)
        .into_response()
}
