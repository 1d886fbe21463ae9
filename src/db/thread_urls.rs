//! Clears the URLs of comments that name another page than that of their thread.
//!
//! Earlier versions took the URL of a thread from the first approved comment that sent one, whatever page
//! it named. Now a URL is only valid if it is on an origin of the site and normalizes to the thread's key.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Conn, Error, page_keys, statements};
use crate::text::{Origin, Page};

/// The number of comments read in one query.
const CHUNK: i64 = 500;

statements! {
    CLAIMS = "SELECT c.id, c.page_url, t.id, t.page FROM comment c
            JOIN thread t ON t.site = c.site AND t.id = c.thread
        WHERE c.site = $1 AND c.id > $2 AND c.page_url IS NOT NULL ORDER BY c.id LIMIT $3";
    FORGET_URLS = "UPDATE comment SET page_url = NULL WHERE site = $1 AND id = ANY($2)";
    PUT_URL = "UPDATE thread SET version = version + 1,
            url = (SELECT c.page_url FROM comment c WHERE c.site = thread.site AND c.thread = thread.id
                AND c.status = 'approved' AND c.page_url IS NOT NULL ORDER BY c.id LIMIT 1)
        WHERE site = $1 AND id = ANY($2)";
}

/// Runs the migration.
pub(super) async fn step(c: &mut Conn<'_>) -> Result<(), Error> {
    for (site, origins) in page_keys::sites(c).await? {
        forget_foreign(c, site, &origins).await?;
    }
    Ok(())
}

async fn forget_foreign(c: &mut Conn<'_>, site: i64, origins: &[Origin]) -> Result<(), Error> {
    let mut last = Uuid::nil();
    let mut threads = BTreeSet::new();
    loop {
        let claims = c
            .rows(CLAIMS, &[site.into(), last.into(), CHUNK.into()], |row| {
                let read: (Uuid, String, Uuid, String) =
                    (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
                Ok(read)
            })
            .await?;
        let Some((end, ..)) = claims.last() else {
            break;
        };
        last = *end;
        let foreign = claims
            .into_iter()
            .filter(|(_, url, _, page)| !names_page(url, page, origins));
        let mut ids = Vec::new();
        for (id, _, thread, _) in foreign {
            ids.push(id);
            threads.insert(thread);
        }
        c.execute(FORGET_URLS, &[site.into(), (&ids[..]).into()])
            .await?;
    }
    let threads = threads.into_iter().collect::<Vec<_>>();
    for threads in threads.chunks(500) {
        c.execute(PUT_URL, &[site.into(), threads.into()]).await?;
    }
    Ok(())
}

fn names_page(url: &str, page: &str, origins: &[Origin]) -> bool {
    let owns = |origin: &str| origins.iter().any(|own| own.as_str() == origin);
    let stands_on = |origin: &Origin| {
        url.strip_prefix(origin.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    };
    origins.iter().any(stands_on)
        && Page::of_url(url, owns).is_some_and(|named| named.as_str() == page)
}
