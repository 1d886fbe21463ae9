//! Databases: statements, migrations, copies, backups, and faults.

mod backups;
mod copy_command;
mod damaged_databases;
mod database_waits;
mod interrupted_copies;
mod manual_copies;
mod postgres_tls;
mod query_plans;
mod restore;
mod round_trips;
mod statements;
mod storage_problems;
mod upgrades;
