//! Operation: commands, settings, processes, and outages of other services.

mod commands;
mod opened_databases;
mod operator_reports;
mod outages;
mod proxies_and_sockets;
mod refused_files;
mod refused_starts;
mod reloading;
mod replicas;
mod restarts;
mod secret_rotation;
mod secrets;
mod settings;
mod stopping;
mod systemd_units;
mod unread_log;
