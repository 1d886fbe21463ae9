//! Reports: notifications about a comment for an external service.
//!
//! The row holds only the id of the comment and the name of the report. The comment is read at
//! delivery, so that the outbox holds no text that was erased or changed meanwhile.

use std::{fmt, pin::Pin, sync::Arc};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::sql;
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    mail::DeliveryFailure,
    site::SiteId,
};

/// A notification about a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub site: SiteId,
    pub comment: Uuid,
    /// The name of the report, interpreted by the [`Reporter`].
    pub name: String,
}

/// The content of a row besides the id of the comment.
#[derive(Deserialize, Serialize)]
pub(super) struct ReportPayload {
    site: SiteId,
    #[serde(rename = "word")]
    name: String,
}

/// Writes reports into the outbox in the caller's transaction, each under a new id from
/// [`crate::clock::Clock::id`]. Reports not delivered until `until` are pointless and are deleted.
pub(crate) fn queue_reports(
    c: &mut Conn<'_>,
    reports: &[(Uuid, Report)],
    now: Timestamp,
    until: Timestamp,
) -> Result<(), db::Error> {
    let mut rows = Vec::with_capacity(reports.len());
    for (id, report) in reports {
        let payload = ReportPayload {
            site: report.site,
            name: report.name.clone(),
        };
        let payload = serde_json::to_string(&payload)
            .map_err(|error| db::Error::Statement(error.to_string()))?;
        rows.push((*id, report.site, report.comment.to_string(), payload));
    }
    sql::insert_reports(c, &rows, now, until)
}

pub(super) fn parse(comment: &str, payload: &str) -> Option<Report> {
    let payload: ReportPayload = serde_json::from_str(payload).ok()?;
    Some(Report {
        site: payload.site,
        comment: comment.parse().ok()?,
        name: payload.name,
    })
}

type DeliveryFuture = Pin<Box<dyn Future<Output = Result<(), DeliveryFailure>> + Send>>;

/// The function that delivers reports. It also returns `Ok` for a report that is no longer relevant.
#[derive(Clone)]
pub struct Reporter(Arc<dyn Fn(Report) -> DeliveryFuture + Send + Sync>);

impl Reporter {
    pub fn new<F>(deliver: impl Fn(Report) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), DeliveryFailure>> + Send + 'static,
    {
        Self(Arc::new(move |report| Box::pin(deliver(report))))
    }

    pub(super) async fn deliver(&self, report: Report) -> Result<(), DeliveryFailure> {
        (self.0)(report).await
    }
}

impl fmt::Debug for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reporter")
    }
}
