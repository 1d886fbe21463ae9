//! What a site allows, and how a comment is treated before a moderator has seen it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    closed_set::closed_set,
    locale::{Language, Message},
    text::Website,
};

/// The policy of a site. The defaults are those of WordPress. Stored as JSON, in which unknown names
/// are ignored, because another version of the server may have written them. (Requests are parsed
/// strictly, elsewhere.)
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    pub moderation: ModerationPolicy,
    pub guests: Guests,
    /// The identities with which people may comment.
    pub identities: IdentityRules,
    /// The minimum length of a comment in Unicode scalar values.
    pub text_min: u32,
    pub text_max: u32,
    /// A comment with more links than this waits for a moderator.
    pub links_max: u32,
    /// A comment with one of these words is refused. Only whole words match, case-insensitively.
    pub banned_words: Vec<String>,
    /// A comment with one of these words waits for a moderator.
    pub suspect_words: Vec<String>,
    /// A thread accepts no new comments this many days after its first one; `None` for no limit.
    pub close_after_days: Option<u32>,
    /// How long an author may edit or delete a comment; 0 for never.
    pub edit_window_seconds: u32,
    /// What readers see while the edit of a published comment waits for a moderator.
    pub edits: WaitingEdits,
    /// The maximum depth of replies; a deeper reply is attached to the last level. 1 is a flat list.
    pub depth_max: u32,
    /// The limits on posting as a percentage of the built-in ones: 50 halves them, 200 doubles them.
    pub limits_percent: u32,
    /// How many of 1,000 legitimate comments the checks may move to the spam folder (false-positive
    /// rate). It determines the spam threshold of a site as soon as 100 legitimate comments are known.
    pub ham_lost_per_mille: u32,
    /// How many of 100 spam comments the checks may publish (false-negative rate). It determines the ham
    /// threshold of a site as soon as 50 spam comments are known.
    pub spam_published_percent: u32,
    /// The maximum number of comments that wait for a moderator. Beyond it, the comments most likely to
    /// be spam are moved to the spam folder, but never those of verified authors.
    pub pending_max: u32,
    /// The maximum number of waiting comments from one network (IPv4 /24, IPv6 /48); handled like
    /// `pending_max`.
    pub pending_network_max: u32,
    /// The number of days after which a comment in the spam folder is deleted; 0 for never.
    pub spam_days: u32,
    /// The number of days after which a comment in the trash is deleted; 0 for never.
    pub trash_days: u32,
    /// The page about privacy that each form links to: an `http` or `https` URL.
    pub privacy_url: Option<String>,
    /// The language of all texts for readers: pages, messages, mails.
    pub language: Language,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            moderation: ModerationPolicy::All,
            guests: Guests::default(),
            identities: IdentityRules::default(),
            text_min: 1,
            text_max: 10_000,
            links_max: 2,
            banned_words: Vec::new(),
            suspect_words: Vec::new(),
            close_after_days: None,
            edit_window_seconds: 15 * 60,
            edits: WaitingEdits::Keep,
            depth_max: 8,
            limits_percent: 100,
            ham_lost_per_mille: 2,
            spam_published_percent: SPAM_PUBLISHED_PERCENT,
            pending_max: PENDING_MAX,
            pending_network_max: PENDING_NETWORK_MAX,
            spam_days: FILED_DAYS,
            trash_days: FILED_DAYS,
            privacy_url: None,
            language: Language::En,
        }
    }
}

closed_set! {
    /// Which comments wait for a moderator.
    #[derive(Default)]
    pub enum ModerationPolicy: "ModerationMode" {
        /// Every comment.
        #[default]
        All = "all",
        /// Every comment, except those of authors with a verified identity and an approved comment.
        First = "first",
        /// Only comments that the checks suspect. Until there are enough decisions to train with (15 on spam,
        /// or fewer on a site with many real comments): every comment, except those of authors with a verified
        /// identity whose comments were all approved.
        Suspect = "suspect",
        /// No comment; comments that the checks classify as spam are still moved to the spam folder.
        None = "none",
    }
}

closed_set! {
    /// What readers see while the edit of a published comment waits for a moderator.
    #[derive(Default)]
    pub enum WaitingEdits: "EditPolicy" {
        /// The previously published text.
        #[default]
        Keep = "keep",
        /// Nothing of the comment.
        Hide = "hide",
    }
}

/// What guests may do, and which fields they must fill in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guests {
    pub allowed: bool,
    pub name: FieldRule,
    pub email: FieldRule,
    pub website: FieldRule,
}

impl Default for Guests {
    fn default() -> Self {
        Self {
            allowed: true,
            name: FieldRule::Required,
            email: FieldRule::Required,
            website: FieldRule::Optional,
        }
    }
}

/// The identities with which people may comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IdentityRules {
    /// Whether people may verify an email address. Only effective if the server sends mail.
    pub email: bool,
    /// The ids of the providers offered; `None` for all that are configured.
    pub providers: Option<Vec<String>>,
}

