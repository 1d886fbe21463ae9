//! Words of texts, folded so that case, accents and forms of characters do not matter.
//!
//! The same function reads comments and queries, so both databases store and compare the same bytes. A stored
//! token ends with [`END`]: every term of a query is then the beginning of a token, and one that ends with it
//! stands for a whole word.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory as _};
use unicode_script::{Script, UnicodeScript as _};

/// Ends every stored token. Smaller than every character of a token.
const END: char = ' ';
/// Begins the tokens of name, email address and website.
const AUTHOR: char = '~';
/// Begins the tokens of reasons.
const REASON: char = '!';
/// The largest number of characters of a token. Longer words are cut, in comments and in queries alike.
const TOKEN_CHARS: usize = 40;
/// The largest number of parts of a host name that is one token.
const HOST_PARTS: usize = 8;
/// The largest number of different tokens of a comment: more than a text of 10,000 characters usually has.
/// Each is an entry of the index, so the number bounds what a comment costs.
const TOKENS_MAX: usize = 1_500;

/// What can be searched of a comment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SearchableComment<'a> {
    pub text: &'a str,
    /// The text of the edit that waits for a moderator.
    pub edit: Option<&'a str>,
    pub name: &'a str,
    pub email: Option<&'a str>,
    pub website: Option<&'a str>,
    /// The codes of the reasons in the assessments of text and edit.
    pub reasons: &'a [String],
}

impl SearchableComment<'_> {
    /// Returns the tokens to store, in the order of the index.
    pub(crate) fn tokens(&self) -> Vec<String> {
        let mut all = BTreeSet::new();
        for piece in self.of_author() {
            let mut tokens = Vec::new();
            piece.index(&mut tokens);
            for token in tokens {
                add(&mut all, format!("{AUTHOR}{token}{END}"));
                add(&mut all, format!("{token}{END}"));
            }
        }
        for code in self.reasons {
            add(&mut all, reason_term(code));
        }
        for text in [self.edit, Some(self.text)].into_iter().flatten() {
            let mut tokens = Vec::new();
            for piece in pieces(text) {
                piece.index(&mut tokens);
                for token in tokens.drain(..) {
                    add(&mut all, format!("{token}{END}"));
                }
            }
        }
        all.into_iter().collect()
    }

    /// Returns name, email address and website in pieces. An address is found whole, by its beginning and by its domain,
    /// without the words in it: they are many, and hardly what someone looks for.
    fn of_author(&self) -> Vec<TextPiece> {
        let texts = [self.name, self.website.unwrap_or_default()];
        let mut all = texts.into_iter().flat_map(pieces).collect::<Vec<_>>();
        for piece in self.email.into_iter().flat_map(pieces) {
            all.push(match piece {
                TextPiece::Email { local, domain } => TextPiece::OwnEmail { local, domain },
                other => other,
            });
        }
        all
    }
}

fn add(all: &mut BTreeSet<String>, token: String) {
    if all.len() < TOKENS_MAX {
        all.insert(token);
    }
}

/// Returns the terms of a query, without duplicates: the beginnings of tokens that a comment must have. A
/// text in double quotes stands for whole words. Empty if the query has no word.
pub(crate) fn query_terms(query: &str) -> Vec<String> {
    let mut terms = Vec::new();
    // NFKC makes some other characters a quotation mark, so the query is divided first.
    for (number, part) in query.split(['"', '„', '“', '”', '«', '»']).enumerate() {
        for piece in pieces(part) {
            piece.look_up(number % 2 == 1, &mut terms);
        }
    }
    terms.sort_unstable();
    terms.dedup();
    // What every comment with a longer term has anyway.
    let implied = |term: &String| {
        terms
            .iter()
            .any(|other| other != term && other.starts_with(term.as_str()))
    };
    terms
        .iter()
        .filter(|term| !implied(term))
        .cloned()
        .collect()
}

/// Returns the terms of a query about the author alone.
pub(crate) fn author_terms(query: &str) -> Vec<String> {
    let terms = query_terms(query).into_iter();
    terms.map(|term| format!("{AUTHOR}{term}")).collect()
}

/// Returns the term for email addresses of authors at this domain, with or without `@`. `None` if it is no
/// domain.
pub(crate) fn email_domain_term(domain: &str) -> Option<String> {
    let folded = fold(domain.trim().trim_start_matches('@'));
    let is_domain = !folded.is_empty() && folded.chars().all(is_domain_char);
    is_domain.then(|| format!("{AUTHOR}{}{END}", cut(&format!("@{folded}"))))
}

