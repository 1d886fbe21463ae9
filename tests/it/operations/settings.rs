//! Settings: which source wins, how errors are reported, and that no secret is shown.

use std::path::PathBuf;

use rejoinder::{Flags, Settings};
use secrecy::ExposeSecret as _;

use crate::support::{
    answers::{Answer, eventually},
    process::{Installation, free_port, pause},
};

const SECRET: &str = "a secret of the tests, long enough to be one";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).expect("writes");
        path
    }

    fn load(
        &self,
        file: &str,
        environment: &[(&str, &str)],
        flags: Flags,
    ) -> Result<Settings, Vec<String>> {
        let config = Some(self.file("rejoinder.toml", file)).filter(|_| !file.is_empty());
        let owned = environment
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        Settings::load(&Flags { config, ..flags }, owned).map_err(|mistakes| mistakes.0)
    }
}

/// Development mode, in which settings that production requires may be missing.
fn development_flags() -> Flags {
    Flags {
        dev: true,
        ..Flags::default()
    }
}

#[test]
fn a_flag_overrides_the_environment_which_overrides_the_file_which_overrides_the_default() {
    let folder = Folder::new();
    let file = format!(
        "[security]\nsecret = \"{SECRET}\"\n[database]\nurl = \"sqlite:of-file\"\nreaders = 3\nqueue = 3\n\
         [http]\nlisten = \"127.0.0.1:3\"\npublic_url = \"https://file.example\"\nmax_body = 3000\n\
         [http.serve]\nkeep_alive = 3\nbody_pause = 3.5\n[limits]\nredis_timeout_ms = 3\n[log]\nlevel = \"warn\"\n"
    );
    let environment = [
        ("REJOINDER_DATABASE_URL", "sqlite:of-environment"),
        ("REJOINDER_DATABASE__QUEUE", "2"),
        ("REJOINDER_LISTEN", "127.0.0.1:2"),
        ("REJOINDER_PUBLIC_URL", "https://environment.example"),
        ("REJOINDER_HTTP__SERVE__KEEP_ALIVE", "2"),
        ("REJOINDER_LOG__FORMAT", "json"),
        ("HOME", "/nowhere"),
    ];
    let flags = Flags {
        listen: Some("127.0.0.1:1".into()),
        database: Some("sqlite:of-flag".into()),
        ..Flags::default()
    };
    let settings = folder.load(&file, &environment, flags).expect("sound");
    assert_eq!(settings.database.url.expose_secret(), "sqlite:of-flag");
    assert_eq!(settings.http.listen.port(), Some(1));
    assert_eq!(settings.base_url(), "https://environment.example");
    assert_eq!((settings.database.readers, settings.database.queue), (3, 2));
    assert_eq!(
        settings.database.connections,
        rejoinder::DatabaseSettings::default().connections
    );
    assert_eq!(settings.http.serve.keep_alive.as_secs(), 2);
    assert_eq!(settings.http.serve.body_pause.as_millis(), 3500);
    assert_eq!(settings.http.serve.drain_timeout.as_secs(), 7);
    assert_eq!(
        (settings.http.max_body, settings.limits.redis_timeout_ms),
        (3000, 3)
    );
    assert_eq!(settings.log.level, "warn");
    assert!(!settings.dev, "a public URL turns development mode off");
}

#[test]
fn all_errors_are_reported_together_with_their_names() {
    let folder = Folder::new();
    let file = "colour = 1\n[security]\nsecret = \"short\"\nsalt = 1\n[database]\nurl = \"mysql://db\"\nreaders = 0\n\
        pool = 3\n[http]\nlisten = \"here\"\npublic_url = \"http://plain.example/path\"\nhost = \"x\"\nmax_body = -1\n\
        trusted_proxies = [\"everybody\"]\n[http.serve]\nkeep_alive = \"long\"\nbody_pause = -1\npatience = 2\n\
        [limits]\nredis_url = \"http://redis\"\nredis_timeout_ms = 0\n[log]\nformat = \"xml\"\n[post]\nhost = \"x\"\n\
        [mail]\nsmtp_url = \"http://mail\"\nfrom = \"nobody\"\ntimeout_seconds = 0\nhost = \"x\"\n";
    let environment = [
        ("REJOINDER_COLOUR", "red"),
        ("REJOINDER_POST__HOST", "mail.example"),
        ("REJOINDER_DATABASE__QUEUE", "many"),
        ("REJOINDER_HTTP__SERVE__SPEED", "1"),
    ];
    let mistakes = folder
        .load(file, &environment, Flags::default())
        .expect_err("wrong");
    for name in [
        "colour",
        "security.secret",
        "security.salt",
        "database.url",
        "database.readers",
        "database.pool",
        "database.queue",
        "http.listen",
        "http.host",
        "http.max_body",
        "http.trusted_proxies",
        "http.public_url",
        "http.serve.keep_alive",
        "http.serve.body_pause",
        "http.serve.patience",
        "http.serve.speed",
        "limits.redis_url",
        "limits.redis_timeout_ms",
        "log.format",
        "[post]",
        "mail.smtp_url",
        "mail.from",
        "mail.timeout_seconds",
        "mail.host",
        "REJOINDER_COLOUR",
        "REJOINDER_POST__HOST",
    ] {
        let reported = mistakes
            .iter()
            .filter(|mistake| mistake.contains(name))
            .count();
        assert!(reported >= 1, "{name} is not in {mistakes:#?}");
    }
    for file in ["[http]\nlisten = \n", "[http\n", "x"] {
        let mistakes = folder.load(file, &[], Flags::default()).expect_err("wrong");
        assert!(mistakes[0].contains("line "), "{mistakes:?}");
    }
    let gone = Flags {
        config: Some(folder.0.path().join("gone.toml")),
        ..Flags::default()
    };
    let mistakes = Settings::load(&gone, std::iter::empty())
        .expect_err("wrong")
        .0;
    assert!(mistakes[0].contains("gone.toml"), "{mistakes:?}");
}

