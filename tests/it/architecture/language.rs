//! The words of comments, documents and messages, and the names of types.

use std::collections::BTreeMap;

use super::source::Source;

/// Words of the dialect in which the project was first written. Only words that have no technical meaning
/// here; others (`memory`, `line`, `kept`) take an editor.
const BANNED: &[&str] = &[
    "anew",
    "anybody",
    "cellar",
    "everybody",
    "farewell",
    "furnish",
    "furnished",
    "furnishes",
    "lesson",
    "lessons",
    "mend",
    "mended",
    "mending",
    "mends",
    "nobody",
    "patience",
    "somebody",
    "twin",
    "twins",
    "unteach",
    "whoever",
    "whomever",
];
/// Those that a message may hold: the names of tables, and what test data says.
const IN_STRINGS: &[&str] = &["lesson", "lessons", "twin", "twins"];

/// Returns the banned words in comments, and in the strings of code that is not a test.
pub fn banned_words(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let lines = source.text.lines().enumerate();
        let comments = lines.filter(|(_, line)| line.trim_start().starts_with("//"));
        for (n, line) in comments {
            let banned = banned_in(line).into_iter();
            found.extend(banned.map(|word| format!("{}:{}: {word}", source.path, n + 1)));
        }
        let strings = source.strings.iter().filter(|(at, _)| !source.in_test(*at));
        let strings =
            strings.filter(|_| source.path.starts_with("src/") && !source.path.contains("/tests/"));
        for (at, text) in strings {
            let banned = banned_in(text).into_iter();
            let banned = banned.filter(|word| !IN_STRINGS.contains(&word.as_str()));
            found.extend(banned.map(|word| format!("{}: {word}", source.place(*at))));
        }
    }
    found
}

/// Returns the banned words of a document.
pub fn banned_words_of_document(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().enumerate();
    let banned = lines.flat_map(|(n, line)| banned_in(line).into_iter().map(move |word| (n, word)));
    banned
        .map(|(n, word)| format!("{path}:{}: {word}", n + 1))
        .collect()
}

/// Returns the banned words of a line, without what stands in backticks: those are names.
fn banned_in(line: &str) -> Vec<String> {
    let prose = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let words = prose.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words = words.map(str::to_lowercase);
    words
        .filter(|word| BANNED.contains(&word.as_str()))
        .collect()
}

/// Names of types that more than one file declares. The first two may (see `style.md` of the design); the
/// others still need names of their own, and the list may only become shorter.
const REPEATED: &[&str] = &["Error", "Inner", "Key", "Outcome", "Page", "Refused"];

/// Returns the names of types that are declared in several files, and those of the list that are not.
pub fn repeated_types(sources: &[Source]) -> Vec<String> {
    let mut declared = BTreeMap::<&str, Vec<&str>>::new();
    for source in sources {
        let lines = source.code.lines();
        for name in lines.filter_map(declared_type) {
            declared.entry(name).or_default().push(&source.path);
        }
    }
    declared.retain(|_, paths| paths.len() > 1);
    let unlisted = declared
        .iter()
        .filter(|(name, _)| !REPEATED.contains(*name));
    let mut found = unlisted
        .map(|(name, paths)| format!("{name} is declared in {}", paths.join(", ")))
        .collect::<Vec<_>>();
    let stale = REPEATED.iter().filter(|name| !declared.contains_key(*name));
    found.extend(stale.map(|name| format!("{name} is declared once: take it from the list")));
    found
}

/// Returns the name of the type that a line at the left margin declares.
fn declared_type(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub").map_or(line, |rest| {
        let rest = rest.trim_start();
        let after = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        after.map_or(rest, |(_, rest)| rest).trim_start()
    });
    let (kind, rest) = line.split_once(' ')?;
    let is_type = matches!(kind, "struct" | "enum" | "trait" | "type" | "union");
    let name = rest
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    is_type.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banned_word_is_reported_in_comments_and_messages_but_not_as_a_name_or_in_a_test() {
        let text = "//! Asks Somebody, not `nobody`.\nfn f() { say(\"nobody came\") }\n\
                    #[cfg(test)]\nmod tests { fn g() { say(\"whoever\") } }\n";
        let found = banned_words(&[Source::new("src/a.rs", text)]);
        assert_eq!(found, ["src/a.rs:1: somebody", "src/a.rs:2: nobody"]);
        assert_eq!(
            banned_words(&[Source::new("src/a.rs", "//! Parses a name.\n")]),
            [""; 0]
        );
        let document = banned_words_of_document("docs/a.md", "# A title\n\nWhoever `mend`s it.\n");
        assert_eq!(document, ["docs/a.md:3: whoever"]);
    }

    #[test]
    fn a_type_that_two_files_declare_is_reported_unless_it_is_listed() {
        let text = |extra: &str| {
            let listed = REPEATED.iter().map(|name| format!("enum {name} {{}}\n"));
            format!("{}{extra}", listed.collect::<String>())
        };
        let files = |a: &str, b: &str| {
            [
                Source::new("src/a.rs", &text(a)),
                Source::new("src/b.rs", &text(b)),
            ]
        };
        assert_eq!(repeated_types(&files("struct A;", "struct B;")), [""; 0]);
        assert_eq!(
            repeated_types(&files("pub(super) struct Same;", "pub enum Same {}")),
            ["Same is declared in src/a.rs, src/b.rs"]
        );
        let once = [Source::new("src/a.rs", &text(""))];
        assert_eq!(repeated_types(&once).len(), REPEATED.len());
    }
}
