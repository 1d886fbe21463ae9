//! Checks the catalogs: the same entries in every language, all of them used.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use proptest::prelude::*;

use super::*;

/// Returns the entries of a catalog, each with the values and entries that it refers to.
fn entries(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut entries = BTreeMap::new();
    let mut current = None;
    for line in language.catalog().lines() {
        if line.starts_with('#') {
            current = None;
            continue;
        }
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            let (key, _) = line.split_once(" =").expect("an entry has a text");
            let known = entries.insert(key.to_owned(), BTreeSet::new());
            assert!(known.is_none(), "{language:?}: {key} is defined twice");
            current = Some(key.to_owned());
        }
        if let Some(key) = &current {
            let references = line.split("{ ").skip(1).map(|rest| {
                let end = rest.find(' ').expect("a reference ends");
                rest[..end].to_owned()
            });
            let entry: &mut BTreeSet<String> = entries.get_mut(key).expect("it was added");
            entry.extend(references);
        }
    }
    entries
}

#[test]
fn every_catalog_is_sound() {
    for language in Language::ALL {
        let read = FluentResource::try_new(language.catalog().to_owned());
        assert!(
            read.is_ok(),
            "{language:?}: {:?}",
            read.err().map(|(_, errors)| errors)
        );
    }
}

#[test]
fn all_catalogs_have_the_same_entries_with_the_same_values() {
    let english = entries(Language::En);
    assert!(english.len() > 250, "{}", english.len());
    for language in Language::ALL {
        assert_eq!(entries(language), english, "{language:?}");
    }
}

/// The plural categories of a language (CLDR). French, Spanish, Portuguese and Italian have `many` for
/// millions only, and may omit it.
fn plural_categories(language: Language) -> &'static [&'static str] {
    match language {
        Language::Pl | Language::Ru => &["one", "few", "many", "other"],
        Language::Ar => &["zero", "one", "two", "few", "many", "other"],
        Language::Zh | Language::Ja => &["other"],
        _ => &["one", "other"],
    }
}

#[test]
fn every_selection_by_a_number_has_the_plural_categories_of_its_language() {
    const ALL: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
    for language in Language::ALL {
        let romance = [Language::Fr, Language::Es, Language::Pt, Language::It];
        let mut selections = 0;
        for selection in language.catalog().split(" ->\n").skip(1) {
            let variants = selection.lines().take_while(|line| line.trim() != "}");
            let keys = variants.filter_map(|line| {
                let line = line.trim_start().trim_start_matches('*');
                line.strip_prefix('[')?.split_once(']').map(|(key, _)| key)
            });
            let keys = keys.collect::<BTreeSet<_>>();
            // The others select by a word, such as the kind of an account; some contain selections.
            if keys
                .iter()
                .all(|key| ALL.contains(key) || key.parse::<u64>().is_ok())
            {
                let mut expected = plural_categories(language)
                    .iter()
                    .copied()
                    .collect::<BTreeSet<_>>();
                if romance.contains(&language) && keys.contains("many") {
                    expected.insert("many");
                }
                let plural = keys.into_iter().filter(|key| ALL.contains(key));
                assert_eq!(
                    plural.collect::<BTreeSet<_>>(),
                    expected,
                    "{language:?}: {selection:.60}"
                );
                selections += 1;
            }
        }
        assert!(selections >= 3, "{language:?}: {selections}");
    }
}

#[test]
fn every_entry_can_be_written_in_every_language() {
    for (key, references) in entries(Language::En) {
        for number in [0, 1, 2, 21, 10_000] {
            for unit in ["second", "minute", "hour"] {
                let mut arguments = FluentArgs::new();
                for name in references.iter().filter_map(|name| name.strip_prefix('$')) {
                    match name {
                        "count" | "max" | "min" | "wait" => arguments.set(name, number),
                        _ => arguments.set(name, "value"),
                    }
                }
                arguments.set("unit", unit);
                arguments.set("wait", number);
                for language in Language::ALL {
                    let text = format(language, &key, Some(&arguments));
                    assert!(!text.is_empty() && !text.contains(['{', '}']), "{text}");
                }
            }
        }
    }
}

/// Collects the text of every file below `src`.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            sources(&path, found);
        } else if !["locale/tests.rs", "html/tests.rs"]
            .iter()
            .any(|tests| path.ends_with(tests))
            && path
                .extension()
                .is_some_and(|e| ["rs", "html", "txt", "xml"].iter().any(|kind| e == *kind))
        {
            found.push(fs::read_to_string(path).expect("a source can be read"));
        }
    }
}

