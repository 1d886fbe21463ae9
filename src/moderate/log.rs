//! `/moderate/log`: who did what, when and why, the newest first.

use std::collections::HashMap;

use minijinja::{Value, context};
use poem::{Request, Response, handler, http::StatusCode, web::Data};
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    address::{LOG, QUEUE},
    label::{logged_action, shown_name, shown_notices, shown_time, status_label},
    queue::nav_to,
    session::SignedIn,
    template::render,
};
use crate::{
    comment::{Action, ThreadAction, ThreadState},
    http::{Problem, language},
    locale::{Language, Message},
    moderate::ModeratorPages,
    moderation::{
        AccountLogLine, LogFilter, LogLine, LogRecord, REMOVE_SITE, SiteRemovalLine, ThreadLogLine,
        api::{ModeratorScope, OTHER_ACTIONS, is_logged_action, read_log_cursor, write_log_cursor},
    },
    moderator::{CurrentModerator, Permission},
    site::SiteId,
};

/// The number of entries on a page.
const LIMIT: usize = 50;

/// The largest number of bytes of a parameter: a longer one is ignored.
const PARAMETER_MAX: usize = 500;

/// What the URL of the log selects. Parameters that cannot be read are ignored.
#[derive(Clone, Debug, Default)]
struct LogSelection {
    /// The slug of a site; `None` for all sites of the moderator.
    site: Option<String>,
    moderator: Option<Uuid>,
    action: Option<String>,
    comment: Option<Uuid>,
    /// The cursor of the part of the log.
    after: Option<String>,
}

impl LogSelection {
    fn parse(query: &str) -> Result<Self, Problem> {
        let mut selection = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if value.is_empty() || value.len() > PARAMETER_MAX {
                continue;
            }
            let value = value.into_owned();
            match &*name {
                "site" => selection.site = Some(value),
                "moderator" => selection.moderator = Uuid::try_parse(&value).ok(),
                // The one value that people type.
                "comment" => {
                    let comment = Uuid::try_parse(value.trim());
                    let invalid =
                        |_| Problem::field("comment", "invalid", Message::new("field-id"));
                    selection.comment = Some(comment.map_err(invalid)?);
                }
                "action" => selection.action = Some(value).filter(|word| is_logged_action(word)),
                "after" => selection.after = Some(value),
                _ => {}
            }
        }
        Ok(selection)
    }

    fn url(&self) -> String {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string());
        let values = [
            ("site", self.site.clone()),
            ("moderator", id(self.moderator)),
            ("action", self.action.clone()),
            ("comment", id(self.comment)),
            ("after", self.after.clone()),
        ];
        let given = values
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.extend_pairs(given).finish();
        let sign = if query.is_empty() { "" } else { "?" };
        format!("{LOG}{sign}{query}")
    }

    /// Returns the URL of a changed selection, from the beginning of the log.
    fn changed(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut selection = self.clone();
        selection.after = None;
        change(&mut selection);
        selection.url()
    }
}

/// What the entries of a page refer to.
struct LogPageContext<'a> {
    selection: &'a LogSelection,
    /// The name of each site of the moderator.
    sites: HashMap<SiteId, String>,
    /// The names of the authors of the comments that are not erased.
    authors: HashMap<Uuid, String>,
    language: Language,
}

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
) -> Result<Response, Problem> {
    let selection = LogSelection::parse(request.uri().query().unwrap_or_default())?;
    page(pages, &moderator, &selection).await
}

