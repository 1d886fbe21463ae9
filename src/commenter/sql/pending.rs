//! The statements of pending sign-ins: at providers, codes for pages, and mailed codes.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    commenter::{MailAttempt, ResolvedIdentity},
    db::{Conn, Error, Row, statements},
    site::SiteId,
};

statements! {
    INSERT_CODE_HANDOFF = "INSERT INTO handover (code_hash, challenge, site, person, issuer, subject, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    TAKE_CODE_HANDOFF = "DELETE FROM handover
        WHERE code_hash = $1 AND site IN (SELECT id FROM site WHERE removed_at IS NULL)
        RETURNING challenge, site, person, issuer, subject, created_at";
    EXPIRE_CODE_HANDOFFS = "DELETE FROM handover WHERE code_hash IN (
        SELECT code_hash FROM handover WHERE created_at <= $1 ORDER BY created_at LIMIT $2)";

    INSERT_SIGN_IN = "INSERT INTO sign_in
            (state_hash, browser_hash, provider, site, way, person, verifier, nonce, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    SIGN_IN = "SELECT browser_hash, provider, site, way, person, verifier, nonce, created_at
        FROM sign_in WHERE state_hash = $1
            AND (site IS NULL OR site IN (SELECT id FROM site WHERE removed_at IS NULL))";
    TAKE_SIGN_IN = "DELETE FROM sign_in WHERE state_hash = $1
            AND (site IS NULL OR site IN (SELECT id FROM site WHERE removed_at IS NULL))
        RETURNING browser_hash, provider, site, way, person, verifier, nonce, created_at";
    EXPIRE_SIGN_INS = "DELETE FROM sign_in WHERE state_hash IN (
        SELECT state_hash FROM sign_in WHERE created_at <= $1 ORDER BY created_at LIMIT $2)";

    INSERT_MAIL_CODE = "INSERT INTO mail_code
            (id, site, email, code_hash, link_hash, tries, name, way, browser_hash, person, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// Uses one try of the code of one attempt, if it has any left.
    TRY_MAIL_CODE = "UPDATE mail_code SET tries = tries + 1
        WHERE id = $5 AND email = $1 AND COALESCE(site, 0) = $2 AND created_at > $3
            AND (browser_hash IS NULL OR browser_hash = $4) AND tries < $6
        RETURNING id, site, email, code_hash, tries, name, way, browser_hash, person, created_at";
    MAIL_CODES = "SELECT id, site, email, code_hash, tries, name, way, browser_hash, person, created_at
        FROM mail_code WHERE email = $1 AND COALESCE(site, 0) = $2 AND created_at > $3
            AND (browser_hash IS NULL OR browser_hash = $4) AND tries < $5 ORDER BY id DESC LIMIT 50";
    MAIL_CODE_BY_LINK = "SELECT id, site, email, code_hash, tries, name, way, browser_hash, person, created_at
        FROM mail_code WHERE link_hash = $1
            AND (site IS NULL OR site IN (SELECT id FROM site WHERE removed_at IS NULL))";
    TAKE_MAIL_CODE = "DELETE FROM mail_code WHERE id = $1";
    EXPIRE_MAIL_CODES = "DELETE FROM mail_code WHERE id IN (
        SELECT id FROM mail_code WHERE created_at <= $1 ORDER BY created_at LIMIT $2)";
}

/// A code that was issued for a page.
pub(in crate::commenter) struct CodeHandoff {
    pub(in crate::commenter) challenge: Vec<u8>,
    pub(in crate::commenter) site: SiteId,
    pub(in crate::commenter) person: Uuid,
    pub(in crate::commenter) issuer: String,
    pub(in crate::commenter) subject: String,
    pub(in crate::commenter) created_at: Timestamp,
}

pub(in crate::commenter) async fn insert_code_handoff(
    c: &mut Conn<'_>,
    hash: &[u8; 32],
    challenge: &[u8; 32],
    site: SiteId,
    resolved: &ResolvedIdentity,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        hash.into(),
        challenge.into(),
        site.into(),
        resolved.person.into(),
        (&resolved.issuer).into(),
        (&resolved.subject).into(),
        now.into(),
    ];
    c.execute(INSERT_CODE_HANDOFF, &parameters)
        .await
        .map(|_| ())
}

pub(in crate::commenter) async fn take_code_handoff(
    c: &mut Conn<'_>,
    hash: &[u8; 32],
) -> Result<Option<CodeHandoff>, Error> {
    c.row(TAKE_CODE_HANDOFF, &[hash.into()], |row| {
        Ok(CodeHandoff {
            challenge: row.get(0)?,
            site: row.get(1)?,
            person: row.get(2)?,
            issuer: row.get(3)?,
            subject: row.get(4)?,
            created_at: row.get(5)?,
        })
    })
    .await
}

/// A sign-in that was started at a provider.
#[derive(Clone, Debug)]
pub(in crate::commenter) struct SignIn {
    pub(in crate::commenter) browser: Vec<u8>,
    pub(in crate::commenter) provider: String,
    pub(in crate::commenter) site: Option<SiteId>,
    pub(in crate::commenter) return_target: String,
    pub(in crate::commenter) link: Option<Uuid>,
    pub(in crate::commenter) verifier: String,
    pub(in crate::commenter) nonce: String,
    pub(in crate::commenter) created_at: Timestamp,
}

