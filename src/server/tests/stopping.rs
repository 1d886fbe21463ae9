//! Stopping and starting again, under load.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::*;

/// Reads one response of known length from a connection that stays open; `None` if it was closed.
async fn one_answer(stream: &mut TcpStream) -> Option<String> {
    let mut answer = Vec::new();
    let mut byte = [0; 1];
    while !answer.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).await.ok()? == 0 {
            return None;
        }
        answer.push(byte[0]);
    }
    let head = String::from_utf8(answer).unwrap();
    let length = header(&head, "content-length")?.parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(head)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_under_load_loses_no_request() {
    let mut server = Running::start(|settings| {
        settings.serve.drain_notice = Duration::from_millis(400);
    })
    .await;
    let address = server.address;
    let stopping = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(AtomicU64::new(0));
    let mut callers = Vec::new();
    for _ in 0..8 {
        let (stopping, answered) = (Arc::clone(&stopping), Arc::clone(&answered));
        callers.push(tokio::spawn(async move {
            let mut lost = 0;
            let mut stream = TcpStream::connect(address).await.unwrap();
            loop {
                let sent = stream
                    .write_all(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi")
                    .await;
                let answer = if sent.is_ok() {
                    one_answer(&mut stream).await
                } else {
                    None
                };
                let Some(head) = answer else {
                    lost += 1;
                    return lost;
                };
                answered.fetch_add(1, Ordering::SeqCst);
                if header(&head, "connection") == Some("close") {
                    // The client was asked to connect elsewhere: the next process would take over here.
                    if stopping.load(Ordering::SeqCst) {
                        return lost;
                    }
                    stream = TcpStream::connect(address).await.unwrap();
                }
            }
        }));
    }
    while answered.load(Ordering::SeqCst) < 200 {
        tokio::task::yield_now().await;
    }
    stopping.store(true, Ordering::SeqCst);
    server.stop.take().unwrap().send(()).unwrap();
    for caller in callers {
        assert_eq!(caller.await.unwrap(), 0);
    }
    assert!(server.ended.await.unwrap().is_ok());
}

#[tokio::test]
async fn idle_connections_do_not_hold_up_the_stop() {
    let mut server = Running::start(|settings| {
        settings.serve.drain_notice = Duration::from_millis(50);
    })
    .await;
    let mut idle = server.connect().await;
    idle.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await
        .unwrap();
    assert!(one_answer(&mut idle).await.is_some());
    server.stop.take().unwrap().send(()).unwrap();
    assert_eq!(read_to_end(&mut idle).await, "");
    assert!(server.ended.await.unwrap().is_ok());
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn while_draining_new_connections_are_served_once() {
    let mut server = Running::start(|settings| {
        settings.serve.drain_notice = Duration::from_secs(3);
        settings.serve.drain_timeout = Duration::from_secs(10);
    })
    .await;
    let mut before = server.connect().await;
    before
        .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await
        .unwrap();
    assert!(one_answer(&mut before).await.is_some());
    server.stop.take().unwrap().send(()).unwrap();
    let answer = loop {
        let mut stream = server.connect().await;
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .await
            .unwrap();
        let head = one_answer(&mut stream).await.unwrap();
        if header(&head, "connection").is_some() {
            break head;
        }
    };
    assert_eq!(
        (status(&answer), header(&answer, "connection")),
        (200, Some("close"))
    );
}

#[tokio::test]
async fn what_does_not_end_is_cut_off() {
    let mut server = Running::start(|settings| {
        settings.serve.drain_notice = Duration::from_millis(10);
        settings.serve.drain_timeout = Duration::from_millis(100);
    })
    .await;
    let mut slow = server.connect().await;
    slow.write_all(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhi")
        .await
        .unwrap();
    let mut other = server.connect().await;
    other
        .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await
        .unwrap();
    assert!(one_answer(&mut other).await.is_some());
    server.stop.take().unwrap().send(()).unwrap();
    let ended = server.ended.await.unwrap();
    assert_eq!(ended.unwrap_err().kind(), std::io::ErrorKind::TimedOut);
}
