//! Reading: threads, pages, counts and caches.

mod counts;
mod large_lists;
pub mod page_keys;
mod pagination;
mod stale_if_error;
mod thread_metadata;
pub mod threads;
