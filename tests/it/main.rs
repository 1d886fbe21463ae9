//! The tests of the whole: what the house promises, seen from outside.

mod authors;
mod bodies;
mod browser;
mod forms;
mod hostile;
mod house;
mod limits;
mod openapi;
mod origins;
mod outside;
mod posting;
mod reading;
mod spam;
mod statements;
mod walking;
mod wire;
mod world;
