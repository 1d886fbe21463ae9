//! The search: which comments have which words.
//!
//! An inverted index in one table, `comment_token`, with the words that [`crate::search::SearchableComment::tokens`] finds. It was
//! chosen over FTS5 and `tsvector` for these reasons:
//!
//! - Its primary key lists the comments with a word by age. A page of results is the next rows of an index, whatever
//!   the number of comments. A GIN index has no order: a frequent word costs all of its comments. FTS5 has the order of
//!   its row ids, but merges all words with the same beginning first.
//! - Both databases store the same bytes and run the same statements, so they find the same comments.
//! - A row that is deleted is overwritten like every other row. FTS5 leaves deleted words in its segments.
//!
//! Its price is space, since each word of a comment is two entries in indexes.
//!
//! The words are written in the transaction that changes the comment: [`crate::search::add`] for a new one,
//! [`crate::search::refresh`] after any other change of its text or author. A trigger deletes them with the comment.
//! [`crate::search::fill`] reads the comments from before the index existed.

mod candidates;
mod fill;
pub(crate) mod sql;
mod tokens;

pub(crate) use self::{
    candidates::{CandidateSource, FEW, SearchOrder, id_range},
    fill::fill,
    sql::{add, is_incomplete, refresh, remove},
    tokens::{SearchableComment, author_terms, email_domain_term, query_terms},
};
