//! `rejoinder site remove`: shows what will be deleted, and deletes it after confirmation. When run
//! again, it continues an interrupted removal.

use std::{
    io::{BufRead as _, IsTerminal as _, Write as _},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{CommandFailure, DatabaseFlags, failed, open_sites, print_line};
use crate::{
    clock::Clock,
    db::{Db, Error},
    site::{self, PurgeOutcome, RemovedBy, RemovedSite, Site, sql::SiteContents},
};

/// The pause before the command checks again a site whose rows another process is deleting.
const ELSEWHERE: Duration = Duration::from_millis(500);
/// How often the progress is printed if there is no terminal.
const PROGRESS_INTERVAL: Duration = Duration::from_secs(10);

/// Removes a site: after confirmation on a terminal, otherwise only with `yes`.
pub(super) async fn remove(
    slug: &str,
    yes: bool,
    flags: &DatabaseFlags,
) -> Result<(), CommandFailure> {
    let (db, clock, sites) = open_sites(flags).await?;
    let comments = if let Some(site) = sites.find(slug).await {
        mark_removed(&db, &clock, &site, yes).await?
    } else if left(&db, slug).await?.is_empty() {
        return Err(CommandFailure::Usage(format!("there is no site {slug}")));
    } else {
        print_line(&format!(
            "{slug} was removed before; deleting its remaining rows."
        ));
        0
    };
    delete_rows(&db, &clock, slug, comments).await?;
    print_line(&format!("Removed {slug} with all its comments."));
    Ok(())
}

/// Makes the site invisible. Returns the number of its comments.
async fn mark_removed(
    db: &Db,
    clock: &Clock,
    site: &Arc<Site>,
    yes: bool,
) -> Result<u64, CommandFailure> {
    let slug = &site.slug;
    let contents = db
        .read_background(site.id, |c, site| {
            Box::pin(async move { site::sql::contents(c, *site).await })
        })
        .await
        .map_err(|error: Error| failed(error))?;
    print_line(&format!(
        "Removing {slug} ({}) permanently deletes:",
        site.name
    ));
    for line in listing(&contents) {
        print_line(&format!("  {line}"));
    }
    if !yes {
        confirm(slug)?;
    }
    let input = (site.clone(), clock.id(), clock.now());
    let removed = db.write(input, |c, (site, id, now)| {
        Box::pin(site::remove(c, site, &RemovedBy::CommandLine, *id, *now))
    });
    if !removed.await.map_err(failed)? {
        return Err(failed(format!(
            "{slug} was removed by another process meanwhile"
        )));
    }
    print_line(&format!(
        "{slug} is no longer visible, and its name can be used again. Deleting its rows; if this is \
         interrupted, a running server continues, or run the same command again."
    ));
    Ok(u64::try_from(contents.comments).unwrap_or_default())
}

/// Returns the removed sites with this slug whose rows are not all deleted.
async fn left(db: &Db, slug: &str) -> Result<Vec<RemovedSite>, CommandFailure> {
    let mut left = site::removed_sites(db).await.map_err(failed)?;
    left.retain(|site| site.slug == slug);
    Ok(left)
}

/// Deletes the rows of all removed sites with this slug, or waits until another process has deleted them.
async fn delete_rows(
    db: &Db,
    clock: &Clock,
    slug: &str,
    comments: u64,
) -> Result<(), CommandFailure> {
    let mut progress = RemovalProgress::new("rows deleted", comments);
    loop {
        let left = left(db, slug).await?;
        if left.is_empty() {
            progress.end();
            return Ok(());
        }
        for site in left {
            let purged = site::purge(db, clock, site.id, |rows| progress.add(rows));
            if purged.await.map_err(failed)? == PurgeOutcome::Elsewhere {
                tokio::time::sleep(ELSEWHERE).await;
            }
        }
    }
}

/// A progress bar on a terminal; otherwise a line every ten seconds.
struct RemovalProgress {
    bar: indicatif::ProgressBar,
    what: &'static str,
    is_plain: bool,
    said: Instant,
}

impl RemovalProgress {
    /// `expected` is the minimum number of rows; 0 if unknown.
    fn new(what: &'static str, expected: u64) -> Self {
        let bar = match expected {
            0 => indicatif::ProgressBar::new_spinner(),
            expected => indicatif::ProgressBar::new(expected),
        };
        Self {
            bar: bar.with_message(what),
            what,
            is_plain: !std::io::stderr().is_terminal(),
            said: Instant::now(),
        }
    }

    fn add(&mut self, more: u64) {
        self.bar.inc(more);
        let done = self.bar.position();
        // Rows other than comments are deleted in addition.
        if self.bar.length().is_some_and(|length| length < done) {
            self.bar.set_length(done);
        }
        if self.is_plain && self.said.elapsed() >= PROGRESS_INTERVAL {
            self.said = Instant::now();
            let _ = writeln!(std::io::stderr(), "{done} {}", self.what);
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn listing(contents: &SiteContents) -> Vec<String> {
    let SiteContents {
        comments,
        pending,
        pages,
        bans,
        log,
        examples,
        moderators,
    } = *contents;
    let of = |count: i64, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let mut lines = vec![
        format!(
            "{} ({pending} of them pending) on {}",
            of(comments, "comment", "comments"),
            of(pages, "page", "pages")
        ),
        of(bans, "ban", "bans"),
        of(
            log,
            "entry of the moderation log",
            "entries of the moderation log",
        ),
        of(
            examples,
            "training example of the spam filter",
            "training examples of the spam filter",
        ),
        "its origins and its policy".to_owned(),
    ];
    if moderators > 0 {
        lines.push(format!(
            "the assignment of {}, whose accounts remain",
            of(moderators, "moderator", "moderators")
        ));
    }
    lines
}

/// Asks the user to type the slug, on the terminal.
fn confirm(slug: &str) -> Result<(), CommandFailure> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(CommandFailure::Usage(
            "nothing was removed; add --yes to confirm".to_owned(),
        ));
    }
    let mut out = std::io::stdout();
    let _ = write!(out, "Type {slug} to remove it: ");
    let _ = out.flush();
    let mut answer = String::new();
    stdin.lock().read_line(&mut answer).map_err(failed)?;
    if answer.trim() == slug {
        Ok(())
    } else {
        Err(failed("nothing was removed: the input does not match"))
    }
}
