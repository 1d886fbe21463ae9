//! Properties of rendering any text: no letter and no digit is lost outside of markup.

use proptest::prelude::*;

use super::{inspect, plain, render};

proptest! {
    #[test]
    fn every_letter_and_digit_is_shown_in_order(source in typed()) {
        let shown = visible(&render(&source));
        // a host that imitates another is shown as browsers write it
        prop_assume!(!shown.contains("xn"));
        prop_assert!(
            is_shown(&source, &shown),
            "{:?} became {:?}: {}", source, shown, render(&source)
        );
        // mails say the same as pages
        prop_assert_eq!(alphanumeric(&plain(&source)), shown);
    }

    #[test]
    fn every_letter_and_digit_of_a_text_that_is_cut_is_shown_in_order(
        parts in prop::collection::vec((typed(), long()), 1..4),
    ) {
        let source = parts.into_iter().map(|(text, long)| text + "\n\n" + &long).collect::<String>();
        let shown = visible(&render(&source));
        prop_assume!(!shown.contains("xn"));
        prop_assert!(is_shown(&source, &shown), "{:?} became {:?}", source, shown);
        prop_assert_eq!(alphanumeric(&plain(&source)), shown);
    }

    #[test]
    fn without_links_code_and_numbers_everything_is_shown(source in unambiguous()) {
        prop_assert_eq!(visible(&render(&source)), alphanumeric(&source));
    }

    #[test]
    fn what_is_rendered_again_as_text_stays(source in "[a-z ]{0,20}(\\PC[a-z]){0,20}") {
        // everything except markup and Unicode white space is there, character by character
        let shown = inspect(&render(&source)).1;
        let shown = shown.split_whitespace().collect::<String>();
        let typed = source.split_whitespace().collect::<String>();
        if !source.contains(['*', '_', '~', '`', '[', '>', '#', '\\', '-', '+', '.', ')']) {
            prop_assert_eq!(shown, typed);
        }
    }
}

fn alphanumeric(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Returns the letters and digits that a reader sees, including the numbers of lists.
fn visible(html: &str) -> String {
    let mut out = String::new();
    let mut numbers = Vec::new();
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("tags are closed");
        if tag.starts_with("ol") {
            let start = tag
                .split_once("start=\"")
                .map_or("1", |(_, rest)| rest.trim_end_matches('"'));
            numbers.push(start.parse::<u64>().ok());
        } else if tag.starts_with("ul") {
            numbers.push(None);
        } else if matches!(tag, "/ol" | "/ul") {
            numbers.pop();
        } else if tag == "li"
            && let Some(Some(number)) = numbers.last_mut()
        {
            out.push_str(&number.to_string());
            *number += 1;
        }
        out.push_str(&html_escape::decode_html_entities(text));
    }
    alphanumeric(&out)
}

/// Returns where letters and digits may be missing: in the target of a link, the label of a reference,
/// the definition of one, and the name of a language after a fence if another fence follows. Ranges in
/// bytes, each matched as loosely as the syntax allows.
fn syntax(source: &str) -> Vec<std::ops::Range<usize>> {
    let mut all = Vec::new();
    for (at, _) in source.match_indices("](") {
        let end = source[at..]
            .find(['\n', ')'])
            .map_or(source.len(), |end| at + end);
        let title = source[at..end]
            .find(['"', '\''])
            .map_or(end, |title| at + title);
        all.push(at..title);
    }
    for (at, _) in source.match_indices("][") {
        all.push(
            at..source[at + 1..]
                .find([']', '\n'])
                .map_or(source.len(), |end| at + 1 + end),
        );
    }
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let content = line
            .trim_start_matches([' ', '\t', '>', '-', '+', '*', '.', ')'])
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .trim_start_matches(['.', ')', ' ', '\t', '>', '-', '+', '*']);
        let is_definition =
            content.starts_with('[') && content.contains("]:") && content.contains('.');
        let language = LANGUAGES
            .iter()
            .find(|name| content.trim_end().ends_with(*name));
        let hides_language = ["```", "~~~"].iter().any(|fence| {
            let info = content.trim_start_matches(&fence[..1]).trim();
            let rest = &source[start + line.len()..];
            content.starts_with(fence) && language == Some(&info) && rest.contains(fence)
        });
        if is_definition || hides_language {
            all.push(start..start + line.len());
        }
        start += line.len();
    }
    all
}

