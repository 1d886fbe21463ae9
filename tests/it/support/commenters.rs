//! People who sign in by mail, and what they do with their session.

use std::net::IpAddr;

use rejoinder::{CapturedMail, CodeChallenge, CodeVerifier};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    guests::{COMMENTS, Guest},
    world::{BLOG, World},
};

/// The PKCE verifier, which only the page of a test knows.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The verifier of another page.
pub const OTHER_VERIFIER: &str = "M25iVXpKU3puUjFaYWg3T1NDTDQtcW1ROUY5YXlwalNoc0hhakxifmZHag";

/// The challenge that the page sends for its verifier.
pub fn challenge_of(verifier: &str) -> String {
    let verifier = CodeVerifier::parse(verifier).expect("a verifier");
    CodeChallenge::of(&verifier).into()
}

/// A person with a session of a site's form.
#[derive(Clone)]
pub struct Commenter<'w> {
    pub world: &'w World,
    pub address: IpAddr,
    pub token: String,
    pub id: String,
}

impl<'w> Commenter<'w> {
    /// The person whose session this answer contains.
    #[track_caller]
    pub fn of(who: &Guest<'w>, started: Answer) -> Self {
        let started = started.expect(201);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        Self {
            world: who.world,
            address: who.address,
            token: text(&started.body["token"]),
            id: text(&started.body["viewer"]["id"]),
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.world.http.request(method, self.world.url(path));
        let request = request.header("x-forwarded-for", self.address.to_string());
        request.bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn session(&self) -> Answer {
        self.get("/api/v1/session").await
    }

    /// The body that a JSON client would send, with a valid form token.
    pub async fn comment(&self, page: &str, text: &str) -> Value {
        let other_moderator = self.world.at(self.address);
        json!({ "page": page, "text": text, "token": other_moderator.token(page).await })
    }

    pub async fn send(&self, body: &Value) -> Answer {
        let path = COMMENTS;
        Answer::of(self.request(Method::POST, path).json(body)).await
    }

    pub async fn post(&self, page: &str, text: &str) -> Answer {
        let body = self.comment(page, text).await;
        self.send(&body).await
    }

    pub async fn change_profile(&self, body: &Value) -> Answer {
        Answer::of(self.request(Method::PATCH, "/api/v1/session").json(body)).await
    }

    pub async fn sign_out(&self) -> Answer {
        Answer::of(self.request(Method::DELETE, "/api/v1/session")).await
    }

    pub async fn edit_comment(&self, id: &str, text: &str) -> Answer {
        let path = format!("/api/v1/sites/blog/comments/{id}");
        let body = json!({ "text": text });
        Answer::of(self.request(Method::PATCH, &path).json(&body)).await
    }

    pub async fn delete_comment(&self, id: &str) -> Answer {
        let path = format!("/api/v1/sites/blog/comments/{id}");
        Answer::of(self.request(Method::DELETE, &path)).await
    }

    pub async fn own_comments(&self, page: &str) -> Answer {
        self.get(&format!("/api/v1/sites/blog/mine?page={page}"))
            .await
    }
}

impl Guest<'_> {
    /// Posts JSON to a path of the API.
    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, &format!("/api/v1{path}"));
        Answer::of(request.header("origin", BLOG).json(body)).await
    }

    /// Requests a mail of the site `blog`.
    pub async fn request_mail(&self, email: &str) -> Answer {
        let body = json!({ "email": email });
        self.post_json("/sites/blog/session/email", &body).await
    }

    pub async fn enter_code(&self, site: &str, email: &str, code: &str) -> Answer {
        let body = json!({ "email": email, "code": code });
        let path = format!("/sites/{site}/session/email/verify");
        self.post_json(&path, &body).await
    }

    /// Enters a code for one particular request.
    pub async fn enter_code_of(&self, attempt: &str, email: &str, code: &str) -> Answer {
        let body = json!({ "email": email, "code": code, "attempt": attempt });
        self.post_json("/sites/blog/session/email/verify", &body)
            .await
    }

    pub async fn redeem(&self, code: &str, verifier: &str) -> Answer {
        let body = json!({ "code": code, "verifier": verifier });
        self.post_json("/session/redeem", &body).await
    }
}

impl World {
    /// The only undelivered mail.
    pub async fn only_mail(&self) -> CapturedMail {
        let mut mails = self.mails().await;
        let mail = mails.pop().expect("a mail");
        assert_eq!(mails, [], "one mail alone");
        mail
    }

    /// A new person who signs in with this email address on the site `blog`.
    pub async fn sign_in_by_mail(&self, name: &str, email: &str) -> Commenter<'_> {
        let who = self.guest();
        let body = json!({ "email": email, "name": name });
        who.post_json("/sites/blog/session/email", &body)
            .await
            .expect(202);
        let code = code_of_mail(&self.only_mail().await);
        Commenter::of(&who, who.enter_code("blog", email, &code).await)
    }
}

/// The `attempt` in the answer to a request for a code.
#[track_caller]
pub fn attempt_of(answer: &Answer) -> String {
    let attempt = answer.body["attempt"].as_str();
    attempt.expect("an attempt").to_owned()
}

/// The code in a mail, as it is written there.
#[track_caller]
pub fn code_of_mail(mail: &CapturedMail) -> String {
    let line = mail.text.lines().map(str::trim);
    let mut codes = line.filter(|line| line.len() == 9 && line.as_bytes()[4] == b'-');
    codes.next().expect("a code").to_owned()
}

/// The path of the link in a mail.
#[track_caller]
pub fn link_of_mail(world: &World, mail: &CapturedMail) -> String {
    let mut lines = mail.text.lines().map(str::trim);
    let link = lines.find_map(|line| line.strip_prefix(&world.url("/sign-in/")));
    format!("/sign-in/{}", link.expect("a link"))
}

/// A parameter of the query or fragment of a URL.
pub fn url_parameter(address: &str, name: &str) -> Option<String> {
    let at = address.find(['?', '#'])?;
    let pairs = address[at + 1..].split(['&', '#', '?']);
    let value = pairs.filter_map(|pair| pair.split_once('='));
    value
        .into_iter()
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
}

/// The cookie that an answer sets, as a browser sends it back.
pub fn cookie_of(answer: &Answer) -> String {
    let all = answer.headers.get_all("set-cookie");
    let pairs = all.iter().filter_map(|line| line.to_str().ok());
    let pairs = pairs.filter_map(|line| line.split(';').next());
    pairs.collect::<Vec<_>>().join("; ")
}