#[test]
fn a_public_server_requires_a_secret_and_a_safe_url() {
    let folder = Folder::new();
    let secret = ("REJOINDER_SECRET", SECRET);
    let public = ("REJOINDER_PUBLIC_URL", "https://comments.example");
    let load = |environment: &[(&str, &str)], dev| {
        folder.load(
            "",
            environment,
            Flags {
                dev,
                ..Flags::default()
            },
        )
    };
    assert!(!load(&[secret, public], false).expect("sound").dev);
    let mistakes = load(&[public], false).expect_err("no secret");
    assert!(
        mistakes.len() == 1 && mistakes[0].contains("security.secret"),
        "{mistakes:?}"
    );
    let plain = ("REJOINDER_PUBLIC_URL", "http://comments.example");
    let mistakes = load(&[secret, plain], false).expect_err("plain http");
    assert!(
        mistakes.len() == 1 && mistakes[0].contains("https://"),
        "{mistakes:?}"
    );
    assert!(load(&[plain], true).expect("development mode").dev);
    let everywhere = ("REJOINDER_LISTEN", "0.0.0.0:80");
    assert!(load(&[everywhere], false).is_err());

    let file = folder.file("secret", &format!("{SECRET}\n"));
    let file = ("REJOINDER_SECRET_FILE", file.to_str().expect("a path"));
    assert!(
        load(&[file, public], false)
            .expect("sound")
            .configured_secret()
            .expect("reads")
            .is_some()
    );
    let mistakes = load(&[file, secret, public], false).expect_err("twice");
    assert!(mistakes[0].contains("one of them"), "{mistakes:?}");
    let gone = ("REJOINDER_SECRET_FILE", "gone/secret");
    let mistakes = load(&[gone, public], false).expect_err("no file");
    assert!(mistakes[0].contains("gone/secret"), "{mistakes:?}");
}

#[test]
fn no_secret_is_ever_shown() {
    let folder = Folder::new();
    let good = [
        (
            "REJOINDER_SECRET",
            "hunter2 hunter2 hunter2 hunter2 hunter2",
        ),
        ("REJOINDER_DATABASE_URL", "postgres://me:hunter2@db/name"),
        ("REJOINDER_REDIS_URL", "redis://me:hunter2@cache/0"),
        ("REJOINDER_SMTP_URL", "smtps://me:hunter2@mail.example"),
        ("REJOINDER_MAIL__FROM", "comments@blog.example"),
    ];
    let settings = folder.load("", &good, development_flags()).expect("sound");
    for shown in [format!("{settings:?}"), format!("{settings:#?}")] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    let wrong: [&[(&str, &str)]; 7] = [
        &[("REJOINDER_SECRET", "hunter2")],
        &[("REJOINDER_SECURITY__SECRET", "[\"hunter2\"]")],
        &[("REJOINDER_DATABASE_URL", "mysql://me:hunter2@db")],
        &[("REJOINDER_REDIS_URL", "redis://me:hunter2@cache:notaport/x")],
        &[("REJOINDER_REDIS_URL", "http://me:hunter2@cache")],
        &[("REJOINDER_SMTP_URL", "http://me:hunter2@mail.example")],
        &[(
            "REJOINDER_PUBLIC_URL",
            "https://me:hunter2@comments.example",
        )],
    ];
    for environment in wrong {
        let mistakes = folder
            .load("", environment, Flags::default())
            .expect_err("wrong");
        assert!(!mistakes.join("\n").contains("hunter2"), "{mistakes:?}");
    }
    let number = [("REJOINDER_SECURITY__SECRET", "8675309")];
    let mistakes = folder
        .load("", &number, development_flags())
        .expect_err("wrong");
    assert!(!mistakes.join("\n").contains("8675309"), "{mistakes:?}");
    let file = "[security]\nsecret = \"hunter2 hunter2 hunter2 hunter2\n";
    let mistakes = folder.load(file, &[], Flags::default()).expect_err("wrong");
    assert!(!mistakes.join("\n").contains("hunter2"), "{mistakes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_reference_is_served_in_production_if_enabled() {
    for (docs, status) in [(None, 404), (Some("false"), 404), (Some("true"), 200)] {
        let address = format!("127.0.0.1:{}", free_port());
        let mut installation = Installation::empty()
            .await
            .set("REJOINDER_LISTEN", &address)
            .set("REJOINDER_HTTP__PUBLIC_URL", "https://comments.example");
        if let Some(docs) = docs {
            installation = installation.set("REJOINDER_HTTP__DOCS", docs);
        }
        let _served = installation.start_in_production();
        let page = eventually("the server", async || {
            pause().await;
            let request = reqwest::Client::new().get(format!("http://{address}/docs"));
            let answer = request.header("host", "comments.example").send().await;
            Some(Answer::read(answer.ok()?).await)
        })
        .await
        .expect(status);
        for operation in ["create_comment", "read_policy", "replace_policy"] {
            let shown = page.text.contains(&format!("\"{operation}\""));
            assert_eq!(shown, status == 200, "{operation}");
        }
    }
}
