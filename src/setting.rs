//! The mistakes found in settings, and secrets that are set directly or in a file.

use std::{
    fmt,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret as _, SecretString};

use crate::input;

/// An error that is already listed among the mistakes.
#[derive(Debug)]
pub struct AlreadyReported;

/// The mistakes found in the settings, each one sentence that begins with its key and names the remedy.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mistakes(pub Vec<String>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("the settings have a mistake:")?,
            count => write!(f, "the settings have {count} mistakes:")?,
        }
        self.0
            .iter()
            .try_for_each(|mistake| write!(f, "\n  - {mistake}"))
    }
}

impl std::error::Error for Mistakes {}

/// All mistakes on one line.
impl From<Mistakes> for String {
    fn from(mistakes: Mistakes) -> Self {
        mistakes.0.join("; ")
    }
}

impl Mistakes {
    /// Returns the value if there is no mistake.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }

    /// Adds a mistake; `key` is the whole name of the setting (`http.max_body`).
    pub fn add(&mut self, key: &str, fault: impl fmt::Display) {
        self.0.push(format!("{key}: {fault}"));
    }

    /// Adds a mistake unless the condition holds.
    pub fn require(&mut self, holds: bool, key: &str, fault: impl fmt::Display) {
        if !holds {
            self.add(key, fault);
        }
    }

    /// Adds a mistake if a number is out of range.
    pub fn range<T: PartialOrd + fmt::Display>(
        &mut self,
        key: &str,
        value: T,
        range: &RangeInclusive<T>,
    ) {
        let (least, most) = (range.start(), range.end());
        self.require(
            range.contains(&value),
            key,
            format_args!("must be from {least} to {most} (got {value})"),
        );
    }

    /// Reads a file named by a setting.
    pub fn file(&mut self, key: &str, file: &Path) -> Result<String, AlreadyReported> {
        input::read_regular_text(file, input::SETTING_MAX).map_err(|error| {
            let file = file.display();
            self.add(key, format_args!("cannot read {file}: {error}"));
            AlreadyReported
        })
    }

    /// Reads a secret of printable ASCII from its setting or from the file that `<key>_file` names, if
    /// one of them is set.
    pub fn secret(
        &mut self,
        key: &str,
        secret: Option<&SecretString>,
        file: Option<&PathBuf>,
    ) -> Result<Option<SecretString>, AlreadyReported> {
        let text = match (secret, file) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => {
                self.add(key, format_args!("{key}_file is also set; set one of them"));
                return Err(AlreadyReported);
            }
            (Some(secret), None) => secret.expose_secret().to_owned(),
            (None, Some(file)) => self.file(&format!("{key}_file"), file)?,
        };
        let text = text.trim();
        if !is_word(text) {
            self.add(key, "must be ASCII text without spaces");
            return Err(AlreadyReported);
        }
        Ok(Some(text.into()))
    }
}

/// Returns whether a text is printable ASCII without spaces, as ids, keys and secrets of services are.
#[must_use]
pub(crate) fn is_word(text: &str) -> bool {
    (1..=2048).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_set_directly_or_in_a_file_and_not_shown_in_a_mistake() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        std::fs::write(&file, "hunter2\n").expect("writes");
        let secret = SecretString::from("hunter2");
        let mut faults = Mistakes::default();
        let read = faults.secret("a.key", None, Some(&file)).expect("reads");
        assert_eq!(read.expect("a secret").expose_secret(), "hunter2");
        assert!(faults.secret("a.key", None, None).expect("none").is_none());
        assert!(faults.secret("a.key", Some(&secret), Some(&file)).is_err());
        let missing = folder.path().join("missing");
        assert!(faults.secret("a.key", None, Some(&missing)).is_err());
        assert!(
            faults
                .secret("a.key", Some(&"hunter2 x".into()), None)
                .is_err()
        );
        let all = faults.0.join("\n");
        for part in [
            "a.key: a.key_file is also set; set one of them",
            "a.key_file: cannot read ",
            "a.key: must be ASCII text without spaces",
        ] {
            assert!(all.contains(part), "{part} in\n{all}");
        }
        assert!(!all.contains("hunter2"));
    }

    #[test]
    fn a_number_out_of_range_is_shown_with_the_range() {
        let mut faults = Mistakes::default();
        faults.range("a.count", 3, &(1..=3));
        faults.range("a.count", 0, &(1..=3));
        assert_eq!(faults.0, ["a.count: must be from 1 to 3 (got 0)"]);
    }
}