fn read_sign_in(row: &Row<'_>) -> Result<SignIn, Error> {
    Ok(SignIn {
        browser: row.get(0)?,
        provider: row.get(1)?,
        site: row.get(2)?,
        return_target: row.get(3)?,
        link: row.get(4)?,
        verifier: row.get(5)?,
        nonce: row.get(6)?,
        created_at: row.get(7)?,
    })
}

pub(in crate::commenter) async fn insert_sign_in(
    c: &mut Conn<'_>,
    state: &[u8; 32],
    new: &SignIn,
) -> Result<(), Error> {
    let parameters = [
        state.into(),
        (&new.browser).into(),
        (&new.provider).into(),
        new.site.into(),
        (&new.return_target).into(),
        new.link.into(),
        (&new.verifier).into(),
        (&new.nonce).into(),
        new.created_at.into(),
    ];
    c.execute(INSERT_SIGN_IN, &parameters).await.map(|_| ())
}

pub(in crate::commenter) async fn find_sign_in(
    c: &mut Conn<'_>,
    state: &[u8; 32],
) -> Result<Option<SignIn>, Error> {
    c.row(SIGN_IN, &[state.into()], read_sign_in).await
}

/// Deletes and returns the pending sign-in, because it can be used once.
pub(in crate::commenter) async fn take_sign_in(
    c: &mut Conn<'_>,
    state: &[u8; 32],
) -> Result<Option<SignIn>, Error> {
    c.row(TAKE_SIGN_IN, &[state.into()], read_sign_in).await
}

/// A mailed code that is waiting to be entered, or its link to be followed.
#[derive(Clone, Debug)]
pub(in crate::commenter) struct MailCodeRow {
    pub(in crate::commenter) id: Uuid,
    pub(in crate::commenter) site: Option<SiteId>,
    pub(in crate::commenter) email: String,
    pub(in crate::commenter) code: Vec<u8>,
    pub(in crate::commenter) tries: i64,
    pub(in crate::commenter) name: Option<String>,
    pub(in crate::commenter) return_target: String,
    pub(in crate::commenter) browser: Option<Vec<u8>>,
    pub(in crate::commenter) link: Option<Uuid>,
    pub(in crate::commenter) created_at: Timestamp,
}

fn read_mail_code(row: &Row<'_>) -> Result<MailCodeRow, Error> {
    Ok(MailCodeRow {
        id: row.get(0)?,
        site: row.get(1)?,
        email: row.get(2)?,
        code: row.get(3)?,
        tries: row.get(4)?,
        name: row.get(5)?,
        return_target: row.get(6)?,
        browser: row.get(7)?,
        link: row.get(8)?,
        created_at: row.get(9)?,
    })
}

pub(in crate::commenter) async fn insert_mail_code(
    c: &mut Conn<'_>,
    new: &MailCodeRow,
    link: &[u8; 32],
) -> Result<(), Error> {
    let parameters = [
        new.id.into(),
        new.site.into(),
        (&new.email).into(),
        (&new.code).into(),
        link.into(),
        new.tries.into(),
        new.name.as_deref().into(),
        (&new.return_target).into(),
        new.browser.as_deref().into(),
        new.link.into(),
        new.created_at.into(),
    ];
    c.execute(INSERT_MAIL_CODE, &parameters).await.map(|_| ())
}

/// Selects the codes that an entered code may match: those for this email address on this site, created after
/// `after`, and requested in this browser if they were requested for one.
pub(in crate::commenter) struct MailCodeQuery<'a> {
    pub(in crate::commenter) email: &'a str,
    pub(in crate::commenter) site: Option<SiteId>,
    pub(in crate::commenter) after: Timestamp,
    pub(in crate::commenter) browser: Option<&'a [u8]>,
    pub(in crate::commenter) tries: i64,
}

/// Returns the code of one attempt and uses up one of its tries; `None` when it has none left.
pub(in crate::commenter) async fn try_mail_code(
    c: &mut Conn<'_>,
    query: &MailCodeQuery<'_>,
    attempt: MailAttempt,
) -> Result<Option<MailCodeRow>, Error> {
    let parameters = [
        query.email.into(),
        query.site.unwrap_or(0).into(),
        query.after.into(),
        query.browser.into(),
        attempt.0.into(),
        query.tries.into(),
    ];
    c.row(TRY_MAIL_CODE, &parameters, read_mail_code).await
}

/// Returns all pending codes that have tries left; none of them loses a try.
pub(in crate::commenter) async fn mail_codes(
    c: &mut Conn<'_>,
    query: &MailCodeQuery<'_>,
) -> Result<Vec<MailCodeRow>, Error> {
    let parameters = [
        query.email.into(),
        query.site.unwrap_or(0).into(),
        query.after.into(),
        query.browser.into(),
        query.tries.into(),
    ];
    c.rows(MAIL_CODES, &parameters, read_mail_code).await
}

pub(in crate::commenter) async fn mail_code_by_link(
    c: &mut Conn<'_>,
    link: &[u8; 32],
) -> Result<Option<MailCodeRow>, Error> {
    c.row(MAIL_CODE_BY_LINK, &[link.into()], read_mail_code)
        .await
}

/// Uses up a mailed code; returns false if another request was faster.
pub(in crate::commenter) async fn take_mail_code(
    c: &mut Conn<'_>,
    id: Uuid,
) -> Result<bool, Error> {
    Ok(c.execute(TAKE_MAIL_CODE, &[id.into()]).await? == 1)
}
