//! The statements for threads and comments.

pub(crate) mod edits;
pub(crate) mod implicit_feedback;
pub(crate) mod person;
pub(crate) mod queue_limit;
pub(crate) mod reading;
pub(crate) mod rerender;
pub(crate) mod retention;
pub(crate) mod revisions;
pub(crate) mod sizes;
pub(crate) mod thread;
pub(crate) mod thread_change;
pub(crate) mod thread_list;
pub(crate) mod thread_move;

use uuid::Uuid;

pub(crate) use self::thread::{add_thread, aliases, find_thread, lock_thread, request_thread};
pub(super) use self::thread::{change_threads, find_threads, lock_threads, name_threads};

use super::{AuthorIdentity, Badge, Comment, CommentStatus, IdentityKind};
use crate::{
    assessment::Assessment,
    classifier::Label,
    clock::Timestamp,
    db::{BoundedRows, Conn, Error, PendingRows, Row, Value, statements},
    render,
    site::SiteId,
};

/// Selects comments with all their data, in the order of the columns that [`stored`] reads. The URL that a comment claimed
/// for a page does not count after the page got another key.
macro_rules! stored {
    ($lock:literal) => {
        concat!(
            "SELECT c.site, c.id, c.thread, COALESCE(m.page, t.page), COALESCE(c.page_title, t.title),
            CASE WHEN c.id <= t.urls_after THEN t.url ELSE COALESCE(c.page_url, t.url) END, c.parent, c.path, c.status, c.version,
            c.kind, c.name, c.email, c.website, c.author, c.text, c.html, c.address_hash, c.network, c.user_agent,
            c.assessment, c.taught, c.created_at, c.edited_at, c.person, c.provider, c.picture,
            COALESCE(c.reply_to, c.parent), c.moderator, c.role, c.digest, c.changed_at,
            e.id, e.state, e.hides, e.text, e.digest, e.assessment, e.taught, e.written_at, t.title, t.title_source, t.state
        FROM comment c JOIN thread t ON t.site = c.site AND t.id = c.thread
        LEFT JOIN thread m ON m.site = t.site AND m.id = t.moving_to
        LEFT JOIN comment_edit e ON e.site = c.site AND e.comment = c.id AND e.state = c.edit
        WHERE c.site = ANY($1) AND c.id = ANY($2) ORDER BY c.id",
            $lock
        )
    };
}

statements! {
    POSITION = "SELECT thread, path, status FROM comment WHERE site = $1 AND id = $2 FOR KEY SHARE";
    INSERT = "INSERT INTO comment (site, id, thread, parent, path, root, status, shown, approved_below, version,
            kind, name, email, website, author, text, html, digest, address_hash, network, user_agent,
            score, verdict, assessment, created_at, page_title, page_url, person, provider, picture, reply_to, renderer, moderator, role,
            decided_at, queue_group, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 1,
            $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34,
            (SELECT last FROM change_clock WHERE one = 1))";
    CHANGE_ANCESTORS = "UPDATE comment SET approved_below = approved_below + $3,
            shown = (status = 'approved' OR approved_below + $3 > 0)
        WHERE site = $1 AND id = ANY($2)";
    STORED = stored!("");
    STORED_TO_CHANGE = stored!(" FOR UPDATE OF c");
    MOVE = "UPDATE comment SET status = $3, shown = ($3 = 'approved' OR approved_below > 0),
            version = version + 1, taught = $4, decided_at = $5,
            changed_at = (SELECT last FROM change_clock WHERE one = 1)
        WHERE site = $1 AND id = ANY($2)";
    REWRITE = "UPDATE comment SET text = $4, html = $5, digest = $6, score = $7, verdict = $8, assessment = $9,
            taught = NULL, decided_at = CASE WHEN status = $11 AND status <> 'approved' THEN decided_at ELSE NULL END,
            edited_at = $10, status = $11, shown = ($11 = 'approved' OR approved_below > 0), edit = NULL,
            version = version + 1, renderer = $12, queue_group = $13
        WHERE site = $1 AND id = $2 AND version = $3";
    WITH_REPLY = "SELECT DISTINCT parent FROM comment WHERE site = $1 AND thread = ANY($2) AND parent = ANY($3)";
    REMOVE = "DELETE FROM comment WHERE site = $1 AND id = ANY($2)";
    BLANK = "UPDATE comment SET status = 'deleted', shown = (approved_below > 0), version = version + 1,
            name = '', email = NULL, website = NULL, page_title = NULL, page_url = NULL, author = NULL,
            person = NULL, provider = NULL, picture = NULL, moderator = NULL, role = NULL, text = '', html = '', digest = 0,
            address_hash = NULL, network = NULL, user_agent = NULL, assessment = '{\"score\":0,\"verdict\":\"unsure\",\"hold\":false,\"reasons\":[]}',
            taught = NULL, decided_at = $3, edit = NULL
        WHERE site = $1 AND id = ANY($2)";
    EXPIRE_ADDRESSES = "UPDATE comment SET address_hash = NULL, network = NULL, user_agent = NULL
        FROM (SELECT c.site AS site_due, c.id AS id_due FROM comment c
            WHERE c.network IS NOT NULL AND c.created_at < $1 ORDER BY c.created_at LIMIT $2) AS due
        WHERE comment.site = due.site_due AND comment.id = due.id_due";
}

