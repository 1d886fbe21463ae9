//! The shape of a text: a copy of the same length in which only the markup of blocks remains.
//!
//! Markers of quotations, lists, headings and fences stay; everything else that the parser could treat
//! as markup becomes the letter `x`. Parsing the shape finds the blocks of the text, and byte offsets
//! in the shape are byte offsets in the text.

use super::fence::fence;

/// The maximum number of markers at the start of one line; any further ones are text. A parser tracks
/// every open quotation and list on every further line, so without a limit a text of half markers and
/// half empty lines would cost the product of both.
const MARKERS_MAX: usize = 32;

/// Neutral for the parser, and one byte long.
pub(super) const PLAIN: u8 = b'x';

/// Returns whether a byte can open or close inline markup.
pub(super) const fn is_inline_markup(byte: u8) -> bool {
    matches!(
        byte,
        b'*' | b'_' | b'~' | b'`' | b'[' | b']' | b'\\' | b'!' | b'<' | b'&'
    )
}

/// Returns the shape of a text. Without `numbers` no ordered lists are recognized.
pub(super) fn shape(text: &str, numbers: bool) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for line in bytes.split_mut(|byte| *byte == b'\n') {
        shape_line(line, numbers);
    }
    String::from_utf8(bytes).expect("ASCII replaced by ASCII")
}

fn shape_line(line: &mut [u8], numbers: bool) {
    let prefix = prefix(line, numbers);
    if let Some(mark) = prefix.text_from {
        line[mark] = PLAIN;
    }
    let rest = &mut line[prefix.end..];
    if is_rule_or_underline(rest) {
        rest.iter_mut()
            .filter(|byte| !is_blank(**byte))
            .for_each(|byte| *byte = PLAIN);
        return;
    }
    let from = fence(rest).unwrap_or(0);
    rest[from..]
        .iter_mut()
        .filter(|byte| is_inline_markup(**byte))
        .for_each(|byte| *byte = PLAIN);
}

/// The markers before the text of a line.
pub(super) struct Prefix {
    /// Where the text begins.
    pub(super) end: usize,
    /// The number of quotation markers.
    pub(super) quotes: usize,
    /// The end of the marker of the innermost quotation.
    pub(super) quotes_end: usize,
    /// A marker that is text, since nothing follows it or too many precede it.
    pub(super) text_from: Option<usize>,
}

/// Reads the markers of quotations and lists at the start of a line.
pub(super) fn prefix(line: &[u8], numbers: bool) -> Prefix {
    let mut prefix = Prefix {
        end: 0,
        quotes: 0,
        quotes_end: 0,
        text_from: None,
    };
    for _ in 0..=MARKERS_MAX {
        let blanks = line[prefix.end..].iter().take_while(|b| is_blank(**b));
        prefix.end += blanks.count();
        let rest = &line[prefix.end..];
        let Some(mark) = marker(rest).filter(|_| !is_rule_or_underline(rest)) else {
            return prefix;
        };
        let is_quote = rest[mark] == b'>';
        let is_number = mark > 0;
        let is_text = !is_quote && rest[mark + 1..].iter().all(|b| is_blank(*b));
        if is_text || (is_number && !numbers) {
            prefix.text_from = Some(prefix.end + mark);
            return prefix;
        }
        prefix.end += mark + 1;
        if is_quote {
            prefix.quotes += 1;
            prefix.quotes_end = prefix.end;
        }
    }
    // the last marker is one too many
    prefix.end -= 1;
    if line[prefix.end] == b'>' {
        prefix.quotes -= 1;
        prefix.quotes_end = prefix.end;
    }
    prefix.text_from = Some(prefix.end);
    prefix
}

/// Returns the position of the last character of the marker with which a line begins: `>`, `-`, `1.`.
pub(super) fn marker(line: &[u8]) -> Option<usize> {
    let is_gap = |at: usize| line.get(at).is_none_or(|b| is_blank(*b));
    match line.first()? {
        b'>' => Some(0),
        b'-' | b'+' | b'*' => is_gap(1).then_some(0),
        b'0'..=b'9' => {
            let mark = line.iter().take_while(|b| b.is_ascii_digit()).count();
            let is_marker = mark <= 9 && matches!(line.get(mark)?, b'.' | b')') && is_gap(mark + 1);
            is_marker.then_some(mark)
        }
        _ => None,
    }
}

/// Returns whether a line would be a thematic break (`---`, `* * *`) or underline a heading (`===`).
fn is_rule_or_underline(line: &[u8]) -> bool {
    let mut marks = line.iter().filter(|b| !is_blank(**b));
    let Some(first) = marks.next() else {
        return false;
    };
    let count = 1 + marks.clone().count();
    let adjacent = line.trim_ascii().len() == count;
    marks.all(|b| b == first)
        && match first {
            b'=' => adjacent,
            b'-' => adjacent || count >= 3,
            b'*' | b'_' => count >= 3,
            _ => false,
        }
}

/// Returns whether a line begins with the marker of a heading.
pub(super) fn is_heading(line: &[u8]) -> bool {
    let run = line.iter().take_while(|b| **b == b'#').count();
    (1..=6).contains(&run) && line.get(run).is_none_or(|b| is_blank(*b))
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_blocks_stays_and_the_rest_is_plain() {
        for (text, expected) in [
            ("", ""),
            ("> *a* [b](c)\n- _d_", "> xax xbx(c)\n- xdx"),
            ("# a_b", "# axb"),
            (
                "a\n---\n===\n* * *\n- - -\n___",
                "a\nxxx\nxxx\nx x x\nx x x\nxxx",
            ),
            ("> ---\n- ***", "> xxx\n- xxx"),
            ("-\n1.\n*\n- b", "x\n1x\nx\n- b"),
            (
                "```rust\n```\n~~~\n``` a_b\n```a```",
                "```rust\n```\n~~~\n``` axb\nxxxaxxx",
            ),
            ("é*ü", "éxü"),
            ("12345678901. a\n1) b", "12345678901. a\n1) b"),
        ] {
            assert_eq!(shape(text, true), expected, "{text}");
        }
        assert_eq!(shape("- 1. a\n2) b", false), "- 1x a\n2x b");
    }

    #[test]
    fn the_marker_after_the_thirty_second_is_text() {
        let quotes = ">".repeat(100);
        let expected = format!("{}x{}", ">".repeat(32), ">".repeat(67));
        assert_eq!(shape(&quotes, true), expected);
        let items = "- ".repeat(40) + "a";
        let expected = format!("{}x {}a", "- ".repeat(32), "- ".repeat(7));
        assert_eq!(shape(&items, true), expected);
        let numbers = "1. ".repeat(40) + "a";
        let expected = format!("{}1x {}a", "1. ".repeat(32), "1. ".repeat(7));
        assert_eq!(shape(&numbers, true), expected);
    }
}
