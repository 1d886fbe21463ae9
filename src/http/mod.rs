//! What all endpoints share on the wire.

pub mod body;
pub mod cursor;
pub mod fields;
pub mod form;
pub mod json;
pub mod problem;
pub mod refused;
pub mod request;
pub mod shape;

pub use body::{JsonOrForm, StrictJson};
pub use cursor::{CursorReader, CursorWriter};
pub use fields::{Fields, Source, Wire};
pub use problem::{Code, FieldError, Problem};
pub use refused::Refused;
pub use request::{RequestContext, request_id};

#[cfg(test)]
pub(crate) mod tests {
    //! What the tests of this room share.

    /// Where public test cases lie, or `None` when the variable is not set.
    #[expect(
        clippy::disallowed_methods,
        clippy::print_stderr,
        reason = "tests are told by the environment where cases lie"
    )]
    pub fn cases() -> Option<String> {
        let cases = std::env::var("REJOINDER_CASES").ok();
        if cases.is_none() {
            eprintln!("REJOINDER_CASES is not set: public cases were not run");
        }
        cases
    }
}
