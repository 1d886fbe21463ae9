//! The banned and suspect words of a site: whole words, matched regardless of case and obfuscation.

use std::{
    borrow::Cow,
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

use aho_corasick::AhoCorasick;
use arc_swap::ArcSwap;

use super::Spam;
use crate::{classifier::normalization::Normal, site::Policy};

/// A cache of compiled word lists, by policy.
#[derive(Debug, Default)]
pub(super) struct Dictionaries(ArcSwap<HashMap<u64, Arc<Dictionary>>>);

/// The maximum number of cached dictionaries. A changed policy leaves its old dictionary in the cache until
/// the cache is full and cleared.
const KEPT: usize = 256;

impl Dictionaries {
    /// Returns the dictionary of a policy; `None` if it has no words.
    pub(super) fn of(&self, policy: &Policy) -> Option<Arc<Dictionary>> {
        if policy.banned_words.is_empty() && policy.suspect_words.is_empty() {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        (&policy.banned_words, &policy.suspect_words).hash(&mut hasher);
        let hash = hasher.finish();
        if let Some(known) = self.0.load().get(&hash).filter(|d| d.is_of(policy)) {
            return Some(known.clone());
        }
        let made = Arc::new(Dictionary::of(policy));
        self.0.rcu(|all| {
            let mut all = if all.len() < KEPT {
                HashMap::clone(all)
            } else {
                HashMap::new()
            };
            all.insert(hash, made.clone());
            all
        });
        Some(made)
    }
}

/// The two lists of one policy.
#[derive(Debug)]
pub(super) struct Dictionary {
    pub banned: WordList,
    pub suspect: WordList,
    source: [Vec<String>; 2],
}

impl Dictionary {
    fn of(policy: &Policy) -> Self {
        Self {
            banned: WordList::of(&policy.banned_words),
            suspect: WordList::of(&policy.suspect_words),
            source: [policy.banned_words.clone(), policy.suspect_words.clone()],
        }
    }

    fn is_of(&self, policy: &Policy) -> bool {
        self.source[0] == policy.banned_words && self.source[1] == policy.suspect_words
    }
}

/// One compiled list of words.
#[derive(Debug)]
pub(super) struct WordList {
    words: Vec<String>,
    automaton: AhoCorasick,
}

impl WordList {
    fn of(words: &[String]) -> Self {
        let forms = words.iter().map(|w| (w, Normal::of(w)));
        // A word of only invisible characters would match everywhere.
        let forms = forms
            .filter(|(_, form)| !form.text().is_empty())
            .map(|(word, form)| (word, alike(form.spaced()).into_owned()));
        let forms = forms.collect::<Vec<_>>();
        Self {
            words: forms.iter().map(|(word, _)| (*word).clone()).collect(),
            // The spaces around both the words and the text restrict matches to whole words.
            automaton: AhoCorasick::new(forms.iter().map(|(_, form)| form))
                .expect("a policy's lists are far below the limit of 2^31 states"),
        }
    }

    /// Returns a word of the list that occurs in the text, as the owner wrote it. One pass over the text.
    pub(super) fn find(&self, text: &Normal) -> Option<&str> {
        let found = self.automaton.find(&*alike(text.spaced()))?;
        Some(&self.words[found.pattern().as_usize()])
    }
}

/// Returns a normal form in which apostrophes are alike, and a small i has no dot above its own: keyboards, programs and
/// capitals differ in these.
fn alike(text: &str) -> Cow<'_, str> {
    const APOSTROPHES: [char; 3] = ['’', '‘', '`'];
    if !text.contains(APOSTROPHES) && !text.contains("i\u{307}") {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(APOSTROPHES, "'").replace("i\u{307}", "i"))
}

impl Spam {
    /// Returns the first banned word of a site in these texts. Checked before any rate limit, since the
    /// reader can correct it.
    #[must_use]
    pub fn banned_word(&self, texts: &[Option<&str>], policy: &Policy) -> Option<String> {
        if policy.banned_words.is_empty() {
            return None;
        }
        let dictionary = self.0.dictionaries.of(policy)?;
        let mut texts = texts.iter().flatten();
        texts.find_map(|text| {
            let found = dictionary.banned.find(&Normal::of(text));
            found.map(str::to_owned)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(words: &[&str]) -> WordList {
        WordList::of(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>())
    }

    fn finds(word: &str, text: &str) -> bool {
        list(&[word]).find(&Normal::of(text)).is_some()
    }

    #[test]
    fn whole_words_are_found_in_any_case_and_disguise() {
        for text in [
            "casino",
            "The CASINO!",
            "(casino)",
            "casino.example",
            "cаs\u{200b}inо",
            "my-casino-x",
        ] {
            assert!(finds("Casino", text), "{text}");
        }
        for text in ["casinos", "occasino", "cas ino", ""] {
            assert!(!finds("Casino", text), "{text}");
        }
    }

    #[test]
    fn phrases_symbols_and_scripts_without_spaces_are_found() {
        assert!(finds("buy now", "Buy\n NOW"));
        assert!(!finds("buy now", "buy it now"));
        assert!(finds("🍆", "hi🍆🍆"));
        assert!(finds("c++", "I like C++") && !finds("c++", "plan c"));
        assert!(finds("赌博", "我喜欢赌博网站"));
        assert!(finds("ΛΟΓΟΣ", "ο λογος του"));
    }

    #[test]
    fn apostrophes_are_alike_and_a_turkish_capital_is_a_small_i() {
        for (word, text) in [
            ("can't", "I can’t"),
            ("can’t", "I can't"),
            ("can't", "I CAN`T"),
            ("istanbul", "İSTANBUL"),
            ("İstanbul", "istanbul"),
        ] {
            assert!(finds(word, text), "{word}: {text}");
        }
        assert!(!finds("can't", "cant"));
    }

    #[test]
    fn an_empty_or_invisible_word_is_found_nowhere() {
        assert!(!finds("\u{200b}", "anything at all"));
        assert!(!finds(" ", "anything at all"));
        assert!(list(&[]).find(&Normal::of("anything")).is_none());
    }

    #[test]
    fn the_word_is_shown_as_the_owner_wrote_it() {
        assert_eq!(
            list(&["\u{200b}", "Poker", "CASINO"]).find(&Normal::of("a casino")),
            Some("CASINO")
        );
    }

    #[test]
    fn a_dictionary_is_built_once_per_policy_and_few_are_cached() {
        let all = Dictionaries::default();
        let policy = |word: String| Policy {
            banned_words: vec![word],
            ..Policy::default()
        };
        assert!(all.of(&Policy::default()).is_none());
        let first = all.of(&policy("x".to_owned())).expect("has words");
        assert!(Arc::ptr_eq(
            &first,
            &all.of(&policy("x".to_owned())).expect("has words")
        ));
        for n in 0..KEPT * 2 {
            let made = all.of(&policy(n.to_string())).expect("has words");
            assert!(made.banned.find(&Normal::of(&n.to_string())).is_some());
        }
        assert!(all.0.load().len() <= KEPT);
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_a_plain_search_finds(words in proptest::collection::vec("[ab]{1,3}( [ab]{1,2})?", 0..5), text in "[ab ]{0,30}") {
            let spaced = format!(" {} ", text.split_whitespace().collect::<Vec<_>>().join(" "));
            let plain = words.iter().any(|w| spaced.contains(&format!(" {w} ")));
            let words = words.iter().map(String::as_str).collect::<Vec<_>>();
            prop_assert_eq!(list(&words).find(&Normal::of(&text)).is_some(), plain);
        }
    }
}
