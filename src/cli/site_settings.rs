//! `rejoinder site show` and `site set`: the name, origins and policy of a site from the shell.

use clap::Args;
use serde_json::{Map, Value};

use super::{CommandFailure, DatabaseFlags, database_settings, failed, open_sites, print_line};
use crate::{
    db,
    http::API_BASE,
    pages::thread::scripts::pinned_script,
    site::{self, Language, ModerationPolicy, OriginList, Policy, Site},
    text::Name,
};

/// The arguments of `site set`.
#[derive(Debug, Args)]
pub(super) struct SetFlags {
    slug: String,
    /// The display name of the site.
    #[arg(long)]
    name: Option<String>,
    /// Allow pages of this origin to embed the site, for example <https://blog.example> or, for
    /// previews, `https://*.preview.blog.example` (may be repeated).
    #[arg(long = "add-origin", value_name = "URL")]
    add_origins: Vec<String>,
    /// Stop allowing pages of this origin to embed the site (may be repeated).
    #[arg(long = "remove-origin", value_name = "URL")]
    remove_origins: Vec<String>,
    /// Which comments wait for a moderator.
    #[arg(long, value_parser = ModerationPolicy::WORDS)]
    moderation: Option<String>,
    /// The language of mails and pages for readers.
    #[arg(long, value_parser = Language::WORDS)]
    language: Option<String>,
    /// Set another policy setting, named as in `site show` (may be repeated).
    ///
    /// The value is JSON or a word: `guests.email=optional`, `close_after_days=null`.
    #[arg(long = "policy", value_name = "KEY=VALUE")]
    policy: Vec<String>,
    #[command(flatten)]
    flags: DatabaseFlags,
}

/// Prints a site with its policy.
pub(super) async fn show(slug: &str, flags: &DatabaseFlags) -> Result<(), CommandFailure> {
    let (_, _, sites) = open_sites(flags).await?;
    let site = sites.find(slug).await.ok_or_else(|| unknown(slug))?;
    print_line(&format!("slug = {}", site.slug));
    print_line(&format!("name = {}", site.name));
    for origin in site.origin_texts() {
        print_line(&format!("origin = {origin}"));
    }
    print_line(&format!("created_at = {}", site.created_at));
    let policy = serde_json::to_value(&site.policy).map_err(failed)?;
    for (key, value) in settings_of("", &policy) {
        print_line(&format!("{key} = {value}"));
    }
    Ok(())
}

/// Prints the lines for the pages of a site.
pub(super) async fn embed(
    slug: &str,
    pinned: bool,
    flags: &DatabaseFlags,
) -> Result<(), CommandFailure> {
    let (_, _, sites) = open_sites(flags).await?;
    let site = sites.find(slug).await.ok_or_else(|| unknown(slug))?;
    let server = database_settings(flags)?.base_url();
    let slug = &site.slug;
    let (path, integrity) = if pinned {
        let (path, integrity) = pinned_script();
        let integrity = format!(" integrity=\"{integrity}\" crossorigin=\"anonymous\"");
        (path, integrity)
    } else {
        ("/embed.js".to_owned(), String::new())
    };
    print_line(&format!(
        "<script type=\"module\" src=\"{server}{path}\"{integrity}></script>"
    ));
    print_line(&format!(
        "<comment-thread site=\"{slug}\"></comment-thread>"
    ));
    let page = format!("{server}{API_BASE}/sites/{slug}/thread?page=PAGE");
    print_line(&format!(
        "<noscript><a href=\"{page}\">Read and write comments</a></noscript>"
    ));
    Ok(())
}

/// Returns the values of a policy with their dotted keys.
fn settings_of(prefix: &str, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| {
                let dot = if prefix.is_empty() { "" } else { "." };
                settings_of(&format!("{prefix}{dot}{name}"), value)
            })
            .collect(),
        Value::String(text) => vec![(prefix.to_owned(), text.clone())],
        value => vec![(prefix.to_owned(), value.to_string())],
    }
}

