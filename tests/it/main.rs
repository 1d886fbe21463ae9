//! Integration tests: the promises of the whole server, tested from outside.

#![expect(
    clippy::print_stderr,
    reason = "tests print what they skipped and what they measured"
)]

mod architecture;
mod commenters;
mod contract;
mod floods;
mod forms;
mod http;
mod limits;
mod mail;
mod moderation;
mod operations;
mod pages;
mod privacy;
mod reading;
mod spam;
mod storage;
mod submissions;
mod support;
