//! The reasons of an assessment in words, each with its weight as a bar.

use serde::Serialize;

use super::address::QueueSelection;
use crate::{
    assessment::{Assessment, ReasonCode, SpamReason},
    locale::{Language, Message},
};

/// The weight of the longest bar, in log-odds.
const WEIGHT_MAX: f64 = 8.0;
/// The length of the longest bar to one side, in units of the drawing.
const LENGTH: f64 = 40.0;

/// A reason for or against a comment.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ReasonView {
    label: String,
    /// Where all comments of the folder with this reason are.
    url: String,
    /// With a sign; `None` for a reason that only holds the comment.
    weight: Option<String>,
    is_for_spam: bool,
    /// The start and the length of the bar.
    bar: (String, String),
    /// What was found, in English.
    detail: String,
}

impl ReasonView {
    /// Returns all reasons: first those that hold the comment, then the heaviest.
    pub(super) fn all(
        assessment: &Assessment,
        address: &QueueSelection,
        language: Language,
    ) -> Vec<Self> {
        let mut reasons = assessment.reasons.iter().collect::<Vec<_>>();
        reasons.sort_by(|a, b| {
            let key = |reason: &SpamReason| (reason.weight != 0.0, -reason.weight.abs());
            key(a)
                .partial_cmp(&key(b))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let views = reasons.into_iter().map(|reason| {
            let code = reason.code.as_str();
            let length = reason.weight.abs().min(WEIGHT_MAX) / WEIGHT_MAX * LENGTH;
            let is_for_spam = reason.weight > 0.0;
            let start = if is_for_spam { LENGTH } else { LENGTH - length };
            Self {
                label: reason_label(reason.code, language),
                url: address.only(|address| address.reason = Some(code.to_owned())),
                weight: (reason.weight != 0.0).then(|| format!("{:+.1}", reason.weight)),
                is_for_spam,
                bar: (format!("{start:.0}"), format!("{length:.0}")),
                detail: reason.detail.clone(),
            }
        });
        views.collect()
    }
}

/// Returns the name of a reason.
pub(super) fn reason_label(code: ReasonCode, language: Language) -> String {
    Message::new(format!("reason-{}", code.as_str())).to_text(language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{classifier::Thresholds, locale};

    #[test]
    fn every_reason_has_a_name() {
        for code in ReasonCode::ALL {
            let key = format!("reason-{}", code.as_str());
            assert!(locale::has_entry(&key), "{key}");
        }
    }

    #[test]
    fn what_holds_a_comment_comes_first_and_then_the_heaviest_reason() {
        let reason = |code, weight| SpamReason::weighing(code, weight, "");
        let reasons = vec![
            reason(ReasonCode::NetworkBurst, 1.0),
            reason(ReasonCode::AuthorApproved, -1.5),
            reason(ReasonCode::SuspectWord, 0.0),
            reason(ReasonCode::Learned, 99.0),
        ];
        let assessment = Assessment::of(reasons, Thresholds::default());
        let views = ReasonView::all(&assessment, &QueueSelection::default(), Language::En);
        let bars = views
            .iter()
            .map(|view| (view.weight.as_deref(), &*view.bar.0, &*view.bar.1));
        assert_eq!(
            bars.collect::<Vec<_>>(),
            [
                (None, "40", "0"),
                (Some("+99.0"), "40", "40"),
                (Some("-1.5"), "32", "8"),
                (Some("+1.0"), "40", "5"),
            ]
        );
        assert_eq!(views[0].url, "/moderate?reason=suspect_word");
    }
}
