//! The text as the parser sees it: markup stays, all other punctuation is inert.

use std::{collections::HashMap, ops::Range};

use super::{
    definition::{Definition, definitions},
    emphasis::{DelimiterRun, ParagraphStep, pair},
    fence,
    layout::{Layout, Leaf},
    shape,
    spans::{Spans, is_defined, spans},
    substitutes::{ESCAPE, GAP, LETTER, URL_END, URL_START, substitute},
};
use crate::text::emphasis_roles;

/// A text in which only the markup of the dialect is markup for the parser.
pub(super) struct Marked {
    pub(super) text: String,
    /// Targets of links by [`super::definition::normalized`] label. Each is used.
    pub(super) definitions: HashMap<String, String>,
}

/// The role of a byte of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ByteRole {
    Text,
    /// Text in which stars and backslashes mean nothing: code, URLs.
    Verbatim,
    /// A part of the markup of code or a link.
    Mark,
    /// A part of a link's target, label or title.
    Target,
    /// A backslash that escapes the next character.
    Escape,
}

/// Marks up a text. Without `with_definitions` no definitions are recognized.
pub(super) fn marked(layout: &Layout, with_definitions: bool) -> Marked {
    let mut definitions = if with_definitions {
        definitions(layout)
    } else {
        Vec::new()
    };
    let mut found = spans(layout, &definitions, &[]);
    let unused = |d: &Definition| !found.labels.contains(&d.label);
    if definitions.iter().any(unused) {
        let used = definitions.into_iter().filter(|d| !unused(d));
        definitions = used.collect();
        found = spans(layout, &definitions, &[]);
    }
    let mut roles = vec![ByteRole::Text; layout.text.len()];
    assign(layout, &found, &mut roles);
    let mut escaped = Vec::new();
    for line in layout.leaves.iter().flat_map(|leaf| &leaf.lines) {
        if !is_defined(&definitions, line) {
            escape_marks(layout, line, &mut roles, &mut escaped);
        }
    }
    if !escaped.is_empty() {
        let before = roles.clone();
        found = spans(layout, &definitions, &escaped);
        roles.fill(ByteRole::Text);
        assign(layout, &found, &mut roles);
        for (role, before) in roles.iter_mut().zip(before) {
            if before == ByteRole::Escape {
                *role = before;
            }
        }
    }
    let mut writer = MarkupWriter {
        layout,
        found: &found,
        roles,
        runs: Vec::new(),
        out: String::with_capacity(layout.text.len() * 3 / 2),
    };
    for leaf in &layout.leaves {
        writer.emphasize(leaf, &definitions);
    }
    writer.write(&definitions);
    Marked {
        text: writer.out,
        definitions: definitions
            .into_iter()
            .map(|d| (d.label, d.target))
            .collect(),
    }
}

/// Assigns roles to bytes according to the spans.
fn assign(layout: &Layout, found: &Spans, roles: &mut [ByteRole]) {
    let text = layout.text.as_bytes();
    for url in &found.urls {
        roles[url.clone()].fill(ByteRole::Verbatim);
    }
    for link in &found.links {
        for at in link.marks() {
            if is_link_mark(text[at]) && roles[at] != ByteRole::Verbatim {
                roles[at] = ByteRole::Mark;
            } else if roles[at] != ByteRole::Verbatim {
                roles[at] = ByteRole::Target;
            }
        }
    }
    for autolink in &found.autolinks {
        let inner = autolink.start + 1..autolink.end.saturating_sub(1);
        let scheme = layout.text[inner.clone()].find(':').unwrap_or_default();
        roles[inner.clone()].fill(ByteRole::Verbatim);
        roles[inner.start + scheme] = ByteRole::Mark;
    }
    for code in &found.codes {
        let ticks = text[code.clone()]
            .iter()
            .take_while(|b| **b == b'`')
            .count();
        roles[code.clone()].fill(ByteRole::Verbatim);
        roles[code.start..code.start + ticks].fill(ByteRole::Mark);
        roles[code.end.saturating_sub(ticks)..code.end].fill(ByteRole::Mark);
    }
}

/// Returns whether a character can be part of the markup of a link.
const fn is_link_mark(byte: u8) -> bool {
    matches!(
        byte,
        b'[' | b']' | b'(' | b')' | b'<' | b'>' | b'!' | b'"' | b'\''
    )
}

