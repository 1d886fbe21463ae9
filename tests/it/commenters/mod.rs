//! People who sign in to comment: providers, mail, sessions and their own page.

mod account_page;
mod browser_sign_in;
mod documented_refusals;
mod element_sign_in;
mod link_lifetime;
mod linked_moderators;
mod mail_sign_in;
mod mail_sign_in_limits;
mod mail_timing;
mod openid_connect;
mod profiles;
mod provider_sign_in;
mod sessions;
mod written_comments;
