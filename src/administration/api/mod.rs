//! The endpoints of administration, one resource in a file.

mod example;
mod people;
mod policy_patch;
mod policy_preview;
mod policy_wire;
mod sites;
mod wire;

pub(crate) use self::{people::PeopleApi, policy_preview::PolicyPreviewApi, sites::SitesApi};
