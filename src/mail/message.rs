//! Composes a mail as it is transmitted: plain text, for some mails also HTML, typed email addresses, and the
//! same Message-ID at every attempt.

use std::time::{Duration, UNIX_EPOCH};

use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0},
    },
};
use uuid::Uuid;

use crate::clock::Timestamp;

/// The content of a mail, all of it from the outbox row.
pub(crate) struct QueuedMail<'a> {
    pub id: Uuid,
    pub at: Timestamp,
    pub to: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    /// The same as HTML.
    pub html: Option<&'a str>,
    /// The headers by which mail programs sort it; without them it stands alone.
    pub thread: Option<&'a MailThread>,
}

/// What a mail belongs to. Ids are the parts of a Message-ID before the `@`.
#[derive(Clone, Debug)]
pub(crate) struct MailThread {
    /// The id of this mail.
    pub id: String,
    /// The id of the mail that it answers.
    pub in_reply_to: Option<String>,
    /// The ids of all mails above it, from the first down.
    pub references: Vec<String>,
    /// The first label of the List-Id (RFC 2919).
    pub list: String,
    /// The URL that ends these mails with one request (RFC 8058).
    pub unsubscribe: String,
}

/// A message (RFC 5322) with its envelope (RFC 5321).
pub(crate) struct Composed {
    pub envelope: Envelope,
    pub bytes: Vec<u8>,
}

const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");
const LIST_ID: HeaderName = HeaderName::new_from_ascii_str("List-Id");
const LIST_UNSUBSCRIBE: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe");
const LIST_UNSUBSCRIBE_POST: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe-Post");

/// Composes a message. `Err` holds the reason why this mail can never be composed.
pub(crate) fn compose(from: &Mailbox, mail: &QueuedMail<'_>) -> Result<Composed, &'static str> {
    let to = mail
        .to
        .parse::<Address>()
        .map_err(|_| "the email address is not valid for SMTP")?;
    let since = u64::try_from(mail.at.0).unwrap_or_default();
    let domain = from.email.domain();
    let id_of = |local: &str| format!("<{local}@{domain}>");
    let own_id = mail.id.to_string();
    let own_id = mail.thread.map_or(&own_id, |thread| &thread.id);
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(subject_line(mail.subject))
        .date(UNIX_EPOCH + Duration::from_millis(since))
        .message_id(Some(id_of(own_id)))
        // RFC 3834: prevents automatic replies such as vacation notices.
        .raw_header(HeaderValue::new(
            AUTO_SUBMITTED,
            "auto-generated".to_owned(),
        ));
    if let Some(thread) = mail.thread {
        let raw = |name, value| HeaderValue::new(name, value);
        let references = thread.references.iter().map(|id| id_of(id));
        builder = builder
            .references(references.collect::<Vec<_>>().join(" "))
            .raw_header(raw(LIST_ID, format!("<{}.{domain}>", thread.list)))
            .raw_header(raw(LIST_UNSUBSCRIBE, format!("<{}>", thread.unsubscribe)))
            .raw_header(raw(
                LIST_UNSUBSCRIBE_POST,
                "List-Unsubscribe=One-Click".to_owned(),
            ));
        if let Some(id) = &thread.in_reply_to {
            builder = builder.in_reply_to(id_of(id));
        }
    }
    let text = with_crlf(mail.text);
    let message = match mail.html {
        None => builder
            .header(MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            .body(text),
        Some(html) => builder.multipart(
            MultiPart::alternative()
                // The same at every attempt. It cannot be guessed by a commenter whose text is in the mail.
                .boundary(format!("={}", mail.id.simple()))
                .singlepart(SinglePart::plain(text))
                .singlepart(SinglePart::html(with_crlf(html))),
        ),
    };
    let message = message.map_err(|_| "the mail cannot be written as a message")?;
    Ok(Composed {
        envelope: message.envelope().clone(),
        bytes: message.formatted(),
    })
}

/// Converts line endings to CRLF and removes all other control characters except tabs.
fn with_crlf(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.lines() {
        out.extend(line.chars().filter(|c| !c.is_control() || *c == '\t'));
        out.push_str("\r\n");
    }
    out
}

/// Reduces a text to one line: each run of blanks, line endings and control characters becomes one
/// blank; characters that change the text direction are removed.
pub(crate) fn one_line(text: &str) -> String {
    let changes_direction =
        |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let text = text
        .chars()
        .filter(|c| !changes_direction(c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a subject as one line that no mail program decodes: a name could look like an encoded word (RFC 2047).
fn subject_line(text: &str) -> String {
    one_line(text).replace("=?", "=\u{2060}?")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: Uuid = Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a2b);

    fn compose_text(subject: &str, text: &str) -> String {
        let from = "Blög, the \"best\" <comments@blog.example>";
        let from = from.parse().unwrap_or_else(|_| {
            let address = "comments@blog.example".parse().expect("an address");
            Mailbox::new(Some("Blög, the \"best\"".to_owned()), address)
        });
        let mail = QueuedMail {
            id: ID,
            at: Timestamp(1_795_497_023_042),
            to: "ann@example.org",
            subject,
            text,
            html: None,
            thread: None,
        };
        let composed = compose(&from, &mail).expect("composes");
        assert_eq!(composed.envelope.to().len(), 1);
        String::from_utf8(composed.bytes).expect("is ASCII")
    }

    /// Returns the unfolded header fields as pairs of name and value.
    fn headers(message: &str) -> Vec<(String, String)> {
        let (head, _) = message.split_once("\r\n\r\n").expect("a body");
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        unfolded
            .split("\r\n")
            .map(|line| line.split_once(": ").expect("a header"))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    const NAMES: [&str; 9] = [
        "Auto-Submitted",
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ];

    #[test]
    fn a_message_has_exactly_the_headers_it_should_have() {
        let message = compose_text("Your code", "The text.");
        let mut found = headers(&message);
        found.sort();
        let names = found.iter().map(|(name, _)| name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), NAMES);
        let value = |name| &found[NAMES.iter().position(|n| *n == name).expect("known")].1;
        assert_eq!(value("Message-ID"), &format!("<{ID}@blog.example>"));
        assert_eq!(value("To"), "ann@example.org");
        assert_eq!(value("Auto-Submitted"), "auto-generated");
        assert_eq!(value("Date"), "Tue, 24 Nov 2026 05:10:23 +0000");
        assert!(message.ends_with("\r\n\r\nThe text.\r\n"), "{message}");
    }

    #[test]
    fn a_subject_that_looks_encoded_is_shown_as_it_is() {
        let message = compose_text("Re: =?utf-8?q?Bcc:_x?=", "The text.");
        assert!(!message.contains("=?utf-8?q?Bcc"), "{message}");
    }

    proptest! {
        #[test]
        fn no_subject_and_no_text_makes_another_header(subject in "\\PC*|[\\s\\S]{0,80}", text in "[\\s\\S]{0,200}") {
            let message = compose_text(&subject, &text);
            let mut names = headers(&message).into_iter().map(|(n, _)| n).collect::<Vec<_>>();
            names.sort();
            prop_assert_eq!(names, NAMES);
            prop_assert!(!message.replace("\r\n", "").contains(['\r', '\n']));
        }

        #[test]
        fn one_line_is_one_line(text in "[\\s\\S]{0,80}") {
            let line = one_line(&text);
            prop_assert!(!line.chars().any(char::is_control));
            prop_assert_eq!(one_line(&line), line);
        }
    }
}
