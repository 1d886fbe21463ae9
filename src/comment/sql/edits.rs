//! The statements for edits that wait for a moderator, and for the change clock.

use uuid::Uuid;

use super::assessment_json;
use crate::{
    classifier::Label,
    clock::Timestamp,
    comment::{Comment, CommentEdit, CommentStatus, EditState},
    db::{Conn, Error, Row, statements},
    render::render,
    site::SiteId,
};

statements! {
    ADD = "INSERT INTO comment_edit (site, id, comment, state, hides, text, digest, score, verdict, assessment,
            taught, written_at, at, queue_group)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, $11, $11, $12)";
    /// The waiting edit, or the one that its author believes to be waiting.
    WITHDRAW = "DELETE FROM comment_edit WHERE site = $1 AND comment = $2 AND state IN ('waiting', 'shadowed')";
    SET_EDIT = "UPDATE comment SET edit = $4, status = $5, shown = ($5 = 'approved' OR approved_below > 0),
            version = version + 1
        WHERE site = $1 AND id = $2 AND version = $3";
    /// A decision about an edit also sets the label of its comment.
    SET_STATE = "UPDATE comment_edit SET state = $3, taught = $4, at = $5 WHERE site = $1 AND id = $2";
    MOVE_COMMENT = "UPDATE comment SET edit = $3, status = $4, shown = ($4 = 'approved' OR approved_below > 0),
            taught = $5, decided_at = CASE WHEN status = $4 THEN decided_at ELSE $6 END, version = version + 1
        WHERE site = $1 AND id = $2";
    /// Puts the text of the edit into the comment.
    PUT_EDIT_INTO_COMMENT = "UPDATE comment SET text = $3, html = $4, digest = $5, score = $6, verdict = $7, assessment = $8,
            taught = $9, edited_at = $10, decided_at = $11, edit = $12, status = $13,
            shown = ($13 = 'approved' OR approved_below > 0), version = version + 1, queue_group = $14
        WHERE site = $1 AND id = $2";
    /// Puts the previous text of the comment into the edit.
    PUT_COMMENT_INTO_EDIT = "UPDATE comment_edit SET state = $3, text = $4, digest = $5, score = $6, verdict = $7,
            assessment = $8, taught = $9, written_at = $10, at = $11, queue_group = $12
        WHERE site = $1 AND id = $2";
    FIND = "SELECT id, state, hides, text, digest, assessment, taught, written_at, comment FROM comment_edit
        WHERE site = $1 AND id = $2";
    OF_COMMENTS = "SELECT comment, id, state, text, written_at FROM comment_edit
        WHERE site = $1 AND comment = ANY($2) ORDER BY comment, id";
    REMOVE = "DELETE FROM comment_edit WHERE site = $1 AND comment = ANY($2)";
    CLEAR = "UPDATE comment SET edit = NULL, status = $3, shown = ($3 = 'approved' OR approved_below > 0)
        WHERE site = $1 AND id = $2";
    EXPIRED = "SELECT site, id FROM comment_edit
        WHERE state IN ('rejected', 'replaced') AND at < $1 AND (state = 'replaced' OR taught IS NULL)
        ORDER BY at LIMIT $2";
    EXPIRE_ONE = "DELETE FROM comment_edit WHERE site = $1 AND id = $2 AND at < $3
        AND (state = 'replaced' OR (state = 'rejected' AND taught IS NULL))";
    /// The row of a labeled edit must be found when its comment is erased; its text is not needed.
    EXPIRE_TEXTS = "UPDATE comment_edit SET text = ''
        FROM (SELECT e.site AS site_due, e.id AS id_due FROM comment_edit e
            WHERE e.state IN ('rejected', 'replaced') AND e.at < $1 AND e.text <> '' ORDER BY e.at LIMIT $2) AS due
        WHERE comment_edit.site = due.site_due AND comment_edit.id = due.id_due";
    ADVANCE_CHANGE_CLOCK = "UPDATE change_clock SET last = CASE WHEN last >= $1 THEN last + 1 ELSE $1 END WHERE one = 1";
    MARK_CHANGED = "UPDATE comment SET changed_at = (SELECT last FROM change_clock WHERE one = 1) WHERE site = $1 AND id = ANY($2)";
    LATEST_CHANGE = "SELECT last FROM change_clock WHERE one = 1";
}

