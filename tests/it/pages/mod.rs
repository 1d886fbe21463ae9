//! Whole pages for people.

mod languages;
mod requests_from_blogs;
