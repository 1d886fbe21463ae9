//! The tests of the whole: what the house promises, seen from outside.

mod actors;
mod administering;
mod bans;
mod browser;
mod commands;
mod database;
mod example;
mod house;
mod moderating;
mod moves;
mod openapi;
mod outages;
mod posting;
mod process;
mod queue;
mod readme;
mod replay;
mod restarts;
mod rights;
mod settings;
mod statements;
mod storage;
mod tls;
mod world;
