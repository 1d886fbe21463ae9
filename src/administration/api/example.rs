//! Examples for the OpenAPI document: sites with their policies, moderators and keys.

use poem_openapi::types::{Example, MaybeUndefined};
use uuid::Uuid;

use super::{
    policy_preview::{PolicyPreview, PreviewCount},
    policy_wire::SitePolicy,
    wire::{
        AddKey, AddModerator, AddSite, ChangeModerator, ChangeSite, KeyInfo, KeyList,
        ManagedModerator, ModeratorList, NewKey, SiteInfo, SiteList,
    },
};
use crate::{
    moderation::api::{
        WaitingCounts,
        example::{AT, COMMENT, MODERATOR},
    },
    moderator::Role,
    site::Policy,
};

const KEY: Uuid = Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a30);

impl Example for SitePolicy {
    fn example() -> Self {
        Policy::default().into()
    }
}

impl Example for SiteInfo {
    fn example() -> Self {
        Self {
            slug: "blog".to_owned(),
            name: "The Blog".to_owned(),
            origins: vec!["https://blog.example".to_owned()],
            created_at: AT.into(),
            flood: None,
            pending: WaitingCounts {
                review: 3,
                probably_spam: 12,
            },
        }
    }
}

impl Example for SiteList {
    fn example() -> Self {
        Self {
            items: vec![SiteInfo::example()],
            next: None,
        }
    }
}

impl Example for AddSite {
    fn example() -> Self {
        Self {
            slug: "blog".to_owned(),
            name: "The Blog".to_owned(),
            origins: vec!["https://blog.example".to_owned()],
        }
    }
}

impl Example for ChangeSite {
    fn example() -> Self {
        Self {
            name: Some("The Other Blog".to_owned()),
            origins: None,
        }
    }
}

impl Example for ManagedModerator {
    fn example() -> Self {
        Self {
            id: MODERATOR,
            login: "ben".to_owned(),
            name: Some("Ben of the Blog".to_owned()),
            role: Role::Moderator,
            sites: vec!["blog".to_owned()],
            linked_sessions: Vec::new(),
            email: Some("ben@blog.example".to_owned()),
            email_refused_at: None,
            unconfirmed_email: None,
            created_at: AT.into(),
        }
    }
}

impl Example for ModeratorList {
    fn example() -> Self {
        Self {
            items: vec![ManagedModerator::example()],
            next: None,
        }
    }
}

impl Example for AddModerator {
    fn example() -> Self {
        Self {
            login: "ben".to_owned(),
            name: Some("Ben of the Blog".to_owned()),
            password: "otter lamp velvet quarry".to_owned(),
            role: Role::Moderator,
            email: Some("ben@blog.example".to_owned()),
            sites: Some(vec!["blog".to_owned()]),
        }
    }
}

impl Example for ChangeModerator {
    fn example() -> Self {
        Self {
            name: MaybeUndefined::Undefined,
            email: MaybeUndefined::Undefined,
            password: None,
            role: Some(Role::Owner),
            sites: Some(Vec::new()),
        }
    }
}

impl Example for KeyInfo {
    fn example() -> Self {
        Self {
            id: KEY,
            label: "the nightly export".to_owned(),
            moderator_id: MODERATOR,
            created_at: AT.into(),
            used_at: None,
            feed: None,
        }
    }
}

impl Example for KeyList {
    fn example() -> Self {
        Self {
            items: vec![KeyInfo::example()],
            next: None,
        }
    }
}

impl Example for AddKey {
    fn example() -> Self {
        Self {
            label: "the nightly export".to_owned(),
            feed: None,
        }
    }
}

impl Example for NewKey {
    fn example() -> Self {
        Self {
            key: KeyInfo::example(),
            token: "rjk_an-example-of-a-key-that-opens-nothing-at-all-x".to_owned(),
        }
    }
}

impl Example for PolicyPreview {
    fn example() -> Self {
        let none = PreviewCount {
            count: 0,
            ids: Vec::new(),
        };
        Self {
            checked: 500,
            published: PreviewCount {
                count: 488,
                ids: Vec::new(),
            },
            held: PreviewCount {
                count: 12,
                ids: vec![COMMENT],
            },
            filed: none.clone(),
            refused: none,
        }
    }
}
