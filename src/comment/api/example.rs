//! Examples for the OpenAPI document: one comment as readers see it.

use poem_openapi::types::Example;
use uuid::Uuid;

use super::{
    counting::{PageCounts, PageList},
    listing::{Listing, ThreadInfo},
    wire::{PublicAuthor, PublicComment},
};
use crate::{
    clock::Timestamp,
    comment::{IdentityKind, ThreadState},
};

pub(crate) const ID: Uuid = Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a2b);
pub(crate) const AT: Timestamp = Timestamp(1_795_497_023_042);
pub(crate) const PAGE: &str = "/2026/thing-12";
pub(crate) const TITLE: &str = "Thing 12 – Party time!";
pub(crate) const HTML: &str = "<p dir=\"auto\">Thing 12 was the <em>best</em> one.</p>\n";

pub(crate) fn author() -> PublicAuthor {
    PublicAuthor {
        name: "Ann".to_owned(),
        website: Some("https://ann.example/".to_owned()),
        kind: IdentityKind::Guest,
        verified: false,
        role: None,
        provider: None,
        picture: None,
    }
}

impl Example for PublicComment {
    fn example() -> Self {
        Self {
            id: ID,
            parent_id: None,
            depth: 0,
            author: Some(author()),
            html: HTML.to_owned(),
            created_at: AT.into(),
            edited_at: None,
            pinned: false,
            removed: false,
            in_review: false,
        }
    }
}

impl Example for Listing {
    fn example() -> Self {
        Self {
            items: vec![PublicComment::example()],
            next: None,
            thread: ThreadInfo {
                page: PAGE.to_owned(),
                url: None,
                title: Some(TITLE.to_owned()),
                open: true,
                state: ThreadState::Open,
                count: 1,
            },
        }
    }
}

impl Example for PageCounts {
    fn example() -> Self {
        Self {
            counts: [(PAGE.to_owned(), 1)].into(),
            warnings: Vec::new(),
            warnings_total: 0,
        }
    }
}

impl Example for PageList {
    fn example() -> Self {
        Self {
            pages: vec![PAGE.to_owned(), "/2026/thing-13".to_owned()],
        }
    }
}
