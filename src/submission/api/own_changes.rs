//! How authors change their own comments, in the steps that the JSON endpoints and the forms of pages share.

use std::{net::IpAddr, sync::Arc, time::Duration};

use uuid::Uuid;

use super::{
    own_comments::{OwnComment, edit_authorization},
    sender::Sender,
    service::SubmissionsApi,
    submission,
};
use crate::{
    comment::Comment,
    commenter::Viewer,
    http::{Code, Problem},
    site::Site,
    submission::EditAuthorization,
};

/// The maximum number of comments that a page offers to change.
const CHANGEABLE_MAX: usize = 50;
/// How much earlier than the comment its id may have been generated, while external checks ran.
const ID_LEAD: Duration = Duration::from_mins(5);

impl SubmissionsApi {
    /// Replaces the text of the caller's comment; the new text is inspected and moderated again.
    pub(crate) async fn edit_own(
        &self,
        site: &Arc<Site>,
        id: Uuid,
        (sender, edit_token): (&Sender, Option<String>),
        (text, address): (&str, IpAddr),
    ) -> Result<Comment, Problem> {
        let authority = sender.authority(site, &self.identity).await?;
        let authorization = edit_authorization(site, sender, edit_token)?;
        let text = submission::parse_text(text, site)?;
        let edit = self.submissions.edit(
            site,
            id,
            &authorization,
            authority.as_ref(),
            (&text, address),
        );
        Box::pin(edit).await.map_err(Problem::from)
    }

    /// Erases the caller's comment, and returns its page.
    pub(crate) async fn delete_own(
        &self,
        site: &Site,
        id: Uuid,
        (sender, edit_token): (&Sender, Option<String>),
    ) -> Result<String, Problem> {
        let authorization = edit_authorization(site, sender, edit_token)?;
        let deletion = self.submissions.delete(site, id, &authorization);
        Ok(deletion.await?)
    }

    /// Returns a comment of the viewer that can still be changed.
    pub(crate) async fn changeable_comment(
        &self,
        site: &Site,
        id: Uuid,
        viewer: Option<&Viewer>,
    ) -> Result<Comment, Problem> {
        let viewer = viewer.ok_or_else(|| Problem::plain(Code::Unauthorized))?;
        let authorization = EditAuthorization::Person(viewer.person.id);
        Ok(self.submissions.own(site, id, &authorization).await?)
    }

    /// Returns the viewer's comments on a page that can still be changed, oldest first.
    pub(crate) async fn changeable_comments(
        &self,
        site: &Site,
        page: &str,
        viewer: &Viewer,
    ) -> Result<Vec<OwnComment>, Problem> {
        let now = self.submissions.now();
        let window = Duration::from_secs(u64::from(site.policy.edit_window_seconds));
        let begin = u64::try_from(now.minus(window + ID_LEAD).0).unwrap_or(0);
        // Ids are ordered by time: no comment before this one can be changed.
        let after = uuid::Builder::from_unix_timestamp_millis(begin, &[0; 10]).into_uuid();
        let authors = (Vec::new(), Some(viewer.person.id));
        let found = self
            .submissions
            .own_comments(site, page, authors, Some(after), CHANGEABLE_MAX);
        let found = found.await?.comments.into_iter();
        let found = found.map(|own| OwnComment::new(site, own.into(), now, &self.base_url));
        Ok(found.filter(|own| own.editable_until.is_some()).collect())
    }
}
