//! Examples for the OpenAPI document: one comment on its way from the form to the page.

use poem_openapi::types::Example;

use super::{
    form::{Anonymous, FormIdentities, FormInfo, TextLimits},
    own_comments::{EditAnswer, OwnComment, OwnComments, OwnStatus},
    reply_form::script_texts,
    submit::SubmitAnswer,
    wire::{CommentSubmission, NewAuthor, PostedForm, PreviewAnswer, TextBody},
};
use crate::{
    clock::Timestamp,
    comment::{
        ThreadState,
        api::example::{AT, HTML, ID, PAGE, TITLE, author},
    },
    locale::Language,
    site::{FieldRule, ModerationPolicy},
};

const TEXT: &str = "Thing 12 was the *best* one.";
const TOKEN: &str = "AQAAAAAAAAAB-an-example-of-a-form-token";

fn own() -> OwnComment {
    OwnComment {
        id: ID,
        parent_id: None,
        depth: 0,
        author: author(),
        text: TEXT.to_owned(),
        html: HTML.to_owned(),
        created_at: AT.into(),
        edited_at: None,
        published_html: None,
        status: OwnStatus::Pending,
        editable_until: Some(Timestamp(AT.0 + 15 * 60_000).into()),
    }
}

impl Example for FormInfo {
    fn example() -> Self {
        Self {
            open: true,
            state: ThreadState::Open,
            moderation: ModerationPolicy::All,
            identities: FormIdentities {
                anonymous: Anonymous {
                    allowed: true,
                    name: FieldRule::Required,
                    email: FieldRule::Required,
                    website: FieldRule::Optional,
                },
                email: false,
                providers: Vec::new(),
            },
            limits: TextLimits {
                text_min: 1,
                text_max: 10_000,
                name_max: 64,
                email_max: 254,
                website_max: 2_048,
            },
            token: TOKEN.to_owned(),
            challenge: None,
            captcha: None,
            honeypot: "subject".to_owned(),
            language: "en".to_owned(),
            texts: script_texts(Language::En),
        }
    }
}

impl Example for CommentSubmission {
    fn example() -> Self {
        Self {
            page: PAGE.to_owned(),
            text: TEXT.to_owned(),
            title: Some(TITLE.to_owned()),
            author: Some(NewAuthor {
                name: Some("Ann".to_owned()),
                email: Some("ann@example.org".to_owned()),
                website: None,
            }),
            ..Self::default()
        }
    }
}

impl Example for PostedForm {
    fn example() -> Self {
        Self {
            page: PAGE.to_owned(),
            text: TEXT.to_owned(),
            title: Some(TITLE.to_owned()),
            name: Some("Ann".to_owned()),
            email: Some("ann@example.org".to_owned()),
            ..Self::default()
        }
    }
}

impl Example for SubmitAnswer {
    fn example() -> Self {
        Self {
            comment: own(),
            status: OwnStatus::Pending,
            edit_token: Some("an-example-of-an-edit-token".to_owned()),
            message: "Thank you. Your comment waits for a moderator.".to_owned(),
            warnings: Vec::new(),
            warnings_total: 0,
        }
    }
}

impl Example for EditAnswer {
    fn example() -> Self {
        let comment = OwnComment {
            edited_at: Some(Timestamp(AT.0 + 60_000).into()),
            ..own()
        };
        Self {
            comment,
            status: OwnStatus::Pending,
            message: "Thank you. Your comment waits for a moderator.".to_owned(),
        }
    }
}

impl Example for OwnComments {
    fn example() -> Self {
        Self {
            items: vec![own()],
            next: None,
        }
    }
}

impl Example for TextBody {
    fn example() -> Self {
        Self {
            text: TEXT.to_owned(),
        }
    }
}

impl Example for PreviewAnswer {
    fn example() -> Self {
        Self {
            html: HTML.to_owned(),
        }
    }
}
