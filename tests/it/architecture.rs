//! Tests the architecture: the module map, the fences of third-party crates and SQL, and the length of files.

mod cycles;
mod language;
mod rules;
mod source;

use std::{fs, path::Path};

use self::{
    cycles::import_cycles,
    language::{banned_words, banned_words_of_document, repeated_types},
    rules::{
        built_statements, fenced_crates_elsewhere, files_outside_the_map, files_too_long,
        files_without_doc_comment, migrations_for_one_database, misnumbered_migrations, module_map,
        statements_elsewhere, uses_of_higher_modules, uses_of_http,
    },
    source::Source,
};

#[test]
fn a_module_uses_only_modules_listed_above_it() {
    let sources = sources(&["src"]);
    let map = module_map(&text("src/lib.rs"));
    assert!(
        map.len() > 10 && sources.len() > 10,
        "the sources were read"
    );
    assert_none(uses_of_higher_modules(&map, &sources));
}

#[test]
fn domain_code_does_not_use_http() {
    assert_none(uses_of_http(&sources(&["src"])));
}

#[test]
fn files_of_one_module_do_not_import_each_other_in_a_cycle() {
    assert_none(import_cycles(&sources(&["src"])));
}

#[test]
fn every_file_belongs_to_a_module_of_the_map() {
    assert_none(files_outside_the_map(
        &module_map(&text("src/lib.rs")),
        &sources(&["src"]),
    ));
}

#[test]
fn fenced_crates_are_used_only_in_their_modules() {
    assert_none(fenced_crates_elsewhere(&sources(&["src"])));
}

#[test]
fn every_file_starts_with_a_doc_comment() {
    assert_none(files_without_doc_comment(&sources(&[
        "src", "tests", "benches",
    ])));
}

#[test]
fn no_file_is_too_long() {
    assert_none(files_too_long(&sources(&["src"])));
}

#[test]
fn sql_statements_stand_only_in_sql_files() {
    assert_none(statements_elsewhere(&sources(&["src"])));
}

#[test]
fn no_statement_is_built_at_run_time() {
    assert_none(built_statements(&sources(&["src"])));
}

#[test]
fn every_migration_is_written_for_both_databases_and_numbered_without_gaps() {
    let [sqlite, postgres] = ["sqlite", "postgres"].map(|kind| {
        let folder = root().join("src/db/migrations").join(kind);
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("the folder of the migrations can be read")
            .map(|entry| entry.expect("it can be listed").file_name())
            .map(|name| name.into_string().expect("a name in UTF-8"))
            .collect();
        names.sort();
        names
    });
    assert!(!sqlite.is_empty(), "the migrations were read");
    assert_none(migrations_for_one_database(&sqlite, &postgres));
    assert_none(misnumbered_migrations(&sqlite));
}

#[test]
fn comments_messages_and_documents_have_no_words_of_the_old_dialect() {
    let sources = sources(&["src", "tests", "benches"]);
    let sources = sources
        .into_iter()
        .filter(|source| source.path != "tests/it/architecture/language.rs");
    assert_none(banned_words(&sources.collect::<Vec<_>>()));
    for path in documents() {
        assert_none(banned_words_of_document(&path, &text(&path)));
    }
}

#[test]
fn no_type_name_is_declared_in_two_files() {
    assert_none(repeated_types(&sources(&["src"])));
}

/// The paths of the documents that people read.
fn documents() -> Vec<String> {
    let mut paths = Vec::new();
    for folder in ["", "docs/", "docs/generators/", "openapi/", "deploy/"] {
        let entries = fs::read_dir(root().join(folder)).expect("a folder can be listed");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let names = names.map(|name| name.into_string().expect("a name in UTF-8"));
        let documents = names.filter(|name| Path::new(name).extension().is_some_and(|e| e == "md"));
        paths.extend(documents.map(|name| format!("{folder}{name}")));
    }
    assert!(paths.len() > 20, "the documents were found");
    paths
}

fn assert_none(broken: Vec<String>) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("a source file can be read")
}

/// All Rust files below the folders, sorted by path; a missing folder has none.
fn sources(folders: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    for folder in folders {
        collect(folder, &mut paths);
    }
    paths.sort();
    paths
        .iter()
        .map(|path| Source::new(path, &text(path)))
        .collect()
}

fn collect(folder: &str, paths: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(root().join(folder)) else {
        return;
    };
    for entry in entries {
        let entry = entry.expect("a folder can be listed");
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&path, paths);
        } else if Path::new(&path).extension().is_some_and(|e| e == "rs") {
            paths.push(path);
        }
    }
}
