//! Parses Rust source just enough for the architecture rules: what is code, what is a string, what is a test.

use std::ops::Range;

/// One source file, split into code and strings.
pub struct Source {
    /// Relative to the root of the repository, with `/`.
    pub path: String,
    pub text: String,
    /// The text with comments, string and character literals, and all non-ASCII characters replaced by
    /// blanks; positions and lines are those of the text.
    pub code: String,
    /// The contents of the string literals, each with its position.
    pub strings: Vec<(usize, String)>,
    tests: Vec<Range<usize>>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let (code, strings) = blank(text);
        let tests = test_items(&code);
        let (path, text) = (path.to_owned(), text.to_owned());
        Self {
            path,
            text,
            code,
            strings,
            tests,
        }
    }

    /// `path:line` of a position, as editors understand it.
    pub fn place(&self, at: usize) -> String {
        let line = self.code[..at].matches('\n').count() + 1;
        format!("{}:{line}", self.path)
    }

    /// Returns whether the position is under `#[cfg(test)]`, or the file contains only tests.
    pub fn in_test(&self, at: usize) -> bool {
        self.path.ends_with("/tests.rs")
            || self.path.contains("/tests/")
            || self.tests.iter().any(|test| test.contains(&at))
    }

    /// The number of lines that are not under `#[cfg(test)]`.
    pub fn lines_besides_tests(&self) -> usize {
        let mut at = 0;
        let mut lines = 0;
        for line in self.code.split_inclusive('\n') {
            lines += usize::from(!self.in_test(at));
            at += line.len();
        }
        lines
    }

    /// The names directly below the root of the crate that are used through `crate::`, `$crate::` or enough
    /// `super::`; `*` for everything.
    pub fn names_below_root(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut past = 0;
        for (at, word) in words(&self.code) {
            if at < past {
                continue;
            }
            if word == "crate" {
                if let Some(next) = path_goes_on(&self.code, at + word.len()) {
                    found.extend(first_names(&self.code, next));
                }
            } else if word == "super" {
                let (mut ups, mut end) = (0, at);
                while self.code[end..].starts_with("super") {
                    ups += 1;
                    past = end + 5;
                    let Some(next) = path_goes_on(&self.code, past) else {
                        break;
                    };
                    end = next;
                }
                if ups >= self.depth(at) {
                    found.extend(first_names(&self.code, end));
                }
            }
        }
        found
    }

    /// Names that start a path or stand alone, so that they may be crates.
    pub fn crates(&self) -> Vec<(usize, &str)> {
        words(&self.code)
            .filter(|(at, word)| {
                let before = self.code[..*at].trim_end();
                let inside = before.strip_suffix("::").is_some_and(|owner| {
                    owner.ends_with(|c: char| c == '_' || c == '>' || c.is_ascii_alphanumeric())
                });
                let used = matches!(last_word(before), "use" | "crate");
                !inside && (used || path_goes_on(&self.code, at + word.len()).is_some())
            })
            .collect()
    }

    /// The function or macro whose parentheses contain a position: `format!`, `push_str`.
    pub fn call_around(&self, at: usize) -> Option<&str> {
        let mut open = 0_i32;
        let before = &self.code[..at];
        let parenthesis = before.bytes().rposition(|byte| {
            open += match byte {
                b')' => -1,
                b'(' => 1,
                _ => 0,
            };
            open > 0
        })?;
        let name = before[..parenthesis].trim_end();
        let word = last_word(name.trim_end_matches('!'));
        let start = word.as_ptr() as usize - name.as_ptr() as usize;
        Some(&name[start..])
    }

    /// The nesting depth of modules at a position; the root of the crate is 0.
    fn depth(&self, at: usize) -> usize {
        let path = self.path.trim_start_matches("src/");
        let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
        let inline = words(&self.code)
            .filter(|(start, word)| *word == "mod" && *start < at)
            .filter(|(start, _)| item_end(&self.code, *start) > at)
            .count();
        path.split('/').count() + inline
    }
}

