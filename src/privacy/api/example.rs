//! The example of an export for the OpenAPI document.

use uuid::Uuid;

use super::wire::{
    ExportedComment, ExportedIdentity, ExportedNetwork, ExportedPerson, PersonalData,
};
use crate::{
    clock::Timestamp, comment::IdentityKind, commenter::api::wire::picture_url,
    submission::api::own_comments::OwnStatus,
};

impl poem_openapi::types::Example for PersonalData {
    fn example() -> Self {
        let at = Timestamp(1_795_497_023_042);
        let id = Uuid::from_u128(0x3f6f_5d2b_9c1e_4c57_a1d3_6d2f_0b7c_9e41);
        let email = "ada@example.com".to_owned();
        Self {
            exported_at: at.into(),
            person: ExportedPerson {
                id,
                name: "Ada".to_owned(),
                website: Some("https://ada.example/".to_owned()),
                picture: picture_url("https://comments.example", id),
                created_at: at.into(),
            },
            identities: vec![ExportedIdentity {
                issuer: "email".to_owned(),
                subject: email.clone(),
                provider: "email".to_owned(),
                name: String::new(),
                email: Some(email.clone()),
                created_at: at.into(),
                used_at: at.into(),
            }],
            sessions: Vec::new(),
            pictures: Vec::new(),
            codes: Vec::new(),
            networks: vec![ExportedNetwork { used_at: at.into() }],
            notes: Vec::new(),
            comments: vec![ExportedComment {
                site: "blog".to_owned(),
                page: "/2026/thing-12".to_owned(),
                id: Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a2b),
                parent_id: None,
                status: OwnStatus::Approved,
                kind: IdentityKind::Guest,
                written_as_guest: true,
                provider: None,
                role: None,
                name: "Ada".to_owned(),
                email: Some(email),
                website: None,
                picture: None,
                text: "Thing 12 was the *best* one.".to_owned(),
                html: "<p dir=\"auto\">Thing 12 was the <em>best</em> one.</p>\n".to_owned(),
                network: Some("198.51.100.0/24".to_owned()),
                user_agent: None,
                created_at: at.into(),
                edited_at: None,
                edits: Vec::new(),
            }],
        }
    }
}
