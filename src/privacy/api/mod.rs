//! Endpoints for export and erasure, for the pages of this server only.

mod document;
mod example;
pub(crate) mod facebook;
mod wire;

use std::sync::Arc;

use poem_openapi::{ApiResponse, OpenApi, param::Query};
use uuid::Uuid;

use self::{document::StreamedJson, wire::PersonalData};
use super::Privacy;
use crate::{
    clock::Clock,
    comment::PersonChange,
    commenter::api::{Caller, Cookie, session::IdentityTag},
    http::{CONFLICT, FORBIDDEN, INVALID, KnownWord, Problem, Refused, TOO_FAST, UNAUTHORIZED},
    limit::{Charge, Limits, quotas},
    site::Sites,
    token::TokenKind,
};

/// Export and erasure.
#[derive(Clone, Debug)]
pub(crate) struct PrivacyApi {
    pub privacy: Privacy,
    pub sites: Sites,
    pub limits: Arc<Limits>,
    pub clock: Clock,
    pub cookie: Cookie,
    /// The base URL of this server for browsers, without a trailing slash.
    pub base_url: String,
}

/// All data stored about the caller.
#[derive(Debug, ApiResponse)]
pub enum Exported {
    /// All data stored about the caller, as a file.
    #[oai(status = 200)]
    Data(
        StreamedJson<PersonalData>,
        /// `attachment`, with a file name.
        #[oai(header = "Content-Disposition")]
        String,
        /// `no-store`: the data is about one person.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

/// The data of the caller is erased.
#[derive(Debug, ApiResponse)]
pub enum Erased {
    /// All data of the caller is erased.
    #[oai(status = 204)]
    Done(
        /// Clears the session cookie of this server's own pages.
        #[oai(header = "Set-Cookie")]
        String,
    ),
}

#[OpenApi]
impl PrivacyApi {
    /// Export all data about me
    ///
    /// Returns the person, identities, sessions, pictures, and every comment on every site, including
    /// those written as a guest with an email address that has been verified since. Requires the
    /// session of `/me`; returns 403 for the session of a form.
    #[oai(
        path = "/session/data",
        method = "get",
        operation_id = "export_data",
        tag = "IdentityTag::Identity"
    )]
    async fn export(
        &self,
        caller: Caller,
    ) -> Result<Exported, Refused<{ UNAUTHORIZED | FORBIDDEN | TOO_FAST }>> {
        let person = caller.require_first_party()?.person.id;
        self.check_limit(person).await?;
        let sites = self.sites.all().await;
        let ids = sites.iter().map(|site| site.id).collect::<Vec<_>>();
        let export = self.privacy.export(person, &ids).await;
        // `None` if the person was erased after the session was checked.
        let export = export?;
        let export = export.ok_or_else(|| Problem::plain(crate::http::Code::Unauthorized))?;
        let body = document::stream(export, sites, self.clock.now(), self.base_url.clone());
        tracing::info!(%person, "personal data export started");
        Ok(Exported::Data(
            body.map_err(|why| Problem::internal(&why))?,
            "attachment; filename=\"my-data.json\"".to_owned(),
            "no-store".to_owned(),
        ))
    }

    /// Erase all data about me
    ///
    /// When this responds, all data stored about the caller is erased, including comments written as a
    /// guest with an email address that has been verified since; replies by other people stay. Requires
    /// the session of `/me`; returns 403 for the session of a form. All sessions end immediately, and
    /// the server completes an interrupted erasure.
    #[oai(
        path = "/session/data",
        method = "delete",
        operation_id = "erase_data",
        tag = "IdentityTag::Identity"
    )]
    async fn erase(
        &self,
        caller: Caller,
        /// How the comments are treated.
        comments: Query<KnownWord<PersonChange>>,
    ) -> Result<Erased, Refused<{ UNAUTHORIZED | FORBIDDEN | CONFLICT | INVALID | TOO_FAST }>> {
        let person = caller.require_first_party()?.person.id;
        self.check_limit(person).await?;
        let erased = self.privacy.erase(person, comments.0.get()).await;
        erased?;
        let cookie = self.cookie.set(TokenKind::Commenter, None);
        Ok(Erased::Done(cookie.to_str().unwrap_or_default().to_owned()))
    }
}

impl PrivacyApi {
    async fn check_limit(&self, person: Uuid) -> Result<(), Problem> {
        let charge = Charge::new(quotas::MY_DATA, person.as_bytes());
        self.limits.check("", &[charge]).await?;
        Ok(())
    }
}
