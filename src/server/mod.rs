//! Serves HTTP/1.1 connections.
//!
//! `listen` opens the socket and `serve` accepts connections; `connection` runs each of them with hyper
//! and enforces its deadlines.

mod accept;
mod connection;
mod framing;
mod head_budget;
mod listen;
mod parser_refusal;
#[cfg(test)]
mod tests;
mod watched;

pub use self::{accept::serve, listen::listen};
pub(crate) use self::{connection::ServerStopping, listen::Listener};
