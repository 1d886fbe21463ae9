//! Texts for readers are in the language of their site, and contain no technical terms.

use std::time::Duration;

use rejoinder::Language;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    commenters::code_of_mail,
    forms::{assert_refused_form, form_fields, replace_fields},
    html::FilledForm,
    people::ReportedIdentity,
    world::World,
};

async fn world_in(language: Language) -> World {
    let world = World::new().await;
    world.policy(|policy| policy.language = language).await;
    world
}

/// Asserts that the text has no words that only programs and programmers use.
#[track_caller]
fn assert_no_technical_terms(text: &str) {
    for word in [
        "author.",
        "`",
        "parent_id",
        "_charset_",
        "JSON",
        "null",
        "application/",
        "policy",
        "quota",
        "person` ",
        "origin\"",
    ] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[tokio::test]
async fn a_refused_form_is_in_the_language_of_the_site() {
    for (language, parts) in [
        (
            Language::En,
            [
                "Some fields are invalid",
                "Please correct: Comment, Email.",
                "Enter an email address.",
                "Write something.",
                "Post comment",
            ],
        ),
        (
            Language::De,
            [
                "Einige Angaben stimmen noch nicht",
                "Bitte berichtigen Sie: Kommentar, E-Mail-Adresse.",
                "Vor dem @ darf kein Leerzeichen stehen.",
                "Bitte schreiben Sie etwas.",
                "Kommentar absenden",
            ],
        ),
        (
            Language::Fr,
            [
                "Certains champs sont à corriger",
                "Veuillez corriger : commentaire, adresse e-mail.",
                "Il ne peut pas y avoir d’espace avant le @.",
                "Écrivez quelque chose.",
                "Envoyer le commentaire",
            ],
        ),
        (
            Language::Es,
            [
                "Algunos campos no son correctos",
                "Corrija lo siguiente: comentario, correo electrónico.",
                "No puede haber espacios antes de la @.",
                "Escriba algo.",
                "Publicar comentario",
            ],
        ),
    ] {
        let world = world_in(language).await;
        let email = if language == Language::En {
            " "
        } else {
            "ann lee@example.org"
        };
        let fields = replace_fields(form_fields("/a", " ", ""), &[("email", email)]);
        let answer = world.guest().submit(&fields).await;
        assert_refused_form(&answer, 422);
        let text = answer.text.replace("&#x27;", "'");
        assert!(text.contains(&format!("<html lang=\"{}\" dir=", language.as_str())));
        for part in parts {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_no_technical_terms(
            &FilledForm::read(&answer.text)
                .texts
                .values()
                .cloned()
                .collect::<String>(),
        );
    }
}

#[tokio::test]
async fn messages_of_json_answers_are_in_the_language_of_the_site_and_codes_are_not_translated() {
    let mut seen = Vec::new();
    for language in Language::ALL {
        let world = world_in(language).await;
        let ann = world.guest();
        let posted = ann.post("/a", "Hello").await.expect(201);
        let mut body = ann.comment("/a", "With a title");
        body["title"] = json!("é".repeat(301));
        body["url"] = json!("https://elsewhere.example/");
        let warned = ann.send(&body).await.expect(201);
        let again = ann.post("/a", "Hello").await.refused(409, "duplicate");
        let wrong = ann
            .send(&json!({ "page": "/a", "text": "x".repeat(10_001) }))
            .await;
        let wrong = wrong.refused(422, "invalid");
        let mut reply = ann.comment("/a", "To nobody");
        reply["parent_id"] = json!("01938b2e-3f5a-7c1d-9e42-5f0c6a7b8d90");
        let lost = ann.send(&reply).await.refused(404, "not_found");
        let texts = [
            &posted.body["message"],
            &warned.body["warnings"][0]["message"],
            &warned.body["warnings"][1]["message"],
            &again.body["title"],
            &again.body["detail"],
            &wrong.body["detail"],
            &wrong.body["errors"][0]["message"],
            &lost.body["detail"],
        ];
        let texts = texts.map(|text| text.as_str().expect("a text").to_owned());
        for text in &texts {
            assert_no_technical_terms(text);
        }
        assert_eq!(wrong.body["type"], "/problems#invalid");
        seen.push(texts);
    }
    for at in 0..seen[0].len() {
        let mut texts: Vec<_> = seen.iter().map(|texts| texts[at].clone()).collect();
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), Language::ALL.len(), "{texts:?}");
    }
}

/// Returns whether a text has this number.
fn states(text: &str, number: &str) -> bool {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.any(|found| found == number)
}

#[tokio::test]
async fn a_rate_limit_message_states_the_same_time_as_retry_after() {
    for language in Language::ALL {
        let world = world_in(language).await;
        let ann = world.guest();
        let mut n = 0;
        let answer = loop {
            n += 1;
            let answer = ann.send(&ann.comment("/a", &format!("Comment {n}"))).await;
            if answer.status == 429 {
                break answer.refused(429, "too_fast");
            }
            world.clock.advance(Duration::from_millis(300));
            answer.expect(201);
        };
        let seconds = answer.header("retry-after");
        let detail = answer.body["detail"].as_str().expect("a detail");
        assert!(
            detail
                .split(|c: char| !c.is_ascii_digit())
                .any(|number| number == seconds),
            "{seconds}: {detail}"
        );
        assert_no_technical_terms(detail);
        for quota in answer.body["violated-policies"]
            .as_array()
            .expect("policies")
        {
            let quota = quota.as_str().expect("a name");
            assert!(!detail.contains(&format!("“{quota}”")), "{detail}");
        }
        // The same holds for the page of a form.
        let form = ann.submit(&form_fields("/a", "As a form", "")).await;
        assert_refused_form(&form, 429);
        let seconds = form.header("retry-after");
        assert!(states(&form.text, seconds), "{}", form.text);
    }
}

