//! Definitions of link targets: `[label]: https://example.org`, used as `[text][label]` or `[label]`.

use std::{collections::HashMap, ops::Range};

use super::{
    layout::{Layout, Leaf},
    substitutes::restored,
};
use crate::text::typed_target;

/// The maximum length of a label in bytes; `CommonMark` allows 999 characters.
const LABEL_MAX: usize = 200;

/// A line that may define a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) line: Range<usize>,
    /// In the form that [`normalized`] returns.
    pub(super) label: String,
    pub(super) target: String,
}

/// Returns the definitions of a text: separate lines at the beginning of a paragraph, each with a
/// target on the web and without a title. A definition cannot begin a list item: the item might contain
/// nothing else, and items must be shown. A label before a colon at the start of two lines is no
/// definition, as in a conversation with `[Ann]: …` before each line; and `[^1]: …` is a footnote,
/// which is text.
pub(super) fn definitions(layout: &Layout) -> Vec<Definition> {
    let mut all = Vec::new();
    let may_define = |leaf: &&Leaf| !leaf.is_heading && !leaf.begins_item;
    for leaf in layout.leaves.iter().filter(may_define) {
        let lines = leaf.lines.iter();
        all.extend(lines.map_while(|line| read(&layout.text, line.clone())));
    }
    if all.is_empty() {
        return all;
    }
    let mut times: HashMap<String, usize> = HashMap::new();
    for line in layout.leaves.iter().flat_map(|leaf| &leaf.lines) {
        let label = layout.text[line.clone()].strip_prefix('[');
        if let Some((label, _)) = label.and_then(|rest| rest.split_once("]:")) {
            *times.entry(normalized(label)).or_default() += 1;
        }
    }
    all.retain(|definition| times.get(&definition.label) == Some(&1));
    all
}

fn read(text: &str, line: Range<usize>) -> Option<Definition> {
    let (label, target) = text[line.clone()].strip_prefix('[')?.split_once("]:")?;
    let is_label = !label.trim().is_empty()
        && label.len() <= LABEL_MAX
        && !label.starts_with('^')
        && !label.contains(['[', ']', '\\', '`']);
    let target = target.trim_matches([' ', '\t']);
    let target = match target.strip_prefix('<') {
        Some(inner) => inner.strip_suffix('>')?,
        None => target,
    };
    let target = typed_target(target).filter(|_| is_label)?;
    Some(Definition {
        line,
        label: normalized(label),
        target: target.into(),
    })
}

/// Normalizes a label, so that labels match regardless of case and white space.
pub(super) fn normalized(label: &str) -> String {
    let words = restored(label).to_lowercase();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let definitions = definitions(&Layout::new(text.to_owned())).into_iter();
        definitions
            .map(|found| (found.label, found.target))
            .collect()
    }

    #[test]
    fn a_definition_is_a_line_that_leads_to_the_web() {
        for (text, target) in [
            ("[A  b]: https://example.org/x", "https://example.org/x"),
            ("> [a B]: <https://example.org>", "https://example.org/"),
            (
                "- c\n\n  [a b]: example.com/path",
                "https://example.com/path",
            ),
        ] {
            assert_eq!(
                found(text),
                [("a b".to_owned(), target.to_owned())],
                "{text}"
            );
        }
        for none in [
            "[Ann]: Hi!",
            "[a]: /b",
            "[a]: mailto:a@example.org",
            "[a]: https://example.org \"title\"",
            "[^1]: https://example.org",
            "text\n[a]: https://example.org",
            "[]: https://example.org",
            "[a]: https://example.org\n\n[A]: https://example.com",
            "# [a]: https://example.org",
            "- [a]: https://example.org",
            "- > [a]: https://example.org",
            "- - [a]: https://example.org",
            "1. [a]: https://example.org\n2. b",
            "[a]: https://example.org\n[b]: Hello\n[a]: Bye",
        ] {
            assert_eq!(found(none), [], "{none}");
        }
    }
}
