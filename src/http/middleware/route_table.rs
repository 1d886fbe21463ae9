//! The routes of pages together with the methods of each path.
//!
//! poem's router does not expose its methods, which `Allow`, `OPTIONS` and preflight requests need.

use std::fmt;

use poem::{IntoEndpoint, Route, RouteMethod, http::Method};

use super::allowed_methods::Allowed;

/// The handler of one method, for [`RouteTable::at`].
pub(crate) struct MethodHandler {
    method: Method,
    add: Box<dyn FnOnce(RouteMethod) -> RouteMethod>,
}

impl fmt::Debug for MethodHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MethodHandler").field(&self.method).finish()
    }
}

/// Handles GET, and HEAD without the body.
pub(crate) fn on_get<E: IntoEndpoint<Endpoint: 'static> + 'static>(handler: E) -> MethodHandler {
    MethodHandler {
        method: Method::GET,
        add: Box::new(|route| route.get(handler)),
    }
}

/// Handles POST.
pub(crate) fn on_post<E: IntoEndpoint<Endpoint: 'static> + 'static>(handler: E) -> MethodHandler {
    MethodHandler {
        method: Method::POST,
        add: Box::new(|route| route.post(handler)),
    }
}

/// Routes under construction.
#[derive(Default)]
pub(crate) struct RouteTable {
    route: Route,
    allowed: Allowed,
}

impl fmt::Debug for RouteTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.allowed.fmt(f)
    }
}

impl RouteTable {
    /// Adds a path with the handler of each method; `:name` matches any one segment.
    #[must_use]
    pub(crate) fn at<const N: usize>(self, path: &str, handlers: [MethodHandler; N]) -> Self {
        self.at_if(true, path, handlers)
    }

    /// Adds a path whose handlers exist only if `is_enabled`; its methods are known in any case, so that a
    /// disabled page is answered with 404 for them.
    #[must_use]
    pub(crate) fn at_if<const N: usize>(
        mut self,
        is_enabled: bool,
        path: &str,
        handlers: [MethodHandler; N],
    ) -> Self {
        let methods = handlers.each_ref().map(|handler| handler.method.clone());
        self.allowed = self.allowed.with(path, &methods);
        if is_enabled {
            let route = handlers
                .into_iter()
                .fold(RouteMethod::new(), |route, handler| (handler.add)(route));
            self.route = self.route.at(path, route);
        }
        self
    }

    /// Returns the routes and their methods.
    #[must_use]
    pub(crate) fn into_parts(self) -> (Route, Allowed) {
        (self.route, self.allowed)
    }
}
