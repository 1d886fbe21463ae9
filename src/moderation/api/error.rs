//! The problems that errors become.

use crate::{
    http::{Code, Problem},
    locale::Message,
    moderation::UndoRefusal,
};

impl From<UndoRefusal> for Problem {
    fn from(refusal: UndoRefusal) -> Self {
        match refusal {
            UndoRefusal::Running(progress) => Self::new(
                Code::InProgress,
                Message::new("batch-running")
                    .with("done", progress.done.to_string())
                    .with("total", progress.total.to_string()),
            ),
            UndoRefusal::NoSuchBatch => Self::not_found("batch"),
            UndoRefusal::Db(error) => error.into(),
        }
    }
}
