//! The story of a post, from a good draft to a kept comment.

use std::{net::IpAddr, sync::Arc, time::Duration};

use uuid::Uuid;

use super::{
    Client, Comments, Draft, Idempotency, Inner, NewComment, Own, Post, Proved, Status, Thread,
    first_status, is_open,
    outside::Asked,
    record::{ancestors, network_of, reply_path},
    render::render,
    sql,
    twins::sightings,
};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
    identity::person,
    limit::{self, Outcome, quotas},
    site::Site,
    spam::{Assessment, Author, Inspection, Sample, Sightings, Spam},
    text::Email,
};

/// What a submission came to.
#[derive(Clone, Debug)]
pub struct Submitted {
    pub comment: Own,
    /// What the limits leave, for the headers of the answer; `None` when an earlier answer is repeated.
    pub limits: Option<limit::Taken>,
}

/// Why a submission was not taken.
#[derive(Debug)]
pub enum Refusal {
    TooFast(limit::Refused),
    /// The site is closed to guests for so long.
    Flooded(Duration),
    ThreadClosed,
    Banned,
    BannedWord(String),
    NoSuchParent,
    /// Another replica removed it a moment ago.
    NoSuchSite,
    Duplicate,
    /// The `Idempotency-Key` was used for another request.
    OtherRequest,
    /// It was used for this one, but the comment was erased since.
    Gone,
    /// Whoever speaks was erased a moment ago.
    SignedOut,
    Db(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}

/// Everything that the transaction needs.
struct Entry {
    site: Arc<Site>,
    draft: Draft,
    post: Post,
    inspection: Inspection,
    idempotency: Option<Idempotency>,
    shadowed: bool,
    ids: Ids,
    now: Timestamp,
}

/// Ids are drawn before the transaction, which may be run again.
struct Ids {
    comment: Uuid,
    thread: Uuid,
}

impl Comments {
    /// Takes a comment: limits, bans, checks, what others say, and then everything else in one transaction.
    pub async fn submit(
        &self,
        site: &Arc<Site>,
        draft: Draft,
        address: IpAddr,
        user_agent: Option<&str>,
        idempotency: Option<Idempotency>,
    ) -> Result<Submitted, Refusal> {
        let this = &*self.0;
        if idempotency.is_some()
            && self.may_look_back(site, address)
            && let Some(answer) = this.first_answer(site, idempotency.as_ref()).await?
        {
            return Ok(answer);
        }
        let charges = self.flooded(site, &draft, charges(site, &draft, address));
        let taken = match this.limits.take(&site.slug, &charges).await {
            Outcome::Taken(taken) => taken,
            Outcome::Refused(refused) => {
                this.spam.count_refusal(site.id);
                return Err(Refusal::TooFast(refused));
            }
        };
        let shadowed = match this
            .bans
            .check(site.id, address, &this.banned_as(&draft.speaker))
            .await?
        {
            None => false,
            Some(ban) if ban.shadow => true,
            Some(_) => return Err(Refusal::Banned),
        };
        let mut post = self.post(&draft, address, user_agent);
        let mut inspection = this
            .spam
            .inspect(&self.sample(site, &draft, &post, &taken), &site.policy);
        if let Some(word) = inspection.banned {
            return Err(Refusal::BannedWord(word));
        }
        if let Some(what) = draft.irregular {
            inspection.hold_irregular(what);
        }
        // What looks like spam costs more turns, so that a flood of it ends sooner; where the text
        // alone says so, before anything is written.
        let surcharge = quotas::surcharge(&charges);
        let surcharged = inspection.is_spam_already();
        if surcharged {
            this.limits.spend(&site.slug, &surcharge).await;
        }
        post.digest = inspection.digest;
        this.refuse_unasked(site, &draft, &post, idempotency.is_some())
            .await?;
        let asked = Asked::new(site, &draft, &post, address, this.clock.now());
        this.ask_outside(&asked, &mut inspection).await?;
        let ids = Ids {
            comment: this.clock.id(),
            thread: this.clock.id(),
        };
        let now = this.clock.now();
        let entry = Entry {
            site: site.clone(),
            draft,
            post,
            inspection,
            idempotency,
            shadowed,
            ids,
            now,
        };
        let entry = Arc::new(entry);
        let input = (entry.clone(), this.spam.clone());
        let kept = match this
            .db
            .write(input, |c, (entry, spam)| Box::pin(keep(c, entry, spam)))
            .await
        {
            Ok(Some(kept)) => kept,
            // The same request came by another way at the same time, and was faster.
            Ok(None) | Err(Refusal::Db(Error::Unique(_))) => {
                let answer = this.first_answer(site, entry.idempotency.as_ref()).await?;
                return answer.ok_or(Refusal::Db(Error::Conflict));
            }
            Err(Refusal::Db(Error::Foreign(_))) => return Err(Refusal::NoSuchSite),
            Err(refusal) => return Err(refusal),
        };
        if kept.status == Status::Approved {
            this.reading.forget(site.id, entry.draft.page.as_str());
        }
        this.floods.judged(site.id, kept.spam);
        if kept.spam && !surcharged {
            this.limits.spend(&site.slug, &surcharge).await;
        }
        Ok(Submitted {
            comment: own(&entry, kept),
            limits: Some(taken),
        })
    }

