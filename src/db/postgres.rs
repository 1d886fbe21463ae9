//! PostgreSQL: each unit of work in a transaction on a connection of the pool.

use std::{path::Path, sync::Arc, time::Duration};

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, Timeouts,
};
use futures_util::FutureExt as _;
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use tokio_postgres::NoTls;
use tokio_postgres::config::SslMode;

use super::{Conn, DatabaseSettings, Error, OpenError, PATIENCE, Work, migrate};
use crate::clock::Timestamp;

/// How often work is run at most, with the pauses between.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(5),
    Duration::from_millis(25),
    Duration::from_millis(100),
    Duration::from_millis(400),
];

pub(super) struct Postgres {
    pool: Pool,
}

#[derive(Clone, Copy)]
pub(super) enum Access {
    Read,
    Write,
}

/// A connection that goes back to the pool only when its transaction has ended; a request that is
/// cancelled in the middle closes it, and with it whatever was open.
struct Checkout(Option<Object>);

impl Drop for Checkout {
    fn drop(&mut self) {
        if let Some(object) = self.0.take() {
            drop(Object::take(object));
        }
    }
}

impl Postgres {
    pub(super) async fn open(url: &str, settings: &DatabaseSettings) -> Result<Self, OpenError> {
        let mut config: tokio_postgres::Config = url
            .parse()
            .map_err(|e: tokio_postgres::Error| OpenError::failed(&e))?;
        config.application_name("rejoinder");
        config.connect_timeout(PATIENCE);
        // A lock that does not come and a statement that does not end must not hold a request.
        let options = config.get_options().unwrap_or_default().to_owned();
        config.options(format!("{options} -c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s -c synchronous_commit=on"));
        let manager_config = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = if config.get_ssl_mode() == SslMode::Disable {
            Manager::from_config(config, NoTls, manager_config)
        } else {
            let tls =
                tokio_postgres_rustls::MakeRustlsConnect::new(trust(settings.ca_file.as_deref())?);
            Manager::from_config(config, tls, manager_config)
        };
        let pool = Pool::builder(manager)
            .max_size(settings.connections.max(1))
            .timeouts(Timeouts {
                wait: Some(PATIENCE),
                create: Some(PATIENCE),
                recycle: Some(PATIENCE),
            })
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|e| OpenError::failed(&e))?;
        drop(pool.get().await.map_err(|e| OpenError::failed(&e))?);
        Ok(Self { pool })
    }

    pub(super) async fn migrate(&self, now: Timestamp) -> Result<Vec<&'static str>, OpenError> {
        let client = self.pool.get().await.map_err(|e| OpenError::failed(&e))?;
        // A migration may take longer than a request; afterwards the connection is not used again.
        let mut client = Object::take(client);
        migrate::postgres(&mut client, now).await
    }

    /// Runs `work`, again after a serialization failure, a deadlock, or a connection that broke
    /// before the commit was sent. A commit whose answer is lost is not repeated: nobody can know.
    pub(super) async fn run<A, T, E, F>(&self, access: Access, input: &A, work: &F) -> Result<T, E>
    where
        E: From<Error>,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E>,
    {
        let mut pauses = PAUSES.iter();
        loop {
            let again = match self.attempt(access, input, work).await {
                Attempt::Done(result) => return result,
                Attempt::Again(error) => error,
            };
            let Some(pause) = pauses.next() else {
                return Err(again.into());
            };
            if matches!(again, Error::Unavailable(_)) {
                self.pool.retain(|client, _| !client.is_closed());
            }
            tokio::time::sleep(*pause).await;
        }
    }

    async fn attempt<A, T, E, F>(&self, access: Access, input: &A, work: &F) -> Attempt<T, E>
    where
        E: From<Error>,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E>,
    {
        let mut checkout = match self.pool.get().await {
            Ok(object) => Checkout(Some(object)),
            Err(PoolError::Timeout(_)) => return Attempt::Done(Err(Error::Busy.into())),
            Err(PoolError::Backend(error)) => {
                return Attempt::Again(Error::Unavailable(error.to_string()));
            }
            Err(error) => return Attempt::Done(Err(Error::Unavailable(error.to_string()).into())),
        };
        let Some(client) = checkout.0.as_ref() else {
            return Attempt::Done(Err(Error::Busy.into()));
        };
        let begin = match access {
            Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Access::Write => "BEGIN",
        };
        if let Err(error) = client.batch_execute(begin).await {
            return Attempt::Again(error.into());
        }
        let mut conn = Conn::postgres(client);
        let outcome = std::panic::AssertUnwindSafe(work(&mut conn, input))
            .catch_unwind()
            .await;
        let failure = conn.failure();
        let result = match (outcome, &failure) {
            (Err(_), _) => Err(Error::Panicked.into()),
            (Ok(Ok(_)), Some(_)) => Err(Error::Statement("the work hid an error".into()).into()),
            (Ok(result), _) => result,
        };
        if result.is_ok() {
            if let Err(error) = client.batch_execute("COMMIT").await {
                return match Error::from(error) {
                    error @ Error::Conflict => Attempt::Again(error),
                    error => Attempt::Done(Err(error.into())),
                };
            }
        } else if client.batch_execute("ROLLBACK").await.is_err() {
            // The checkout is dropped and its connection with it.
            return again_or(result, failure);
        }
        // Ended: the connection is clean and may be used by the next.
        drop(checkout.0.take());
        again_or(result, failure)
    }
}

enum Attempt<T, E> {
    Done(Result<T, E>),
    Again(Error),
}

fn again_or<T, E>(result: Result<T, E>, failure: Option<Error>) -> Attempt<T, E> {
    match failure {
        Some(error @ (Error::Conflict | Error::Unavailable(_))) if result.is_err() => {
            Attempt::Again(error)
        }
        _ => Attempt::Done(result),
    }
}

/// TLS with the public certificate authorities, or with those of the operator's file alone.
fn trust(ca_file: Option<&Path>) -> Result<rustls::ClientConfig, OpenError> {
    let mut roots = rustls::RootCertStore::empty();
    if let Some(file) = ca_file {
        let failed = |e: &dyn std::fmt::Display| {
            OpenError::Failed(format!("cannot read {}: {e}", file.display()))
        };
        for certificate in CertificateDer::pem_file_iter(file).map_err(|e| failed(&e))? {
            roots
                .add(certificate.map_err(|e| failed(&e))?)
                .map_err(|e| failed(&e))?;
        }
    } else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| OpenError::failed(&e))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
