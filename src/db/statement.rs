//! Statements, and their text in the dialect of each database.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
};

/// A statement, as declared in a module's `sql.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sql(pub(crate) &'static str);

impl Sql {
    /// Returns the text as written in the code, in PostgreSQL's dialect.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.0
    }
}

/// Returns the statement in SQLite's dialect: `?n` for `$n` (SQLite numbers `$n` by first appearance), `IN
/// rarray(?n)` for `= ANY($n)`, and `rarray(?n) AS k` for `unnest(CAST($n AS …[])) AS k(value)`, `instr` for `strpos`.
/// Row locks are removed: SQLite has none, since only one transaction writes at a time.
pub(super) fn for_sqlite(sql: Sql) -> Cow<'static, str> {
    static KNOWN: LazyLock<RwLock<HashMap<Sql, &'static str>>> = LazyLock::new(RwLock::default);
    if let Some(text) = KNOWN
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&sql)
    {
        return Cow::Borrowed(text);
    }
    let text: &'static str = Box::leak(spelled_for_sqlite(sql.0).into_boxed_str());
    KNOWN
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(sql, text);
    Cow::Borrowed(text)
}

fn spelled_for_sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let lock = [" FOR UPDATE", " FOR NO KEY UPDATE", " FOR KEY SHARE"]
        .iter()
        .find_map(|lock| sql.split_once(lock));
    let query = lock
        .map_or(sql, |(query, _)| query)
        .replace("strpos(", "instr(");
    let mut rest = query.as_str();
    while let Some(at) = rest.find(['$', '=', 'u']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        if let Some((number, after)) = unnested(tail) {
            out.push_str("rarray(?");
            out.push_str(number);
            out.push_str(") AS k");
            rest = after;
            continue;
        }
        if let Some(list) = tail.strip_prefix("= ANY($")
            && let Some(end) = list.find(')')
        {
            out.push_str("IN rarray(?");
            out.push_str(&list[..=end]);
            rest = &list[end + 1..];
        } else if let Some(number) = tail.strip_prefix('$') {
            out.push('?');
            rest = number;
        } else {
            out.push_str(&tail[..1]);
            rest = &tail[1..];
        }
    }
    out.push_str(rest);
    out
}

/// Returns the number of the parameter in `unnest(CAST($n AS …[])) AS k(value)` at the start of a text, and
/// the rest.
fn unnested(text: &str) -> Option<(&str, &str)> {
    let (number, rest) = text.strip_prefix("unnest(CAST($")?.split_once(" AS ")?;
    let (_, after) = rest.split_once("[])) AS k(value)")?;
    Some((number, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_spelled_for_sqlite() {
        assert_eq!(
            spelled_for_sqlite(
                "SELECT a FROM t WHERE b = $2 AND c = ANY($1) AND d >= $10 FOR UPDATE OF t"
            ),
            "SELECT a FROM t WHERE b = ?2 AND c IN rarray(?1) AND d >= ?10"
        );
        assert_eq!(
            spelled_for_sqlite(
                "SELECT k.value FROM unnest(CAST($12 AS BYTEA[])) AS k(value) WHERE $1 = 'u'"
            ),
            "SELECT k.value FROM rarray(?12) AS k WHERE ?1 = 'u'"
        );
        assert_eq!(spelled_for_sqlite("SELECT 1"), "SELECT 1");
    }
}
