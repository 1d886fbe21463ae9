//! The parser of database URLs. It accepts two forms, `sqlite:PATH` and
//! `postgres://user:password@host:port/name`, and its messages show the correct spelling for inputs that
//! resemble another form. No message repeats the URL, which may contain a password.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret as _, SecretString};

use crate::{sqlite_file::paths::absolute, text::UNESCAPED};

/// A parsed database URL. `Display` names the database: SQLite with its absolute path, PostgreSQL with the
/// password masked.
#[derive(Clone, Debug)]
pub enum DatabaseUrl {
    /// The path of the file, absolute or relative to the working directory.
    Sqlite(PathBuf),
    Postgres(PostgresUrl),
}

/// A valid PostgreSQL URL.
#[derive(Clone, Debug)]
pub struct PostgresUrl {
    url: SecretString,
    masked: String,
}

const FORMS: &str = "write `sqlite:PATH`, for example `sqlite:data/rejoinder.db`, or \
                     `postgres://user:password@host:5432/name`";
const POSTGRES_FORM: &str = "write `postgres://user:password@host:5432/name`";

impl DatabaseUrl {
    /// Parses a URL. An error says what is wrong and shows the correct spelling.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err(format!("is empty; {FORMS}"));
        }
        if text.trim() != text || text.contains(char::is_control) {
            return Err(
                "contains white space at its beginning or end, or a control character".to_owned(),
            );
        }
        // In `host=db password=a:b` the colon does not end a scheme.
        let scheme = text
            .split_once(':')
            .filter(|(scheme, _)| !scheme.contains(['/', '.', ' ', '=', '@']));
        match scheme {
            Some(("sqlite", rest)) => sqlite(rest),
            Some(("postgres" | "postgresql", _)) => postgres(text),
            Some((scheme, rest)) => Err(other_scheme(scheme, rest)),
            None => Err(without_scheme(text)),
        }
    }

    /// Returns the path of the SQLite file; `None` for PostgreSQL.
    #[must_use]
    pub fn sqlite_path(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", absolute(path).display()),
            Self::Postgres(url) => f.write_str(&url.masked),
        }
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked)
    }
}

fn sqlite(path: &str) -> Result<DatabaseUrl, String> {
    if let Some(rest) = path.strip_prefix("//") {
        let relative = rest.trim_start_matches('/');
        return Err(match relative {
            "" => "a file name is missing; write `sqlite:data/rejoinder.db`".to_owned(),
            _ => format!(
                "`sqlite:` is not followed by `//`; write `sqlite:{relative}` for a path relative to the \
                 working directory, or `sqlite:/{relative}` for an absolute path"
            ),
        });
    }
    let wrong = if path.is_empty() {
        "a file name is missing; write `sqlite:data/rejoinder.db`"
    } else if path.contains(":memory:") {
        "a database in memory is not supported, because it would be lost at every stop; write \
         `sqlite:data/rejoinder.db`"
    } else if path.contains('?') {
        "`sqlite:` has no parameters; leave out the `?` and everything after it"
    } else if path.ends_with('/') {
        "this is a folder; write the name of the file too, for example `sqlite:data/rejoinder.db`"
    } else if path.starts_with("~/") {
        "`~` is not expanded here; write the absolute path, for example `sqlite:/home/me/rejoinder.db`"
    } else if has_percent_encoding(path) {
        "a path is not percent-encoded; write the characters themselves, for example a space \
         instead of %20"
    } else {
        return Ok(DatabaseUrl::Sqlite(PathBuf::from(path)));
    };
    Err(wrong.to_owned())
}

fn has_percent_encoding(text: &str) -> bool {
    text.split('%').skip(1).any(begins_with_hex)
}

fn begins_with_hex(text: &str) -> bool {
    text.as_bytes()
        .get(..2)
        .is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
}

fn other_scheme(scheme: &str, rest: &str) -> String {
    match scheme.to_ascii_lowercase().as_str() {
        "sqlite" => "the scheme is written in lower case: `sqlite:PATH`".to_owned(),
        "sqlite3" | "file" => {
            "must begin with `sqlite:`; write `sqlite:data/rejoinder.db`".to_owned()
        }
        "postgres" | "postgresql" => {
            format!("the scheme is written in lower case; {POSTGRES_FORM}")
        }
        "mysql" | "mariadb" => {
            format!("MySQL and MariaDB are not supported; {FORMS}")
        }
        lower
            if lower.contains("postgres")
                || lower.contains("pgsql")
                || matches!(lower, "pg" | "psql")
                || (lower == "jdbc" && rest.starts_with("postgres")) =>
        {
            format!("must begin with `postgres://`; {POSTGRES_FORM}")
        }
        _ if rest.starts_with("//") => format!("this kind of database is not supported; {FORMS}"),
        _ => format!("must begin with `sqlite:` or `postgres://`; {FORMS}"),
    }
}

