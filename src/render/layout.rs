//! The blocks of a text, as the parser finds them in its shape.
//!
//! What the parser would treat as a block, but the dialect does not, becomes text in the shape, and the
//! shape is parsed again: lists without ascending numbers, fences that would hide words, and lines that
//! the parser would add to a quotation although they have no `>`.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{
    fence::{self, CodeBlock},
    shape::{self, PLAIN},
};

/// The maximum number of times that the shape is parsed again. A text that needs more is deliberately
/// confusing; it gets no ordered lists at all.
const ROUNDS: usize = 5;

/// A text with its blocks.
pub(super) struct Layout {
    /// The text, with an empty line after each quotation that ends without one.
    pub(super) text: String,
    /// The shape of the text, of the same length.
    pub(super) shape: String,
    /// All blocks that contain running text, in order.
    pub(super) leaves: Vec<Leaf>,
}

/// A paragraph, a heading or the text of a list item.
pub(super) struct Leaf {
    /// Its lines without the markers of quotations and lists.
    pub(super) lines: Vec<Range<usize>>,
    pub(super) is_heading: bool,
    /// Whether it is the first block in a list item.
    pub(super) begins_item: bool,
}

impl Layout {
    pub(super) fn new(text: String) -> Self {
        let mut layout = Self {
            shape: shape::shape(&text, true),
            text,
            leaves: Vec::new(),
        };
        for _ in 0..ROUNDS {
            if layout.settle() {
                return layout;
            }
        }
        layout.shape = shape::shape(&layout.text, false);
        let found = examine(&layout.shape);
        layout.end_quotations(&found.lazy);
        layout.leaves = examine(&layout.shape).leaves;
        layout
    }

    /// Applies the rules of the dialect. Returns whether there was nothing to change.
    fn settle(&mut self) -> bool {
        let found = examine(&self.shape);
        if found.as_text.is_empty() && found.lazy.is_empty() {
            self.leaves = found.leaves;
            return true;
        }
        let mut bytes = std::mem::take(&mut self.shape).into_bytes();
        for at in found.as_text {
            bytes[at] = PLAIN;
        }
        self.shape = String::from_utf8(bytes).expect("ASCII replaced by ASCII");
        self.end_quotations(&found.lazy);
        false
    }

    /// Inserts a line without text before each of these lines, with the same markers as that line.
    fn end_quotations(&mut self, lines: &[Range<usize>]) {
        if lines.is_empty() {
            return;
        }
        let (mut text, mut shape) = (String::new(), String::new());
        let mut from = 0;
        for line in lines {
            let marks = &self.shape[line.clone()];
            let marks = &marks[..shape::prefix(marks.trim_end().as_bytes(), true).quotes_end];
            let marks = marks.replace(|c| !matches!(c, '>' | ' ' | '\t'), " ");
            for (out, whole) in [(&mut text, &self.text), (&mut shape, &self.shape)] {
                out.push_str(&whole[from..line.start]);
                out.push_str(&marks);
                out.push('\n');
            }
            from = line.start;
        }
        text.push_str(&self.text[from..]);
        shape.push_str(&self.shape[from..]);
        (self.text, self.shape) = (text, shape);
    }
}

/// What one parse of a shape finds.
#[derive(Default)]
struct FoundBlocks {
    leaves: Vec<Leaf>,
    /// Bytes that are text although the parser treats them as markup.
    as_text: Vec<usize>,
    /// Lines that the parser adds to a quotation although they are not marked.
    lazy: Vec<Range<usize>>,
}

/// A walk through the events of a shape.
struct Examination<'s> {
    shape: &'s [u8],
    found: FoundBlocks,
    /// The open lists, each with the positions of its items.
    lists: Vec<(bool, Vec<usize>)>,
    lines: Vec<Range<usize>>,
    is_heading: bool,
    /// Whether an item has started that contains nothing yet.
    begins_item: bool,
    /// The open code block.
    code: Option<CodeBlock>,
    code_blocks: Vec<Range<usize>>,
    quotations: Vec<Range<usize>>,
}

