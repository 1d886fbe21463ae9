//! The one client for outgoing requests: https only, limited in size and time, and never to forbidden IP
//! addresses.

mod outgoing;
mod reachable;
#[cfg(test)]
mod tests;

pub use self::outgoing::{
    MAX_ANSWER, Outbound, Outgoing, OutgoingFault, OutgoingResponse, OutgoingSettings, Trust,
    address_rule, may_be_set,
};