    fn sample<'a>(
        &self,
        site: &Site,
        draft: &'a Draft,
        post: &'a Post,
        taken: &limit::Taken,
    ) -> Sample<'a> {
        Sample {
            site: site.id,
            text: &post.text,
            name: &post.name,
            email: post.email.as_deref(),
            website: post.website.as_deref(),
            honeypot: draft.honeypot,
            token: draft.token.state,
            proof: draft.proof,
            flood: self.0.floods.step(site.id),
            author: author(post),
            network: post.client.network.as_deref(),
            sightings: Sightings::default(),
            network_busy: taken.network_busy(),
            limits_degraded: taken.degraded,
            edited: false,
        }
    }

    pub(super) fn post(&self, draft: &Draft, address: IpAddr, user_agent: Option<&str>) -> Post {
        let speaker = &draft.speaker;
        let text = draft.text.as_str().to_owned();
        Post {
            kind: speaker.kind(),
            name: speaker.name().to_owned(),
            email: speaker.email().map(|email| email.as_str().to_owned()),
            website: speaker.website().map(str::to_owned),
            author: match speaker.person() {
                Some(viewer) => Some(self.person_key(viewer.person.id)),
                None => speaker.email().map(|email| self.guest_key(email)),
            },
            proved: speaker.person().map(|viewer| Proved {
                person: viewer.person.id,
                provider: viewer.provider.clone(),
                picture: viewer.person.picture,
            }),
            html: render(&text),
            digest: 0,
            text,
            client: self.0.client(address, user_agent),
        }
    }
}

impl Inner {
    pub(super) fn address_hash(&self, address: IpAddr) -> Vec<u8> {
        let address = address.to_canonical().to_string();
        self.person.mac(&[b"address", address.as_bytes()])[..16].to_vec()
    }

    fn client(&self, address: IpAddr, user_agent: Option<&str>) -> Client {
        let network = network_of(address);
        Client {
            address_hash: Some(self.address_hash(address)),
            network: Some(network),
            user_agent: user_agent.map(|agent| {
                agent
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(200)
                    .collect()
            }),
        }
    }

    /// The same `Idempotency-Key` again: the first answer, without a turn being charged.
    async fn first_answer(
        &self,
        site: &Site,
        idempotency: Option<&Idempotency>,
    ) -> Result<Option<Submitted>, Refusal> {
        let Some(idempotency) = idempotency else {
            return Ok(None);
        };
        let input = (site.id, idempotency.clone());
        self.db
            .read(input, |c, (site, idempotency)| {
                Box::pin(async move {
                    let Some((fingerprint, id, status)) =
                        sql::first_answer(c, *site, &idempotency.actor, &idempotency.key).await?
                    else {
                        return Ok(None);
                    };
                    if fingerprint != idempotency.fingerprint {
                        return Err(Refusal::OtherRequest);
                    }
                    let comment = sql::find(c, &[*site], &[id]).await?.into_iter().next();
                    let comment = comment.filter(|comment| comment.status != Status::Deleted);
                    let comment = Own {
                        status,
                        ..comment.ok_or(Refusal::Gone)?.into()
                    };
                    Ok(Some(Submitted {
                        comment,
                        limits: None,
                    }))
                })
            })
            .await
    }
}

fn charges(site: &Site, draft: &Draft, address: IpAddr) -> Vec<limit::Charge> {
    let person = match draft.speaker.person() {
        Some(viewer) => Some(viewer.person.id.to_string()),
        None => draft.speaker.email().map(|email| guest(email, address)),
    };
    quotas::posting(
        address,
        person.as_deref(),
        draft.page.as_str(),
        site.policy.limits_percent,
    )
}

/// Who a guest is for the limits. Anybody can type an address: with the network it comes from, a
/// stranger uses up nobody else's turns.
pub(super) fn guest(email: &Email, address: IpAddr) -> String {
    format!("{} {}", email.normal(), network_of(address))
}

pub(super) fn author(post: &Post) -> Option<Author<'_>> {
    post.author.as_deref().map(|key| Author {
        hash: key,
        verified: post.kind.verified(),
    })
}

/// What the transaction came to.
struct Kept {
    parent: Option<Uuid>,
    path: Vec<u8>,
    status: Status,
    /// Without what a flood adds.
    spam: bool,
}

