//! Mails to moderators about waiting comments, and the links in them.

use rejoinder::CapturedMail;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, with_form},
    guests::Guest,
    moderators::Moderator,
    world::World,
};

impl Moderator<'_> {
    /// Gives the account an email address that was confirmed, without the mails about it.
    pub async fn set_email(&self, email: &str) {
        let session = self.get("/session").await.expect(200).body;
        let login = session["moderator"]["login"].as_str().expect("a login");
        let set = format!("UPDATE moderator SET email = '{email}' WHERE login = '{login}'");
        self.world.database.execute(&set).await.expect("sets");
        // One that is in use is set again, which resumes its mails.
        self.enter_email(email).await.expect(200);
    }

    /// Enters an email address for the own account.
    pub async fn enter_email(&self, email: &str) -> Answer {
        let path = format!("/moderators/{}", self.id().await);
        self.send(Method::PATCH, &path, &json!({ "email": email }))
            .await
    }

    /// Chooses the mails about the blog.
    pub async fn set_notices(&self, body: &Value) {
        let path = "/sites/blog/notices";
        self.send(Method::PUT, path, body).await.expect(200);
    }
}

/// The links of a mail, as paths on this server.
#[derive(Clone, Debug)]
pub struct MailLinks {
    pub approve: String,
    pub spam: String,
    pub trash: String,
    pub off: String,
}

/// The link of a mail that confirms an email address, as a path on this server.
#[track_caller]
pub fn confirmation_link(mail: &CapturedMail) -> String {
    let links = mail.text.split_whitespace();
    let mut links =
        links.filter_map(|word| word.find("/api/v1/moderation/act/").map(|at| &word[at..]));
    let link = links.next();
    link.unwrap_or_else(|| panic!("a link: {}", mail.text))
        .to_owned()
}

/// The links of a mail about one comment.
pub fn links_of(mail: &CapturedMail) -> MailLinks {
    let links = mail.text.split_whitespace();
    let links = links.filter_map(|word| word.find("/api/v1/moderation/act/").map(|at| &word[at..]));
    let links = links.map(str::to_owned).collect::<Vec<_>>();
    let [approve, spam, trash, off] = &links[..] else {
        panic!("four links: {}", mail.text);
    };
    MailLinks {
        approve: approve.clone(),
        spam: spam.clone(),
        trash: trash.clone(),
        off: off.clone(),
    }
}

impl World {
    /// The only mail since the last call.
    pub async fn mail(&self) -> CapturedMail {
        let mut mails = self.mails().await;
        assert_eq!(mails.len(), 1, "{mails:#?}");
        mails.remove(0)
    }

    /// Queues the digests that are due.
    pub async fn queue_digests(&self) -> u64 {
        let queued = self.app.notices.queue_digests().await;
        queued.expect("queues")
    }
}

impl Guest<'_> {
    /// Opens a link as a browser does.
    pub async fn open(&self, link: &str) -> Answer {
        Answer::of(
            self.request(Method::GET, link)
                .header("accept", "text/html"),
        )
        .await
    }

    /// Presses the button of the page of a link, as it was opened.
    pub async fn press(&self, link: &str, page: &Answer) -> Answer {
        self.press_for(link, &version_of(page)).await
    }

    /// Sends the form of the page of a link with this version.
    pub async fn press_for(&self, link: &str, version: &str) -> Answer {
        let request = self
            .request(Method::POST, link)
            .header("accept", "text/html");
        Answer::of(with_form(request, &[("version", version)])).await
    }
}

/// The version in the form of the page.
pub fn version_of(page: &Answer) -> String {
    let rest = page.text.split("name=\"version\" value=\"").nth(1);
    let rest = rest.unwrap_or_else(|| panic!("a form: {}", page.text));
    rest.split('"').next().unwrap_or_default().to_owned()
}
