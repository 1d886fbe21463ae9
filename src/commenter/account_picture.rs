//! The pictures of people, fetched from the providers of their accounts.

use sha2::{Digest as _, Sha256};

use super::{People, ResolvedIdentity, resolve::random_id, sql};
use crate::db;

impl People {
    /// Fetches the picture of an account outside of the request, so that the sign-in does not wait for it.
    pub(super) fn fetch_picture(&self, resolved: ResolvedIdentity, url: url::Url) {
        let Ok(permit) = self.0.pictures.clone().try_acquire_owned() else {
            return;
        };
        let people = self.clone();
        tokio::spawn(async move {
            if let Err(error) = people.fetch_and_store_picture(&resolved, &url).await {
                tracing::info!(person = %resolved.person, error, "fetching a profile picture failed");
            }
            drop(permit);
        });
    }

    /// Fetches and stores a picture once: the same URL is not fetched again.
    async fn fetch_and_store_picture(
        &self,
        resolved: &ResolvedIdentity,
        url: &url::Url,
    ) -> Result<(), String> {
        let source = Sha256::digest(url.as_str().as_bytes()).to_vec();
        let stored_source = self
            .0
            .db
            .read(resolved.clone(), |c, resolved| {
                Box::pin(sql::picture_source(c, &resolved.issuer, &resolved.subject))
            })
            .await
            .map_err(|error| error.to_string())?;
        if stored_source.as_ref() == Some(&source) {
            return Ok(());
        }
        let jpeg = self.0.providers.fetch_picture(url).await;
        let jpeg = jpeg.map_err(|error| error.to_string())?;
        let id = random_id(self.0.clock.random_bytes());
        let input = (resolved.clone(), source, id, jpeg, self.0.clock.now());
        self.0
            .db
            .write(input, |c, (resolved, source, id, jpeg, now)| {
                Box::pin(sql::store_picture(c, resolved, source, *id, jpeg, *now))
            })
            .await
            .map_err(|error: db::Error| error.to_string())
    }
}
