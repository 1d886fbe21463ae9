//! The statements of the index of words.

use uuid::Uuid;

use super::tokens::{SearchableComment, after_term};
use crate::{
    db::{BoundedRows, Conn, Error, PendingRows, statements},
    site::SiteId,
};

/// Whether a comment `c` has all terms of the list `$6` or `$4`. Each term is the beginning of a word, and a space comes
/// before each word.
macro_rules! has_terms {
    ($list:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM unnest(CAST(",
            $list,
            " AS TEXT[])) AS k(value) WHERE NOT EXISTS (SELECT 1 FROM comment_words w
                WHERE w.site = c.site AND w.comment = c.id AND strpos(w.words, ' ' || k.value) > 0))"
        )
    };
}
pub(crate) use has_terms;

statements! {
    /// Those that another process is about to store are left out.
    UNREAD = "SELECT site, comment FROM comment_unread ORDER BY site, comment LIMIT $1 FOR UPDATE SKIP LOCKED";
    UNREAD_OF_SITES = "SELECT site, comment FROM comment_unread WHERE site = ANY($1) ORDER BY site, comment LIMIT $2
        FOR UPDATE SKIP LOCKED";
    HAS_UNREAD = "SELECT 1 FROM comment_unread LIMIT 1";
    HAS_UNREAD_OF_SITES = "SELECT 1 FROM comment_unread WHERE site = ANY($1) LIMIT 1";
    HAS_MORE_UNREAD = "SELECT 1 FROM comment_unread WHERE site = ANY($1) LIMIT 1 OFFSET $2";
    /// Without a lock: who changes a comment or an edit locks its row in the queue, which the caller has.
    CONTENTS = "SELECT c.id, c.text, c.name, c.email, c.website, e.text, c.assessment, e.assessment FROM comment c
        LEFT JOIN comment_edit e ON e.site = c.site AND e.comment = c.id AND e.state = 'waiting'
        WHERE c.site = $1 AND c.id = ANY($2) ORDER BY c.id";
    REMOVE = "DELETE FROM comment_words WHERE site = $1 AND comment = ANY($2)";
    ADD_WORDS = "INSERT INTO comment_words (site, comment, words) VALUES ($1, $2, $3)";
    /// From the row of its words, so that the parameters have its types.
    ADD_TOKENS = "INSERT INTO comment_token (site, token, comment)
        SELECT w.site, k.value, w.comment FROM comment_words w, unnest(CAST($3 AS TEXT[])) AS k(value)
        WHERE w.site = $1 AND w.comment = $2 ON CONFLICT DO NOTHING";
    MARK_READ = "DELETE FROM comment_unread WHERE site = $1 AND comment = ANY($2)";

    /// Without a list of terms: SQLite would open it for each row, which costs more than all the rest.
    WITH_TERMS = "SELECT w.comment FROM comment_words w WHERE w.site = $1 AND w.comment = ANY($2)
        AND strpos(w.words, $3) > 0 AND strpos(w.words, $4) > 0 AND strpos(w.words, $5) > 0 AND strpos(w.words, $6) > 0";
    COUNT = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM comment_token
        WHERE site = $1 AND token >= $2 AND token < $3 LIMIT $4) AS few";
    COMMENTS = "SELECT DISTINCT comment FROM (SELECT comment FROM comment_token
        WHERE site = $1 AND token >= $2 AND token < $3 LIMIT $4) AS few";
    /// Skips from word to word in the primary key, whatever the number of comments with each.
    WORDS = "WITH RECURSIVE word (token) AS (
            SELECT MIN(t.token) FROM comment_token t WHERE t.site = $1 AND t.token >= $2 AND t.token < $3
            UNION ALL SELECT (SELECT MIN(t.token) FROM comment_token t
                WHERE t.site = $1 AND t.token > word.token AND t.token < $3)
            FROM word WHERE word.token IS NOT NULL)
        SELECT token FROM word WHERE token IS NOT NULL LIMIT $4";
    NEWER = "SELECT comment FROM comment_token WHERE site = $1 AND token = $2 AND comment > $3 ORDER BY comment LIMIT $4";
    OLDER = "SELECT comment FROM comment_token WHERE site = $1 AND token = $2 AND comment < $3
        ORDER BY comment DESC LIMIT $4";
    ALL_NEWER = "SELECT id FROM comment WHERE site = $1 AND id > $2 ORDER BY id LIMIT $3";
    ALL_OLDER = "SELECT id FROM comment WHERE site = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
}