/// Requests thread, path and status of a comment. It cannot be erased until the transaction ends.
pub(crate) fn position(
    c: &mut Conn<'_>,
    site: SiteId,
    id: Uuid,
) -> Result<PendingRows<(Uuid, Vec<u8>, CommentStatus)>, Error> {
    c.request(POSITION, &[site.into(), id.into()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

/// Adds a comment. One that a moderator published counts as decided. [`edits::advance_change_clock`] must
/// come first.
pub(super) fn insert(c: &mut Conn<'_>, comment: &Comment) -> Result<(), Error> {
    let identity = comment.identity.as_ref();
    let badge = comment.badge.as_ref();
    let json = assessment_json(&comment.assessment)?;
    let parameters: [Value<'_>; 34] = [
        comment.site.into(),
        comment.id.into(),
        comment.thread.into(),
        comment.parent.into(),
        (&comment.path).into(),
        root_of(&comment.path).into(),
        comment.status.into(),
        (comment.status == CommentStatus::Approved).into(),
        comment.kind.stored().into(),
        (&comment.name).into(),
        comment.email.as_deref().into(),
        comment.website.as_deref().into(),
        comment.author.as_deref().into(),
        (&comment.text).into(),
        (&comment.html).into(),
        comment.digest.into(),
        comment.address_hash.as_deref().into(),
        comment.network.as_deref().into(),
        comment.user_agent.as_deref().into(),
        comment.assessment.thousandths().into(),
        comment.assessment.verdict.into(),
        (&json).into(),
        comment.created_at.into(),
        comment.title.as_deref().into(),
        comment.url.as_deref().into(),
        identity.map(|identity| identity.person).into(),
        identity.map(|identity| identity.provider.as_str()).into(),
        identity.map(|identity| identity.picture).into(),
        comment.reply_to.into(),
        render::VERSION.into(),
        badge.map(|badge| badge.moderator).into(),
        badge.map(|badge| badge.role).into(),
        badge.map(|_| comment.created_at).into(),
        comment.assessment.queue_group().into(),
    ];
    c.queue(INSERT, &parameters)
}

/// Adds to the number of approved comments below these comments.
pub(super) fn change_ancestors(
    c: &mut Conn<'_>,
    site: SiteId,
    ancestors: &[Uuid],
    more: i64,
) -> Result<(), Error> {
    let parameters = [site.into(), ancestors.into(), more.into()];
    c.queue(CHANGE_ANCESTORS, &parameters)
}

fn stored(row: &Row<'_>) -> Result<Comment, Error> {
    let assessment: String = row.get(20)?;
    let assessment: Assessment = serde_json::from_str(&assessment)
        .map_err(|e| Error::Statement(format!("invalid assessment: {e}")))?;
    let (identity, badge) = (identity(row, 24)?, badge(row, 28)?);
    Ok(Comment {
        site: row.get(0)?,
        id: row.get(1)?,
        thread: row.get(2)?,
        page: row.get(3)?,
        title: row.get(4)?,
        thread_title: row.get(40)?,
        thread_title_source: row.get(41)?,
        thread_state: row.get(42)?,
        url: row.get(5)?,
        parent: row.get(6)?,
        reply_to: row.get(27)?,
        path: row.get(7)?,
        status: row.get(8)?,
        version: row.get(9)?,
        kind: row
            .get::<IdentityKind>(10)?
            .with(badge.is_some(), identity.is_some()),
        name: row.get(11)?,
        email: row.get(12)?,
        website: row.get(13)?,
        author: row.get(14)?,
        identity,
        badge,
        text: row.get(15)?,
        html: row.get(16)?,
        address_hash: row.get(17)?,
        network: row.get(18)?,
        user_agent: row.get(19)?,
        assessment,
        label: row.get(21)?,
        created_at: row.get(22)?,
        edited_at: row.get(23)?,
        digest: row.get(30)?,
        changed_at: row.get(31)?,
        edit: edits::edit(row, 32)?,
    })
}

/// Reads three columns: person, provider and picture, either all present or all absent.
fn identity(row: &Row<'_>, column: usize) -> Result<Option<AuthorIdentity>, Error> {
    let (person, provider, picture): (Option<Uuid>, Option<String>, Option<Uuid>) =
        (row.get(column)?, row.get(column + 1)?, row.get(column + 2)?);
    Ok(person
        .zip(provider)
        .zip(picture)
        .map(|((person, provider), picture)| AuthorIdentity {
            person,
            provider,
            picture,
        }))
}

/// Reads two columns: moderator and role, either both present or both absent.
fn badge(row: &Row<'_>, column: usize) -> Result<Option<Badge>, Error> {
    let moderator: Option<Uuid> = row.get(column)?;
    Ok(moderator
        .zip(row.get(column + 1)?)
        .map(|(moderator, role)| Badge { moderator, role }))
}

/// Returns these comments with all their stored data, oldest first.
pub(crate) async fn find(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    ids: &[Uuid],
) -> Result<Vec<Comment>, Error> {
    c.rows(STORED, &[sites.into(), ids.into()], stored).await
}

/// Returns these comments, locked until the transaction ends. Their threads are locked first: moving
/// comments changes those above them as well, and without an order two transactions could deadlock.
pub(crate) async fn find_to_change(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    ids: &[Uuid],
) -> Result<Vec<Comment>, Error> {
    lock_threads(c, sites, ids)?;
    c.rows(STORED_TO_CHANGE, &[sites.into(), ids.into()], stored)
        .await
}

/// Returns the first of these comments, as many as fit into `most_bytes`, and at least one.
pub(crate) async fn find_within(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    ids: &[Uuid],
    most_bytes: usize,
) -> Result<BoundedRows<Comment>, Error> {
    c.rows_within(STORED, &[sites.into(), ids.into()], most_bytes, sized)
        .await
}

/// Returns the same, locked until the transaction ends.
pub(crate) async fn find_to_change_within(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    ids: &[Uuid],
    most_bytes: usize,
) -> Result<BoundedRows<Comment>, Error> {
    lock_threads(c, sites, ids)?;
    let parameters = [sites.into(), ids.into()];
    c.rows_within(STORED_TO_CHANGE, &parameters, most_bytes, sized)
        .await
}

fn sized(row: &Row<'_>) -> Result<(Comment, usize), Error> {
    let comment = stored(row)?;
    let edit = comment.edit.as_ref().map_or(0, |edit| edit.text.len());
    let size = comment.text.len() + comment.html.len() + edit;
    Ok((comment, size))
}

/// Moves comments, which the caller has locked. [`edits::advance_change_clock`] must come first.
pub(super) fn change_status(
    c: &mut Conn<'_>,
    site: SiteId,
    ids: &[Uuid],
    to: CommentStatus,
    label: Option<Label>,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [site.into(), ids.into(), to.into(), label.into(), now.into()];
    c.queue_exactly(MOVE, &parameters, ids.len())
}

/// Replaces the text of a comment. Returns false if it has a different version now.
pub(super) async fn rewrite(
    c: &mut Conn<'_>,
    before: &Comment,
    after: &Comment,
    now: Timestamp,
) -> Result<bool, Error> {
    let json = assessment_json(&after.assessment)?;
    let parameters = [
        before.site.into(),
        before.id.into(),
        before.version.into(),
        (&after.text).into(),
        (&after.html).into(),
        after.digest.into(),
        after.assessment.thousandths().into(),
        after.assessment.verdict.into(),
        (&json).into(),
        now.into(),
        after.status.into(),
        render::VERSION.into(),
        after.assessment.queue_group().into(),
    ];
    Ok(c.execute(REWRITE, &parameters).await? == 1)
}

/// Returns which of these comments of one site, each given with its thread, have replies.
pub(super) async fn with_reply(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[(Uuid, Uuid)],
) -> Result<Vec<Uuid>, Error> {
    let (ids, mut threads): (Vec<Uuid>, Vec<Uuid>) = comments.iter().copied().unzip();
    threads.sort_unstable();
    threads.dedup();
    let parameters = [site.into(), (&threads[..]).into(), (&ids[..]).into()];
    c.rows(WITH_REPLY, &parameters, |row| row.get(0)).await
}

/// Removes comments, which the caller has locked.
pub(super) fn remove(c: &mut Conn<'_>, site: SiteId, ids: &[Uuid]) -> Result<(), Error> {
    c.queue_exactly(REMOVE, &[site.into(), ids.into()], ids.len())
}

/// Removes everything that their authors wrote from comments, which the caller has locked.
pub(super) fn blank(
    c: &mut Conn<'_>,
    site: SiteId,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [site.into(), ids.into(), now.into()];
    c.queue_exactly(BLANK, &parameters, ids.len())
}

fn root_of(path: &[u8]) -> Uuid {
    path.first_chunk::<16>()
        .map_or(Uuid::nil(), |id| Uuid::from_bytes(*id))
}

fn assessment_json(assessment: &Assessment) -> Result<String, Error> {
    serde_json::to_string(assessment).map_err(|e| Error::Statement(e.to_string()))
}