/// Reads the columns of an edit from `column` on; `None` if the join found none.
pub(in crate::comment) fn edit(row: &Row<'_>, column: usize) -> Result<Option<CommentEdit>, Error> {
    let Some(id) = row.get::<Option<Uuid>>(column)? else {
        return Ok(None);
    };
    let assessment: String = row.get(column + 5)?;
    Ok(Some(CommentEdit {
        id,
        state: row.get(column + 1)?,
        hides: row.get(column + 2)?,
        text: row.get(column + 3)?,
        digest: row.get(column + 4)?,
        assessment: serde_json::from_str(&assessment)
            .map_err(|e| Error::Statement(format!("invalid assessment: {e}")))?,
        label: row.get(column + 6)?,
        written_at: row.get(column + 7)?,
    }))
}

/// Replaces the waiting edit. Returns false if the comment has a different version now.
pub(crate) async fn put(
    c: &mut Conn<'_>,
    comment: &Comment,
    new: &CommentEdit,
    status: CommentStatus,
) -> Result<bool, Error> {
    withdraw(c, comment).await?;
    let json = assessment_json(&new.assessment)?;
    let parameters = [
        comment.site.into(),
        new.id.into(),
        comment.id.into(),
        new.state.into(),
        new.hides.into(),
        (&new.text).into(),
        new.digest.into(),
        new.assessment.thousandths().into(),
        new.assessment.verdict.into(),
        (&json).into(),
        new.written_at.into(),
        new.assessment.queue_group().into(),
    ];
    c.execute(ADD, &parameters).await?;
    set_edit(c, comment, Some(new.state), status).await
}

pub(crate) async fn withdraw(c: &mut Conn<'_>, comment: &Comment) -> Result<(), Error> {
    c.execute(WITHDRAW, &[comment.site.into(), comment.id.into()])
        .await
        .map(drop)
}

/// Sets which edit the author of a comment sees, after the edit itself was added or removed. Returns false if the
/// comment has a different version now.
pub(crate) async fn set_edit(
    c: &mut Conn<'_>,
    comment: &Comment,
    state: Option<EditState>,
    status: CommentStatus,
) -> Result<bool, Error> {
    let parameters = [
        comment.site.into(),
        comment.id.into(),
        comment.version.into(),
        state.into(),
        status.into(),
    ];
    Ok(c.execute(SET_EDIT, &parameters).await? == 1)
}

/// Gives an edit and its comment another state without changing their texts.
pub(in crate::comment) async fn set_state(
    c: &mut Conn<'_>,
    comment: &Comment,
    edit: Uuid,
    (state, edit_label): (EditState, Option<Label>),
    (status, label): (CommentStatus, Option<Label>),
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        comment.site.into(),
        edit.into(),
        state.into(),
        edit_label.into(),
        now.into(),
    ];
    c.execute(SET_STATE, &parameters).await?;
    let parameters = [
        comment.site.into(),
        comment.id.into(),
        state.of_comment().into(),
        status.into(),
        label.into(),
        now.into(),
    ];
    c.execute(MOVE_COMMENT, &parameters).await.map(drop)
}

