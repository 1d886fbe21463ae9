//! The tests of the whole: what the house promises, seen from outside.

#![expect(
    clippy::print_stderr,
    reason = "a test says plainly what it did not try, and what it measured"
)]

mod accounts;
mod actors;
mod administering;
mod authors;
mod bans;
mod bodies;
mod browser;
mod budgets;
mod commands;
mod counting;
mod crowds;
mod database;
mod example;
mod floods;
mod forms;
mod hostile;
mod house;
mod identity;
mod judges;
mod judging;
mod learning;
mod limits;
mod little;
mod mailing;
mod me;
mod measuring;
mod moderating;
mod moves;
mod my_data;
mod openapi;
mod openapi_tools;
mod openid;
mod opening;
mod operating;
mod origins;
mod outages;
mod outside;
mod pages;
mod people;
mod posting;
mod process;
mod profiles;
mod proof_browser;
mod queue;
mod reading;
mod readme;
mod redirects;
mod repaired;
mod repeats;
mod replay;
mod replicas;
mod restarts;
mod rights;
mod sessions;
mod settings;
mod shell;
mod signing_in;
mod signing_in_browser;
mod spam;
mod standin;
mod standins;
mod statements;
mod statistics;
mod storage;
mod timing;
mod tls;
mod together;
mod walking;
mod who_may;
mod wire;
mod world;
