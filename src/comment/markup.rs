//! The first wall: what the Markdown parser found, written with the tags of a comment and no others.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::nesting::flattened;
use crate::text::{addresses, link_target};

/// Quotes and lists stand in each other this deep at most; what is deeper is shown at this depth.
pub(super) const BLOCK_DEPTH: usize = 8;
/// Emphasis in emphasis, likewise.
pub(super) const INLINE_DEPTH: usize = 8;
/// What the targets of links may cost, per byte of the text: a reference definition lets three
/// bytes of text stand for a target of 2 KiB. A link that is too dear is shown as its text.
const LINK_BUDGET: usize = 8;

/// The Markdown that comments are written in: `CommonMark` with strikethrough.
pub(super) fn parser(source: &str) -> Parser<'_> {
    Parser::new_ext(source, Options::ENABLE_STRIKETHROUGH)
}

/// HTML for a source: well-formed, of the tags of a comment, with `href` on links as the only
/// attribute.
pub(super) fn written(source: &str) -> String {
    let source = flattened(source);
    let mut writer = Writer::new(&source);
    for event in parser(&source) {
        writer.event(event);
    }
    writer.flush();
    writer.out
}

/// A link that is open.
struct Open {
    /// Where its text begins in the output.
    text_at: usize,
    /// Where it leads, if it may lead there.
    target: Option<String>,
    /// Its text passes for another address: show the target in its place.
    deceptive: bool,
}

struct Writer {
    out: String,
    /// Text not yet written: the parser hands it over in pieces, addresses are found in the whole.
    text: String,
    blocks: usize,
    inlines: usize,
    in_code: bool,
    link: Option<Open>,
    /// Links and images inside a link: they end without a trace.
    inner_links: usize,
    /// A line of raw HTML ended; a line break is due if another follows.
    html_break: bool,
    /// How many bytes of targets may still be written.
    budget: usize,
}

impl Writer {
    fn new(source: &str) -> Self {
        Self {
            out: String::with_capacity(source.len() * 3 / 2 + 64),
            text: String::new(),
            blocks: 0,
            inlines: 0,
            in_code: false,
            link: None,
            inner_links: 0,
            html_break: false,
            budget: LINK_BUDGET * (source.len() + 8),
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::InlineHtml(text) => self.text.push_str(&text),
            Event::Html(text) => self.html(&text),
            Event::Code(code) => {
                self.flush();
                self.out.push_str("<code>");
                escape(&code, &mut self.out);
                self.out.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => self.write("<br>\n"),
            Event::Rule => self.write("<p>* * *</p>\n"),
            // switched off in the parser
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.write("<p>"),
            Tag::HtmlBlock => {
                self.write("<p>");
                self.html_break = false;
            }
            Tag::Heading { .. } => self.write("<p><strong>"),
            Tag::CodeBlock(_) => {
                self.write("<pre><code>");
                self.in_code = true;
            }
            Tag::BlockQuote(_) => self.open_block("<blockquote>\n"),
            Tag::List(None) => self.open_block("<ul>\n"),
            Tag::List(Some(_)) => self.open_block("<ol>\n"),
            Tag::Item if self.blocks <= BLOCK_DEPTH => self.write("<li>"),
            Tag::Item => {
                self.flush();
                if !self.out.ends_with('\n') && !self.out.ends_with("<li>") {
                    self.out.push_str("<br>\n");
                }
            }
            Tag::Emphasis => self.open_inline("<em>"),
            Tag::Strong => self.open_inline("<strong>"),
            Tag::Strikethrough => self.open_inline("<del>"),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => self.open_link(link_type, &dest_url),
            Tag::Image { dest_url, .. } => self.open_link(LinkType::Inline, &dest_url),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.write("</p>\n"),
            TagEnd::Heading(_) => self.write("</strong></p>\n"),
            TagEnd::CodeBlock => {
                self.write("</code></pre>\n");
                self.in_code = false;
            }
            TagEnd::BlockQuote(_) => self.close_block("</blockquote>\n"),
            TagEnd::List(true) => self.close_block("</ol>\n"),
            TagEnd::List(false) => self.close_block("</ul>\n"),
            TagEnd::Item if self.blocks <= BLOCK_DEPTH => self.write("</li>\n"),
            TagEnd::Emphasis => self.close_inline("</em>"),
            TagEnd::Strong => self.close_inline("</strong>"),
            TagEnd::Strikethrough => self.close_inline("</del>"),
            TagEnd::Link | TagEnd::Image => self.close_link(),
            _ => {}
        }
    }

    fn write(&mut self, tag: &str) {
        self.flush();
        self.out.push_str(tag);
    }

    fn open_block(&mut self, tag: &str) {
        self.flush();
        self.blocks += 1;
        if self.blocks <= BLOCK_DEPTH {
            self.out.push_str(tag);
        }
    }

    fn close_block(&mut self, tag: &str) {
        self.flush();
        if self.blocks <= BLOCK_DEPTH {
            self.out.push_str(tag);
        }
        self.blocks -= 1;
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

    /// A block of raw HTML, as text with its line breaks.
    fn html(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            if std::mem::replace(&mut self.html_break, line.ends_with('\n')) {
                self.write("<br>\n");
            }
            self.text.push_str(line.trim_end_matches('\n'));
        }
    }

    fn open_link(&mut self, link_type: LinkType, target: &str) {
        self.flush();
        if self.link.is_some() {
            self.inner_links += 1;
            return;
        }
        let deceptive = link_type == LinkType::Autolink
            && addresses(target)
                .first()
                .is_some_and(|found| found.deceptive);
        let target = link_target(target.trim())
            .map(String::from)
            .filter(|target| self.afford(target));
        if let Some(target) = &target {
            open_anchor(target, &mut self.out);
        }
        self.link = Some(Open {
            text_at: self.out.len(),
            target,
            deceptive,
        });
    }

    fn close_link(&mut self) {
        self.flush();
        if self.inner_links > 0 {
            self.inner_links -= 1;
            return;
        }
        let Some(link) = self.link.take() else { return };
        let Some(target) = link.target else { return };
        if link.deceptive {
            self.out.truncate(link.text_at);
        }
        if self.out[link.text_at..].trim().is_empty() {
            escape(&target, &mut self.out);
        }
        self.out.push_str("</a>");
    }

    fn afford(&mut self, target: &str) -> bool {
        let ampersands = target.bytes().filter(|byte| *byte == b'&').count();
        match self.budget.checked_sub(target.len() + 4 * ampersands) {
            Some(left) => {
                self.budget = left;
                true
            }
            None => false,
        }
    }

    /// Writes the text gathered so far, its bare addresses as links.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let mut from = 0;
        if !self.in_code && self.link.is_none() {
            for found in addresses(&text) {
                if !self.afford(found.url.as_str()) {
                    break;
                }
                escape(&text[from..found.at.start], &mut self.out);
                open_anchor(found.url.as_str(), &mut self.out);
                let typed = &text[found.at.clone()];
                escape(
                    if found.deceptive {
                        found.url.as_str()
                    } else {
                        typed
                    },
                    &mut self.out,
                );
                self.out.push_str("</a>");
                from = found.at.end;
            }
        }
        escape(&text[from..], &mut self.out);
        self.text = text;
        self.text.clear();
    }
}

fn open_anchor(target: &str, out: &mut String) {
    out.push_str("<a href=\"");
    escape(target, out);
    out.push_str("\">");
}

/// Writes text so that it is nothing but text, in content and in quoted attributes.
fn escape(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}
