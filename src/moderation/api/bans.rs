//! The endpoints of bans.

use std::{collections::HashMap, net::IpAddr};

use ipnet::{IpNet, Ipv4Net};
use poem_openapi::{
    ApiResponse, Enum, Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    BANS, LIMIT, ModeratorScope, Tag, actor, checked_note, read_id, wire::DecisionAnswer, write_id,
};
use crate::{
    comment::{self, BanTarget},
    http::address::canonical,
    http::{
        BODY, CONFLICT, Code, FORBIDDEN, FieldError, INVALID, NOT_FOUND, Problem, Refused,
        StrictJson, Time, UNAUTHORIZED,
    },
    identity::{Action as Right, CurrentModerator},
    moderation::{self, Decision, Moderation, Selection},
    site::Sites,
    text::Email,
};

/// The endpoints of bans.
#[derive(Clone, Debug)]
pub struct BansApi {
    pub moderation: Moderation,
    pub sites: Sites,
}

/// What a ban applies to.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "lowercase")]
pub enum BanKind {
    /// A person who has signed in, by the id in `author.person_id` of their comments.
    Person,
    /// An email address.
    Email,
    /// An email domain with all its subdomains.
    Domain,
    /// An IP address (of IPv6 its /64) or a network in CIDR notation.
    Network,
}

/// Where to move existing comments of the banned author that are pending or approved.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "lowercase")]
pub enum ExistingComments {
    Spam,
    Trash,
}

/// A ban to create.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub struct NewBan {
    /// The slug of the site.
    pub site: String,
    /// The kind of `subject`.
    pub kind: BanKind,
    /// The id of the person, the email address, the domain, or the IP address or network.
    pub subject: String,
    /// Accept their comments and hide them without telling the author, instead of refusing them.
    pub shadow: Option<bool>,
    /// The reason, for other moderators.
    #[oai(validator(max_length = 1000))]
    pub note: Option<String>,
    /// When the ban ends. Default: never.
    pub until: Option<Time>,
    /// Also move existing comments to the spam folder or the trash.
    pub also: Option<ExistingComments>,
}

/// A ban.
#[derive(Clone, Debug, Object)]
pub struct Ban {
    /// The id of the ban.
    pub id: Uuid,
    /// The slug of the site.
    pub site: String,
    /// The kind of `subject`.
    pub kind: BanKind,
    /// The subject. For a person or an email address a keyed hash, because the value itself is not
    /// stored.
    pub subject: String,
    /// For an email address, its first character and its domain, such as `t…@example.org`. Null for
    /// other kinds, for bans created before hints were stored, and if the secret was changed and the
    /// one that encrypted the hint is not among the previous ones.
    pub hint: Option<String>,
    /// Whether comments are accepted and hidden without telling the author.
    pub shadow: bool,
    /// The reason, for other moderators.
    pub note: Option<String>,
    /// The id of the moderator who created the ban.
    pub moderator_id: Uuid,
    /// The login of that moderator when the ban was created.
    pub login: String,
    /// When the ban was created.
    pub created_at: Time,
    /// When the ban ends; null for never.
    pub until: Option<Time>,
}

/// A newly created ban, and the result for existing comments.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct BanAnswer {
    /// The id of the ban.
    pub id: Uuid,
    /// The result for existing comments; null without `also`.
    pub also: Option<DecisionAnswer>,
}

/// A page of the list of bans, newest first.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct Bans {
    pub items: Vec<Ban>,
    /// The cursor of the next page, for `after`; null at the end.
    pub next: Option<String>,
}

/// A newly created ban.
#[derive(Debug, ApiResponse)]
pub enum BanMade {
    /// The ban is in effect.
    #[oai(status = 201)]
    Made(Json<BanAnswer>),
}

/// A ban was ended.
#[derive(Debug, ApiResponse)]
pub enum BanEnded {
    /// The ban has ended.
    #[oai(status = 204)]
    Ended,
}

