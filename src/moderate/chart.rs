//! Bar charts with one bar for each day, drawn as one SVG path.
//!
//! The drawing is stretched to the width of its place, so it holds no text; the numbers are beside it and in a table.

use std::fmt::Write as _;

use serde::Serialize;

use crate::{
    locale::{Language, Message},
    statistics::date,
};

/// The width of a day, in units of the drawing, of which a bar leaves some free on both sides.
const DAY_WIDTH: usize = 10;
/// The height of the highest bar.
const HEIGHT: i64 = 100;

/// A chart of one number per day.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DayChart {
    name: String,
    total: i64,
    /// The largest number of a day: the height of the drawing.
    max: i64,
    width: usize,
    /// The bars, as the commands of a path.
    bars: String,
    /// The chart in one sentence, for those who do not see it.
    label: String,
}

impl DayChart {
    /// Draws the numbers of these days, which follow each other.
    pub(super) fn new(name: String, days: &[(i64, i64)], language: Language) -> Self {
        let total: i64 = days.iter().map(|(_, number)| number).sum();
        // The first day with the largest number.
        let (top, max) = days
            .iter()
            .rev()
            .max_by_key(|(_, number)| *number)
            .copied()
            .unwrap_or_default();
        let ends = days.first().zip(days.last());
        let (first, last) = ends.map_or((0, 0), |(first, last)| (first.0, last.0));
        let key = if total > 0 {
            "mod-chart-label"
        } else {
            "mod-chart-empty"
        };
        let label = Message::new(key)
            .with("name", name.clone())
            .with("total", total.to_string())
            .with("from", date(first))
            .with("to", date(last))
            .with("max", max.to_string())
            .with("day", date(top));
        Self {
            total,
            max,
            width: days.len() * DAY_WIDTH,
            bars: bars(days, max),
            label: label.to_text(language),
            name,
        }
    }
}

fn bars(days: &[(i64, i64)], max: i64) -> String {
    let mut path = String::new();
    for (n, (_, number)) in days.iter().enumerate() {
        if *number > 0 {
            // A single comment must be visible beside a thousand.
            let height = (number * HEIGHT / max.max(1)).max(2);
            let x = n * DAY_WIDTH + 1;
            // Writing into a string cannot fail.
            let _ = write!(path, "M{x} {HEIGHT}v-{height}h{}v{height}z", DAY_WIDTH - 2);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_has_its_place_and_the_highest_bar_fills_the_height() {
        let days = [(20_000, 0), (20_001, 1), (20_002, 1_000), (20_003, 1_000)];
        let chart = DayChart::new("Spam".to_owned(), &days, Language::En);
        assert_eq!(
            chart.bars,
            "M11 100v-2h8v2zM21 100v-100h8v100zM31 100v-100h8v100z"
        );
        assert_eq!((chart.width, chart.total, chart.max), (40, 2_001, 1_000));
        assert!(
            chart.label.ends_with("at most 1000 on 2024-10-06."),
            "{chart:?}"
        );
    }

    #[test]
    fn days_without_comments_have_no_bars() {
        let none = DayChart::new("Spam".to_owned(), &[(20_000, 0)], Language::En);
        assert_eq!((none.bars.as_str(), none.max), ("", 0));
        assert!(
            none.label.starts_with("Spam: none from 2024-10-04"),
            "{none:?}"
        );
    }
}
