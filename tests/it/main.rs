//! The tests of the whole: what the house promises, seen from outside.

mod actors;
mod administering;
mod bans;
mod commands;
mod database;
mod house;
mod moderating;
mod moves;
mod openapi;
mod posting;
mod queue;
mod replay;
mod rights;
mod settings;
mod shell;
mod statements;
mod together;
mod world;
