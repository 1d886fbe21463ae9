//! The files that pages load under URLs that change with their content: of the embedded thread and of the moderators'
//! pages.

use poem::{Response, handler, http::HeaderMap, web::Path};

use crate::{
    http::Problem,
    moderate,
    pages::{
        embedded_file::{EmbeddedFile, for_all},
        thread::scripts,
    },
};

fn files() -> impl Iterator<Item = &'static EmbeddedFile> {
    scripts::files()
        .into_iter()
        .chain(moderate::assets::files())
}

/// Compresses all files, which would otherwise delay the first requests.
pub(crate) fn prepare() {
    for file in files() {
        tracing::debug!(name = file.name(), "file ready");
    }
}

/// Serves a file under the URL that changes with its content.
#[handler]
pub(super) fn versioned_file(
    Path((version, name)): Path<(String, String)>,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let file = files().find(|file| file.name() == name);
    let file = file.ok_or_else(|| Problem::not_found("file"))?;
    Ok(for_all(file.answer_version(&version, headers)))
}
