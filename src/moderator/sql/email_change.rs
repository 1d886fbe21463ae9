//! The statements of new email addresses that wait for their confirmation.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    db::{Conn, Error, statements},
    moderator::UnconfirmedEmail,
};

statements! {
    UNCONFIRMED = "SELECT id, email, language FROM moderator_email_change WHERE moderator = $1";
    STORE = "INSERT INTO moderator_email_change (moderator, id, email, language, requested_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (moderator) DO UPDATE SET id = excluded.id, email = excluded.email,
            language = excluded.language, requested_at = excluded.requested_at";
    REMOVE_ALL = "DELETE FROM moderator_email_change";
    EXPIRE = "DELETE FROM moderator_email_change WHERE moderator IN (
        SELECT moderator FROM moderator_email_change WHERE requested_at < $1 LIMIT $2)";
    REMOVE = "DELETE FROM moderator_email_change WHERE moderator = $1";
}

/// Returns the email address of a moderator that waits.
pub(in crate::moderator) async fn unconfirmed(
    c: &mut Conn<'_>,
    moderator: Uuid,
) -> Result<Option<UnconfirmedEmail>, Error> {
    c.row(UNCONFIRMED, &[moderator.into()], |row| {
        Ok(UnconfirmedEmail {
            request: row.get(0)?,
            email: row.get(1)?,
            language: row.get(2)?,
        })
    })
    .await
}

/// Stores an email address that waits, instead of an earlier one.
pub(in crate::moderator) async fn store(
    c: &mut Conn<'_>,
    moderator: Uuid,
    new: &UnconfirmedEmail,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        moderator.into(),
        new.request.into(),
        (&new.email).into(),
        new.language.into(),
        now.into(),
    ];
    c.execute(STORE, &parameters).await.map(drop)
}

/// Removes all email addresses that wait.
pub(in crate::moderator) async fn remove_all(c: &mut Conn<'_>) -> Result<(), Error> {
    c.execute(REMOVE_ALL, &[]).await.map(drop)
}

/// Removes the email address that waits. Returns `false` if there is none.
pub(in crate::moderator) async fn remove(c: &mut Conn<'_>, moderator: Uuid) -> Result<bool, Error> {
    Ok(c.execute(REMOVE, &[moderator.into()]).await? == 1)
}
