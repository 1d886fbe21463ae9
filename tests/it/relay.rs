//! A relay to a server, which can be made to carry nothing, with its connections left open or cut.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// What a relay does with what it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrying {
    All,
    /// Connections stay open and carry nothing, as with a server that is stopped in the middle.
    Frozen,
    /// Connections are closed, new ones too.
    Cut,
}

pub struct Relay {
    carrying: watch::Sender<Carrying>,
}

impl Relay {
    /// A relay before the server of a URL, which names the relay afterwards.
    pub async fn before(url: &mut url::Url) -> Self {
        let (host, port) = (url.host_str().expect("a host"), url.port().unwrap_or(5432));
        let server = format!("{host}:{port}");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("listens");
        let port = listener.local_addr().expect("an address").port();
        url.set_host(Some("127.0.0.1")).expect("a host");
        url.set_port(Some(port)).expect("a port");
        let (carrying, known) = watch::channel(Carrying::All);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (server, mut known) = (server.clone(), known.clone());
                tokio::spawn(async move {
                    let far = TcpStream::connect(server).await.expect("is there");
                    let (near, far) = (near.into_split(), far.into_split());
                    let mut cut = known.clone();
                    tokio::select! {
                        () = reach(&mut cut, |carrying| carrying == Carrying::Cut) => {}
                        () = carry(near.0, far.1, known.clone()) => {}
                        () = carry(far.0, near.1, known.clone()) => {}
                    }
                    // A frozen relay does not tell one side that the other has gone.
                    reach(&mut known, |carrying| carrying != Carrying::Frozen).await;
                });
            }
        });
        Self { carrying }
    }

    pub fn set(&self, carrying: Carrying) {
        self.carrying.send_replace(carrying);
    }
}

/// Waits until the relay does this, or is gone.
async fn reach(known: &mut watch::Receiver<Carrying>, wanted: impl Fn(Carrying) -> bool) {
    let _ = known.wait_for(|carrying| wanted(*carrying)).await;
}

async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut known: watch::Receiver<Carrying>,
) {
    let mut piece = [0; 4096];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        reach(&mut known, |carrying| carrying != Carrying::Frozen).await;
        if to.write_all(&piece[..length]).await.is_err() {
            return;
        }
    }
}
