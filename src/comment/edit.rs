//! What authors do with their own comments: look, edit and delete, by edit token.
//!
//! An edit token is `rje_` and base64url of the comment's id and a MAC over site and id. It is
//! signed instead of kept, so nothing in the database could be used in its place.

use std::{net::IpAddr, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::{
    Comments, Moving, Post, Refusal, Status, Stored,
    duplicates::CommentPlace,
    outside::Asked,
    place::settle,
    render::render,
    sql,
    steps::{JudgmentInput, LimitSubject, judge},
    transition,
};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
    limit,
    site::{Site, SiteId},
    spam::{
        Author, FloodStep, Inspection, ProofState, Revision, Sample, Sightings, Spam, TokenState,
        Verdict,
    },
    text::{BODY_SCALARS, Body, Email},
};

const PREFIX: &str = "rje_";

/// By what somebody shows that a comment is their own.
#[derive(Clone, Debug)]
pub enum Proof {
    /// The edit token of the answer to the submission.
    Token(String),
    /// A session of the person who wrote it.
    Person(Uuid),
    /// A credential of the moderator who published it.
    Moderator(Uuid),
}

impl Comments {
    /// The token with which the author of a comment may change it.
    #[must_use]
    pub fn edit_token(&self, site: SiteId, id: Uuid) -> String {
        let mut bytes = id.as_bytes().to_vec();
        bytes.extend(self.0.edit.mac(&[&site.to_be_bytes(), id.as_bytes()]));
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Whose token is it? `None` for one that we did not sign for this site.
    #[must_use]
    pub fn token_of(&self, site: SiteId, token: &str) -> Option<Uuid> {
        let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix(PREFIX)?).ok()?;
        let (id, tag) = bytes.split_first_chunk::<16>()?;
        (tag.len() == 32 && self.0.edit.verifies(&[&site.to_be_bytes(), id], tag))
            .then(|| Uuid::from_bytes(*id))
    }

    /// These comments on this page and those of the person, oldest first, whatever their status;
    /// those erased are left out.
    pub async fn mine(
        &self,
        site: &Site,
        page: &str,
        ids: Vec<Uuid>,
        person: Option<Uuid>,
    ) -> Result<Vec<Stored>, Error> {
        let found = self
            .0
            .db
            .read(
                (site.id, page.to_owned(), ids, person),
                |c, (site, page, ids, person)| {
                    Box::pin(async move {
                        let Some(thread) = sql::find_thread(c, *site, page).await? else {
                            return Ok(Vec::new());
                        };
                        let mut ids = ids.clone();
                        if let Some(person) = person {
                            ids.extend(sql::of_person(c, *site, thread.id, *person).await?);
                        }
                        let mut found = sql::find(c, &[*site], &ids).await?;
                        found.retain(|comment| comment.thread == thread.id);
                        Ok::<_, Error>(found)
                    })
                },
            )
            .await?;
        Ok(found
            .into_iter()
            .filter(|comment| comment.status != Status::Deleted)
            .collect())
    }

    /// Gives a comment another text; it is inspected and moderated again.
    pub async fn edit(
        &self,
        site: &Arc<Site>,
        id: Uuid,
        proof: &Proof,
        text: &Body,
        address: IpAddr,
    ) -> Result<Stored, Refusal> {
        let this = &*self.0;
        let before = self.own(site, id, proof).await?;
        if is_unchanged(&before.text, text) {
            return Ok(before);
        }
        // A text that nobody approved must not stand beside a moderator's role; with the right,
        // `change` is called.
        if before.badge.is_some() {
            return Err(Refusal::PublishedByModerator);
        }
        let email = before
            .email
            .as_deref()
            .and_then(|email| Email::parse(email).ok());
        let person = before.proved.as_ref().map(|proved| proved.person);
        let words = this.banned_words(person, email.as_ref());
        let shadowed = self.is_shadow_banned(site, address, &words).await?;
        let subject = match (person, &before.author) {
            (Some(person), Some(author)) => LimitSubject {
                person: Some(person.to_string()),
                is_known: self.has_approved(site, author).await?,
            },
            _ => LimitSubject::guest(email.as_ref(), address),
        };
        let charges = subject.charges(site, address, &before.page);
        let taken = self.charge(site, &charges).await?;
        let mut post = rewritten(&before, text);
        let mut inspection = this.spam.inspect(
            &Sample {
                flood: this.floods.step(site.id),
                ..sample(&before, &post, &taken)
            },
            &site.policy,
        );
        if let Some(word) = inspection.banned {
            return Err(Refusal::BannedWord(word));
        }
        post.digest = inspection.digest;
        let asked = Asked::again(site, &before, &post.text, address);
        this.ask_outside(&asked, &mut inspection).await?;
        let edit = Edit {
            site: site.clone(),
            before,
            post,
            inspection,
            shadowed,
            now: this.clock.now(),
        };
        let spam = this.spam.clone();
        let after = this
            .db
            .write((edit, spam), |c, (edit, spam)| {
                Box::pin(rewrite(c, edit, spam))
            })
            .await?;
        this.reading.forget(site.id, &after.page);
        Ok(after)
    }

    /// Erases a comment; with replies below it, a stub stays.
    pub async fn delete(&self, site: &Site, id: Uuid, proof: &Proof) -> Result<(), Refusal> {
        let before = self.own(site, id, proof).await?;
        let now = self.0.clock.now();
        let page = before.page.clone();
        self.0
            .db
            .write((before, now), |c, (before, now)| {
                Box::pin(erase(c, before, *now))
            })
            .await?;
        self.0.reading.forget(site.id, &page);
        Ok(())
    }

