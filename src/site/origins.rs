//! The origins of a site as configured by the owner: exact ones, and wildcards for preview deployments.

use uuid::Uuid;

use super::{SiteId, sql};
use crate::{
    db::{ChunkRunner, Conn, Db, Error, page_keys},
    locale::Message,
    text::{FieldFault, Origin, WildcardOrigin},
};

/// The maximum number of origins of one site.
pub(super) const ORIGINS_MAX: usize = 100;

/// The origins of a site, without duplicates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OriginList {
    /// Contains at least one origin.
    pub exact: Vec<Origin>,
    pub wildcards: Vec<WildcardOrigin>,
}

/// A mistake in a list of origins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OriginFault {
    /// The index of the entry, counted from 0; `None` if the mistake concerns the whole list.
    pub at: Option<usize>,
    pub fault: FieldFault,
}

impl OriginList {
    /// Parses 1 to [`ORIGINS_MAX`] origins, at least one of them without a wildcard; duplicates count
    /// once.
    pub(crate) fn parse(texts: &[impl AsRef<str>]) -> Result<Self, Vec<OriginFault>> {
        let mut list = Self::default();
        let mut faults = Vec::new();
        for (at, text) in texts.iter().map(AsRef::as_ref).enumerate() {
            let added = if WildcardOrigin::is_meant(text) {
                WildcardOrigin::parse(text).map(|origin| push(&mut list.wildcards, origin))
            } else {
                Origin::parse(text).map(|origin| push(&mut list.exact, origin))
            };
            faults.extend(added.err().map(|fault| OriginFault {
                at: Some(at),
                fault,
            }));
        }
        let whole = |code, message| OriginFault {
            at: None,
            fault: FieldFault { code, message },
        };
        if faults.is_empty() && list.exact.is_empty() {
            faults.push(whole("required", Message::new("origins-exact")));
        }
        let count = list.exact.len() + list.wildcards.len();
        if count > ORIGINS_MAX {
            let message = Message::new("origins-too-many").count("max", ORIGINS_MAX);
            faults.push(whole("too_long", message.count("count", count)));
        }
        if faults.is_empty() {
            Ok(list)
        } else {
            Err(faults)
        }
    }

    /// Parses stored origins and omits those that the current rules refuse.
    fn of_stored(texts: &[String]) -> Self {
        let mut list = Self::default();
        for text in texts {
            if WildcardOrigin::is_meant(text) {
                list.wildcards.extend(WildcardOrigin::parse(text));
            } else {
                list.exact.extend(Origin::parse(text));
            }
        }
        list
    }

    /// Normalizes an origin to the spelling in which it is stored.
    pub(crate) fn normal(text: &str) -> Result<String, FieldFault> {
        if WildcardOrigin::is_meant(text) {
            WildcardOrigin::parse(text).map(WildcardOrigin::into_string)
        } else {
            Origin::parse(text).map(Origin::into_string)
        }
    }

    /// Returns all origins as text, wildcards last.
    #[must_use]
    pub(crate) fn texts(&self) -> Vec<String> {
        let exact = self.exact.iter().map(Origin::as_str);
        let wildcards = self.wildcards.iter().map(WildcardOrigin::as_str);
        exact.chain(wildcards).map(str::to_owned).collect()
    }

    fn owns(&self, origin: &str) -> bool {
        self.exact.iter().any(|own| own.as_str() == origin)
            || self.wildcards.iter().any(|own| own.matches(origin))
    }
}

fn push<T: PartialEq>(list: &mut Vec<T>, origin: T) {
    if !list.contains(&origin) {
        list.push(origin);
    }
}

/// Replaces the origins of a site. [`rekey`] then changes the keys of threads that are full URLs of a
/// new origin to the keys of their paths.
pub(crate) async fn replace_origins(
    c: &mut Conn<'_>,
    site: SiteId,
    origins: &OriginList,
) -> Result<(), Error> {
    sql::insert_origins(c, site, &origins.exact).await?;
    sql::replace_wildcards(c, site, &origins.wildcards).await?;
    sql::update_rekeyed_to(c, site, Some(Uuid::nil())).await
}

/// Recomputes the page keys of a site after its origins were replaced, chunk by chunk. If interrupted,
/// the next call in any process continues.
pub(crate) async fn rekey(db: &Db, site: SiteId) -> Result<(), Error> {
    let mut chunks = ChunkRunner::new(db);
    while chunks
        .run(site, |c, site, rows| Box::pin(rekey_chunk(c, *site, rows)))
        .await?
    {}
    Ok(())
}

/// Continues interrupted recomputations of all sites. Returns the number of sites.
pub(crate) async fn rekey_interrupted(db: &Db) -> Result<u64, Error> {
    let mut count = 0;
    for site in db
        .read((), |c, ()| Box::pin(sql::sites_to_rekey(c)))
        .await?
    {
        rekey(db, site).await?;
        count += 1;
    }
    Ok(count)
}

/// Returns `false` when all keys are computed.
async fn rekey_chunk(c: &mut Conn<'_>, site: SiteId, rows: i64) -> Result<bool, Error> {
    let Some(after) = sql::rekeyed_to(c, site).await? else {
        return Ok(false);
    };
    let stored = sql::origins_of(c, site).await?;
    let origins = OriginList::of_stored(&stored);
    let owns = |origin: &str| origins.owns(origin);
    let last = page_keys::rekey_some(c, site, &owns, after, rows).await?;
    sql::update_rekeyed_to(c, site, last).await?;
    Ok(last.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_each_origin_once_and_one_without_a_wildcard() {
        let list = OriginList::parse(&[
            "https://*.blog.pages.dev",
            "https://blog.example",
            "https://BLOG.example:443/",
        ])
        .expect("good");
        assert_eq!((list.exact.len(), list.wildcards.len()), (1, 1));
        assert!(list.owns("https://blog.example") && list.owns("https://a.blog.pages.dev"));
        let faults = |texts: &[&str]| {
            let faults = OriginList::parse(texts).expect_err("wrong");
            faults
                .into_iter()
                .map(|fault| (fault.at, fault.fault.code))
                .collect::<Vec<_>>()
        };
        assert_eq!(faults(&[]), [(None, "required")]);
        assert_eq!(faults(&["https://*.blog.pages.dev"]), [(None, "required")]);
        assert_eq!(
            faults(&["https://*.pages.dev", "https://blog.example", "blog"]),
            [(Some(0), "invalid"), (Some(2), "invalid")]
        );
        let many = (0..=ORIGINS_MAX).map(|n| format!("https://blog{n}.example"));
        let many = many.collect::<Vec<_>>();
        assert_eq!(
            OriginList::parse(&many).expect_err("too many")[0]
                .fault
                .code,
            "too_long"
        );
    }
}