/// Exchanges the texts of a comment and an edit of it.
pub(in crate::comment) async fn exchange(
    c: &mut Conn<'_>,
    comment: &Comment,
    edit: &CommentEdit,
    state: EditState,
    (status, label): (CommentStatus, Option<Label>),
    now: Timestamp,
) -> Result<(), Error> {
    let json = assessment_json(&edit.assessment)?;
    let html = render(&edit.text);
    let parameters = [
        comment.site.into(),
        comment.id.into(),
        (&edit.text).into(),
        (&html).into(),
        edit.digest.into(),
        edit.assessment.thousandths().into(),
        edit.assessment.verdict.into(),
        (&json).into(),
        label.into(),
        edit.written_at.into(),
        now.into(),
        state.of_comment().into(),
        status.into(),
        edit.assessment.queue_group().into(),
    ];
    c.execute(PUT_EDIT_INTO_COMMENT, &parameters).await?;
    let json = assessment_json(&comment.assessment)?;
    let parameters = [
        comment.site.into(),
        edit.id.into(),
        state.into(),
        (&comment.text).into(),
        comment.digest.into(),
        comment.assessment.thousandths().into(),
        comment.assessment.verdict.into(),
        (&json).into(),
        comment.label.into(),
        comment.edited_at.into(),
        now.into(),
        comment.assessment.queue_group().into(),
    ];
    c.execute(PUT_COMMENT_INTO_EDIT, &parameters)
        .await
        .map(drop)
}

/// Returns an edit in any state, and the id of its comment.
pub(crate) async fn find(
    c: &mut Conn<'_>,
    site: SiteId,
    id: Uuid,
) -> Result<Option<(CommentEdit, Uuid)>, Error> {
    let found = c
        .row(FIND, &[site.into(), id.into()], |row| {
            Ok((edit(row, 0)?, row.get(8)?))
        })
        .await?;
    Ok(found.and_then(|(edit, comment)| Some((edit?, comment))))
}

/// A text that is stored besides the published one of a comment.
#[derive(Clone, Debug)]
pub struct StoredEdit {
    pub comment: Uuid,
    pub id: Uuid,
    pub state: EditState,
    pub text: String,
    pub written_at: Option<Timestamp>,
}

/// Returns every edit of these comments, oldest first.
pub(in crate::comment) async fn of_comments(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[Uuid],
) -> Result<Vec<StoredEdit>, Error> {
    c.rows(OF_COMMENTS, &[site.into(), comments.into()], |row| {
        Ok(StoredEdit {
            comment: row.get(0)?,
            id: row.get(1)?,
            state: row.get(2)?,
            text: row.get(3)?,
            written_at: row.get(4)?,
        })
    })
    .await
}

/// Removes all edits of these comments.
pub(in crate::comment) async fn remove(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[Uuid],
) -> Result<(), Error> {
    c.execute(REMOVE, &[site.into(), comments.into()])
        .await
        .map(drop)
}

/// Clears the edit of a comment without changing its version.
pub(in crate::comment) async fn clear(
    c: &mut Conn<'_>,
    comment: &Comment,
    status: CommentStatus,
) -> Result<(), Error> {
    let parameters = [comment.site.into(), comment.id.into(), status.into()];
    c.execute(CLEAR, &parameters).await.map(drop)
}

/// Takes the next time of the change clock. From here on, transactions that change comments wait for
/// each other.
pub(in crate::comment) fn advance_change_clock(
    c: &mut Conn<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    c.queue(ADVANCE_CHANGE_CLOCK, &[now.into()])
}

/// Gives comments whose text or status changed the next time of the change clock. Runs last, before
/// only the changes of the training data.
pub(crate) fn mark_changed(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[Uuid],
    now: Timestamp,
) -> Result<(), Error> {
    advance_change_clock(c, now)?;
    c.queue(MARK_CHANGED, &[site.into(), comments.into()])
}

/// Returns the time of the latest change of any comment visible in this snapshot.
pub(crate) async fn latest_change(c: &mut Conn<'_>) -> Result<Timestamp, Error> {
    let at = c.row(LATEST_CHANGE, &[], |row| row.get(0)).await?;
    at.ok_or_else(|| Error::Statement("the change clock has no row".to_owned()))
}
