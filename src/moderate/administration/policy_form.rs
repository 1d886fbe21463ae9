//! The form of a policy: which setting is which field, and how it changes the policy that is stored by then.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::Value;

use super::form_view::{
    FieldKind, FieldSpec, FormView, body_of, field_of, member, parse, set_member, shown,
};
use crate::{
    administration::api::{SitePolicy, check_policy},
    http::{Code, FieldError, FieldErrors, Problem},
    locale::Message,
    moderate::form::FormFields,
    site::Policy,
};

/// The settings of a policy.
pub(super) const POLICY: [FieldSpec; 23] = [
    ("moderation", FieldKind::Text),
    ("guests.allowed", FieldKind::Flag),
    ("guests.name", FieldKind::Text),
    ("guests.email", FieldKind::Text),
    ("guests.website", FieldKind::Text),
    ("identities.email", FieldKind::Flag),
    (PROVIDERS, FieldKind::Choices),
    ("text_min", FieldKind::Integer),
    ("text_max", FieldKind::Integer),
    ("links_max", FieldKind::Integer),
    ("banned_words", FieldKind::Lines),
    ("suspect_words", FieldKind::Lines),
    ("close_after_days", FieldKind::OptionalInteger),
    ("edit_window_seconds", FieldKind::Integer),
    ("edits", FieldKind::Text),
    ("depth_max", FieldKind::Integer),
    ("limits_percent", FieldKind::Integer),
    ("ham_lost_per_mille", FieldKind::Integer),
    ("spam_published_percent", FieldKind::Integer),
    ("pending_max", FieldKind::Integer),
    ("pending_network_max", FieldKind::Integer),
    ("spam_days", FieldKind::Integer),
    ("trash_days", FieldKind::Integer),
];

/// The settings of a policy that are texts for readers.
pub(super) const TEXTS: [FieldSpec; 2] = [
    ("privacy_url", FieldKind::Optional),
    ("language", FieldKind::Text),
];

/// The sign-in providers that a site offers: a list, or all.
const PROVIDERS: &str = "identities.providers";

/// The checkbox for all providers, instead of a list.
const ALL_PROVIDERS: &str = "all_providers";

/// The field with the fingerprints of the settings that the form was made from.
const MADE_FROM: &str = "made_from";

/// Returns all settings.
pub(super) fn settings() -> Vec<FieldSpec> {
    [&POLICY[..], &TEXTS].concat()
}

fn to_json(policy: &Policy) -> Result<Value, Problem> {
    serde_json::to_value(policy).map_err(Problem::internal)
}

/// Returns the form with the stored policy.
pub(super) fn stored_form(policy: &Policy) -> Result<FormView, Problem> {
    let body = to_json(policy)?;
    let mut form = FormView::stored(&body, &settings());
    if member(&body, PROVIDERS).is_null() {
        form.set(ALL_PROVIDERS, "1");
    }
    made_from(form, policy)
}

/// Returns the form with what was typed, to be sent again for the stored policy.
pub(super) fn typed_form(fields: &FormFields, policy: &Policy) -> Result<FormView, Problem> {
    let mut form = FormView::typed(fields, &settings());
    if fields.get(ALL_PROVIDERS).is_some() {
        form.set(ALL_PROVIDERS, "1");
    }
    let made_from_before = fields.get(MADE_FROM);
    match made_from_before {
        Some(before) => form.set(MADE_FROM, before),
        None => form = made_from(form, policy)?,
    }
    Ok(form)
}

/// Notes in a form from which policy it is made.
fn made_from(mut form: FormView, policy: &Policy) -> Result<FormView, Problem> {
    let body = to_json(policy)?;
    let settings = settings().into_iter();
    let fingerprints = settings.map(|(name, _)| format!("{:x}", fingerprint(member(&body, name))));
    form.set(MADE_FROM, fingerprints.collect::<Vec<_>>().join("."));
    Ok(form)
}

/// Returns the form after a conflict: sent again, it replaces what is stored now of the settings that are in conflict. Of
/// all others it still changes only what was changed in it.
pub(super) fn after_conflict(
    mut form: FormView,
    fields: &FormFields,
    (stored, problem): (&Policy, &Problem),
) -> Result<FormView, Problem> {
    let body = to_json(stored)?;
    let before = fields.get(MADE_FROM).unwrap_or_default().split('.');
    let all = settings()
        .into_iter()
        .zip(before.chain(std::iter::repeat("")));
    let fingerprints = all.map(|((name, _), before)| {
        if problem.errors.iter().any(|error| error.field == name) {
            format!("{:x}", fingerprint(member(&body, name)))
        } else {
            before.to_owned()
        }
    });
    form.set(MADE_FROM, fingerprints.collect::<Vec<_>>().join("."));
    Ok(form)
}