fn examine(shape: &str) -> FoundBlocks {
    let mut examination = Examination {
        shape: shape.as_bytes(),
        found: FoundBlocks::default(),
        lists: Vec::new(),
        lines: Vec::new(),
        is_heading: false,
        begins_item: false,
        code: None,
        code_blocks: Vec::new(),
        quotations: Vec::new(),
    };
    for (event, range) in Parser::new_ext(shape, Options::empty()).into_offset_iter() {
        examination.event(&event, range);
    }
    examination.find_lazy();
    examination.found
}

impl Examination<'_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push(text, range.end),
                None => match self.lines.last_mut() {
                    Some(line) if line.end == range.start => line.end = range.end,
                    _ => self.lines.push(range),
                },
            },
            Event::Start(tag) if is_block(tag) => {
                self.end_leaf();
                self.start(tag, range);
            }
            Event::End(tag) => self.end(*tag, range),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { .. } => self.is_heading = true,
            Tag::BlockQuote(_) => self.quotations.push(range),
            Tag::List(start) => self.lists.push((start.is_some(), Vec::new())),
            Tag::Item => {
                self.begins_item = true;
                let blanks = self.shape[range.clone()].iter();
                let blanks = blanks.take_while(|b| b.is_ascii_whitespace()).count();
                if let Some((_, items)) = self.lists.last_mut() {
                    items.push(range.start + blanks);
                }
            }
            Tag::CodeBlock(kind) => {
                self.begins_item = false;
                let is_fenced = matches!(kind, CodeBlockKind::Fenced(_));
                self.code = Some(CodeBlock::new(is_fenced, self.shape, range.start));
                self.code_blocks.push(range);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(_) => {
                self.end_leaf();
                self.is_heading = false;
            }
            TagEnd::Paragraph | TagEnd::BlockQuote(_) => self.end_leaf(),
            TagEnd::Item => {
                self.end_leaf();
                self.begins_item = false;
            }
            TagEnd::List(_) => {
                self.end_leaf();
                if let Some((numbered, items)) = self.lists.pop() {
                    self.judge_list(numbered, &items);
                }
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take().filter(|code| code.is_fenced) {
                    self.judge_fences(range, code);
                }
            }
            _ => {}
        }
    }

    fn end_leaf(&mut self) {
        if !self.lines.is_empty() {
            self.found.leaves.push(Leaf {
                lines: std::mem::take(&mut self.lines),
                is_heading: self.is_heading,
                begins_item: std::mem::take(&mut self.begins_item),
            });
        }
    }

    /// Marks a list as text unless it is one. A numbered list has at least two numbers, increasing by
    /// one, written without leading zeros. A single `- 5` or `+ 1` is a number with its sign.
    fn judge_list(&mut self, numbered: bool, items: &[usize]) {
        let marks = items
            .iter()
            .map(|at| (*at, shape::marker(&self.shape[*at..])));
        let marks = marks.filter_map(|(at, mark)| Some((at, at + mark?)));
        let marks = marks.collect::<Vec<_>>();
        let is_text = if numbered {
            let numbers = marks
                .iter()
                .map(|(at, mark)| number(&self.shape[*at..*mark]));
            let numbers = numbers.collect::<Option<Vec<u32>>>().unwrap_or_default();
            numbers.len() < 2 || numbers.windows(2).any(|pair| pair[1] != pair[0] + 1)
        } else if let [(_, mark)] = marks[..] {
            let first = self.shape[mark + 1..]
                .iter()
                .find(|b| !b.is_ascii_whitespace());
            self.shape[mark] != b'*' && first.is_some_and(u8::is_ascii_digit)
        } else {
            false
        };
        if is_text {
            self.found
                .as_text
                .extend(marks.iter().map(|(_, mark)| *mark));
        }
    }

    /// Marks fences as text. A fence followed by words is text if nothing else is in its block, or if
    /// no fence ends the block and the words name no language.
    fn judge_fences(&mut self, range: Range<usize>, code: CodeBlock) {
        let block = &self.shape[range.clone()];
        let first = block.split(|b| *b == b'\n').next().unwrap_or_default();
        let line = String::from_utf8_lossy(first);
        let info = fence::info(&line);
        let is_code = code.is_closed(self.shape, range.end) || fence::is_language(info);
        if info.is_empty() || (code.has_text && is_code) {
            return;
        }
        let end = if code.has_text {
            range.start + first.len()
        } else {
            range.end
        };
        let fences = (range.start..end).filter(|at| matches!(self.shape[*at], b'`' | b'~'));
        self.found.as_text.extend(fences);
    }

    fn find_lazy(&mut self) {
        if self.quotations.is_empty() {
            return;
        }
        let mut lines: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        for line in self.shape.split_inclusive(|b| *b == b'\n') {
            lines.push(start..start + line.len());
            start += line.len();
        }
        let line_of = |at: usize| lines.partition_point(|line| line.end <= at);
        let within = |ranges: &[Range<usize>]| {
            let mut steps = vec![0_isize; lines.len() + 2];
            for range in ranges.iter().filter(|range| !range.is_empty()) {
                steps[line_of(range.start)] += 1;
                steps[line_of(range.end - 1) + 1] -= 1;
            }
            let sums = steps.iter().scan(0, |sum, step| {
                *sum += step;
                Some(*sum)
            });
            sums.collect::<Vec<_>>()
        };
        let (quotations, code) = (within(&self.quotations), within(&self.code_blocks));
        for (at, line) in lines.iter().enumerate().skip(1) {
            let bytes = self.shape[line.clone()].trim_ascii_end();
            let marked = shape::prefix(bytes, true).quotes;
            if code[at] == 0 && !bytes.is_empty() && quotations[at] > marked.cast_signed() {
                self.found.lazy.push(line.clone());
            }
        }
    }
}

