//! Connections to PostgreSQL outside the pool: one that checks whether the server responds, and requests to
//! cancel a statement.

use tokio_postgres::{
    CancelToken, Client, Config, NoTls,
    tls::{MakeTlsConnect, TlsConnect},
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How connections are opened; `tls` is `None` if the URL disables it.
#[derive(Clone)]
pub(super) struct Connector {
    pub(super) config: Config,
    pub(super) tls: Option<MakeRustlsConnect>,
}

impl Connector {
    /// Opens a connection, driven by a task of its own until the client is dropped.
    pub(super) async fn connect(&self) -> Result<Client, tokio_postgres::Error> {
        match &self.tls {
            Some(tls) => connect_with(&self.config, tls.clone()).await,
            None => connect_with(&self.config, NoTls).await,
        }
    }

    /// Requests the server to cancel the statement that runs on a connection.
    pub(super) async fn cancel(&self, token: &CancelToken) -> Result<(), tokio_postgres::Error> {
        match &self.tls {
            Some(tls) => token.cancel_query(tls.clone()).await,
            None => token.cancel_query(NoTls).await,
        }
    }
}

async fn connect_with<T>(config: &Config, tls: T) -> Result<Client, tokio_postgres::Error>
where
    T: MakeTlsConnect<tokio_postgres::Socket> + Send + 'static,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<tokio_postgres::Socket>>::Future: Send,
{
    let (client, connection) = config.connect(tls).await?;
    tokio::spawn(async move {
        // Its end is visible at the client.
        let _ = connection.await;
    });
    Ok(client)
}