/// Returns a number that differs for different values, almost certainly.
fn fingerprint(value: &Value) -> u32 {
    let mut hasher = DefaultHasher::new();
    value.to_string().hash(&mut hasher);
    #[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
    let short = hasher.finish() as u32;
    short
}

/// Reads the policy that was typed. The error lists all invalid values: for those that cannot be read the others are
/// checked with the stored ones.
pub(super) fn typed_policy(fields: &FormFields, stored: &Policy) -> Result<Policy, Problem> {
    let mut body = body_of(fields, &settings());
    if fields.get(ALL_PROVIDERS).is_some() {
        set_member(&mut body, PROVIDERS, Value::Null);
    }
    let unreadable = match parse::<SitePolicy>(body.clone()) {
        Ok(policy) => {
            let policy = Policy::from(policy.0);
            check_policy(&policy)?;
            return Ok(policy);
        }
        Err(problem) => problem.errors,
    };
    let stored = to_json(stored)?;
    for error in unreadable.iter() {
        if let Some(name) = field_of(error, &settings()) {
            set_member(&mut body, name, member(&stored, name).clone());
        }
    }
    let rest = parse::<SitePolicy>(body).map(|rest| check_policy(&rest.0.into()));
    let invalid = match rest {
        Ok(Err(problem)) => problem.errors,
        _ => FieldErrors::default(),
    };
    let all = unreadable.into_iter().chain(invalid);
    Err(Problem::invalid(all.collect::<FieldErrors>()))
}

/// Returns the stored policy with the settings that were changed in the form. A setting that another owner has changed
/// meanwhile to another value is a conflict.
pub(super) fn merged(stored: &Policy, typed: &Policy, made_from: &str) -> Result<Policy, Problem> {
    let (stored, typed) = (to_json(stored)?, to_json(typed)?);
    let mut merged = stored.clone();
    let before = made_from
        .split('.')
        .map(|text| u32::from_str_radix(text, 16).ok());
    let before = before.collect::<Vec<_>>();
    let mut conflicts = FieldErrors::default();
    for (at, (name, _)) in settings().into_iter().enumerate() {
        let (now, new) = (member(&stored, name), member(&typed, name));
        let before = before.get(at).copied().flatten();
        if now == new || before == Some(fingerprint(new)) {
            continue;
        }
        if before != Some(fingerprint(now)) {
            let message = Message::new("mod-policy-conflict").with("value", shown(now));
            conflicts.push(FieldError::new(name, "conflict", message));
        }
        set_member(&mut merged, name, new.clone());
    }
    if conflicts.total() > 0 {
        return Err(Problem {
            errors: conflicts,
            ..Problem::plain(Code::Conflict)
        });
    }
    let policy = serde_json::from_value(merged).map_err(Problem::internal)?;
    check_policy(&policy)?;
    Ok(policy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_owners_change_is_merged_and_the_same_setting_is_a_conflict() {
        let first = Policy::default();
        let settings = |policy: &Policy| {
            let body = to_json(policy).expect("json");
            let settings = settings().into_iter();
            let all = settings.map(|(name, _)| format!("{:x}", fingerprint(member(&body, name))));
            all.collect::<Vec<_>>().join(".")
        };
        let made_from = settings(&first);
        let now = Policy {
            links_max: 7,
            ..first.clone()
        };
        let typed = Policy {
            text_max: 500,
            ..first.clone()
        };
        let both = merged(&now, &typed, &made_from).expect("no conflict");
        assert_eq!((both.links_max, both.text_max), (7, 500));
        let typed = Policy {
            links_max: 9,
            ..first.clone()
        };
        let conflict = merged(&now, &typed, &made_from).expect_err("a conflict");
        assert_eq!(conflict.errors[0].field, "links_max");
        let again = merged(&now, &typed, &settings(&now)).expect("replaces");
        assert_eq!(again.links_max, 9);
        assert!(merged(&now, &typed, "").is_err(), "without what was read");
    }

    #[test]
    fn every_setting_is_a_field() {
        let body = to_json(&Policy::default()).expect("json");
        let mut rest = body;
        for (name, _) in settings() {
            let parent = match name.split_once('.') {
                Some((parent, name)) => rest[parent].as_object_mut().map(|parent| (parent, name)),
                None => rest.as_object_mut().map(|rest| (rest, name)),
            };
            let (parent, name) = parent.expect("an object");
            assert!(parent.remove(name).is_some(), "{name}");
        }
        assert_eq!(rest, serde_json::json!({ "guests": {}, "identities": {} }));
    }
}
