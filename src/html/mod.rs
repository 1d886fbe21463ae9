//! The environment of all HTML templates: texts of the catalogs and the base page. It knows no domain.

mod texts;

use minijinja::Environment;

/// Returns an environment with the base page `base.html`, the function `t` for texts, and these templates, by
/// name.
///
/// # Panics
///
/// If a template has a syntax error; all templates are part of the binary.
#[must_use]
pub fn environment(templates: &[(&'static str, &'static str)]) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.add_function("t", texts::text);
    for (name, source) in [("base.html", include_str!("base.html"))]
        .iter()
        .chain(templates)
    {
        environment
            .add_template(name, source)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    environment
}

#[cfg(test)]
mod tests {
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
}
