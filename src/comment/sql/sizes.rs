//! The sizes of comments, so that a list reads no more of them than it sends.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{
    db::{Conn, Error, LIST_BYTES, statements},
    site::SiteId,
};

statements! {
    /// The HTML of an edit is not stored: the maximum that its text can become is counted instead.
    SIZES = "SELECT c.id, CAST(octet_length(c.text) + octet_length(c.html) + octet_length(c.assessment)
            + COALESCE(6 * octet_length(e.text) + octet_length(e.assessment), 0) AS BIGINT)
        FROM comment c
        LEFT JOIN comment_edit e ON e.site = c.site AND e.comment = c.id AND e.state = c.edit
        WHERE c.site = ANY($1) AND c.id = ANY($2)";
}

/// Shortens a list of comments to `limit` and to [`LIST_BYTES`], but to no fewer than one. Returns
/// whether it was longer.
pub(crate) async fn cut(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    ids: &mut Vec<Uuid>,
    limit: usize,
) -> Result<bool, Error> {
    let all = ids.len();
    ids.truncate(limit);
    let parameters = [sites.into(), (&ids[..]).into()];
    let found = c.rows(SIZES, &parameters, |row| {
        let size = usize::try_from(row.get::<i64>(1)?).unwrap_or(usize::MAX);
        Ok((row.get::<Uuid>(0)?, size))
    });
    let bytes_of = found.await?.into_iter().collect::<HashMap<_, _>>();
    let mut bytes = 0_usize;
    let fits = ids.iter().take_while(|id| {
        bytes = bytes.saturating_add(bytes_of.get(*id).copied().unwrap_or_default());
        bytes <= LIST_BYTES
    });
    let fitting = fits.count().max(1);
    ids.truncate(fitting);
    Ok(ids.len() < all)
}
