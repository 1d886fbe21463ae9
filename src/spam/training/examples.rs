//! Training examples: copies of decided comments, in the order in which the decisions were committed.
//!
//! Each training example gets its sequence number from the only row of the table `school`, which its
//! transaction then locks until it ends. So numbers become visible in ascending order, and a reader that has
//! read up to a number has missed no smaller one. The row is the last lock that a transaction acquires.

use std::{borrow::Cow, collections::BTreeMap};

use uuid::Uuid;

use super::sql;
use crate::{
    classifier::{
        Document, Label,
        evaluate::{LabeledComment, LabeledHistory},
    },
    clock::Timestamp,
    db::{Conn, Error, PendingRows, Row, Value},
    site::SiteId,
    spam::{Revision, TrainingExample, own_links::LinksToSite},
};

/// The number of characters of a text that are stored: as many as the learner reads.
const TEXT_MAX: usize = 3_000;

/// A stored training example.
#[derive(Clone, Debug)]
pub(crate) struct StoredExample {
    pub seq: i64,
    pub site: SiteId,
    pub comment: Uuid,
    pub label: Label,
    /// The score of the comment before the decision, in thousandths.
    pub score: i64,
    name: String,
    website: Option<String>,
    text: String,
}

impl StoredExample {
    pub(crate) fn document(&self) -> Document<'_> {
        Document {
            text: &self.text,
            name: &self.name,
            website: self.website.as_deref(),
            site: self.site,
        }
    }

    fn read(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            seq: row.get(0)?,
            site: row.get(1)?,
            label: row.get(2)?,
            name: row.get(3)?,
            website: row.get(4)?,
            text: row.get(5)?,
            score: row.get(6)?,
            comment: row.get(7)?,
        })
    }
}

/// A training example to be written.
struct NewExample<'a> {
    site: SiteId,
    comment: Uuid,
    label: Label,
    score: i64,
    at: Timestamp,
    name: &'a str,
    website: Option<&'a str>,
    /// Without links to the site.
    text: Cow<'a, str>,
}

/// Removes the training examples of comments whose decision changed, and adds the new decisions as the newest
/// training examples. `own_links` returns the links to a site, which are not stored.
pub(in crate::spam) fn change(
    c: &mut Conn<'_>,
    revisions: &[Revision<'_>],
    own_links: impl Fn(SiteId) -> LinksToSite,
    now: Timestamp,
) -> Result<(), Error> {
    let mut gone = BTreeMap::<SiteId, Vec<Uuid>>::new();
    let mut new = Vec::new();
    for ((site, comment), (_, after)) in net(revisions) {
        gone.entry(site).or_default().push(comment);
        new.extend(after.map(|(label, example)| {
            let own = own_links(site);
            NewExample {
                site,
                comment,
                label,
                score: example.assessment.thousandths(),
                at: now,
                name: example.name,
                website: own.other(example.website),
                text: own.without(example.text),
            }
        }));
    }
    for (site, comments) in &gone {
        forget(c, *site, comments)?;
    }
    write(c, &new)
}

/// The label and content of a training example, before or after a revision; `None` if there is none.
type ExampleChange<'r, 'a> = Option<(Label, &'r TrainingExample<'a>)>;

/// Combines the revisions of each comment into its first and last state, without those that change nothing.
/// When comments are assigned to another author, each is first removed and then added again.
fn net<'r, 'a>(
    revisions: &'r [Revision<'a>],
) -> BTreeMap<(SiteId, Uuid), (ExampleChange<'r, 'a>, ExampleChange<'r, 'a>)> {
    let mut all = BTreeMap::new();
    for revision in revisions {
        let example = &revision.example;
        let said = |label: Option<Label>| label.map(|label| (label, example));
        let entry = all.entry((example.site, example.comment));
        entry.or_insert((said(revision.from), None)).1 = said(revision.to);
    }
    all.retain(|_, (before, after)| match (before, after) {
        (None, None) => false,
        (Some((was, old)), Some((is, new))) => was != is || document(old) != document(new),
        _ => true,
    });
    all
}

fn document<'a>(example: &TrainingExample<'a>) -> Document<'a> {
    Document {
        text: example.text,
        name: example.name,
        website: example.website,
        site: example.site,
    }
}

fn write(c: &mut Conn<'_>, new: &[NewExample<'_>]) -> Result<(), Error> {
    if new.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
    c.queue_exactly(sql::NUMBER, &[count.into()], 1)?;
    let rows = new.iter().zip((0..count).rev()).map(|(new, behind)| {
        vec![
            Value::from(behind),
            new.site.into(),
            new.comment.into(),
            new.label.into(),
            new.score.into(),
            new.at.into(),
            new.name.into(),
            new.website.into(),
            shortened(&new.text).into(),
        ]
    });
    let rows = rows.collect::<Vec<_>>();
    c.queue_each(sql::ADD, &rows)
}

