//! Labeled comments: from a tab-separated file with one comment per line, or the decisions on a site.

use std::{borrow::Cow, net::IpAddr};

use crate::{
    classifier::{Document, Label, Learner, Model},
    clock::Timestamp,
};

/// A comment and its true label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabeledComment {
    pub label: Label,
    pub text: String,
    /// The name of the author; empty if the history does not include it.
    pub author: String,
    /// The page; empty if the history does not include it.
    pub page: String,
    /// The time of the submission, if the history includes it.
    pub time: Option<Timestamp>,
    /// The IP address of the client, if the history includes it.
    pub ip: Option<IpAddr>,
}

impl LabeledComment {
    /// Creates a comment without the optional columns.
    #[must_use]
    pub fn new(label: Label, text: impl Into<String>) -> Self {
        Self {
            label,
            text: text.into(),
            author: String::new(),
            page: String::new(),
            time: None,
            ip: None,
        }
    }

    #[must_use]
    pub(crate) fn document(&self) -> Document<'_> {
        Document {
            name: &self.author,
            ..Document::unsigned(&self.text)
        }
    }
}

/// Comments in the order of their submission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabeledHistory(pub Vec<LabeledComment>);

/// An error in a history file, and its line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct HistoryFault {
    pub line: usize,
    pub what: String,
}

/// The column names that are allowed in a header line.
const COLUMNS: [&str; 6] = ["label", "text", "author", "page", "time", "ip"];

impl LabeledHistory {
    /// Parses `label<TAB>text` lines. Labels are `spam` and `ham`; in a text `\t`, `\n`, `\r` and `\\` are
    /// escaped. A first line that begins with a column name is a header with the names of all columns:
    /// `label`, `text`, `author`, `page`, `time`, `ip`, in any order. With `time` (RFC 3339 or seconds since
    /// 1970) comments are sorted by time, otherwise they remain in the order of the file.
    pub fn parse(file: &str) -> Result<Self, HistoryFault> {
        let mut lines = file.lines().enumerate().peekable();
        let mut columns = vec!["label", "text"];
        if let Some((_, first)) = lines.peek()
            && first
                .split('\t')
                .next()
                .is_some_and(|c| COLUMNS.contains(&c))
        {
            columns = header(first)?;
            lines.next();
        }
        let mut examples = Vec::new();
        for (at, line) in lines.filter(|(_, line)| !line.is_empty()) {
            let wrong = |what: String| HistoryFault { line: at + 1, what };
            let fields = line.split('\t').collect::<Vec<_>>();
            if fields.len() != columns.len() {
                let (found, wanted) = (fields.len(), columns.join(", "));
                let what = format!(
                    "it has {found} columns instead of {wanted}; write a tab inside a text as \\t"
                );
                return Err(wrong(what));
            }
            let field = |name: &str| {
                let at = columns.iter().position(|c| *c == name);
                at.map(|at| fields[at])
            };
            let label = field("label").unwrap_or_default();
            let label = label
                .parse::<Label>()
                .map_err(|_| wrong(format!("the label is {label:?}; it must be ham or spam")))?;
            let filled = |name| field(name).filter(|value| !value.is_empty());
            let time = filled("time").map(|t| {
                time_of(t).ok_or_else(|| {
                    wrong(format!(
                        "{t:?} is not a time; use RFC 3339 or seconds since 1970"
                    ))
                })
            });
            let ip = filled("ip").map(|ip| {
                let parsed = ip.parse::<IpAddr>();
                parsed.map_err(|_| wrong(format!("{ip:?} is not an IP address")))
            });
            let text = |name| {
                let text = unescaped(field(name).unwrap_or_default()).map_err(wrong)?;
                Ok::<_, HistoryFault>(text.into_owned())
            };
            examples.push(LabeledComment {
                label,
                text: text("text")?,
                author: text("author")?,
                page: text("page")?,
                time: time.transpose()?,
                ip: ip.transpose()?,
            });
        }
        examples.sort_by_key(|example| example.time);
        Ok(Self(examples))
    }

    /// Returns a model trained from all comments, in order.
    #[must_use]
    pub(crate) fn learned(&self) -> Model {
        let mut learner = Learner::default();
        for (number, example) in self.0.iter().enumerate() {
            learner.learn(&example.document(), example.label, number as u64);
        }
        learner.model().clone()
    }

