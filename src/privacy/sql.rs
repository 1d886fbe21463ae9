//! The statements for erasures.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    comment::PersonChange,
    db::{Conn, Error, statements},
};

statements! {
    BEGIN = "INSERT INTO person_erasure (person, comments, begun_at) VALUES ($1, $2, $3)
        ON CONFLICT (person) DO UPDATE SET comments = excluded.comments";
    PENDING = "SELECT person, comments FROM person_erasure ORDER BY begun_at, person LIMIT $1";
}

/// Records that a person is to be erased.
pub(super) async fn begin(
    c: &mut Conn<'_>,
    person: Uuid,
    change: PersonChange,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [person.into(), change.into(), now.into()];
    c.execute(BEGIN, &parameters).await.map(drop)
}

/// Returns the erasures that have started and not finished, the oldest first.
pub(super) async fn pending(
    c: &mut Conn<'_>,
    limit: i64,
) -> Result<Vec<(Uuid, PersonChange)>, Error> {
    c.rows(PENDING, &[limit.into()], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
    .await
}