/// Changes a site in one transaction.
pub(super) async fn set(set: SetFlags) -> Result<(), CommandFailure> {
    let name = set.name.as_deref().map(Name::parse).transpose();
    let name = name.map_err(|fault| usage(format!("--name: {fault}")))?;
    let patches = patches(&set)?;
    let changes_origins = !set.add_origins.is_empty() || !set.remove_origins.is_empty();
    if name.is_none() && patches.is_empty() && !changes_origins {
        return Err(usage(
            "nothing to change: specify --add-origin, --remove-origin, --name, --moderation, --language or --policy",
        ));
    }
    let (db, _, sites) = open_sites(&set.flags).await?;
    let site = sites.find(&set.slug).await;
    let site = site.ok_or_else(|| unknown(&set.slug))?;
    let origins = changes_origins.then(|| origins(&site, &set)).transpose()?;
    // Reports mistakes before anything is written.
    patched(&site.policy, &patches)?;
    let input = (site.id, name.map(Name::into_string), origins, patches);
    db.write(input, |c, (site, name, origins, patches)| {
        Box::pin(async move {
            if let Some(name) = name {
                site::sql::rename(c, *site, Some(name)).await?;
            }
            if let Some(origins) = origins {
                site::replace_origins(c, *site, origins).await?;
            }
            if !patches.is_empty() {
                // Another process may have changed the policy meanwhile.
                let policy = site::sql::lock_policy(c, *site).await?;
                let policy = policy.ok_or(SetFailure::Gone)?;
                let policy = patched(&policy, patches).map_err(SetFailure::Policy)?;
                site::sql::update_policy(c, *site, &policy).await?;
            }
            Ok(())
        })
    })
    .await
    .map_err(|failure| match failure {
        SetFailure::Db(error) => failed(error),
        SetFailure::Policy(failure) => failure,
        SetFailure::Gone => unknown(&set.slug),
    })?;
    if changes_origins {
        site::rekey(&db, site.id).await.map_err(failed)?;
    }
    print_line(&format!("Changed {}.", set.slug));
    Ok(())
}

enum SetFailure {
    Db(db::Error),
    Policy(CommandFailure),
    Gone,
}

impl From<db::Error> for SetFailure {
    fn from(error: db::Error) -> Self {
        Self::Db(error)
    }
}

fn usage(message: impl Into<String>) -> CommandFailure {
    CommandFailure::Usage(message.into())
}

fn unknown(slug: &str) -> CommandFailure {
    usage(format!(
        "there is no site {slug}; `rejoinder site list` lists all sites"
    ))
}

/// A flag as written, and its value as a JSON Merge Patch.
type Patch = (String, Value);

fn patches(set: &SetFlags) -> Result<Vec<Patch>, CommandFailure> {
    let mut patches = Vec::new();
    for (flag, key, value) in [
        ("--moderation", "moderation", &set.moderation),
        ("--language", "language", &set.language),
    ] {
        patches.extend(value.as_ref().map(|value| {
            let value = Value::String(value.clone());
            (flag.to_owned(), nested(key, value))
        }));
    }
    for text in &set.policy {
        let (key, value) = text
            .split_once('=')
            .ok_or_else(|| usage(format!("--policy {text}: write it as KEY=VALUE")))?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
        patches.push((format!("--policy {key}"), nested(key.trim(), value)));
    }
    Ok(patches)
}

/// Nests a value under a dotted key: `a.b` becomes `{"a": {"b": value}}`.
fn nested(key: &str, value: Value) -> Value {
    key.rsplit('.').fold(value, |inner, name| {
        Value::Object(Map::from_iter([(name.to_owned(), inner)]))
    })
}

fn patched(policy: &Policy, patches: &[Patch]) -> Result<Policy, CommandFailure> {
    let mut policy = policy.clone();
    for (flag, patch) in patches {
        policy = policy
            .patched(patch)
            .map_err(|fault| usage(format!("{flag}: {}", fault.message)))?;
    }
    match policy.faults().first() {
        None => Ok(policy),
        Some(fault) => Err(usage(format!("{} {}", fault.field, fault.message))),
    }
}

/// Returns the origins of the site after the change.
fn origins(site: &Site, set: &SetFlags) -> Result<OriginList, CommandFailure> {
    let known = OriginList {
        exact: site.origins.clone(),
        wildcards: site.wildcards.clone(),
    };
    let mut texts = known.texts();
    for text in &set.remove_origins {
        let normal = OriginList::normal(text).map_err(|fault| usage(format!("{text}: {fault}")))?;
        let count = texts.len();
        texts.retain(|known| *known != normal);
        if texts.len() == count {
            return Err(usage(format!("{text} is not an origin of {}", site.slug)));
        }
    }
    texts.extend(set.add_origins.iter().cloned());
    parse_origins(&texts)
}

/// Parses origins. The error lists every invalid one.
pub(super) fn parse_origins(texts: &[String]) -> Result<OriginList, CommandFailure> {
    OriginList::parse(texts).map_err(|faults| {
        let told = faults.iter().map(|fault| {
            let text = fault.at.and_then(|at| texts.get(at));
            text.map_or_else(
                || fault.fault.to_string(),
                |text| format!("{text}: {}", fault.fault),
            )
        });
        usage(told.collect::<Vec<_>>().join("\n"))
    })
}
