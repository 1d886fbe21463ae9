//! Resolving a verified identity to a person: the person is found or created, or receives the identity as a
//! further one.

use thiserror::Error;
use uuid::{Builder, Uuid};

use super::{Person, names::ReservedNameSet, sql};
use crate::{
    clock::{Clock, Timestamp},
    db::{self, Conn},
    text::{Email, Name, Website},
};

/// An identity that was just verified, at a provider or by email.
#[derive(Clone, Debug)]
pub struct VerifiedIdentity {
    /// Issuer and subject never change; see [`PersonIdentity`](super::PersonIdentity).
    pub issuer: String,
    pub subject: String,
    pub provider: String,
    /// The name at the provider, or the name that the person entered.
    pub name: Option<Name>,
    /// A verified email address.
    pub email: Option<Email>,
    pub website: Option<Website>,
}

/// The person that a verified identity belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedIdentity {
    pub person: Uuid,
    pub issuer: String,
    pub subject: String,
    /// Whether the person was created just now.
    pub is_new: bool,
}

/// Why an identity could not be linked.
#[derive(Debug, Error)]
pub enum ResolveFault {
    /// The identity belongs to another person. Two people are never merged without their knowledge.
    #[error("this account already belongs to another person here")]
    Taken,
    /// The person that the identity should be linked with does not exist anymore.
    #[error("the person does not exist anymore")]
    Gone,
    #[error(transparent)]
    Db(#[from] db::Error),
}

/// The random values that resolving an identity may need, drawn before the transaction, because the
/// transaction may run again.
#[derive(Clone, Debug)]
pub(super) struct GeneratedValues {
    person: Uuid,
    picture: Uuid,
    number: u16,
    now: Timestamp,
}

impl GeneratedValues {
    pub(super) fn new(clock: &Clock) -> Self {
        let random = clock.random_bytes::<18>();
        let (picture, number) = random.split_at(16);
        Self {
            // An id ordered by time would reveal when the person first signed in.
            person: random_id(clock.random_bytes()),
            picture: random_id(picture.try_into().unwrap_or_default()),
            number: u16::from_be_bytes(number.try_into().unwrap_or_default()),
            now: clock.now(),
        }
    }
}

/// Returns a `UUIDv4` (RFC 9562, section 5.4).
pub(super) fn random_id(bytes: [u8; 16]) -> Uuid {
    Builder::from_random_bytes(bytes).into_uuid()
}

/// Finds the person of an identity, or creates one. With `link`, the identity is added to that person, unless
/// it belongs to another one.
pub(super) async fn resolve(
    c: &mut Conn<'_>,
    identity: &VerifiedIdentity,
    link: Option<Uuid>,
    reserved: &ReservedNameSet,
    generated: &GeneratedValues,
) -> Result<ResolvedIdentity, ResolveFault> {
    let email = identity.email.as_ref().map(Email::as_str);
    let provider_name = identity.name.as_ref().map_or("", Name::as_str);
    let known = sql::find_person(c, &identity.issuer, &identity.subject).await?;
    let (person, is_new) = match (known, link) {
        (Some(person), Some(link)) if person != link => return Err(ResolveFault::Taken),
        (Some(person), _) => {
            sql::update_identity(c, identity, provider_name, email, generated.now).await?;
            (person, false)
        }
        (None, Some(person)) => {
            if sql::person(c, person).await?.is_none() {
                return Err(ResolveFault::Gone);
            }
            sql::insert_identity(c, identity, provider_name, email, person, generated.now).await?;
            (person, false)
        }
        (None, None) => {
            let person = Person {
                id: generated.person,
                name: initial_name(identity, reserved, generated.number),
                website: identity
                    .website
                    .as_ref()
                    .map(|website| website.as_str().to_owned()),
                picture: generated.picture,
                created_at: generated.now,
            };
            sql::insert_person(c, &person).await?;
            sql::insert_identity(c, identity, provider_name, email, person.id, generated.now)
                .await?;
            (person.id, true)
        }
    };
    Ok(ResolvedIdentity {
        person,
        issuer: identity.issuer.clone(),
        subject: identity.subject.clone(),
        is_new,
    })
}

/// Returns the name for a new person. If the name is reserved for a moderator or the site, the provider is
/// appended to it. No name is derived from an email address, because email addresses are never shown.
fn initial_name(identity: &VerifiedIdentity, reserved: &ReservedNameSet, number: u16) -> String {
    let numbered = || format!("Commenter {number}");
    match &identity.name {
        Some(name) if reserved.is_reserved(name.as_str()) => {
            let labeled = format!("{} ({})", name.as_str(), identity.provider);
            match Name::parse(&labeled) {
                Ok(name) if !reserved.is_reserved(name.as_str()) => name.into_string(),
                _ => numbered(),
            }
        }
        Some(name) => name.as_str().to_owned(),
        None => numbered(),
    }
}
