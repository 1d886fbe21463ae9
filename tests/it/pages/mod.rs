//! Whole pages for people.

mod in_browser;
mod languages;
mod requests_from_blogs;