    /// The comment, if the token is its own and its time for changes is not over.
    pub(super) async fn own(
        &self,
        site: &Site,
        id: Uuid,
        proof: &Proof,
    ) -> Result<Stored, Refusal> {
        if let Proof::Token(token) = proof
            && self.token_of(site.id, token) != Some(id)
        {
            return Err(Refusal::WrongToken);
        }
        let found = self
            .0
            .db
            .read((site.id, id), |c, (site, id)| {
                Box::pin(async move { sql::find(c, &[*site], &[*id]).await })
            })
            .await?;
        let Some(comment) = found
            .into_iter()
            .find(|comment| comment.status != Status::Deleted)
        else {
            return Err(Refusal::NotFound);
        };
        let author = comment.proved.as_ref().map(|proved| proved.person);
        let published_by = comment.badge.map(|badge| badge.moderator);
        let is_own = match proof {
            Proof::Token(_) => true,
            Proof::Person(person) => author == Some(*person),
            Proof::Moderator(moderator) => published_by == Some(*moderator),
        };
        if !is_own {
            // Whether it is somebody else's or not there is nobody's business.
            return Err(Refusal::NotFound);
        }
        let age = self.0.clock.now().since(comment.created_at).as_secs();
        if age >= u64::from(site.policy.edit_window_seconds) {
            return Err(Refusal::EditWindowOver);
        }
        Ok(comment)
    }
}

/// Locks the thread and the comment first: a reply that comes at the same time waits, and finds its
/// parent gone.
async fn erase(c: &mut Conn<'_>, before: &Stored, now: Timestamp) -> Result<(), Refusal> {
    let current = sql::find_to_change(c, &[before.site], &[before.id]).await?;
    let comment = current
        .first()
        .filter(|current| current.version == before.version)
        .ok_or(Refusal::Conflict)?;
    let moving = Moving {
        comment,
        to: Status::Deleted,
        taught: None,
    };
    Ok(transition(c, &[moving], now).await?)
}

/// Whether an edit says what the comment says already, whatever line ends or invisible characters
/// it was sent with.
pub(super) fn is_unchanged(stored: &str, text: &Body) -> bool {
    let kept = Body::parse(stored, 0..=BODY_SCALARS);
    stored == text.as_str() || kept.is_ok_and(|kept| kept.as_str() == text.as_str())
}

struct Edit {
    site: Arc<Site>,
    before: Stored,
    post: Post,
    inspection: Inspection,
    /// Its author was banned without a word meanwhile.
    shadowed: bool,
    now: Timestamp,
}

fn rewritten(before: &Stored, text: &Body) -> Post {
    let text = text.as_str().to_owned();
    Post {
        kind: before.kind,
        name: before.name.clone(),
        email: before.email.clone(),
        website: before.website.clone(),
        author: before.author.clone(),
        proved: before.proved.clone(),
        html: render(&text),
        digest: 0,
        text,
        client: super::Client {
            address_hash: before.address_hash.clone(),
            network: before.network.clone(),
            user_agent: before.user_agent.clone(),
        },
    }
}

fn sample<'a>(before: &'a Stored, post: &'a Post, taken: &limit::Taken) -> Sample<'a> {
    Sample {
        site: before.site,
        text: &post.text,
        name: &post.name,
        email: post.email.as_deref(),
        website: post.website.as_deref(),
        honeypot: false,
        // The form's part was judged when the comment was posted.
        token: TokenState::Missing,
        proof: ProofState::Missing,
        flood: FloodStep::Calm,
        author: before.author.as_deref().map(|key| Author {
            hash: key,
            verified: before.kind.verified(),
        }),
        network: post.client.network.as_deref(),
        sightings: Sightings::default(),
        network_busy: taken.network_busy(),
        limits_degraded: taken.degraded,
        edited: true,
    }
}

async fn rewrite(c: &mut Conn<'_>, edit: &Edit, spam: &Spam) -> Result<Stored, Refusal> {
    let Edit {
        site,
        before,
        post,
        inspection,
        shadowed,
        now,
    } = edit;
    // As with a new comment: of two that become the same, the second waits and finds the first.
    c.lock(post.digest ^ site.id).await?;
    let current = sql::find_to_change(c, &[site.id], &[before.id]).await?;
    if current
        .first()
        .is_none_or(|current| current.version != before.version)
    {
        return Err(Refusal::Conflict);
    }
    let place = CommentPlace {
        thread: before.thread,
        reply_to: before.reply_to,
        comment: before.id,
    };
    let input = JudgmentInput {
        site,
        post,
        inspection: inspection.clone(),
        place,
        now: *now,
    };
    let judgment = judge(c, spam, input).await?;
    let assessment = judgment.assessment;
    if let Some(taught) = before.taught {
        // What a person said of the old text says nothing of the new one.
        let revision = Revision {
            lesson: before.lesson(),
            from: Some(taught.label()),
            to: None,
        };
        spam.revise(c, &[revision], *now).await?;
    }
    let to = match before.status {
        Status::Approved if *shadowed => Status::Trash,
        Status::Approved => judgment.status,
        // Into the spam folder a text can always lead; out of the others only a moderator does.
        Status::Pending if assessment.verdict == Verdict::Spam && !assessment.sampled() => {
            Status::Spam
        }
        kept => kept,
    };
    if !sql::rewrite(c, before, post, &assessment, to, *now).await? {
        return Err(Refusal::Conflict);
    }
    settle(c, &[(before, to)]).await?;
    if before.status == Status::Approved && to == Status::Approved {
        sql::change_threads(c, site.id, &[before.thread], 0).await?;
    }
    let after = sql::find(c, &[site.id], &[before.id]).await?;
    after.into_iter().next().ok_or(Refusal::NotFound)
}