fn without_scheme(text: &str) -> String {
    if text.contains("host=") || text.contains("dbname=") {
        return format!("must be a URL, not a list of parameters; {POSTGRES_FORM}");
    }
    // Text that looks like a path and nothing else contains no password.
    let is_path = text
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_'));
    if is_path && text.contains(['/', '.']) {
        format!(
            "must begin with `sqlite:` or `postgres://`; for a SQLite file write `sqlite:{text}`"
        )
    } else {
        format!("must begin with `sqlite:` or `postgres://`; {FORMS}")
    }
}

fn postgres(text: &str) -> Result<DatabaseUrl, String> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(format!("`//` is missing after the scheme; {POSTGRES_FORM}"));
    };
    if text.contains(char::is_whitespace) {
        return Err("contains white space; write a space as %20".to_owned());
    }
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    let signs = authority.matches('@').count();
    if signs > 1 || path.contains('@') || (signs == 0 && tail.contains('@')) {
        return Err(UNESCAPED.to_owned());
    }
    if tail.contains('#') {
        return Err("contains a `#`; write it as %23".to_owned());
    }
    if text.split('%').skip(1).any(|rest| !begins_with_hex(rest)) {
        return Err(
            "contains a `%` without two hexadecimal digits after it; write `%` as %25".to_owned(),
        );
    }
    let (credentials, hosts) = match authority.split_once('@') {
        Some((credentials, hosts)) => (Some(credentials), hosts),
        None => (None, authority),
    };
    let has_parameter = |name: &str| {
        query.split('&').any(|pair| {
            pair.strip_prefix(name)
                .is_some_and(|v| v.len() > 1 && v.starts_with('='))
        })
    };
    if credentials.is_some_and(|c| c.starts_with(':') && c.len() > 1) {
        return Err(format!("there is a password but no user; {POSTGRES_FORM}"));
    }
    if hosts.is_empty() && !has_parameter("host") {
        return Err(format!(
            "the host is missing; {POSTGRES_FORM}, or \
             `postgres://user@/name?host=/run/postgresql` for a Unix socket"
        ));
    }
    check_hosts(hosts, credentials.is_some())?;
    let name = path.strip_prefix('/').unwrap_or_default();
    if name.is_empty() && !has_parameter("dbname") {
        return Err(format!(
            "the name of the database is missing at the end; {POSTGRES_FORM}"
        ));
    }
    if name.contains('/') {
        return Err(format!(
            "nothing may follow the name of the database except parameters; {POSTGRES_FORM}"
        ));
    }
    let url = PostgresUrl {
        url: text.into(),
        masked: format!("{scheme}://{}", masked(credentials, hosts, name, query)),
    };
    url.config()?;
    Ok(DatabaseUrl::Postgres(url))
}

/// Checks a list of `host[:port]`, separated by commas.
fn check_hosts(hosts: &str, has_credentials: bool) -> Result<(), String> {
    for host in hosts.split(',').filter(|_| !hosts.is_empty()) {
        let port = if let Some(inside) = host.strip_prefix('[') {
            let closed = inside
                .split_once(']')
                .filter(|(address, _)| address.parse::<std::net::Ipv6Addr>().is_ok());
            let (_, rest) = closed.ok_or(
                "what is in square brackets must be an IPv6 address, for example `[::1]:5432`",
            )?;
            match rest {
                "" => None,
                rest => Some(rest.strip_prefix(':').unwrap_or_default()),
            }
        } else if host.matches(':').count() > 1 {
            return Err(if has_credentials {
                "write an IPv6 address in square brackets, for example `[::1]:5432`".to_owned()
            } else {
                format!("`@` is missing between password and host; {POSTGRES_FORM}")
            });
        } else {
            if host.split(':').next() == Some("") {
                return Err(format!("the host is missing; {POSTGRES_FORM}"));
            }
            host.split_once(':').map(|(_, port)| port)
        };
        let Some(port) = port else { continue };
        if !port.bytes().all(|b| b.is_ascii_digit()) || !port.parse::<u16>().is_ok_and(|p| p > 0) {
            return Err(if has_credentials {
                "the port must be a number from 1 to 65535".to_owned()
            } else {
                format!(
                    "the port must be a number from 1 to 65535, or `@` is missing between password \
                     and host; {POSTGRES_FORM}"
                )
            });
        }
    }
    Ok(())
}

