//! What the tests of this room share.

/// Where public test cases lie, or `None` when the variable is not set.
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests are told by the environment where cases lie"
)]
pub(crate) fn cases() -> Option<String> {
    let cases = std::env::var("REJOINDER_CASES").ok();
    if cases.is_none() {
        eprintln!("REJOINDER_CASES is not set: public cases were not run");
    }
    cases
}
