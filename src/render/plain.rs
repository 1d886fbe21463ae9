//! Plain text from rendered HTML, so that mails and excerpts say the same as pages.

/// Returns the visible text of HTML that this module wrote: paragraphs separated by an empty line,
/// items with their bullet or number.
pub(super) fn text_of(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut numbers: Vec<Option<u64>> = Vec::new();
    for (tag, text) in pieces(html) {
        let mut text = text;
        match tag {
            "br" => {
                out.push('\n');
                text = text.strip_prefix('\n').unwrap_or(text);
            }
            "ul" => numbers.push(None),
            "li" => {
                if !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
                match numbers.last_mut() {
                    Some(Some(number)) => {
                        out.push_str(&number.to_string());
                        out.push_str(". ");
                        *number += 1;
                    }
                    _ => out.push_str("- "),
                }
            }
            "/ul" | "/ol" => {
                numbers.pop();
                end_block(&mut out, numbers.is_empty());
            }
            "/p" | "/pre" | "/blockquote" => end_block(&mut out, true),
            _ => {
                if let Some(attributes) = tag.strip_prefix("ol") {
                    numbers.push(Some(start(attributes)));
                }
            }
        }
        // line feeds between tags are not text
        if text != "\n" {
            out.push_str(&html_escape::decode_html_entities(text));
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Returns whether HTML that this module wrote shows nothing.
pub(super) fn is_blank(html: &str) -> bool {
    pieces(html).all(|(_, text)| crate::text::is_blank(&html_escape::decode_html_entities(text)))
}

/// Returns the tags without their attributes (except those of `ol`), each with the text after it.
fn pieces(html: &str) -> impl Iterator<Item = (&str, &str)> {
    html.split('<').enumerate().map(|(at, piece)| {
        if at == 0 {
            return ("", piece);
        }
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        match tag.split_once(' ') {
            Some((name, _)) if name != "ol" => (name, text),
            _ => (tag, text),
        }
    })
}

fn start(attributes: &str) -> u64 {
    let number = attributes
        .split_once("start=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    number
        .and_then(|(number, _)| number.parse().ok())
        .unwrap_or(1)
}

fn end_block(out: &mut String, with_empty_line: bool) {
    out.truncate(out.trim_end().len());
    out.push_str(if with_empty_line { "\n\n" } else { "\n" });
}
