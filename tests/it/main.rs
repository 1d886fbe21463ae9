//! The tests of the whole: what the house promises, seen from outside.

mod house;
