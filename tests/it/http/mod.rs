//! Requests and answers at the level of HTTP.

mod cross_origin;
mod health_probes;
mod malformed_requests;
mod url_hosts;
