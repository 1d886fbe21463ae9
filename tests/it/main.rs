//! The tests of the whole: what the house promises, seen from outside.

mod browser;
mod house;
mod openapi;
mod posting;
mod statements;
mod world;
