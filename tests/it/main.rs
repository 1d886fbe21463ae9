//! The tests of the whole: what the house promises, seen from outside.

#![expect(
    clippy::print_stderr,
    reason = "a test says plainly what it did not try, and what it measured"
)]

mod actors;
mod administering;
mod authors;
mod bans;
mod bodies;
mod browser;
mod commands;
mod crowds;
mod database;
mod example;
mod forms;
mod hostile;
mod house;
mod limits;
mod little;
mod mailing;
mod moderating;
mod moves;
mod openapi;
mod openid;
mod origins;
mod outages;
mod outside;
mod pages;
mod posting;
mod process;
mod queue;
mod reading;
mod readme;
mod redirects;
mod replay;
mod restarts;
mod rights;
mod settings;
mod shell;
mod signing_in_browser;
mod spam;
mod standins;
mod statements;
mod storage;
mod tls;
mod together;
mod walking;
mod wire;
mod world;
