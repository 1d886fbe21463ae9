//! What the moderators' pages refuse is said in the language of the page.

use reqwest::Method;

use crate::support::{
    answers::{Answer, with_form},
    moderate_page::ModeratePage,
    world::{PASSWORD, World},
};

type Fields = &'static [(&'static str, &'static str)];

/// A login of 65 characters.
const LONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Forms for accounts: the login, the password, and what the page says.
const ACCOUNTS: &[(&str, &str, &str)] = &[
    (
        "b",
        "short",
        "Ein Anmeldename muss mindestens 2 Zeichen haben.",
    ),
    (
        "ben",
        "short",
        "Das Passwort muss mindestens 15 Zeichen haben.",
    ),
    (
        "ben",
        "passwordpassword",
        "Das Passwort ist zu leicht zu erraten.",
    ),
    ("b n", PASSWORD, "Ein Anmeldename darf nur aus"),
    (
        LONG,
        PASSWORD,
        "Ein Anmeldename darf höchstens 64 Zeichen haben; dieser hat 65.",
    ),
    (
        "owner",
        PASSWORD,
        "Ein Konto mit diesem Anmeldenamen gibt es schon.",
    ),
];

/// Forms for bans: the kind, the subject, and what the page says.
const BANS: &[(&str, &str, &str)] = &[
    ("domain", "a b", "Muss eine Domain sein"),
    ("network", "x", "Muss eine IP-Adresse oder ein Netz sein"),
    ("network", "10.0.0.0/4", "Das Netz ist zu groß"),
];

/// Forms for sites: the slug, the origins, and what the page says.
const SITES: &[(&str, &str, &str)] = &[
    (
        "A",
        "https://a.example",
        "Der Kurzname einer Website darf nur",
    ),
    ("a", "a.example", "Ein Ursprung besteht aus"),
    ("a", "https://*.github.io", "Unter dieser Domain kann jeder"),
    ("a", "https://*.a.example", "ohne Platzhalter"),
    (
        "blog",
        "https://a.example",
        "Eine Website mit diesem Kurznamen gibt es schon.",
    ),
];

/// Forms of the own account: the end of the path, the fields, and what the page says.
const OWN: &[(&str, Fields, &str)] = &[
    (
        "/notices",
        &[("site", "blog"), ("mode", "more_than")],
        "Geben Sie ein, wie viele Kommentare",
    ),
    ("/remove", &[], "Der letzte Eigentümer kann nicht"),
    ("/email/drop", &[], "Keine E-Mail-Adresse wartet"),
];

/// Sends a form with a browser that prefers German, which is refused in German.
async fn assert_refused(
    page: &ModeratePage<'_>,
    path: &str,
    fields: &[(&str, &str)],
    german: &str,
) {
    let request = page.request(Method::POST, path);
    let request = request
        .header("sec-fetch-site", "same-origin")
        .header("accept-language", "de");
    let refused = Answer::of(with_form(request, fields)).await;
    assert!(refused.status.is_client_error(), "{path} {fields:?}");
    assert!(refused.text.contains(german), "{german}: {}", refused.text);
    for english in [
        "Must be",
        "There is no",
        "must have",
        "already exists",
        "A login",
        "An origin",
    ] {
        assert!(
            !refused.text.contains(english),
            "{english}: {}",
            refused.text
        );
    }
}

#[tokio::test]
async fn refusals_are_in_the_language_of_the_page() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    for (login, password, german) in ACCOUNTS {
        let fields = [
            ("login", *login),
            ("role", "moderator"),
            ("sites", "blog"),
            ("password", password),
        ];
        assert_refused(&page, "/moderate/people", &fields, german).await;
    }
    for (kind, subject, german) in BANS {
        let fields = [("site", "blog"), ("kind", *kind), ("subject", subject)];
        assert_refused(&page, "/moderate/bans", &fields, german).await;
    }
    for (slug, origins, german) in SITES {
        let fields = [("slug", *slug), ("name", "A"), ("origins", origins)];
        assert_refused(&page, "/moderate/sites", &fields, german).await;
    }
    let own = format!("/moderate/people/{}", owner.id().await);
    for (end, fields, german) in OWN {
        assert_refused(&page, &format!("{own}{end}"), fields, german).await;
    }
    let label = [("label", "a\u{7}")];
    let german = "Die Bezeichnung muss 1 bis 100 Zeichen haben";
    assert_refused(&page, "/moderate/keys", &label, german).await;
    let unknown = format!("/moderate/people/{}", world.clock.id());
    let request = page.request(Method::GET, &unknown);
    let missing = Answer::of(request.header("accept-language", "de")).await;
    let missing = missing.expect(404).text;
    assert!(missing.contains("Dieses Konto gibt es nicht"), "{missing}");
}
