//! The words of comments, documents and messages.

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
pub fn dialect(sources: &[Source]) -> Vec<String> {
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
pub fn dialect_of_document(path: &str, text: &str) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banned_word_is_reported_in_comments_and_messages_but_not_as_a_name_or_in_a_test() {
        let text = "//! Asks Somebody, not `nobody`.\nfn f() { say(\"nobody came\") }\n\
                    #[cfg(test)]\nmod tests { fn g() { say(\"whoever\") } }\n";
        let found = dialect(&[Source::new("src/a.rs", text)]);
        assert_eq!(found, ["src/a.rs:1: somebody", "src/a.rs:2: nobody"]);
        assert_eq!(
            dialect(&[Source::new("src/a.rs", "//! Parses a name.\n")]),
            [""; 0]
        );
        let document = dialect_of_document("docs/a.md", "# A title\n\nWhoever `mend`s it.\n");
        assert_eq!(document, ["docs/a.md:3: whoever"]);
    }
}
