//! Escaped text and links in HTML.

/// Escapes text, for content and for quoted attributes.
pub(super) fn escape(text: &str, out: &mut String) {
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

/// Writes a link around a text.
pub(super) fn anchor(target: &str, text: &str, out: &mut String) {
    open_anchor(target, out);
    escape(text, out);
    out.push_str("</a>");
}

pub(super) fn open_anchor(target: &str, out: &mut String) {
    out.push_str("<a href=\"");
    escape(target, out);
    out.push_str("\">");
}
