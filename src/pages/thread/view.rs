//! A thread and its comments as the templates take them.

use serde::Serialize;
use url::form_urlencoded;
use uuid::Uuid;

use crate::{
    comment::{
        RootOrder, ThreadPart,
        api::{listing::ThreadInfo, wire::PublicComment},
    },
    http::{API_BASE, Time},
    locale::{Language, Message},
    moderator::Role,
    site::Site,
    submission::api::own_comments::{OwnComment, OwnStatus},
};

/// The number of colors of generated pictures; the style sheet has a class for each.
const HUES: u32 = 12;
/// The deepest level with a class of its own.
const DEPTH_MAX: u32 = 7;

/// The links of a thread page, which lead to pages of this server and work without a script.
#[derive(Clone, Debug)]
pub(super) struct ThreadLinks {
    address: String,
    page: String,
    /// Only if it is not that of the site.
    language: Option<Language>,
    order: RootOrder,
}

impl ThreadLinks {
    pub(super) fn new(
        base_url: &str,
        site: &Site,
        page: &str,
        language: Language,
        order: RootOrder,
    ) -> Self {
        Self {
            address: format!("{base_url}{API_BASE}/sites/{}/thread", site.slug),
            page: page.to_owned(),
            language: (language != site.policy.language).then_some(language),
            order,
        }
    }

    /// Returns the URL of the form that changes a comment.
    pub(super) fn to_change(&self, verb: &str, id: &str) -> String {
        self.with(&[(verb, id)]) + "#change"
    }

    pub(super) fn in_order(&self, order: RootOrder) -> Self {
        Self {
            order,
            ..self.clone()
        }
    }

    /// Returns the URL of the page with these parameters beside its own.
    pub(super) fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("page", &self.page);
        if let Some(language) = self.language {
            query.append_pair("lang", language.as_str());
        }
        if self.order != RootOrder::default() {
            query.append_pair("order", self.order.as_str());
        }
        query.extend_pairs(parameters);
        format!("{}?{}", self.address, query.finish())
    }
}

/// A part of a thread.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ThreadView {
    lang: &'static str,
    dir: &'static str,
    page: String,
    pub(super) title: Option<String>,
    count: i64,
    open: bool,
    order: &'static str,
    oldest_url: String,
    newest_url: String,
    earlier_url: Option<String>,
    more_url: Option<String>,
    comments: Vec<CommentView>,
}

impl ThreadView {
    /// `next` is the cursor of the next part. A part that does not begin at the beginning links to it.
    pub(super) fn new(
        part: ThreadPart,
        page: &str,
        links: &ThreadLinks,
        (language, base_url): (Language, &str),
        (is_later_part, next): (bool, Option<String>),
    ) -> Self {
        let thread = ThreadInfo::new(page, part.head.thread.as_deref(), part.state);
        let comments = part.comments.into_iter();
        let comments = comments.map(|row| PublicComment::new(row, base_url));
        let mut comments = comments
            .map(|comment| CommentView::public(comment, language, thread.open.then_some(links)))
            .collect::<Vec<_>>();
        name_parents(&mut comments);
        Self {
            lang: language.as_str(),
            dir: language.direction(),
            page: thread.page,
            title: thread.title,
            count: thread.count,
            open: thread.open,
            order: links.order.as_str(),
            oldest_url: links.in_order(RootOrder::Oldest).with(&[]) + "#comments",
            newest_url: links.in_order(RootOrder::Newest).with(&[]) + "#comments",
            earlier_url: is_later_part.then(|| links.with(&[]) + "#comments"),
            more_url: next.map(|next| links.with(&[("after", &next)]) + "#comments"),
            comments,
        }
    }

    /// Adds comments that their author can still change: the author reads the latest text, and those that only the
    /// author sees stand after the comment that they answer, or at the end.
    pub(super) fn add_own(
        &mut self,
        own: Vec<OwnComment>,
        links: &ThreadLinks,
        language: Language,
    ) {
        for own in own {
            let is_waiting = own.status == OwnStatus::Pending && own.published_html.is_none();
            let view = CommentView::changeable(own, links, language);
            let mut shown = self.comments.iter_mut();
            if let Some(public) = shown.find(|public| public.id == view.id) {
                let (reply_url, pinned) = (public.reply_url.take(), public.pinned);
                *public = CommentView {
                    pinned,
                    reply_url,
                    ..view
                };
            } else if is_waiting {
                self.insert(view);
            }
        }
        name_parents(&mut self.comments);
    }

    fn insert(&mut self, view: CommentView) {
        let comments = &self.comments;
        let parent = comments
            .iter()
            .position(|comment| view.parent.as_ref() == Some(&comment.id));
        let at = parent.map_or(comments.len(), |parent| {
            let depth = comments[parent].depth;
            let below = comments[parent + 1..].iter();
            parent + 1 + below.take_while(|comment| comment.depth > depth).count()
        });
        self.comments.insert(at, view);
    }

    /// Puts a note on a comment without one; returns it if there is no such comment in this part. A comment that has
    /// a note already says the same.
    pub(super) fn put_note(&mut self, id: Option<Uuid>, note: String) -> Option<String> {
        let id = id.map(|id| id.to_string());
        let mut comments = self.comments.iter_mut();
        let Some(comment) = comments.find(|comment| Some(&comment.id) == id.as_ref()) else {
            return Some(note);
        };
        comment.note.get_or_insert(note);
        None
    }

