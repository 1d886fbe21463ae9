//! `rejoinder site`: adding, showing, changing and removing sites from the shell.

use clap::Subcommand;

use super::{
    CommandFailure, DatabaseFlags,
    admin_context::{AdminContext, usage},
    failed, print_line, site_removal, site_settings,
};
use crate::{
    db::Error,
    site::{self, NewSite, Policy},
    text::{Name, Slug},
};

#[derive(Debug, Subcommand)]
pub(super) enum SiteCommand {
    /// Add a site.
    Add {
        /// Its short name in URLs: a–z, 0–9 and hyphens.
        slug: String,
        /// Its display name.
        #[arg(long)]
        name: String,
        /// An origin whose pages may embed it, for example <https://blog.example> (may be repeated).
        #[arg(long = "origin", value_name = "URL", required = true)]
        origins: Vec<String>,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
    /// Show a site with its origins and its policy.
    Show {
        slug: String,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
    /// Print the lines that show the comments of a site on its pages.
    Embed {
        slug: String,
        /// Name the script by its hash, so that browsers keep it forever and run no other one. After an upgrade
        /// of the server the lines must be replaced.
        #[arg(long)]
        pinned: bool,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
    /// Change the name, origins or policy of a site.
    Set(site_settings::SetFlags),
    /// List all sites.
    List {
        #[command(flatten)]
        flags: DatabaseFlags,
    },
    /// Remove a site with all its comments, after confirmation. Shows what will be deleted.
    Remove {
        slug: String,
        /// Skip the confirmation. Required if standard input is not a terminal.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
}

pub(super) async fn run(command: SiteCommand) -> Result<(), CommandFailure> {
    match command {
        SiteCommand::Add {
            slug,
            name,
            origins,
            flags,
        } => {
            let slug = Slug::parse(&slug).map_err(usage)?;
            let name = Name::parse(&name).map_err(usage)?.into_string();
            let origins = site_settings::parse_origins(&origins)?;
            let context = AdminContext::open(&flags).await?;
            let new = NewSite {
                slug: slug.as_str().to_owned(),
                name,
                origins: origins.exact,
                policy: Policy::default(),
            };
            let input = (new, origins.wildcards, context.clock.now());
            let added = context.db.write(input, |c, (new, wildcards, now)| {
                Box::pin(async move {
                    let site = site::add(c, new, *now).await?;
                    site::sql::replace_wildcards(c, site, wildcards).await
                })
            });
            match added.await {
                Ok(()) => print_line(&format!("Added {slug}.")),
                Err(Error::Unique(_)) => {
                    return Err(CommandFailure::Usage(format!("{slug} exists already")));
                }
                Err(error) => return Err(failed(error)),
            }
        }
        SiteCommand::Show { slug, flags } => site_settings::show(&slug, &flags).await?,
        SiteCommand::Embed {
            slug,
            pinned,
            flags,
        } => site_settings::embed(&slug, pinned, &flags).await?,
        SiteCommand::Set(set) => site_settings::set(set).await?,
        SiteCommand::List { flags } => {
            for site in AdminContext::open(&flags).await?.sites.all().await {
                print_line(&format!(
                    "{}\t{}\t{}",
                    site.slug,
                    site.name,
                    site.origin_texts().join(" ")
                ));
            }
        }
        SiteCommand::Remove { slug, yes, flags } => {
            site_removal::remove(&slug, yes, &flags).await?;
        }
    }
    Ok(())
}
