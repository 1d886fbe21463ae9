//! The Redis deployment that the URL describes (one server, a Cluster, or a master behind Sentinel), and
//! how to connect to it.

use std::time::Duration;

use redis::{
    AsyncConnectionConfig, Client, ConnectionInfo, IntoConnectionInfo as _, RedisResult, TlsMode,
    cluster::ClusterClient,
    sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType},
};

use super::script::RedisConnection;
use crate::text::{UNESCAPED, has_unescaped_credentials};

/// The timeout for establishing a connection; requests never wait for it.
const NODE_TIMEOUT: Duration = Duration::from_millis(500);

pub(super) enum Deployment {
    Node(Box<Client>),
    Cluster(Box<ClusterClient>),
    Sentinel(Box<SentinelClient>),
}

impl Deployment {
    /// Parses a URL in one of the forms that [`super::LimitSettings::redis_url`] lists. Errors never repeat
    /// the URL, which may contain a password.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        let (scheme, rest) = url.split_once("://").ok_or_else(|| {
            wrong("the URL must begin with redis://, redis-cluster:// or redis-sentinel://")
        })?;
        if scheme != "unix" && has_unescaped_credentials(url) {
            return Err(wrong(UNESCAPED));
        }
        match scheme {
            "unix" | "redis+unix" => Client::open(url)
                .map(|client| Self::Node(Box::new(client)))
                .map_err(refused),
            "redis" | "rediss" if !rest.contains(',') => {
                Client::open(node(scheme, rest, None, 6379)?)
                    .map(|client| Self::Node(Box::new(client)))
                    .map_err(refused)
            }
            "redis" | "redis-cluster" => Self::cluster("redis", rest),
            "rediss" | "rediss-cluster" => Self::cluster("rediss", rest),
            "redis-sentinel" => Self::sentinel("redis", rest),
            "rediss-sentinel" => Self::sentinel("rediss", rest),
            _ => Err(wrong(
                "unknown scheme; use redis, rediss, redis-cluster, rediss-cluster, redis-sentinel, rediss-sentinel or unix",
            )),
        }
    }

    fn cluster(scheme: &str, rest: &str) -> Result<Self, String> {
        let nodes = nodes(scheme, rest, 6379)?;
        ClusterClient::builder(nodes)
            .connection_timeout(NODE_TIMEOUT)
            .response_timeout(NODE_TIMEOUT)
            .retries(3)
            .build()
            .map(|client| Self::Cluster(Box::new(client)))
            .map_err(refused)
    }

    fn sentinel(scheme: &str, rest: &str) -> Result<Self, String> {
        let (hosts, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (master, db) = path.split_once('/').unwrap_or((path, ""));
        if master.is_empty() {
            return Err(wrong(
                "the name of the master is missing; write redis-sentinel://host,host/MASTER",
            ));
        }
        let nodes = nodes(scheme, hosts, 26379)?;
        let addresses = nodes.iter().map(|node| node.addr().clone());
        let mut builder = SentinelClientBuilder::new(addresses, master, SentinelServerType::Master)
            .map_err(refused)?;
        if scheme == "rediss" {
            builder = builder.set_client_to_redis_tls_mode(TlsMode::Secure);
        }
        if !db.is_empty() {
            let db = db
                .parse()
                .map_err(|_| wrong("the database is not a number"))?;
            builder = builder.set_client_to_redis_db(db);
        }
        let credentials = nodes.first().map(ConnectionInfo::redis_settings);
        if let Some(user) = credentials.and_then(|c| c.username()) {
            builder = builder.set_client_to_redis_username(user);
        }
        if let Some(password) = credentials.and_then(|c| c.password()) {
            builder = builder.set_client_to_redis_password(password);
        }
        let client = builder.build().map_err(refused)?;
        Ok(Self::Sentinel(Box::new(client)))
    }

    /// Opens a new connection.
    pub(super) async fn connect(&mut self) -> RedisResult<RedisConnection> {
        match self {
            Self::Node(client) => node_link(client).await,
            Self::Cluster(client) => Ok(RedisConnection::Cluster(
                client.get_async_connection().await?,
            )),
            Self::Sentinel(client) => node_link(&client.async_get_client().await?).await,
        }
    }

    /// Returns the host and port of the master that Sentinel currently names; `None` without Sentinel or if
    /// it does not respond.
    pub(super) async fn master(&mut self) -> Option<String> {
        match self {
            Self::Node(_) | Self::Cluster(_) => None,
            Self::Sentinel(client) => {
                let named = client.async_get_client().await.ok()?;
                Some(named.get_connection_info().addr().to_string())
            }
        }
    }

    /// Returns the longest time that a connection attempt can take when every step takes its full timeout.
    pub(super) fn connect_timeout(&self) -> Duration {
        match self {
            Self::Node(_) => NODE_TIMEOUT,
            Self::Cluster(_) | Self::Sentinel(_) => 6 * NODE_TIMEOUT,
        }
    }
}

async fn node_link(client: &Client) -> RedisResult<RedisConnection> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(NODE_TIMEOUT))
        .set_response_timeout(Some(NODE_TIMEOUT));
    let link = client
        .get_multiplexed_async_connection_with_config(&config)
        .await?;
    Ok(RedisConnection::Node(link))
}

