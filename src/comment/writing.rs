//! Steps of writing a comment that readers and moderators, new comments and edits share.

use uuid::Uuid;

use super::{
    Badge, ClientOrigin, Comment, CommentInsert, CommentStatus, OwnedComment, PreparedSubmission,
    Refusal, Submission, Thread, record::ancestors, sql,
};
use crate::{
    clock::Timestamp,
    commenter,
    db::{Conn, Error, PendingRows},
    render::render,
    site::SiteId,
    spam::{Revision, Spam},
};

/// Refuses to store anything of a person who was erased since the request began.
pub(super) async fn check_person(c: &mut Conn<'_>, draft: &Submission) -> Result<(), Refusal> {
    let person = PendingPerson::request(c, draft)?;
    person.check(c).await
}

/// A pending query for the signed-in author, who cannot be erased until the transaction ends.
#[must_use]
pub(super) struct PendingPerson(Option<PendingRows<()>>);

impl PendingPerson {
    pub(super) fn request(c: &mut Conn<'_>, draft: &Submission) -> Result<Self, Error> {
        let person = draft.author.person();
        let person = person.map(|viewer| commenter::lock_person_shared(c, viewer.person.id));
        Ok(Self(person.transpose()?))
    }

    /// Refuses to store anything of a person who was erased since the request began.
    pub(super) async fn check(self, c: &mut Conn<'_>) -> Result<(), Refusal> {
        if let Some(person) = self.0
            && c.receive(person).await?.is_empty()
        {
            return Err(Refusal::SignedOut);
        }
        Ok(())
    }
}

/// Returns the thread of a page, open or closed. Adds it under `id` if there is none.
pub(super) async fn find_or_add_thread(
    c: &mut Conn<'_>,
    site: SiteId,
    page: &str,
    id: Uuid,
    now: Timestamp,
) -> Result<Thread, Error> {
    match sql::find_thread(c, site, page).await? {
        Some(thread) => Ok(thread),
        None => add_thread(c, site, page, id, now).await,
    }
}

/// Adds the thread of a page that had none a moment ago.
pub(super) async fn add_thread(
    c: &mut Conn<'_>,
    site: SiteId,
    page: &str,
    id: Uuid,
    now: Timestamp,
) -> Result<Thread, Error> {
    let new = Thread {
        id,
        page: page.to_owned(),
        title: None,
        url: None,
        open: true,
        approved: 0,
        version: 1,
        created_at: now,
        title_source: None,
    };
    sql::add_thread(c, site, &new)?;
    // A concurrent request may have added one: that one counts.
    sql::find_thread(c, site, page)
        .await?
        .ok_or(Error::Conflict)
}

/// Stores a new comment, and updates the counts if it is published.
pub(super) fn insert(c: &mut Conn<'_>, new: &CommentInsert<'_>) -> Result<(), Error> {
    sql::insert(c, new)?;
    if new.status == CommentStatus::Approved {
        let above = ancestors(&new.path);
        if !above.is_empty() {
            sql::change_ancestors(c, new.site, &above, 1)?;
        }
        sql::change_threads(c, new.site, &[new.thread], 1)?;
        sql::name_threads(c, new.site, &[new.thread])?;
    }
    Ok(())
}

/// The position and status of a new comment.
pub(super) struct InsertedComment {
    pub(super) id: Uuid,
    pub(super) parent: Option<Uuid>,
    pub(super) path: Vec<u8>,
    pub(super) status: CommentStatus,
    pub(super) badge: Option<Badge>,
}

/// Returns a new comment as its author sees it.
pub(super) fn own(
    post: &PreparedSubmission,
    placed: InsertedComment,
    now: Timestamp,
) -> OwnedComment {
    OwnedComment {
        id: placed.id,
        parent: placed.parent,
        path: placed.path,
        status: placed.status,
        kind: post.kind,
        name: post.name.clone(),
        website: post.website.clone(),
        proved: post.proved.clone(),
        badge: placed.badge,
        text: post.text.clone(),
        html: post.html.clone(),
        created_at: now,
        edited_at: None,
        published_html: None,
    }
}

/// Returns what a comment becomes by an edit. The caller must still set the digest of the text.
pub(super) fn edited(
    before: &Comment,
    text: &str,
    earlier_authors: Vec<Vec<u8>>,
    client: ClientOrigin,
) -> PreparedSubmission {
    PreparedSubmission {
        kind: before.kind,
        name: before.name.clone(),
        email: before.email.clone(),
        website: before.website.clone(),
        author: before.author.clone(),
        earlier_authors,
        proved: before.proved.clone(),
        html: render(text),
        digest: 0,
        text: text.to_owned(),
        client,
    }
}

/// Locks the comment, and refuses if it has changed since it was read.
pub(super) async fn lock(c: &mut Conn<'_>, before: &Comment) -> Result<(), Refusal> {
    let current = sql::find_to_change(c, &[before.site], &[before.id]).await?;
    match current.first() {
        Some(current) if current.version == before.version => Ok(()),
        _ => Err(Refusal::Conflict),
    }
}

/// Returns the comment as it is after a change.
pub(super) async fn reread(c: &mut Conn<'_>, before: &Comment) -> Result<Comment, Refusal> {
    let after = sql::find(c, &[before.site], &[before.id]).await?;
    after.into_iter().next().ok_or(Refusal::NotFound)
}

/// Removes the training example of the old text: the decision about it does not apply to the new one.
pub(super) fn remove_example(
    c: &mut Conn<'_>,
    spam: &Spam,
    before: &Comment,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(taught) = before.taught else {
        return Ok(());
    };
    let revision = Revision {
        example: before.training_example(),
        from: Some(taught.label()),
        to: None,
    };
    spam.revise(c, &[revision], now)
}
