//! `/demo`: a blog post with its comments and the form, as plain HTML that needs no script.

use minijinja::{context, value::Serde};
use poem::{
    FromRequest as _, Request, Response, handler,
    http::{HeaderValue, StatusCode, header},
    web::{Data, Query},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{Pages, account_of, page};
use crate::{
    comment::{CommentStatus, ListingKey, RootOrder},
    commenter::api::Caller,
    external_check::CaptchaKind,
    http::{API_BASE, CursorReader, CursorWriter, PAGE_POLICY, Problem, RequestContext},
    locale::Message,
    moderator::Role,
    site::Site,
    submission::api::reply_form::{Choice, FormTemplate, Script, TypedFields, Widget},
};

/// The page's key.
const PAGE: &str = "/demo";
/// The number of comments on one page.
const LIMIT: u8 = 100;
const CURSOR: u8 = 30;

#[derive(Debug, Deserialize)]
pub(super) struct DemoQuery {
    /// The comment to reply to.
    reply: Option<Uuid>,
    after: Option<String>,
    /// `pending` after a comment was accepted and awaits a moderator.
    comment: Option<String>,
    /// Set when a signed-in person wants to use another account.
    change: Option<String>,
}

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&Pages>,
    Query(asked): Query<DemoQuery>,
) -> Result<Response, Problem> {
    let site = pages.sites.require("demo").await?;
    let after = asked
        .after
        .as_deref()
        .map(|after| CursorReader::read(after, CURSOR, CursorReader::ids))
        .transpose()?
        .unwrap_or_default();
    let key = ListingKey {
        order: RootOrder::Oldest,
        limit: LIMIT,
        after,
        variant: 0,
    };
    let part = pages.comments.part(&site, PAGE, &key).await?;
    let (head, open, shown) = (part.head, part.is_open, part.comments);
    let next = shown
        .last()
        .filter(|_| part.has_more)
        .map(|last| CursorWriter::new(CURSOR).bytes(&last.path).finish());
    let answered = match asked.reply {
        Some(id) => pages.comments.approved(&site, id).await?,
        None => None,
    };
    let caller = Caller::of(request).await?;
    let viewer = caller.viewer_on(&site).ok().flatten();
    let account = account_of(viewer, (&pages.people, &pages.moderators), &site, PAGE).await?;
    let choices = if account.is_none() || asked.change.is_some() {
        choices(pages, &site)
    } else {
        Vec::new()
    };
    // The browser returns to the host it came from: the page's policy lets forms go to no other host.
    let host = request.header("host").map(|host| format!("http://{host}"));
    let base = host
        .filter(|base| site.owns(base))
        .unwrap_or_else(|| pages.base_url.clone());
    let captcha = pages.comments.spam().external_checks().captcha();
    let captcha_kind = captcha.as_ref().map(|(kind, _)| *kind);
    let context = RequestContext::from_request_without_body(request).await;
    let address = context.map_err(Problem::internal)?.address;
    let opened = pages.submissions.open_form(&site, PAGE, address).await?;
    let challenge = opened.challenge.as_ref().map(serde_json::to_string);
    let language = site.policy.language;
    let form = FormTemplate {
        lang: language.as_str(),
        action: format!("{API_BASE}/sites/{}/comments", site.slug),
        page: PAGE.to_owned(),
        parent_id: answered
            .as_ref()
            .map(|comment| comment.id.to_string())
            .unwrap_or_default(),
        title: "Thing 12 – Party time!".to_owned(),
        url: format!("{base}{PAGE}"),
        redirect: String::new(),
        token: opened.token,
        solution: String::new(),
        challenge: challenge.transpose().map_err(Problem::internal)?,
        guests: site.policy.guests.clone(),
        account,
        choices,
        script: Some(Script {
            server: pages.base_url.clone(),
            site: site.slug.clone(),
        }),
        captcha: captcha.map(|(kind, site_key)| Widget::new(kind, site_key)),
        text_max: site.policy.text_max,
        values: TypedFields::default(),
        errors: Vec::new(),
    };
    let comments = shown.into_iter().map(|comment| {
        context! {
            id => comment.id.to_string(),
            depth => comment.path.len() / 16 - 1,
            removed => comment.status != CommentStatus::Approved,
            name => comment.name,
            role => comment.role.map(Role::as_str),
            website => comment.website,
            created_at => comment.created_at.rfc3339(),
            when => comment.created_at.rfc3339()[..16].replace('T', " "),
            edited => comment.edited_at.is_some(),
            html => comment.html,
        }
    });
    let notice = (asked.comment.as_deref() == Some("pending"))
        .then(|| Message::new("notice-pending").to_text(language));
    let context = context! {
        lang => language.as_str(), site_name => site.name.clone(), count => head.approved(), comments => comments.collect::<Vec<_>>(),
        next, notice, open, form => Serde(form), answered => answered.map(|comment| comment.name),
    };
    let response = page(StatusCode::OK, "demo.html", context)?;
    add_page_headers(response, pages, &caller, captcha_kind)
}

/// Adds the headers that only this page has.
fn add_page_headers(
    mut response: Response,
    pages: &Pages,
    caller: &Caller,
    captcha: Option<CaptchaKind>,
) -> Result<Response, Problem> {
    let headers = response.headers_mut();
    // The page's script calls the API, which browsers may reach by another host name than this page.
    let mut policy = format!(
        "{PAGE_POLICY}; script-src 'self'; connect-src 'self' {}",
        pages.base_url
    );
    if let Some(captcha) = captcha {
        let sources = captcha.sources();
        for directive in ["script-src", "style-src", "connect-src"] {
            let own = format!("{directive} 'self'");
            policy = policy.replace(&own, &format!("{own} {sources}"));
        }
        policy.push_str("; frame-src ");
        policy.push_str(sources);
    }
    let policy = HeaderValue::try_from(policy).map_err(Problem::internal)?;
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    // Windows that this page opens retain their opener; a window that opened this page has no handle on it.
    headers.insert(
        "cross-origin-opener-policy",
        HeaderValue::from_static("same-origin-allow-popups"),
    );
    if caller.viewer().is_err()
        && let Some(farewell) = caller.clear_cookie()
    {
        headers.append(header::SET_COOKIE, farewell.clone());
    }
    Ok(response)
}

/// Returns links to the site's sign-in providers, which lead back to this page.
fn choices(pages: &Pages, site: &Site) -> Vec<Choice> {
    let Pages {
        base_url, people, ..
    } = pages;
    let providers = people.providers().list();
    let providers = providers.filter(|(id, _)| site.policy.identities.allows(id));
    let mut choices = providers
        .map(|(id, name)| Choice {
            name: name.to_owned(),
            url: format!(
                "{base_url}{API_BASE}/sites/{}/session/{id}/start?mode=redirect&return_to={PAGE}",
                site.slug
            ),
        })
        .collect::<Vec<_>>();
    if !choices.is_empty() && site.policy.identities.email && people.can_mail() {
        choices.push(Choice {
            name: Message::new("reply-by-email").to_text(site.policy.language),
            url: format!("{base_url}/me"),
        });
    }
    choices
}