/// Returns the term for comments that were assessed with this reason.
pub(crate) fn reason_term(code: &str) -> String {
    format!("{REASON}{}{END}", cut(code))
}

/// Returns the end of the range of tokens that begin with a term.
pub(crate) fn after_term(term: &str) -> String {
    format!("{term}\u{10ffff}")
}

/// A part of a folded text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum TextPiece {
    Email {
        local: String,
        domain: String,
    },
    /// The email address of an author.
    OwnEmail {
        local: String,
        domain: String,
    },
    /// Words with periods between them: a host name, a version, a file.
    Dotted(Vec<String>),
    Word(String),
    /// Characters of scripts that are written without spaces.
    Unspaced(Vec<char>),
    Symbol(char),
}

impl TextPiece {
    fn index(&self, tokens: &mut Vec<String>) {
        match self {
            Self::OwnEmail { local, domain } => index_address(local, domain, tokens),
            Self::Email { local, domain } => {
                index_address(local, domain, tokens);
                for piece in words(local).into_iter().chain(words(domain)) {
                    piece.index(tokens);
                }
            }
            Self::Dotted(parts) => {
                if parts.len() <= HOST_PARTS {
                    let hosts = 0..parts.len() - 1;
                    tokens.extend(hosts.map(|from| cut(&parts[from..].join("."))));
                }
                tokens.extend(parts.iter().map(|part| cut(part)));
            }
            Self::Word(word) => tokens.push(cut(word)),
            Self::Unspaced(chars) => {
                tokens.extend(chars.windows(2).map(|pair| pair.iter().collect()));
                tokens.extend(chars.last().map(ToString::to_string));
            }
            Self::Symbol(symbol) => tokens.push(symbol.to_string()),
        }
    }

    fn look_up(&self, is_whole: bool, terms: &mut Vec<String>) {
        let term = |text: &str| {
            let text = cut(text);
            // The beginning of a word with one letter would be in almost every comment.
            let is_whole = is_whole || text.chars().nth(1).is_none();
            if is_whole {
                format!("{text}{END}")
            } else {
                text
            }
        };
        match self {
            Self::Email { local, domain } | Self::OwnEmail { local, domain } => {
                terms.push(term(&format!("{local}@{domain}")));
            }
            Self::Dotted(parts) if parts.len() <= HOST_PARTS => terms.push(term(&parts.join("."))),
            Self::Dotted(parts) => terms.extend(parts.iter().map(|part| term(part))),
            Self::Word(word) => terms.push(term(word)),
            Self::Unspaced(chars) if chars.len() == 1 => terms.push(chars[0].to_string()),
            Self::Unspaced(chars) => {
                let pairs = chars.windows(2);
                terms.extend(pairs.map(|pair| pair.iter().chain([&END]).collect::<String>()));
            }
            Self::Symbol(symbol) => terms.push(format!("{symbol}{END}")),
        }
    }
}

fn index_address(local: &str, domain: &str, tokens: &mut Vec<String>) {
    tokens.push(cut(&format!("{local}@{domain}")));
    if !domain.is_empty() {
        tokens.push(cut(&format!("@{domain}")));
    }
}

fn cut(token: &str) -> String {
    token.chars().take(TOKEN_CHARS).collect()
}

/// Folds a text: compatibility forms, case, accents, and letters that people type as another one.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let lower = text.nfkd().flat_map(char::to_lowercase).nfkd();
    for c in lower.filter(|c| !is_ignored(*c)) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            other => folded.push(other),
        }
    }
    folded.nfc().collect()
}

/// Returns whether a character of a decomposed text makes no difference: accents of letters, points of Arabic
/// and Hebrew, and invisible characters. Vowel signs of other scripts do make one.
fn is_ignored(c: char) -> bool {
    match c {
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5bd}'
        | '\u{5bf}'
        | '\u{5c1}'..='\u{5c2}'
        | '\u{5c4}'..='\u{5c5}'
        | '\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}'
        | '\u{6e7}'..='\u{6e8}'
        | '\u{6ea}'..='\u{6ed}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}'
        | '\u{e0100}'..='\u{e01ef}' => true,
        c if c.is_ascii() => false,
        c => c.general_category() == GeneralCategory::Format,
    }
}

