//! Somebody has proved an identity: the person behind it is found, made, or gets it as one more.

use thiserror::Error;
use uuid::{Builder, Uuid};

use super::{Person, names::Reserved, sql};
use crate::{
    clock::{Clock, Timestamp},
    db::{self, Conn},
    text::{Email, Name, Website},
};

/// An identity that was just proved, at a provider or by mail.
#[derive(Clone, Debug)]
pub struct Proof {
    /// What never changes: see [`KnownAs`](super::KnownAs).
    pub issuer: String,
    pub subject: String,
    pub provider: String,
    /// What they are called there, or call themselves.
    pub name: Option<Name>,
    /// A proved address.
    pub email: Option<Email>,
    pub website: Option<Website>,
}

/// Who has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    pub person: Uuid,
    pub issuer: String,
    pub subject: String,
    /// Was the person made just now?
    pub is_new: bool,
}

/// Why an identity could not be linked.
#[derive(Debug, Error)]
pub enum ArrivalFault {
    /// It is another person's. Two people are never made one behind their backs.
    #[error("this account belongs to another person here already")]
    Taken,
    /// The person that it should be linked with is gone.
    #[error("the person is gone")]
    Gone,
    #[error(transparent)]
    Db(#[from] db::Error),
}

/// What an arrival may need by chance, drawn before the transaction, which may be run again.
#[derive(Clone, Debug)]
pub(super) struct Draws {
    person: Uuid,
    picture: Uuid,
    number: u16,
    now: Timestamp,
}

impl Draws {
    pub(super) fn new(clock: &Clock) -> Self {
        let chance = clock.chance::<18>();
        let (picture, number) = chance.split_at(16);
        Self {
            // An id by time would tell when somebody first came.
            person: random_id(clock.chance()),
            picture: random_id(picture.try_into().unwrap_or_default()),
            number: u16::from_be_bytes(number.try_into().unwrap_or_default()),
            now: clock.now(),
        }
    }
}

/// `UUIDv4` (RFC 9562, section 5.4).
pub(super) fn random_id(bytes: [u8; 16]) -> Uuid {
    Builder::from_random_bytes(bytes).into_uuid()
}

/// Finds the person of an identity, or makes one; with `link`, the identity becomes one more of
/// that person, unless it is somebody else's.
pub(super) async fn arrive(
    c: &mut Conn<'_>,
    proof: &Proof,
    link: Option<Uuid>,
    reserved: &Reserved,
    draws: &Draws,
) -> Result<Arrived, ArrivalFault> {
    let email = proof.email.as_ref().map(Email::as_str);
    let known_name = proof.name.as_ref().map_or("", Name::as_str);
    let known = sql::person_of(c, &proof.issuer, &proof.subject).await?;
    let (person, is_new) = match (known, link) {
        (Some(person), Some(link)) if person != link => return Err(ArrivalFault::Taken),
        (Some(person), _) => {
            sql::renew_identity(c, proof, known_name, email, draws.now).await?;
            (person, false)
        }
        (None, Some(person)) => {
            if sql::person(c, person).await?.is_none() {
                return Err(ArrivalFault::Gone);
            }
            sql::insert_identity(c, proof, known_name, email, person, draws.now).await?;
            (person, false)
        }
        (None, None) => {
            let person = Person {
                id: draws.person,
                name: shown_name(proof, reserved, draws.number),
                website: proof
                    .website
                    .as_ref()
                    .map(|website| website.as_str().to_owned()),
                picture: draws.picture,
                created_at: draws.now,
            };
            sql::insert_person(c, &person).await?;
            sql::insert_identity(c, proof, known_name, email, person.id, draws.now).await?;
            (person.id, true)
        }
    };
    Ok(Arrived {
        person,
        issuer: proof.issuer.clone(),
        subject: proof.subject.clone(),
        is_new,
    })
}

/// The name that a new person gets. One that belongs to a moderator or the site says where it comes
/// from; nothing is made of a mail address, which is never shown.
fn shown_name(proof: &Proof, reserved: &Reserved, number: u16) -> String {
    let plain = || format!("Commenter {number}");
    match &proof.name {
        Some(name) if reserved.is_reserved(name.as_str()) => {
            let told = format!("{} ({})", name.as_str(), proof.provider);
            match Name::parse(&told) {
                Ok(name) if !reserved.is_reserved(name.as_str()) => name.into_string(),
                _ => plain(),
            }
        }
        Some(name) => name.as_str().to_owned(),
        None => plain(),
    }
}
