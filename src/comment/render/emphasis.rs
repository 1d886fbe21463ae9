//! Which stars, underscores and tildes emphasize: they are paired here, and the parser gets to see
//! only those that have a partner.
//!
//! Emphasis begins after the start of a line, white space, an opening bracket or quotation mark, or a
//! letter of a script that is written without spaces; and it ends before their mirror images. So
//! `2*3*4`, `f**k` and `snake_case` are text, and `这是**重点**。` is not. `CommonMark` decides by
//! what is white space or punctuation on either side, which gets all of these wrong.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use unicode_script::{Script, UnicodeScript as _};

/// A run of one delimiter.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// `*`, `_` or `~`.
    pub(super) delimiter: u8,
    /// Where it begins.
    pub(super) at: usize,
    pub(super) count: usize,
    /// Whether a backslash stands before it; then it is one delimiter long.
    pub(super) is_escaped: bool,
    pub(super) may_open: bool,
    pub(super) may_close: bool,
    /// How many of its first delimiters end something.
    pub(super) closing: usize,
    /// How many of its last delimiters begin something.
    pub(super) opening: usize,
}

/// A step through a paragraph.
#[derive(Debug)]
pub(super) enum Step {
    Run(Run),
    /// The text of a link begins: emphasis ends where it began, inside or outside.
    EnterLink,
    LeaveLink,
}

/// Whether runs between a character and the rest of a line may begin and end emphasis.
pub(super) fn roles(before: char, rest: &str) -> (bool, bool) {
    let mut rest = rest.chars();
    let after = rest.next().unwrap_or('\n');
    if is_quote(before) && is_quote(after) {
        // a star that is spoken of: "*"
        return (false, false);
    }
    let second = rest.next();
    // `*.txt`, `*, **`; but `*...and so on*` is emphasis
    let is_pattern = matches!(after, '.' | ',' | ';' | ':' | '!' | '?') && second != Some(after);
    // `__init__.py`: the dot inside a name ends no word
    let in_name = after == '.' && second.is_some_and(|c| c.is_ascii_alphanumeric());
    let opens_after = before.is_whitespace() || is_opening(before) || is_without_spaces(before);
    let closes_before = after.is_whitespace() || is_closing(after) || is_without_spaces(after);
    (
        opens_after && !after.is_whitespace() && !is_closing_bracket(after) && !is_pattern,
        closes_before && !before.is_whitespace() && !is_opening_bracket(before) && !in_name,
    )
}

/// Pairs the runs of one paragraph. With `escaped`, runs behind a backslash are paired as if it were
/// not there.
pub(super) fn pair(steps: &mut [Step], escaped: bool) {
    let mut open: [Vec<usize>; 3] = Default::default();
    let mut outside = Vec::new();
    for at in 0..steps.len() {
        match &mut steps[at] {
            Step::EnterLink => outside.push([open[0].len(), open[1].len(), open[2].len()]),
            Step::LeaveLink => {
                let heights = outside.pop().unwrap_or_default();
                for (open, height) in open.iter_mut().zip(heights) {
                    open.truncate(height);
                }
            }
            Step::Run(run) => {
                (run.closing, run.opening) = (0, 0);
                if run.is_escaped && !escaped {
                    continue;
                }
                let kind = kind(run.delimiter);
                let floor = outside.last().map_or(0, |heights| heights[kind]);
                if run.may_close {
                    close(steps, at, &mut open, floor);
                }
                if let Step::Run(run) = &steps[at]
                    && run.may_open
                    && run.closing < run.count
                    && (run.delimiter != b'~' || run.count == 2)
                {
                    open[kind].push(at);
                }
            }
        }
    }
}

/// Ends what was begun by runs of the same delimiter, the nearest first.
fn close(steps: &mut [Step], at: usize, open: &mut [Vec<usize>; 3], floor: usize) {
    loop {
        let Step::Run(closer) = &steps[at] else {
            return;
        };
        let left = closer.count - closer.closing;
        let is_strike = closer.delimiter == b'~';
        let kind = kind(closer.delimiter);
        if left == 0 || (is_strike && closer.count != 2) || open[kind].len() <= floor {
            return;
        }
        let Some(&opener_at) = open[kind].last() else {
            return;
        };
        let Step::Run(opener) = &mut steps[opener_at] else {
            return;
        };
        let free = opener.count - opener.closing - opener.opening;
        let used = if free >= 2 && left >= 2 { 2 } else { 1 };
        opener.opening += used;
        if free == used {
            open[kind].pop();
        }
        // What began inside and did not end there begins nothing.
        for other in open.iter_mut() {
            while other.last().is_some_and(|last| *last > opener_at) {
                other.pop();
            }
        }
        if let Step::Run(closer) = &mut steps[at] {
            closer.closing += used;
        }
    }
}