/// Sequences of letters, digits and `_`, each with its position.
pub fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = code.as_ptr() as usize;
    code.split(|c: char| c != '_' && !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - base, word))
}

/// The word at the end of a text; empty if it ends with another character.
fn last_word(text: &str) -> &str {
    let start = text
        .rfind(|c: char| c != '_' && !c.is_ascii_alphanumeric())
        .map_or(0, |before| before + 1);
    &text[start..]
}

/// The position after `::`, if that follows.
fn path_goes_on(code: &str, at: usize) -> Option<usize> {
    let rest = code[at..].trim_start().strip_prefix("::")?.trim_start();
    Some(code.len() - rest.len())
}

/// The first names of a path at a position: one, or those of a `{…}`.
fn first_names(code: &str, at: usize) -> Vec<(usize, String)> {
    let name = |at: usize| {
        let start = code.len() - code[at..].trim_start().len();
        let word = words(&code[start..]).next().filter(|(skip, _)| *skip == 0);
        match (code[start..].chars().next(), word) {
            (_, Some((_, word))) => Some((start, word.to_owned())),
            (Some('*'), None) => Some((start, "*".to_owned())),
            _ => None,
        }
    };
    if !code[at..].starts_with('{') {
        return name(at).into_iter().collect();
    }
    let (mut found, mut open) = (Vec::new(), 0);
    for (skip, c) in code[at..].char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            break;
        }
        if open == 1 && matches!(c, '{' | ',') {
            found.extend(name(at + skip + 1));
        }
    }
    found
}

/// The end of an item that starts here: after its `;` or its braces.
fn item_end(code: &str, start: usize) -> usize {
    let mut open = 0;
    for (skip, c) in code[start..].char_indices() {
        match c {
            '{' | '(' | '[' => open += 1,
            '}' | ')' | ']' => {
                open -= 1;
                if open == 0 && c == '}' {
                    return start + skip + 1;
                }
            }
            ';' if open == 0 => return start + skip + 1,
            _ => {}
        }
    }
    code.len()
}

fn test_items(code: &str) -> Vec<Range<usize>> {
    code.match_indices("#[cfg(test)]")
        .map(|(start, _)| start..item_end(code, start))
        .collect()
}

/// Replaces comments and literals by blanks; returns the strings separately.
fn blank(text: &str) -> (String, Vec<(usize, String)>) {
    let bytes = text.as_bytes();
    let mut code: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut strings = Vec::new();
    while code.len() < bytes.len() {
        let at = code.len();
        let rest = &text[at..];
        let end = if rest.starts_with("//") {
            at + rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            comment_end(bytes, at)
        } else if rest.starts_with('"') {
            let (close, end) = string_end(bytes, at, raw_hashes(&code));
            strings.push((at, text[at + 1..close].to_owned()));
            end
        } else if rest.starts_with('\'') {
            character_end(rest).map_or(at, |length| at + length)
        } else {
            at
        };
        if end == at {
            code.push(bytes[at]);
            // The remaining bytes of a non-ASCII character.
            let width = rest.chars().next().map_or(1, char::len_utf8);
            if width > 1 {
                code.pop();
                code.resize(at + width, b' ');
            }
        } else {
            code.extend(
                bytes[at..end]
                    .iter()
                    .map(|byte| if *byte == b'\n' { b'\n' } else { b' ' }),
            );
        }
    }
    (
        String::from_utf8(code).expect("only ASCII is left"),
        strings,
    )
}

fn comment_end(bytes: &[u8], start: usize) -> usize {
    let (mut open, mut at) = (0, start);
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(b"/*") => (open, at) = (open + 1, at + 2),
            Some(b"*/") => (open, at) = (open - 1, at + 2),
            _ => at += 1,
        }
        if open == 0 {
            return at;
        }
    }
    bytes.len()
}