async fn page(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    selection: &LogSelection,
) -> Result<Response, Problem> {
    let language = language();
    let (permission, site) = (Permission::ReadLog, selection.site.as_deref());
    let all = ModeratorScope::of(&pages.sites, moderator, None, permission).await?;
    let scope = ModeratorScope::of(&pages.sites, moderator, site, permission).await?;
    let filter = LogFilter {
        comment: selection.comment,
        batch: None,
        moderator: selection.moderator,
        action: selection.action.clone(),
        with_removals: site.is_none() && moderator.may(Permission::ManageSites, None),
        with_accounts: site.is_none() && moderator.may(Permission::ManageModerators, None),
    };
    let after = selection
        .after
        .as_deref()
        .map(read_log_cursor)
        .transpose()?;
    let moderation = &pages.moderation.moderation;
    let (records, next) = moderation.log(&scope.ids(), &filter, after, LIMIT).await?;
    let next = next
        .map(|next| selection.changed(|selection| selection.after = Some(write_log_cursor(next))));
    let context = LogPageContext {
        selection,
        sites: site_names(pages, &scope).await,
        authors: authors(pages, (&scope, selection.comment), &records, language).await?,
        language,
    };
    let login = records.iter().find_map(LogRecord::login);
    let filters = filters(&context, login);
    let entries = records.iter().map(|record| context.entry(record));
    let url = |site: Option<&str>| {
        selection.changed(|selection| {
            selection.site = site.map(str::to_owned);
            selection.comment = selection.comment.filter(|_| site.is_none());
        })
    };
    let values = context! {
        section => "log", nav => nav_to(pages, moderator, (site, &all), url).await?,
        entries => entries.collect::<Vec<_>>(), next, filters, actions => actions(&context),
        site, moderator => selection.moderator.map(|id| id.to_string()),
        comment => selection.comment.map(|id| id.to_string()),
        first => selection.after.as_ref().map(|_| selection.changed(|_| {})),
        show_site => site.is_none() && all.ids().len() > 1, path => LOG,
    };
    render(StatusCode::OK, "log.html", values)
}

async fn site_names(pages: &ModeratorPages, scope: &ModeratorScope) -> HashMap<SiteId, String> {
    let mut names = HashMap::new();
    for id in scope.ids() {
        if let Some(site) = pages.sites.by_id(id).await {
            names.insert(id, site.name.clone());
        }
    }
    names
}

/// Returns the names of the authors of the comments that the entries are about, and of the comment that is filtered by.
async fn authors(
    pages: &ModeratorPages,
    (scope, filtered): (&ModeratorScope, Option<Uuid>),
    records: &[LogRecord],
    language: Language,
) -> Result<HashMap<Uuid, String>, Problem> {
    let mut ids = records
        .iter()
        .filter_map(|record| match record {
            LogRecord::Comment(line) => Some(line.comment),
            LogRecord::Account(_) | LogRecord::Thread(_) | LogRecord::SiteRemoval(_) => None,
        })
        .chain(filtered)
        .collect::<Vec<_>>();
    ids.sort_unstable();
    ids.dedup();
    let moderation = &pages.moderation.moderation;
    let found = moderation.find_all(&scope.ids(), &ids).await?;
    let present = found
        .into_iter()
        .filter(|queued| !queued.comment.html.is_empty());
    Ok(present
        .map(|queued| {
            let name = shown_name(&queued.comment.name, language);
            (queued.comment.id, name)
        })
        .collect())
}

/// Returns the filters in use that no field shows, each with the URL without it.
fn filters(context: &LogPageContext<'_>, login: Option<&str>) -> Vec<Value> {
    let (selection, language) = (context.selection, context.language);
    let moderator = selection.moderator.map(|id| {
        let login = login.map_or_else(|| id.to_string(), str::to_owned);
        let label = Message::new("mod-filter-moderator").with("login", login);
        (
            label,
            selection.changed(|selection| selection.moderator = None),
        )
    });
    let comment = selection.comment.map(|id| {
        let name = context.authors.get(&id).cloned();
        let name = name.unwrap_or_else(|| id.to_string());
        let label = Message::new("mod-filter-comment").with("name", name);
        (
            label,
            selection.changed(|selection| selection.comment = None),
        )
    });
    let filters = [moderator, comment].into_iter().flatten();
    filters
        .map(|(label, url)| context! { label => label.to_text(language), url })
        .collect()
}

/// Returns the choices of the field with actions, by name.
fn actions(context: &LogPageContext<'_>) -> Vec<Value> {
    let selected = context.selection.action.as_deref();
    let words = Action::WORDS.iter().chain(&OTHER_ACTIONS);
    let words = words.chain(ThreadAction::WORDS.iter());
    let mut actions = words
        .map(|word| (logged_action(word, context.language), *word))
        .collect::<Vec<_>>();
    actions.sort();
    actions
        .into_iter()
        .map(|(label, word)| context! { label, word, is_selected => selected == Some(word) })
        .collect()
}

