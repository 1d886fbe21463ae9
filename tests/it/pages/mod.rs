//! Whole pages for people.

mod element_in_browser;
mod embedded_files;
mod generators;
mod in_browser;
mod languages;
mod minified;
mod requests_from_blogs;
mod screenshots;
mod threads;
mod without_script;
