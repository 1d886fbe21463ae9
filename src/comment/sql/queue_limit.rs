//! The statements that hold the queue within its caps.

use uuid::Uuid;

use super::{assessment_json, edits};
use crate::{
    assessment::Assessment,
    clock::Timestamp,
    db::{Conn, Error, Row, statements},
    site::SiteId,
};

statements! {
    WAITING = "SELECT COUNT(*) FROM comment WHERE site = $1 AND status = 'pending'";
    /// The number of waiting comments, counted up to a limit.
    WAITING_UP_TO = "SELECT COUNT(*) FROM (
        SELECT 1 AS one FROM comment WHERE site = $1 AND status = 'pending' LIMIT $2) AS counted";
    WAITING_OF_NETWORK_UP_TO = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM comment
        WHERE site = $1 AND network = $2 AND status = 'pending' AND network IS NOT NULL LIMIT $3) AS counted";
    /// The IP prefixes with too many waiting comments, the largest number first.
    PREFIXES_OVER = "SELECT network, COUNT(*) FROM comment
        WHERE site = $1 AND status = 'pending' AND network IS NOT NULL
        GROUP BY network HAVING COUNT(*) > $2 ORDER BY 2 DESC LIMIT 1000";
    /// Excludes comments of verified authors, comments that a moderator published or put into the
    /// queue, and published comments with a waiting edit.
    OF_NETWORK = "SELECT id, version, assessment FROM comment
        WHERE site = $1 AND network = $2 AND status = 'pending' AND network IS NOT NULL
            AND kind = 'guest' AND person IS NULL AND role IS NULL AND edit IS NULL AND decided_at IS NULL
        ORDER BY score DESC, id DESC LIMIT $3";
    OF_SITE = "SELECT id, version, assessment FROM comment
        WHERE site = $1 AND status = 'pending'
            AND kind = 'guest' AND person IS NULL AND role IS NULL AND edit IS NULL AND decided_at IS NULL
        ORDER BY score DESC, id DESC LIMIT $2";
    FILE = "UPDATE comment SET status = 'spam', shown = (approved_below > 0), assessment = $4, queue_group = $5,
            version = version + 1
        WHERE site = $1 AND id = $2 AND version = $3 AND status = 'pending'";
    COUNT = "INSERT INTO queue_overflow (site, day, count) VALUES ($1, $2, $3)
        ON CONFLICT (site, day) DO UPDATE SET count = queue_overflow.count + excluded.count";
}

/// A comment that may move to the spam folder.
pub(in crate::comment) struct Candidate {
    pub(in crate::comment) id: Uuid,
    version: i64,
    pub(in crate::comment) assessment: Assessment,
}

fn candidate(row: &Row<'_>) -> Result<Candidate, Error> {
    let assessment: String = row.get(2)?;
    Ok(Candidate {
        id: row.get(0)?,
        version: row.get(1)?,
        assessment: serde_json::from_str(&assessment)
            .map_err(|e| Error::Statement(format!("invalid assessment: {e}")))?,
    })
}

/// Returns the number of waiting comments.
pub(in crate::comment) async fn waiting(c: &mut Conn<'_>, site: SiteId) -> Result<i64, Error> {
    let count = c.row(WAITING, &[site.into()], |row| row.get(0)).await?;
    Ok(count.unwrap_or_default())
}

/// Returns the number of waiting comments of the site, or of one of its IP prefixes, counted up to
/// `most`.
pub(in crate::comment) async fn waiting_up_to(
    c: &mut Conn<'_>,
    site: SiteId,
    network: Option<&str>,
    most: i64,
) -> Result<i64, Error> {
    let count = if let Some(network) = network {
        let parameters = [site.into(), network.into(), most.into()];
        c.row(WAITING_OF_NETWORK_UP_TO, &parameters, |row| row.get(0))
            .await?
    } else {
        let parameters = [site.into(), most.into()];
        c.row(WAITING_UP_TO, &parameters, |row| row.get(0)).await?
    };
    Ok(count.unwrap_or_default())
}

/// Returns the IP prefixes with more than `most` waiting comments.
pub(in crate::comment) async fn prefixes_over(
    c: &mut Conn<'_>,
    site: SiteId,
    most: i64,
) -> Result<Vec<String>, Error> {
    let parameters = [site.into(), most.into()];
    c.rows(PREFIXES_OVER, &parameters, |row| row.get(0)).await
}

/// Returns the comments of an IP prefix that may move, those that look most like spam first.
pub(in crate::comment) async fn of_network(
    c: &mut Conn<'_>,
    site: SiteId,
    network: &str,
    most: i64,
) -> Result<Vec<Candidate>, Error> {
    let parameters = [site.into(), network.into(), most.into()];
    c.rows(OF_NETWORK, &parameters, candidate).await
}

/// Returns the comments of the whole site that may move, those that look most like spam first.
pub(in crate::comment) async fn of_site(
    c: &mut Conn<'_>,
    site: SiteId,
    most: i64,
) -> Result<Vec<Candidate>, Error> {
    c.rows(OF_SITE, &[site.into(), most.into()], candidate)
        .await
}

/// Files comments as spam and counts them. Returns their number.
pub(in crate::comment) async fn file(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[Candidate],
    now: Timestamp,
) -> Result<u64, Error> {
    if comments.is_empty() {
        return Ok(0);
    }
    let json = comments
        .iter()
        .map(|comment| assessment_json(&comment.assessment));
    let json = json.collect::<Result<Vec<_>, _>>()?;
    let parameters = comments.iter().zip(&json).map(|(comment, json)| {
        vec![
            site.into(),
            comment.id.into(),
            comment.version.into(),
            json.into(),
            comment.assessment.queue_group().into(),
        ]
    });
    let moved = c
        .execute_each(FILE, &parameters.collect::<Vec<_>>())
        .await?;
    let count = i64::try_from(moved).unwrap_or(i64::MAX);
    c.queue(COUNT, &[site.into(), now.day().into(), count.into()])?;
    let ids = comments
        .iter()
        .map(|comment| comment.id)
        .collect::<Vec<_>>();
    edits::mark_changed(c, site, &ids, now)?;
    Ok(moved)
}
