//! Answers requests for threads and counts with the bytes of the last second.

use std::sync::Arc;

use poem::{
    Endpoint, IntoResponse as _, PathPattern, Request, Response, Result,
    http::{Method, Uri},
};

use super::page_key::PUBLIC;
use crate::{
    comment::{Comments, Freshness, HeadsSnapshot, RecentAnswer},
    http::{Cached, CachedBody},
    site::{Site, Sites},
};

/// Middleware around all routes: a request whose answer cannot have changed since the last time is not routed.
#[derive(Debug)]
pub(crate) struct AnswerRecent<E> {
    pub inner: E,
    pub comments: Comments,
    pub sites: Sites,
}

impl<E: Endpoint<Output = Response>> Endpoint for AnswerRecent<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        match self.answer(&request).await {
            Some(response) => Ok(response),
            None => self.inner.call(request).await,
        }
    }
}

impl<E> AnswerRecent<E> {
    async fn answer(&self, request: &Request) -> Option<Response> {
        if request.method() != Method::GET {
            return None;
        }
        let answer = self.comments.recent_answer(target(request.uri())?)?;
        let site = self.sites.by_id(answer.site.id).await?;
        if !Arc::ptr_eq(&site, &answer.site) {
            return None;
        }
        let body = Arc::clone(&answer.body).downcast::<CachedBody>().ok()?;
        let mut response = Cached::<()>::new(body, PUBLIC).into_response();
        response.set_data(PathPattern(Arc::clone(&answer.route)));
        Some(response)
    }
}

fn target(uri: &Uri) -> Option<&str> {
    uri.path_and_query().map(|target| target.as_str())
}

/// Stores an answer that is the same for every client, for requests with the same target.
pub(crate) fn remember(
    comments: &Comments,
    request: &Request,
    site: &Arc<Site>,
    body: &Arc<CachedBody>,
    (freshness, snapshot): (&Freshness, HeadsSnapshot),
) {
    let route = request.data::<PathPattern>();
    let (Some(target), Some(route), Freshness::Current) =
        (target(request.original_uri()), route, freshness)
    else {
        return;
    };
    let answer = RecentAnswer {
        site: Arc::clone(site),
        snapshot,
        weight: body.weight(),
        body: Arc::clone(body) as Arc<_>,
        route: Arc::clone(&route.0),
    };
    comments.remember_answer(target.to_owned(), answer);
}
