//! Opens the socket that the server listens on.

use std::{
    fs,
    io::{self, ErrorKind},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _},
    os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use listenfd::ListenFd;
use tokio::net::{TcpListener, TcpSocket, TcpStream, UnixListener, UnixSocket, UnixStream};

use crate::network::{ListenAddress, SocketMode};

/// The largest number of connections that the system queues until the server accepts them.
const BACKLOG: u32 = 4096;

/// A socket that accepts connections.
#[derive(Debug)]
pub enum Listener {
    Tcp(TcpListener),
    Unix {
        listener: UnixListener,
        /// Removed when the listener is dropped; `None` for a socket that systemd holds.
        file: Option<SocketFile>,
    },
}

/// An accepted connection.
pub(crate) enum AcceptedStream {
    Tcp(TcpStream, SocketAddr),
    /// The other side is a process on this machine, without an IP address.
    Unix(UnixStream),
}

impl Listener {
    /// Returns the socket that systemd passes (`LISTEN_FDS`), or else opens a new one. The error says what
    /// to do, without repeating the setting.
    pub fn open(address: &ListenAddress, mode: SocketMode) -> io::Result<Self> {
        if let Some(inherited) = inherited()? {
            return Ok(inherited);
        }
        let listener = match address {
            ListenAddress::Ip(address) => bind(*address),
            ListenAddress::Name { host, port } => bind_name(host, *port),
            ListenAddress::All { port } => {
                // One IPv6 socket accepts both kinds; on a machine without IPv6, IPv4 is used.
                bind((Ipv6Addr::UNSPECIFIED, *port).into())
                    .or_else(|_| bind((Ipv4Addr::UNSPECIFIED, *port).into()))
            }
            ListenAddress::Unix(path) => return bind_file(path, mode),
        };
        listener.map(Self::Tcp).map_err(with_remedy)
    }

    /// Returns where it actually listens: with the port that the system chose, or the inherited socket.
    pub fn address(&self) -> io::Result<ListenAddress> {
        match self {
            Self::Tcp(listener) => listener.local_addr().map(ListenAddress::Ip),
            Self::Unix { listener, .. } => {
                let address = listener.local_addr()?;
                let path = address.as_pathname().unwrap_or(Path::new("(unnamed)"));
                Ok(ListenAddress::Unix(path.to_owned()))
            }
        }
    }

    /// Returns the IP address and port; an error for a Unix socket.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Tcp(listener) => listener.local_addr(),
            Self::Unix { .. } => Err(ErrorKind::Unsupported.into()),
        }
    }

    pub(crate) async fn accept(&self) -> io::Result<AcceptedStream> {
        match self {
            Self::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                Ok(AcceptedStream::Tcp(stream, peer))
            }
            Self::Unix { listener, .. } => {
                let (stream, _) = listener.accept().await?;
                Ok(AcceptedStream::Unix(stream))
            }
        }
    }
}

/// Opens a listener with the default mode.
pub fn listen(address: impl Into<ListenAddress>) -> io::Result<Listener> {
    Listener::open(&address.into(), SocketMode::default())
}

fn inherited() -> io::Result<Option<Listener>> {
    let mut sockets = ListenFd::from_env();
    // A socket of the other kind is an error and stays in place.
    if let Ok(Some(tcp)) = sockets.take_tcp_listener(0) {
        tcp.set_nonblocking(true)?;
        return TcpListener::from_std(tcp).map(Listener::Tcp).map(Some);
    }
    let Some(unix) = sockets.take_unix_listener(0)? else {
        return Ok(None);
    };
    unix.set_nonblocking(true)?;
    Ok(Some(Listener::Unix {
        listener: UnixListener::from_std(unix)?,
        file: None,
    }))
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv6() {
        TcpSocket::new_v6()
    } else {
        TcpSocket::new_v4()
    }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Listens on the first IP address of the name that belongs to this machine.
fn bind_name(host: &str, port: u16) -> io::Result<TcpListener> {
    let found = (host, port).to_socket_addrs().map_err(|error| {
        io::Error::new(error.kind(), "the name cannot be resolved to an IP address")
    })?;
    let mut failure = io::Error::other("the name does not resolve to an IP address");
    for address in found {
        match bind(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn with_remedy(error: io::Error) -> io::Error {
    let remedy = match error.kind() {
        ErrorKind::AddrInUse => {
            "another process is listening there; stop it or choose another port"
        }
        ErrorKind::PermissionDenied => {
            "ports below 1024 need a privilege; choose another port or let systemd open the socket"
        }
        ErrorKind::AddrNotAvailable => "this machine does not have that IP address",
        _ => return error,
    };
    io::Error::new(error.kind(), format!("{error}: {remedy}"))
}

/// Listens on a Unix socket. Replaces the file of a process that did not stop cleanly.
fn bind_file(path: &Path, mode: SocketMode) -> io::Result<Listener> {
    remove_stale(path)?;
    let socket = UnixSocket::new_stream()?;
    socket.bind(path)?;
    // No client can connect before `listen`.
    fs::set_permissions(path, fs::Permissions::from_mode(mode.bits()))?;
    let listener = socket.listen(BACKLOG)?;
    let file = SocketFile::of(path)?;
    Ok(Listener::Unix {
        listener,
        file: Some(file),
    })
}

/// Removes the socket of a process that no longer runs; refuses any other file at the path.
fn remove_stale(path: &Path) -> io::Result<()> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if !metadata.file_type().is_socket() {
        return Err(io::Error::new(
            ErrorKind::AlreadyExists,
            "the existing file is not a socket; remove it or choose another path",
        ));
    }
    match std::os::unix::net::UnixStream::connect(path) {
        Ok(_) => Err(io::Error::new(
            ErrorKind::AddrInUse,
            "another process is listening there; stop it or choose another path",
        )),
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
            tracing::info!("stale socket replaced");
            fs::remove_file(path)
        }
        Err(error) => Err(error),
    }
}

/// The file of a socket, removed on drop unless another process has replaced it.
#[derive(Debug)]
pub struct SocketFile {
    path: PathBuf,
    /// Device and inode.
    id: (u64, u64),
}

impl SocketFile {
    fn of(path: &Path) -> io::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            id: id_of(path)?,
        })
    }
}

fn id_of(path: &Path) -> io::Result<(u64, u64)> {
    let metadata = fs::symlink_metadata(path)?;
    Ok((metadata.dev(), metadata.ino()))
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        if id_of(&self.path).is_ok_and(|id| id == self.id) {
            // If it remains, the next start replaces it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stale_socket_is_replaced_and_nothing_else_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.sock");
        let open = || Listener::open(&ListenAddress::Unix(path.clone()), SocketMode::default());
        let first = open().expect("listens");
        let mode = fs::metadata(&path).expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o660);
        let error = open().expect_err("is taken").to_string();
        assert!(error.contains("another process is listening"), "{error}");
        drop(first);
        assert!(!path.exists(), "the file goes with its listener");
        // Simulates the file of a process that was killed.
        drop(std::os::unix::net::UnixListener::bind(&path).expect("listens"));
        assert!(path.exists());
        let second = open().expect("replaces it");
        // Simulates a newer process that has replaced the file.
        fs::remove_file(&path).expect("removes");
        let other = std::os::unix::net::UnixListener::bind(&path).expect("listens");
        drop(second);
        assert!(path.exists(), "that of another is left");
        drop(other);
        fs::remove_file(&path).expect("removes");
        fs::write(&path, "a letter").expect("writes");
        let error = open().expect_err("is no socket").to_string();
        assert!(error.contains("not a socket"), "{error}");
        assert!(path.exists());
    }
}
