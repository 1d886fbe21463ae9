//! The counts of threads and the stubs above comments, after status changes.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Comment, CommentStatus, sql};
use crate::{
    db::{Conn, Error},
    site::SiteId,
};

/// Updates the stubs above comments and the counts of their threads after a status change.
pub(super) fn update_counts(
    c: &mut Conn<'_>,
    moved: &[(&Comment, CommentStatus)],
) -> Result<(), Error> {
    let mut above = BTreeMap::<(SiteId, Uuid), i64>::new();
    let mut threads = BTreeMap::<(SiteId, Uuid), i64>::new();
    for (comment, to) in moved {
        let more = i64::from(*to == CommentStatus::Approved)
            - i64::from(comment.status == CommentStatus::Approved);
        if more != 0 {
            for ancestor in comment.ancestors() {
                *above.entry((comment.site, ancestor)).or_default() += more;
            }
            *threads.entry((comment.site, comment.thread)).or_default() += more;
        }
    }
    for ((site, more), ids) in by_difference(above) {
        if more != 0 {
            sql::change_ancestors(c, site, &ids, more)?;
        }
    }
    for ((site, more), ids) in by_difference(threads) {
        sql::change_threads(c, site, &ids, more)?;
        sql::name_threads(c, site, &ids)?;
    }
    Ok(())
}

/// Groups rows with the same change, one statement for each group.
fn by_difference(differences: BTreeMap<(SiteId, Uuid), i64>) -> BTreeMap<(SiteId, i64), Vec<Uuid>> {
    let mut alike = BTreeMap::<_, Vec<_>>::new();
    for ((site, id), more) in differences {
        alike.entry((site, more)).or_default().push(id);
    }
    alike
}
