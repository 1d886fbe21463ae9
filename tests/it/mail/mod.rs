//! Mail over SMTP.

mod delivery;
