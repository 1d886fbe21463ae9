//! Parses the fields of a submission, from JSON or a form, into one in which every field is valid.

use std::ops::RangeInclusive;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use uuid::Uuid;

use super::page::{own_url, page, title};
use crate::{
    commenter::ReservedNameSet,
    flood::{CheckedToken, Solution},
    http::{Fields, Problem, Source, Wire},
    locale::Message,
    render,
    site::{FieldRule, Site},
    spam::Spam,
    submission::{CommentAuthor, FormSignals, Guest, HONEYPOT, Submission},
    text::{Body, Email, FieldFault, FieldWarning, Name, Page, Website},
};

const JSON_FIELDS: &[&str] = &[
    "page",
    "text",
    "parent_id",
    "title",
    "url",
    "author",
    "token",
    "solution",
    "captcha",
    "subscribe",
];
/// The form fields into which the widgets of Turnstile and hCaptcha write their answer; the last is a
/// second copy of hCaptcha's.
const CAPTCHA_FIELDS: [&str; 3] = [
    "cf-turnstile-response",
    "h-captcha-response",
    "g-recaptcha-response",
];
const FORM_FIELDS: &[&str] = &[
    "page",
    "text",
    "parent_id",
    "title",
    "url",
    "name",
    "email",
    "website",
    "token",
    "solution",
    "subscribe",
    "redirect",
    CAPTCHA_FIELDS[0],
    CAPTCHA_FIELDS[1],
    CAPTCHA_FIELDS[2],
    HONEYPOT,
];
/// The maximum length of a solution's text in bytes; those of our own script have about 900.
const SOLUTION_MAX: usize = 4_096;
const AUTHOR_FIELDS: &[&str] = &["name", "email", "website"];

/// A submission, and the URL to which a form's browser is redirected afterwards.
#[derive(Debug)]
pub(super) struct ParsedSubmission {
    pub(super) submission: Submission,
    redirect: Option<String>,
}

impl ParsedSubmission {
    /// Returns the URL to which a browser is redirected: without `redirect` the page; a bare key is a
    /// path of the site.
    pub(super) fn redirect_on(&self, site: &Site) -> String {
        let page = || self.submission.url.clone().filter(|url| site.owns(url));
        self.redirect.clone().or_else(page).unwrap_or_else(|| {
            let origin = site.origins.first().map_or("", |origin| origin.as_str());
            let page = self.submission.page.as_str();
            let path = if page.starts_with('/') { page } else { "/" };
            format!("{origin}{path}")
        })
    }
}

/// Where the form of a submission came from, in addition to its fields.
#[derive(Debug)]
pub(super) struct FormOrigin<'a> {
    /// The page of the site on which the browser is, by `Referer`.
    pub(super) referred: Option<&'a Page>,
    /// The older key of the page for which the form's token was issued.
    pub(super) older_key: Option<String>,
    /// The `Referer` of the request.
    pub(super) referrer: Option<&'a str>,
}

