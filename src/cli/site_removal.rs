//! `rejoinder site remove`: says what will be deleted, and deletes it once that is confirmed.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use super::{DatabaseFlags, Failure, failed, open_sites, say};
use crate::{
    db::Error,
    site::{self, sql::SiteContents},
};

/// Removes a site: after a question on a terminal, elsewhere only with `yes`.
pub(super) async fn remove(slug: &str, yes: bool, flags: &DatabaseFlags) -> Result<(), Failure> {
    let (db, _, sites) = open_sites(flags).await?;
    let Some(site) = sites.find(slug).await else {
        return Err(Failure::Usage(format!("there is no site {slug}")));
    };
    let contents = db
        .read_background(site.id, |c, site| {
            Box::pin(async move { site::sql::contents(c, *site).await })
        })
        .await
        .map_err(|error: Error| failed(error))?;
    say(&format!(
        "Removing {slug} ({}) deletes for good:",
        site.name
    ));
    for line in listing(&contents) {
        say(&format!("  {line}"));
    }
    if !yes {
        confirm(slug)?;
    }
    let removed = db.write(site.id, |c, id| Box::pin(site::sql::remove(c, *id)));
    if !removed.await.map_err(failed)? {
        return Err(failed(format!(
            "{slug} was removed by another process meanwhile"
        )));
    }
    say(&format!("Removed {slug} with all its comments."));
    Ok(())
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
            "the assignment of {}, who keep their accounts",
            of(moderators, "moderator", "moderators")
        ));
    }
    lines
}

/// Asks on the terminal for the slug.
fn confirm(slug: &str) -> Result<(), Failure> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(Failure::Usage(
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
        Err(failed(
            "nothing was removed, since the answer was another one",
        ))
    }
}
