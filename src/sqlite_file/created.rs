//! The folders and the empty file that are created for a database, and removed again if it cannot be
//! opened.

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, chown},
    path::{Path, PathBuf},
};

use super::{
    OpenError,
    lock_file::{LockFile, LockKind},
    paths::absolute,
};

/// What was created. On drop it is removed, except for folders and files that are no longer empty, unless
/// it was retained with [`Created::keep`].
#[derive(Debug, Default)]
pub(crate) struct Created {
    /// From the outermost to the innermost.
    folders: Vec<PathBuf>,
    file: Option<PathBuf>,
}

impl Created {
    /// Creates a folder and its missing parents.
    pub(crate) fn folder(&mut self, folder: &Path) -> io::Result<()> {
        let folder = absolute(folder);
        let missing = folder.ancestors().take_while(|folder| !folder.exists());
        self.folders = missing.map(Path::to_owned).collect();
        self.folders.reverse();
        own_folder(&folder)
    }

    /// Creates an empty file if it is missing.
    pub(crate) fn empty_file(&mut self, path: &Path) -> Result<(), OpenError> {
        if own_file(path)? {
            self.file = Some(path.to_owned());
        }
        Ok(())
    }

    /// Returns whether the file was created.
    pub(crate) const fn has_file(&self) -> bool {
        self.file.is_some()
    }

    /// Retains everything that was created.
    pub(crate) fn keep(mut self) {
        self.folders.clear();
        self.file = None;
    }
}

impl Drop for Created {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            // Another process may have started to use it.
            let lock = LockFile::existing(&file);
            let is_alone =
                lock.is_ok_and(|mut lock| matches!(lock.try_lock(LockKind::Exclusive), Ok(true)));
            if is_alone && fs::metadata(&file).is_ok_and(|found| found.len() == 0) {
                let _ = fs::remove_file(&file);
            }
        }
        // Non-empty folders remain.
        for folder in self.folders.drain(..).rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Creates a folder, if it is missing, that only its owner may enter.
pub(crate) fn own_folder(folder: &Path) -> io::Result<()> {
    let is_new = !folder.exists();
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    if is_new {
        give_to_owner_of_folder(folder);
    }
    Ok(())
}

/// Creates an empty file, if it is missing, that only its owner may read: SQLite itself would let every
/// user read it. The files that SQLite creates next to it (`-wal`, `-shm`) get the same owner and mode.
/// Returns whether the file was missing.
pub(crate) fn own_file(path: &Path) -> Result<bool, OpenError> {
    let file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match file {
        Ok(_) => {
            give_to_owner_of_folder(path);
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => {
            let path = absolute(path);
            Err(OpenError::Failed(format!(
                "cannot create {}: {error}",
                path.display()
            )))
        }
    }
}

/// Gives a file that root creates in the folder of a service to that service, which must be able to use it.
/// Other users may not give files away.
fn give_to_owner_of_folder(path: &Path) {
    let folder = absolute(path).parent().and_then(|f| fs::metadata(f).ok());
    if let (Some(folder), Ok(made)) = (folder, fs::metadata(path))
        && made.uid() == 0
        && folder.uid() != 0
    {
        let given = chown(path, Some(folder.uid()), Some(folder.gid()));
        if let Err(error) = given {
            tracing::warn!(%error, "owner of a new file not changed to the owner of its folder");
        }
    }
}
