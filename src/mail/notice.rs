//! Notices: mails to moderators about waiting comments, in the language of the site. Their templates are part
//! of the binary, and an operator may replace each of them.

use std::{borrow::Cow, collections::BTreeMap, fs, path::Path};

use minijinja::{Environment, UndefinedBehavior, Value, value::Serde};
use serde::Serialize;

use super::message::{MailThread, one_line};
use crate::{
    closed_set::closed_set,
    html, input,
    locale::{Language, Message},
    setting::Mistakes,
    text::Email,
};

closed_set! {
    /// The kind of a notice; the word begins the names of its templates.
    pub(crate) enum NoticeKind {
        /// About one comment.
        Waiting = "waiting",
        /// About all waiting comments of a site.
        Digest = "digest",
    }
}

/// The parts of a mail; the word ends the name of the template.
const PARTS: [&str; 3] = ["subject.txt", "txt", "html"];

/// The templates of the binary, by name.
const BUILT_IN: [(&str, &str); 6] = [
    (
        "waiting.subject.txt",
        include_str!("templates/waiting.subject.txt"),
    ),
    ("waiting.txt", include_str!("templates/waiting.txt")),
    ("waiting.html", include_str!("templates/waiting.html")),
    (
        "digest.subject.txt",
        include_str!("templates/digest.subject.txt"),
    ),
    ("digest.txt", include_str!("templates/digest.txt")),
    ("digest.html", include_str!("templates/digest.html")),
];

/// The maximum size of a template, in bytes.
const TEMPLATE_MAX: u64 = 64 << 10;

/// The setting that names the folder with templates of the operator.
const SETTING: &str = "mail.templates";

/// A mail to one moderator.
#[derive(Clone, Debug)]
pub(crate) struct NoticeMail {
    pub to: Email,
    pub kind: NoticeKind,
    pub context: NoticeContext,
    pub thread: MailThread,
}

impl NoticeMail {
    /// Returns the mail without texts, names and titles of commenters, for a mail server that refuses them: the moderator
    /// still learns what waits, and the links show it.
    pub(crate) fn without_texts_of_commenters(mut self) -> Self {
        let language = self.context.lang.parse().unwrap_or_default();
        for comment in &mut self.context.comments {
            comment.author = Message::new("notice-reader").to_text(language);
            comment.page.clone_from(&self.context.site);
            comment.url = None;
            comment.text = Message::new("notice-withheld").to_text(language);
            comment.is_cut = false;
        }
        self
    }
}

/// The values in the templates.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NoticeContext {
    /// The language of the site, as its ISO 639-1 code.
    pub lang: &'static str,
    /// The name of the site.
    pub site: String,
    /// The number of waiting comments in the group `review`.
    pub review: i64,
    /// The number of waiting comments in the group `probably_spam`.
    pub probably_spam: i64,
    /// The comments that the mail shows; one in a mail about one comment.
    pub comments: Vec<NoticeComment>,
    /// The number of comments of the group `review` that the mail does not show.
    pub more: i64,
    /// The URL of the queue of the site, which asks to sign in.
    pub queue: String,
    /// The URL that turns these mails off.
    pub off: String,
    /// How long the links are valid, in days.
    pub days: u64,
}

/// A comment in a notice, as plain text.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NoticeComment {
    pub author: String,
    /// The title of the page, or its key.
    pub page: String,
    pub url: Option<String>,
    pub text: String,
    /// Whether `text` is only the beginning.
    pub is_cut: bool,
    /// Whether the new text of a published comment waits.
    pub is_edit: bool,
    /// The URLs that decide about it.
    pub approve: String,
    pub spam: String,
    pub trash: String,
    /// The URL of the page with the comment in its thread, which asks to sign in.
    pub context: String,
}

/// The texts of one mail.
#[derive(Clone, Debug)]
pub(crate) struct RenderedNotice {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// The templates in use.
#[derive(Clone, Debug)]
pub(crate) struct MailTemplates {
    environment: Environment<'static>,
    sources: BTreeMap<&'static str, Cow<'static, str>>,
}

impl Default for MailTemplates {
    fn default() -> Self {
        let mut environment = html::environment(&[]);
        // A misspelled name must be found at the start and not leave a gap in a mail.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.add_filter("quoted", quoted);
        let sources = BUILT_IN.map(|(name, source)| (name, Cow::Borrowed(source)));
        Self {
            environment,
            sources: sources.into(),
        }
    }
}

impl MailTemplates {
    /// Loads the templates of an operator; those that the folder does not have stay as they are. `Err` holds all
    /// mistakes: templates that cannot be read or rendered, and files that are no template.
    pub(crate) fn load(folder: Option<&Path>) -> Result<Self, Mistakes> {
        let mut templates = Self::default();
        let mut mistakes = Mistakes::default();
        if let Some(folder) = folder {
            templates.replace_from(folder, &mut mistakes);
            for (name, fault) in templates.faults() {
                mistakes.add(SETTING, format_args!("{name}: {fault}"));
            }
        }
        mistakes.into_result(templates)
    }

