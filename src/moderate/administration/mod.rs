//! The pages for bans, sites with their policies, accounts and API keys. They call the endpoints of the API, so that both
//! have the same permissions, rules and messages.

pub(crate) mod account;
pub(crate) mod account_email;
pub(crate) mod ban_form;
pub(crate) mod bans;
mod form_view;
pub(crate) mod keys;
mod page;
pub(crate) mod people;
pub(crate) mod policy;
mod policy_form;
pub(crate) mod sites;

use crate::{
    administration::api::{PeopleApi, PolicyPreviewApi, SitesApi},
    moderation::api::BansApi,
    notice::api::ModeratorNoticesApi,
};

/// The endpoints that these pages call.
#[derive(Clone, Debug)]
pub(crate) struct AdministrationApis {
    pub bans: BansApi,
    pub sites: SitesApi,
    pub previews: PolicyPreviewApi,
    pub people: PeopleApi,
    pub notices: ModeratorNoticesApi,
}
