//! The version of the binary, for `rejoinder --version` and the log. No route and no header contains it.

use std::sync::LazyLock;

use crate::db;

pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The git commit of the source; unknown in debug builds, and in builds without a repository.
pub(super) const COMMIT: Option<&str> = option_env!("BUILD_COMMIT");

/// The version, the commit if it is known, and the version of the SQLite in the binary.
pub(super) static LONG: LazyLock<String> = LazyLock::new(|| {
    let commit = COMMIT.map_or_else(String::new, |commit| format!("{commit}, "));
    format!("{VERSION} ({commit}SQLite {})", db::sqlite_version())
});
