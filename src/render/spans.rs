//! The positions of code, links and URLs in the lines of a text, as the parser finds them.

use std::{collections::HashMap, ops::Range};

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{
    definition::{Definition, normalized},
    layout::Layout,
    shape::PLAIN,
};
use crate::text::{AddressFinder, Found};

/// The spans inside the lines of a text. Backslashes are ignored, unless they are listed as escapes.
#[derive(Default)]
pub(super) struct Spans {
    pub(super) codes: Vec<Range<usize>>,
    /// Links and images.
    pub(super) links: Vec<LinkSpan>,
    /// `<https://example.org>`.
    pub(super) autolinks: Vec<Range<usize>>,
    /// URLs in running text.
    pub(super) urls: Vec<Range<usize>>,
    /// The labels of definitions that links use.
    pub(super) labels: Vec<String>,
}

pub(super) struct LinkSpan {
    pub(super) whole: Range<usize>,
    /// The text that it encloses. If there is none, empty at the end of the link.
    pub(super) inner: Range<usize>,
}

impl LinkSpan {
    /// Returns the bytes that are the markup of the link.
    pub(super) fn marks(&self) -> impl Iterator<Item = usize> {
        (self.whole.start..self.inner.start).chain(self.inner.end..self.whole.end)
    }
}

/// Finds the spans of a text. `escaped` are characters after a backslash that are not markup.
pub(super) fn spans(layout: &Layout, definitions: &[Definition], escaped: &[usize]) -> Spans {
    let mut spans = Spans::default();
    let mut autolinks = Vec::new();
    let mut bytes = layout.shape.clone().into_bytes();
    for leaf in &layout.leaves {
        let mut finder = AddressFinder::default();
        for line in &leaf.lines {
            if is_defined(definitions, line) {
                bytes[line.clone()].fill(PLAIN);
                continue;
            }
            show_line(layout, line, &mut bytes);
            let angled = find_autolinks(&layout.text, line, &mut bytes);
            let found = finder.find(&layout.text[line.clone()]);
            hide_urls(
                &layout.text,
                line,
                found,
                &angled,
                &mut bytes,
                &mut spans.urls,
            );
            autolinks.extend(angled);
        }
    }
    for at in escaped {
        bytes[*at] = PLAIN;
    }
    let visible = String::from_utf8(bytes).expect("whole characters replaced by ASCII");
    parse(&visible, definitions, &mut spans);
    spans
}

/// Returns whether a line is one of these definitions, which are sorted.
pub(super) fn is_defined(definitions: &[Definition], line: &Range<usize>) -> bool {
    let found = definitions.binary_search_by_key(&line.start, |definition| definition.line.start);
    found.is_ok()
}

/// Shows the parser the characters that can open or close code and links.
fn show_line(layout: &Layout, line: &Range<usize>, bytes: &mut [u8]) {
    let text = layout.text.as_bytes();
    let source = &text[line.clone()];
    let ticks = source.iter().take_while(|b| **b == b'`').count();
    // A fence that is text must not become a fence.
    let hidden = if ticks >= 3 && !source[ticks..].contains(&b'`') {
        ticks
    } else {
        0
    };
    for at in line.start + hidden..line.end {
        let before = (at > line.start).then(|| text[at - 1]);
        bytes[at] = match text[at] {
            shown @ (b'`' | b'[' | b']') => shown,
            // "Look![here](…)" contains an exclamation mark, not the start of an image
            b'!' if !before.is_some_and(|b| b.is_ascii_alphanumeric() || !b.is_ascii()) => b'!',
            b':' if before == Some(b']') => PLAIN,
            _ => bytes[at],
        };
    }
}

/// Shows the parser `<https://example.org>`; all other angle brackets are text.
fn find_autolinks(text: &str, line: &Range<usize>, bytes: &mut [u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = line.start;
    while let Some(at) = text[from..line.end].find('<') {
        let start = from + at;
        from = start + 1;
        let rest = &text[from..line.end];
        let is_url = ["http://", "https://"].iter().any(|scheme| {
            rest.get(..scheme.len())
                .is_some_and(|s| s.eq_ignore_ascii_case(scheme))
        });
        if !is_url {
            continue;
        }
        let Some(end) = rest.find(|c: char| c == '<' || c == '>' || c.is_whitespace()) else {
            continue;
        };
        if rest.as_bytes()[end] == b'>' {
            let whole = start..from + end + 1;
            fill_url(text, from..from + end, bytes);
            (bytes[start], bytes[whole.end - 1]) = (b'<', b'>');
            from = whole.end;
            found.push(whole);
        }
    }
    found
}

/// Hides the URLs of a line from the parser, so that nothing inside them is markup.
fn hide_urls(
    text: &str,
    line: &Range<usize>,
    found: Vec<Found>,
    autolinks: &[Range<usize>],
    bytes: &mut [u8],
    urls: &mut Vec<Range<usize>>,
) {
    let mut autolinks = autolinks.iter().peekable();
    for found in found {
        let url = line.start + found.at.start..line.start + found.at.end;
        while autolinks
            .next_if(|autolink| autolink.end <= url.start)
            .is_some()
        {}
        if autolinks
            .peek()
            .is_some_and(|autolink| autolink.start < url.start)
        {
            continue;
        }
        fill_url(text, url.clone(), bytes);
        urls.push(url);
    }
}

fn fill_url(text: &str, url: Range<usize>, bytes: &mut [u8]) {
    for at in url {
        if text.as_bytes()[at].is_ascii_punctuation() && !matches!(bytes[at], b':' | b'/') {
            bytes[at] = PLAIN;
        }
    }
}

fn parse(visible: &str, definitions: &[Definition], spans: &mut Spans) {
    let targets = definitions
        .iter()
        .map(|d| (d.label.as_str(), d.target.as_str()));
    let targets = targets.collect::<HashMap<_, _>>();
    let resolve = |link: BrokenLink<'_>| {
        let target = targets.get(normalized(&link.reference).as_str())?;
        Some((CowStr::from((*target).to_owned()), CowStr::Borrowed("")))
    };
    let parser = Parser::new_with_broken_link_callback(visible, Options::empty(), Some(resolve));
    let mut open: Vec<(Range<usize>, Option<Range<usize>>)> = Vec::new();
    for (event, range) in parser.into_offset_iter() {
        if let Event::End(TagEnd::Link | TagEnd::Image) = event {
            let Some((whole, inner)) = open.pop() else {
                continue;
            };
            let inner = inner.unwrap_or(whole.end..whole.end);
            spans.links.push(LinkSpan { whole, inner });
            continue;
        }
        if let Some((_, inner)) = open.last_mut() {
            let start = inner.as_ref().map_or(range.start, |inner| inner.start);
            *inner = Some(start..range.end);
        }
        match event {
            Event::Code(_) => spans.codes.push(range),
            Event::Start(Tag::Link {
                link_type: LinkType::Autolink,
                ..
            }) => {
                spans.autolinks.push(range.clone());
                open.push((range, None));
            }
            Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) => {
                if !id.is_empty() {
                    spans.labels.push(normalized(&id));
                }
                // The range reported by the parser excludes these brackets: `[label][]`.
                let is_collapsed =
                    matches!(link_type, LinkType::Collapsed | LinkType::CollapsedUnknown);
                let end = range.end + if is_collapsed { "[]".len() } else { 0 };
                open.push((range.start..end.min(visible.len()), None));
            }
            _ => {}
        }
    }
}
