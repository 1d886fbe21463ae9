//! What was done by the last form: in the URL after a redirect, and as lines for people.

use minijinja::{Value, context};
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    address::QueueSelection,
    label::{done_label, logged_action, number_of_comments, shown_name, shown_time, skip_label},
};
use crate::{
    closed_set::closed_set,
    comment::{Action, EditState},
    http::Problem,
    locale::{Language, Message},
    moderation::{Decided, LogLine, Moderation, Skip},
    site::SiteId,
};

/// What a form did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CompletedAction {
    Decided(Action),
    Undone,
    /// A reply was published, and its parent was approved if it was not before.
    Replied,
    Changed(ContextChange),
}

closed_set! {
    /// What the forms of the context page change besides decisions.
    pub(crate) enum ContextChange {
        NoteAdded = "note",
        NoteDeleted = "note_deleted",
        /// The comment was edited.
        Edited = "edit",
        ThreadChanged = "thread",
        ThreadMoved = "moved",
    }
}

impl ContextChange {
    /// Returns the catalog entry that says what was done.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::NoteAdded => "mod-done-note",
            Self::NoteDeleted => "mod-done-note-deleted",
            Self::Edited => "mod-done-edit",
            Self::ThreadChanged => "mod-done-thread",
            Self::ThreadMoved => "mod-done-moved",
        }
    }
}

impl CompletedAction {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Decided(action) => action.as_str(),
            Self::Undone => "undo",
            Self::Replied => "reply",
            Self::Changed(change) => change.as_str(),
        }
    }

    fn parse(word: &str) -> Option<Self> {
        match word {
            "undo" => Some(Self::Undone),
            "reply" => Some(Self::Replied),
            _ => {
                let change = word.parse().map(Self::Changed);
                change.or_else(|_| word.parse().map(Self::Decided)).ok()
            }
        }
    }

    /// Returns the catalog entry for the comments that were changed.
    const fn label(self) -> &'static str {
        match self {
            Self::Decided(action) => done_label(action),
            Self::Undone => "mod-done-undo",
            Self::Replied => "mod-done-approve",
            Self::Changed(change) => change.label(),
        }
    }

    /// Returns whether it can be undone.
    const fn can_be_undone(self) -> bool {
        match self {
            Self::Decided(action) => !matches!(action, Action::Delete),
            Self::Replied => true,
            Self::Undone | Self::Changed(_) => false,
        }
    }
}

/// The result of a form.
#[derive(Clone, Debug)]
pub(super) struct FormOutcome {
    completed: CompletedAction,
    batch: Uuid,
    /// The number of changed comments.
    decided: usize,
    skipped: Vec<(Skip, usize)>,
    /// The comment, if it was only one.
    about: Option<Uuid>,
}

impl FormOutcome {
    pub(super) fn new(completed: CompletedAction, decided: &Decided) -> Self {
        let skipped = Skip::ALL.into_iter().map(|skip| {
            let count = decided
                .skipped
                .iter()
                .filter(|(_, code)| *code == skip)
                .count();
            (skip, count)
        });
        let ids = decided.decided.iter().map(|(id, ..)| *id);
        let ids = ids.chain(decided.skipped.iter().map(|(id, _)| *id));
        let ids = ids.take(2).collect::<Vec<_>>();
        Self {
            completed,
            batch: decided.batch,
            decided: decided.decided.len(),
            skipped: skipped.filter(|(_, count)| *count > 0).collect(),
            about: match ids[..] {
                [only] => Some(only),
                _ => None,
            },
        }
    }

    /// Creates the result of a reply to a comment, with the batch in which it was approved for the reply.
    pub(super) fn of_reply(about: Uuid, approved_in: Option<Uuid>) -> Self {
        Self {
            completed: CompletedAction::Replied,
            batch: approved_in.unwrap_or_default(),
            decided: approved_in.iter().count(),
            skipped: Vec::new(),
            about: Some(about),
        }
    }

    /// Creates the result of another form of the context page.
    pub(super) fn of_change(change: ContextChange, about: Uuid) -> Self {
        Self {
            completed: CompletedAction::Changed(change),
            ..Self::of_reply(about, None)
        }
    }

    /// Returns the approval alone, if there was one.
    pub(super) fn without_reply(self) -> Option<Self> {
        (self.decided > 0).then_some(Self {
            completed: CompletedAction::Decided(Action::Approve),
            ..self
        })
    }

    /// Returns the URL of the list with this result.
    pub(super) fn url(&self, back: &QueueSelection) -> String {
        let mut more = vec![
            ("done", self.completed.as_str().to_owned()),
            ("batch", self.batch.to_string()),
            ("count", self.decided.to_string()),
        ];
        let skipped = self.skipped.iter();
        more.extend(skipped.map(|(skip, count)| (skip.as_str(), count.to_string())));
        more.extend(self.about.map(|about| ("about", about.to_string())));
        back.url_with(&more) + "#done"
    }

