//! Moderators: the queue, decisions, bans, replies, permissions and administration.

mod administration;
mod bans;
mod batches;
mod bulk_work;
mod concurrency;
mod concurrent_moderators;
mod decision_links;
mod decisions;
mod decisions_by_filter;
mod permissions;
mod queue;
mod queue_feed;
mod queue_groups;
mod replies;
mod reply_permissions;
mod site_removal;
mod site_settings;
mod transitions;
