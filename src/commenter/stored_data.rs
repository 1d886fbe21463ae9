//! The data stored about one person, which they can see, export and delete.

use uuid::Uuid;

use super::{
    MAIL_LIFE, MailAttempt, People, Person, PersonIdentity, SessionSummary, resolve::random_id, sql,
};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, PendingRows},
    text::Email,
    token::Token,
};

/// Everything stored about one person except their comments.
#[derive(Clone, Debug)]
pub struct PersonExport {
    pub person: Person,
    pub identities: Vec<PersonIdentity>,
    /// Each with the time at which it expires.
    pub sessions: Vec<(SessionSummary, Timestamp)>,
    pub pictures: Vec<StoredPictureRow>,
    pub codes: Vec<MailedCode>,
    /// When each network that the person signed in from was last used; the networks are keyed hashes.
    pub networks: Vec<Timestamp>,
}

/// A picture that was fetched from a provider.
#[derive(Clone)]
pub struct StoredPictureRow {
    pub id: Uuid,
    pub jpeg: Vec<u8>,
    pub created_at: Timestamp,
}

impl std::fmt::Debug for StoredPictureRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredPictureRow")
            .field("id", &self.id)
            .field("bytes", &self.jpeg.len())
            .finish_non_exhaustive()
    }
}

/// A code that was mailed and not used yet.
#[derive(Clone, Debug)]
pub struct MailedCode {
    pub email: String,
    pub name: Option<String>,
    pub created_at: Timestamp,
}

impl People {
    /// Returns everything about a person except their comments; `None` if there is no such person.
    pub async fn export(&self, person: Uuid) -> Result<Option<PersonExport>, Error> {
        self.0
            .db
            .read_long(person, |c, person| Box::pin(export(c, *person)))
            .await
    }

    /// Returns the identities of a person, oldest first.
    pub async fn identities(&self, person: Uuid) -> Result<Vec<PersonIdentity>, Error> {
        self.0
            .db
            .read(person, |c, person| Box::pin(sql::identities(c, *person)))
            .await
    }

    /// Returns the verified email addresses of a person, without duplicates.
    pub async fn verified_emails(&self, person: Uuid) -> Result<Vec<Email>, Error> {
        self.0
            .db
            .read(person, |c, person| Box::pin(verified_emails(c, *person)))
            .await
    }

    /// Removes an identity from a person, with the sessions that were started with it.
    pub async fn unlink(
        &self,
        person: Uuid,
        issuer: &str,
        subject: &str,
    ) -> Result<UnlinkOutcome, Error> {
        let new_picture = random_id(self.0.clock.random_bytes());
        let input = (person, issuer.to_owned(), subject.to_owned(), new_picture);
        self.0
            .db
            .write(input, |c, (person, issuer, subject, new_picture)| {
                Box::pin(sql::remove_identity(
                    c,
                    *person,
                    issuer,
                    subject,
                    *new_picture,
                ))
            })
            .await
    }

    /// Ends every session of a person except this one, and returns the number of sessions.
    pub async fn end_other_sessions(&self, person: Uuid, session: Uuid) -> Result<u64, Error> {
        self.0
            .db
            .write((person, session), |c, (person, session)| {
                Box::pin(sql::stored_data::delete_other_sessions(
                    c, *person, *session,
                ))
            })
            .await
    }

    /// Returns the email address and the attempt of the latest code that this browser requested and that was
    /// not entered yet.
    pub async fn pending_email_code(
        &self,
        browser: &Token,
    ) -> Result<Option<(String, MailAttempt)>, Error> {
        let after = self.0.clock.now().minus(MAIL_LIFE);
        self.0
            .db
            .read((browser.hash(), after), |c, (browser, after)| {
                Box::pin(sql::stored_data::find_pending(c, browser, *after))
            })
            .await
    }
}

async fn export(c: &mut Conn<'_>, id: Uuid) -> Result<Option<PersonExport>, Error> {
    let Some(person) = sql::person(c, id).await? else {
        return Ok(None);
    };
    let emails = verified_emails(c, id).await?;
    Ok(Some(PersonExport {
        person,
        identities: sql::identities(c, id).await?,
        sessions: sql::session::sessions(c, id).await?,
        pictures: sql::stored_data::pictures(c, id).await?,
        codes: sql::stored_data::codes(c, &normalized(&emails), id).await?,
        networks: sql::network::last_used(c, id).await?,
    }))
}

/// Returns the verified email addresses of a person, without duplicates.
pub(crate) async fn verified_emails(c: &mut Conn<'_>, person: Uuid) -> Result<Vec<Email>, Error> {
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

/// Returns whether there is such a person, and prevents their removal until the transaction ends.
pub(crate) async fn person_exists(c: &mut Conn<'_>, person: Uuid) -> Result<bool, Error> {
    let known = lock_person_shared(c, person)?;
    Ok(!c.receive(known).await?.is_empty())
}

/// Requests a row lock that prevents the removal of a person until the transaction ends: one row, or none.
pub(crate) fn lock_person_shared(c: &mut Conn<'_>, person: Uuid) -> Result<PendingRows<()>, Error> {
    sql::stored_data::lock_shared(c, person)
}

/// Returns whether there is such a person, and locks them until the transaction ends: other transactions
/// cannot store, link or start anything for them meanwhile.
pub(crate) async fn lock_person(c: &mut Conn<'_>, person: Uuid) -> Result<bool, Error> {
    sql::stored_data::lock(c, person).await
}

/// The result of removing an identity from a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlinkOutcome {
    Done,
    /// It is the last identity, without which the person could never sign in again.
    Last,
    /// The identity does not belong to the person, or not anymore.
    Absent,
}

/// Returns the email addresses that a person is about to verify. Mails to them must not be delivered anymore.
pub(crate) async fn emails_of_pending_codes(
    c: &mut Conn<'_>,
    person: Uuid,
) -> Result<Vec<Email>, Error> {
    let codes = sql::stored_data::codes(c, &[], person).await?;
    let emails = codes.iter().flat_map(|code| Email::parse(&code.email));
    Ok(emails.collect())
}

/// Ends every session of a person, and deletes what could start one.
pub(crate) async fn revoke_access(c: &mut Conn<'_>, person: Uuid) -> Result<(), Error> {
    sql::stored_data::revoke_access(c, person).await
}

/// Deletes a person with identities, sessions, pictures and pending sign-ins, and the codes that were mailed
/// to their email addresses.
pub(crate) async fn delete_person(
    c: &mut Conn<'_>,
    person: Uuid,
    emails: &[Email],
) -> Result<bool, Error> {
    sql::stored_data::delete_codes(c, &normalized(emails)).await?;
    sql::remove_person(c, person).await
}

fn normalized(emails: &[Email]) -> Vec<String> {
    emails.iter().map(Email::normal).collect()
}
