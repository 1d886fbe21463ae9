//! A thread with its form as a part of a page: the same bytes for every client.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use minijinja::{context, value::Serde};
use poem::Request;

use super::{TEMPLATES, ThreadApi, ThreadSelection, cursor_kind, view::ThreadView};
use crate::{
    comment::{
        ListingKey, ThreadPart,
        api::{page_key, recent::remember},
    },
    http::{Cached, CachedBody, CursorWriter, HtmlText, Problem},
};

impl ThreadApi {
    pub(super) async fn fragment(
        &self,
        request: &Request,
        selection: ThreadSelection,
    ) -> Result<Cached<HtmlText>, Problem> {
        let ThreadSelection { site, page, .. } = &selection;
        let mut hasher = DefaultHasher::new();
        // What the form and the links depend on besides the page.
        (site.version, &site.name, selection.language.as_str()).hash(&mut hasher);
        let key = ListingKey {
            variant: hasher.finish(),
            ..selection.key.clone()
        };
        let written = self.comments.listing(site, page, &key, |part| {
            let state = part.state;
            let thread = self.thread_view(part, &selection);
            let form = self.empty_form(&selection, state);
            let context = context! { thread => Serde(thread), form => Serde(form) };
            TEMPLATES
                .get_template("fragment.html")
                .and_then(|template| template.render(context))
                .map(CachedBody::html)
                .map_err(Problem::internal)
        });
        let (body, freshness, snapshot) = written.await?;
        let cache_control = if selection.is_referred {
            page_key::PERSONAL
        } else {
            remember(&self.comments, request, site, &body, (&freshness, snapshot));
            page_key::PUBLIC
        };
        Ok(Cached::new(body, cache_control).confirmed_ago(freshness.stale_age()))
    }

    pub(super) fn thread_view(&self, part: ThreadPart, selection: &ThreadSelection) -> ThreadView {
        let last = part.comments.last().filter(|_| part.has_more);
        let next = last.map(|last| {
            CursorWriter::new(cursor_kind(selection.key.order))
                .bytes(&last.path)
                .finish()
        });
        let is_later_part = !selection.key.after.is_empty();
        let links = self.links(selection);
        let texts = (selection.language, self.base_url.as_str());
        ThreadView::new(part, &selection.page, &links, texts, (is_later_part, next))
    }
}
