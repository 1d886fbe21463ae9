//! `rejoinder moderator` and `key`: administration from the shell, possible while a server is
//! running.

use std::path::PathBuf;

use clap::{
    Subcommand,
    builder::{PossibleValuesParser, TypedValueParser as _},
};
use secrecy::SecretString;
use uuid::Uuid;

use super::{
    CommandFailure, DatabaseFlags,
    admin_context::{AdminContext, identity_failure, usage},
    failed,
    moderator_settings::{AccountFlags, set_account},
    print_line,
};
use crate::{
    input,
    moderator::{NewModerator, Permission, Role},
};

#[derive(Debug, Subcommand)]
pub(super) enum ModeratorCommand {
    /// Add a moderator.
    Add {
        login: String,
        /// The display name shown with the moderator's comments, which guests cannot use. Without one,
        /// the name of the site is shown.
        #[arg(long)]
        name: Option<String>,
        /// `owner` has all permissions; `moderator` works on the given sites.
        #[arg(long, value_parser = PossibleValuesParser::new(Role::WORDS).try_map(|word| word.parse::<Role>()))]
        role: Role,
        /// A site that the moderator works on (may be repeated).
        #[arg(long = "site", value_name = "SLUG")]
        sites: Vec<String>,
        /// A file with the password on its first line; `-` is standard input.
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
    /// Change the display name of a moderator, the email address, or the mails about waiting comments.
    Set {
        login: String,
        #[command(flatten)]
        change: AccountFlags,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
    /// Set a new password and end all sessions of the moderator.
    Password {
        login: String,
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
    /// List all moderators.
    List {
        #[command(flatten)]
        flags: DatabaseFlags,
    },
    /// Remove a moderator. The last owner cannot be removed.
    Remove {
        login: String,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Create an API key. It is printed only once.
    Add {
        /// What the key is for.
        label: String,
        /// The moderator on whose behalf the key acts.
        #[arg(long, value_name = "LOGIN")]
        moderator: String,
        /// The site whose queue the key reads as a feed, and nothing else. Without it, the key has the
        /// permissions of the moderator.
        #[arg(long, value_name = "SLUG")]
        feed: Option<String>,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
    /// List all keys.
    List {
        #[command(flatten)]
        flags: DatabaseFlags,
    },
    /// Revoke a key. Takes effect immediately.
    Revoke {
        id: Uuid,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
}

pub(super) async fn moderator(command: ModeratorCommand) -> Result<(), CommandFailure> {
    match command {
        ModeratorCommand::Add {
            login,
            name,
            role,
            sites,
            password_file,
            flags,
        } => {
            let password = read_password(&password_file)?;
            let context = AdminContext::open(&flags).await?;
            let mut ids = Vec::new();
            for slug in &sites {
                ids.push(context.site(slug).await?);
            }
            if role == Role::Moderator && ids.is_empty() {
                return Err(usage("a moderator needs at least one --site"));
            }
            if role == Role::Owner && !ids.is_empty() {
                return Err(usage("an owner moderates all sites: leave out --site"));
            }
            let new = NewModerator {
                login,
                name,
                password,
                role,
                sites: ids,
            };
            let added = context
                .moderators
                .add_moderator(new)
                .await
                .map_err(identity_failure)?;
            print_line(&format!("Added {} ({}).", added.login, added.role.as_str()));
        }
        ModeratorCommand::Set {
            login,
            change,
            flags,
        } => {
            let context = AdminContext::open(&flags).await?;
            set_account(&context, &login, change).await?;
        }
        ModeratorCommand::Password {
            login,
            password_file,
            flags,
        } => {
            let password = read_password(&password_file)?;
            let context = AdminContext::open(&flags).await?;
            let moderator = context.moderator(&login).await?;
            context
                .moderators
                .set_password(moderator.id, password)
                .await
                .map_err(identity_failure)?;
            print_line(&format!(
                "Password of {login} set; all sessions of {login} have ended."
            ));
        }
        ModeratorCommand::List { flags } => {
            let context = AdminContext::open(&flags).await?;
            for moderator in context.moderators.list_moderators().await.map_err(failed)? {
                let mut slugs = Vec::new();
                for id in &moderator.sites {
                    slugs.extend(context.sites.by_id(*id).await.map(|site| site.slug.clone()));
                }
                let (login, role) = (&moderator.login, moderator.role.as_str());
                let name = moderator.name.map(|name| format!("\t{name}"));
                let name = name.unwrap_or_default();
                let email = moderator.email.map(|email| format!("\t{email}"));
                let email = email.unwrap_or_default();
                print_line(&format!(
                    "{login}\t{role}\t{}{name}{email}",
                    slugs.join(" ")
                ));
            }
        }
        ModeratorCommand::Remove { login, flags } => {
            let context = AdminContext::open(&flags).await?;
            let moderator = context.moderator(&login).await?;
            context
                .moderators
                .remove_moderator(moderator.id)
                .await
                .map_err(identity_failure)?;
            print_line(&format!("Removed {login}."));
        }
    }
    Ok(())
}

pub(super) async fn key(command: KeyCommand) -> Result<(), CommandFailure> {
    match command {
        KeyCommand::Add {
            label,
            moderator,
            feed,
            flags,
        } => {
            let context = AdminContext::open(&flags).await?;
            let moderator = context.moderator(&moderator).await?;
            let added = match feed {
                None => context.moderators.add_key(moderator.id, &label).await,
                Some(slug) => {
                    let site = context.site(&slug).await?;
                    if !moderator.may(Permission::ReadQueue, Some(site)) {
                        let login = &moderator.login;
                        return Err(usage(format!("{login} does not work on the site {slug}")));
                    }
                    let moderators = &context.moderators;
                    moderators.add_feed_key(moderator.id, &label, site).await
                }
            };
            let (_, token) = added.map_err(identity_failure)?;
            print_line(&token.reveal());
        }
        KeyCommand::List { flags } => {
            let context = AdminContext::open(&flags).await?;
            let moderators = context.moderators.list_moderators().await.map_err(failed)?;
            for key in context.moderators.list_keys(None).await.map_err(failed)? {
                let login = moderators
                    .iter()
                    .find(|m| m.id == key.moderator)
                    .map_or("", |m| m.login.as_str());
                let used = key
                    .used_at
                    .map_or_else(|| "never used".to_owned(), |at| format!("used {at}"));
                let feed = match key.feed {
                    Some(site) => context.sites.by_id(site).await,
                    None => None,
                };
                let feed = feed.map(|site| format!("\tfeed of {}", site.slug));
                print_line(&format!(
                    "{}\t{}\t{login}\tcreated {}\t{used}{}",
                    key.id,
                    key.label,
                    key.created_at,
                    feed.unwrap_or_default()
                ));
            }
        }
        KeyCommand::Revoke { id, flags } => {
            let context = AdminContext::open(&flags).await?;
            if !context
                .moderators
                .revoke_key(id, None)
                .await
                .map_err(failed)?
            {
                return Err(usage(format!("there is no key {id}")));
            }
            print_line("Revoked.");
        }
    }
    Ok(())
}

/// Returns the first line of a file or of standard input, without its line ending.
fn read_password(file: &std::path::Path) -> Result<SecretString, CommandFailure> {
    let text = if file.as_os_str() == "-" {
        input::read_at_most(std::io::stdin(), input::SETTING_MAX).and_then(input::text)
    } else {
        input::read_text(file, input::SETTING_MAX)
    };
    let text = text.map_err(|e| {
        failed(format!(
            "cannot read the password from {}: {e}",
            file.display()
        ))
    })?;
    Ok(text.lines().next().unwrap_or_default().to_owned().into())
}