/// Parses a number without leading zeros.
fn number(digits: &[u8]) -> Option<u32> {
    if digits.len() > 1 && digits[0] == b'0' {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

const fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::List(_)
            | Tag::Item
            | Tag::HtmlBlock
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Vec<String>> {
        let layout = Layout::new(text.to_owned());
        assert_eq!(layout.text.len(), layout.shape.len());
        let leaves = layout.leaves.iter();
        let lines = leaves.map(|leaf| {
            let lines = leaf.lines.iter();
            lines
                .map(|line| layout.text[line.clone()].to_owned())
                .collect()
        });
        lines.collect()
    }

    #[test]
    fn leaves_are_lines_without_markers() {
        assert_eq!(lines("a *b*\nc  \nd"), [vec!["a *b*", "c", "d"]]);
        assert_eq!(
            lines("> a\n> b\n\n- c\n  d\n- e\n\n# f\n    g\n\n    h"),
            [vec!["a", "b"], vec!["c", "d"], vec!["e"], vec!["f"]]
        );
        assert_eq!(lines("1. a\n2. b"), [["a"], ["b"]]);
        assert_eq!(lines("2. a\n5. b"), [vec!["2. a", "5. b"]]);
        assert_eq!(lines("a\n---\nb"), [vec!["a", "---", "b"]]);
    }

    #[test]
    fn a_quotation_ends_where_it_is_not_marked() {
        assert_eq!(lines("> a\nb"), [["a"], ["b"]]);
        assert_eq!(lines(">> a\n> b\nc"), [["a"], ["b"], ["c"]]);
        assert_eq!(lines("- > a\n  b\n- c"), [["a"], ["b"], ["c"]]);
        let layout = Layout::new("```\n> a\nb\n```".to_owned());
        assert_eq!(layout.text, "```\n> a\nb\n```");
    }
}