/// Parses a submission; a refusal names every invalid field.
pub(super) fn read(
    source: &Source,
    site: &Site,
    spam: &Spam,
    signed_in: Option<CommentAuthor>,
    reserved: &ReservedNameSet,
    warnings: &mut Vec<FieldWarning>,
    origin: &FormOrigin<'_>,
) -> Result<ParsedSubmission, Problem> {
    let form = source.wire() == Wire::Form;
    let mut fields = source.fields(if form { FORM_FIELDS } else { JSON_FIELDS });
    let page = page(&mut fields, site, origin.referred);
    let text = body(&mut fields, site);
    let (parent, is_misplaced) = parent(&mut fields, form);
    let title = title(&mut fields);
    let url = own_url(&mut fields, "url", site, Site::allows_url);
    if let (Some(page), Some(url)) = (&page, &url)
        && page.is_path()
        && site.page_of_url(url).as_ref() != Some(page)
    {
        fields.warn("url", "other_page", Message::new("warning-url-page"));
    }
    let redirect = form
        .then(|| own_url(&mut fields, "redirect", site, Site::owns))
        .flatten();
    let honeypot = form
        && fields
            .text(HONEYPOT)
            .is_some_and(|text| !text.trim().is_empty());
    let names: &[&str] = if form { &CAPTCHA_FIELDS } else { &["captcha"] };
    let captcha = names.iter().find_map(|name| fields.text(name));
    let captcha = captcha.filter(|answer| !answer.is_empty());
    let captcha = captcha.map(str::to_owned);
    subscribe(&mut fields, form);
    let author = match signed_in {
        Some(author) => Some(known(&mut fields, form, author)),
        None if form => Some(CommentAuthor::Guest(guest(&mut fields, site, reserved))),
        None => json_guest(&mut fields, site, reserved).map(CommentAuthor::Guest),
    };
    let form_key = origin.older_key.as_deref();
    let form_key = form_key.or(page.as_ref().map(Page::as_str));
    let token = token(&mut fields, site, form_key, spam);
    let solution = solution(&mut fields);
    let irregular = if is_misplaced {
        Some("the id of the comment to reply to cannot be read")
    } else {
        let repeated = source.repeated(FORM_FIELDS);
        repeated.then_some("the form sent a field more than once")
    };
    warnings.append(&mut fields.take_warnings());
    fields.finish()?;
    // Every missing field has been recorded as an error by now; the compiler cannot know.
    let (Some(text), Some(author), Some(token)) = (text, author, token) else {
        return Err(Problem::internal(
            "a required field is missing without a field error",
        ));
    };
    let form_key = form_key.unwrap_or_default();
    let proof = spam.check_proof(site.id, form_key, &token, solution.as_ref());
    let Some(page) = page else {
        return Err(Problem::internal(
            "the page is missing without a field error",
        ));
    };
    Ok(ParsedSubmission {
        submission: Submission {
            page,
            text,
            parent,
            title,
            url,
            author,
            form: FormSignals {
                token,
                proof_of_work: proof,
                honeypot,
                irregular,
                captcha,
                referrer: origin.referrer.map(str::to_owned),
            },
        },
        redirect,
    })
}

fn fault(fault: FieldFault) -> (&'static str, Message) {
    (fault.code, fault.message)
}

fn body(fields: &mut Fields<'_>, site: &Site) -> Option<Body> {
    if !fields.required("text") {
        return None;
    }
    fields.parse("text", |text| visible_body(text, site).map_err(fault))
}

/// Parses the text of a preview. A text of invalid length costs nothing; before a valid one is
/// rendered, `charge` is called with its length in bytes.
pub(super) fn preview(
    text: &str,
    site: &Site,
    charge: impl FnOnce(usize) -> Result<(), Problem>,
) -> Result<Body, Problem> {
    let wrong = |fault: FieldFault| Problem::field("text", fault.code, fault.message);
    let body = Body::parse(text, scalars(site)).map_err(wrong)?;
    charge(body.as_str().len())?;
    shows_something(body).map_err(wrong)
}

/// Parses the text of an edit, which is a request of its own.
pub(super) fn text(text: &str, site: &Site) -> Result<Body, Problem> {
    visible_body(text, site).map_err(|fault| Problem::field("text", fault.code, fault.message))
}

/// Parses a text that still shows something when it is rendered.
fn visible_body(text: &str, site: &Site) -> Result<Body, FieldFault> {
    shows_something(Body::parse(text, scalars(site))?)
}

fn shows_something(body: Body) -> Result<Body, FieldFault> {
    if render::is_blank(body.as_str()) {
        return Err(FieldFault {
            code: "required",
            message: Message::new("text-shows-nothing"),
        });
    }
    Ok(body)
}

fn scalars(site: &Site) -> RangeInclusive<usize> {
    site.policy.text_min as usize..=site.policy.text_max as usize
}

/// Returns the comment that is replied to, and whether a form names one that cannot be parsed. That
/// value is hidden from the reader, so the comment is accepted, and a moderator is informed that it may
/// be in the wrong position.
fn parent(fields: &mut Fields<'_>, form: bool) -> (Option<Uuid>, bool) {
    if !form {
        return (fields.uuid("parent_id"), false);
    }
    let Some(text) = fields.text("parent_id").map(str::trim) else {
        return (None, false);
    };
    // Themes send the id of the HTML element, and "0" if there is no parent, as WordPress does.
    let id = text.strip_prefix("comment-").unwrap_or(text);
    match Uuid::try_parse(id) {
        Ok(id) => (Some(id), false),
        Err(_) if matches!(text, "" | "0" | "null" | "undefined") => (None, false),
        Err(_) => {
            fields.warn("parent_id", "invalid", Message::new("warning-parent"));
            (None, true)
        }
    }
}

