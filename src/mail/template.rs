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

/// Returns subject and text of the mail that asks the owner of an email address to confirm it for the account of a
/// moderator. `link` is a complete URL of this server.
#[must_use]
pub(crate) fn confirm_email(
    language: Language,
    (login, server): (&str, &str),
    link: &str,
    days: u64,
) -> (String, String) {
    let subject = Message::new("mail-confirm-subject").with("server", server);
    let text = Message::new("mail-confirm-body")
        .with("login", login)
        .with("server", server)
        .with("link", link)
        .with("days", days.to_string());
    (subject.to_text(language), text.to_text(language))
}

/// Returns subject and text of the mail that tells a moderator, at the email address in use, that another one was
/// entered. `server` is the base URL of this server.
#[must_use]
pub(crate) fn email_change(language: Language, login: &str, server: &str) -> (String, String) {
    let subject = Message::new("mail-change-subject").with("server", server);
    let text = Message::new("mail-change-body")
        .with("login", login)
        .with("server", server)
        .with("link", format!("{server}/moderate/people"));
    (subject.to_text(language), text.to_text(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_about_an_email_address_name_account_and_server_in_each_language() {
        let server = "https://comments.example";
        for language in Language::ALL {
            let link = "https://comments.example/api/v1/moderation/act/rja_x";
            let (subject, text) = confirm_email(language, ("ben", server), link, 7);
            for part in ["ben", server, link, "7"] {
                assert!(text.contains(part), "{language:?}: {part} in {text}");
            }
            assert!(subject.contains(server), "{subject}");
            let (subject, text) = email_change(language, "ben", server);
            for part in ["ben", server, "/moderate/people"] {
                assert!(text.contains(part), "{language:?}: {part} in {text}");
            }
            assert!(subject.contains(server), "{subject}");
        }
    }

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
