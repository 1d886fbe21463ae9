//! The endpoints of moderators: queue, decisions, log here; bans, notes, edits, threads and statistics in the submodules.

mod ban_subject;
mod bans;
mod comment_edits;
mod decision_wire;
mod error;
pub(crate) mod example;
mod filter;
mod log_wire;
mod note_wire;
mod notes;
mod params;
mod progress_wire;
mod queue_wire;
mod scope;
mod statistics;
mod thread_wire;
mod threads;
pub(crate) mod wire;

use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

pub(crate) use self::{
    bans::{BanInfo, BansApi},
    comment_edits::{CommentEditsApi, EditModeratedComment},
    notes::NotesApi,
    params::{
        ModerationTag, OTHER_ACTIONS, actor, is_logged_action, read_cursor, read_log_cursor,
        write_cursor, write_log_cursor,
    },
    queue_wire::{QueueFilter, WaitingCounts},
    scope::{ModeratorScope, find_site, require},
    statistics::StatisticsApi,
    thread_wire::{ChangeThread, MoveThread},
    threads::ThreadsApi,
};
use self::{
    decision_wire::{DecisionAnswer, NewDecision},
    log_wire::{LogEntry, LogPage},
    note_wire::NoteInfo,
    params::{LIMIT, parse_note, parse_versions},
    progress_wire::DecisionProgress,
    queue_wire::{CommentHistory, QueuePage, RevisionInfo},
};
use super::{Decision, KeyOrder, LogFilter, Moderation, QueueQuery, QueueSort, StatusFilter};
use crate::{
    assessment::QueueGroup,
    comment::Action,
    http::{
        BODY, CONFLICT, FORBIDDEN, INVALID, KnownWord, NOT_FOUND, Problem, Refused, StrictJson,
        Time, UNAUTHORIZED,
    },
    moderator::{CurrentModerator, Permission},
    site::Sites,
};

/// The endpoints of queue, decisions and log.
#[derive(Clone, Debug)]
pub(crate) struct ModerationApi {
    pub moderation: Moderation,
    pub sites: Sites,
}

