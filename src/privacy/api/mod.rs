//! The door of export and erasure: for this server's own pages alone.

mod document;
pub mod facebook;
mod wire;

use std::sync::Arc;

use poem_openapi::{ApiResponse, Enum, OpenApi, param::Query};
use uuid::Uuid;

use self::{document::StreamedJson, wire::PersonalData};
use super::Privacy;
use crate::{
    clock::Clock,
    comment::Change,
    http::{CONFLICT, FORBIDDEN, INVALID, Problem, Refused, TOO_FAST, UNAUTHORIZED},
    identity::{
        Kind,
        person::api::{Caller, Cookie, session::Tag},
    },
    limit::{Charge, Limits, Outcome, quotas},
    site::Sites,
};

/// Export and erasure.
#[derive(Clone, Debug)]
pub struct PrivacyApi {
    pub privacy: Privacy,
    pub sites: Sites,
    pub limits: Arc<Limits>,
    pub clock: Clock,
    pub cookie: Cookie,
    /// Where browsers reach this server, without a slash at the end.
    pub base_url: String,
}

/// What becomes of the comments of whoever is erased.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "lowercase")]
pub enum ErasedComments {
    /// The texts stay, and nothing tells who wrote them.
    Anonymise,
    /// The texts are erased; a stub stays where there are replies.
    Delete,
}

impl From<ErasedComments> for Change {
    fn from(comments: ErasedComments) -> Self {
        match comments {
            ErasedComments::Anonymise => Self::Anonymise,
            ErasedComments::Delete => Self::Delete,
        }
    }
}

/// Everything held about the caller.
#[derive(Debug, ApiResponse)]
pub enum Exported {
    /// Everything held about the caller, as a file.
    #[oai(status = 200)]
    Data(
        StreamedJson<PersonalData>,
        /// `attachment`, with a name for the file.
        #[oai(header = "Content-Disposition")]
        String,
        /// `no-store`: it is about one person.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

/// Nothing is held about the caller any more.
#[derive(Debug, ApiResponse)]
pub enum Erased {
    /// It is done.
    #[oai(status = 204)]
    Done(
        /// Ends the session of this server's own pages in the browser too.
        #[oai(header = "Set-Cookie")]
        String,
    ),
}

#[OpenApi]
impl PrivacyApi {
    /// Export everything held about me
    ///
    /// The person, identities, sessions, pictures, and every comment on every site, also those
    /// written as a guest with an address that was proved since. With the session of `/me` only: 403
    /// for the session of a form.
    #[oai(
        path = "/session/data",
        method = "get",
        operation_id = "export_data",
        tag = "Tag::Identity"
    )]
    async fn export(
        &self,
        caller: Caller,
    ) -> Result<Exported, Refused<{ UNAUTHORIZED | FORBIDDEN | TOO_FAST }>> {
        let person = caller.first_party()?.person.id;
        self.take_turn(person).await?;
        let sites = self.sites.all().await;
        let ids = sites.iter().map(|site| site.id).collect::<Vec<_>>();
        let export = self.privacy.export(person, &ids).await;
        // Erased since the session was looked at.
        let export = export.map_err(Problem::from)?;
        let export = export.ok_or_else(|| Problem::plain(crate::http::Code::Unauthorized))?;
        let body = document::stream(export, sites, self.clock.now(), self.base_url.clone());
        tracing::info!(%person, "export of everything held about a person begun");
        Ok(Exported::Data(
            body.map_err(|why| Problem::internal(&why))?,
            "attachment; filename=\"my-data.json\"".to_owned(),
            "no-store".to_owned(),
        ))
    }

    /// Erase me
    ///
    /// Everything held about the caller is gone when this answers, also what they wrote as a guest
    /// with an address that was proved since; replies of others stay. With the session of `/me`
    /// only: 403 for the session of a form. All sessions end at once, and the server finishes an erasure
    /// that was interrupted.
    #[oai(
        path = "/session/data",
        method = "delete",
        operation_id = "erase_data",
        tag = "Tag::Identity"
    )]
    async fn erase(
        &self,
        caller: Caller,
        /// What becomes of the comments.
        comments: Query<ErasedComments>,
    ) -> Result<Erased, Refused<{ UNAUTHORIZED | FORBIDDEN | CONFLICT | INVALID | TOO_FAST }>> {
        let person = caller.first_party()?.person.id;
        self.take_turn(person).await?;
        let erased = self.privacy.erase(person, comments.0.into()).await;
        erased.map_err(Problem::from)?;
        let cookie = self.cookie.set(Kind::Commenter, None);
        Ok(Erased::Done(cookie.to_str().unwrap_or_default().to_owned()))
    }
}

impl PrivacyApi {
    async fn take_turn(&self, person: Uuid) -> Result<(), Problem> {
        let charge = Charge::new(quotas::MY_DATA, person.as_bytes());
        match self.limits.take("", &[charge]).await {
            Outcome::Taken(_) => Ok(()),
            Outcome::Refused(refused) => Err(refused.into()),
        }
    }
}
