//! Limits the size of the HTML of any text.

use super::{REL, html_max, inline::marked, layout::Layout, tag::escape, writer};

/// What the second sanitizing step adds to a link: ` rel="…"`.
const REL_ADDED: usize = REL.len() + " rel=\"\"".len();
/// What the second sanitizing step adds to a no-break space, which it writes as `&nbsp;`.
const SPACE_ADDED: usize = "&nbsp;".len() - "\u{a0}".len();
/// The size of the paragraph around the text after the cut, without that text.
const PARAGRAPH: usize = "<p dir=\"auto\"></p>\n".len();

/// Returns the HTML of the first sanitizing step for a cleaned text, short enough for the result of the
/// second step to stay within [`html_max`].
///
/// If the HTML of the whole text is too long, only the first half is rendered as Markdown, or the first
/// quarter, and so on, each up to the end of a line. The rest becomes one paragraph of text with line
/// breaks. All attempts together cost at most twice the first.
pub(super) fn limited(source: &str) -> String {
    if let Some(html) = written(source, html_max(source.len())) {
        return html;
    }
    let mut end = source.len();
    loop {
        end = line_end(source, end / 2);
        let (first, rest) = source.split_at(end);
        if end == 0 {
            return text(rest);
        }
        if let Some(html) = written(first, html_max(first.len()) - PARAGRAPH) {
            return html + &text(rest);
        }
    }
}

/// Returns the end of the last line that ends within the first `most` bytes; 0 if there is none.
fn line_end(source: &str, most: usize) -> usize {
    let before = &source.as_bytes()[..most];
    let feed = before.iter().rposition(|byte| *byte == b'\n');
    feed.map_or(0, |at| at + 1)
}

/// Returns the HTML of a text as Markdown; `None` if the second sanitizing step could make more than
/// `most` bytes of it.
fn written(source: &str, most: usize) -> Option<String> {
    let layout = Layout::new(source.to_owned());
    let text = marked(&layout, true);
    let (html, labels) = writer::write(&text.text, &text.definitions, source.len(), most)?;
    let html = if labels.len() >= text.definitions.len() {
        html
    } else {
        // The parser did not use one of the definitions, and its line must not be lost.
        let text = marked(&layout, false);
        writer::write(&text.text, &text.definitions, source.len(), most)?.0
    };
    let links = html.matches("<a ").count();
    let spaces = html.matches('\u{a0}').count();
    (html.len() + links * REL_ADDED + spaces * SPACE_ADDED <= most).then_some(html)
}

/// Returns one paragraph of text as it was typed, with its line breaks.
fn text(source: &str) -> String {
    let source = source.trim_matches('\n');
    if source.is_empty() {
        return String::new();
    }
    let mut out = String::with_capacity(source.len() * 3 / 2 + PARAGRAPH);
    out.push_str("<p dir=\"auto\">");
    for (at, line) in source.split('\n').enumerate() {
        if at > 0 {
            out.push_str("<br>\n");
        }
        escape(line, &mut out);
    }
    out.push_str("</p>\n");
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{
        render,
        tests::{assert_safe, bombs},
    };
    use super::*;

    #[test]
    fn html_is_at_most_five_times_the_text_and_four_kibibytes() {
        for (name, source) in bombs(10_000) {
            let html = assert_safe(&source);
            assert!(!html.trim().is_empty(), "{name}");
        }
    }

    #[test]
    fn an_ordinary_comment_is_not_cut() {
        let list = "- one\n- two\n\n> a *quotation*\n\nhttps://example.org/a\n\n".repeat(40);
        let html = render(&list);
        assert!(!html.contains("&gt;") && !html.contains('*'), "{html:.300}");
        let links = "www.example.org ".repeat(40);
        assert_eq!(render(&links).matches("<a ").count(), 40);
    }

    #[test]
    fn what_stands_before_the_cut_keeps_its_markup_and_what_follows_is_shown_as_typed() {
        let source = format!(
            "**first**\n\n{}\nlast *word*",
            "> > > > a\n\n".repeat(2_000)
        );
        let html = render(&source);
        assert!(
            html.starts_with("<p dir=\"auto\"><strong>first</strong></p>\n"),
            "{html:.300}"
        );
        assert!(
            html.contains("<br>\n&gt; &gt; &gt; &gt; a<br>\n"),
            "{html:.300}"
        );
        assert!(html.ends_with("<br>\nlast *word*</p>\n"));
        assert_eq!(
            html.matches("&gt; &gt; &gt; &gt; a").count()
                + html.matches("</blockquote>").count() / 4,
            2_000
        );
    }

    #[test]
    fn links_beyond_what_a_text_affords_are_shown_as_typed() {
        for link in ["www.a.b", "[a](b.co)", "<http://a.b>", "http://a.b"] {
            let html = render(&format!("**first** {}", format!("{link} ").repeat(1_000)));
            assert!(
                html.starts_with("<p dir=\"auto\"><strong>first</strong> <a href"),
                "{html:.200}"
            );
            let links = html.matches("<a ").count();
            assert!((100..900).contains(&links), "{link}: {links}");
            let mut typed = String::new();
            escape(link, &mut typed);
            assert!(
                html.ends_with(&format!(" {typed} </p>\n"))
                    || html.ends_with(&format!(" {typed}</p>\n")),
                "{link}"
            );
        }
    }

    #[test]
    fn a_cut_stands_at_the_end_of_a_line() {
        assert_eq!(line_end("ab\ncd\nef", 7), 6);
        assert_eq!(line_end("ab\ncd\nef", 5), 3);
        assert_eq!(line_end("ab\ncd", 2), 0);
        assert_eq!(line_end("aé\n", 2), 0);
    }

    proptest! {
        #[test]
        fn the_bound_holds_for_any_repetition(
            piece in "[>*_`~ \\-+#0-9.a\\[\\](){}&\"<\u{a0}\n!:/]{1,12}", count in 1_usize..800,
        ) {
            assert_safe(&piece.repeat(count));
        }
    }
}