/// The maximum size of the texts that are read together, in bytes. More wait for the next step.
const STEP_BYTES: usize = 2 << 20;

/// Which sites have comments whose words are to be stored.
#[derive(Clone, Debug)]
pub(super) enum UnreadOf {
    All,
    Sites(Vec<SiteId>),
}

/// Returns whether the words of some comments are not stored yet.
pub(super) async fn has_unread(c: &mut Conn<'_>, of: &UnreadOf) -> Result<bool, Error> {
    let found = match of {
        UnreadOf::All => c.row(HAS_UNREAD, &[], |_| Ok(())).await?,
        UnreadOf::Sites(sites) => {
            let parameters = [(&sites[..]).into()];
            c.row(HAS_UNREAD_OF_SITES, &parameters, |_| Ok(())).await?
        }
    };
    Ok(found.is_some())
}

/// Returns whether the words of more than `count` comments of these sites are not stored yet.
pub(super) async fn has_more_unread(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    count: i64,
) -> Result<bool, Error> {
    let parameters = [sites.into(), count.into()];
    let found = c.row(HAS_MORE_UNREAD, &parameters, |_| Ok(())).await?;
    Ok(found.is_some())
}

/// Returns whether a search of these sites may miss comments.
pub(crate) async fn is_incomplete(c: &mut Conn<'_>, sites: &[SiteId]) -> Result<bool, Error> {
    has_unread(c, &UnreadOf::Sites(sites.to_vec())).await
}

/// Stores the words of the next comments, at most `limit`. Returns their number, which is 0 if there are no others than
/// those that another process is about to store.
pub(super) async fn read_next(c: &mut Conn<'_>, of: &UnreadOf, limit: i64) -> Result<u64, Error> {
    let key = |row: &crate::db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let unread: Vec<(SiteId, Uuid)> = match of {
        UnreadOf::All => c.rows(UNREAD, &[limit.into()], key).await?,
        UnreadOf::Sites(sites) => {
            let parameters = [(&sites[..]).into(), limit.into()];
            c.rows(UNREAD_OF_SITES, &parameters, key).await?
        }
    };
    let mut count = 0;
    for of_site in unread.chunk_by(|(a, _), (b, _)| a == b) {
        let ids = of_site.iter().map(|(_, id)| *id).collect::<Vec<_>>();
        let stored = store(c, of_site[0].0, &ids).await?;
        count += stored as u64;
        if stored < ids.len() {
            break;
        }
    }
    Ok(count)
}

/// Stores the words of the first of these comments, as many as fit in a step. Returns their number.
async fn store(c: &mut Conn<'_>, site: SiteId, comments: &[Uuid]) -> Result<usize, Error> {
    let parameters = [site.into(), comments.into()];
    let read = c.rows_within(CONTENTS, &parameters, STEP_BYTES, |row| {
        let (text, name): (String, String) = (row.get(1)?, row.get(2)?);
        let (email, website): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
        let edit: Option<String> = row.get(5)?;
        let assessments: [Option<String>; 2] = [row.get(6)?, row.get(7)?];
        let reasons = assessments.iter().flatten().flat_map(|json| codes(json));
        let reasons = reasons.collect::<Vec<_>>();
        let contents = SearchableComment {
            text: &text,
            edit: edit.as_deref(),
            name: &name,
            email: email.as_deref(),
            website: website.as_deref(),
            reasons: &reasons,
        };
        let bytes = text.len() + edit.as_ref().map_or(0, String::len);
        Ok(((row.get::<Uuid>(0)?, contents.tokens()), bytes))
    });
    let BoundedRows { rows, is_cut } = read.await?;
    let done = match rows.last() {
        Some((last, _)) if is_cut => comments.iter().filter(|id| *id <= last).count(),
        _ => comments.len(),
    };
    c.queue(REMOVE, &[site.into(), (&comments[..done]).into()])?;
    for (id, tokens) in rows.iter().filter(|(_, tokens)| !tokens.is_empty()) {
        let words = format!(" {}", tokens.concat());
        c.queue(ADD_WORDS, &[site.into(), id.into(), (&words).into()])?;
        c.queue(ADD_TOKENS, &[site.into(), id.into(), (&tokens[..]).into()])?;
    }
    c.queue(MARK_READ, &[site.into(), (&comments[..done]).into()])?;
    Ok(done)
}

