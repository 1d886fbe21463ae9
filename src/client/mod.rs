//! The one client for outgoing requests: https only, limited in size and time, and never to forbidden IP
//! addresses.

mod outgoing;
mod reachable;
mod settings;
#[cfg(test)]
mod tests;

pub(crate) use self::{
    outgoing::{Outbound, Outgoing, OutgoingFault, OutgoingResponse},
    settings::{OutgoingSettings, Trust, parse_configured_url},
};
