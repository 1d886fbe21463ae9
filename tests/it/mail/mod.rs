//! Mail over SMTP.

mod delivery;
mod moderator_mail;
