//! The part of a thread that contains a comment, for links to comments in long threads.

use uuid::Uuid;

use super::{Comments, ListingKey, RootOrder, record::STEP, sql::reading::page_of};
use crate::{db::Error, site::Site};

impl Comments {
    /// Returns the page of an approved comment.
    pub async fn page_of(&self, site: &Site, id: Uuid) -> Result<Option<String>, Error> {
        let found = self.0.db.read((site.id, id), |c, (site, id)| {
            Box::pin(page_of(c, *site, *id))
        });
        found.await
    }

    /// Returns the path after which a part begins that contains an approved comment of the page: with its whole
    /// conversation, or, if the comment is further down in it, with the comment itself. Returns the beginning of the
    /// thread for a comment that is not on the page.
    pub async fn before(
        &self,
        site: &Site,
        page: &str,
        id: Uuid,
        (order, limit): (RootOrder, u8),
    ) -> Result<Vec<u8>, Error> {
        let Some(comment) = self.approved(site, id).await? else {
            return Ok(Vec::new());
        };
        let root = &comment.path[..comment.path.len().min(STEP)];
        let candidates = [
            Vec::new(),
            neighbor(root, order == RootOrder::Newest),
            neighbor(&comment.path, false),
        ];
        for after in candidates {
            let key = ListingKey {
                order,
                limit,
                after,
                variant: 0,
            };
            let part = self.part(site, page, &key).await?;
            if part.comments.iter().any(|comment| comment.id == id) {
                return Ok(key.after);
            }
        }
        Ok(Vec::new())
    }
}

/// Returns the path whose last id is the next larger or smaller number, which no comment has.
fn neighbor(path: &[u8], is_larger: bool) -> Vec<u8> {
    let (above, last) = path.split_at(path.len().saturating_sub(STEP));
    let Ok(last) = <[u8; STEP]>::try_from(last) else {
        return Vec::new();
    };
    let last = u128::from_be_bytes(last);
    let last = if is_larger {
        last.saturating_add(1)
    } else {
        last.saturating_sub(1)
    };
    [above, &last.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neighbor_differs_by_one_in_the_last_id() {
        let path = [[1; STEP], [2; STEP]].concat();
        let before = neighbor(&path, false);
        assert!(before < path && before > path[..STEP].to_vec());
        let after = neighbor(&path, true);
        assert!(after > path && after.len() == path.len());
        assert_eq!(neighbor(&[], true), Vec::<u8>::new());
        assert_eq!(neighbor(&[255; STEP], true), [255; STEP]);
        assert_eq!(neighbor(&[0; STEP], false), [0; STEP]);
    }
}
