//! The statements of the index of words.

use uuid::Uuid;

use super::tokens::{SearchableComment, after_term};
use crate::{
    db::{BoundedRows, Conn, Error, PendingRows, statements},
    site::SiteId,
};

/// Whether a comment `c` has all terms of the list `$6` or `$4`: for none of them it has no word in the range. A
/// text larger than every word with this beginning ends the range.
macro_rules! has_terms {
    ($list:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM unnest(CAST(",
            $list,
            " AS TEXT[])) AS k(value) WHERE NOT EXISTS (SELECT 1 FROM comment_token w
                WHERE w.site = c.site AND w.comment = c.id AND w.token >= k.value AND w.token < k.value || '\u{10ffff}'))"
        )
    };
}
pub(crate) use has_terms;

statements! {
    /// From the comment itself, so that the parameters have its types.
    ADD = "INSERT INTO comment_token (site, token, comment)
        SELECT c.site, k.value, c.id FROM comment c, unnest(CAST($3 AS TEXT[])) AS k(value)
        WHERE c.site = $1 AND c.id = $2";
    REMOVE = "DELETE FROM comment_token WHERE site = $1 AND comment = ANY($2)";
    CONTENTS = "SELECT c.id, c.text, c.name, c.email, c.website, e.text FROM comment c
        LEFT JOIN comment_edit e ON e.site = c.site AND e.comment = c.id AND e.state = 'waiting'
        WHERE c.site = $1 AND c.id = ANY($2) ORDER BY c.id FOR UPDATE OF c";
    MARK = "UPDATE comment SET search_version = 1 WHERE site = $1 AND id = ANY($2) AND search_version = 0";
    UNREAD = "SELECT site, id FROM comment WHERE search_version = 0 ORDER BY site, id LIMIT $1";
    IS_INCOMPLETE = "SELECT 1 FROM comment WHERE site = ANY($1) AND search_version = 0 LIMIT 1";

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

/// Stores the words of a new comment.
pub(crate) fn add(
    c: &mut Conn<'_>,
    site: SiteId,
    comment: Uuid,
    contents: &SearchableComment<'_>,
) -> Result<(), Error> {
    let tokens = contents.tokens();
    if tokens.is_empty() {
        return Ok(());
    }
    let parameters = [site.into(), comment.into(), (&tokens[..]).into()];
    c.queue(ADD, &parameters)
}

/// Removes the words of comments.
pub(crate) fn remove(c: &mut Conn<'_>, site: SiteId, comments: &[Uuid]) -> Result<(), Error> {
    c.queue(REMOVE, &[site.into(), comments.into()])
}

/// Reads comments after a change of their texts or authors, and stores their words again. Locks the comments.
pub(crate) async fn refresh(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[Uuid],
) -> Result<(), Error> {
    let mut rest = comments.to_vec();
    rest.sort_unstable();
    while !rest.is_empty() {
        let read = store(c, site, &rest).await?;
        let Some(last) = read.rows.last().filter(|_| read.is_cut) else {
            break;
        };
        rest.retain(|id| id > last);
    }
    Ok(())
}

async fn store(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[Uuid],
) -> Result<BoundedRows<Uuid>, Error> {
    let parameters = [site.into(), comments.into()];
    let read = c.rows_within(CONTENTS, &parameters, STEP_BYTES, |row| {
        let (text, name): (String, String) = (row.get(1)?, row.get(2)?);
        let (email, website): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
        let edit: Option<String> = row.get(5)?;
        let contents = SearchableComment {
            text: &text,
            edit: edit.as_deref(),
            name: &name,
            email: email.as_deref(),
            website: website.as_deref(),
        };
        let bytes = text.len() + edit.as_ref().map_or(0, String::len);
        Ok(((row.get::<Uuid>(0)?, contents.tokens()), bytes))
    });
    let BoundedRows { rows, is_cut } = read.await?;
    let ids = rows.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    remove(c, site, &ids)?;
    for (id, tokens) in rows.iter().filter(|(_, tokens)| !tokens.is_empty()) {
        c.queue(ADD, &[site.into(), id.into(), (&tokens[..]).into()])?;
    }
    c.queue(MARK, &[site.into(), (&ids[..]).into()])?;
    Ok(BoundedRows { rows: ids, is_cut })
}

/// Returns comments whose words are not stored yet.
pub(super) async fn unread(c: &mut Conn<'_>, limit: i64) -> Result<Vec<(SiteId, Uuid)>, Error> {
    c.rows(UNREAD, &[limit.into()], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
    .await
}

/// Returns whether the words of some comments of these sites are not stored yet.
pub(crate) async fn is_incomplete(c: &mut Conn<'_>, sites: &[SiteId]) -> Result<bool, Error> {
    let parameters = [sites.into()];
    let found = c.row(IS_INCOMPLETE, &parameters, |_| Ok(())).await?;
    Ok(found.is_some())
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
