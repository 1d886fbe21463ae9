//! A comment of the queue as the template takes it.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    address::{QueueFolder, QueueSelection},
    author_notes::RowNote,
    label::{action_label, excerpt, shown_name, shown_time},
    reasons::ReasonView,
};
use crate::{
    assessment::QueueGroup,
    comment::{Action, Comment, CommentStatus, IdentityKind},
    db::Error,
    http::API_BASE,
    locale::{Language, Message},
    moderate::ModeratorPages,
    moderation::{AuthorOutcomes, QueuedComment},
    moderator::{Moderator, Permission, Role},
    render::render,
    site::{Site, SiteId},
};

/// The number of characters of the comment that is answered.
const EXCERPT: usize = 160;
/// The deepest level with a class of its own.
const DEPTH_MAX: usize = 5;

/// What is the same for all rows of a page.
#[derive(Clone, Copy)]
pub(super) struct RowContext<'a> {
    pub(super) pages: &'a ModeratorPages,
    pub(super) moderator: &'a Moderator,
    pub(super) address: &'a QueueSelection,
    pub(super) language: Language,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct RowView {
    pub(super) id: Uuid,
    /// The id with the version, as forms send it.
    target: String,
    status: &'static str,
    /// The name of the folder, if it is not the one that is shown.
    folder: Option<String>,
    site: String,
    author: RowAuthor,
    pub(super) page: RowPage,
    parent: Option<RowParent>,
    html: String,
    /// The waiting edit, as readers would see it.
    edit_html: Option<String>,
    network: Option<FilterLink>,
    created_at: String,
    when: String,
    is_edited: bool,
    score: String,
    reasons: Vec<ReasonView>,
    actions: Vec<ActionView>,
    /// The newest note of moderators on the author.
    author_note: Option<RowNote>,
    may_edit: bool,
    /// Where a ban of the author is prepared.
    ban_url: Option<String>,
    context_url: String,
    /// Where readers see it, or will see it.
    place_url: String,
    /// What happened to the comment instead of what was asked.
    pub(super) note: Option<String>,
    /// Whether it is the comment that a page is about.
    pub(super) is_subject: bool,
    depth: usize,
}

#[derive(Clone, Debug, Serialize)]
struct RowAuthor {
    name: String,
    email: Option<FilterLink>,
    domain: Option<FilterLink>,
    website: Option<String>,
    /// How the author is known.
    identity: String,
    record: Option<RowRecord>,
    is_new: bool,
}