fn own(entry: &Entry, kept: Kept) -> Own {
    let post = &entry.post;
    Own {
        id: entry.ids.comment,
        parent: kept.parent,
        path: kept.path,
        status: kept.status,
        kind: post.kind,
        name: post.name.clone(),
        website: post.website.clone(),
        proved: post.proved.clone(),
        text: post.text.clone(),
        html: post.html.clone(),
        created_at: entry.now,
        edited_at: None,
    }
}

/// One transaction: idempotency, thread, parent, duplicates, memory, verdict, comment. `None` when
/// the same request was answered before.
async fn keep(c: &mut Conn<'_>, entry: &Entry, spam: &Spam) -> Result<Option<Kept>, Refusal> {
    let Entry {
        site,
        draft,
        post,
        ids,
        now,
        ..
    } = entry;
    // The same text sent twice at once: the second waits here, and then finds the first, or what was
    // answered to it.
    c.lock(post.digest ^ site.id).await?;
    if let Some(idempotency) = &entry.idempotency
        && sql::first_answer(c, site.id, &idempotency.actor, &idempotency.key)
            .await?
            .is_some()
    {
        return Ok(None);
    }
    // Nothing may be kept of somebody after they were erased.
    if let Some(viewer) = draft.speaker.person()
        && !person::is_known(c, viewer.person.id).await?
    {
        return Err(Refusal::SignedOut);
    }
    let thread = open_thread(c, entry).await?;
    if draft.parent.is_some() {
        sql::lock_thread(c, site.id, thread.id).await?;
    }
    let (path, parent) = match draft.parent {
        None => (ids.comment.as_bytes().to_vec(), None),
        Some(parent) => match sql::spot(c, site.id, parent).await? {
            Some((at, path, Status::Approved)) if at == thread.id => {
                reply_path(&path, ids.comment, site.policy.depth_max as usize)
            }
            _ => return Err(Refusal::NoSuchParent),
        },
    };
    // Before the look for duplicates: whoever clicked twice waits here for the first click to be
    // kept, and then finds it.
    let used = !Spam::spend_token(c, site.id, &draft.token).await?;
    let place = (thread.id, ids.comment);
    let sightings = sightings(c, site.id, post, place, *now)
        .await?
        .ok_or(Refusal::Duplicate)?;
    let memory = Spam::recall(c, site.id, &entry.inspection).await?;
    let mut inspection = entry.inspection.clone();
    inspection.see(sightings);
    if used {
        inspection.token_was_used();
    }
    let trusted = inspection.trusts(&memory);
    let thresholds = inspection.thresholds();
    let mut assessment: Assessment = spam.judge(inspection, &memory);
    spam.sample_spam(ids.comment, &mut assessment);
    let status = if entry.shadowed {
        Status::Trash
    } else {
        first_status(site.policy.moderation, trusted, &assessment)
    };
    let new = NewComment {
        site: site.id,
        id: ids.comment,
        thread: thread.id,
        parent,
        path,
        status,
        post,
        assessment: &assessment,
        page_title: draft.title.as_ref().map(|title| title.as_str()),
        page_url: draft.url.as_deref(),
        at: *now,
    };
    sql::insert(c, &new).await?;
    if status == Status::Approved {
        let above = ancestors(&new.path);
        if !above.is_empty() {
            sql::change_ancestors(c, site.id, &above, 1).await?;
        }
        sql::change_threads(c, site.id, &[thread.id], 1).await?;
        sql::name_threads(c, site.id, &[thread.id]).await?;
    }
    if let Some(idempotency) = &entry.idempotency {
        sql::remember_answer(c, site.id, idempotency, ids.comment, status, *now).await?;
    }
    Ok(Some(Kept {
        parent,
        path: new.path,
        status,
        spam: assessment.is_spam_by_itself(thresholds),
    }))
}

/// The thread of the page, made with its first comment.
async fn open_thread(c: &mut Conn<'_>, entry: &Entry) -> Result<Thread, Refusal> {
    let Entry {
        site,
        draft,
        ids,
        now,
        ..
    } = entry;
    let page = draft.page.as_str();
    let thread = if let Some(thread) = sql::find_thread(c, site.id, page).await? {
        thread
    } else {
        let new = Thread {
            id: ids.thread,
            page: page.to_owned(),
            title: None,
            url: None,
            open: true,
            approved: 0,
            version: 1,
            created_at: *now,
        };
        sql::add_thread(c, site.id, &new).await?;
        // Somebody else may have made it a moment ago: theirs counts.
        sql::find_thread(c, site.id, page)
            .await?
            .ok_or(Error::Conflict)?
    };
    if is_open(site, Some(&thread), *now) {
        Ok(thread)
    } else {
        Err(Refusal::ThreadClosed)
    }
}