#[OpenApi]
impl BansApi {
    /// List bans, newest first
    ///
    /// Returns the bans of the sites that the caller may see, without those that have ended. `next`
    /// continues the list.
    #[oai(
        path = "/moderation/bans",
        method = "get",
        operation_id = "list_bans",
        tag = "Tag::Moderation"
    )]
    async fn list(
        &self,
        moderator: CurrentModerator,
        /// The slug of a site. Default: all sites that the moderator may see.
        site: Query<Option<String>>,
        /// The maximum number of bans. Default: 50.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u8>>,
        /// The `next` of the previous page.
        after: Query<Option<String>>,
    ) -> Result<Json<Bans>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | INVALID }>> {
        let scope =
            ModeratorScope::of(&self.sites, &moderator, site.0.as_deref(), Right::Ban).await?;
        let after = after.0.map(|after| read_id(BANS, &after)).transpose()?;
        let limit = usize::from(limit.0.unwrap_or(LIMIT));
        let (bans, next) = self
            .moderation
            .bans(&scope.ids(), after, limit)
            .await
            .map_err(Problem::from)?;
        Ok(Json(Bans {
            items: bans.into_iter().map(|ban| shown(&scope, ban)).collect(),
            next: next.map(|id| write_id(BANS, id)),
        }))
    }

    /// Ban an author or a network from a site
    ///
    /// Bans a person, an email address, an email domain, an IP address or a network, temporarily or
    /// permanently. A shadow ban accepts the comments and hides them without telling the author. `also`
    /// moves existing comments to the spam folder or the trash.
    #[oai(
        path = "/moderation/bans",
        method = "post",
        operation_id = "create_ban",
        tag = "Tag::Moderation"
    )]
    async fn make(
        &self,
        moderator: CurrentModerator,
        body: StrictJson<NewBan>,
    ) -> Result<BanMade, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | CONFLICT | BODY }>> {
        let new = body.0;
        let scope =
            ModeratorScope::of(&self.sites, &moderator, Some(&new.site), Right::Ban).await?;
        let banned = self.checked(&new)?;
        let note = checked_note(new.note)?;
        let (by, shadow) = (actor(&moderator), new.shadow.unwrap_or_default());
        if let Some(site) = scope.ids().into_iter().next() {
            let made = self
                .moderation
                .ban(
                    &by,
                    site,
                    &banned,
                    shadow,
                    note.clone(),
                    new.until.map(|t| t.0),
                )
                .await;
            let id = match made {
                Ok(id) => id,
                Err(crate::db::Error::Unique(_)) => {
                    return Err(Problem::new(Code::Exists, "This ban already exists.").into());
                }
                Err(error) => return Err(Problem::from(error).into()),
            };
            let also = match new.also {
                None => None,
                Some(also) => {
                    let ids = self
                        .moderation
                        .sent_by(site, &banned)
                        .await
                        .map_err(Problem::from)?;
                    let decision = Decision {
                        selection: Selection::Ids(ids),
                        action: match also {
                            ExistingComments::Spam => comment::Action::Spam,
                            ExistingComments::Trash => comment::Action::Trash,
                        },
                        note: note.clone(),
                        versions: HashMap::new(),
                        before: None,
                        whole_comment: true,
                        dry_run: false,
                    };
                    let decided = self
                        .moderation
                        .decide(&by, &[site], &decision)
                        .await
                        .map_err(Problem::from)?;
                    Some(decided.into())
                }
            };
            return Ok(BanMade::Made(Json(BanAnswer { id, also })));
        }
        Err(Problem::not_found("site").into())
    }

    /// End a ban
    ///
    /// The ban ends immediately. Comments that it moved stay where they are.
    #[oai(
        path = "/moderation/bans/:id",
        method = "delete",
        operation_id = "delete_ban",
        tag = "Tag::Moderation"
    )]
    async fn end(
        &self,
        moderator: CurrentModerator,
        /// The id of the ban.
        id: Path<Uuid>,
    ) -> Result<BanEnded, Refused<{ UNAUTHORIZED | NOT_FOUND }>> {
        let scope = ModeratorScope::of(&self.sites, &moderator, None, Right::Ban).await?;
        if self
            .moderation
            .unban(&scope.ids(), id.0)
            .await
            .map_err(Problem::from)?
        {
            Ok(BanEnded::Ended)
        } else {
            Err(Problem::not_found("ban").into())
        }
    }
}

impl BansApi {
    /// Parses the subject of a ban. The error lists everything that is wrong with the ban.
    fn checked(&self, new: &NewBan) -> Result<BanTarget, Problem> {
        let over = |until: &Time| until.0 <= self.moderation.clock.now();
        let late = new.until.as_ref().is_some_and(over).then(|| {
            FieldError::new(
                "until",
                "invalid",
                "Must be in the future. Omit it for a permanent ban.",
            )
        });
        match (banned(new.kind, &new.subject), late) {
            (Ok(banned), None) => Ok(banned),
            (Ok(_), Some(late)) => Err(Problem::invalid(vec![late])),
            (Err(mut wrong), late) => {
                wrong.errors.extend(late);
                Err(wrong)
            }
        }
    }
}

