//! (room of Rejoinder; see lib.rs)

mod markup;
mod nesting;
pub mod render;
