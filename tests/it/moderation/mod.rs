//! Moderators: the queue, decisions, bans, replies, permissions and administration.

mod administration;
mod author_notes;
mod bans;
mod batches;
mod bulk_work;
mod comment_edits;
mod concurrency;
mod concurrent_moderators;
mod decision_links;
mod decisions;
mod decisions_by_filter;
mod moved_threads;
mod page;
mod page_in_browser;
mod permissions;
mod pinned_comments;
mod policy_previews;
mod queue;
mod queue_feed;
mod queue_groups;
mod replies;
mod reply_permissions;
mod site_removal;
mod site_settings;
mod thread_states;
mod transitions;
