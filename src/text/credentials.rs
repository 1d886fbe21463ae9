//! User and password in the URL of a server: a delimiter that is not percent-encoded ends them early.

/// The advice in messages.
pub(crate) const UNESCAPED: &str = "the user or password contains a character that must be percent-encoded: \
                             write `@` as %40, `/` as %2F, `?` as %3F, `#` as %23, `:` as %3A and `%` as %25";

/// Returns whether a `/`, `?` or `#` precedes the `@` that ends the credentials. In that case a parser
/// reads the user as the host, and a part of the password as the port or the path.
#[must_use]
pub(crate) fn has_unescaped_credentials(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    tail.contains('@') && !authority.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_with_a_delimiter_is_found() {
        for (url, found) in [
            ("smtps://me:pass@mail.example:465", false),
            ("smtps://me:p%2Fss@mail.example", false),
            ("redis://cache.example/0", false),
            ("smtps://me:p/ss@mail.example", true),
            ("smtps://me:p?ss@mail.example", true),
            ("redis://me:p#ss@cache.example/0", true),
            ("redis://me:1/2@cache.example/0", true),
        ] {
            assert_eq!(has_unescaped_credentials(url), found, "{url}");
        }
    }
}
