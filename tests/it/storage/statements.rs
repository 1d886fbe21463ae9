//! Every SQL statement is valid for the database of this run.

use rejoinder::statements;

use crate::support::world::World;

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let world = World::new().await;
    let mut count = 0;
    for (module, statements) in statements() {
        for (name, sql) in statements {
            world
                .app
                .db
                .prepare(*sql)
                .await
                .unwrap_or_else(|error| panic!("{module}::{name}: {error}"));
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}
