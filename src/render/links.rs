//! The links of a comment: which have a target, and how the others are shown.

use pulldown_cmark::LinkType;

use super::{
    substitutes::{URL_END, URL_START, restored},
    tag::{anchor, escape, open_anchor},
};
use crate::text::{addresses, typed_target};

/// How many bytes the links of a text may add, per byte of the text and for any text: a definition lets
/// three bytes of text refer to a target of 2 KiB, and the tags of the shortest link take 70 bytes. A
/// link beyond the limit is shown as it was typed, so that the markup of the text stays (see `size_limit`).
const LINKS_PER_BYTE: usize = 3;
const LINKS_OF_ANY_TEXT: usize = 3 << 10;
/// What a link adds in addition to its target.
const TAGS: usize = "<a href=\"\" rel=\"\"></a>".len() + super::REL.len();

/// A link, or an image, which is shown as a link.
pub(super) struct OpenLink {
    /// As typed.
    typed_target: String,
    /// The target URL, if it is on the web.
    target: Option<String>,
    title: String,
    /// Whether its text imitates another host; then the target is shown instead.
    is_deceptive: bool,
    kind: LinkKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkKind {
    /// Written as a link; its text begins at this position of the output.
    Anchor(usize),
    /// Inside another link: only its text is shown.
    TextOnly,
    /// Shown as it was typed.
    Typed,
}

impl OpenLink {
    pub(super) fn new(link_type: Option<LinkType>, target: &str, title: &str) -> Self {
        let typed = restored(target).trim().to_owned();
        let is_deceptive = link_type == Some(LinkType::Autolink)
            && addresses(&typed)
                .first()
                .is_some_and(|found| found.deceptive);
        Self {
            target: typed_target(&typed).map(String::from),
            typed_target: typed,
            title: title.to_owned(),
            is_deceptive,
            kind: LinkKind::Typed,
        }
    }

    pub(super) fn is_typed(&self) -> bool {
        self.kind == LinkKind::Typed
    }

    pub(super) fn title(&self) -> Option<&str> {
        (!self.title.is_empty()).then_some(&self.title)
    }

    /// Returns whether there is nothing to show: `[]()`.
    pub(super) fn is_nothing(&self) -> bool {
        self.typed_target.is_empty() && self.title.is_empty()
    }
}

/// The open links, the innermost last.
pub(super) struct OpenLinks {
    open: Vec<OpenLink>,
    /// How many bytes may still be added.
    budget: usize,
}

impl OpenLinks {
    /// Returns the state for a text of `length` bytes.
    pub(super) fn new(length: usize) -> Self {
        Self {
            open: Vec::new(),
            budget: LINKS_PER_BYTE * length + LINKS_OF_ANY_TEXT,
        }
    }

    /// Opens a link. Returns whether it is shown as it was typed.
    pub(super) fn open(&mut self, mut link: OpenLink, out: &mut String) -> bool {
        if let Some(target) = &link.target {
            if self.in_anchor() {
                link.kind = LinkKind::TextOnly;
            } else if afford(&mut self.budget, target) {
                open_anchor(target, out);
                link.kind = LinkKind::Anchor(out.len());
            }
        }
        let is_typed = link.is_typed();
        self.open.push(link);
        is_typed
    }

    /// Closes the innermost link and returns it.
    pub(super) fn close(&mut self, out: &mut String) -> Option<OpenLink> {
        let link = self.open.pop()?;
        if let (LinkKind::Anchor(text_at), Some(target)) = (link.kind, &link.target) {
            if link.is_deceptive {
                out.truncate(text_at);
            }
            if out[text_at..].trim().is_empty() {
                escape(target, out);
            }
            out.push_str("</a>");
        }
        Some(link)
    }

    fn in_anchor(&self) -> bool {
        self.open
            .iter()
            .any(|link| matches!(link.kind, LinkKind::Anchor(_)))
    }

    /// Writes running text with its URLs as links.
    pub(super) fn write_text(&mut self, text: &str, out: &mut String) {
        if self.in_anchor() {
            escape(&restored(text), out);
            return;
        }
        let mut pieces = text.split(URL_START);
        escape(&restored(pieces.next().unwrap_or_default()), out);
        for piece in pieces {
            let (url, rest) = piece.split_once(URL_END).unwrap_or(("", piece));
            self.write_url(&restored(url), out);
            escape(&restored(rest), out);
        }
    }

    fn write_url(&mut self, typed: &str, out: &mut String) {
        match addresses(typed).first() {
            Some(found) if found.at == (0..typed.len()) => {
                let target = found.url.as_str();
                if afford(&mut self.budget, target) {
                    anchor(target, if found.deceptive { target } else { typed }, out);
                    return;
                }
            }
            _ => {}
        }
        escape(typed, out);
    }
}

fn afford(budget: &mut usize, target: &str) -> bool {
    let ampersands = target.bytes().filter(|byte| *byte == b'&').count();
    match budget.checked_sub(TAGS + target.len() + 4 * ampersands) {
        Some(left) => {
            *budget = left;
            true
        }
        None => false,
    }
}
