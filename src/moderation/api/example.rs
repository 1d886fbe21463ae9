//! Examples for the OpenAPI document: a waiting comment, the decision about it, and bans.

use poem_openapi::types::Example;
use uuid::Uuid;

use super::{
    bans::{BanAnswer, BanInfo, Bans, ExistingComments, NewBan},
    comment_edits::EditModeratedComment,
    decision_wire::{DecidedComment, DecisionAnswer, NewDecision},
    log_wire::{LogEntry, LogPage},
    note_wire::{NewNote, NoteInfo, NoteList},
    progress_wire::{BatchState, DecisionProgress},
    queue_wire::{CommentHistory, QueuePage, WaitingCounts},
    wire::{
        AssessmentInfo, AuthorRecord, CommentOrigin, ModeratedAuthor, ModeratedComment, Reason,
    },
};
use crate::{
    assessment::QueueGroup,
    ban::BanKind,
    classifier::SpamVerdict,
    clock::Timestamp,
    comment::{Action, CommentStatus, IdentityKind},
};

pub(crate) const COMMENT: Uuid = Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a2b);
pub(crate) const MODERATOR: Uuid = Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a2c);
const BATCH: Uuid = Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a2d);
const LINE: Uuid = Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a2e);
const BAN: Uuid = Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a2f);
const NOTE: Uuid = Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a31);
pub(crate) const AT: Timestamp = Timestamp(1_795_497_023_042);

fn waiting() -> ModeratedComment {
    ModeratedComment {
        id: COMMENT,
        site: "blog".to_owned(),
        page: "/2026/thing-12".to_owned(),
        page_title: Some("Thing 12 – Party time!".to_owned()),
        thread_title: None,
        thread_title_source: None,
        page_url: None,
        parent_id: None,
        status: CommentStatus::Pending,
        group: Some(QueueGroup::Review),
        version: 1,
        author: ModeratedAuthor {
            name: "Ann".to_owned(),
            email: Some("ann@example.org".to_owned()),
            person_id: None,
            provider: None,
            role: None,
            moderator_id: None,
            website: None,
            kind: IdentityKind::Guest,
            verified: false,
            record: AuthorRecord {
                approved: 3,
                spam: 0,
                trash: 0,
            },
            notes: 1,
        },
        text: "Thing 12 was the *best* one.".to_owned(),
        html: "<p dir=\"auto\">Thing 12 was the <em>best</em> one.</p>\n".to_owned(),
        client: CommentOrigin {
            address_hash: Some("AtjU9l6IoCDwksZxXOMYOA".to_owned()),
            network: Some("192.0.2.0/24".to_owned()),
            user_agent: Some("Mozilla/5.0".to_owned()),
        },
        assessment: AssessmentInfo {
            score: 0.5,
            verdict: SpamVerdict::Unsure,
            hold: false,
            reasons: vec![Reason {
                code: "answered_quickly".to_owned(),
                weight: 0.5,
                detail: "answered after 3.1 s".to_owned(),
            }],
        },
        created_at: AT.into(),
        edited_at: None,
        edit: None,
    }
}

fn line() -> LogEntry {
    LogEntry {
        id: LINE,
        at: AT.into(),
        site: "blog".to_owned(),
        batch: Some(BATCH),
        comment_id: Some(COMMENT),
        thread: None,
        account: None,
        moderator_id: Some(MODERATOR),
        login: "ann".to_owned(),
        action: "approve".to_owned(),
        before: Some(CommentStatus::Pending),
        after: Some(CommentStatus::Approved),
        edit: None,
        version: Some(2),
        note: None,
    }
}

impl Example for QueuePage {
    fn example() -> Self {
        Self {
            items: vec![waiting()],
            next: None,
            before: AT.into(),
            overflowed: 0,
            search_incomplete: false,
            waiting: WaitingCounts {
                review: 1,
                probably_spam: 0,
            },
        }
    }
}

impl Example for CommentHistory {
    fn example() -> Self {
        let comment = ModeratedComment {
            status: CommentStatus::Approved,
            group: None,
            version: 2,
            ..waiting()
        };
        Self {
            comment,
            history: vec![line()],
            revisions: Vec::new(),
            author_notes: vec![note()],
        }
    }
}

fn note() -> NoteInfo {
    NoteInfo {
        id: NOTE,
        text: "Has commented here for years.".to_owned(),
        moderator_id: MODERATOR,
        login: "ann".to_owned(),
        created_at: AT.into(),
    }
}

impl Example for NoteInfo {
    fn example() -> Self {
        note()
    }
}

impl Example for NewNote {
    fn example() -> Self {
        Self { text: note().text }
    }
}

impl Example for NoteList {
    fn example() -> Self {
        Self {
            items: vec![note()],
            next: None,
        }
    }
}

impl Example for EditModeratedComment {
    fn example() -> Self {
        Self {
            text: Some("Thing 12 was the *best* one.".to_owned()),
            name: None,
            version: Some(1),
            note: Some("removed a telephone number".to_owned()),
        }
    }
}

impl Example for NewDecision {
    fn example() -> Self {
        Self {
            ids: Some(vec![COMMENT]),
            filter: None,
            action: Action::Approve,
            note: None,
            versions: Some([(COMMENT.to_string(), 1)].into()),
            whole_comment: None,
            dry_run: None,
        }
    }
}

impl Example for DecisionProgress {
    fn example() -> Self {
        Self {
            batch: BATCH,
            state: BatchState::Running,
            total: 8_120,
            decided: 2_417,
            skipped: 3,
            remaining: 5_700,
        }
    }
}

impl Example for DecisionAnswer {
    fn example() -> Self {
        Self {
            batch: BATCH,
            before: None,
            decided: vec![DecidedComment {
                id: COMMENT,
                status: CommentStatus::Approved,
                version: 2,
            }],
            skipped: Vec::new(),
        }
    }
}

impl Example for LogPage {
    fn example() -> Self {
        Self {
            items: vec![line()],
            next: None,
        }
    }
}

impl Example for NewBan {
    fn example() -> Self {
        Self {
            site: "blog".to_owned(),
            kind: BanKind::Network,
            subject: "192.0.2.0/24".to_owned(),
            shadow: Some(false),
            note: Some("the same advertisement since Monday".to_owned()),
            until: None,
            also: Some(ExistingComments::Spam),
        }
    }
}

impl Example for BanAnswer {
    fn example() -> Self {
        Self {
            id: BAN,
            also: None,
        }
    }
}

impl Example for Bans {
    fn example() -> Self {
        let ban = BanInfo {
            id: BAN,
            site: "blog".to_owned(),
            kind: BanKind::Network,
            subject: "192.0.2.0/24".to_owned(),
            hint: None,
            shadow: false,
            note: Some("the same advertisement since Monday".to_owned()),
            moderator_id: MODERATOR,
            login: "ann".to_owned(),
            created_at: AT.into(),
            until: None,
        };
        Self {
            items: vec![ban],
            next: None,
        }
    }
}
