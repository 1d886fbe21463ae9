//! Secrets: one that is easy to guess does not start in production, and random bytes always do.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rejoinder::{Clock, Flags, Settings, secret_weakness};

use crate::support::{shell::Shell, world::NOW};

/// Weak secrets, each with a part of the message that refuses it.
const WEAK: [(&str, &str); 9] = [
    ("short", "at least 32 bytes"),
    ("0123456789abcdefghijklmnopqrstu", "at least 32 bytes"),
    (
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "10 different bytes",
    ),
    (
        "passwordpasswordpasswordpasswordpassword",
        "10 different bytes",
    ),
    ("0123456789abcdef0123456789abcdef", "repeated pattern"),
    ("a long password a long password a long", "repeated pattern"),
    (
        "correct horse battery staple,correct horse battery staple,",
        "repeated pattern",
    ),
    ("put the output of openssl rand -base64 48 here", "example"),
    (
        "export REJOINDER_SECRET_FILE=/etc/rejoinder/secret",
        "example",
    ),
];

/// 32 random bytes.
fn random() -> Vec<u8> {
    Clock::held(NOW).random_bytes::<32>().to_vec()
}

fn load(settings: &[(&str, &str)], dev: bool) -> Result<(), String> {
    let flags = Flags {
        dev,
        ..Flags::default()
    };
    let production = [("REJOINDER_PUBLIC_URL", "https://comments.example.org")];
    let all = production.iter().chain(settings);
    let all = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let loaded = Settings::load(&flags, all);
    loaded.map(|_| ()).map_err(|mistakes| mistakes.0.join("\n"))
}

#[test]
fn a_weak_secret_is_refused_in_production_with_what_to_do() {
    for (secret, part) in WEAK {
        let refused = load(&[("REJOINDER_SECRET", secret)], false).expect_err(secret);
        assert!(refused.contains("security.secret: "), "{refused}");
        assert!(refused.contains(part), "{secret}: {refused}");
        assert!(refused.contains("openssl rand -base64 48"), "{refused}");
        assert!(refused.contains("docs/rotate-the-secret.md"), "{refused}");
        assert!(refused.contains("Bans"), "{refused}");
        assert!(!refused.contains(secret), "{refused}");
    }
    // Development mode accepts any 32 bytes.
    assert_eq!(load(&[("REJOINDER_SECRET", WEAK[4].0)], true), Ok(()));
}

#[test]
fn a_weak_secret_in_a_file_is_refused_and_random_bytes_in_any_encoding_are_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("writes");
        path.to_str().expect("UTF-8").to_owned()
    };
    let weak = file("weak", &[7; 64]);
    let refused = load(&[("REJOINDER_SECRET_FILE", &weak)], false).expect_err("weak");
    assert!(refused.contains("security.secret_file: "), "{refused}");
    for n in 0..200 {
        let bytes = random();
        let hex = bytes.iter().map(|byte| format!("{byte:02x}"));
        let hex = hex.collect::<String>();
        for (form, secret) in [
            ("raw", bytes.clone()),
            ("hex", hex.into_bytes()),
            ("base64", STANDARD.encode(&bytes).into_bytes()),
        ] {
            let path = file(&format!("{form}-{n}"), &secret);
            assert_eq!(load(&[("REJOINDER_SECRET_FILE", &path)], false), Ok(()));
        }
    }
}

#[test]
fn a_weak_secret_may_be_listed_as_a_previous_secret() {
    let good = STANDARD.encode(random());
    let weak = "0123456789abcdef0123456789abcdef";
    let previous = format!("[{{ secret = \"{weak}\" }}]");
    let settings = [
        ("REJOINDER_SECRET", &*good),
        ("REJOINDER_SECURITY__PREVIOUS_SECRETS", &*previous),
    ];
    assert_eq!(load(&settings, false), Ok(()));
}

