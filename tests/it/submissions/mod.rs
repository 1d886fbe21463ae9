//! Submissions: who may post, what is accepted, and edits.

mod edits;
mod error_lists;
mod hostile_bodies;
mod hostile_input;
mod invisible_characters;
mod markdown;
pub mod own_comments;
mod permissions;
pub mod posting;
pub mod repeats;
