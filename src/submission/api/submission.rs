//! Parses the fields of a submission, from JSON or a form, into one in which every field is valid.

use std::ops::RangeInclusive;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use uuid::Uuid;

use super::{
    page::{own_url, page, title},
    wire::{PostedForm, SentSubmission},
};
use crate::{
    commenter::ReservedNameSet,
    flood::{CheckedToken, Solution},
    http::{Findings, Problem},
    locale::Message,
    render,
    site::{FieldRule, Site},
    spam::Spam,
    submission::{CommentAuthor, FormSignals, Guest, Submission},
    text::{Body, Email, FieldFault, Name, Page, Website, parse_url},
};

/// The maximum length of a solution's text in bytes; those of our own script have about 900.
const SOLUTION_MAX: usize = 4_096;
/// The paths of a guest's name, email address and website in JSON, and in a form.
const JSON_AUTHOR: [&str; 3] = ["author.name", "author.email", "author.website"];
const FORM_AUTHOR: [&str; 3] = ["name", "email", "website"];

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
    /// The URL of the site's threads on this server, without a query.
    pub(super) thread_url: String,
}

/// Parses a submission; a refusal names every invalid field.
pub(super) fn read(
    body: &mut SentSubmission,
    site: &Site,
    spam: &Spam,
    signed_in: Option<CommentAuthor>,
    reserved: &ReservedNameSet,
    origin: &FormOrigin<'_>,
) -> Result<ParsedSubmission, Problem> {
    let is_form = body.is_form;
    let (form, findings) = (&body.form, &mut body.findings);
    let is_repeated = findings.warnings.iter().any(|w| w.code == "repeated");
    let page = page(form, findings, site, origin.referred);
    let text = findings.parse("text", &form.text, |text| visible_body(text, site));
    let (parent, is_misplaced) = parent(form, findings);
    let title = title(form, findings);
    let sent_url = ("url", form.url.as_deref());
    let url = own_url(findings, sent_url, site, Site::allows_url);
    if let (Some(page), Some(url)) = (&page, &url)
        && page.is_path()
        && site.page_of_url(url).as_ref() != Some(page)
    {
        findings.warn("url", "other_page", Message::new("warning-url-page"));
    }
    let sent_redirect = ("redirect", form.redirect.as_deref());
    let thread_page = form.redirect.as_deref().and_then(parse_url);
    let thread_page = thread_page.map(String::from).filter(|url| {
        let rest = url.strip_prefix(&origin.thread_url);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('?'))
    });
    let redirect = thread_page.or_else(|| own_url(findings, sent_redirect, site, Site::owns));
    let honeypot = form.subject.as_deref();
    let honeypot = honeypot.is_some_and(|text| !text.trim().is_empty());
    let captcha = [&form.turnstile, &form.hcaptcha, &form.hcaptcha_copy];
    let captcha = captcha.into_iter().find_map(Clone::clone);
    // A form may have the check box all the same.
    let subscribe = form.subscribe.as_deref();
    if subscribe.is_some_and(|text| !matches!(text, "off" | "false" | "0" | "no")) {
        let message = Message::new("warning-subscribe");
        findings.warn("subscribe", "unsupported", message);
    }
    let author = match signed_in {
        Some(author) => known(form, findings, is_form, author),
        None => CommentAuthor::Guest(guest(form, findings, is_form, site, reserved)),
    };
    let form_key = origin.older_key.as_deref();
    let form_key = form_key.or(page.as_ref().map(Page::as_str));
    let token = token(form, findings, site, form_key, spam);
    let solution = solution(form, findings);
    let irregular = if is_misplaced {
        Some("the id of the comment to reply to cannot be read")
    } else {
        is_repeated.then_some("the form sent a field more than once")
    };
    let ((page, text), token) = findings.finish(page.zip(text).zip(token))?;
    let form_key = origin.older_key.as_deref().unwrap_or(page.as_str());
    let proof = spam.check_proof(site.id, form_key, &token, solution.as_ref());
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

