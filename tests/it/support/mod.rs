//! What the tests are built from: servers, actors, programs that stand in for services of other operators.

pub mod actors;
pub mod browser;
pub mod commenters;
pub mod database;
pub mod fake_checks;
pub mod fake_providers;
pub mod fake_wordpress;
pub mod process;
pub mod relay;
pub mod shell;
pub mod web_server;
pub mod wire;
pub mod world;
