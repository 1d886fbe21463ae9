//! The tests of the whole: what the house promises, seen from outside.

#![expect(
    clippy::print_stderr,
    reason = "a test says what it measured, and what it could not try here"
)]

mod actors;
mod administering;
mod bans;
mod browser;
mod commands;
mod database;
mod house;
mod moderating;
mod moves;
mod openapi;
mod outages;
mod posting;
mod process;
mod queue;
mod replay;
mod restarts;
mod rights;
mod settings;
mod statements;
mod storage;
mod tls;
mod world;
