//! The lock file next to a SQLite database (`flock`): its name, its creation and its removal.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, chown},
    path::{Path, PathBuf},
};

use super::{OpenError, paths::beside, regular::unreadable};
use crate::input;

/// How often a lock file that was removed meanwhile is opened again.
const REOPENED_MAX: usize = 10;

/// An open lock file. Closing it releases the lock.
pub(crate) struct LockFile {
    database: PathBuf,
    name: PathBuf,
    /// `None` if there is none and this user may not create one.
    file: Option<File>,
    /// Whether it was created by this process.
    is_new: bool,
    creates: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LockKind {
    Shared,
    Exclusive,
}

impl LockFile {
    /// Opens the lock file of a database, or creates it with the owner and mode of the database.
    pub(crate) fn open(database: &Path) -> Result<Self, OpenError> {
        Self::with(database, true)
    }

    /// Opens the lock file if there is one. Without it no process of ours uses the database.
    pub(crate) fn existing(database: &Path) -> Result<Self, OpenError> {
        Self::with(database, false)
    }

    fn with(database: &Path, creates: bool) -> Result<Self, OpenError> {
        let mut lock = Self {
            database: database.to_owned(),
            name: beside(database, "-lock"),
            file: None,
            is_new: false,
            creates,
        };
        lock.reopen()?;
        Ok(lock)
    }

    fn reopen(&mut self) -> Result<(), OpenError> {
        self.file = None;
        match fs::metadata(&self.name) {
            Ok(found) => {
                // Opening a pipe would wait for its other end.
                if let Some(kind) = input::special_kind(&found) {
                    return Err(OpenError::Failed(format!(
                        "{} is {kind}, and must be an empty file or absent; remove it",
                        self.name.display()
                    )));
                }
                if let Ok(file) = File::open(&self.name) {
                    self.file = Some(file);
                    return Ok(());
                }
            }
            Err(_) if !self.creates => return Ok(()),
            Err(_) => {}
        }
        if self.creates {
            self.create()?;
        }
        Ok(())
    }

    fn create(&mut self) -> Result<(), OpenError> {
        let path = &self.database;
        let model = fs::metadata(path)
            .or_else(|_| fs::metadata(path.parent().unwrap_or(Path::new("."))))
            .map_err(|e| unreadable(path, &e))?;
        let mode = if model.is_file() {
            model.mode() & 0o666
        } else {
            0o600
        };
        let mut options = OpenOptions::new();
        options.read(true).append(true).mode(mode);
        let created = match options.clone().create_new(true).open(&self.name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => options.open(&self.name),
            created => {
                self.is_new |= created.is_ok();
                created
            }
        };
        match created {
            Ok(file) => {
                // If created by root: the server of another user must be able to open it.
                let _ = chown(&self.name, Some(model.uid()), Some(model.gid()));
                self.file = Some(file);
                Ok(())
            }
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                Ok(())
            }
            Err(error) => Err(OpenError::Failed(format!(
                "cannot create {}: {error}",
                self.name.display()
            ))),
        }
    }

    /// Returns whether there is a lock file.
    pub(crate) fn is_there(&self) -> bool {
        self.file.is_some()
    }

    /// Takes the lock; returns `false` if another process holds it. Without a lock file it is always
    /// granted.
    pub(crate) fn try_lock(&mut self, kind: LockKind) -> Result<bool, OpenError> {
        for _ in 0..REOPENED_MAX {
            let Some(file) = &self.file else {
                return Ok(true);
            };
            let tried = match kind {
                LockKind::Shared => file.try_lock_shared(),
                LockKind::Exclusive => file.try_lock(),
            };
            match tried {
                Ok(()) if self.is_current() => return Ok(true),
                // A process that failed has removed it.
                Ok(()) => self.reopen()?,
                Err(TryLockError::WouldBlock) => return Ok(false),
                Err(TryLockError::Error(error)) => {
                    return Err(OpenError::Failed(format!(
                        "cannot lock {}: {error}",
                        self.name.display()
                    )));
                }
            }
        }
        Ok(false)
    }

    /// Returns whether the name still refers to the open file.
    fn is_current(&self) -> bool {
        let identity = |found: fs::Metadata| (found.dev(), found.ino());
        let opened = self.file.as_ref().and_then(|file| file.metadata().ok());
        opened.map(identity) == fs::metadata(&self.name).ok().map(identity)
    }

    pub(crate) fn unlock(&self) {
        if let Some(file) = &self.file {
            let _ = file.unlock();
        }
    }

    /// Removes the file if this process created it and no other one uses it: for failed commands, which
    /// must leave nothing behind.
    pub(crate) fn discard(mut self) {
        if self.is_new && matches!(self.try_lock(LockKind::Exclusive), Ok(true)) && self.is_there()
        {
            let _ = fs::remove_file(&self.name);
        }
    }
}
