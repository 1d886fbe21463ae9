//! The texts of mails, from the catalogs. They contain nothing that a reader wrote.

use super::message::one_line;
use crate::locale::{Language, Message};

/// Returns subject and text of the sign-in mail for commenters. `link` is a complete URL of this server.
#[must_use]
pub fn sign_in(language: Language, site_name: &str, code: &str, link: &str) -> (String, String) {
    let site = one_line(site_name);
    let subject = Message::new("mail-sign-in-subject")
        .with("site", &*site)
        .with("code", code);
    let text = Message::new("mail-sign-in-body")
        .with("site", &*site)
        .with("code", code)
        .with("link", link);
    (subject.to_text(language), text.to_text(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_states_site_code_link_and_their_lifetime() {
        let mut subjects = Vec::new();
        for language in Language::ALL {
            let link = "https://comments.example/sign-in#abc&d=1";
            let (subject, text) = sign_in(language, "Ann & <Bob>", "K7QM-42XD", link);
            for part in ["Ann & <Bob>", "K7QM-42XD", link, "15"] {
                let told = text.to_lowercase().contains(&part.to_lowercase());
                assert!(told, "{language:?}: {part} in {text}");
            }
            assert!(subject.contains("K7QM-42XD"), "{subject}");
            assert!(subject.contains("Ann & <Bob>"), "{subject}");
            assert!(!text.contains('{') && !text.starts_with('\n'), "{text}");
            subjects.push(subject);
        }
        subjects.dedup();
        assert_eq!(subjects.len(), Language::ALL.len());
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
