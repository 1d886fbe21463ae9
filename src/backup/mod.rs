//! Whole databases: backups, their verification and restoration, and copies between databases.

mod copy;
mod create;
mod restore;
mod verification;

pub use self::copy::{CopyError, CopyReport, copy};
pub(crate) use self::{
    create::create,
    restore::{ReplacedDatabase, RestoreOptions, restore},
    verification::{BackupReport, verify_copy},
};

#[cfg(test)]
mod tests;