#[tokio::test]
async fn the_form_states_its_language_and_has_the_texts_of_its_script() {
    for (language, log_out) in Language::ALL.into_iter().zip([
        "Log Out",
        "Abmelden",
        "Se déconnecter",
        "Cerrar sesión",
        "Sair",
        "Esci",
        "Uitloggen",
        "Wyloguj się",
        "Выйти",
        "退出登录",
        "ログアウト",
        "تسجيل الخروج",
    ]) {
        let world = world_in(language).await;
        let form = world
            .guest()
            .get("/api/v1/sites/blog/form?page=/a")
            .await
            .expect(200);
        assert_eq!(form.body["language"], language.as_str());
        let texts = form.body["texts"].as_object().expect("texts");
        assert_eq!(texts["log_out"], log_out);
        for (name, values) in [
            ("account", ["{provider}", "{name}"].as_slice()),
            ("connecting", &["{provider}"]),
            ("or", &["{keep}"]),
        ] {
            for value in values {
                assert!(
                    texts[name].as_str().expect("a text").contains(value),
                    "{name}"
                );
            }
        }
    }
}

#[tokio::test]
async fn signing_in_uses_the_language_of_the_site() {
    for (language, connecting, continued) in [
        (
            Language::En,
            "Connecting to GitHub …",
            "Sign in to The Blog",
        ),
        (
            Language::De,
            "Verbindung zu GitHub wird hergestellt …",
            "Anmelden bei The Blog",
        ),
        (
            Language::Fr,
            "Connexion à GitHub …",
            "Se connecter à The Blog",
        ),
        (
            Language::Es,
            "Conectando con GitHub …",
            "Iniciar sesión en The Blog",
        ),
    ] {
        let world = World::with(&[
            ("REJOINDER_IDENTITY__GITHUB__CLIENT_ID", "id"),
            ("REJOINDER_IDENTITY__GITHUB__CLIENT_SECRET", "secret"),
        ])
        .await;
        world.policy(|policy| policy.language = language).await;
        let ann = world.guest();
        let path = "/api/v1/sites/blog/session/github/start?mode=redirect&challenge=\
                    47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU&return_to=https://blog.example/a";
        let requested = ann.get(path).await.expect(200);
        assert!(requested.text.contains(continued), "{}", requested.text);
        let request = ann
            .request(Method::GET, path)
            .header("referer", "https://blog.example/a");
        let started = Answer::of(request).await.expect(303);
        assert!(started.text.contains(connecting), "{}", started.text);
        assert!(
            started
                .text
                .contains(&format!("<html lang=\"{}\" dir=", language.as_str()))
        );
        // The mail, and the page that its link leads to.
        let requested = json!({ "email": "ann@example.org" });
        let request = ann.request(Method::POST, "/api/v1/sites/blog/session/email");
        let reported = Answer::of(request.json(&requested)).await.expect(202);
        let mail = world.mails().await.remove(0);
        assert!(
            mail.subject.contains(&code_of_mail(&mail)),
            "{}",
            mail.subject
        );
        assert!(
            mail.text.to_lowercase().contains("15 minut"),
            "{}",
            mail.text
        );
        let link = mail
            .text
            .split_whitespace()
            .find(|word| word.contains("/sign-in/"));
        let link = link
            .expect("a link")
            .strip_prefix(&world.url(""))
            .expect("is on this server")
            .to_owned();
        let offered = ann.get(&link).await.expect(200);
        assert!(offered.text.contains(continued), "{}", offered.text);
        if language != Language::En {
            assert!(
                !reported.text.contains("code is on its way"),
                "{}",
                reported.text
            );
        }
    }
}

#[tokio::test]
async fn a_commenters_own_page_is_in_the_browsers_preferred_language_among_those_of_the_sites() {
    let world = world_in(Language::De).await;
    let ann = world
        .person(&ReportedIdentity::account("github", "Ann"))
        .await;
    let get = async |wanted: &str| {
        let request = ann
            .request(Method::GET, "/me")
            .header("accept-language", wanted);
        Answer::of(request).await.expect(200).text
    };
    let german = get("de-DE,de;q=0.9").await;
    assert!(german.contains("<html lang=\"de\" dir="), "{german}");
    for part in [
        "Ihre Kommentare und Ihre Daten",
        "Abmelden",
        "Alles über mich löschen",
    ] {
        assert!(german.contains(part), "{part}: {german}");
    }
    for part in ["Sign", "Your", "Change", "Accounts", "Erase", "last used"] {
        assert!(!german.contains(part), "{part}: {german}");
    }
    // No site is in French, so there are no French texts for its readers.
    assert!(get("fr").await.contains("<html lang=\"en\" dir="));
    let request = ann
        .request(Method::POST, "/me/profile")
        .header("accept-language", "de");
    let wrong = Answer::of(crate::support::answers::with_form(request, &[("name", "")]))
        .await
        .expect(422);
    assert!(
        wrong.text.contains("Bitte geben Sie einen Namen ein."),
        "{}",
        wrong.text
    );
    assert_no_technical_terms(&wrong.text);
}

#[tokio::test]
async fn pages_for_moderators_are_in_english() {
    let world = world_in(Language::De).await;
    let owner = world.owner().await;
    let request = owner
        .request(Method::POST, "/decisions")
        .header("accept-language", "de");
    let answer = Answer::of(request.json(&json!({ "ids": [], "action": "nothing" }))).await;
    let detail: &Value = &answer.body["detail"];
    assert_eq!(detail, "Please correct the marked fields.");
}
