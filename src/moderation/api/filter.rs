//! Converts the filter of a request to a filter of the queue, and to the selection of a decision.

use std::{collections::HashMap, net::IpAddr};

use ipnet::IpNet;
use uuid::Uuid;

use super::{ModerationApi, ModeratorScope, queue_wire::QueueFilter};
use crate::{
    assessment::ReasonCode,
    http::{FieldError, Problem, Time},
    locale::Message,
    moderation::{CommentFilter, Selection, StatusFilter},
    network::ip_prefix,
    search,
    text::Page,
};

impl ModerationApi {
    /// Returns what a decision is about: comments by id, or those that a filter selects. To approve by a
    /// filter, the caller has to send the time up to which it has seen the comments.
    pub(crate) async fn selection(
        &self,
        ids: Option<Vec<Uuid>>,
        filter: Option<QueueFilter>,
        is_approval: bool,
        scope: &mut ModeratorScope,
    ) -> Result<Selection, Problem> {
        let filter = match (ids, filter) {
            (Some(ids), None) => return Ok(Selection::Ids(ids)),
            (None, Some(filter)) => filter,
            _ => {
                let message = "Send either `ids` or `filter`.";
                return Err(Problem::field("ids", "invalid", message));
            }
        };
        let before = filter.before;
        refuse_empty(&filter)?;
        let filter = self.filter("filter.", filter, scope).await?;
        if before.is_none() && is_approval {
            return Err(Problem::field(
                "filter.before",
                "required",
                "Send `before` from the list or the dry run, so that only comments that you have seen are approved.",
            ));
        }
        if let Some(Time(before)) = before
            && before > self.moderation.latest_change().await?
        {
            return Err(Problem::field(
                "filter.before",
                "out_of_range",
                "Must not be later than the last change of any comment. Send `before` exactly as the list or the dry run returned it.",
            ));
        }
        Ok(Selection::Filter(filter))
    }

    /// Converts the filter. The page is parsed by the rules of its site. A full URL also identifies the
    /// site: the scope is narrowed to the sites that have its origin.
    pub(crate) async fn filter(
        &self,
        place: &str,
        filter: QueueFilter,
        scope: &mut ModeratorScope,
    ) -> Result<CommentFilter, Problem> {
        if let Some(reason) = &filter.reason
            && !ReasonCode::WORDS.contains(&reason.as_str())
        {
            let field = format!("{place}reason");
            return Err(Problem::field(field, "unknown", "Unknown reason code."));
        }
        let status = filter.status.unwrap_or(StatusFilter::Pending);
        if filter.group.is_some() && status != StatusFilter::Pending {
            let field = format!("{place}group");
            let message =
                "Only waiting comments have a group. Leave out `status` or set it to `pending`.";
            return Err(Problem::field(field, "invalid", message));
        }
        let network = filter.network.as_deref().filter(|text| !text.is_empty());
        let network = network
            .map(parse_network)
            .transpose()
            .map_err(|message| Problem::field(format!("{place}network"), "invalid", message))?;
        if let (Some(Time(from)), Some(Time(to))) = (filter.from, filter.to)
            && from >= to
        {
            let field = format!("{place}from");
            return Err(Problem::field(
                field,
                "invalid",
                Message::new("filter-from-after"),
            ));
        }
        let terms = terms(place, &filter)?;
        let mut page = filter.page;
        if let Some(key) = &page {
            let plain = Page::parse_existing(key, |_| false).ok();
            let mut owners = HashMap::new();
            for id in scope.ids() {
                let Some(site) = self.sites.by_id(id).await else {
                    continue;
                };
                let known = site.existing_page(key).ok();
                if known != plain {
                    owners.extend(known.map(|known| (id, known)));
                }
            }
            let known = owners.values().next().cloned().or(plain);
            if !owners.is_empty() {
                scope.0.retain(|id, _| owners.contains_key(id));
            }
            page = known.map(Page::into_string).or(page);
        }
        Ok(CommentFilter {
            status: status.status(),
            page,
            reason: filter.reason,
            terms,
            network,
            group: filter.group,
            from: filter.from.map(|Time(at)| at),
            to: filter.to.map(|Time(at)| at),
        })
    }
}

/// Refuses empty texts in the filter of a decision. In a list an empty field of a form is no filter; here the empty variable
/// of a script would select all comments.
fn refuse_empty(filter: &QueueFilter) -> Result<(), Problem> {
    let texts = [
        ("page", &filter.page),
        ("q", &filter.q),
        ("author", &filter.author),
        ("email_domain", &filter.email_domain),
        ("network", &filter.network),
    ];
    let is_empty = |text: &Option<String>| text.as_deref() == Some("");
    let empty = texts.iter().filter(|(_, text)| is_empty(text));
    let errors = empty.map(|(name, _)| {
        let message = "Must not be empty. Omit it to select comments whatever they have there.";
        FieldError::new(format!("filter.{name}"), "required", message)
    });
    let errors = errors.collect::<Vec<_>>();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(errors))
    }
}

/// Returns the terms of the search; `None` without one. A search for what is no word has no term and finds nothing,
/// because a decision about all that it finds must not be about all comments.
fn terms(place: &str, filter: &QueueFilter) -> Result<Option<Vec<String>>, Problem> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let parts = [
        given(&filter.q).map(|text| search::query_terms(&text)),
        given(&filter.author).map(|text| search::author_terms(&text)),
        given(&filter.email_domain)
            .map(|domain| {
                let term = search::email_domain_term(&domain);
                term.map(|term| vec![term]).ok_or_else(|| {
                    let field = format!("{place}email_domain");
                    Problem::field(field, "invalid", Message::new("ban-domain"))
                })
            })
            .transpose()?,
        filter
            .reason
            .as_deref()
            .map(|code| vec![search::reason_term(code)]),
    ];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>();
    if parts.iter().any(Vec::is_empty) {
        return Ok(Some(Vec::new()));
    }
    Ok((!parts.is_empty()).then(|| parts.concat()))
}

/// Returns the network stored with comments, given an IP address in it or the network itself.
fn parse_network(text: &str) -> Result<String, Message> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(ip_prefix(address));
    }
    let network: IpNet = text.parse().map_err(|_| Message::new("ban-network"))?;
    let known = ip_prefix(network.network());
    if known == network.trunc().to_string() {
        Ok(known)
    } else {
        Err(Message::new("filter-network"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_named_as_stored_or_by_an_address_in_it() {
        let known = |text| parse_network(text).expect(text);
        for text in [
            "203.0.113.0/24",
            "203.0.113.9",
            "::ffff:203.0.113.9",
            "203.0.113.7/24",
        ] {
            assert_eq!(known(text), "203.0.113.0/24");
        }
        for text in ["2001:db8:1::/48", "2001:db8:1:2::3"] {
            assert_eq!(known(text), "2001:db8:1::/48");
        }
        for text in [
            "",
            "203.0.113.0/25",
            "203.0.0.0/16",
            "0.0.0.0/0",
            "2001:db8::/32",
            "%",
        ] {
            assert!(parse_network(text).is_err(), "{text}");
        }
    }
}