/// Parses the text of an edit or of a moderator's reply, which are requests of their own.
pub(crate) fn parse_text(text: &str, site: &Site) -> Result<Body, Problem> {
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
fn parent(form: &PostedForm, findings: &mut Findings) -> (Option<Uuid>, bool) {
    let Some(text) = form.parent_id.as_deref().map(str::trim) else {
        return (None, false);
    };
    // Themes send the id of the HTML element, and "0" if there is no parent, as WordPress does.
    let id = text.strip_prefix("comment-").unwrap_or(text);
    match Uuid::try_parse(id) {
        Ok(id) => (Some(id), false),
        Err(_) if matches!(text, "" | "0" | "null" | "undefined") => (None, false),
        Err(_) => {
            findings.warn("parent_id", "invalid", Message::new("warning-parent"));
            (None, true)
        }
    }
}

/// Returns what was sent about the author of a comment.
fn author_fields(form: &PostedForm) -> [Option<&str>; 3] {
    [&form.name, &form.email, &form.website].map(Option::as_deref)
}

/// Ignores the author fields of a signed-in author, whose name is known. A JSON client gets an error;
/// the form of a page has these fields whether the reader is signed in or not, so it only gets a
/// warning.
fn known(
    form: &PostedForm,
    findings: &mut Findings,
    is_form: bool,
    author: CommentAuthor,
) -> CommentAuthor {
    let fields = FORM_AUTHOR.into_iter().zip(author_fields(form));
    let sent = fields.filter_map(|(name, text)| text.map(|_| name));
    if is_form {
        for name in sent {
            findings.reopen(name);
            findings.warn(name, "not_asked", Message::new("warning-signed-in"));
        }
    } else if findings.take("author") || form.has_author {
        findings.note("author", "not_asked", Message::new("author-not-asked"));
    }
    author
}

fn guest(
    form: &PostedForm,
    findings: &mut Findings,
    is_form: bool,
    site: &Site,
    reserved: &ReservedNameSet,
) -> Guest {
    let guests = &site.policy.guests;
    let rules = [guests.name, guests.email, guests.website];
    let paths = if is_form { FORM_AUTHOR } else { JSON_AUTHOR };
    let texts = author_fields(form);
    let field = |at: usize| (paths[at], rules[at], texts[at]);
    Guest {
        name: asked(findings, field(0), |text| own_name(text, reserved)),
        email: asked(findings, field(1), Email::parse),
        website: asked(findings, field(2), Website::parse),
    }
}

/// Parses a field of a guest, as far as the site asks for it.
fn asked<T>(
    findings: &mut Findings,
    (path, rule, text): (&str, FieldRule, Option<&str>),
    parser: impl FnOnce(&str) -> Result<T, FieldFault>,
) -> Option<T> {
    let is_readable = findings.reopen(path) && findings.reopen("author");
    match (rule, text) {
        (FieldRule::Required, None) if is_readable => {
            findings.note(path, "required", Message::new("field-required"));
            None
        }
        // The value is not stored: the site does not want it.
        (FieldRule::Hidden, Some(_)) => {
            findings.warn(path, "not_asked", Message::new("warning-not-asked"));
            None
        }
        (_, text) => findings.parse(path, text?, parser),
    }
}

/// Parses a name that does not equal or resemble the name of a moderator or of the site itself.
fn own_name(text: &str, reserved: &ReservedNameSet) -> Result<Name, FieldFault> {
    let name = Name::parse(text)?;
    if reserved.is_reserved(name.as_str()) {
        return Err(FieldFault {
            code: "reserved",
            message: Message::new("name-reserved"),
        });
    }
    Ok(name)
}

/// Checks the form token. An invalid token counts as a missing one and causes no error: cached or
/// copied pages send such tokens, and readers do not see them.
fn token(
    form: &PostedForm,
    findings: &mut Findings,
    site: &Site,
    page: Option<&str>,
    spam: &Spam,
) -> Option<CheckedToken> {
    let page = page?;
    let checked = spam.check_token(site.id, page, form.token.as_deref());
    if checked.is_ok() {
        return checked.ok();
    }
    findings.warn("token", "invalid", Message::new("warning-token"));
    spam.check_token(site.id, page, None).ok()
}

/// Parses the solution of the form's challenge: its JSON, or that in base64 as ALTCHA's own widget
/// sends it.
fn solution(form: &PostedForm, findings: &mut Findings) -> Option<Solution> {
    findings.reopen("solution");
    let text = form.solution.as_deref()?;
    let decoded = STANDARD.decode(text);
    let json = decoded.as_deref().unwrap_or(text.as_bytes());
    let json = Some(json).filter(|_| text.len() <= SOLUTION_MAX);
    let read = json.and_then(|json| serde_json::from_slice(json).ok());
    let read = read.and_then(|value| Solution::read(&value));
    if read.is_none() {
        findings.warn("solution", "invalid", Message::new("warning-solution"));
    }
    read
}