/// Finds the backslashes that escape something: markup of code or a link, or what would start a block
/// at the beginning of a line.
fn escape_marks(
    layout: &Layout,
    line: &Range<usize>,
    roles: &mut [ByteRole],
    escaped: &mut Vec<usize>,
) {
    let text = layout.text.as_bytes();
    let mut at = line.start;
    while at < line.end {
        let count = backslashes(text, at..line.end);
        if count == 0 || roles[at] == ByteRole::Verbatim {
            at += count.max(1);
            continue;
        }
        let next = at + count;
        let escapes_mark = text.get(next).is_some_and(|byte| {
            next < line.end && roles[next] == ByteRole::Mark && b"`[]()<!".contains(byte)
        });
        if escapes_mark || (roles[at] == ByteRole::Text && makes_block(text, line, at, next)) {
            roles[at..at + count.div_ceil(2)].fill(ByteRole::Escape);
            if count % 2 == 1 {
                escaped.push(next);
            }
        }
        at = next + 1;
    }
}

/// Returns whether the characters after a backslash would start a quotation, a heading, a list or a
/// fence.
fn makes_block(text: &[u8], line: &Range<usize>, at: usize, next: usize) -> bool {
    if next - at != 1 {
        return false;
    }
    let before = &text[line.start..at];
    let rest = &text[next..line.end];
    if !before.is_empty() {
        let is_number = before.len() <= 9 && before.iter().all(u8::is_ascii_digit);
        let is_end = matches!(rest.first(), Some(b'.' | b')'))
            && rest.get(1).is_none_or(u8::is_ascii_whitespace);
        return is_number && is_end;
    }
    let is_marker = rest.first().is_some_and(|b| !b.is_ascii_digit())
        && shape::marker(rest).is_some_and(|mark| rest[mark] == b'>' || rest.len() > mark + 2);
    is_marker || shape::is_heading(rest) || fence::fence(rest).is_some()
}

fn backslashes(text: &[u8], range: Range<usize>) -> usize {
    text[range].iter().take_while(|b| **b == b'\\').count()
}

struct MarkupWriter<'l> {
    layout: &'l Layout,
    found: &'l Spans,
    roles: Vec<ByteRole>,
    /// The runs of delimiters that emphasize, in order.
    runs: Vec<DelimiterRun>,
    out: String,
}

