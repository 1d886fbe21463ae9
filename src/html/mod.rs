//! The environment of all HTML templates: texts of the catalogs and the base page. It knows no domain.

#[cfg(test)]
mod tests;
mod texts;

use minijinja::Environment;

/// Returns an environment with the base page `base.html`, the functions `t` for texts and `dir` for the direction of
/// a language, and these templates, by
/// name.
///
/// # Panics
///
/// If a template has a syntax error; all templates are part of the binary.
#[must_use]
pub(crate) fn environment(templates: &[(&'static str, &'static str)]) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.add_function("t", texts::text);
    environment.add_function("dir", texts::direction);
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
