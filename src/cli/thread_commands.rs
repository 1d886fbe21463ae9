//! `rejoinder thread`: threads from the shell.

use clap::Subcommand;

use super::{
    CommandFailure, DatabaseFlags, admin_context::usage, failed, open_sites, print_line, spinner,
};
use crate::comment::{MoveRefusal, MovedBy, ThreadMove, move_thread};

#[derive(Debug, Subcommand)]
pub(super) enum ThreadCommand {
    /// Move the comments of a page to another page, for example after a post got another URL.
    Move {
        /// The site.
        #[arg(value_name = "SITE")]
        slug: String,
        /// The key of the page, or its full URL, before.
        from: String,
        /// The key of the page, or its full URL, after. If it has comments, both threads become one.
        to: String,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
}

pub(super) async fn run(command: ThreadCommand) -> Result<(), CommandFailure> {
    let ThreadCommand::Move {
        slug,
        from,
        to,
        flags,
    } = command;
    let (db, clock, sites) = open_sites(&flags).await?;
    let site = sites
        .find(&slug)
        .await
        .ok_or_else(|| CommandFailure::Usage(format!("there is no site {slug}")))?;
    let from = site.existing_page(&from).map_err(usage)?;
    let to = site.new_page(&to).map_err(usage)?;
    if from == to {
        return Err(CommandFailure::Usage(
            "the two pages are the same".to_owned(),
        ));
    }
    let wanted = ThreadMove {
        site: site.id,
        from: from.clone(),
        to: to.clone(),
        by: MovedBy::CommandLine,
    };
    let bar = spinner("moving comments");
    let moved = move_thread(&db, &clock, wanted, |count| bar.inc(count)).await;
    bar.finish_and_clear();
    match moved {
        Ok(0) => {
            print_line(&format!("{from} is {to} now."));
            Ok(())
        }
        Ok(count) => {
            let comments = if count == 1 { "comment" } else { "comments" };
            print_line(&format!("{from} is {to} now. Moved: {count} {comments}"));
            Ok(())
        }
        Err(MoveRefusal::NoSuchThread) => Err(CommandFailure::Usage(format!(
            "neither {from} nor {to} has comments"
        ))),
        Err(MoveRefusal::Db(error)) => Err(failed(error)),
    }
}