/// Notification mails about replies are not supported. A form may have the check box all the same.
fn subscribe(fields: &mut Fields<'_>, form: bool) {
    let wanted = if form {
        let text = fields.text("subscribe");
        text.is_some_and(|text| !matches!(text, "off" | "false" | "0" | "no"))
    } else {
        fields.boolean("subscribe") == Some(true)
    };
    if wanted {
        fields.warn(
            "subscribe",
            "unsupported",
            Message::new("warning-subscribe"),
        );
    }
}

/// Ignores the author fields of a signed-in author, whose name is known. A JSON client gets an error;
/// the form of a page has these fields whether the reader is signed in or not, so it only gets a
/// warning.
fn known(fields: &mut Fields<'_>, form: bool, author: CommentAuthor) -> CommentAuthor {
    if form {
        for name in AUTHOR_FIELDS {
            if fields.has(name) {
                fields.warn(name, "not_asked", Message::new("warning-signed-in"));
            }
        }
    } else if fields.has("author") {
        fields.note("author", "not_asked", Message::new("author-not-asked"));
    }
    author
}

fn json_guest(fields: &mut Fields<'_>, site: &Site, reserved: &ReservedNameSet) -> Option<Guest> {
    if fields.has("author") {
        return fields.object("author", AUTHOR_FIELDS, |author| {
            guest(author, site, reserved)
        });
    }
    let guests = &site.policy.guests;
    for (name, how) in [
        ("author.name", guests.name),
        ("author.email", guests.email),
        ("author.website", guests.website),
    ] {
        if how == FieldRule::Required {
            fields.note(name, "required", Message::new("field-required"));
        }
    }
    Some(Guest {
        name: None,
        email: None,
        website: None,
    })
}

fn guest(fields: &mut Fields<'_>, site: &Site, reserved: &ReservedNameSet) -> Guest {
    let guests = &site.policy.guests;
    let asked = |fields: &mut Fields<'_>, name: &'static str, how: FieldRule| match how {
        FieldRule::Required => fields.required(name),
        FieldRule::Optional => true,
        // The value is not stored: the site does not want it.
        FieldRule::Hidden => {
            if fields.has(name) {
                fields.warn(name, "not_asked", Message::new("warning-not-asked"));
            }
            false
        }
    };
    let (name, email, website) = (
        asked(fields, "name", guests.name),
        asked(fields, "email", guests.email),
        asked(fields, "website", guests.website),
    );
    Guest {
        name: name
            .then(|| fields.parse("name", |text| own_name(text, reserved)))
            .flatten(),
        email: email
            .then(|| fields.parse("email", |text| Email::parse(text).map_err(fault)))
            .flatten(),
        website: website
            .then(|| fields.parse("website", |text| Website::parse(text).map_err(fault)))
            .flatten(),
    }
}

/// Parses a name that does not equal or resemble the name of a moderator or of the site itself.
fn own_name(text: &str, reserved: &ReservedNameSet) -> Result<Name, (&'static str, Message)> {
    let name = Name::parse(text).map_err(fault)?;
    if reserved.is_reserved(name.as_str()) {
        return Err(("reserved", Message::new("name-reserved")));
    }
    Ok(name)
}

/// Checks the form token. An invalid token counts as a missing one and causes no error: cached or
/// copied pages send such tokens, and readers do not see them.
fn token(
    fields: &mut Fields<'_>,
    site: &Site,
    page: Option<&str>,
    spam: &Spam,
) -> Option<CheckedToken> {
    let text = fields.text("token");
    let page = page?;
    let checked = spam.check_token(site.id, page, text);
    if checked.is_ok() {
        return checked.ok();
    }
    fields.warn("token", "invalid", Message::new("warning-token"));
    spam.check_token(site.id, page, None).ok()
}

/// Parses the solution of the form's challenge: an object, its JSON as a string, or that in base64 as
/// ALTCHA's own widget sends it.
fn solution(fields: &mut Fields<'_>) -> Option<Solution> {
    let read = match fields.value("solution")? {
        Value::String(text) if text.len() > SOLUTION_MAX => None,
        Value::String(text) => {
            let decoded = STANDARD.decode(text);
            let json = decoded.as_deref().unwrap_or(text.as_bytes());
            serde_json::from_slice(json)
                .ok()
                .and_then(|value| Solution::read(&value))
        }
        value => Solution::read(value),
    };
    if read.is_none() {
        fields.warn("solution", "invalid", Message::new("warning-solution"));
    }
    read
}