/// Divides a text into email addresses and what is between them.
fn pieces(text: &str) -> Vec<TextPiece> {
    let folded = fold(text);
    let mut pieces = Vec::new();
    let mut rest = folded.as_str();
    while let Some(at) = rest.find('@') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        let local = before.trim_end_matches(is_local_char);
        let local = before[local.len()..].trim_start_matches(['.', '-', '+', '_']);
        let domain = after.trim_start_matches(is_domain_char);
        let whole = &after[..after.len() - domain.len()];
        let domain = whole.trim_end_matches(['.', '-']);
        if domain.starts_with(['.', '-']) || (domain.is_empty() && local.is_empty()) {
            pieces.extend(words(before));
        } else {
            pieces.extend(words(&before[..before.len() - local.len()]));
            pieces.push(TextPiece::Email {
                local: local.to_owned(),
                domain: domain.to_owned(),
            });
            rest = &after[domain.len()..];
            continue;
        }
        rest = after;
    }
    pieces.extend(words(rest));
    pieces
}

fn is_local_char(c: char) -> bool {
    is_spaced_word_char(c) || matches!(c, '.' | '-' | '+' | '_')
}

fn is_domain_char(c: char) -> bool {
    is_spaced_word_char(c) || matches!(c, '.' | '-')
}

fn is_spaced_word_char(c: char) -> bool {
    is_word_char(c) && !is_unspaced(c)
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c.general_category_group() == GeneralCategoryGroup::Mark
}

/// Returns whether a character belongs to a script that is written without spaces between words.
fn is_unspaced(c: char) -> bool {
    // The sign for a long vowel has no script of its own.
    c == 'ー'
        || (!c.is_ascii()
            && matches!(
                c.script(),
                Script::Han
                    | Script::Hiragana
                    | Script::Katakana
                    | Script::Bopomofo
                    | Script::Thai
                    | Script::Lao
                    | Script::Khmer
                    | Script::Myanmar
                    | Script::Yi
            ))
}

