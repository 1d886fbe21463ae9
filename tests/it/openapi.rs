//! The document in the project is the one that the code makes.

/// `UPDATE=1 cargo test --test it openapi` writes it anew.
#[test]
fn the_committed_document_is_the_one_of_the_code() {
    let made = rejoinder::server::openapi_document();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
    if std::env::vars().any(|(name, value)| name == "UPDATE" && value == "1") {
        std::fs::write(path, &made).expect("writes");
    }
    let kept = std::fs::read_to_string(path).expect("openapi/openapi.json is there");
    assert!(
        kept == made,
        "openapi/openapi.json differs: run `cargo run -- openapi > openapi/openapi.json`"
    );
}