/// Returns whether all typed letters and digits are among those shown, in order, except in syntax.
fn is_shown(source: &str, shown: &str) -> bool {
    let syntax = syntax(source);
    let typed = source.char_indices().filter(|(_, c)| c.is_alphanumeric());
    let typed = typed.map(|(at, c)| (c, syntax.iter().any(|range| range.contains(&at))));
    let typed = typed.collect::<Vec<_>>();
    if source.replace([' ', '\t', '\n'], "").contains("[](") {
        // A link without text shows its target, which may differ from what was typed.
        let mut shown = shown.chars();
        let mut needed = typed.iter().filter(|(_, may_miss)| !may_miss);
        return needed.all(|(c, _)| shown.any(|shown| shown == *c));
    }
    let shown = shown.chars().collect::<Vec<_>>();
    // The positions in `shown` that may be reached; characters of syntax are shown or skipped.
    let mut reached = std::collections::BTreeSet::from([0]);
    for (c, may_miss) in typed {
        let mut next = std::collections::BTreeSet::new();
        for at in reached {
            if shown.get(at) == Some(&c) {
                next.insert(at + 1);
            }
            if may_miss {
                next.insert(at);
            }
        }
        reached = next;
    }
    reached.contains(&shown.len())
}

/// The names of languages in [`TYPED`].
const LANGUAGES: [&str; 3] = ["rust", "python", "c++"];

/// The pieces from which [`typed`] builds texts.
#[rustfmt::skip]
const TYPED: &[&str] = &[
    "a", "b1", "word", "2", "7", "10", " ", " ", " ", "\n", "\n", "\n\n", "*", "**", "_", "__",
    "~~", "~", "`", "``", "```", "\n```\n", "```rust\n", "```", "~~~", "\n~~~\n", "\n```Thanks\n",
    "\n~~~Hello\n", "~~~ two words\n", "```c++\n", "~~~python\n", "````b1\n", "> ```", "> ", ">", ">> ", "- ", "+ ", "* ",
    "- 5", "1. ", "2. ", "3. ", "1) ", "2) ", "01. ", "2024. ", "# ", "## ", "#", "---", "===",
    "***", "\n---\n", "\n===\n", "[", "]", "(", ")", "[a]: ", "[a]", "[a][b]", "[^1]", "[^1]: ",
    "[b]: https://b.example/x", "[b]: b.com \"t\"", "](", "](https://x.example/y)", "](x.example)",
    "](readme.md)", "](/p)", "](b.com \"title\")", "![", "<", ">", "<https://c.example/z>",
    "https://d.example/__e__", "www.f.example", "\\", "\\\\", "\\*", "\\[", "\\`", "\\#", "\\_",
    "&amp;", "&", "<b>", "</b>", "<!--", "    ", "\t", "  ", "  \n", "\\\n", ".", ",", ":", "!",
    "\"", "'", "(c)", "é", "字", "。", "ก", "ж", "😀", "«", "»", "|", "…", "—", "1", ". ", ") ",
];

/// Generates texts as people type them, with all kinds of markup in all kinds of positions.
fn typed() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(TYPED);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

/// Generates texts whose HTML is cut, alone or after another text.
fn long() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(
        &[
            ">>>>b\n\n",
            "- - - c\n\n",
            "> *d*\n\n",
            "*e*\n\n",
            "8. 9. f\n\n",
        ][..],
    );
    (piece, 0_usize..400).prop_map(|(piece, count)| piece.repeat(count) + "\n")
}

/// The pieces from which [`unambiguous`] builds texts.
#[rustfmt::skip]
const UNAMBIGUOUS: &[&str] = &[
    "a", "b", "word", " ", "\n", "\n\n", "*", "**", "_", "~~", "~", "`", "> ", "- ", "+ ", "* ",
    "# ", "---", "===", "\n---\n", "(", ")", "[", "]", "]: ", "[a]: ", "[^a]", "!", "<", ">",
    "<b>", "&amp;", "\\", "\\*", "    ", "\t", "é", "字", "。", "ж", ".", "…", "\"", "|", "@",
    "https://d.example/__e__", "1", "22",
];

/// Generates texts without anything that may hide letters or numbers.
fn unambiguous() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(UNAMBIGUOUS);
    let joined = prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat());
    joined.prop_filter("no target, no reference and no number of a list", |text| {
        !["](", "][", "]: http", "1.", "2.", "1)", "2)"]
            .iter()
            .any(|part| text.contains(part))
    })
}