    fn replace_from(&mut self, folder: &Path, mistakes: &mut Mistakes) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let folder = folder.display();
                return mistakes.add(SETTING, format_args!("cannot read {folder}: {error}"));
            }
        };
        for entry in entries.flatten() {
            let file = entry.file_name();
            let file = file.to_string_lossy();
            let is_template = [".txt", ".html"].iter().any(|end| file.ends_with(end));
            match BUILT_IN.iter().find(|(name, _)| *name == file) {
                Some((name, _)) => match input::read_text(&entry.path(), TEMPLATE_MAX) {
                    Ok(source) => {
                        self.sources.insert(*name, Cow::Owned(source));
                    }
                    Err(error) => mistakes.add(SETTING, format_args!("{name}: {error}")),
                },
                None if is_template => {
                    let known = BUILT_IN.map(|(name, _)| name).join(", ");
                    let fault = format_args!("{file} is no template; the templates are {known}");
                    mistakes.add(SETTING, fault);
                }
                None => {}
            }
        }
    }

    /// Renders each template in each language with sample values, and returns the first fault of each.
    fn faults(&self) -> Vec<(String, String)> {
        let mut faults = BTreeMap::new();
        for language in Language::ALL {
            for kind in NoticeKind::ALL {
                for (n, is_edit) in [(1, false), (2, true)] {
                    let context = sample(language, n, is_edit);
                    for part in PARTS {
                        if let Err(fault) = self.render_part(kind, part, &context) {
                            faults
                                .entry(format!("{}.{part}", kind.as_str()))
                                .or_insert(fault);
                        }
                    }
                }
            }
        }
        faults.into_iter().collect()
    }

    /// Renders the mail. `Err` holds the reason, without anything from the comments.
    pub(crate) fn render(
        &self,
        kind: NoticeKind,
        context: &NoticeContext,
    ) -> Result<RenderedNotice, String> {
        let [subject, text, html] = PARTS.map(|part| self.render_part(kind, part, context));
        Ok(RenderedNotice {
            subject: one_line(&subject?),
            text: text?,
            html: html?,
        })
    }

    fn render_part(
        &self,
        kind: NoticeKind,
        part: &str,
        context: &NoticeContext,
    ) -> Result<String, String> {
        let name = format!("{}.{part}", kind.as_str());
        let source = self.sources.get(name.as_str()).map_or("", |source| source);
        self.environment
            .render_named_str(&name, source, Value::from(Serde(context)))
            .map_err(|error| match error.line() {
                Some(line) => format!("line {line}: {}", error.kind()),
                None => error.kind().to_string(),
            })
    }
}

/// The filter `quoted`: the text with `> ` before each line.
fn quoted(text: &str) -> String {
    let lines = text.lines().map(|line| format!("> {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns values to try templates with.
fn sample(language: Language, comments: usize, is_edit: bool) -> NoticeContext {
    let link = || "https://comments.example/api/v1/moderation/act/token".to_owned();
    let comment = NoticeComment {
        author: "Ann".to_owned(),
        page: "/a-page".to_owned(),
        url: is_edit.then(|| "https://blog.example/a-page".to_owned()),
        text: "A text\n\nof two paragraphs.".to_owned(),
        is_cut: is_edit,
        is_edit,
        approve: link(),
        spam: link(),
        trash: link(),
        context: link(),
    };
    NoticeContext {
        lang: language.as_str(),
        site: "The Blog".to_owned(),
        review: 3,
        probably_spam: i64::from(is_edit),
        comments: vec![comment; comments],
        more: i64::from(is_edit),
        queue: link(),
        off: link(),
        days: 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_built_in_template_renders_in_each_language() {
        let templates = MailTemplates::default();
        assert_eq!(templates.faults(), []);
        let mut subjects = Vec::new();
        for language in Language::ALL {
            let context = sample(language, 1, false);
            let mail = templates.render(NoticeKind::Waiting, &context);
            let mail = mail.expect("renders");
            for part in ["Ann", "/a-page", "> A text\n> \n> of two paragraphs.", "7"] {
                assert!(mail.text.contains(part), "{language:?}: {}", mail.text);
            }
            assert!(mail.html.starts_with("<!doctype html>"), "{}", mail.html);
            assert!(mail.subject.contains("The Blog"), "{}", mail.subject);
            subjects.push(mail.subject);
        }
        subjects.sort();
        subjects.dedup();
        assert_eq!(subjects.len(), Language::ALL.len());
    }

    #[test]
    fn what_a_commenter_wrote_is_text_in_the_html_part() {
        let mut context = sample(Language::En, 1, false);
        context.comments[0].text = "</blockquote><img src=//evil.example>".to_owned();
        context.comments[0].author = "<a href=x>".to_owned();
        for kind in NoticeKind::ALL {
            let mail = MailTemplates::default().render(kind, &context);
            let html = mail.expect("renders").html;
            assert!(
                !html.contains("<img") && !html.contains("<a href=x"),
                "{html}"
            );
        }
    }

    #[test]
    fn mistakes_in_the_templates_of_an_operator_are_all_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            fs::write(folder.path().join(name), text).expect("writes");
        };
        write("waiting.subject.txt", "{{ site }}: new");
        write("digest.txt", "{{ comments|length }} {{ reviews }}");
        write("digest.html", "{% for %}");
        write("waitings.html", "");
        write("README", "not a template");
        let mistakes = MailTemplates::load(Some(folder.path())).expect_err("mistakes");
        let all = mistakes.0.join("\n");
        for name in ["digest.txt", "digest.html", "waitings.html"] {
            assert!(all.contains(name), "{all}");
        }
        assert_eq!(mistakes.0.len(), 3, "{all}");
        let gone = folder.path().join("gone");
        assert_eq!(
            MailTemplates::load(Some(&gone)).expect_err("gone").0.len(),
            1
        );
        for name in ["digest.txt", "digest.html", "waitings.html"] {
            fs::remove_file(folder.path().join(name)).expect("removes");
        }
        let templates = MailTemplates::load(Some(folder.path())).expect("loads");
        let mail = templates.render(NoticeKind::Waiting, &sample(Language::De, 1, false));
        assert_eq!(mail.expect("renders").subject, "The Blog: new");
    }
}