#[OpenApi]
impl ModerationApi {
    /// List the queue
    ///
    /// Returns comments with all data needed to decide: author, results of the author's other comments,
    /// origin, and the reasons of the assessment. The queue has two groups: `review`, and
    /// `probably_spam`, which one decision with `filter` can decide as a whole. A page may hold fewer
    /// than `limit` comments, because its size in bytes is limited too, and so is the number of comments that one
    /// search looks at: only `next: null` marks the end.
    #[oai(
        path = "/moderation/comments",
        method = "get",
        operation_id = "list_moderated_comments",
        tag = "ModerationTag::Moderation"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "the parameters of the contract, one each"
    )]
    async fn queue(
        &self,
        moderator: CurrentModerator,
        /// The slug of a site. Default: all sites that the moderator may see.
        site: Query<Option<String>>,
        /// The status of the comments; `any` for all except erased ones. Default: `pending`.
        status: Query<Option<KnownWord<StatusFilter>>>,
        /// The group of the queue. Requires the status `pending`, which is the default.
        group: Query<Option<KnownWord<QueueGroup>>>,
        /// The key of the page; with `site` also its full URL.
        page: Query<Option<String>>,
        /// The code of a reason in the assessment.
        reason: Query<Option<String>>,
        /// Words of the text, name, email address or website; at most 200 characters. All must occur, each as the
        /// beginning of a word, or in double quotes as a whole word. Case and accents do not matter.
        #[oai(validator(max_length = 200))]
        q: Query<Option<String>>,
        /// Words of the name, email address or website, in the same way.
        #[oai(validator(max_length = 200))]
        author: Query<Option<String>>,
        /// The domain of the author's email address, for example `example.org`.
        #[oai(validator(max_length = 255))]
        email_domain: Query<Option<String>>,
        /// The first time at which the comments were sent.
        from: Query<Option<Time>>,
        /// The time before which the comments were sent.
        to: Query<Option<Time>>,
        /// The network from which the comment was sent, as in `client.network` (an IPv4 /24 or an IPv6
        /// /48), or an IP address in it.
        #[oai(validator(max_length = 50))]
        network: Query<Option<String>>,
        /// The order. Default: `oldest`. `score` lists the most likely spam first, with `group` the least
        /// likely.
        order: Query<Option<KnownWord<QueueSort>>>,
        /// The maximum number of comments. Default: 50.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u8>>,
        /// The `next` of the previous page.
        after: Query<Option<String>>,
    ) -> Result<Json<QueuePage>, Refused<{ UNAUTHORIZED | NOT_FOUND | INVALID }>> {
        let mut scope = ModeratorScope::of(
            &self.sites,
            &moderator,
            site.0.as_deref(),
            Permission::ReadQueue,
        )
        .await?;
        let filter = QueueFilter {
            site: None,
            status: status.0.map(KnownWord::get),
            group: group.0.map(KnownWord::get),
            page: page.0,
            reason: reason.0,
            q: q.0,
            author: author.0,
            email_domain: email_domain.0,
            from: from.0,
            to: to.0,
            network: network.0,
            before: None,
        };
        let filter = self.filter("", filter, &mut scope).await?;
        let order = order.0.map(KnownWord::get).unwrap_or_default();
        if order == QueueSort::Score && filter.status.is_none() {
            let message = "Requires one status. Set `status`, or another `order`.";
            return Err(Problem::field("order", "invalid", message).into());
        }
        let order = KeyOrder::of(order, filter.group);
        let after = after
            .0
            .map(|after| read_cursor(order, &after))
            .transpose()?;
        let query = QueueQuery {
            sites: scope.ids(),
            filter,
            order,
            after,
            limit: usize::from(limit.0.unwrap_or(LIMIT)),
        };
        let part = self.moderation.queue(query).await?;
        Ok(Json(QueuePage {
            items: part
                .items
                .into_iter()
                .map(|queued| scope.show(queued))
                .collect(),
            next: part.next.map(|after| write_cursor(order, after)),
            before: part.latest_change.into(),
            overflowed: part.overflowed,
            search_incomplete: part.is_incomplete,
            waiting: part.waiting.into(),
        }))
    }

    /// Read a comment with its history
    ///
    /// Returns the comment as in the queue, every decision about it, what it said before moderators edited it, and the
    /// notes on its author.
    #[oai(
        path = "/moderation/comments/:id",
        method = "get",
        operation_id = "read_moderated_comment",
        tag = "ModerationTag::Moderation"
    )]
    async fn read_comment(
        &self,
        moderator: CurrentModerator,
        /// The id of the comment.
        id: Path<Uuid>,
    ) -> Result<Json<CommentHistory>, Refused<{ UNAUTHORIZED | NOT_FOUND }>> {
        let scope =
            ModeratorScope::of(&self.sites, &moderator, None, Permission::ReadQueue).await?;
        let found = self.moderation.find(&scope.ids(), id.0).await?;
        let queued = found.ok_or_else(|| Problem::not_found("comment"))?;
        let site = queued.comment.site;
        let lines = self.moderation.history(site, id.0).await?;
        let revisions = self.moderation.revisions(site, id.0).await?;
        let notes = self.moderation.notes_of(&queued.comment).await?;
        Ok(Json(CommentHistory {
            revisions: revisions.into_iter().map(RevisionInfo::from).collect(),
            author_notes: notes.into_iter().map(NoteInfo::from).collect(),
            history: lines
                .into_iter()
                .map(|line| LogEntry::new(scope.slug(line.site), line))
                .collect(),
            comment: scope.show(queued),
        }))
    }

    /// Decide about comments
    ///
    /// Decides about the comments in `ids`, or about all that `filter` selects. Comments that were
    /// changed in the meantime are skipped with `conflict`; those that already have the requested
    /// status by a moderator's decision are skipped with `unchanged`. Confirming a status set by the
    /// checks also trains the filter. The batch can be undone. Each comment is decided separately; in
    /// batches of more than 50, the comments are processed in several steps, between other requests. If
    /// the client disconnects, the server continues. If the server stops, a batch of more than 50
    /// comments is continued, and a smaller one must be sent again. `GET
    /// /moderation/decisions/{batch}` shows the progress of a batch.
    #[oai(
        path = "/moderation/decisions",
        method = "post",
        operation_id = "create_decision",
        tag = "ModerationTag::Moderation"
    )]
    async fn decide(
        &self,
        moderator: CurrentModerator,
        body: StrictJson<NewDecision>,
    ) -> Result<Json<DecisionAnswer>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | BODY }>>
    {
        let body = body.0;
        let permission = if body.action == Action::Delete {
            Permission::Erase
        } else {
            Permission::Decide
        };
        let site = body.filter.as_ref().and_then(|filter| filter.site.clone());
        let mut scope =
            ModeratorScope::of(&self.sites, &moderator, site.as_deref(), permission).await?;
        let dry_run = body.dry_run.unwrap_or_default();
        let before = body.filter.as_ref().and_then(|filter| filter.before);
        let is_approval = body.action == Action::Approve && !dry_run;
        let selection = self
            .selection(body.ids, body.filter, is_approval, &mut scope)
            .await?;
        let decision = Decision {
            selection,
            action: body.action,
            note: parse_note(body.note)?,
            versions: parse_versions(body.versions.unwrap_or_default())?,
            before: before.map(|Time(at)| at),
            whole_comment: body.whole_comment.unwrap_or_default(),
            dry_run,
        };
        let decided = self
            .moderation
            .decide(&actor(&moderator), &scope.ids(), &decision)
            .await?;
        Ok(Json(decided.into()))
    }

    /// Read the progress of a batch
    ///
    /// Returns how many comments of a decision or an undo have been processed. Batches of more than 50
    /// comments can be read for 30 days after their end.
    #[oai(
        path = "/moderation/decisions/:batch",
        method = "get",
        operation_id = "read_decision",
        tag = "ModerationTag::Moderation"
    )]
    async fn progress(
        &self,
        moderator: CurrentModerator,
        /// The `batch` of the response to the decision, or of its log entries.
        batch: Path<Uuid>,
    ) -> Result<Json<DecisionProgress>, Refused<{ UNAUTHORIZED | NOT_FOUND }>> {
        let scope = ModeratorScope::of(&self.sites, &moderator, None, Permission::Decide).await?;
        let progress = self
            .moderation
            .progress(&actor(&moderator), &scope.ids(), batch.0)
            .await?;
        let progress = progress.ok_or_else(|| Problem::not_found("batch"))?;
        Ok(Json(progress.into()))
    }

    /// Undo a batch
    ///
    /// Restores the previous state of every comment in the batch that was not changed since, and
    /// removes the training examples of the batch. Erased comments stay erased. The undo is a batch
    /// itself. If the batch is still in progress, the response is 409 `in_progress`.
    #[oai(
        path = "/moderation/decisions/:batch/undo",
        method = "post",
        operation_id = "undo_decision",
        tag = "ModerationTag::Moderation"
    )]
    async fn undo(
        &self,
        moderator: CurrentModerator,
        /// The `batch` of the response to the decision.
        batch: Path<Uuid>,
    ) -> Result<Json<DecisionAnswer>, Refused<{ UNAUTHORIZED | NOT_FOUND | CONFLICT }>> {
        let scope = ModeratorScope::of(&self.sites, &moderator, None, Permission::Decide).await?;
        let decided = self
            .moderation
            .undo(&actor(&moderator), &scope.ids(), batch.0)
            .await?;
        Ok(Json(decided.into()))
    }

    /// List the moderation log, newest first
    ///
    /// Returns who took which action, when and why. The log is append-only: entries are never changed.
    /// Only `next: null` marks the end.
    #[oai(
        path = "/moderation/log",
        method = "get",
        operation_id = "list_log",
        tag = "ModerationTag::Moderation"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "the parameters of the contract, one each"
    )]
    async fn log(
        &self,
        moderator: CurrentModerator,
        /// The slug of a site.
        site: Query<Option<String>>,
        /// The id of a comment.
        comment: Query<Option<Uuid>>,
        /// The id of a batch of decisions.
        batch: Query<Option<Uuid>>,
        /// The id of a moderator.
        #[oai(name = "moderator")]
        by: Query<Option<Uuid>>,
        /// An action, `undo`, `publish`, `edit`, `remove_site`, `set_notices`, or for threads `set_title`, `set_url`, `set_state`, `pin`,
        /// `move` or `alias`.
        action: Query<Option<String>>,
        /// The maximum number of entries. Default: 50.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u8>>,
        /// The `next` of the previous page.
        after: Query<Option<String>>,
    ) -> Result<Json<LogPage>, Refused<{ UNAUTHORIZED | NOT_FOUND | INVALID }>> {
        let scope = ModeratorScope::of(
            &self.sites,
            &moderator,
            site.0.as_deref(),
            Permission::ReadLog,
        )
        .await?;
        if let Some(action) = &action.0
            && !is_logged_action(action)
        {
            return Err(Problem::field("action", "unknown", "Unknown action.").into());
        }
        let filter = LogFilter {
            comment: comment.0,
            batch: batch.0,
            moderator: by.0,
            action: action.0,
            with_removals: site.0.is_none() && moderator.may(Permission::ManageSites, None),
            with_accounts: site.0.is_none() && moderator.may(Permission::ManageModerators, None),
        };
        let after = after.0.map(|after| read_log_cursor(&after)).transpose()?;
        let limit = usize::from(limit.0.unwrap_or(LIMIT));
        let (lines, next) = self
            .moderation
            .log(&scope.ids(), &filter, after, limit)
            .await?;
        Ok(Json(LogPage {
            items: lines
                .into_iter()
                .map(|line| LogEntry::of_record(line, |site| scope.slug(site).to_owned()))
                .collect(),
            next: next.map(write_log_cursor),
        }))
    }
}
