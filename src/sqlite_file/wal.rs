//! Reads a write-ahead log without SQLite (file format, section 4), to determine which database it belongs
//! to. SQLite itself applies any log next to a database, even if it belongs to another one.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

/// The magic number of a log; the last bit gives the byte order of its checksums.
const MAGIC: u32 = 0x377f_0682;
/// The offset of the generation in the header of a database.
pub(crate) const GENERATION: usize = 60;
const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Returns the big-endian number at an offset.
pub(crate) fn number(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|four| four.try_into().ok())
        .map_or(0, u32::from_be_bytes)
}

/// Returns the generation in the first committed copy of page 1 in a log; `None` if the log has no valid
/// frame of page 1. Frames are valid up to the first wrong checksum or salt, as in SQLite.
pub(crate) fn generation(log: &Path) -> io::Result<Option<u32>> {
    let mut log = BufReader::new(File::open(log)?);
    let mut header = [0; HEADER];
    if !filled(&mut log, &mut header)? {
        return Ok(None);
    }
    let magic = number(&header, 0);
    let page_size = number(&header, 8) as usize;
    if magic & !1 != MAGIC || !page_size.is_power_of_two() || !(512..=65_536).contains(&page_size) {
        return Ok(None);
    }
    let mut sum = WalChecksum::new(magic & 1 == 1);
    sum.add(&header[..24]);
    if !sum.is(&header[24..]) {
        return Ok(None);
    }
    let mut frame = vec![0; FRAME_HEADER + page_size];
    let mut seen = None;
    while filled(&mut log, &mut frame)? {
        sum.add(&frame[..8]);
        sum.add(&frame[FRAME_HEADER..]);
        if frame[8..16] != header[16..24] || !sum.is(&frame[16..24]) {
            break;
        }
        if number(&frame, 0) == 1 && seen.is_none() {
            seen = Some(number(&frame, FRAME_HEADER + GENERATION));
        }
        let is_commit = number(&frame, 4) != 0;
        if is_commit && seen.is_some() {
            return Ok(seen);
        }
    }
    Ok(None)
}

/// Fills the buffer; returns `false` at the end of the file.
fn filled(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// The cumulative checksum of a log.
struct WalChecksum {
    is_big_endian: bool,
    sums: (u32, u32),
}

impl WalChecksum {
    fn new(is_big_endian: bool) -> Self {
        Self {
            is_big_endian,
            sums: (0, 0),
        }
    }

    /// Adds bytes, a multiple of eight.
    fn add(&mut self, bytes: &[u8]) {
        let word = |bytes: &[u8]| {
            let word = [bytes[0], bytes[1], bytes[2], bytes[3]];
            if self.is_big_endian {
                u32::from_be_bytes(word)
            } else {
                u32::from_le_bytes(word)
            }
        };
        let (mut first, mut second) = self.sums;
        for pair in bytes.chunks_exact(8) {
            first = first.wrapping_add(word(&pair[..4])).wrapping_add(second);
            second = second.wrapping_add(word(&pair[4..])).wrapping_add(first);
        }
        self.sums = (first, second);
    }

    /// Returns whether this is the stored checksum (always big-endian).
    fn is(&self, written: &[u8]) -> bool {
        self.sums == (number(written, 0), number(written, 4))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rusqlite::Connection;

    use super::*;

    /// Creates a database in WAL mode with this generation, whose log is not checkpointed.
    fn with_log(path: &Path, generation: u32) -> Connection {
        let connection = Connection::open(path).expect("opens");
        connection
            .execute_batch("PRAGMA journal_mode = WAL")
            .expect("is set");
        connection
            .pragma_update(None, "user_version", generation)
            .expect("is set");
        connection
    }

    #[test]
    fn the_log_of_sqlite_is_read_as_sqlite_wrote_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let log = folder.path().join("a.db-wal");
        let connection = with_log(&path, 77);
        assert_eq!(generation(&log).expect("reads"), Some(77));
        // An uncommitted frame does not count.
        let bytes = fs::read(&log).expect("reads");
        fs::write(&log, &bytes[..bytes.len() - 1]).expect("writes");
        assert_eq!(generation(&log).expect("reads"), None);
        // A torn page does not count.
        let mut torn = bytes.clone();
        torn[HEADER + FRAME_HEADER + GENERATION] ^= 1;
        fs::write(&log, &torn).expect("writes");
        assert_eq!(generation(&log).expect("reads"), None);
        for other in [&b""[..], &[0; 5000], &[7; 100]] {
            fs::write(&log, other).expect("writes");
            assert_eq!(generation(&log).expect("reads"), None);
        }
        drop(connection);
    }

    #[test]
    fn frames_of_an_earlier_round_of_the_log_do_not_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let connection = with_log(&path, 1);
        connection
            .execute_batch(
                "CREATE TABLE t (x); INSERT INTO t VALUES (1); PRAGMA wal_checkpoint(RESTART);
                 UPDATE t SET x = 2",
            )
            .expect("writes");
        // The new round changed no page 1; after it, the frames of the old one are still there.
        let log = folder.path().join("a.db-wal");
        assert!(fs::metadata(&log).expect("is there").len() > 3 * 4096);
        assert_eq!(generation(&log).expect("reads"), None);
    }
}
