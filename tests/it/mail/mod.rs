//! Mail over SMTP.

mod delivery;
mod email_confirmation;
mod moderator_mail;
