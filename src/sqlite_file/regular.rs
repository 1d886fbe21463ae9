//! Regular files: their size, and the refusal of everything else.

use std::{fs, io, path::Path};

use super::OpenError;
use crate::input;

/// Refuses a pipe, which would block, and everything else that is not a regular file. A missing file
/// passes.
pub(crate) fn require_regular(path: &Path) -> Result<(), OpenError> {
    match fs::metadata(path)
        .ok()
        .and_then(|found| input::special_kind(&found))
    {
        None => Ok(()),
        Some(kind) => Err(OpenError::Failed(format!(
            "{} is {kind}; name a regular file",
            path.display()
        ))),
    }
}

pub(crate) fn unreadable(path: &Path, error: &io::Error) -> OpenError {
    OpenError::Failed(format!("cannot read {}: {error}", path.display()))
}

/// Returns the size of a file; `None` if there is none.
pub(crate) fn size(path: &Path) -> Result<Option<u64>, OpenError> {
    match fs::metadata(path) {
        Ok(found) => Ok(Some(found.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, &error)),
    }
}