#[test]
fn the_webhook_secret_must_be_as_strong() {
    let good = "the secret of these tests: b7Kq2 Vx9 zLm4";
    let refused = |secret: &str| {
        let settings = [
            ("REJOINDER_SECRET", good),
            ("REJOINDER_SPAM__HOOK__URL", "https://judge.example.org/"),
            ("REJOINDER_SPAM__HOOK__SECRET", secret),
        ];
        load(&settings, false).err()
    };
    let encoded = |bytes: &[u8]| format!("whsec_{}", STANDARD.encode(bytes));
    for (secret, part) in [
        (encoded(b"0123456789abcdefghijklmnopqrstu"), "32 bytes"),
        (encoded(&[7; 32]), "10 different bytes"),
        (encoded(&b"0123456789abcdef".repeat(3)), "repeated pattern"),
        (
            "whsec_cHV0IHNvbWV0aGluZyBvZiB5b3VyIG93biBoZXJl".to_owned(),
            "hook.secret: must",
        ),
        ("x".repeat(40), "10 different bytes"),
        (
            "/etc/rejoinder/hook-secret-of-the-examples".to_owned(),
            "example",
        ),
    ] {
        let reported = refused(&secret).unwrap_or_else(|| panic!("{secret} is accepted"));
        assert!(reported.contains("spam.hook.secret"), "{reported}");
        assert!(reported.contains(part), "{secret}: {reported}");
        assert!(reported.contains("openssl rand"), "{reported}");
        assert!(!reported.contains(&secret), "{reported}");
    }
    assert_eq!(refused(&encoded(&random())), None);
}

/// The values that a text assigns to names that end with `secret`.
fn shown_secrets(text: &str) -> Vec<String> {
    let mut shown = Vec::new();
    for line in text.lines() {
        let lower = line.to_ascii_lowercase();
        for (at, _) in lower.match_indices("secret") {
            let rest = line[at + "secret".len()..].trim_start_matches(['"', '\'', '`']);
            let Some(value) = rest.trim_start().strip_prefix(['=', ':']) else {
                continue;
            };
            let value = value.trim_start();
            let value = match value.chars().next() {
                Some(quote @ ('"' | '\'' | '`')) => value[1..].split(quote).next(),
                _ => value.split_whitespace().next(),
            };
            shown.extend(value.map(str::to_owned));
        }
    }
    shown
}

#[test]
fn no_secret_in_an_example_of_the_documentation_can_be_used() {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut files = vec![format!("{root}/README.md")];
    for folder in ["docs", "deploy"] {
        let entries = std::fs::read_dir(format!("{root}/{folder}")).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let paths = paths.filter(|path| path.is_file());
        files.extend(paths.map(|path| path.display().to_string()));
    }
    let mut seen = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("reads");
        for shown in shown_secrets(&text) {
            seen += 1;
            assert!(
                secret_weakness(shown.as_bytes()).is_some(),
                "{file} shows a secret that would start: {shown}"
            );
        }
    }
    assert!(seen >= 5, "{seen} examples");
}

#[tokio::test]
async fn serve_and_check_refuse_to_start_with_a_weak_secret() {
    let mut shell = Shell::new().await;
    shell
        .settings
        .retain(|(name, _)| name != "REJOINDER_SECRET");
    for (name, value) in [
        ("REJOINDER_SECRET", "0123456789abcdef0123456789abcdef"),
        ("REJOINDER_PUBLIC_URL", "https://comments.example.org"),
    ] {
        shell.settings.push((name.to_owned(), value.to_owned()));
    }
    for command in ["serve", "check"] {
        let command = shell.command(&[command]);
        // Without `--dev`, which the shell of the tests otherwise adds.
        let program = command.get_program().to_owned();
        let arguments = command.get_args().filter(|argument| *argument != "--dev");
        let mut production = std::process::Command::new(program);
        production.args(arguments.map(std::ffi::OsStr::to_owned).collect::<Vec<_>>());
        let environment = command.get_envs();
        production.env_clear();
        for (name, value) in environment {
            if let Some(value) = value {
                production.env(name, value);
            }
        }
        production.current_dir(shell.database.folder.path());
        let output = crate::support::shell::CommandOutput::of(production, "").expect_code(2);
        assert!(output.err.contains("repeated pattern"), "{}", output.err);
    }
    // Commands that need no secret work with a weak one.
    shell.run(&["site", "list"]).expect_code(0);
}
