//! Properties of characters that Unicode's tables do not have in this form.

/// The maximum number of combining marks on one letter: no writing system needs more, and longer sequences
/// are decoration.
pub(super) const MARKS_MAX: usize = 8;

/// Returns whether a character is visible or white space. Control characters, Unicode's
/// `Default_Ignorable_Code_Point`s and the blank Braille pattern are invisible and are used to split words.
pub(super) fn visible(c: char) -> bool {
    match c {
        '\t'..='\r' | ' '..='~' | '\u{85}' => true,
        _ => {
            !c.is_control()
                && !matches!(c,
                    '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
                    | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                    | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
                    | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        }
    }
}

/// Returns the ligature U+FDFD, which is a symbol, in place of the two that NFKC replaces by 18 and by 8 letters;
/// other characters unchanged. A text of such ligatures would be many times as long as what was sent.
pub(super) fn without_long_forms(c: char) -> char {
    match c {
        '\u{fdfa}' | '\u{fdfb}' => '\u{fdfd}',
        other => other,
    }
}

/// Returns whether a character belongs to a script written without spaces between words.
pub(super) fn alone(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' // Thai, Lao, Burmese, Khmer
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' // Chinese characters
        | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' // Japanese syllables
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Returns the Latin letter that a Greek, Cyrillic or Armenian letter can be mistaken for, in lower or upper
/// case; other characters unchanged.
pub(super) fn unmasked(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'в' | 'ь' | 'β' => 'b',
        'с' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' => 'e',
        'ց' => 'g',
        'н' | 'һ' | 'հ' => 'h',
        'і' | 'ι' => 'i',
        'ј' | 'յ' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'м' | 'μ' => 'm',
        'п' | 'η' | 'ո' => 'n',
        'о' | 'ο' | 'σ' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' | 'զ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ѵ' | 'ν' => 'v',
        'ԝ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        'ζ' => 'z',
        other => other,
    }
}
