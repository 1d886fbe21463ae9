//! Decorations of letters: the kinds that are undone before a text is read, and how much of each was found.

/// A way to write letters so that people can read a text and a program cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DecorationKind {
    /// A line through each letter.
    Struck,
    /// Letters in circles, squares or parentheses.
    Enclosed,
    /// Combining marks that no orthography puts on these letters.
    Marked,
    /// Compatibility forms of letters, such as mathematical bold.
    Styled,
    /// Letters of other scripts, or phonetic ones, that look like Latin letters.
    LookAlike,
    /// Letters that are turned upside down.
    Turned,
    /// Invisible characters inside words.
    Invisible,
    /// Letters with a symbol between each two.
    Separated,
    /// Letters that are repeated more often than twice.
    Repeated,
    /// Known words in which two adjacent letters are exchanged.
    Exchanged,
}

impl DecorationKind {
    const ALL: [Self; 10] = [
        Self::Struck,
        Self::Enclosed,
        Self::Marked,
        Self::Styled,
        Self::LookAlike,
        Self::Turned,
        Self::Invisible,
        Self::Separated,
        Self::Repeated,
        Self::Exchanged,
    ];

    /// The stable name, which is hashed, and the description for moderators.
    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Struck => ("struck", "letters that are struck through"),
            Self::Enclosed => ("enclosed", "letters in circles or squares"),
            Self::Marked => ("marked", "letters with added marks"),
            Self::Styled => ("styled", "letters of unusual styles"),
            Self::LookAlike => ("look-alike", "letters that imitate other letters"),
            Self::Turned => ("turned", "letters that are upside down"),
            Self::Invisible => ("invisible", "invisible characters inside words"),
            Self::Separated => ("separated", "symbols between the letters of words"),
            Self::Repeated => ("repeated", "repeated letters"),
            Self::Exchanged => ("exchanged", "words with exchanged letters"),
        }
    }
}

/// How many letters of a text were decorated, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Decorations([usize; DecorationKind::ALL.len()]);

impl Decorations {
    pub(super) fn add(&mut self, kind: DecorationKind, letters: usize) {
        self.0[kind as usize] += letters;
    }

    pub(super) fn count(&self, kind: DecorationKind) -> usize {
        self.0[kind as usize]
    }

    /// Calls `found` with the name of the shape of every decoration in a text with `letters` letters: the
    /// kind, and the kind with the class of its share.
    pub(super) fn shapes(&self, letters: usize, mut found: impl FnMut(std::fmt::Arguments<'_>)) {
        for kind in DecorationKind::ALL {
            let count = self.count(kind);
            if count == 0 {
                continue;
            }
            let share = match count {
                count if count * 4 < letters => "few",
                count if count * 4 < letters * 3 => "many",
                _ => "all",
            };
            let (name, _) = kind.texts();
            found(format_args!("decorated {name}"));
            found(format_args!("decorated {name} {share}"));
        }
    }
}

/// Returns the description of a decoration for moderators, by the rest of the name of its shape.
pub(super) fn described(rest: &str) -> Option<&'static str> {
    let name = rest.split(' ').next()?;
    let mut kinds = DecorationKind::ALL.iter().map(|kind| kind.texts());
    let (_, text) = kinds.find(|(known, _)| *known == name)?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoration_has_a_shape_for_its_kind_and_one_for_its_share() {
        let mut decorations = Decorations::default();
        decorations.add(DecorationKind::Struck, 6);
        decorations.add(DecorationKind::Invisible, 1);
        let mut all = Vec::new();
        decorations.shapes(8, |shape| all.push(shape.to_string()));
        assert_eq!(
            all,
            [
                "decorated struck",
                "decorated struck all",
                "decorated invisible",
                "decorated invisible few",
            ]
        );
        Decorations::default().shapes(8, |shape| panic!("{shape} was not found"));
    }

    #[test]
    fn every_kind_is_described_in_words() {
        let mut decorations = Decorations::default();
        for kind in DecorationKind::ALL {
            decorations.add(kind, 1);
        }
        let mut descriptions = std::collections::BTreeSet::new();
        decorations.shapes(1, |shape| {
            let shape = shape.to_string();
            let rest = shape.strip_prefix("decorated ").expect("begins so");
            descriptions.insert(described(rest).expect("is described"));
        });
        assert_eq!(descriptions.len(), DecorationKind::ALL.len());
        assert_eq!(described("unknown"), None);
    }
}
