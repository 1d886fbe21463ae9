//! A chart of what the moderators of the blogs look at on each day, as SVG.

use std::fmt::{Error, Write as _};

use super::blogs::DayCounts;

const WIDTH: usize = 760;
/// The height of the part of one blog, and of its bars, in pixels.
const PART: usize = 200;
const BARS: usize = 130;
const LEFT: usize = 40;
const BAR: usize = 10;
/// The largest number on the axis.
const TOP: u32 = 40;

/// Draws a part for each blog, one below the other. The colors have enough contrast on a light and on a dark
/// page.
pub fn svg(blogs: &[(&str, &[DayCounts])]) -> Result<String, Error> {
    let height = PART * blogs.len();
    let mut svg = String::new();
    let title = "Comments that a moderator looks at per day, in the first ten weeks of two blogs";
    writeln!(
        svg,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="#737373">
<title>{title}</title>"##
    )?;
    for (n, (name, days)) in blogs.iter().enumerate() {
        part(&mut svg, n * PART, name, days)?;
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

fn part(svg: &mut String, top: usize, name: &str, days: &[DayCounts]) -> Result<(), Error> {
    let base = top + 40 + BARS;
    writeln!(
        svg,
        r#"<text x="{LEFT}" y="{}" font-weight="600">{name}: received (pale), looked at (dark), per day</text>"#,
        top + 20
    )?;
    for value in [0, 10, 20, 30, TOP] {
        let y = base - pixels(value);
        writeln!(
            svg,
            r##"<path d="M{LEFT} {y}H{}" stroke="#737373" stroke-opacity=".3"/><text x="{}" y="{}" text-anchor="end">{value}</text>"##,
            WIDTH - 10,
            LEFT - 6,
            y + 4
        )?;
    }
    for (day, counts) in days.iter().enumerate() {
        let x = LEFT + day * BAR;
        for (value, opacity) in [(counts.received, ".25"), (counts.review, "1")] {
            let tall = pixels(value);
            writeln!(
                svg,
                r##"<rect x="{}" y="{}" width="{}" height="{tall}" fill="#2a78d6" fill-opacity="{opacity}"/>"##,
                x + 1,
                base - tall,
                BAR - 2
            )?;
        }
        if day % 7 == 0 {
            writeln!(
                svg,
                r#"<text x="{x}" y="{}">week {}</text>"#,
                base + 18,
                day / 7 + 1
            )?;
        }
    }
    Ok(())
}

/// Returns the height of a bar; one above the axis ends at it.
fn pixels(value: u32) -> usize {
    let value = usize::try_from(value.min(TOP)).unwrap_or_default();
    value * BARS / usize::try_from(TOP).unwrap_or(1)
}
