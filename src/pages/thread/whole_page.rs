//! A thread and its form as a whole page, which works without a script.

use minijinja::{Value, context, value::Serde};
use poem::{
    Request, Response,
    http::{HeaderValue, StatusCode, header},
};

use super::{PageOptions, TEMPLATES, ThreadApi, ThreadSelection, form::ReplyForm, scripts::STYLE};
use crate::{
    comment::api::listing::ThreadInfo,
    commenter::{Viewer, api::Caller},
    external_check::CaptchaKind,
    http::{PAGE_POLICY, Problem, RequestContext},
    locale::Message,
    pages::account_of,
    site::Site,
    submission::api::reply_form::Widget,
};

impl ThreadApi {
    pub(super) async fn whole_page(
        &self,
        request: &Request,
        context: &RequestContext,
        selection: ThreadSelection,
        options: PageOptions,
    ) -> Result<Response, Problem> {
        let ThreadSelection {
            site,
            page,
            language,
            key,
            ..
        } = &selection;
        self.comments
            .charge_reading(&site.slug, context.address, 1)?;
        let caller = Caller::of(request).await.map_err(Problem::internal)?;
        let viewer = caller.viewer_on(site).ok().flatten();
        let part = self.comments.part(site, page, key).await?;
        let mut form = self.empty_form(&selection, part.state);
        let back = ThreadInfo::new(page, part.head.thread.as_deref(), part.state).url;
        let back = back.filter(|url| site.owns(url));
        let mut thread = self.thread_view(part, &selection);
        let own = self
            .own_changes(&mut thread, &selection, viewer, options)
            .await?;
        self.fill_in(&mut form, &selection, context, viewer, options)
            .await?;
        let captcha = self
            .submissions
            .submissions
            .spam()
            .external_checks()
            .captcha();
        let captcha_kind = captcha.as_ref().map(|(kind, _)| *kind);
        form.captcha = captcha.map(|(kind, site_key)| Widget::new(kind, site_key));
        let values = context! {
            lang => language.as_str(), site_name => site.name.clone(), back, thread => Serde(thread), form => Serde(form),
            own => Serde(own), style => Value::from_safe_string(STYLE.path()),
        };
        let html = TEMPLATES
            .get_template("page.html")
            .and_then(|template| template.render(values))
            .map_err(Problem::internal)?;
        let policy =
            HeaderValue::try_from(policy_of(site, captcha_kind)).map_err(Problem::internal)?;
        let mut response = Response::builder()
            .status(StatusCode::OK)
            .content_type("text/html; charset=utf-8")
            .header(header::CONTENT_SECURITY_POLICY, policy)
            // Each page has its own form token.
            .header(header::CACHE_CONTROL, "private, no-store")
            .body(html);
        if caller.viewer().is_err()
            && let Some(cookie) = caller.clear_cookie()
        {
            response
                .headers_mut()
                .append(header::SET_COOKIE, cookie.clone());
        }
        Ok(response)
    }

    /// Adds what belongs to one reader: the form token, the account, the comment to reply to.
    async fn fill_in(
        &self,
        form: &mut ReplyForm,
        selection: &ThreadSelection,
        context: &RequestContext,
        viewer: Option<&Viewer>,
        options: PageOptions,
    ) -> Result<(), Problem> {
        let ThreadSelection {
            site,
            page,
            language,
            ..
        } = selection;
        let here = self.links(selection).with(&[]);
        let opened = self
            .submissions
            .submissions
            .open_form(site, page, context.address);
        let opened = opened.await?;
        form.token = opened.token;
        form.challenge = opened
            .challenge
            .as_ref()
            .map(serde_json::to_string)
            .transpose()
            .map_err(Problem::internal)?;
        let path = here
            .strip_prefix(&self.base_url)
            .unwrap_or(&here)
            .to_owned();
        let services = (&self.people, &self.moderators);
        form.account = account_of(viewer, services, site, &path).await?;
        if form.account.is_some() && !options.is_switching_account {
            form.choices = Vec::new();
        }
        if let Some(id) = options.reply
            && let Some(parent) = self.comments.approved(site, id).await?
        {
            form.parent_id = parent.id.to_string();
            form.parent_name = Some(if parent.name.is_empty() {
                Message::new("thread-nameless").to_text(*language)
            } else {
                parent.name
            });
            form.cancel_url = Some(format!("{here}#reply"));
        }
        form.redirect = here;
        form.notice = options
            .is_pending
            .then(|| Message::new("notice-pending").to_text(*language));
        Ok(())
    }
}

/// Returns the Content-Security-Policy of the page. Its form may lead back to the site, because browsers apply
/// `form-action` to redirects as well.
fn policy_of(site: &Site, captcha: Option<CaptchaKind>) -> String {
    let origins = site.origins.iter().map(|origin| origin.as_str());
    let origins = origins.filter(|origin| !origin.contains([';', ',']));
    let forms = origins.fold("form-action 'self'".to_owned(), |forms, origin| {
        format!("{forms} {origin}")
    });
    let mut policy = PAGE_POLICY.replace("form-action 'self'", &forms);
    if let Some(captcha) = captcha {
        let sources = captcha.sources();
        policy = policy.replace("style-src 'self'", &format!("style-src 'self' {sources}"));
        for directive in ["script-src", "connect-src", "frame-src"] {
            policy = format!("{policy}; {directive} {sources}");
        }
    }
    policy
}