/// The number of terms of [`WITH_TERMS`].
const FIRST_TERMS: usize = 4;

/// Returns those of these comments that have the first terms, in no particular order, and the other terms.
pub(crate) async fn with_first_terms<'t>(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[Uuid],
    terms: &'t [String],
) -> Result<(Vec<Uuid>, &'t [String]), Error> {
    let (terms, others) = terms.split_at(terms.len().min(FIRST_TERMS));
    // A term is the beginning of a word. A space alone is in all rows.
    let mut beginnings = terms.iter().map(|term| format!(" {term}"));
    let mut next = || beginnings.next().unwrap_or_else(|| " ".to_owned());
    let [first, second, third, fourth] = [next(), next(), next(), next()];
    let parameters = [
        site.into(),
        comments.into(),
        (&first).into(),
        (&second).into(),
        (&third).into(),
        (&fourth).into(),
    ];
    let found = c.rows(WITH_TERMS, &parameters, |row| row.get(0)).await?;
    Ok((found, others))
}

/// Returns the codes of the reasons in a stored assessment.
fn codes(json: &str) -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Codes {
        #[serde(default)]
        reasons: Vec<Code>,
    }
    #[derive(serde::Deserialize)]
    struct Code {
        code: String,
    }
    let codes = serde_json::from_str(json).unwrap_or(Codes {
        reasons: Vec::new(),
    });
    codes
        .reasons
        .into_iter()
        .map(|reason| reason.code)
        .collect()
}

/// Requests the number of entries with words that begin with a term, at most `limit`.
pub(super) fn count(
    c: &mut Conn<'_>,
    site: SiteId,
    term: &str,
    limit: i64,
) -> Result<PendingRows<i64>, Error> {
    let end = after_term(term);
    let parameters = [site.into(), term.into(), (&end).into(), limit.into()];
    c.request(COUNT, &parameters, |row| row.get(0))
}

/// Returns the comments with words that begin with a term, from the first `limit` entries.
pub(super) async fn comments(
    c: &mut Conn<'_>,
    site: SiteId,
    term: &str,
    limit: i64,
) -> Result<Vec<Uuid>, Error> {
    let end = after_term(term);
    let parameters = [site.into(), term.into(), (&end).into(), limit.into()];
    c.rows(COMMENTS, &parameters, |row| row.get(0)).await
}

/// Requests the words that begin with a term, at most `limit`.
pub(super) fn words(
    c: &mut Conn<'_>,
    site: SiteId,
    term: &str,
    limit: i64,
) -> Result<PendingRows<String>, Error> {
    let end = after_term(term);
    let parameters = [site.into(), term.into(), (&end).into(), limit.into()];
    c.request(WORDS, &parameters, |row| row.get(0))
}

/// Requests the next comments with a word: newer than `after` or older, the nearest first.
pub(super) fn next_with(
    c: &mut Conn<'_>,
    (site, word): (SiteId, &str),
    is_older: bool,
    after: Uuid,
    limit: i64,
) -> Result<PendingRows<Uuid>, Error> {
    let statement = if is_older { OLDER } else { NEWER };
    let parameters = [site.into(), word.into(), after.into(), limit.into()];
    c.request(statement, &parameters, |row| row.get(0))
}

/// Returns the next comments of a site, whatever their words.
pub(super) async fn next_of_all(
    c: &mut Conn<'_>,
    site: SiteId,
    is_older: bool,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, Error> {
    let statement = if is_older { ALL_OLDER } else { ALL_NEWER };
    let parameters = [site.into(), after.into(), limit.into()];
    c.rows(statement, &parameters, |row| row.get(0)).await
}
