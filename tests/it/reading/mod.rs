//! Reading: threads, pages, counts and caches.

mod counts;
mod large_lists;
mod page_keys;
mod pagination;
mod stale_if_error;
mod thread_metadata;
mod threads;
