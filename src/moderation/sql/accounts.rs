//! The statements for log entries about accounts.

use uuid::Uuid;

use crate::{
    db::{Conn, Error, Row, statements},
    moderation::{AccountLogLine, LogFilter},
};

statements! {
    WRITE = "INSERT INTO account_log (id, moderator, login, account, account_login, action, slug, from_value, to_value, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    ACCOUNT_LOG = "SELECT id, moderator, login, account, account_login, action, slug, from_value, to_value, at
        FROM account_log WHERE id < $1 ORDER BY id DESC LIMIT $2";
    ACCOUNT_LOG_OF_MODERATOR = "SELECT id, moderator, login, account, account_login, action, slug, from_value, to_value, at
        FROM account_log WHERE moderator = $3 AND id < $1 ORDER BY id DESC LIMIT $2";
}

fn read_entry(row: &Row<'_>) -> Result<AccountLogLine, Error> {
    Ok(AccountLogLine {
        id: row.get(0)?,
        moderator: row.get(1)?,
        login: row.get(2)?,
        account: row.get(3)?,
        account_login: row.get(4)?,
        action: row.get(5)?,
        slug: row.get(6)?,
        from: row.get(7)?,
        to: row.get(8)?,
        at: row.get(9)?,
    })
}

/// Writes an entry, in the transaction of the change.
pub(crate) async fn write(c: &mut Conn<'_>, line: &AccountLogLine) -> Result<(), Error> {
    let parameters = [
        line.id.into(),
        line.moderator.into(),
        (&line.login).into(),
        line.account.into(),
        (&line.account_login).into(),
        (&line.action).into(),
        (&line.slug).into(),
        (&line.from).into(),
        (&line.to).into(),
        line.at.into(),
    ];
    c.execute(WRITE, &parameters).await.map(drop)
}

/// Returns the entries about accounts before `before`; none if the filter excludes them.
pub(in crate::moderation) async fn log(
    c: &mut Conn<'_>,
    filter: &LogFilter,
    before: Uuid,
    limit: usize,
) -> Result<Vec<AccountLogLine>, Error> {
    if !filter.includes_accounts() {
        return Ok(Vec::new());
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    match filter.moderator {
        None => {
            let parameters = [before.into(), limit.into()];
            c.rows(ACCOUNT_LOG, &parameters, read_entry).await
        }
        Some(moderator) => {
            let parameters = [before.into(), limit.into(), moderator.into()];
            c.rows(ACCOUNT_LOG_OF_MODERATOR, &parameters, read_entry)
                .await
        }
    }
}
