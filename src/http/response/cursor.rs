//! Opaque cursors of lists: the start of the next page as one short text for URLs.
//!
//! A cursor contains nothing secret and is not signed: a forged cursor only changes where the client's own
//! reading starts. Parsing is total: any text that is not a cursor is a field error.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::problem::Problem;

/// The longest byte field; it bounds the length of a cursor.
const LONGEST: usize = u8::MAX as usize;

/// Writes a cursor: `CursorWriter::new(1).int(score).uuid(id).finish()`.
#[derive(Clone, Debug)]
pub(crate) struct CursorWriter(Vec<u8>);

impl CursorWriter {
    /// `kind` identifies the list and its order, so that a list refuses the cursors of another.
    #[must_use]
    pub(crate) fn new(kind: u8) -> Self {
        Self(vec![kind])
    }

    #[must_use]
    pub(crate) fn int(mut self, value: i64) -> Self {
        self.0.extend_from_slice(&value.to_be_bytes());
        self
    }

    #[must_use]
    pub(crate) fn uuid(mut self, value: Uuid) -> Self {
        self.0.extend_from_slice(value.as_bytes());
        self
    }

    /// Appends at most 255 bytes. A longer value is truncated, and the cursor then points to another
    /// position.
    #[must_use]
    pub(crate) fn bytes(mut self, value: &[u8]) -> Self {
        let value = &value[..value.len().min(LONGEST)];
        self.0.push(u8::try_from(value.len()).unwrap_or(u8::MAX));
        self.0.extend_from_slice(value);
        self
    }

    #[must_use]
    pub(crate) fn finish(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

/// Reads a cursor: `CursorReader::read(text, 1, |cursor| Ok((cursor.int()?, cursor.uuid()?)))`.
#[derive(Clone, Debug)]
pub(crate) struct CursorReader {
    bytes: Vec<u8>,
    at: usize,
}

impl CursorReader {
    /// Reads a whole cursor with `fields`. The kind must be the one it was written with.
    pub(crate) fn read<T>(
        text: &str,
        kind: u8,
        fields: impl FnOnce(&mut Self) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut cursor = Self::new(text, kind)?;
        let read = fields(&mut cursor)?;
        if cursor.at == cursor.bytes.len() {
            Ok(read)
        } else {
            Err(broken())
        }
    }

    fn new(text: &str, kind: u8) -> Result<Self, Problem> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| broken())?;
        let mut reader = Self { bytes, at: 0 };
        match reader.take::<1>()? {
            [found] if found == kind => Ok(reader),
            _ => Err(broken()),
        }
    }

    pub(crate) fn int(&mut self) -> Result<i64, Problem> {
        self.take().map(i64::from_be_bytes)
    }

    pub(crate) fn uuid(&mut self) -> Result<Uuid, Problem> {
        self.take().map(Uuid::from_bytes)
    }

    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, Problem> {
        let [length] = self.take()?;
        let end = self.at + usize::from(length);
        let value = self.bytes.get(self.at..end).ok_or_else(broken)?.to_vec();
        self.at = end;
        Ok(value)
    }

    /// Reads a byte field that consists of whole ids, at least one: the position of a comment in its
    /// thread.
    pub(crate) fn ids(&mut self) -> Result<Vec<u8>, Problem> {
        let ids = self.bytes()?;
        if ids.is_empty() || ids.len() % size_of::<Uuid>() != 0 {
            return Err(broken());
        }
        Ok(ids)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], Problem> {
        let value = self
            .bytes
            .get(self.at..)
            .and_then(|rest| rest.first_chunk::<N>())
            .ok_or_else(broken)?;
        self.at += N;
        Ok(*value)
    }
}

fn broken() -> Problem {
    Problem::field(
        "after",
        "invalid",
        "Not a cursor of this list. Use `next` of the previous page unchanged.",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, kind: u8) -> Result<(i64, Uuid, Vec<u8>), Problem> {
        CursorReader::read(text, kind, |cursor| {
            Ok((cursor.int()?, cursor.uuid()?, cursor.bytes()?))
        })
    }

    #[test]
    fn a_place_is_made_of_whole_ids() {
        let ids = |length: usize| {
            let text = CursorWriter::new(1).bytes(&vec![7; length]).finish();
            CursorReader::new(&text, 1).unwrap().ids().is_ok()
        };
        assert!(ids(16) && ids(128));
        assert!(!ids(0) && !ids(3) && !ids(17));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back(
            kind: u8, int: i64, uuid: u128, bytes in prop::collection::vec(any::<u8>(), 0..=255),
        ) {
            let uuid = Uuid::from_u128(uuid);
            let text = CursorWriter::new(kind).int(int).uuid(uuid).bytes(&bytes).finish();
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            prop_assert_eq!(read(&text, kind).unwrap(), (int, uuid, bytes));
            prop_assert!(read(&text, kind.wrapping_add(1)).is_err());
        }

        #[test]
        fn anything_else_is_a_field_error(text in ".{0,80}", noise in prop::collection::vec(any::<u8>(), 0..60)) {
            for text in [text, URL_SAFE_NO_PAD.encode(noise)] {
                if let Err(problem) = read(&text, 1) {
                    prop_assert_eq!(problem.errors[0].field.as_str(), "after");
                }
            }
        }

        #[test]
        fn a_cut_or_lengthened_cursor_is_refused(int: i64, cut in 0usize..34) {
            let text = CursorWriter::new(1).int(int).uuid(Uuid::nil()).bytes(b"").finish();
            prop_assert!(read(&text[..cut], 1).is_err());
            let longer = text.clone() + "AAAA";
            prop_assert!(read(&longer, 1).is_err());
        }
    }
}