/// Returns the URL after its scheme, without passwords.
fn masked(credentials: Option<&str>, hosts: &str, name: &str, query: &str) -> String {
    let user = match credentials.map(|c| c.split_once(':').ok_or(c)) {
        None => String::new(),
        Some(Ok((user, _))) => format!("{user}:***@"),
        Some(Err(user)) => format!("{user}@"),
    };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        // A key may be percent-encoded too, so only keys that are known not to contain a secret are shown.
        Some((key @ ("host" | "port" | "user" | "dbname" | "sslmode"), value)) => {
            format!("{key}={value}")
        }
        Some((key, _)) => format!("{key}=***"),
        None => pair.to_owned(),
    });
    let query = match query {
        "" => String::new(),
        _ => format!("?{}", pairs.collect::<Vec<_>>().join("&")),
    };
    format!("{user}{hosts}/{name}{query}")
}

impl PostgresUrl {
    /// Returns the configuration of the driver.
    pub(super) fn config(&self) -> Result<tokio_postgres::Config, String> {
        // libpq's names for what always applies here: a received certificate is verified in full.
        let url = self
            .url
            .expose_secret()
            .replace("sslmode=verify-full", "sslmode=require")
            .replace("sslmode=verify-ca", "sslmode=require");
        url.parse().map_err(|error: tokio_postgres::Error| {
            // The sources name the parameter and never its value.
            let mut cause: &dyn std::error::Error = &error;
            while let Some(source) = cause.source() {
                cause = source;
            }
            format!(
                "{cause}; the supported parameters are sslmode (disable, prefer, require), host, \
                 port, user, password, dbname, options, application_name, connect_timeout and \
                 target_session_attrs; certificate authorities are named in database.ca_file"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(url: &str) -> String {
        match DatabaseUrl::parse(url) {
            Err(message) => message,
            Ok(read) => panic!("{url} was read as {read}"),
        }
    }

    #[test]
    fn the_two_forms_are_accepted_and_named_without_their_password() {
        for (url, path) in [
            ("sqlite:data/rejoinder.db", "data/rejoinder.db"),
            ("sqlite:/var/lib/x.db", "/var/lib/x.db"),
            ("sqlite:./x.db", "./x.db"),
            ("sqlite:a folder/100% sure.db", "a folder/100% sure.db"),
        ] {
            let read = DatabaseUrl::parse(url).expect(url);
            assert_eq!(read.sqlite_path(), Some(Path::new(path)));
            assert!(read.to_string().starts_with("sqlite:/"), "{read}");
        }
        for (url, shown) in [
            ("postgres://db/name", "postgres://db/name"),
            (
                "postgresql://me@db:5433/name",
                "postgresql://me@db:5433/name",
            ),
            ("postgres://me:p%40ss@db/name", "postgres://me:***@db/name"),
            (
                "postgres://me:a:b@[::1]:5432/name?sslmode=verify-full",
                "postgres://me:***@[::1]:5432/name?sslmode=verify-full",
            ),
            (
                "postgres://me:x@one:1,two:2/name",
                "postgres://me:***@one:1,two:2/name",
            ),
            (
                "postgres://me@/name?host=/run/postgresql&password=hunter2",
                "postgres://me@/name?host=/run/postgresql&password=***",
            ),
            (
                "postgres://%2Frun%2Fpostgresql/name",
                "postgres://%2Frun%2Fpostgresql/name",
            ),
        ] {
            let read = DatabaseUrl::parse(url).expect(url);
            assert_eq!(read.to_string(), shown);
        }
    }

    #[test]
    fn what_is_wrong_is_answered_with_the_right_spelling() {
        for (url, spelling) in [
            ("", "sqlite:data/rejoinder.db"),
            ("  ", "sqlite:data/rejoinder.db"),
            ("sqlite:", "sqlite:data/rejoinder.db"),
            ("sqlite://", "sqlite:data/rejoinder.db"),
            ("sqlite:///", "sqlite:data/rejoinder.db"),
            ("sqlite://data/x.db", "`sqlite:data/x.db`"),
            ("sqlite://data/x.db", "`sqlite:/data/x.db`"),
            ("sqlite:///abs/x.db", "`sqlite:/abs/x.db`"),
            ("sqlite:////abs/x.db", "`sqlite:/abs/x.db`"),
            ("sqlite::memory:", "sqlite:data/rejoinder.db"),
            ("sqlite:x.db?mode=ro", "leave out the `?`"),
            ("sqlite:data/", "name of the file"),
            ("sqlite:~/x.db", "absolute path"),
            ("sqlite:my%20folder/x.db", "a space"),
            (" sqlite:x.db", "white space"),
            ("sqlite:x.db\n", "white space"),
            ("SQLite:x.db", "`sqlite:PATH`"),
            ("sqlite3:x.db", "sqlite:data/rejoinder.db"),
            ("file:x.db", "sqlite:data/rejoinder.db"),
            ("data/x.db", "`sqlite:data/x.db`"),
            ("/var/lib/x.db", "`sqlite:/var/lib/x.db`"),
            ("x.db", "`sqlite:x.db`"),
            ("rejoinder", "sqlite:data/rejoinder.db"),
            ("mysql://root:hunter2@db/name", "MySQL"),
            ("mariadb://db/name", "MariaDB"),
            ("mongodb://db/name", "not supported"),
            ("https://db.example/name", "not supported"),
            ("jdbc:postgresql://db/name", "`postgres://user"),
            ("postgresql+psycopg2://db/name", "`postgres://user"),
            ("psql://db/name", "`postgres://user"),
            ("Postgres://db/name", "lower case"),
            ("postgres:db/name", "`//` is missing"),
            ("postgres:/db/name", "`//` is missing"),
            ("postgres://", "host is missing"),
            ("postgres:///name", "host is missing"),
            ("postgres://me:hunter2@/name", "host is missing"),
            ("postgres://me:hunter2@:5432/name", "host is missing"),
            ("postgres://me:hunter2@db", "name of the database"),
            ("postgres://me:hunter2@db/", "name of the database"),
            ("postgres://me:hunter2@db/one/two", "nothing may follow"),
            ("postgres://me:hunter2@2@db/name", "`@` as %40"),
            ("postgres://me:hunter2/2@db/name", "`/` as %2F"),
            ("postgres://me:hunter2?2@db/name", "`?` as %3F"),
            ("postgres://me:hunter2#2@db/name", "`#` as %23"),
            ("postgres://me:hunter2%@db/name", "`%` as %25"),
            ("postgres://me:hunter2%zz@db/name", "`%` as %25"),
            ("postgres://me:hunter2 2@db/name", "%20"),
            ("postgres://db/name#hunter2", "%23"),
            ("postgres://:hunter2@db/name", "no user"),
            ("postgres://me:hunter2/name", "`@` is missing"),
            ("postgres://me:hunter2:db:5432/name", "`@` is missing"),
            ("postgres://me:hunter2@db:port/name", "1 to 65535"),
            ("postgres://me:hunter2@db:99999/name", "1 to 65535"),
            ("postgres://me:hunter2@db:0/name", "1 to 65535"),
            ("postgres://me:hunter2@db:/name", "1 to 65535"),
            ("postgres://me:hunter2@::1/name", "square brackets"),
            ("postgres://me:hunter2@[nowhere]/name", "square brackets"),
            ("postgres://db/name?sslrootcert=hunter2", "database.ca_file"),
            (
                "postgres://db/name?sslmode=hunter2",
                "disable, prefer, require",
            ),
            ("host=db password=hunter2 dbname=name", "must be a URL"),
            ("host=db password=hunter:2", "must be a URL"),
            ("me:hunter2@db/name", "`postgres://user"),
        ] {
            let message = refusal(url);
            assert!(message.contains(spelling), "{url}: {message}");
            assert!(!message.contains("hunter2"), "{url}: {message}");
        }
    }

    proptest! {
        #[test]
        fn no_message_and_no_name_shows_a_password(
            user in "[a-z]{1,4}", before in "[ -~]{0,6}", after in "[ -~]{0,6}", rest in "[ -~]{0,12}",
        ) {
            let url = format!("postgres://{user}:{before}hunter2{after}@db{rest}");
            let shown = match DatabaseUrl::parse(&url) {
                Ok(read) => format!("{read} {read:?}"),
                Err(message) => message,
            };
            prop_assert!(!shown.contains("hunter2"), "{url}: {shown}");
        }

        #[test]
        fn an_escaped_password_is_always_accepted(password in "\\PC{1,20}") {
            let escaped: String = url::form_urlencoded::byte_serialize(password.as_bytes()).collect();
            let url = format!("postgres://me:{}@db:5432/name", escaped.replace('+', "%20"));
            let shown = DatabaseUrl::parse(&url).expect("is a URL").to_string();
            prop_assert_eq!(shown, "postgres://me:***@db:5432/name");
        }
    }
}