impl LogPageContext<'_> {
    fn entry(&self, record: &LogRecord) -> Value {
        match record {
            LogRecord::Account(line) => self.of_account(line),
            LogRecord::Comment(line) => self.of_comment(line),
            LogRecord::Thread(line) => self.of_thread(line),
            LogRecord::SiteRemoval(line) => self.of_site_removal(line),
        }
    }

    fn of_comment(&self, line: &LogLine) -> Value {
        let id = line.comment;
        let author = self.authors.get(&id).cloned();
        let status = |status| Message::new(status_label(status)).to_text(self.language);
        let is_moved = line.from != line.to;
        context! {
            author, comment_url => format!("{QUEUE}/comments/{id}"),
            is_about_comment => true, all_url => self.selection.changed(|selection| selection.comment = Some(id)),
            from => is_moved.then(|| status(line.from)), to => is_moved.then(|| status(line.to)),
            note => line.note.clone(), site => self.sites.get(&line.site).cloned(),
            is_about_edit => line.edit.is_some(),
            ..self.who((&line.action, Some(line.moderator), Some(&line.login)), line.at.rfc3339(), shown_time(line.at))
        }
    }

    fn of_thread(&self, line: &ThreadLogLine) -> Value {
        let value = |value: &Option<String>| match (line.action, value) {
            (ThreadAction::SetState, Some(state)) => Some(self.state(state)),
            (_, value) => value.clone(),
        };
        let comment = Some(&line.to).filter(|_| line.action == ThreadAction::Pin);
        let comment = comment.and_then(|id| Uuid::try_parse(id.as_deref()?).ok());
        context! {
            page => line.page.clone(), site => self.sites.get(&line.site).cloned(),
            from => value(&line.from).unwrap_or_else(|| "–".to_owned()),
            to => value(&line.to).unwrap_or_else(|| "–".to_owned()),
            pinned_url => comment.map(|id| format!("{QUEUE}/comments/{id}")),
            ..self.who((line.action.as_str(), line.moderator, line.login.as_deref()), line.at.rfc3339(), shown_time(line.at))
        }
    }

    fn of_site_removal(&self, line: &SiteRemovalLine) -> Value {
        context! {
            removed => line.slug.clone(),
            ..self.who((REMOVE_SITE, line.moderator, line.login.as_deref()), line.at.rfc3339(), shown_time(line.at))
        }
    }

    fn of_account(&self, line: &AccountLogLine) -> Value {
        context! {
            account => line.account_login.clone(), site => line.slug.clone(),
            from => shown_notices(&line.from, self.language), to => shown_notices(&line.to, self.language),
            ..self.who((&line.action, Some(line.moderator), Some(&line.login)), line.at.rfc3339(), shown_time(line.at))
        }
    }

    /// Returns what all entries have.
    fn who(
        &self,
        (action, moderator, login): (&str, Option<Uuid>, Option<&str>),
        at: String,
        when: String,
    ) -> Value {
        let command_line = || Message::new("mod-log-command-line").to_text(self.language);
        context! {
            at, when, action => logged_action(action, self.language),
            login => login.map_or_else(command_line, str::to_owned),
            login_url => moderator.map(|id| self.selection.changed(|selection| selection.moderator = Some(id))),
        }
    }

    fn state(&self, word: &str) -> String {
        match word.parse::<ThreadState>() {
            Ok(state) => Message::new(super::label::state_label(state)).to_text(self.language),
            Err(_) => word.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_has_what_was_read_from_it() {
        let id = Uuid::from_u128(7);
        for (query, url) in [
            (String::new(), LOG.to_owned()),
            ("site=&action=dance&comment=".to_owned(), LOG.to_owned()),
            (
                format!("comment={id}&action=spam&site=a%26b&after=x"),
                format!("{LOG}?site=a%26b&action=spam&comment={id}&after=x"),
            ),
        ] {
            let selection = LogSelection::parse(&query).expect("is valid");
            assert_eq!(selection.url(), url);
        }
        let refused = LogSelection::parse("comment=x").expect_err("is no id");
        assert_eq!(refused.errors[0].field, "comment");
        let selection = LogSelection::parse("after=x&action=pin").expect("is valid");
        assert_eq!(selection.changed(|selection| selection.action = None), LOG);
    }
}