fn shortened(text: &str) -> &str {
    match text.char_indices().nth(TEXT_MAX) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

/// Deletes the training examples of comments. The model then becomes what it would be without them.
pub(crate) fn forget(c: &mut Conn<'_>, site: SiteId, comments: &[Uuid]) -> Result<(), Error> {
    c.queue(sql::REMOVE, &[site.into(), comments.into()])
}

/// Removes the author's name and website from the training examples of comments. They become the newest ones.
pub(crate) async fn unsign(c: &mut Conn<'_>, site: SiteId, comments: &[Uuid]) -> Result<(), Error> {
    let parameters = [site.into(), comments.into()];
    let signed = c
        .rows(sql::SIGNED, &parameters, |row| {
            let text: String = row.get(4)?;
            Ok((
                row.get::<Uuid>(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                text,
            ))
        })
        .await?;
    if signed.is_empty() {
        return Ok(());
    }
    forget(c, site, comments)?;
    let new = signed
        .iter()
        .map(|(comment, label, score, at, text)| NewExample {
            site,
            comment: *comment,
            label: *label,
            score: *score,
            at: *at,
            name: "",
            website: None,
            text: Cow::Borrowed(text.as_str()),
        });
    write(c, &new.collect::<Vec<_>>())
}

/// Returns at most `most` training examples with numbers greater than `seq`, in ascending order.
pub(crate) async fn after(
    c: &mut Conn<'_>,
    seq: i64,
    most: usize,
) -> Result<Vec<StoredExample>, Error> {
    let examples = request_after(c, seq, most)?;
    c.receive(examples).await
}

/// Requests at most `most` training examples with numbers greater than `seq`, in ascending order.
pub(crate) fn request_after(
    c: &mut Conn<'_>,
    seq: i64,
    most: usize,
) -> Result<PendingRows<StoredExample>, Error> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    c.request(sql::AFTER, &[seq.into(), most.into()], StoredExample::read)
}

/// Returns the last `most` training examples up to and including `seq`, in ascending order.
pub(crate) async fn up_to(
    c: &mut Conn<'_>,
    seq: i64,
    most: usize,
) -> Result<Vec<StoredExample>, Error> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let parameters = [seq.into(), most.into()];
    let mut examples = c.rows(sql::UP_TO, &parameters, StoredExample::read).await?;
    examples.reverse();
    Ok(examples)
}

/// Returns all training examples of a site, in ascending order.
pub(crate) async fn of_site(c: &mut Conn<'_>, site: SiteId) -> Result<Vec<StoredExample>, Error> {
    c.rows(sql::OF_SITE, &[site.into()], StoredExample::read)
        .await
}

/// Returns the epoch: a counter that increases when training examples are removed.
pub(crate) async fn epoch(c: &mut Conn<'_>) -> Result<i64, Error> {
    let epoch = c.row(sql::EPOCH, &[], |row| row.get(0)).await?;
    epoch.ok_or_else(|| Error::Statement("the table school has no row".to_owned()))
}

/// Requests the epoch, and how often `spam rebuild` computed weights that differ from the checkpoint.
pub(crate) fn request_state(c: &mut Conn<'_>) -> Result<PendingRows<(i64, i64)>, Error> {
    c.request(sql::STATE, &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Returns the numbers of ham and of spam training examples up to and including `through`.
pub(crate) async fn count_up_to(c: &mut Conn<'_>, through: i64) -> Result<(u32, u32), Error> {
    let counted = c
        .rows(sql::COUNT_UP_TO, &[through.into()], |row| {
            Ok((row.get::<Label>(0)?, row.get::<i64>(1)?))
        })
        .await?;
    let of = |wanted| {
        let counted = counted.iter().find(|(label, _)| *label == wanted);
        counted.map_or(0, |(_, count)| u32::try_from(*count).unwrap_or(u32::MAX))
    };
    Ok((of(Label::Ham), of(Label::Spam)))
}

/// Returns the epoch and locks it until the transaction ends.
pub(crate) async fn hold(c: &mut Conn<'_>) -> Result<i64, Error> {
    let epoch = c.row(sql::HOLD, &[], |row| row.get(0)).await?;
    epoch.ok_or_else(|| Error::Statement("the table school has no row".to_owned()))
}
/// Reads the labeled comments of a site, in the order of the decisions.
pub(crate) async fn labeled_history(
    c: &mut Conn<'_>,
    site: SiteId,
) -> Result<LabeledHistory, Error> {
    let stored = of_site(c, site).await?;
    let examples = stored.iter().map(|example| {
        let Document { text, name, .. } = example.document();
        LabeledComment {
            author: name.to_owned(),
            ..LabeledComment::new(example.label, text)
        }
    });
    Ok(LabeledHistory(examples.collect()))
}