impl Default for IdentityRules {
    fn default() -> Self {
        Self {
            email: true,
            providers: None,
        }
    }
}

impl IdentityRules {
    /// Returns whether this identity is allowed: `email`, or the id of a provider.
    #[must_use]
    pub fn allows(&self, provider: &str) -> bool {
        if provider == "email" {
            return self.email;
        }
        self.providers
            .as_ref()
            .is_none_or(|offered| offered.iter().any(|id| id == provider))
    }
}

closed_set! {
    /// Whether a field is required, optional or hidden.
    pub enum FieldRule: "FieldRequirement" {
        Required = "required",
        Optional = "optional",
        Hidden = "hidden",
    }
}

/// The upper limit of `text_max`, in Unicode scalar values.
pub(super) const TEXT_MAX: u32 = 10_000;
/// The upper limit of `depth_max`.
pub(super) const DEPTH_MAX: u32 = 8;

/// The default of `spam_published_percent`.
pub(crate) const SPAM_PUBLISHED_PERCENT: u32 = 2;
/// The default of `pending_max`: more than a moderator reads in a week, and, with 250 KB for the
/// largest comment, a bound on disk usage.
pub(crate) const PENDING_MAX: u32 = 10_000;
/// The default of `pending_network_max`: a hundred comments from each of five readers behind one router.
pub(crate) const PENDING_NETWORK_MAX: u32 = 500;
/// The default of `spam_days` and `trash_days`.
pub(crate) const FILED_DAYS: u32 = 30;

/// The maximum number of words in a list.
pub(super) const WORDS_MAX: usize = 1_000;
/// The maximum length of a word in Unicode scalar values.
pub(super) const WORD_MAX: usize = 100;
/// The maximum size of a policy as JSON, in bytes. No policy within the limits above is larger: two
/// lists, with every character written as two escapes (`\ud83d\ude00`), and room for the rest.
pub(crate) const JSON_MAX: u64 = 2 * WORDS_MAX as u64 * (12 * WORD_MAX as u64 + 16) + (64 << 10);

/// An invalid value in a policy: dotted path, stable code, remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFault {
    pub field: String,
    pub code: &'static str,
    pub message: Message,
}