/// `Some(n)` if the text so far ends like the start of a raw string with `n` hashes.
fn raw_hashes(before: &[u8]) -> Option<usize> {
    let hashes = before.iter().rev().take_while(|b| **b == b'#').count();
    let prefix = before[..before.len() - hashes].strip_suffix(b"r")?;
    let prefix = prefix
        .strip_suffix(b"b")
        .or_else(|| prefix.strip_suffix(b"c"))
        .unwrap_or(prefix);
    let word_goes_on = prefix
        .last()
        .is_some_and(|b| *b == b'_' || b.is_ascii_alphanumeric());
    (!word_goes_on).then_some(hashes)
}

/// The end of the content of a string, and the end of the string.
fn string_end(bytes: &[u8], start: usize, raw: Option<usize>) -> (usize, usize) {
    let mut at = start + 1;
    while at < bytes.len() {
        match (bytes[at], raw) {
            (b'\\', None) => at += 1,
            (b'"', None) => return (at, at + 1),
            (b'"', Some(hashes)) => {
                let close = bytes.get(at + 1..at + 1 + hashes);
                if close.is_some_and(|close| close.iter().all(|b| *b == b'#')) {
                    return (at, at + 1 + hashes);
                }
            }
            _ => {}
        }
        at += 1;
    }
    (bytes.len(), bytes.len())
}

/// The length of a character literal; `None` for a lifetime.
fn character_end(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        chars.next();
        return chars.find(|(_, c)| *c == '\'').map(|(at, _)| at + 1);
    }
    let (at, second) = chars.next()?;
    (second == '\'').then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::Source;

    fn names(path: &str, text: &str) -> Vec<String> {
        let found = Source::new(path, text).names_below_root();
        found.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn comments_and_literals_are_not_code() {
        let text = r##"a(); // crate::b
            /* crate::c /* nested */ crate::d */ let e = "crate::f \" crate::g";
            let h = r#"crate::i " crate::j"#; let k = ['"', '\'', '\u{22}', 'é']; fn l<'a>() {} é"##;
        let source = Source::new("src/x.rs", text);
        assert_eq!(source.code.len(), text.len());
        assert!(!source.code.contains("crate"), "{}", source.code);
        assert!(source.code.contains("fn l<'a>() {}"));
        let strings: Vec<&str> = source.strings.iter().map(|(_, s)| s.as_str()).collect();
        assert_eq!(strings, ["crate::f \\\" crate::g", "crate::i \" crate::j"]);
    }

    #[test]
    fn every_path_to_the_root_is_found() {
        assert_eq!(
            names(
                "src/x.rs",
                "use crate::{a::{b, c}, d, e as f};\n$crate::g!()"
            ),
            ["a", "d", "e", "g"]
        );
        assert_eq!(
            names("src/x.rs", "use crate::*; pub(crate) fn f() {}"),
            ["*"]
        );
        assert_eq!(names("src/x/mod.rs", "use super::a;"), ["a"]);
        assert_eq!(names("src/x/y.rs", "use super::{a, super::b};"), [""; 0]);
        assert_eq!(
            names("src/x/y.rs", "use super::a; super::super::b()"),
            ["b"]
        );
        assert_eq!(
            names(
                "src/x.rs",
                "mod t { use super::*; fn f() { super::super::a() } } use super::b;"
            ),
            ["a", "b"]
        );
    }

    #[test]
    fn test_modules_are_separated_from_other_code() {
        let text = "fn a() {}\n#[cfg(test)]\nmod t {\n    fn b() { { } }\n}\nfn c() {}\n";
        let source = Source::new("src/x.rs", text);
        assert_eq!(source.lines_besides_tests(), 2);
        assert!(source.in_test(text.find("fn b").expect("it is there")));
        assert!(!source.in_test(text.find("fn c").expect("it is there")));
    }

    #[test]
    fn a_crate_is_distinguished_from_a_module_or_a_field_of_the_same_name() {
        let text = "use a; use b::c; self::d::e; x.f; ::g::h; i::<j::K>(); let l = l; r#use!(m)";
        let source = Source::new("src/x.rs", text);
        let crates: Vec<&str> = source.crates().into_iter().map(|(_, name)| name).collect();
        assert_eq!(crates, ["a", "b", "self", "g", "i", "j"]);
    }
}