#[test]
fn code_and_templates_use_the_entries_that_there_are_and_all_of_them() {
    let mut texts = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut texts,
    );
    let all = texts.join("\n");
    let english = entries(Language::En);
    // Every key that the code uses exists.
    let starts = [
        "Message::new(\"",
        "Problem::missing(\"",
        "Self::missing(\"",
        "t(lang, \"",
        "t(form.lang, \"",
    ];
    for start in starts {
        for rest in all.split(start).skip(1) {
            let key = rest.split('"').next().unwrap_or_default();
            assert!(
                english.contains_key(key) || key.is_empty(),
                "unknown entry {key}"
            );
        }
    }
    // Every entry is used. Entries of codes and labels are named after the code or field.
    let referred: BTreeSet<_> = english.values().flatten().collect();
    for key in english.keys() {
        let code = ["title-", "problem-", "reason-"]
            .iter()
            .find_map(|start| key.strip_prefix(start))
            .is_some_and(|code| all.contains(&format!("= \"{code}\", ")));
        let made = code || key.starts_with("label-");
        let used = all.contains(&format!("\"{key}\"")) || referred.contains(key);
        assert!(made || used, "{key} is not used");
    }
}

#[test]
fn a_message_is_written_in_the_requested_language() {
    let message = Message::new("text-too-long")
        .count("max", 3)
        .count("count", 4);
    assert_eq!(
        message.to_text(Language::De),
        "Ein Kommentar darf höchstens 3 Zeichen haben; dieser hat 4. Kürzen Sie ihn bitte."
    );
    assert_eq!(
        message.to_text(Language::Fr),
        "Un commentaire peut avoir au plus 3 caractères ; celui-ci en a 4. Veuillez le raccourcir."
    );
    let nested = Message::new("warning-ignored").nested("fault", message);
    assert!(
        nested
            .to_text(Language::Es)
            .starts_with("Un comentario puede")
    );
    assert!(
        nested
            .to_string()
            .ends_with("Make it shorter. It was ignored.")
    );
    let plain = Message::from("For operators.");
    assert_eq!(plain.to_text(Language::De), "For operators.");
    assert!(!plain.is_for_readers() && nested.is_for_readers());
}

#[test]
fn a_time_is_rounded_up_and_has_its_plural() {
    let wait = |seconds: f64, language| {
        let wait = Message::new("problem-too_fast").wait(Duration::from_secs_f64(seconds));
        let text = wait.to_text(language);
        text.split(['.', ':'])
            .nth(1)
            .expect("a second sentence")
            .trim()
            .to_owned()
    };
    for (seconds, expected) in [
        (0.0, "Try again in 1 second"),
        (0.2, "Try again in 1 second"),
        (29.01, "Try again in 30 seconds"),
        (120.0, "Try again in 120 seconds"),
        (120.5, "Try again in 3 minutes"),
        (7200.0, "Try again in 120 minutes"),
        (7201.0, "Try again in 3 hours"),
        (43_200.0, "Try again in 12 hours"),
    ] {
        assert_eq!(wait(seconds, Language::En), expected, "{seconds}");
    }
    assert_eq!(
        wait(1.0, Language::De),
        "Versuchen Sie es in 1 Sekunde noch einmal"
    );
    assert_eq!(
        wait(2.0, Language::De),
        "Versuchen Sie es in 2 Sekunden noch einmal"
    );
    assert_eq!(wait(1.0, Language::Es), "Inténtelo de nuevo en 1 segundo");
}

#[test]
fn a_plural_follows_its_language() {
    let comments = |language, count| {
        Message::new("thread-count")
            .count("count", count)
            .to_text(language)
    };
    assert_eq!(comments(Language::En, 0), "0 comments");
    assert_eq!(comments(Language::En, 1), "1 comment");
    assert_eq!(comments(Language::De, 1), "1 Kommentar");
    // French uses the singular for zero.
    assert_eq!(comments(Language::Fr, 0), "0 commentaire");
    assert_eq!(comments(Language::Fr, 2), "2 commentaires");
    assert_eq!(comments(Language::Es, 2), "2 comentarios");
}

#[test]
fn a_browser_is_answered_in_the_language_it_prefers_among_those_there_are() {
    let all = Language::ALL;
    for (header, among, expected) in [
        ("de", &all[..], Some(Language::De)),
        ("de-AT,de;q=0.9,en;q=0.8", &all, Some(Language::De)),
        ("en;q=0.5, fr", &all, Some(Language::Fr)),
        ("sv, es;q=0.3, en;q=0.2", &all, Some(Language::Es)),
        ("pt-BR, zh-Hans;q=0.5", &all, Some(Language::Pt)),
        ("DE", &all, Some(Language::De)),
        ("de;q=0, es", &all, Some(Language::Es)),
        ("de", &[Language::En], None),
        ("", &all, None),
        ("*", &all, None),
        (";;;,q=1;q", &all, None),
    ] {
        assert_eq!(Language::preferred(header, among), expected, "{header}");
    }
}

proptest! {
    #[test]
    fn a_value_stands_in_the_text_as_it_is(name in "\\PC{0,40}") {
        let text = Message::new("reply-heading-to").with("name", &*name).to_text(Language::En);
        prop_assert_eq!(text, format!("Leave a Reply to {name}"));
    }

    #[test]
    fn any_header_is_read(header in ".{0,60}") {
        let _ = Language::preferred(&header, &Language::ALL);
    }
}
