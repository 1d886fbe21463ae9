//! Whole pages for people.

mod element_in_browser;
mod element_journeys;
mod embedded_files;
mod gallery;
mod generators;
mod in_browser;
mod languages;
mod minified;
mod requests_from_blogs;
mod screenshots;
mod themes;
mod threads;
mod without_script;
