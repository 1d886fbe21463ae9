//! The statements of the networks that people signed in from.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    db::{Conn, Error, statements},
};

/// The maximum number of networks stored for one person; if there are more, the most recently used ones.
const MAX: i64 = 20;

statements! {
    KNOWS_NETWORK = "SELECT 1 FROM identity i JOIN person_network n ON n.person = i.person
        WHERE i.issuer = 'email' AND i.subject = $1 AND n.network = $2";
    RECORD_NETWORK = "INSERT INTO person_network (person, network, used_at) VALUES ($1, $2, $3)
        ON CONFLICT (person, network) DO UPDATE SET used_at = excluded.used_at";
    TRIM_NETWORKS = "DELETE FROM person_network WHERE person = $1 AND network NOT IN (
        SELECT network FROM person_network WHERE person = $1 ORDER BY used_at DESC, network LIMIT $2)";
    NETWORKS = "SELECT used_at FROM person_network WHERE person = $1 ORDER BY used_at DESC";
    EXPIRE_NETWORKS = "DELETE FROM person_network WHERE (person, network) IN (
        SELECT person, network FROM person_network WHERE used_at <= $1 ORDER BY used_at LIMIT $2)";
}

/// Returns whether the person with this email address signed in from this network before.
pub(in crate::commenter) async fn knows(
    c: &mut Conn<'_>,
    email: &str,
    network: &[u8; 32],
) -> Result<bool, Error> {
    let parameters = [email.into(), network.into()];
    let found = c.row(KNOWS_NETWORK, &parameters, |_| Ok(())).await?;
    Ok(found.is_some())
}

pub(in crate::commenter) async fn record(
    c: &mut Conn<'_>,
    person: Uuid,
    network: &[u8; 32],
    now: Timestamp,
) -> Result<(), Error> {
    c.execute(RECORD_NETWORK, &[person.into(), network.into(), now.into()])
        .await?;
    c.execute(TRIM_NETWORKS, &[person.into(), MAX.into()])
        .await
        .map(|_| ())
}

/// Returns when each network of a person was last used, latest first.
pub(in crate::commenter) async fn last_used(
    c: &mut Conn<'_>,
    person: Uuid,
) -> Result<Vec<Timestamp>, Error> {
    c.rows(NETWORKS, &[person.into()], |row| row.get(0)).await
}