impl Policy {
    /// Returns all invalid values.
    #[must_use]
    pub fn faults(&self) -> Vec<PolicyFault> {
        let mut faults = Vec::new();
        let mut range = |field, value: u32, low: u32, high: u32| {
            if !(low..=high).contains(&value) {
                let message = Message::new("policy-range")
                    .with("low", low.to_string())
                    .with("high", high.to_string());
                faults.push(PolicyFault {
                    field: String::from(field),
                    code: "out_of_range",
                    message,
                });
            }
        };
        range("text_min", self.text_min, 1, TEXT_MAX);
        range(
            "text_max",
            self.text_max,
            self.text_min.clamp(1, TEXT_MAX),
            TEXT_MAX,
        );
        range("links_max", self.links_max, 0, 1_000);
        range(
            "close_after_days",
            self.close_after_days.unwrap_or(1),
            1,
            36_500,
        );
        range(
            "edit_window_seconds",
            self.edit_window_seconds,
            0,
            7 * 86_400,
        );
        range("depth_max", self.depth_max, 1, DEPTH_MAX);
        range("limits_percent", self.limits_percent, 1, 10_000);
        range("ham_lost_per_mille", self.ham_lost_per_mille, 0, 100);
        range(
            "spam_published_percent",
            self.spam_published_percent,
            0,
            100,
        );
        range("pending_max", self.pending_max, 1, 1_000_000);
        range(
            "pending_network_max",
            self.pending_network_max,
            1,
            1_000_000,
        );
        range("spam_days", self.spam_days, 0, 3_650);
        range("trash_days", self.trash_days, 0, 3_650);
        let url = self.privacy_url.as_deref().map(Website::parse);
        if let Some(Err(fault)) = url {
            faults.push(PolicyFault {
                field: "privacy_url".to_owned(),
                code: fault.code,
                message: fault.message,
            });
        }
        let ids = self.identities.providers.iter().flatten();
        let is_id = |id: &String| {
            (1..=32).contains(&id.len())
                && id
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if ids.clone().count() > 100 || !ids.clone().all(is_id) {
            faults.push(PolicyFault {
                field: "identities.providers".to_owned(),
                code: "invalid",
                message: Message::new("policy-providers"),
            });
        }
        for (field, words) in [
            ("banned_words", &self.banned_words),
            ("suspect_words", &self.suspect_words),
        ] {
            faults.extend(word_faults(field, words));
        }
        faults
    }

    /// Applies a JSON Merge Patch (RFC 7396): a member that is `null` is reset to its default. Checks
    /// types and names, but not values, which [`Policy::faults`] checks.
    pub fn patched(&self, patch: &Value) -> Result<Self, PolicyFault> {
        let fault = |field: &str, code, message: String| PolicyFault {
            field: field.to_owned(),
            code,
            message: message.into(),
        };
        let json = |policy: &Self| {
            serde_json::to_value(policy).map_err(|error| fault("", "invalid", error.to_string()))
        };
        let mut policy = json(self)?;
        merge(&mut policy, patch, &json(&Self::default())?, "")?;
        serde_json::from_value(policy).map_err(|error| fault("", "invalid", error.to_string()))
    }
}

/// Returns what is wrong with a list of words: their number, and each word that is too long or blank.
fn word_faults(field: &str, words: &[String]) -> Vec<PolicyFault> {
    let fault = |field, message: Message| PolicyFault {
        field,
        code: "invalid",
        message,
    };
    let mut faults = Vec::new();
    if words.len() > WORDS_MAX {
        let message = Message::new("policy-words-many")
            .with("max", WORDS_MAX.to_string())
            .with("count", words.len().to_string());
        faults.push(fault(field.to_owned(), message));
    }
    for (at, word) in words.iter().enumerate() {
        let length = match word.trim() {
            "" => 0,
            _ => word.chars().count(),
        };
        if !(1..=WORD_MAX).contains(&length) {
            let message = Message::new("policy-word-length")
                .with("max", WORD_MAX.to_string())
                .with("count", length.to_string());
            faults.push(fault(format!("{field}.{at}"), message));
        }
    }
    faults
}

fn merge(
    target: &mut Value,
    patch: &Value,
    default: &Value,
    prefix: &str,
) -> Result<(), PolicyFault> {
    let (Value::Object(target), Value::Object(patch), Value::Object(default)) =
        (target, patch, default)
    else {
        return Err(PolicyFault {
            field: prefix.to_owned(),
            code: "wrong_type",
            message: Message::new("field-type-object"),
        });
    };
    for (name, value) in patch {
        let dot = if prefix.is_empty() { "" } else { "." };
        let field = format!("{prefix}{dot}{name}");
        let Some(default) = default.get(name) else {
            let known = default.keys().map(String::as_str).collect::<Vec<_>>();
            return Err(PolicyFault {
                field,
                code: "unknown",
                message: format!("unknown setting; the settings are: {}", known.join(", ")).into(),
            });
        };
        match target.get_mut(name) {
            Some(member) if default.is_object() && !value.is_null() => {
                merge(member, value, default, &field)?;
            }
            _ => {
                let value = if value.is_null() { default } else { value };
                target.insert(name.clone(), value.clone());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_policy_makes_sense_and_an_empty_object_is_the_default() {
        assert_eq!(Policy::default().faults(), []);
        assert_eq!(
            serde_json::from_str::<Policy>("{}").expect("parses"),
            Policy::default()
        );
    }

    #[test]
    fn a_patch_changes_what_it_names_and_nothing_else() {
        use serde_json::json;
        let policy = Policy {
            close_after_days: Some(30),
            links_max: 5,
            ..Policy::default()
        };
        let patched = policy
            .patched(&json!({ "moderation": "first", "guests": { "email": "optional" }, "close_after_days": null }))
            .expect("good");
        assert_eq!(patched.moderation, ModerationPolicy::First);
        assert_eq!(patched.guests.email, FieldRule::Optional);
        assert_eq!(patched.guests.name, FieldRule::Required);
        assert_eq!((patched.close_after_days, patched.links_max), (None, 5));
        assert_eq!(policy.patched(&json!({})), Ok(policy.clone()));
        assert_eq!(
            policy.patched(&json!({ "guests": null })).map(|p| p.guests),
            Ok(Guests::default())
        );
        for (patch, field, code) in [
            (json!({ "fax": 1 }), "fax", "unknown"),
            (json!({ "guests": { "fax": 1 } }), "guests.fax", "unknown"),
            (json!({ "guests": 1 }), "guests", "wrong_type"),
            (json!([]), "", "wrong_type"),
            (json!({ "moderation": "some" }), "", "invalid"),
            (json!({ "text_max": -1 }), "", "invalid"),
            (json!({ "spam_published_percent": 0.5 }), "", "invalid"),
        ] {
            let fault = policy.patched(&patch).expect_err("wrong");
            assert_eq!((fault.field.as_str(), fault.code), (field, code), "{patch}");
        }
    }

    #[test]
    fn all_faults_are_named_at_once() {
        let policy = Policy {
            text_min: 0,
            depth_max: 9,
            spam_published_percent: 101,
            banned_words: vec!["ok".to_owned(), " ".to_owned()],
            ..Policy::default()
        };
        let fields = policy
            .faults()
            .into_iter()
            .map(|f| f.field)
            .collect::<Vec<_>>();
        let expected = [
            "text_min",
            "depth_max",
            "spam_published_percent",
            "banned_words.1",
        ];
        assert_eq!(fields, expected);
    }
}
