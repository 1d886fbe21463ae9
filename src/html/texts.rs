//! The texts in templates: `{{ t(lang, "reply-button") }}`, with named values.

use minijinja::{Error, ErrorKind, Value as Jinja, value::Kwargs};

use fluent_bundle::{FluentArgs, FluentValue};

use crate::locale::{self, Language};

/// The function `dir` of templates.
pub(super) fn direction(language: &str) -> &'static str {
    Language::of_tag(language).unwrap_or_default().direction()
}

/// The function `t` of templates.
pub(super) fn text(language: &str, key: &str, values: Kwargs) -> Result<String, Error> {
    let language = Language::of_tag(language).unwrap_or_default();
    let mut arguments = FluentArgs::new();
    for name in values.args().map(str::to_owned).collect::<Vec<_>>() {
        let value: Jinja = values.get(&name)?;
        let value = match i64::try_from(value.clone()) {
            Ok(number) if value.is_number() => FluentValue::from(number),
            _ => FluentValue::from(value.to_string()),
        };
        arguments.set(name, value);
    }
    values.assert_all_used()?;
    if !locale::has_entry(key) {
        let message = format!("the catalogs have no entry {key}");
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    Ok(locale::format(language, key, Some(&arguments)))
}
