//! Submissions: who may post, what is accepted, and edits.

mod edit_checks;
mod edit_decisions;
mod edits;
mod error_lists;
mod hostile_bodies;
mod hostile_input;
mod invisible_characters;
mod markdown;
mod own_comments;
mod permissions;
mod posting;
mod repeats;
