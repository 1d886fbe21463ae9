//! The annotated example of the settings contains all of them, and nothing else.

use std::collections::BTreeSet;

use rejoinder::{Flags, Settings};
use secrecy::ExposeSecret as _;

const EXAMPLE: &str = include_str!("../../../deploy/rejoinder.toml");

/// The file with the commented settings enabled for which `on` returns true for their line.
fn enable_settings(on: impl Fn(&str) -> bool) -> String {
    let lines = EXAMPLE.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if is_setting(setting) && on(setting) => setting,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns whether a line is `key = …`, unlike the sentences of comments, which start with a space.
fn is_setting(line: &str) -> bool {
    line.split_once(" = ").is_some_and(|(key, _)| {
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    })
}

fn is_example(line: &str) -> bool {
    line.ends_with("# example")
}

fn load(text: &str) -> Result<Settings, Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rejoinder.toml");
    std::fs::write(&file, text).expect("writes");
    let flags = Flags {
        config: Some(file),
        dev: !text.contains("\npublic_url"),
        ..Flags::default()
    };
    Settings::load(&flags, std::iter::empty()).map_err(|mistakes| mistakes.0)
}

/// The names that the code accepts in a section: those in the error message for an unknown one, without those
/// of other sign-in providers.
fn accepted_settings(section: &str) -> BTreeSet<String> {
    let mistakes = load(&format!("[{section}]\nno_such_setting = 1\n")).expect_err("is refused");
    let (_, expected) = mistakes[0]
        .split_once("expected ")
        .unwrap_or_else(|| panic!("{mistakes:?}"));
    expected
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| {
            let loaded = load(&format!("[{section}]\n{name} = \"x\"\n"));
            let mistakes = loaded.err().unwrap_or_default().join("\n");
            !mistakes.contains("does not apply to this provider")
        })
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn the_example_contains_every_setting_and_no_other() {
    let everything = enable_settings(|_| true)
        .parse::<toml::Table>()
        .expect("is TOML");
    let mut found = 0;
    for section in [
        "security",
        "http",
        "http.serve",
        "http.outgoing",
        "database",
        "limits",
        "identity.twitter",
        "identity.facebook",
        "identity.google",
        "identity.wordpress",
        "identity.github",
        "mail",
        "spam",
        "spam.akismet",
        "spam.hook",
        "spam.captcha",
        "log",
    ] {
        let table = section.split('.').fold(&everything, |table, name| {
            table[name].as_table().expect("a section")
        });
        let named = table.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(named, accepted_settings(section), "[{section}]");
        found += named.len();
    }
    assert!(found > 25, "{found}");
}

#[test]
fn the_defaults_stated_in_the_example_are_the_defaults() {
    let shown = load(&enable_settings(|line| !is_example(line))).expect("loads");
    let (untouched, empty) = (load(EXAMPLE).expect("loads"), load("").expect("loads"));
    assert_eq!(format!("{shown:?}"), format!("{empty:?}"));
    assert_eq!(format!("{untouched:?}"), format!("{empty:?}"));
    // Not part of the debug output.
    let url = |settings: &Settings| settings.database.url.expose_secret().to_owned();
    assert_eq!(url(&shown), url(&empty));
}

#[test]
fn the_whole_example_is_valid_in_production() {
    // Without settings that name missing files, which are read at the start, or that duplicate the line
    // before.
    let there = |line: &str| {
        let files = [
            "secret_file = ",
            "key_file = ",
            "password_file = ",
            "company-ca",
            "ca_file = ",
            "templates = ",
        ];
        !files.iter().any(|file| line.contains(file))
    };
    // Published secrets are refused.
    let strong = "kD8v1Zr0Qm5xWc7uNf3yLs9aTb2eHg6jPoIq4RtY";
    let whole = enable_settings(there);
    let lines = whole.lines().map(|line| match line.split_once(" = ") {
        Some(("secret", value)) if value.contains("whsec_") => {
            "secret = \"whsec_a0Q4djFacjBRbTV4V2M3dU5mM3lMczlhVGIyZUhnNmo=\"".to_owned()
        }
        Some(("secret", _)) => format!("secret = \"{strong}\""),
        _ => line.to_owned(),
    });
    let all = load(&lines.collect::<Vec<_>>().join("\n")).expect("loads");
    assert!(!all.dev);
    assert_eq!(all.base_url(), "https://comments.example.org");
    let both = load(&enable_settings(|_| true)).expect_err("the secret is set twice");
    let twice = |key: &str| {
        let reported =
            |mistake: &&String| mistake.contains(key) && mistake.contains("set one of them");
        both.iter().any(|mistake| reported(&mistake))
    };
    assert!(twice("security.secret"), "{both:?}");
    assert!(twice("identity.github.client_secret"), "{both:?}");
    assert!(twice("spam.akismet.key"), "{both:?}");
}
