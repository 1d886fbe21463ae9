//! `rejoinder moderator set`: display name, email address, and mails about waiting comments.

use std::sync::Arc;

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser as _},
};

use super::{
    CommandFailure,
    admin_context::{AdminContext, identity_failure, usage},
    failed, print_line,
};
use crate::{
    moderator::{EmailChange, Moderator, ModeratorChange},
    notice::{NoticeMode, NoticePreference, set_preference},
    site::Site,
    text::Email,
};

/// What `moderator set` changes.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(super) struct AccountFlags {
    /// The display name shown with the moderator's comments; empty for none.
    #[arg(long)]
    name: Option<String>,
    /// Where mails about waiting comments go; empty for none.
    #[arg(long)]
    email: Option<String>,
    /// When mails about waiting comments are sent.
    #[arg(long, value_parser = PossibleValuesParser::new(NoticeMode::WORDS).try_map(|word| word.parse::<NoticeMode>()))]
    notices: Option<NoticeMode>,
    /// With `--notices more_than`: how many comments may wait without a mail.
    #[arg(long, value_name = "NUMBER", requires = "notices")]
    more_than: Option<u32>,
    /// With `--notices`: the site that the mails are about (may be repeated); all sites of the moderator without
    /// it.
    #[arg(long = "site", value_name = "SLUG", requires = "notices")]
    sites: Vec<String>,
}

/// Changes what the flags say.
pub(super) async fn set_account(
    context: &AdminContext,
    login: &str,
    flags: AccountFlags,
) -> Result<(), CommandFailure> {
    let moderator = context.moderator(login).await?;
    let email = match flags.email.as_deref() {
        None => None,
        Some("") => Some(EmailChange::Remove),
        Some(email) => {
            Some(EmailChange::Set(Email::parse(email).map_err(|fault| {
                usage(format!("--email: {}", fault.message))
            })?))
        }
    };
    let preference = match (flags.notices, flags.more_than) {
        (Some(NoticeMode::MoreThan), None) => {
            return Err(usage("--notices more_than needs --more-than"));
        }
        (Some(mode), Some(_)) if mode != NoticeMode::MoreThan => {
            return Err(usage("--more-than belongs to --notices more_than"));
        }
        (mode, more_than) => mode.map(|mode| NoticePreference {
            mode,
            more_than: more_than.map_or(0, i64::from),
        }),
    };
    let sites = context.notice_sites(&moderator, &flags.sites).await?;
    let (sets_name, sets_email) = (flags.name.is_some(), email.is_some());
    if sets_name || sets_email {
        let change = ModeratorChange {
            name: flags.name.map(Some),
            email,
            ..ModeratorChange::default()
        };
        let changed = context.moderators.change_moderator(moderator.id, change);
        let changed = changed.await.map_err(identity_failure)?;
        if sets_name {
            print_line(&match changed.name {
                Some(name) => format!("The display name of {login} is {name}."),
                None => format!("{login} has no display name; readers see the name of the site."),
            });
        }
        if sets_email {
            print_line(&match changed.email {
                Some(email) => format!("Mails about waiting comments go to {email}."),
                None => format!("{login} gets no mails about waiting comments."),
            });
        }
    }
    if let Some(preference) = preference {
        for site in &sites {
            let whose = (site.id, moderator.id);
            set_preference(&context.db, whose, preference, context.clock.now())
                .await
                .map_err(failed)?;
            let mode = preference.mode.as_str();
            print_line(&format!("Mails about {}: {mode}.", site.slug));
        }
    }
    Ok(())
}

impl AdminContext {
    /// Returns the sites with these slugs, or all that the moderator sees. A moderator can only get mails about
    /// comments that they decide about.
    async fn notice_sites(
        &self,
        moderator: &Moderator,
        slugs: &[String],
    ) -> Result<Vec<Arc<Site>>, CommandFailure> {
        let mut sites = Vec::new();
        for slug in slugs {
            self.site(slug).await?;
        }
        for site in &self.sites.all().await {
            let is_named = slugs.is_empty() || slugs.contains(&site.slug);
            if is_named && moderator.sees(site.id) {
                sites.push(site.clone());
            } else if is_named && !slugs.is_empty() {
                let (login, slug) = (&moderator.login, &site.slug);
                return Err(usage(format!("{login} does not work on the site {slug}")));
            }
        }
        Ok(sites)
    }
}
