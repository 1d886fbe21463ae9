//! Middleware around all routes, from the outside in: the request context and access log, the checks of
//! [`outermost`], CORS, compression, error mapping.

pub mod allowed_methods;
mod body_limit;
mod caller;
pub mod client_ip;
pub mod cors;
pub(crate) mod default_headers;
pub mod error_mapping;
pub mod form_page;
pub mod hosts;
mod operator_log;
pub mod outermost;
pub mod request_memory;
pub mod route_table;
