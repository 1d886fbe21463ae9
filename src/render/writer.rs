//! The first of two sanitizing steps: writes what the Markdown parser found with the tags and
//! attributes of a comment and no others.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::{
    definition::normalized,
    fence::{self, CodeBlock},
    links::{OpenLink, OpenLinks},
    substitutes::{ESCAPE, restored, substitute},
    tag::escape,
};

/// The maximum nesting depth of quotations and lists; deeper ones are shown at this depth.
pub(super) const BLOCK_DEPTH: usize = 8;
/// The maximum nesting depth of emphasis.
pub(super) const INLINE_DEPTH: usize = 8;

/// The additional size that open blocks may have: a block is removed again if nothing follows its tag.
const OPEN_BLOCKS: usize = 1 << 10;

/// Writes HTML for a marked-up text whose source has `length` bytes. Returns it with the labels of the
/// definitions that are used; `None` once it is longer than `most`, so that a text that is too long is
/// not written to its end.
pub(super) fn write(
    source: &str,
    definitions: &HashMap<String, String>,
    length: usize,
    most: usize,
) -> Option<(String, HashSet<String>)> {
    let resolve = |link: BrokenLink<'_>| {
        let target = definitions.get(&normalized(&link.reference))?;
        Some((CowStr::from(target.clone()), CowStr::Borrowed("")))
    };
    let parser =
        Parser::new_with_broken_link_callback(source, Options::ENABLE_STRIKETHROUGH, Some(resolve));
    let mut writer = Writer::new(source, length);
    for (event, range) in parser.into_offset_iter() {
        writer.event(event, range);
        if writer.out.len() > most + OPEN_BLOCKS {
            return None;
        }
    }
    writer.flush();
    Some((writer.out, writer.labels))
}

/// A tag that is removed again if nothing follows it.
struct Opened {
    tag_at: usize,
    content_at: usize,
}

struct Writer<'s> {
    source: &'s str,
    out: String,
    /// Text not yet written, as it is in the source.
    text: String,
    opened: Vec<Opened>,
    blocks: usize,
    inlines: usize,
    /// The number of the next item of each open list; none for bullets.
    numbers: Vec<Option<u64>>,
    code: Option<CodeBlock>,
    links: OpenLinks,
    labels: HashSet<String>,
    /// The start of a link that is shown as typed and whose text has not started yet.
    typed_from: Option<usize>,
    /// The end of the last event in the source.
    last_end: usize,
}

