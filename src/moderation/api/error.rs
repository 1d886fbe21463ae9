//! The problems that errors become.

use crate::{
    http::{Code, Problem},
    moderation::UndoRefusal,
};

impl From<UndoRefusal> for Problem {
    fn from(refusal: UndoRefusal) -> Self {
        match refusal {
            UndoRefusal::Running(progress) => Self::new(
                Code::InProgress,
                format!(
                    "The batch is still in progress ({} of {} comments). Undo it when `GET /moderation/decisions/{}` shows that it has ended.",
                    progress.done, progress.total, progress.batch
                ),
            ),
            UndoRefusal::NoSuchBatch => Self::not_found("batch"),
            UndoRefusal::Db(error) => error.into(),
        }
    }
}