/// The numbers of the author's other comments.
#[derive(Clone, Copy, Debug, Serialize)]
struct RowRecord {
    approved: i64,
    spam: i64,
    trash: i64,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct RowPage {
    label: String,
    key: String,
    url: Option<String>,
    filter_url: String,
    /// Whether the title comes from the browser of an author.
    is_claimed: bool,
}

#[derive(Clone, Debug, Serialize)]
struct RowParent {
    name: String,
    excerpt: String,
    url: String,
}

/// A link that filters the list by what it says.
#[derive(Clone, Debug, Serialize)]
struct FilterLink {
    label: String,
    url: String,
}

#[derive(Clone, Debug, Serialize)]
struct ActionView {
    action: &'static str,
    label: String,
}

impl RowView {
    /// Returns the name of the author.
    pub(super) fn name(&self) -> &str {
        &self.author.name
    }
}

/// Reads what the rows need besides the comments, and returns the rows in the same order.
pub(super) async fn rows(
    context: &RowContext<'_>,
    queued: Vec<QueuedComment>,
) -> Result<Vec<RowView>, Error> {
    let mut sites = queued
        .iter()
        .map(|queued| queued.comment.site)
        .collect::<Vec<_>>();
    sites.sort_unstable();
    sites.dedup();
    let mut parents = queued
        .iter()
        .filter_map(|queued| queued.comment.reply_to)
        .collect::<Vec<_>>();
    parents.sort_unstable();
    parents.dedup();
    let moderation = &context.pages.moderation.moderation;
    let mut known = HashMap::new();
    if !parents.is_empty() {
        let found = moderation.find_all(&sites, &parents).await?;
        known.extend(
            found
                .into_iter()
                .map(|queued| (queued.comment.id, queued.comment)),
        );
    }
    let authors = queued.iter().filter(|queued| queued.notes > 0);
    let authors = authors.filter_map(|queued| author_key(&queued.comment));
    let authors = authors.collect::<HashSet<_>>().into_iter().collect();
    let notes = moderation.latest_notes(authors).await?;
    let mut rows = Vec::with_capacity(queued.len());
    for queued in queued {
        // The comments of a site that is being removed are deleted soon.
        if let Some(site) = context.pages.sites.by_id(queued.comment.site).await {
            let parent = queued.comment.reply_to.and_then(|id| known.get(&id));
            let note = author_key(&queued.comment).and_then(|author| notes.get(&author));
            let note = note.map(|note| RowNote::new(queued.notes, note));
            rows.push(row(context, &site, queued, (parent, note)));
        }
    }
    Ok(rows)
}

fn row(
    context: &RowContext<'_>,
    site: &Site,
    queued: QueuedComment,
    (parent, author_note): (Option<&Comment>, Option<RowNote>),
) -> RowView {
    let RowContext {
        address, language, ..
    } = *context;
    let QueuedComment {
        comment,
        record,
        group,
        notes: _,
    } = queued;
    let is_present = comment.status != CommentStatus::Deleted;
    let may = |permission| is_present && context.moderator.may(permission, Some(site.id));
    let folder = folder_of(comment.status, group);
    let assessment = comment
        .waiting_edit()
        .map_or(&comment.assessment, |edit| &edit.assessment);
    let elsewhere = folder.filter(|folder| *folder != address.folder);
    RowView {
        id: comment.id,
        target: format!("{}.{}", comment.id, comment.version),
        status: comment.status.as_str(),
        folder: elsewhere.map(|folder| Message::new(folder.label()).to_text(language)),
        site: site.name.clone(),
        author: author(context, &comment, record),
        page: page(address, site, &comment),
        parent: parent.map(|parent| RowParent {
            name: shown_name(&parent.name, language),
            excerpt: excerpt(&parent.text, EXCERPT),
            url: address.around(parent.id).url(),
        }),
        edit_html: comment.waiting_edit().map(|edit| render(&edit.text)),
        network: comment.network.as_ref().map(|network| FilterLink {
            label: network.clone(),
            url: address.only(|address| address.network = Some(network.clone())),
        }),
        created_at: comment.created_at.rfc3339(),
        when: shown_time(comment.created_at),
        is_edited: comment.edited_at.is_some(),
        score: format!("{:+.1}", assessment.score),
        reasons: ReasonView::all(assessment, address, language),
        actions: actions(context, &comment),
        author_note,
        may_edit: may(Permission::Edit),
        ban_url: may(Permission::Ban).then(|| format!("/moderate/bans/new?comment={}", comment.id)),
        context_url: address.around(comment.id).url(),
        place_url: place_url(site, &comment),
        note: None,
        is_subject: false,
        depth: comment.depth().min(DEPTH_MAX),
        html: comment.html,
    }
}

/// Returns the folder in which a comment is; `None` for an erased one.
const fn folder_of(status: CommentStatus, group: Option<QueueGroup>) -> Option<QueueFolder> {
    match (group, status) {
        (Some(QueueGroup::ProbablySpam), _) => Some(QueueFolder::ProbablySpam),
        (Some(QueueGroup::Review), _) | (None, CommentStatus::Pending) => Some(QueueFolder::Review),
        (None, CommentStatus::Approved) => Some(QueueFolder::Approved),
        (None, CommentStatus::Spam) => Some(QueueFolder::Spam),
        (None, CommentStatus::Trash) => Some(QueueFolder::Trash),
        (None, CommentStatus::Deleted) => None,
    }
}

/// Returns where readers see the comment, or will see it: on the blog, or else on this server's page of the thread.
fn place_url(site: &Site, comment: &Comment) -> String {
    let id = comment.id;
    if let Some(url) = comment.url.as_deref().filter(|url| site.owns(url)) {
        let page = url.split('#').next().unwrap_or_default();
        return format!("{page}#comment-{id}");
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("page", &comment.page);
    query.append_pair("around", &id.to_string());
    let (slug, query) = (&site.slug, query.finish());
    format!("{API_BASE}/sites/{slug}/thread?{query}#comment-{id}")
}

fn page(address: &QueueSelection, site: &Site, comment: &Comment) -> RowPage {
    let is_set = comment.thread_title_source.is_some() && comment.title == comment.thread_title;
    let url = comment.url.clone().filter(|url| site.owns(url));
    RowPage {
        label: comment
            .title
            .clone()
            .unwrap_or_else(|| comment.page.clone()),
        key: comment.page.clone(),
        url,
        filter_url: address.only(|address| {
            address.site = Some(site.slug.clone());
            address.page = Some(comment.page.clone());
        }),
        is_claimed: comment.title.is_some() && !is_set,
    }
}

fn author(context: &RowContext<'_>, comment: &Comment, record: AuthorOutcomes) -> RowAuthor {
    let RowContext {
        address, language, ..
    } = *context;
    let search = |text: &str| FilterLink {
        label: text.to_owned(),
        url: address.only(|address| address.search = Some(text.to_owned())),
    };
    let email = comment.email.as_deref();
    let domain = email.and_then(|email| email.rfind('@').map(|at| &email[at..]));
    let AuthorOutcomes {
        approved,
        spam,
        trash,
    } = record;
    let has_record = approved + spam + trash > 0;
    RowAuthor {
        name: shown_name(&comment.name, language),
        email: email.map(search),
        domain: domain.map(|domain| FilterLink {
            label: domain.to_owned(),
            url: address.only(|address| address.email_domain = Some(domain[1..].to_owned())),
        }),
        website: comment.website.clone(),
        identity: identity(context, comment).to_text(language),
        record: has_record.then_some(RowRecord {
            approved,
            spam,
            trash,
        }),
        is_new: !has_record && comment.author.is_some() && comment.badge.is_none(),
    }
}

/// Returns how the author is known.
fn identity(context: &RowContext<'_>, comment: &Comment) -> Message {
    if let Some(badge) = comment.badge {
        return Message::new(match badge.role {
            Role::Owner => "thread-role-owner",
            Role::Moderator => "thread-role-moderator",
        });
    }
    match (comment.kind, &comment.identity) {
        (IdentityKind::Social, Some(identity)) => {
            let providers = context.pages.people.providers();
            let name = providers.name_of(&identity.provider);
            Message::new("mod-verified-account")
                .with("provider", name.unwrap_or(&identity.provider))
        }
        (IdentityKind::Email, _) => Message::new("mod-verified-email"),
        _ => Message::new("mod-unverified"),
    }
}

/// Returns the actions that the state of a comment and the permissions of the moderator allow, the most likely first.
fn actions(context: &RowContext<'_>, comment: &Comment) -> Vec<ActionView> {
    use Action::{Approve, Delete, Hold, Restore, Spam, Trash};
    let moderator = context.moderator;
    if !moderator.may(Permission::Decide, Some(comment.site)) {
        return Vec::new();
    }
    let possible: &[Action] = match comment.status {
        CommentStatus::Pending => &[Approve, Spam, Trash],
        _ if comment.waiting_edit().is_some() => &[Approve, Spam, Trash],
        CommentStatus::Approved => &[Hold, Spam, Trash],
        CommentStatus::Spam => &[Approve, Restore, Trash, Delete],
        CommentStatus::Trash => &[Approve, Restore, Spam, Delete],
        CommentStatus::Deleted => &[],
    };
    let may_erase = moderator.may(Permission::Erase, Some(comment.site));
    let possible = possible
        .iter()
        .filter(|action| **action != Delete || may_erase);
    let actions = possible.map(|action| ActionView {
        action: action.as_str(),
        label: Message::new(action_label(*action)).to_text(context.language),
    });
    actions.collect()
}

/// Returns the site and the hash by which notes on the author of a comment are found.
fn author_key(comment: &Comment) -> Option<(SiteId, Vec<u8>)> {
    Some((comment.site, comment.author.clone()?))
}
