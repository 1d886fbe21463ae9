//! (room of Rejoinder; see lib.rs)
