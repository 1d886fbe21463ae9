//! Reads the files named by settings and commands: completely, up to a size limit, and never from a
//! source without an end.

use std::{
    fs::{self, File, Metadata},
    io::{self, ErrorKind, Read as _},
    os::unix::fs::FileTypeExt as _,
    path::Path,
};

use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};

/// The maximum size of a settings file, secret, password or certificate, in bytes.
pub(crate) const SETTING_MAX: u64 = 1 << 20;

/// Returns the kind of file with its article, or `None` for a regular file.
#[must_use]
pub(crate) fn special_kind(found: &Metadata) -> Option<&'static str> {
    let kind = found.file_type();
    Some(match kind {
        _ if kind.is_file() => return None,
        _ if kind.is_dir() => "a folder",
        _ if kind.is_fifo() => "a named pipe",
        _ if kind.is_socket() => "a socket",
        _ => "a device",
    })
}

/// Reads a regular file of at most `max` bytes. A pipe is refused: opening one may block forever, and a
/// file that is read at every start must exist at every start.
///
/// # Errors
/// If the file cannot be read, is larger than `max`, or is not a regular file.
pub(crate) fn read_regular(path: &Path, max: u64) -> io::Result<Vec<u8>> {
    if let Some(kind) = special_kind(&fs::metadata(path)?) {
        return Err(io::Error::other(format!(
            "it is {kind}; name a regular file"
        )));
    }
    read_at_most(File::open(path)?, max)
}

/// Reads a regular file of at most `max` bytes as UTF-8 text.
///
/// # Errors
/// As [`read_regular`], and if the text is not UTF-8.
pub(crate) fn read_regular_text(path: &Path, max: u64) -> io::Result<String> {
    text(read_regular(path, max)?)
}

/// Reads a text that is needed only once and may come from a pipe, such as process substitution in a
/// shell.
///
/// # Errors
/// If the text cannot be read, is larger than `max` bytes or is not UTF-8.
pub(crate) fn read_text(path: &Path, max: u64) -> io::Result<String> {
    let found = fs::metadata(path)?;
    if found.is_dir() || found.file_type().is_socket() {
        let kind = special_kind(&found).unwrap_or_default();
        return Err(io::Error::other(format!("it is {kind}; name a file")));
    }
    text(read_at_most(File::open(path)?, max)?)
}

/// Reads to the end, which must come within `max` bytes: a device such as `/dev/zero` has no end.
///
/// # Errors
/// If the source cannot be read or is larger than `max`.
pub(crate) fn read_at_most(from: impl io::Read, max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max {
        return Err(io::Error::new(
            ErrorKind::FileTooLarge,
            format!("it is larger than {max} bytes"),
        ));
    }
    Ok(bytes)
}

/// Converts bytes to text.
///
/// # Errors
/// If the bytes are not UTF-8; the error names the first such line.
pub(crate) fn text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.split(|byte| *byte == b'\n').count();
        io::Error::new(
            ErrorKind::InvalidData,
            format!("line {line} is not UTF-8; convert the file to UTF-8"),
        )
    })
}

/// Adds the certificates in a PEM file to those that are trusted.
///
/// # Errors
/// If the file cannot be read, or contains no certificate or a malformed one. The text does not name the file.
pub(crate) fn add_certificates(roots: &mut RootCertStore, file: &Path) -> Result<(), String> {
    let before = roots.len();
    let read = read_regular(file, SETTING_MAX).map_err(|error| error.to_string())?;
    for certificate in CertificateDer::pem_slice_iter(&read) {
        let certificate = certificate.map_err(|error| error.to_string())?;
        roots.add(certificate).map_err(|error| error.to_string())?;
    }
    if roots.len() == before {
        return Err("it contains no certificate".to_owned());
    }
    Ok(())
}

/// Returns the folder of the public test cases, or `None` if the variable is not set.
#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read the folder of the cases from the environment"
)]
pub(crate) fn test_cases() -> Option<String> {
    let cases = std::env::var("REJOINDER_CASES").ok();
    if cases.is_none() {
        eprintln!("REJOINDER_CASES is not set: public cases were not run");
    }
    cases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit_and_what_has_no_end_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        fs::write(&file, "12345").expect("writes");
        assert_eq!(read_regular(&file, 5).expect("reads"), b"12345");
        let refused = |read: io::Result<String>| read.expect_err("is refused").to_string();
        assert!(refused(read_regular_text(&file, 4)).contains("larger than 4 bytes"));
        assert_eq!(read_text(&file, 5).expect("reads"), "12345");
        fs::write(&file, b"a\nb\n\xff").expect("writes");
        assert!(refused(read_text(&file, 5)).starts_with("line 3 is not UTF-8"));
        let zero = Path::new("/dev/zero");
        assert!(refused(read_regular_text(zero, 9)).contains("a device"));
        assert!(refused(read_text(zero, 9)).contains("larger than 9 bytes"));
        assert_eq!(read_text(Path::new("/dev/null"), 9).expect("reads"), "");
        assert!(refused(read_regular_text(folder.path(), 9)).contains("a folder"));
        assert!(refused(read_text(folder.path(), 9)).contains("a folder"));
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("listens");
        assert!(refused(read_regular_text(&socket, 9)).contains("a socket"));
        assert!(refused(read_text(&socket, 9)).contains("a socket"));
    }
}
