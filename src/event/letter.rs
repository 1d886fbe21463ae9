//! The texts of mails: templates of ours in four languages, with nothing in them that a reader wrote.

use std::sync::LazyLock;

use minijinja::{Environment, context};

use super::message::one_line;
use crate::site::Language;

macro_rules! letters {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("mails/", $name, ".txt")))),+]
    };
}

static LETTERS: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut letters = Environment::new();
    for (name, source) in letters!["sign_in.en", "sign_in.de", "sign_in.fr", "sign_in.es"] {
        letters
            .add_template(name, source)
            .expect("a template of our own is sound");
    }
    letters
});

/// The mail with which somebody signs in: subject and text. `link` is one of ours, whole.
#[must_use]
pub fn sign_in(language: Language, site_name: &str, code: &str, link: &str) -> (String, String) {
    let name = match language {
        Language::En => "sign_in.en",
        Language::De => "sign_in.de",
        Language::Fr => "sign_in.fr",
        Language::Es => "sign_in.es",
    };
    letter(
        name,
        context! { site => one_line(site_name), code => code, link => link },
    )
}

/// The first line of a template is the subject.
fn letter(name: &str, values: minijinja::Value) -> (String, String) {
    let written = LETTERS
        .get_template(name)
        .and_then(|letter| letter.render(values))
        .expect("a template of our own takes the values it is given");
    let (subject, text) = written.split_once('\n').unwrap_or((&written, ""));
    (subject.to_owned(), text.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_tells_site_code_link_and_how_long_they_hold() {
        let mut subjects = Vec::new();
        for language in [Language::En, Language::De, Language::Fr, Language::Es] {
            let link = "https://comments.example/sign-in#abc&d=1";
            let (subject, text) = sign_in(language, "Ann & <Bob>", "K7QM-42XD", link);
            for part in ["Ann & <Bob>", "K7QM-42XD", link, "15 minut"] {
                let told = text.to_lowercase().contains(&part.to_lowercase());
                assert!(told, "{language:?}: {part} in {text}");
            }
            assert!(subject.contains("K7QM-42XD"), "{subject}");
            assert!(subject.contains("Ann & <Bob>"), "{subject}");
            assert!(!text.contains('{') && !text.starts_with('\n'), "{text}");
            subjects.push(subject);
        }
        subjects.dedup();
        assert_eq!(subjects.len(), 4);
    }

    #[test]
    fn the_name_of_a_site_stays_on_its_line() {
        let name = "Blog\r\nBcc: all@example.org\u{2028}\u{202e}x";
        let (subject, text) = sign_in(Language::En, name, "K7QM-42XD", "https://a.example/");
        assert_eq!(
            subject,
            "Your code for Blog Bcc: all@example.org x: K7QM-42XD"
        );
        assert!(!text.contains("\nBcc"), "{text}");
    }
}
