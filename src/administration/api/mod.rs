//! The endpoints of administration, one resource in a file.

mod example;
mod people;
mod people_fields;
mod policy_change;
mod policy_check;
mod policy_patch;
mod policy_preview;
mod policy_wire;
mod sites;
mod unconfirmed_email;
mod wire;

pub(crate) use self::{
    people::PeopleApi,
    policy_check::check_policy,
    policy_patch::PolicyPatch,
    policy_preview::{PolicyPreview, PolicyPreviewApi, PreviewCount},
    policy_wire::SitePolicy,
    sites::SitesApi,
    unconfirmed_email::UnconfirmedEmailApi,
    wire::{KeyCreated, ManagedModerator, NewKey, SiteInfo},
};