fn shown(scope: &ModeratorScope, ban: moderation::BanRecord) -> Ban {
    Ban {
        id: ban.id,
        site: scope.slug(ban.site).to_owned(),
        kind: match ban.kind.as_str() {
            "person" => BanKind::Person,
            "email" => BanKind::Email,
            "domain" => BanKind::Domain,
            _ => BanKind::Network,
        },
        subject: ban.subject,
        hint: ban.hint,
        shadow: ban.shadow,
        note: ban.note,
        moderator_id: ban.moderator,
        login: ban.login,
        created_at: ban.created_at.into(),
        until: ban.until.map(Time),
    }
}

/// Converts an IPv4 network written as an IPv6 network (`::ffff:203.0.113.0/120`,
/// `2002:cb00:7100::/40`) to IPv4, because clients are identified by their IPv4 addresses.
fn canonical_network(network: IpNet) -> IpNet {
    let IpNet::V6(v6) = network else {
        return network;
    };
    let IpAddr::V4(address) = canonical(v6.addr().into()) else {
        return network;
    };
    let is_6to4 = v6.addr().segments()[0] == 0x2002;
    let first = if is_6to4 { 16 } else { 96 };
    let bits = v6.prefix_len().checked_sub(first).map(|bits| bits.min(32));
    bits.and_then(|bits| Ipv4Net::new(address, bits).ok())
        .map_or(network, |network| IpNet::V4(network.trunc()))
}

fn banned(kind: BanKind, subject: &str) -> Result<BanTarget, Problem> {
    let wrong = |message: &str| Problem::field("subject", "invalid", message);
    match kind {
        BanKind::Person => Uuid::parse_str(subject)
            .map(BanTarget::Person)
            .map_err(|_| {
                Problem::field("subject", "invalid", "Must be the id of a person (a UUID).")
            }),
        BanKind::Email => Email::parse(subject)
            .map(BanTarget::Email)
            .map_err(|fault| Problem::field("subject", fault.code, fault.message)),
        BanKind::Domain => {
            // Accepts a domain with a leading `@`; it must be valid in an email address.
            let name = subject.trim().trim_start_matches('@');
            let address = Email::parse(&format!("someone@{name}"));
            address
                .map(|email| BanTarget::Domain(email.domain().to_ascii_lowercase()))
                .map_err(|_| wrong("Must be a domain such as spam.example."))
        }
        BanKind::Network => {
            let text = subject.trim();
            let network = text
                .parse::<IpNet>()
                .ok()
                .map(canonical_network)
                .or_else(|| {
                    let address = canonical(text.parse::<IpAddr>().ok()?);
                    // One IPv6 site has at least a /64 and can use any IP address in it.
                    IpNet::new(address, if address.is_ipv4() { 32 } else { 64 }).ok()
                });
            let network = network.ok_or_else(|| {
                wrong("Must be an IP address or a network such as 203.0.113.0/24.")
            })?;
            let (least, what) = if network.addr().is_ipv4() {
                (8, "/8")
            } else {
                (16, "/16")
            };
            if network.prefix_len() < least {
                return Err(wrong(&format!(
                    "Network too large: the shortest allowed prefix is {what}."
                )));
            }
            Ok(BanTarget::Network(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv4_written_as_one_of_ipv6_is_one_of_ipv4() {
        let network = |text| match banned(BanKind::Network, text) {
            Ok(BanTarget::Network(network)) => network.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(network("::ffff:203.0.113.0/120"), "203.0.113.0/24");
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7/32");
        assert_eq!(network("2001:db8::/32"), "2001:db8::/32");
        assert_eq!(network("64:ff9b::203.0.113.7"), "203.0.113.7/32");
        assert_eq!(network("64:ff9b::203.0.113.0/120"), "203.0.113.0/24");
        assert_eq!(network("2002:cb00:7107::1"), "203.0.113.7/32");
        assert_eq!(network("2002:cb00:7100::/40"), "203.0.113.0/24");
        assert_eq!(network("2002:cb00:7107::/48"), "203.0.113.7/32");
        assert!(banned(BanKind::Network, "::ffff:203.0.113.0/97").is_err());
    }
}