    /// Reads the result from the query of a URL.
    pub(super) fn parse(query: &str) -> Option<Self> {
        let mut outcome = None;
        let (mut batch, mut about, mut decided) = (Uuid::nil(), None, 0);
        let mut skipped = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "done" => outcome = CompletedAction::parse(&value),
                "batch" => batch = Uuid::try_parse(&value).ok()?,
                "about" => about = Uuid::try_parse(&value).ok(),
                "count" => decided = value.parse().ok()?,
                name => {
                    if let (Ok(skip), Ok(count)) = (name.parse::<Skip>(), value.parse()) {
                        skipped.push((skip, count));
                    }
                }
            }
        }
        Some(Self {
            completed: outcome?,
            batch,
            decided,
            skipped,
            about,
        })
    }

    /// Returns the result as the templates take it.
    pub(super) async fn view(
        &self,
        moderation: &Moderation,
        sites: &[SiteId],
        language: Language,
    ) -> Result<Value, Problem> {
        let about = match self.about {
            Some(id) => moderation.find(sites, id).await?,
            None => None,
        };
        let name = about
            .as_ref()
            .filter(|found| !found.comment.html.is_empty());
        let name = name.map(|found| shown_name(&found.comment.name, language));
        let what = |count: usize| {
            let name = name.clone().filter(|_| count == 1);
            name.unwrap_or_else(|| number_of_comments(count, language))
        };
        let decision = match (&about, self.completed) {
            (Some(found), CompletedAction::Decided(_)) if self.decided > 0 => {
                let comment = &found.comment;
                moderation.history(comment.site, comment.id).await?.pop()
            }
            _ => None,
        };
        // A browser that goes back shows an earlier result again.
        if let Some(later) = decision.as_ref().filter(|line| line.batch != self.batch) {
            let lines = vec![decision_line(later, language)];
            return Ok(context! { lines, batch => None::<String>, is_alert => false });
        }
        let is_of_change = decision.is_some_and(|line| line.edit == Some(EditState::Rejected));
        let mut lines = Vec::new();
        if self.completed == CompletedAction::Replied {
            lines.push(Message::new("mod-replied").to_text(language));
        }
        if let CompletedAction::Changed(change) = self.completed {
            lines.push(Message::new(change.label()).to_text(language));
        }
        if self.decided > 0 {
            let label = if is_of_change {
                "mod-done-rejected"
            } else {
                self.completed.label()
            };
            let line = Message::new(label).with("what", what(self.decided));
            lines.push(line.to_text(language));
        }
        for (skip, count) in &self.skipped {
            let line = Message::new(skip_label(*skip)).with("what", what(*count));
            lines.push(line.to_text(language));
        }
        if let Some(found) = about.filter(|_| !self.skipped.is_empty()) {
            let comment = &found.comment;
            let last = last_change(moderation, comment.site, comment.id, language).await?;
            lines.extend(last);
        }
        let batch =
            (self.decided > 0 && self.completed.can_be_undone()).then(|| self.batch.to_string());
        let is_alert = !self.skipped.is_empty();
        Ok(context! { lines, batch, is_alert })
    }
}

/// Returns who decided last about a comment, what and when.
pub(super) async fn last_change(
    moderation: &Moderation,
    site: SiteId,
    comment: Uuid,
    language: Language,
) -> Result<Option<String>, Problem> {
    let history = moderation.history(site, comment).await?;
    Ok(history.last().map(|line| decision_line(line, language)))
}

fn decision_line(line: &LogLine, language: Language) -> String {
    Message::new("mod-decision")
        .with("action", logged_action(&line.action, language))
        .with("login", line.login.clone())
        .with("time", shown_time(line.at))
        .to_text(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_read_from_the_url_that_it_wrote() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let decided = Decided {
            batch: Uuid::from_u128(9),
            before: None,
            decided: Vec::new(),
            skipped: vec![(one, Skip::Conflict), (other, Skip::Conflict)],
        };
        let outcome = FormOutcome::new(CompletedAction::Decided(Action::Spam), &decided);
        let url = outcome.url(&QueueSelection::parse("folder=spam"));
        assert!(
            url.starts_with("/moderate?folder=spam&done=spam&batch="),
            "{url}"
        );
        assert!(url.ends_with("&count=0&conflict=2#done"), "{url}");
        let query = url
            .trim_start_matches("/moderate?")
            .trim_end_matches("#done");
        let again = FormOutcome::parse(query).expect("a result");
        assert_eq!(again.url(&QueueSelection::parse("folder=spam")), url);
        assert_eq!(QueueSelection::parse(query).query(), "folder=spam");
        for query in ["", "done=dance", "done=spam&batch=x", "done=spam&count=-1"] {
            assert!(FormOutcome::parse(query).is_none(), "{query}");
        }
    }
}
