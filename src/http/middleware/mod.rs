//! Middleware around all routes, from the outside in: the request context and access log, the checks of
//! [`outermost`], CORS, compression, error mapping.

pub(crate) mod allowed_methods;
mod body_limit;
mod caller;
pub(crate) mod client_ip;
pub(crate) mod cors;
pub(crate) mod default_headers;
pub(crate) mod error_mapping;
pub(crate) mod form_page;
pub(crate) mod hosts;
mod operator_log;
pub(crate) mod outermost;
pub(crate) mod request_memory;
pub(crate) mod route_table;
