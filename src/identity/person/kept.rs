//! What is kept of one person, for themselves to see, to take along and to end.

use uuid::Uuid;

use super::{Held, KnownAs, MAIL_LIFE, MailAttempt, People, Person, arrive::random_id, sql};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, PendingRows},
    identity::Token,
    text::Email,
};

/// Everything of one person but what they wrote.
#[derive(Clone, Debug)]
pub struct Kept {
    pub person: Person,
    pub identities: Vec<KnownAs>,
    /// Each with the time at which it ends.
    pub sessions: Vec<(Held, Timestamp)>,
    pub pictures: Vec<KeptPicture>,
    pub codes: Vec<MailedCode>,
    /// When each network was last used that they signed in from; the networks are keyed hashes.
    pub networks: Vec<Timestamp>,
}

/// A picture that was fetched from a provider.
#[derive(Clone)]
pub struct KeptPicture {
    pub id: Uuid,
    pub jpeg: Vec<u8>,
    pub created_at: Timestamp,
}

impl std::fmt::Debug for KeptPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptPicture")
            .field("id", &self.id)
            .field("bytes", &self.jpeg.len())
            .finish_non_exhaustive()
    }
}

/// A code that was mailed and waits.
#[derive(Clone, Debug)]
pub struct MailedCode {
    pub email: String,
    pub name: Option<String>,
    pub created_at: Timestamp,
}

impl People {
    /// Everything of a person but what they wrote; `None` when there is nobody.
    pub async fn kept(&self, person: Uuid) -> Result<Option<Kept>, Error> {
        self.0
            .db
            .read_long(person, |c, person| Box::pin(kept(c, *person)))
            .await
    }

    /// By what a person is known, the oldest first.
    pub async fn identities(&self, person: Uuid) -> Result<Vec<KnownAs>, Error> {
        self.0
            .db
            .read(person, |c, person| Box::pin(sql::identities(c, *person)))
            .await
    }

    /// The addresses that a person proved, each once.
    pub async fn proved(&self, person: Uuid) -> Result<Vec<Email>, Error> {
        self.0
            .db
            .read(person, |c, person| Box::pin(proved_addresses(c, *person)))
            .await
    }

    /// Takes an identity from a person, with the sessions that it began.
    pub async fn unlink(
        &self,
        person: Uuid,
        issuer: &str,
        subject: &str,
    ) -> Result<Unlinked, Error> {
        let fresh = random_id(self.0.clock.chance());
        let input = (person, issuer.to_owned(), subject.to_owned(), fresh);
        self.0
            .db
            .write(input, |c, (person, issuer, subject, fresh)| {
                Box::pin(sql::remove_identity(c, *person, issuer, subject, *fresh))
            })
            .await
    }

    /// Ends every session of a person but this one; how many.
    pub async fn end_other_sessions(&self, person: Uuid, session: Uuid) -> Result<u64, Error> {
        self.0
            .db
            .write((person, session), |c, (person, session)| {
                Box::pin(sql::kept::end_others(c, *person, *session))
            })
            .await
    }

    /// The email address and the attempt of the latest code that this browser requested and that was
    /// not typed yet.
    pub async fn waiting_code(
        &self,
        browser: &Token,
    ) -> Result<Option<(String, MailAttempt)>, Error> {
        let after = self.0.clock.now().minus(MAIL_LIFE);
        self.0
            .db
            .read((browser.hash(), after), |c, (browser, after)| {
                Box::pin(sql::kept::waiting(c, browser, *after))
            })
            .await
    }
}

async fn kept(c: &mut Conn<'_>, id: Uuid) -> Result<Option<Kept>, Error> {
    let Some(person) = sql::person(c, id).await? else {
        return Ok(None);
    };
    let emails = proved_addresses(c, id).await?;
    Ok(Some(Kept {
        person,
        identities: sql::identities(c, id).await?,
        sessions: sql::sessions(c, id).await?,
        pictures: sql::kept::pictures(c, id).await?,
        codes: sql::kept::codes(c, &normal(&emails), id).await?,
        networks: sql::network::used(c, id).await?,
    }))
}

/// The addresses that a person proved, each once.
pub async fn proved_addresses(c: &mut Conn<'_>, person: Uuid) -> Result<Vec<Email>, Error> {
    let identities = sql::identities(c, person).await?;
    let mut emails = identities
        .iter()
        .filter_map(|known| known.email.as_deref())
        .filter_map(|email| Email::parse(email).ok())
        .collect::<Vec<_>>();
    emails.sort_by_key(Email::normal);
    emails.dedup_by_key(|email| email.normal());
    Ok(emails)
}

/// Is there such a person? They stay until the work ends.
pub async fn is_known(c: &mut Conn<'_>, person: Uuid) -> Result<bool, Error> {
    let known = hold(c, person)?;
    Ok(!c.receive(known).await?.is_empty())
}

/// Requests a person, who then stays until the transaction ends: a row, or none.
pub fn hold(c: &mut Conn<'_>, person: Uuid) -> Result<PendingRows<()>, Error> {
    sql::kept::hold(c, person)
}

/// Is there such a person? Nothing of them is kept, linked or begun by others until the work ends.
pub async fn lock_person(c: &mut Conn<'_>, person: Uuid) -> Result<bool, Error> {
    sql::kept::lock(c, person).await
}

/// What became of taking an identity from a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlinked {
    Done,
    /// It is the last one, without which nobody could come back.
    Last,
    /// It is not theirs, or not any more.
    Absent,
}

/// Of the addresses that a person is about to prove, nothing may be delivered any more.
pub async fn asked_addresses(c: &mut Conn<'_>, person: Uuid) -> Result<Vec<Email>, Error> {
    let codes = sql::kept::codes(c, &[], person).await?;
    let emails = codes.iter().flat_map(|code| Email::parse(&code.email));
    Ok(emails.collect())
}

/// Ends every session of a person, and what would begin one.
pub async fn end_access(c: &mut Conn<'_>, person: Uuid) -> Result<(), Error> {
    sql::kept::end_access(c, person).await
}

/// Removes a person with identities, sessions, pictures and everything begun, and the codes that
/// were mailed to their addresses.
pub async fn forget_person(
    c: &mut Conn<'_>,
    person: Uuid,
    emails: &[Email],
) -> Result<bool, Error> {
    sql::kept::forget_codes(c, &normal(emails)).await?;
    sql::remove_person(c, person).await
}

fn normal(emails: &[Email]) -> Vec<String> {
    emails.iter().map(Email::normal).collect()
}
