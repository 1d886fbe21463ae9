//! The tests of the whole: what the house promises, seen from outside.

mod house;
mod openapi;
mod outages;
mod posting;
mod process;
mod restarts;
mod statements;
mod storage;
mod tls;
mod world;
