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
    BEGUN = "SELECT person, comments FROM person_erasure ORDER BY begun_at, person LIMIT $1";
}

const fn word(change: PersonChange) -> &'static str {
    match change {
        PersonChange::Anonymize => "anonymise",
        PersonChange::Delete => "delete",
    }
}

/// Records that a person is to be erased.
pub(super) async fn begin(
    c: &mut Conn<'_>,
    person: Uuid,
    change: PersonChange,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [person.into(), word(change).into(), now.into()];
    c.execute(BEGIN, &parameters).await.map(drop)
}

/// Returns the erasures that have started and not finished, the oldest first.
pub(super) async fn begun(
    c: &mut Conn<'_>,
    limit: i64,
) -> Result<Vec<(Uuid, PersonChange)>, Error> {
    c.rows(BEGUN, &[limit.into()], |row| {
        let found: String = row.get(1)?;
        let known = [PersonChange::Anonymize, PersonChange::Delete];
        let change = known.into_iter().find(|change| word(*change) == found);
        let change =
            change.ok_or_else(|| Error::Statement(format!("unknown kind of erasure: {found}")))?;
        Ok((row.get(0)?, change))
    })
    .await
}
