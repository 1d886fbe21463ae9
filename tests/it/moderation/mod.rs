//! Moderators: the queue, decisions, bans, replies, permissions and administration.

mod administration;
mod bans;
mod batches;
mod bulk_work;
mod concurrency;
mod concurrent_moderators;
mod decisions;
mod decisions_by_filter;
mod permissions;
mod queue;
pub mod replies;
mod site_settings;
mod transitions;
