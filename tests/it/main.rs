//! The tests of the whole: what the house promises, seen from outside.

mod house;
mod openapi;
mod pages;
mod posting;
mod readme;
mod settings;
mod statements;
mod world;
