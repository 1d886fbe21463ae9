//! Takes the sting out of quotes and lists nested by the thousand before a parser sees them.

use std::borrow::Cow;

/// More markers than this in front of one line are no longer markers.
const MARKERS: usize = 32;

/// The source with the marker after the 32nd on a line made plain text by a backslash. A parser
/// keeps every open quote and list in mind on every further line, so that half a text of markers
/// and half a text of empty lines would cost the product of both.
pub(super) fn flattened(source: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut kept = 0;
    let mut start = 0;
    for line in source.split_inclusive(['\n', '\r']) {
        if let Some(at) = marker_too_many(line.as_bytes()) {
            out.push_str(&source[kept..start + at]);
            out.push('\\');
            kept = start + at;
        }
        start += line.len();
    }
    if kept == 0 {
        return Cow::Borrowed(source);
    }
    out.push_str(&source[kept..]);
    Cow::Owned(out)
}

/// Where the first marker too many can be undone: before `>`, `-`, `+` and `*`, and before the
/// `.` or `)` that follows a number.
fn marker_too_many(line: &[u8]) -> Option<usize> {
    let is_gap = |at: usize| line.get(at).is_none_or(|b| b.is_ascii_whitespace());
    let (mut at, mut markers) = (0, 0);
    loop {
        let mark = match line.get(at)? {
            b' ' | b'\t' => {
                at += 1;
                continue;
            }
            b'>' => at,
            b'-' | b'+' | b'*' if is_gap(at + 1) => at,
            b'0'..=b'9' => {
                let digits = line[at..].iter().take_while(|b| b.is_ascii_digit()).count();
                let mark = at + digits;
                if digits > 9 || !matches!(line.get(mark)?, b'.' | b')') || !is_gap(mark + 1) {
                    return None;
                }
                mark
            }
            _ => return None,
        };
        markers += 1;
        if markers > MARKERS {
            return Some(mark);
        }
        at = mark + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_left_alone() {
        for text in [
            "",
            "a\nb",
            "> > > a\n- b\n1. c",
            "--------------------------------------------",
            "- \n> b",
            "12345678901. a",
        ] {
            assert!(matches!(flattened(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn the_marker_after_the_thirty_second_is_undone() {
        let quotes = flattened(&format!("a\n{}b\nc", ">".repeat(100))).into_owned();
        assert_eq!(
            quotes,
            format!("a\n{}\\{}b\nc", ">".repeat(32), ">".repeat(68))
        );
        let items = flattened(&"- ".repeat(40)).into_owned();
        assert_eq!(items, format!("{}\\{}", "- ".repeat(32), "- ".repeat(8)));
        let numbers = flattened(&"1. ".repeat(40)).into_owned();
        assert_eq!(
            numbers,
            format!("{}1\\.{}", "1. ".repeat(32), " 1.".repeat(7) + " ")
        );
    }
}