/// Divides a folded text without email addresses.
fn words(text: &str) -> Vec<TextPiece> {
    let mut pieces = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_word_char(c) && is_unspaced(c) {
            let mut run = vec![c];
            while let Some(c) = chars.next_if(|c| is_word_char(*c) && is_unspaced(*c)) {
                run.push(c);
            }
            pieces.push(TextPiece::Unspaced(run));
        } else if is_word_char(c) {
            let (mut parts, mut part) = (Vec::new(), String::from(c));
            loop {
                while let Some(c) = chars.next_if(|c| is_spaced_word_char(*c)) {
                    part.push(c);
                }
                parts.push(std::mem::take(&mut part));
                let mut ahead = chars.clone();
                if ahead.next() != Some('.') || !ahead.next().is_some_and(is_spaced_word_char) {
                    break;
                }
                chars.next();
            }
            pieces.push(match parts.len() {
                1 => TextPiece::Word(parts.remove(0)),
                _ => TextPiece::Dotted(parts),
            });
        } else if c.general_category() == GeneralCategory::OtherSymbol {
            pieces.push(TextPiece::Symbol(c));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns whether a query finds a comment with this text.
    fn finds(query: &str, text: &str) -> bool {
        let comment = SearchableComment {
            text,
            ..SearchableComment::default()
        };
        has_all(&comment.tokens(), &query_terms(query))
    }

    fn has_all(tokens: &[String], terms: &[String]) -> bool {
        let has = |term: &String| {
            let after = after_term(term);
            tokens.iter().any(|token| term <= token && *token < after)
        };
        !terms.is_empty() && terms.iter().all(has)
    }

    #[test]
    fn case_accents_and_forms_of_characters_do_not_matter() {
        for (query, text) in [
            ("cafe", "In einem CAFÉ"),
            ("CAFÉ", "cafe\u{301} crème"),
            ("strasse", "Straße"),
            ("STRASSE", "straße"),
            ("Straße", "STRASSE"),
            ("istanbul", "İSTANBUL"),
            ("diyarbakir", "Diyarbakır"),
            ("οδυσσευς", "ὈΔΥΣΣΕΎΣ"),
            ("ежик", "ёжик"),
            ("lodz", "Łódź"),
            ("fluffig", "ﬂuﬃg"),
            ("محمد", "مُحَمَّد"),
            ("شلום", "شلום"),
            ("שלום", "שָׁלוֹם"),
            ("hello", "ｈｅｌｌｏ"),
            ("zerowidth", "zero\u{200b}wid\u{ad}th"),
            ("한국", "한국어 검색"),
            ("हिन्दी", "यह हिन्दी है"),
        ] {
            assert!(finds(query, text), "{query} in {text}");
        }
        assert!(!finds("한구", "한국어"));
    }

    #[test]
    fn a_word_is_found_by_its_beginning_and_in_quotes_as_a_whole() {
        assert!(finds("moder", "moderation"));
        assert!(!finds("deration", "moderation"));
        assert!(!finds("\"moder\"", "moderation"));
        assert!(finds("\"Moderation\" qu", "moderation queue"));
        assert!(!finds("moderation list", "moderation queue"));
        assert!(finds("a", "a tree"));
        assert!(!finds("a", "apple"));
    }

    #[test]
    fn scripts_without_spaces_are_found_by_any_part() {
        let text = "東京都の天気はいいです。";
        for query in ["東京", "京都", "都", "天気は", "東", "す"] {
            assert!(finds(query, text), "{query}");
        }
        assert!(!finds("京東", text));
        assert!(finds("カタカナー", "ｶﾀｶﾅｰ"));
        assert!(finds("สวัสดี", "เขาพูดว่าสวัสดีครับ"));
        assert!(finds("iphone 日本", "新しいiPhone日本版"));
    }

    #[test]
    fn addresses_are_found_whole_and_by_their_parts() {
        let text = "Write to <Ann.Lee+x@Mail.Example.org>, or see https://www.example.com/a-page.";
        for query in [
            "ann.lee+x@mail.example.org",
            "@mail.example.org",
            "ann.lee+x@",
            "lee",
            "example.org",
            "www.example.com",
            "example.com",
            "example",
            "a-page",
        ] {
            assert!(finds(query, text), "{query}");
        }
        assert!(!finds("lee+x@example.org", text));
        assert!(!finds("\"@example.org\"", text));
        let comment = SearchableComment {
            text: "mine is bob@example.net",
            name: "Ann",
            email: Some("ann@example.org"),
            ..SearchableComment::default()
        };
        let tokens = comment.tokens();
        let from = |domain| {
            let term = email_domain_term(domain).expect(domain);
            has_all(&tokens, &[term])
        };
        assert!(from("Example.org") && from("@example.org"));
        assert!(!from("example.net") && !from("example.or") && !from("example"));
        assert!(has_all(&tokens, &author_terms("ann")));
        assert!(!has_all(&tokens, &author_terms("bob")));
        assert!(email_domain_term("a b").is_none() && email_domain_term("@").is_none());
    }

    #[test]
    fn symbols_are_words_and_punctuation_is_not() {
        assert!(finds("🎉", "Yes!🎉🎉"));
        assert!(!finds("🎈", "Yes!🎉🎉"));
        assert!(finds("👍🏽", "👍"));
        for query in ["", " ", "!?", "\"\"", "%", "*", "' OR 1=1 --; "] {
            let words = query_terms(query);
            assert!(
                words.is_empty() || query.contains("OR"),
                "{query}: {words:?}"
            );
        }
        assert!(query_terms("~\u{10ffff}@").is_empty());
    }

    #[test]
    fn the_number_and_the_length_of_tokens_are_bounded() {
        let long = "x".repeat(10_000);
        let many = (0..9_000).map(|n| format!("w{n}"));
        let many = many.collect::<Vec<_>>().join(" ");
        let comment = SearchableComment {
            text: &many,
            name: &long,
            ..SearchableComment::default()
        };
        let tokens = comment.tokens();
        assert!(tokens.len() <= TOKENS_MAX);
        assert!(
            tokens
                .iter()
                .all(|token| token.chars().count() <= TOKEN_CHARS + 2)
        );
        assert!(finds(&long, &long));
    }

    proptest! {
        #[test]
        fn each_word_of_a_text_finds_it(text in "\\PC{0,60}") {
            for word in text.split_whitespace() {
                prop_assert!(query_terms(word).is_empty() || finds(word, &text), "{word:?} in {text:?}");
                let word = word.replace(['"', '„', '“', '”', '«', '»'], "");
                let upper = word.to_uppercase();
                if word.is_ascii() && text.is_ascii() && !query_terms(&word).is_empty() && !text.contains('"') {
                    prop_assert!(finds(&upper, &text), "{upper:?} in {text:?}");
                }
            }
        }

        #[test]
        fn tokens_are_sorted_and_have_no_character_that_compares_as_an_end(text in any::<String>()) {
            let comment = SearchableComment { text: &text, name: &text, ..SearchableComment::default() };
            let tokens = comment.tokens();
            prop_assert!(tokens.is_sorted());
            for token in tokens {
                let word = token.strip_suffix(END);
                prop_assert!(word.is_some_and(|word| word.chars().all(|c| c > END && c < '\u{10ffff}')), "{token:?}");
            }
        }
    }
}
