//! The moderators' page, as a browser without a script uses it.

use reqwest::{Method, RequestBuilder};

use crate::support::{
    answers::{Answer, with_form},
    moderators::Moderator,
    world::World,
};

/// A browser with the session of a moderator in its cookie.
pub struct ModeratePage<'w> {
    pub world: &'w World,
    pub cookie: String,
}

impl<'w> ModeratePage<'w> {
    pub fn of(moderator: &Moderator<'w>) -> Self {
        Self {
            world: moderator.world,
            cookie: format!("rejoinder-moderator={}", moderator.token),
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.world.http.request(method, self.world.url(path));
        request
            .header("accept", "text/html")
            .header("cookie", &self.cookie)
    }

    /// Opens a page; the path may have a fragment.
    pub async fn get(&self, path: &str) -> Answer {
        let path = path.split('#').next().unwrap_or_default();
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn open(&self, path: &str) -> String {
        self.get(path).await.expect(200).text
    }

    /// Sends a form of the page.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::POST, path);
        let request = request.header("sec-fetch-site", "same-origin");
        Answer::of(with_form(request, fields)).await
    }

    /// Sends a form and opens the page to which the answer leads.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.send(path, fields).await.expect(303);
        self.open(answer.header("location")).await
    }

    /// Presses the button of a comment.
    pub async fn press(&self, page: &str, action: &str, id: &str) -> String {
        let (value, back) = (format!("{action}.{}", target(page, id)), back(page));
        let fields = [("one", value.as_str()), ("back", back.as_str())];
        self.submit("/moderate/decisions", &fields).await
    }

    /// Presses the button that undoes what was done.
    pub async fn undo(&self, page: &str) -> String {
        let back = back(page);
        let fields = [("batch", batch(page)), ("back", back.as_str())];
        self.submit("/moderate/undo", &fields).await
    }
}

/// Returns the part of a page between two texts.
#[track_caller]
pub fn between<'p>(page: &'p str, start: &str, end: &str) -> &'p str {
    let rest = page.split_once(start);
    let (_, rest) = rest.unwrap_or_else(|| panic!("no {start} in {page}"));
    rest.split(end).next().unwrap_or_default()
}

/// Returns the id of a comment with its version, as the page sends it.
#[track_caller]
pub fn target(page: &str, id: &str) -> String {
    let version = between(page, &format!("name=\"id\" value=\"{id}."), "\"");
    format!("{id}.{version}")
}

/// Returns the field that says to which list a form leads back.
#[track_caller]
pub fn back(page: &str) -> String {
    let back = between(page, "name=\"back\" value=\"", "\"");
    back.replace("&amp;", "&").replace("&#x2f;", "/")
}

#[track_caller]
fn batch(page: &str) -> &str {
    between(page, "name=\"batch\" value=\"", "\"")
}

/// Returns the result of the last form.
#[track_caller]
pub fn notice(page: &str) -> &str {
    between(between(page, "id=\"done\"", "</p>"), "<span>", "</span>")
}

/// Returns the row of a comment.
#[track_caller]
pub fn row<'p>(page: &'p str, id: &str) -> &'p str {
    between(page, &format!("id=\"c-{id}\""), "<li class=\"row ")
}

/// Returns the ids of the comments of a page, in its order.
pub fn ids(page: &str) -> Vec<String> {
    let rows = page.split("id=\"c-").skip(1);
    rows.map(|row| row.chars().take(36).collect()).collect()
}
