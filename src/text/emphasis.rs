//! Where stars, underscores and tildes may open and close emphasis.
//!
//! Emphasis opens after the start of a line, white space, an opening bracket or quotation mark, or a
//! letter of a script that is written without spaces, and it closes before their mirror images. So
//! `2*3*4`, `f**k` and `snake_case` are text, and `这是**重点**。` is not. `CommonMark` decides by white
//! space and punctuation on either side, which handles all of these incorrectly.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use unicode_script::{Script, UnicodeScript as _};

/// The open emphasis at a position of a paragraph, read from its beginning: the number of delimiters of
/// each kind that have opened emphasis and have not been closed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OpenEmphasis {
    /// The numbers of stars, underscores and tildes.
    counts: [usize; 3],
}

impl OpenEmphasis {
    /// Reads `text[from..to]`. An empty line closes all emphasis.
    pub(super) fn read(&mut self, text: &str, from: usize, to: usize) {
        let bytes = text.as_bytes();
        let mut at = from;
        while at < to {
            if bytes[at] == b'\n' && bytes.get(at + 1) == Some(&b'\n') {
                *self = Self::default();
            }
            if kind(bytes[at]).is_none() {
                at += 1;
                continue;
            }
            let length = bytes[at..to].iter().take_while(|b| kind(**b).is_some());
            let end = at + length.count();
            let before = text[..at].chars().next_back().unwrap_or('\n');
            self.read_cluster(&bytes[at..end], roles(before, &text[end..]));
            at = end;
        }
    }

    /// Reads adjacent delimiters, which may open or close emphasis.
    fn read_cluster(&mut self, cluster: &[u8], (may_open, may_close): (bool, bool)) {
        for run in cluster.chunk_by(|a, b| a == b) {
            let Some(kind) = kind(run[0]) else { continue };
            if run[0] == b'~' && run.len() != 2 {
                continue;
            }
            let open = &mut self.counts[kind];
            if may_close && *open > 0 {
                *open = open.saturating_sub(run.len());
            } else if may_open {
                *open += run.len();
            }
        }
    }

    /// Returns the text without the delimiters at its end that close open emphasis.
    pub(super) fn without_closing<'t>(&self, text: &'t str) -> &'t str {
        let mut counts = self.counts;
        let mut rest = text;
        while let Some(kind) = rest.bytes().next_back().and_then(kind) {
            let length = if rest.ends_with('~') { 2 } else { 1 };
            let is_strike = length == 2;
            if counts[kind] < length || (is_strike && !rest.ends_with("~~")) {
                break;
            }
            counts[kind] -= length;
            rest = &rest[..rest.len() - length];
        }
        rest
    }
}

const fn kind(delimiter: u8) -> Option<usize> {
    match delimiter {
        b'*' => Some(0),
        b'_' => Some(1),
        b'~' => Some(2),
        _ => None,
    }
}

/// Returns whether runs between a character and the rest of a line may open and close emphasis.
pub(crate) fn roles(before: char, rest: &str) -> (bool, bool) {
    let mut rest = rest.chars();
    let after = rest.next().unwrap_or('\n');
    if is_quote(before) && is_quote(after) {
        // a star mentioned as a character: "*"
        return (false, false);
    }
    let second = rest.next();
    // `*.txt`, `*, **`; but `*...and so on*` is emphasis
    let is_pattern = matches!(after, '.' | ',' | ';' | ':' | '!' | '?') && second != Some(after);
    // `__init__.py`: the dot inside a name does not end a word
    let in_name = after == '.' && second.is_some_and(|c| c.is_ascii_alphanumeric());
    let opens_after = before.is_whitespace() || is_opening(before) || is_without_spaces(before);
    let closes_before = after.is_whitespace() || is_closing(after) || is_without_spaces(after);
    (
        opens_after && !after.is_whitespace() && !is_closing_bracket(after) && !is_pattern,
        closes_before && !before.is_whitespace() && !is_opening_bracket(before) && !in_name,
    )
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

/// Returns whether this is a quotation mark; some open in one language and close in another.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'')
        || matches!(
            c.general_category(),
            GeneralCategory::InitialPunctuation | GeneralCategory::FinalPunctuation
        )
}

/// Returns whether this is a dash between words, not a hyphen inside a word.
const fn is_dash(c: char) -> bool {
    matches!(c, '\u{2012}'..='\u{2015}')
}

/// Returns whether a letter belongs to a script that does not separate words, or that attaches
/// particles to them, as Korean does.
pub(super) fn is_without_spaces(c: char) -> bool {
    // marks that lengthen or repeat the preceding character belong to no single script
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

    #[test]
    fn delimiters_at_the_end_are_dropped_only_where_they_were_opened() {
        for (before, text, expected) in [
            ("", "a__", "a__"),
            ("**", "a**", "a"),
            ("**", "a***", "a*"),
            ("*b* ", "a*", "a*"),
            ("*b ", "a*", "a"),
            ("**_", "a_**", "a"),
            ("~~", "a~~", "a"),
            ("~5 ", "a~", "a~"),
            ("2 * 3 ", "a*", "a*"),
            ("f**k ", "a**", "a**"),
            ("\\*", "a*", "a*"),
            ("*b\n\n", "a*", "a*"),
            ("*b\n", "a*", "a"),
            ("这是**", "a**", "a"),
        ] {
            let whole = format!("{before}{text}");
            let mut open = OpenEmphasis::default();
            open.read(&whole, 0, before.len());
            assert_eq!(open.without_closing(text), expected, "{whole}");
        }
    }
}
