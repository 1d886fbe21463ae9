//! Texts in which words of approved comments are inserted between the words of spam.
//!
//! If every second word is inserted, the evidence of the words alternates. Then the words of either half are
//! read as a text by themselves.

use std::borrow::Cow;

use super::{
    Document,
    contributions::Contributions,
    model::{Evidence, Model},
    tokens::ReadText,
    views::Views,
};

/// The minimum number of pieces of a text, separated by white space, whose evidence can alternate.
const PIECES_MIN: usize = 6;
/// How far the mean evidence of the two halves must differ, in standard errors.
const ALTERNATING: f32 = 1.9;
/// The score of the inserted words, in log-odds, is below this.
const INSERTED: f32 = -1.0;

impl Model {
    /// Reads a comment, or the half of it between whose words others are inserted; returns the text that was read.
    pub(super) fn read_without_inserted_words<'a>(
        &self,
        document: &Document<'a>,
    ) -> (Cow<'a, str>, Views, Evidence) {
        let views = self.read(document);
        let evidence = self.evidence(&views);
        match self.without_inserted_words(document, &views, &evidence) {
            None => (Cow::Borrowed(document.text), views, evidence),
            Some(half) => {
                let document = Document {
                    text: &half,
                    ..*document
                };
                let views = self.read(&document);
                let evidence = self.evidence(&views);
                (Cow::Owned(half), views, evidence)
            }
        }
    }

    /// Returns every second piece of a text, if the evidence of its words alternates and these score higher
    /// than the whole text.
    pub(super) fn without_inserted_words(
        &self,
        document: &Document<'_>,
        views: &Views,
        evidence: &Evidence,
    ) -> Option<String> {
        let reading = &views.hashed.reading;
        let pieces = Pieces::of(reading);
        if pieces.count < PIECES_MIN {
            return None;
        }
        let shares = Contributions::of(self, views, evidence, 0).words;
        let half = pieces.alternating(&shares)?;
        let text = pieces.half(reading, half);
        let other = Document {
            text: &text,
            ..*document
        };
        let (full, _) = self.worst(views, evidence);
        let other = self.read(&other);
        let (score, _) = self.worst(&other, &self.evidence(&other));
        if score <= full {
            return None;
        }
        // The other half must look like an approved comment.
        let rest = pieces.half(reading, 1 - half);
        let rest = Document {
            text: &rest,
            ..*document
        };
        let rest = self.read(&rest);
        let (rest, _) = self.worst(&rest, &self.evidence(&rest));
        (rest < INSERTED).then_some(text)
    }
}

/// The pieces of a text that are separated by white space.
struct Pieces {
    count: usize,
    /// The piece of each word.
    of_words: Vec<usize>,
}

impl Pieces {
    fn of(reading: &ReadText) -> Self {
        let mut of_words = Vec::with_capacity(reading.words.len());
        let (mut piece, mut end) = (0, 0);
        for word in &reading.words {
            let between = &reading.seen[end..word.seen.start];
            if end > 0 && between.iter().any(|c| c.is_whitespace()) {
                piece += 1;
            }
            of_words.push(piece);
            end = word.seen.end;
        }
        Self {
            count: of_words.last().map_or(0, |last| last + 1),
            of_words,
        }
    }

    /// Returns the half of the pieces with the higher evidence, 0 for the first, third and so on, if the
    /// evidence alternates.
    #[expect(clippy::cast_precision_loss, reason = "few pieces")]
    fn alternating(&self, shares: &[f32]) -> Option<usize> {
        let mut of_pieces = vec![0.0_f32; self.count];
        for (piece, share) in self.of_words.iter().zip(shares) {
            of_pieces[*piece] += share;
        }
        let count = self.count as f32;
        let mean = of_pieces.iter().sum::<f32>() / count;
        let squares = of_pieces.iter().map(|e| (e - mean) * (e - mean));
        let deviation = (squares.sum::<f32>() / count).sqrt();
        let signed = of_pieces.iter().zip([1.0, -1.0].into_iter().cycle());
        let difference = 2.0 / count * signed.map(|(e, sign)| e * sign).sum::<f32>();
        let is_alternating = difference.abs() > ALTERNATING * deviation * 2.0 / count.sqrt();
        is_alternating.then_some(usize::from(difference < 0.0))
    }

    /// Returns the text of every second piece.
    fn half(&self, reading: &ReadText, half: usize) -> String {
        let mut text = String::with_capacity(reading.seen.len());
        let mut end = 0;
        let mut kept = false;
        for (word, piece) in reading.words.iter().zip(&self.of_words) {
            let is_kept = piece % 2 == half;
            if kept || is_kept {
                text.extend(&reading.seen[end..word.seen.start]);
            }
            if is_kept {
                text.extend(&reading.seen[word.seen.clone()]);
            }
            kept = is_kept;
            end = word.seen.end;
        }
        text
    }
}
