//! Bans: their subjects and duration, and the existing comments of banned authors.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use ipnet::IpNet;
use uuid::Uuid;

use super::{
    Actor, Moderation,
    batch::store_batch,
    decision::{BatchTask, DecisionBatch},
    sql,
};
use crate::{
    ban::{BanKind, BanSubject, BanTarget},
    clock::Timestamp,
    comment::Action,
    db::Error,
    site::SiteId,
};

/// A stored ban.
#[derive(Clone, Debug)]
pub struct BanRecord {
    pub site: SiteId,
    pub id: Uuid,
    pub kind: BanKind,
    pub subject: String,
    /// A masked email address, if the secret that encrypted it is configured.
    pub hint: Option<String>,
    pub shadow: bool,
    pub note: Option<String>,
    pub moderator: Uuid,
    pub login: String,
    pub created_at: Timestamp,
    pub until: Option<Timestamp>,
}

/// A ban to store.
#[derive(Clone, Debug)]
pub(super) struct BanDraft {
    pub(super) site: SiteId,
    pub(super) id: Uuid,
    pub(super) subject: BanSubject,
    /// The subject hashed with previous secrets.
    pub(super) earlier: Vec<BanSubject>,
    /// The encrypted hint.
    pub(super) hint: Option<Vec<u8>>,
    pub(super) shadow: bool,
    pub(super) note: Option<String>,
    pub(super) actor: Actor,
    pub(super) until: Option<Timestamp>,
}

/// A ban to create.
#[derive(Clone, Debug)]
pub(crate) struct BanOrder {
    pub site: SiteId,
    pub subject: BanTarget,
    pub shadow: bool,
    pub note: Option<String>,
    pub until: Option<Timestamp>,
    /// What to do with the existing comments of the subject.
    pub also: Option<Action>,
}

impl Moderation {
    /// Adds a ban to a site; `Error::Unique` if the same ban exists. The decision about existing comments is stored in
    /// the same transaction. The caller carries it out with [`Moderation::run_to_end`].
    pub(super) async fn ban(
        &self,
        actor: &Actor,
        order: BanOrder,
    ) -> Result<(Uuid, Option<Arc<DecisionBatch>>), Error> {
        let site = order.site;
        let batch = match order.also {
            Some(action) => Some(self.batch_of_ban(actor, &order, action).await?),
            None => None,
        };
        let ban = self.draft(actor, order);
        let (id, now) = (ban.id, self.clock.now());
        let batch = batch.map(Arc::new);
        let input = Arc::new((ban, batch.clone()));
        self.db
            .write((input, now), |c, (input, now)| {
                Box::pin(async move {
                    sql::bans::insert_ban(c, &input.0, *now).await?;
                    match &input.1 {
                        Some(batch) if batch.is_stored => store_batch(c, batch, *now).await,
                        _ => Ok(()),
                    }
                })
            })
            .await?;
        self.bans.changed(site).await;
        Ok((id, batch))
    }

    /// Returns the decision about the existing comments of the subject of a ban.
    async fn batch_of_ban(
        &self,
        actor: &Actor,
        order: &BanOrder,
        action: Action,
    ) -> Result<DecisionBatch, Error> {
        let mut comments = self.comments_of(order.site, &order.subject).await?;
        comments.sort_unstable();
        Ok(DecisionBatch {
            id: self.clock.id(),
            actor: actor.clone(),
            sites: vec![order.site],
            task: BatchTask::Decide {
                action,
                whole_comment: true,
            },
            note: order.note.clone(),
            before: None,
            versions: HashMap::new(),
            is_stored: !comments.is_empty(),
            comments,
            done: 0,
        })
    }

    fn draft(&self, actor: &Actor, order: BanOrder) -> BanDraft {
        let id = self.clock.id();
        let hint = self.bans.seal_hint(order.site, id, &order.subject);
        let (subject, earlier) = self.bans.subjects(&order.subject);
        BanDraft {
            site: order.site,
            id,
            subject,
            earlier,
            hint,
            shadow: order.shadow,
            note: order.note,
            actor: actor.clone(),
            until: order.until,
        }
    }