impl<'s> Writer<'s> {
    fn new(source: &'s str, length: usize) -> Self {
        Self {
            source,
            out: String::with_capacity(length * 3 / 2 + 64),
            text: String::new(),
            opened: Vec::new(),
            blocks: 0,
            inlines: 0,
            numbers: Vec::new(),
            code: None,
            links: OpenLinks::new(length),
            labels: HashSet::new(),
            typed_from: None,
            last_end: 0,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        let empty_link = matches!(event, Event::End(TagEnd::Link | TagEnd::Image));
        if let Some(start) = self.typed_from.filter(|_| !empty_link) {
            self.typed_from = None;
            self.typed(start..range.start);
        }
        let end = range.end;
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => {
                if let Some(code) = &mut self.code {
                    code.push(&text, end);
                }
                self.text.push_str(&text);
            }
            Event::Code(code) => {
                self.write("<code>");
                escape(&restored(&code), &mut self.out);
                self.out.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => self.write("<br>\n"),
            Event::Rule => {
                self.open("p", "");
                self.text.push_str(&self.source[range]);
                self.close("</p>\n");
            }
            // switched off in the parser
            _ => {}
        }
        self.last_end = end;
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.open("p", ""),
            Tag::Heading { .. } => self.open("p", "<strong>"),
            Tag::CodeBlock(kind) => {
                self.open("pre", "<code>");
                let is_fenced = matches!(kind, CodeBlockKind::Fenced(_));
                self.code = Some(CodeBlock::new(
                    is_fenced,
                    self.source.as_bytes(),
                    range.start,
                ));
            }
            Tag::BlockQuote(_) => self.open_block("blockquote", None),
            Tag::List(None) => {
                self.numbers.push(None);
                self.open_block("ul", None);
            }
            Tag::List(Some(start)) => {
                self.numbers.push(Some(start));
                self.open_block("ol", (start != 1).then_some(start));
            }
            Tag::Item => self.open_item(),
            Tag::Emphasis => self.open_inline("<em>"),
            Tag::Strong => self.open_inline("<strong>"),
            Tag::Strikethrough => self.open_inline("<del>"),
            Tag::Link {
                dest_url,
                title,
                id,
                link_type,
            } => {
                if !id.is_empty() {
                    self.labels.insert(normalized(&id));
                }
                let link = OpenLink::new(Some(link_type), &dest_url, &title);
                self.open_link(link, range);
            }
            Tag::Image {
                dest_url,
                title,
                id,
                ..
            } => {
                if !id.is_empty() {
                    self.labels.insert(normalized(&id));
                }
                self.open_link(OpenLink::new(None, &dest_url, &title), range);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.close("</p>\n"),
            TagEnd::Heading(_) => self.close("</strong></p>\n"),
            TagEnd::CodeBlock => {
                self.flush();
                if let Some(code) = self.code.take().filter(|code| code.is_fenced) {
                    self.show_info(range, code);
                }
                self.close("</code></pre>\n");
            }
            TagEnd::BlockQuote(_) => self.close_block("</blockquote>\n"),
            TagEnd::List(numbered) => {
                self.numbers.pop();
                self.close_block(if numbered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item if self.blocks <= BLOCK_DEPTH => self.close_item(),
            TagEnd::Emphasis => self.close_inline("</em>"),
            TagEnd::Strong => self.close_inline("</strong>"),
            TagEnd::Strikethrough => self.close_inline("</del>"),
            TagEnd::Link | TagEnd::Image => self.close_link(range),
            _ => {}
        }
    }

    fn write(&mut self, tag: &str) {
        self.flush();
        self.out.push_str(tag);
    }

    /// Opens a block. Only the outermost blocks have a direction: blocks inside inherit it, so that the
    /// markers of lists and quotations are on the side where their text begins.
    fn open(&mut self, tag: &str, more: &str) {
        self.flush();
        let tag_at = self.out.len();
        self.out.push('<');
        self.out.push_str(tag);
        if self.opened.is_empty() {
            self.out.push_str(" dir=\"auto\"");
        }
        self.out.push('>');
        self.out.push_str(more);
        let content_at = self.out.len();
        self.opened.push(Opened { tag_at, content_at });
    }

    fn close(&mut self, tag: &str) {
        self.flush();
        match self.opened.pop() {
            Some(opened) if self.out.len() == opened.content_at => {
                self.out.truncate(opened.tag_at);
            }
            _ => self.out.push_str(tag),
        }
    }

    fn open_block(&mut self, tag: &str, start: Option<u64>) {
        self.flush();
        self.blocks += 1;
        if self.blocks > BLOCK_DEPTH {
            return;
        }
        self.open(tag, "\n");
        if let (Some(start), Some(opened)) = (start, self.opened.last_mut()) {
            self.out.truncate(opened.content_at - ">\n".len());
            for part in [" start=\"", &start.to_string(), "\">\n"] {
                self.out.push_str(part);
            }
            opened.content_at = self.out.len();
        }
    }

    fn close_block(&mut self, tag: &str) {
        self.flush();
        if self.blocks <= BLOCK_DEPTH {
            self.close(tag);
        }
        self.blocks -= 1;
    }

    fn open_item(&mut self) {
        let number = self.numbers.last_mut().and_then(Option::as_mut);
        let number = number.map(|next| {
            *next += 1;
            *next - 1
        });
        if self.blocks <= BLOCK_DEPTH {
            self.open("li", "");
            return;
        }
        self.flush();
        if !self.out.ends_with('\n') && !self.out.ends_with("<li>") {
            self.out.push_str("<br>\n");
        }
        if let Some(number) = number {
            self.text.push_str(&number.to_string());
            self.text.push_str(". ");
        }
    }

    fn close_item(&mut self) {
        let has_number = matches!(self.numbers.last(), Some(Some(_)));
        if has_number {
            // An empty item with a number stays: the number is shown.
            self.opened.pop();
            self.write("</li>\n");
        } else {
            self.close("</li>\n");
        }
    }

    /// Shows words after a fence as the first line of the code. Only the name of a language is hidden,
    /// and only if the block is closed: words that were meant to be read often follow a fence without a
    /// closing one.
    fn show_info(&mut self, range: Range<usize>, code: CodeBlock) {
        let line = self.source[range.start..].lines().next();
        let info = fence::info(line.unwrap_or_default());
        let is_closed = code.is_closed(self.source.as_bytes(), range.end);
        let is_syntax = code.has_text && is_closed && fence::is_language(info);
        let content_at = self.opened.last().map(|opened| opened.content_at);
        if let Some(at) = content_at.filter(|_| !info.is_empty() && !is_syntax) {
            let code = self.out.split_off(at);
            escape(&restored(info), &mut self.out);
            self.out.push('\n');
            self.out.push_str(&code);
        }
    }

    fn open_inline(&mut self, tag: &str) {
        self.flush();
        self.inlines += 1;
        if self.inlines <= INLINE_DEPTH {
            self.out.push_str(tag);
        }
    }

    fn close_inline(&mut self, tag: &str) {
        self.flush();
        if self.inlines <= INLINE_DEPTH {
            self.out.push_str(tag);
        }
        self.inlines -= 1;
    }

    fn open_link(&mut self, link: OpenLink, range: Range<usize>) {
        self.flush();
        if self.links.open(link, &mut self.out) {
            self.typed_from = Some(range.start);
        }
    }

    fn close_link(&mut self, range: Range<usize>) {
        self.flush();
        let is_empty = self.typed_from.take().is_some();
        let Some(link) = self.links.close(&mut self.out) else {
            return;
        };
        if !link.is_typed() {
            // The title was meant to be read.
            if let Some(title) = link.title() {
                for part in [" \"", title, "\""] {
                    self.text.push_str(part);
                }
            }
        } else if !is_empty {
            self.typed(self.last_end..range.end);
        } else if !link.is_nothing() {
            self.typed(range);
        }
    }

    /// Adds text as it was typed, line by line and without the markers of quotations.
    fn typed(&mut self, range: Range<usize>) {
        let Some(text) = self.source.get(range) else {
            return;
        };
        for (at, line) in text.split('\n').enumerate() {
            let mut line = line;
            if at > 0 {
                self.write("<br>\n");
                line = line.trim_start_matches([' ', '\t', '>']);
            }
            self.text
                .push_str(&line.replace(ESCAPE, substitute('\\').encode_utf8(&mut [0; 4])));
        }
    }

    /// Writes the text collected so far, with its URLs as links.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        if self.code.is_some() {
            escape(&restored(&text), &mut self.out);
        } else {
            self.links.write_text(&text, &mut self.out);
        }
        self.text = text;
        self.text.clear();
    }
}
