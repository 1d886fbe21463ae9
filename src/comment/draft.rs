//! From the fields of a submission, JSON or form alike, to a draft in which every field is good.

use std::ops::RangeInclusive;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{
    page::{HONEYPOT, Typed},
    record::{Draft, Guest, Speaker},
};
use crate::{
    http::{Fields, Problem, Source, Wire},
    identity::person::{Reserved, Viewer},
    site::{Field, Site},
    spam::{CheckedToken, Solution, Spam},
    text::{Body, Email, Fault, Name, Page, Title, Website},
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
/// Under these names the widgets of Turnstile and hCaptcha put their answer into a form; the last is
/// a second copy of hCaptcha's.
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
/// The longest text of a solution, in bytes; ours have some 900.
const SOLUTION_MAX: usize = 4_096;
const AUTHOR_FIELDS: &[&str] = &["name", "email", "website"];

/// A draft, and where a form's browser wants to go afterwards.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) draft: Draft,
    pub(super) redirect: Option<String>,
}

/// Reads a submission; a refusal names every wrong field.
pub(super) fn read(
    source: &Source,
    site: &Site,
    spam: &Spam,
    viewer: Option<&Viewer>,
    reserved: &Reserved,
) -> Result<Read, Problem> {
    let form = source.wire() == Wire::Form;
    let mut fields = source.fields(if form { FORM_FIELDS } else { JSON_FIELDS });
    let page = page(&mut fields, site);
    let text = body(&mut fields, site);
    let parent = fields.uuid("parent_id");
    let title = fields.parse("title", |text| Title::parse(text).map_err(fault));
    let url = own_address(&mut fields, "url", site);
    let redirect = if form {
        own_address(&mut fields, "redirect", site)
    } else {
        None
    };
    let honeypot = form
        && fields
            .text(HONEYPOT)
            .is_some_and(|text| !text.trim().is_empty());
    let names: &[&str] = if form { &CAPTCHA_FIELDS } else { &["captcha"] };
    let captcha = names.iter().find_map(|name| fields.text(name));
    let captcha = captcha.filter(|answer| !answer.is_empty());
    let captcha = captcha.map(str::to_owned);
    if fields.boolean("subscribe") == Some(true) {
        fields.note(
            "subscribe",
            "unsupported",
            "This server sends no mail about replies; leave it out.",
        );
    }
    let speaker = match viewer {
        Some(viewer) => Some(person(&mut fields, form, viewer)),
        None if form => Some(Speaker::Guest(guest(&mut fields, site, reserved))),
        None => json_guest(&mut fields, site, reserved).map(Speaker::Guest),
    };
    let token = token(&mut fields, site, page.as_ref(), spam);
    let solution = solution(&mut fields);
    fields.finish()?;
    // Nothing is missing when nothing was noted; the compiler cannot know.
    let (Some(page), Some(text), Some(speaker), Some(token)) = (page, text, speaker, token) else {
        return Err(Problem::internal("a field is missing and was not noted"));
    };
    let proof = spam.check_proof(site.id, page.as_str(), &token, solution.as_ref());
    Ok(Read {
        draft: Draft {
            page,
            text,
            parent,
            title,
            url,
            speaker,
            token,
            proof,
            honeypot,
            captcha,
            referrer: None,
        },
        redirect,
    })
}

fn fault(fault: Fault) -> (&'static str, String) {
    (fault.code, fault.message)
}

fn page(fields: &mut Fields<'_>, site: &Site) -> Option<Page> {
    if !fields.required("page") {
        return None;
    }
    fields.parse("page", |text| {
        Page::parse(text, &site.origins).map_err(fault)
    })
}

fn body(fields: &mut Fields<'_>, site: &Site) -> Option<Body> {
    if !fields.required("text") {
        return None;
    }
    fields.parse("text", |text| {
        Body::parse(text, scalars(site)).map_err(fault)
    })
}

/// A text that stands alone: of an edit or a preview.
pub(super) fn text(text: &str, site: &Site) -> Result<Body, Problem> {
    Body::parse(text, scalars(site))
        .map_err(|fault| Problem::field("text", fault.code, fault.message))
}

fn scalars(site: &Site) -> RangeInclusive<usize> {
    site.policy.text_min as usize..=site.policy.text_max as usize
}

/// An address on one of the site's own origins: everything else would make an open redirect of us.
fn own_address(fields: &mut Fields<'_>, name: &str, site: &Site) -> Option<String> {
    fields.parse(name, |text| {
        let url = Website::parse(text).map_err(fault)?;
        if site.owns(url.as_str()) {
            Ok(url.into_string())
        } else {
            let origins = site
                .origins
                .iter()
                .map(|origin| origin.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            Err((
                "foreign_origin",
                format!("This must be an address on {origins}."),
            ))
        }
    })
}

/// Whoever signed in is known; what else they would be called is not taken.
fn person(fields: &mut Fields<'_>, form: bool, viewer: &Viewer) -> Speaker {
    let told: &[&str] = if form { AUTHOR_FIELDS } else { &["author"] };
    for name in told {
        if fields.has(name) {
            fields.note(
                name,
                "not_asked",
                "You are signed in; leave it out, or sign out first.",
            );
        }
    }
    Speaker::Person(Box::new(viewer.clone()))
}

fn json_guest(fields: &mut Fields<'_>, site: &Site, reserved: &Reserved) -> Option<Guest> {
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
        if how == Field::Required {
            fields.note(name, "required", "This field is needed.");
        }
    }
    Some(Guest {
        name: None,
        email: None,
        website: None,
    })
}

fn guest(fields: &mut Fields<'_>, site: &Site, reserved: &Reserved) -> Guest {
    let guests = &site.policy.guests;
    let asked = |fields: &mut Fields<'_>, name: &'static str, how: Field| match how {
        Field::Required => fields.required(name),
        Field::Optional => true,
        // What is not asked for is not kept, so it is said rather than dropped.
        Field::Hidden => {
            if fields.has(name) {
                fields.note(
                    name,
                    "not_asked",
                    "This site does not ask for it; leave it out.",
                );
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

/// A name that is not a moderator's or the site's own, nor looks like it.
fn own_name(text: &str, reserved: &Reserved) -> Result<Name, (&'static str, String)> {
    let name = Name::parse(text).map_err(fault)?;
    if reserved.is_reserved(name.as_str()) {
        let message = "This name belongs to the site; choose another.";
        return Err(("reserved", message.to_owned()));
    }
    Ok(name)
}

fn token(
    fields: &mut Fields<'_>,
    site: &Site,
    page: Option<&Page>,
    spam: &Spam,
) -> Option<CheckedToken> {
    let text = fields.text("token");
    let checked = spam.check_token(site.id, page?.as_str(), text);
    if checked.is_err() {
        fields.note(
            "token",
            "invalid",
            "This token is not one of this form. Ask for a new one and send it again.",
        );
    }
    checked.ok()
}

/// The answer to the form's challenge: an object, or its JSON as a text, also in base64 as ALTCHA's
/// own widget sends it.
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
        fields.note(
            "solution",
            "invalid",
            "This is not an answer to a challenge of the form. Ask for a new one, or leave it out: the comment then waits for a moderator.",
        );
    }
    read
}

/// What was typed into a form, to be shown again.
pub(super) fn typed(source: &Source) -> Typed {
    let typed = |name| source.typed(name).unwrap_or_default().to_owned();
    Typed {
        text: typed("text"),
        name: typed("name"),
        email: typed("email"),
        website: typed("website"),
    }
}