    /// Returns the numbers of ham and of spam comments.
    #[must_use]
    pub(crate) fn counts(&self) -> (usize, usize) {
        let spam = self.0.iter().filter(|e| e.label == Label::Spam).count();
        (self.0.len() - spam, spam)
    }
}

fn header(line: &str) -> Result<Vec<&str>, HistoryFault> {
    let columns = line.split('\t').collect::<Vec<_>>();
    let wrong = |what: String| HistoryFault { line: 1, what };
    for (at, column) in columns.iter().enumerate() {
        if !COLUMNS.contains(column) {
            let known = COLUMNS.join(", ");
            return Err(wrong(format!(
                "unknown column {column:?}; the known columns are {known}"
            )));
        }
        if columns[..at].contains(column) {
            return Err(wrong(format!("the column {column:?} appears twice")));
        }
    }
    match ["label", "text"].iter().find(|c| !columns.contains(c)) {
        Some(missing) => Err(wrong(format!("the column {missing:?} is missing"))),
        None => Ok(columns),
    }
}

/// The seconds from 1970 to the end of the year 9999, the last that RFC 3339 can write. A larger number is most likely
/// in milliseconds.
const SECONDS_MAX: i64 = 253_402_300_799;

fn time_of(text: &str) -> Option<Timestamp> {
    if let Ok(seconds) = text.parse::<i64>() {
        let is_known = (0..=SECONDS_MAX).contains(&seconds);
        return is_known.then(|| Timestamp(seconds * 1_000));
    }
    Timestamp::parse(text)
}

fn unescaped(text: &str) -> Result<Cow<'_, str>, String> {
    if !text.contains('\\') {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (c, false) => out.push(c),
            _ => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('\\') => out.push('\\'),
                other => {
                    let other = other.map(String::from).unwrap_or_default();
                    return Err(format!(
                        "unknown escape \\{other}; the known escapes are \\t, \\n, \\r and \\\\"
                    ));
                }
            },
        }
    }
    Ok(Cow::Owned(out))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(file: &str) -> Vec<String> {
        let history = LabeledHistory::parse(file).expect("a history");
        history.0.into_iter().map(|e| e.text).collect()
    }

    fn fault(file: &str) -> String {
        LabeledHistory::parse(file)
            .expect_err("is wrong")
            .to_string()
    }

    #[test]
    fn two_columns_need_no_header_and_escapes_are_undone() {
        let history =
            LabeledHistory::parse("ham\tone\\ttwo\\nthree\\\\n\nspam\tx\n").expect("a history");
        assert_eq!(history.0[0].text, "one\ttwo\nthree\\n");
        assert_eq!(history.counts(), (1, 1));
    }

    #[test]
    fn a_header_names_the_columns_and_the_time_orders() {
        let file = "time\tlabel\tauthor\ttext\n2026-01-02T00:00:00Z\tham\tAnn\tlater\n1767225600\tspam\tBob\tsooner\n";
        assert_eq!(texts(file), ["sooner", "later"]);
        assert_eq!(
            LabeledHistory::parse(file).expect("a history").0[1].author,
            "Ann"
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        assert_eq!(
            fault("ham\ta\nspm\tb"),
            "line 2: the label is \"spm\"; it must be ham or spam"
        );
        assert!(fault("ham\ta\tb").starts_with("line 1: it has 3 columns"));
        assert!(fault("ham\ta\\x").contains("unknown escape \\x"));
        assert!(fault("label\ttext\tbody\n").contains("unknown column \"body\""));
        assert!(fault("label\tlabel\n").contains("twice"));
        assert!(fault("label\tauthor\n").contains("\"text\" is missing"));
        for time in ["yesterday", "1767225600000", "-1", "9223372036854775807"] {
            let fault = fault(&format!("label\ttime\ttext\nham\t{time}\tx"));
            assert!(fault.contains("not a time"), "{time}: {fault}");
        }
        assert!(fault("label\tip\ttext\nham\t300.1.1.1\tx").contains("not an IP address"));
    }

    proptest! {
        #[test]
        fn no_file_makes_it_panic(file in prop_oneof![any::<String>(), "((ham|spam|label|text|time|\t|\n|\\\\|[a-z0-9]){0,40})"]) {
            let _ = LabeledHistory::parse(&file);
        }

        #[test]
        fn an_escaped_text_comes_back(text in "[a-z\t\n\r\\\\]{0,30}") {
            let escaped = text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r");
            prop_assert_eq!(texts(&format!("ham\tfirst\nham\t{escaped}")), ["first".to_owned(), text]);
        }
    }
}