impl MarkupWriter<'_> {
    /// Pairs the stars and underscores of a paragraph.
    fn emphasize(&mut self, leaf: &Leaf, definitions: &[Definition]) {
        let Some((first, last)) = leaf.lines.first().zip(leaf.lines.last()) else {
            return;
        };
        let mut steps = Vec::new();
        // Where the texts of links begin and end.
        let mut edges = Vec::new();
        let from = self
            .found
            .links
            .partition_point(|link| link.whole.end <= first.start);
        for link in &self.found.links[from..] {
            if link.whole.start >= last.end {
                break;
            }
            if !link.inner.is_empty() {
                edges.extend([(link.inner.start, true), (link.inner.end, false)]);
            }
        }
        edges.sort_unstable();
        let mut edges = edges.into_iter().peekable();
        for line in &leaf.lines {
            if is_defined(definitions, line) {
                continue;
            }
            let mut at = line.start;
            while at < line.end {
                while let Some((_, enters)) = edges.next_if(|(edge, _)| *edge <= at) {
                    steps.push(if enters {
                        ParagraphStep::EnterLink
                    } else {
                        ParagraphStep::LeaveLink
                    });
                }
                at = self.cluster(line, at, &mut steps);
            }
        }
        pair(&mut steps, true);
        self.escape_runs(&steps);
        pair(&mut steps, false);
        for step in steps {
            if let ParagraphStep::Run(run) = step
                && run.opening + run.closing > 0
            {
                self.escape_half(&run);
                self.runs.push(run);
            }
        }
    }

    /// Reads adjacent delimiters, which have the same neighbors. Returns the position at which to
    /// continue.
    fn cluster(&self, line: &Range<usize>, start: usize, steps: &mut Vec<ParagraphStep>) -> usize {
        let text = self.layout.text.as_bytes();
        let mut runs: Vec<DelimiterRun> = Vec::new();
        let mut before_end = start;
        let mut at = start;
        while at < line.end && self.roles[at] == ByteRole::Text {
            let count = backslashes(text, at..line.end);
            let next = at + count;
            let is_delimiter = next < line.end
                && matches!(text[next], b'*' | b'_' | b'~')
                && self.roles[next] == ByteRole::Text;
            if !is_delimiter || (count > 1 && !runs.is_empty()) {
                break;
            }
            if count > 1 {
                // the last backslash may escape, the others are its neighbors
                before_end = next - 1;
            }
            let is_escaped = count % 2 == 1;
            let same = text[next..line.end]
                .iter()
                .take_while(|b| **b == text[next]);
            let same = if is_escaped { 1 } else { same.count() };
            runs.push(DelimiterRun {
                delimiter: text[next],
                at: next,
                count: same,
                is_escaped,
                may_open: false,
                may_close: false,
                closing: 0,
                opening: 0,
            });
            at = next + same;
        }
        if runs.is_empty() {
            let c = self.layout.text[start..line.end].chars().next();
            let escapes = backslashes(text, start..line.end);
            return start + escapes.max(c.map_or(1, char::len_utf8));
        }
        let before = self.layout.text[line.start..before_end].chars().next_back();
        let rest = &self.layout.text[at..line.end];
        let (may_open, may_close) = emphasis_roles(before.unwrap_or('\n'), rest);
        steps.extend(runs.into_iter().map(|run| {
            ParagraphStep::Run(DelimiterRun {
                may_open,
                may_close,
                ..run
            })
        }));
        at
    }

    /// Marks backslashes before delimiters that would emphasize as escapes.
    fn escape_runs(&mut self, steps: &[ParagraphStep]) {
        for step in steps {
            if let ParagraphStep::Run(run) = step
                && run.is_escaped
                && run.opening + run.closing > 0
            {
                self.escape_half(run);
            }
        }
    }

    /// Marks half of the backslashes before a delimiter as escapes, since each escapes its successor.
    fn escape_half(&mut self, run: &DelimiterRun) {
        let text = self.layout.text.as_bytes();
        let count = text[..run.at]
            .iter()
            .rev()
            .take_while(|b| **b == b'\\')
            .count();
        let start = run.at - count;
        if self.roles[start..run.at]
            .iter()
            .all(|role| *role == ByteRole::Text)
        {
            self.roles[start..start + count.div_ceil(2)].fill(ByteRole::Escape);
        }
    }

    fn write(&mut self, definitions: &[Definition]) {
        let layout = self.layout;
        let runs = std::mem::take(&mut self.runs);
        let mut runs = runs.iter().peekable();
        let mut urls = self.found.urls.iter().peekable();
        let mut from = 0;
        for line in layout.leaves.iter().flat_map(|leaf| &leaf.lines) {
            self.out.push_str(&layout.text[from..line.start]);
            from = line.end;
            if is_defined(definitions, line) {
                continue;
            }
            let mut at = line.start;
            if self.begins_like_fence(line) {
                self.out.push(LETTER);
            }
            while at < line.end {
                if urls.peek().is_some_and(|url| url.start == at) {
                    self.out.push(URL_START);
                }
                if let Some(run) = runs.next_if(|run| run.at == at) {
                    self.write_run(run);
                    at += run.count;
                } else {
                    let Some(c) = layout.text[at..].chars().next() else {
                        break;
                    };
                    self.out.push(match self.roles[at] {
                        ByteRole::Mark => c,
                        ByteRole::Escape => ESCAPE,
                        ByteRole::Text | ByteRole::Verbatim | ByteRole::Target => substitute(c),
                    });
                    at += c.len_utf8();
                }
                if urls.next_if(|url| url.end == at).is_some() {
                    self.out.push(URL_END);
                }
            }
        }
        self.out.push_str(&layout.text[from..]);
    }

    /// Returns whether a line begins with backquotes of code that would become a fence once other
    /// characters are inert.
    fn begins_like_fence(&self, line: &Range<usize>) -> bool {
        self.layout.text[line.clone()].starts_with("```")
            && self.roles[line.start] == ByteRole::Mark
    }

    /// Writes delimiters between neighbors that make the parser treat them as paired here.
    fn write_run(&mut self, run: &DelimiterRun) {
        let delimiter = char::from(run.delimiter);
        let repeated = |c: char, count: usize| std::iter::repeat_n(c, count);
        if run.closing > 0 {
            self.out.push(LETTER);
            self.out.extend(repeated(delimiter, run.closing));
            self.out.push(GAP);
        }
        let text = run.count - run.closing - run.opening;
        self.out.extend(repeated(substitute(delimiter), text));
        if run.opening > 0 {
            self.out.push(GAP);
            self.out.extend(repeated(delimiter, run.opening));
            self.out.push(LETTER);
        }
    }
}