    /// Wraps comments of the caller alone.
    pub(super) fn own(comments: Vec<CommentView>, page: &str, language: Language) -> Self {
        Self {
            lang: language.as_str(),
            dir: language.direction(),
            page: page.to_owned(),
            title: None,
            count: 0,
            open: false,
            order: RootOrder::default().as_str(),
            oldest_url: String::new(),
            newest_url: String::new(),
            earlier_url: None,
            more_url: None,
            comments,
        }
    }
}

/// A comment.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CommentView {
    id: String,
    depth: u32,
    removed: bool,
    name: String,
    website: Option<String>,
    picture: Option<String>,
    /// The letter and color of a generated picture.
    initial: String,
    hue: u32,
    role: Option<&'static str>,
    parent: Option<String>,
    parent_name: Option<String>,
    created_at: String,
    when: String,
    edited: bool,
    pinned: bool,
    html: String,
    note: Option<String>,
    reply_url: Option<String>,
    edit_url: Option<String>,
    delete_url: Option<String>,
    own: Option<OwnView>,
}

/// What only the author of a comment sees.
#[derive(Clone, Debug, Serialize)]
pub(super) struct OwnView {
    pub(super) status: &'static str,
    pub(super) text: String,
    /// Until when it can be changed; empty once that time is over.
    pub(super) until: String,
    pub(super) parent: String,
}

impl CommentView {
    /// `links` is `None` where replies are closed.
    fn public(comment: PublicComment, language: Language, links: Option<&ThreadLinks>) -> Self {
        let note = comment.in_review.then_some("thread-in-review");
        let can_reply = !comment.removed && !comment.in_review;
        let id = comment.id.to_string();
        let reply_url = links
            .filter(|_| can_reply)
            .map(|links| links.with(&[("reply", &id)]) + "#reply");
        Self {
            note: note.map(|key| Message::new(key).to_text(language)),
            reply_url,
            ..Self::of(comment, language)
        }
    }

    /// Shows a comment to its author, without links for other readers.
    pub(super) fn own(
        comment: PublicComment,
        own: OwnView,
        note: Option<&'static str>,
        language: Language,
    ) -> Self {
        Self {
            note: note.map(|key| Message::new(key).to_text(language)),
            own: Some(own),
            ..Self::of(comment, language)
        }
    }

    /// Shows a comment to its author, with links to change it.
    fn changeable(own: OwnComment, links: &ThreadLinks, language: Language) -> Self {
        let note = own.note();
        let id = own.id.to_string();
        Self {
            note: note.map(|key| Message::new(key).to_text(language)),
            edit_url: Some(links.to_change("edit", &id)),
            delete_url: Some(links.to_change("delete", &id)),
            ..Self::of(own.into(), language)
        }
    }

    fn of(comment: PublicComment, language: Language) -> Self {
        let author = comment.author;
        let name = author.as_ref().map_or("", |author| author.name.trim());
        let name = if name.is_empty() {
            Message::new("thread-nameless").to_text(language)
        } else {
            name.to_owned()
        };
        Self {
            id: comment.id.to_string(),
            depth: comment.depth.min(DEPTH_MAX),
            removed: comment.removed,
            initial: initial(&name),
            hue: hue(&name),
            name,
            website: author.as_ref().and_then(|author| author.website.clone()),
            role: author
                .as_ref()
                .and_then(|author| author.role)
                .map(Role::as_str),
            picture: author.and_then(|author| author.picture),
            parent: comment.parent_id.map(|id| id.to_string()),
            parent_name: None,
            when: shown_time(comment.created_at),
            created_at: comment.created_at.0.rfc3339(),
            edited: comment.edited_at.is_some(),
            pinned: comment.pinned,
            html: comment.html,
            note: None,
            reply_url: None,
            edit_url: None,
            delete_url: None,
            own: None,
        }
    }
}

/// Names the comments that others answer, as far as they are in the same part; without a name there is no link
/// to them.
fn name_parents(comments: &mut [CommentView]) {
    let names = comments
        .iter()
        .filter(|comment| !comment.removed)
        .map(|comment| (comment.id.clone(), comment.name.clone()))
        .collect::<std::collections::HashMap<_, _>>();
    for comment in comments {
        comment.parent_name = comment
            .parent
            .as_ref()
            .and_then(|id| names.get(id))
            .cloned();
        if comment.parent_name.is_none() {
            comment.parent = None;
        }
    }
}

/// Returns the first letter or digit of a name in upper case, or else its first character.
fn initial(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.clone().find(|c| c.is_alphanumeric());
    let first = first.or_else(|| characters.next());
    first.map_or_else(String::new, |c| c.to_uppercase().collect())
}

/// Chooses a color by the name alone, so that it says nothing about the email address (FNV-1a).
fn hue(name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (hash >> 8) % HUES
}

/// Returns the time for readers without a script, in UTC: scripts show it in the reader's own time zone.
fn shown_time(time: Time) -> String {
    let text = time.0.rfc3339();
    format!("{} UTC", text[..16].replace('T', " "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_generated_picture_has_the_first_letter_of_the_name() {
        for (name, expected) in [
            ("ann", "A"),
            ("  élodie", "É"),
            ("“Quoted” Bob", "Q"),
            ("ß", "SS"),
            ("李雷", "李"),
            ("🦀", "🦀"),
            ("", ""),
        ] {
            assert_eq!(initial(name), expected, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_name_has_a_color_and_a_short_initial(name in ".{0,64}") {
            prop_assert!(hue(&name) < HUES);
            prop_assert!(initial(&name).chars().count() <= 3);
        }
    }
}
