//! The statements for the fingerprints of secrets.

use crate::{
    clock::Timestamp,
    db::{Conn, Error, statements},
};

statements! {
    KNOWN = "SELECT fingerprint, retired_at FROM secret_fingerprint";
    RETIRE = "UPDATE secret_fingerprint SET retired_at = $1 WHERE retired_at IS NULL";
    ADD = "INSERT INTO secret_fingerprint (fingerprint, accepted_at, retired_at) VALUES ($1, $2, $3)
        ON CONFLICT (fingerprint) DO UPDATE SET accepted_at = $2, retired_at = $3";
}

/// A secret that the database was used with.
#[derive(Clone, Debug)]
pub(super) struct KnownSecret {
    pub(super) fingerprint: Vec<u8>,
    /// `None` for the current one.
    pub(super) retired_at: Option<Timestamp>,
}

pub(super) async fn known(c: &mut Conn<'_>) -> Result<Vec<KnownSecret>, Error> {
    c.rows(KNOWN, &[], |row| {
        Ok(KnownSecret {
            fingerprint: row.get(0)?,
            retired_at: row.get(1)?,
        })
    })
    .await
}

/// Retires the current secret.
pub(super) async fn retire(c: &mut Conn<'_>, now: Timestamp) -> Result<(), Error> {
    c.execute(RETIRE, &[now.into()]).await.map(drop)
}

/// Adds a secret: the current one, or a retired one.
pub(super) async fn add(
    c: &mut Conn<'_>,
    fingerprint: &[u8],
    now: Timestamp,
    retired_at: Option<Timestamp>,
) -> Result<(), Error> {
    let parameters = [fingerprint.into(), now.into(), retired_at.into()];
    c.execute(ADD, &parameters).await.map(drop)
}
