//! The search: which comments have which words.
//!
//! An inverted index in one table, `comment_token`, with the words that `SearchableComment::tokens` finds. It was
//! chosen over FTS5 and `tsvector` for these reasons:
//!
//! - Its primary key lists the comments with a word by age. A page of results is the next rows of an index, whatever
//!   the number of comments. A GIN index has no order: a frequent word costs all of its comments. FTS5 has the order of
//!   its row ids, but merges all words with the same beginning first.
//! - Both databases store the same bytes and run the same statements, so they find the same comments.
//! - A row that is deleted is overwritten like every other row. FTS5 leaves deleted words in its segments.
//!
//! Its price is space, since each word of a comment is an entry of the index. All words of a comment are stored once more,
//! together in `comment_words`: to check whether a candidate has the other words of a query, and to find its entries again.
//!
//! The index is written after the comment, because 30 entries in random places would cost more than everything else that a
//! submission writes. Triggers put each new or changed comment into the queue `comment_unread` and delete the words that it
//! had, so nothing that is erased or replaced can be found, and no code that writes comments can forget the search.
//! A background task ([`crate::search::fill_next`]) stores the words of what is in the queue every second, and
//! [`crate::search::catch_up`] before a search: it finds what was written a moment before.

mod candidates;
mod fill;
pub(crate) mod sql;
mod tokens;

pub(crate) use self::{
    candidates::{CandidateSource, SearchOrder, id_range},
    fill::{catch_up, fill, fill_next},
    sql::is_incomplete,
    tokens::{author_terms, email_domain_term, query_terms, reason_term},
};
