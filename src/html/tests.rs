//! Tests of the templates' environment.

use minijinja::context;

use super::environment;

#[test]
fn a_template_says_texts_escaped_and_knows_no_other_entries() {
    let environment = environment(&[]);
    let write = |template: &str| {
        environment
            .render_named_str(
                "page.html",
                template,
                context! { lang => "de", name => "<b>", n => 1 },
            )
            .map_err(|error| error.to_string())
    };
    assert_eq!(
        write(r#"{{ t(lang, "reply-heading-to", name=name) }}"#).as_deref(),
        Ok("Antwort an &lt;b&gt;")
    );
    assert_eq!(
        write(r#"{{ t(lang, "thread-count", count=n) }}"#).as_deref(),
        Ok("1 Kommentar")
    );
    assert!(write(r#"{{ t(lang, "no-such-entry") }}"#).is_err());
}