const fn kind(delimiter: u8) -> usize {
    match delimiter {
        b'*' => 0,
        b'_' => 1,
        _ => 2,
    }
}

fn is_opening(c: char) -> bool {
    is_opening_bracket(c) || is_quote(c) || is_dash(c) || matches!(c, '¿' | '¡')
}

fn is_closing(c: char) -> bool {
    is_closing_bracket(c)
        || is_quote(c)
        || is_dash(c)
        || matches!(c, '.' | ',' | ';' | ':' | '!' | '?')
        || (!c.is_ascii() && c.general_category() == GeneralCategory::OtherPunctuation)
            && !matches!(c, '¿' | '¡')
}

fn is_opening_bracket(c: char) -> bool {
    c.general_category() == GeneralCategory::OpenPunctuation
}

fn is_closing_bracket(c: char) -> bool {
    c.general_category() == GeneralCategory::ClosePunctuation
}

/// Quotation marks open in one language what they close in another.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'')
        || matches!(
            c.general_category(),
            GeneralCategory::InitialPunctuation | GeneralCategory::FinalPunctuation
        )
}

/// Dashes between words; the hyphen inside a word is none.
const fn is_dash(c: char) -> bool {
    matches!(c, '\u{2012}'..='\u{2015}')
}

/// Whether a letter belongs to a script that does not separate words, or that joins its particles to
/// them, as Korean does.
pub(super) fn is_without_spaces(c: char) -> bool {
    // marks that lengthen or repeat what stands before them belong to no one script
    let is_joined = matches!(c, '々' | '〇' | 'ー');
    is_joined
        || (c.is_alphabetic() || !c.is_alphanumeric())
            && matches!(
                c.script(),
                Script::Han
                    | Script::Hiragana
                    | Script::Katakana
                    | Script::Bopomofo
                    | Script::Hangul
                    | Script::Thai
                    | Script::Lao
                    | Script::Khmer
                    | Script::Myanmar
                    | Script::Tibetan
                    | Script::Yi
                    | Script::Javanese
                    | Script::Balinese
                    | Script::Tai_Tham
                    | Script::New_Tai_Lue
            )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emphasis_begins_and_ends_at_the_edges_of_words() {
        for (before, after, expected) in [
            ('\n', 'a', (true, false)),
            (' ', 'a', (true, false)),
            ('a', ' ', (false, true)),
            ('a', 'b', (false, false)),
            ('2', '3', (false, false)),
            ('(', 'a', (true, false)),
            ('a', ')', (false, true)),
            ('(', ')', (false, false)),
            ('«', 'a', (true, false)),
            ('»', 'a', (true, false)),
            ('a', '“', (false, true)),
            ('"', '"', (false, false)),
            ('a', '.', (false, true)),
            ('a', '…', (false, true)),
            ('¡', 'h', (true, false)),
            ('¯', '(', (false, false)),
            (')', '/', (false, false)),
            (' ', ' ', (false, false)),
            ('文', '字', (true, true)),
            ('文', 'a', (true, false)),
            ('。', '字', (false, true)),
            ('ก', 'ข', (true, true)),
            ('어', '는', (true, true)),
            ('й', 'ц', (false, false)),
            (' ', '.', (false, false)),
        ] {
            assert_eq!(
                roles(before, &after.to_string()),
                expected,
                "{before:?} {after:?}"
            );
        }
    }
    #[test]
    fn patterns_and_names_of_files_are_no_emphasis() {
        assert_eq!(roles(' ', ".txt"), (false, false));
        assert_eq!(roles('_', "_init"), (false, false));
        assert_eq!(roles('t', ".py"), (false, false));
        assert_eq!(roles('t', ". Py"), (false, true));
        assert_eq!(roles(' ', "...and"), (true, false));
    }
}