    /// Returns the pending and approved comments from a banned subject. For an email address they are
    /// found by author. For a network they are found by the stored origin, which is deleted after 30
    /// days: by IP address if the network is smaller than the stored one, otherwise by the stored /24
    /// or /48.
    pub async fn comments_of(&self, site: SiteId, banned: &BanTarget) -> Result<Vec<Uuid>, Error> {
        let input = match banned {
            BanTarget::Person(person) => (site, self.comments.hasher().person(*person), None),
            BanTarget::Email(email) => (site, self.comments.hasher().guest(email), None),
            BanTarget::Domain(domain) => (site, Vec::new(), Some(domain.clone())),
            BanTarget::Network(network) if !addresses_in(network).is_empty() => {
                let addresses = addresses_in(network)
                    .into_iter()
                    .flat_map(|address| self.comments.hasher().address(address))
                    .collect::<Vec<_>>();
                return self
                    .db
                    .read_long((site, addresses), |c, (site, addresses)| {
                        Box::pin(sql::bans::find_by_address(c, *site, addresses))
                    })
                    .await;
            }
            BanTarget::Network(network) => {
                let network = *network;
                let rows = self
                    .db
                    .read_long(site, |c, site| Box::pin(sql::bans::networks(c, *site)))
                    .await?;
                return Ok(rows
                    .into_iter()
                    .filter(|(_, from)| network.contains(from))
                    .map(|(id, _)| id)
                    .collect());
            }
        };
        self.db
            .read_long(input, |c, (site, authors, domain)| {
                Box::pin(sql::bans::find_by_author(
                    c,
                    *site,
                    authors,
                    domain.as_deref(),
                ))
            })
            .await
    }

    /// Returns a page of bans, newest first, and the cursor of the next page if there is one.
    pub async fn bans(
        &self,
        sites: &[SiteId],
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<(Vec<BanRecord>, Option<Uuid>), Error> {
        let input = (sites.to_vec(), after.unwrap_or(Uuid::max()), limit);
        let found = self
            .db
            .read_long(input, |c, (sites, before, limit)| {
                Box::pin(sql::bans::bans(c, sites, *before, *limit))
            })
            .await?;
        let bans = found.rows.into_iter().map(|(ban, sealed)| BanRecord {
            hint: sealed.and_then(|sealed| self.bans.read_hint(ban.site, ban.id, &sealed)),
            ..ban
        });
        let bans = bans.collect::<Vec<_>>();
        let next = bans.last().map(|ban| ban.id).filter(|_| found.is_cut);
        Ok((bans, next))
    }

    /// Ends a ban. Returns `false` if it does not exist.
    pub async fn unban(&self, sites: &[SiteId], id: Uuid) -> Result<bool, Error> {
        let site = self
            .db
            .write((sites.to_vec(), id), |c, (sites, id)| {
                Box::pin(sql::bans::delete_ban(c, sites, *id))
            })
            .await?;
        if let Some(site) = site {
            self.bans.changed(site).await;
        }
        Ok(site.is_some())
    }
}

/// Returns the IP addresses by which comments from a network are found that is smaller than the network stored with
/// comments: all of IPv4, and of IPv6, which has too many to try, the one that the moderator typed. Returns none for a
/// larger network.
fn addresses_in(network: &IpNet) -> Vec<IpAddr> {
    match network {
        IpNet::V4(v4) if v4.prefix_len() > 24 => (u32::from(v4.network())
            ..=u32::from(v4.broadcast()))
            .map(|address| Ipv4Addr::from(address).into())
            .collect(),
        IpNet::V6(v6) if v6.prefix_len() > 48 => vec![v6.addr().into()],
        _ => Vec::new(),
    }
}