/// Parses nodes separated by commas, each `[user:password@]host[:port][/db]` with or without the scheme.
/// The credentials of the first node apply to the nodes that have none.
fn nodes(scheme: &str, list: &str, port: u16) -> Result<Vec<ConnectionInfo>, String> {
    let prefix = format!("{scheme}://");
    let plain = |node: &'_ str| node.trim().trim_start_matches(&prefix).to_owned();
    let first = plain(list.split(',').next().unwrap_or(""));
    let credentials = first.rsplit_once('@').map(|(credentials, _)| credentials);
    list.split(',')
        .map(|text| node(scheme, &plain(text), credentials, port))
        .collect()
}

fn node(
    scheme: &str,
    text: &str,
    credentials: Option<&str>,
    port: u16,
) -> Result<ConnectionInfo, String> {
    let url = match credentials {
        Some(credentials) if !text.contains('@') => format!("{scheme}://{credentials}@{text}"),
        _ => format!("{scheme}://{text}"),
    };
    let mut url = url::Url::parse(&url).map_err(|error| wrong(&error.to_string()))?;
    if url.host_str().is_none_or(str::is_empty) {
        return Err(wrong("a host is missing"));
    }
    if url.port().is_none() {
        // The redis crate has one default port; Sentinel uses another.
        url.set_port(Some(port))
            .map_err(|()| wrong("a host is missing"))?;
    }
    url.into_connection_info().map_err(refused)
}

/// Returns the hosts and ports of a URL, without user names and passwords.
pub(super) fn hosts(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let nodes = rest.split(',').map(|node| {
        let node = node.rsplit_once("://").map_or(node, |(_, node)| node);
        let host = node.rsplit_once('@').map_or(node, |(_, host)| host);
        host.split(['/', '?']).next().unwrap_or_default().trim()
    });
    nodes.collect::<Vec<_>>().join(", ")
}

fn wrong(what: &str) -> String {
    what.to_owned()
}

fn refused(error: redis::RedisError) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(url: &str) -> Result<&'static str, String> {
        match Deployment::parse(url) {
            Ok(Deployment::Node(_)) => Ok("node"),
            Ok(Deployment::Cluster(_)) => Ok("cluster"),
            Ok(Deployment::Sentinel(_)) => Ok("sentinel"),
            Err(error) => Err(error),
        }
    }

    fn install_tls() {
        let _ = rustls::crypto::ring::default_provider().install_default();
    }

    #[test]
    fn the_scheme_and_the_commas_tell_what_it_is() {
        install_tls();
        for (url, expected) in [
            ("redis://localhost", "node"),
            ("redis://ann:secret@[::1]:7000/3", "node"),
            ("rediss://redis.example:6380", "node"),
            ("unix:///run/redis.sock", "node"),
            ("redis-cluster://one,two:7001,[::1]:7002", "cluster"),
            ("redis-cluster://ann:secret@one,two", "cluster"),
            ("redis://one,redis://two:7001", "cluster"),
            ("rediss-cluster://one,two", "cluster"),
            ("redis-sentinel://one,two:26380/main", "sentinel"),
            ("redis-sentinel://:secret@one/main/2", "sentinel"),
            ("rediss-sentinel://one,two/main", "sentinel"),
        ] {
            assert_eq!(kind(url), Ok(expected), "{url}");
        }
    }

    #[test]
    fn the_message_for_a_wrong_url_hides_the_password() {
        for (url, part) in [
            ("localhost:6379", "must begin with"),
            ("http://ann:secret@one", "scheme"),
            ("redis://", "host"),
            ("redis://:secret@", "host"),
            ("redis://ann:secret@one:port", "port"),
            ("redis://ann:secret@one:99999", "port"),
            ("redis://ann:secret@one/three", "database"),
            ("redis-cluster://ann:secret@one,,two", "host"),
            ("redis-cluster://", "host"),
            ("redis-sentinel://ann:secret@one,two", "master"),
            ("redis-sentinel:///main", "host"),
            ("redis-sentinel://ann:secret@one/main/x", "database"),
        ] {
            let said = kind(url).expect_err(url);
            assert!(said.to_lowercase().contains(part), "{url}: {said}");
            assert!(!said.contains("secret"), "{url}: {said}");
        }
    }

    #[test]
    fn hosts_are_named_without_credentials() {
        for (url, shown) in [
            ("redis://me:secret@cache:6379/0", "cache:6379"),
            ("redis://:sec@ret@cache/0", "cache"),
            ("redis-cluster://me:secret@one,two:7001", "one, two:7001"),
            ("redis://one,redis://me:secret@two", "one, two"),
            ("redis-sentinel://:secret@one,two/main", "one, two"),
        ] {
            assert_eq!(hosts(url), shown, "{url}");
        }
    }

    #[test]
    fn sentinels_have_a_default_port_of_their_own() {
        let of = |scheme, list, port| -> Vec<String> {
            let nodes = nodes(scheme, list, port).unwrap();
            nodes.iter().map(|node| node.addr().to_string()).collect()
        };
        assert_eq!(
            of("redis", "one,two:7000", 26379),
            ["one:26379", "two:7000"]
        );
        assert_eq!(of("rediss", "ann:6379@one", 26379), ["one:26379"]);
        assert_eq!(
            of("redis", "one,[::1]:6379", 6379),
            ["one:6379", "::1:6379"]
        );
    }
}
