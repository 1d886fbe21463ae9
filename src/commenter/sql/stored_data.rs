//! The statements for the data stored about one person.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    commenter::{MailAttempt, MailedCode, StoredPictureRow},
    db::{Conn, Error, PendingRows, statements},
};

statements! {
    LOCK = "SELECT 1 FROM person WHERE id = $1 FOR UPDATE";
    LOCK_SHARED = "SELECT 1 FROM person WHERE id = $1 FOR KEY SHARE";
    PICTURES = "SELECT id, jpeg, created_at FROM picture WHERE person = $1 ORDER BY created_at, id";
    CODES = "SELECT email, name, created_at FROM mail_code WHERE email = ANY($1) OR person = $2 ORDER BY id";
    DELETE_CODES = "DELETE FROM mail_code WHERE email = ANY($1)";
    DELETE_SESSIONS = "DELETE FROM person_session WHERE person = $1";
    DELETE_CODE_HANDOFFS = "DELETE FROM handover WHERE person = $1";
    DELETE_SIGN_INS = "DELETE FROM sign_in WHERE person = $1";
    DELETE_OTHER_SESSIONS = "DELETE FROM person_session WHERE person = $1 AND id <> $2";
    FIND_PENDING = "SELECT email, id FROM mail_code
        WHERE browser_hash = $1 AND site IS NULL AND created_at > $2 ORDER BY id DESC LIMIT 1";
}

pub(in crate::commenter) async fn lock(c: &mut Conn<'_>, person: Uuid) -> Result<bool, Error> {
    let found = c.row(LOCK, &[person.into()], |_| Ok(())).await?;
    Ok(found.is_some())
}

pub(in crate::commenter) fn lock_shared(
    c: &mut Conn<'_>,
    person: Uuid,
) -> Result<PendingRows<()>, Error> {
    c.request(LOCK_SHARED, &[person.into()], |_| Ok(()))
}

pub(in crate::commenter) async fn pictures(
    c: &mut Conn<'_>,
    person: Uuid,
) -> Result<Vec<StoredPictureRow>, Error> {
    c.rows(PICTURES, &[person.into()], |row| {
        Ok(StoredPictureRow {
            id: row.get(0)?,
            jpeg: row.get(1)?,
            created_at: row.get(2)?,
        })
    })
    .await
}

/// Returns the codes that were mailed to these email addresses, or that this person requested.
pub(in crate::commenter) async fn codes(
    c: &mut Conn<'_>,
    emails: &[String],
    person: Uuid,
) -> Result<Vec<MailedCode>, Error> {
    c.rows(CODES, &[emails.into(), person.into()], |row| {
        Ok(MailedCode {
            email: row.get(0)?,
            name: row.get(1)?,
            created_at: row.get(2)?,
        })
    })
    .await
}

pub(in crate::commenter) async fn delete_codes(
    c: &mut Conn<'_>,
    emails: &[String],
) -> Result<u64, Error> {
    c.execute(DELETE_CODES, &[emails.into()]).await
}

pub(in crate::commenter) async fn delete_other_sessions(
    c: &mut Conn<'_>,
    person: Uuid,
    session: Uuid,
) -> Result<u64, Error> {
    c.execute(DELETE_OTHER_SESSIONS, &[person.into(), session.into()])
        .await
}

/// Returns the email address and the attempt of the latest code that this browser requested and that was not
/// entered yet.
pub(in crate::commenter) async fn find_pending(
    c: &mut Conn<'_>,
    browser: &[u8; 32],
    after: Timestamp,
) -> Result<Option<(String, MailAttempt)>, Error> {
    c.row(FIND_PENDING, &[browser.into(), after.into()], |row| {
        Ok((row.get(0)?, MailAttempt(row.get(1)?)))
    })
    .await
}

/// Ends every session of a person, and deletes what could start one. Affects as many rows as one person's
/// sign-ins within a week, which are limited.
pub(in crate::commenter) async fn revoke_access(
    c: &mut Conn<'_>,
    person: Uuid,
) -> Result<(), Error> {
    for statement in [DELETE_SESSIONS, DELETE_CODE_HANDOFFS, DELETE_SIGN_INS] {
        c.execute(statement, &[person.into()]).await?;
    }
    Ok(())
}
