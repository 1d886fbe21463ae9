//! People who signed in, by whatever identity.

use rejoinder::{Email, Name, ReturnTarget, SignInFault, SignInOutcome, VerifiedIdentity};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    answers::{Answer, with_form},
    guests::{COMMENTS, Guest},
    world::World,
};

/// An identity, as a provider reports it.
#[derive(Clone, Debug)]
pub struct ReportedIdentity<'a> {
    pub provider: &'a str,
    pub subject: &'a str,
    pub name: Option<&'a str>,
    pub email: Option<&'a str>,
}

impl<'a> ReportedIdentity<'a> {
    /// A verified email address.
    pub fn email(address: &'a str, name: &'a str) -> Self {
        Self {
            provider: "email",
            subject: address,
            name: Some(name),
            email: Some(address),
        }
    }

    /// An account at a provider that reports no email address.
    pub fn account(provider: &'a str, name: &'a str) -> Self {
        Self {
            provider,
            subject: name,
            name: Some(name),
            email: None,
        }
    }
}

impl World {
    /// The outcome of signing in with an identity: on this server's own pages, or in the form of a site.
    pub async fn sign_in_with(
        &self,
        known: &ReportedIdentity<'_>,
        link: Option<Uuid>,
        site: Option<&str>,
    ) -> Result<SignInOutcome, SignInFault> {
        let (site, way) = match site {
            Some(slug) => {
                let site = self.app.sites.find(slug).await.expect("the site");
                (Some(site.id), ReturnTarget::Typed)
            }
            None => (None, ReturnTarget::Here { path: "/me".into() }),
        };
        let proof = VerifiedIdentity {
            issuer: known.provider.into(),
            subject: known.subject.into(),
            provider: known.provider.into(),
            name: known.name.map(|name| Name::parse(name).expect("a name")),
            email: known
                .email
                .map(|email| Email::parse(email).expect("an email address")),
            website: None,
        };
        let arrived = self
            .app
            .people
            .complete_sign_in(proof, link, site, &way)
            .await;
        arrived.map(|(_, outcome)| outcome)
    }

    /// A person who signed in, on `/me` and in the form of the blog.
    pub async fn person(&self, known: &ReportedIdentity<'_>) -> Person<'_> {
        let mut started = Vec::new();
        for site in [None, Some("blog")] {
            match self
                .sign_in_with(known, None, site)
                .await
                .expect("signs in")
            {
                SignInOutcome::Session(session) => started.push(session),
                other => panic!("{other:?}"),
            }
        }
        Person {
            id: started[0].viewer.person.id,
            cookie: started[0].token.reveal(),
            token: started[1].token.reveal(),
            guest: self.guest(),
        }
    }
}

/// A commenter who signed in.
#[derive(Clone)]
pub struct Person<'w> {
    pub id: Uuid,
    /// The session of this server's own pages.
    pub cookie: String,
    /// The session of the blog's form.
    pub token: String,
    /// The IP address that the person uses.
    pub guest: Guest<'w>,
}

impl Person<'_> {
    /// A request with the session of this server's own pages.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.guest
            .request(method, path)
            .header("cookie", format!("rejoinder={}", self.cookie))
            .header("sec-fetch-site", "same-origin")
            .header("accept", "text/html")
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// Submits a form of this server's own pages.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(with_form(self.request(Method::POST, path), fields)).await
    }

    /// Posts a comment in the form of the blog.
    pub async fn post(&self, page: &str, text: &str) -> Answer {
        self.reply(page, None, text).await
    }

    pub async fn reply(&self, page: &str, parent: Option<&str>, text: &str) -> Answer {
        let mut body = json!({ "page": page, "text": text });
        body["token"] = json!(self.guest.token(page).await);
        if let Some(parent) = parent {
            body["parent_id"] = json!(parent);
        }
        let request = self.guest.request(Method::POST, COMMENTS);
        Answer::of(request.bearer_auth(&self.token).json(&body)).await
    }

    /// Returns all data that is stored about the person.
    pub async fn data(&self) -> Value {
        self.get("/api/v1/session/data").await.expect(200).body
    }
}

pub const DATA: &str = "/api/v1/session/data";

pub async fn erase_person(person: &Person<'_>, comments: &str) -> Answer {
    let path = format!("{DATA}?comments={comments}");
    Answer::of(person.request(Method::DELETE, &path)).await
}
