//! A database that is damaged or exchanged while it is served: not ready, no writes, nothing worse.

use std::{fs, path::Path};

use crate::{
    backup::{Blog, comments},
    process::{Door, pause, told_to_wait},
    world::eventually,
};

/// Overwrites every page that holds the text of a comment.
fn damage(path: &Path) {
    let mut bytes = fs::read(path).expect("reads");
    let word = b"has to say about page";
    let mut pages = 0;
    for page in bytes.chunks_mut(4096).skip(1) {
        if page.windows(word.len()).any(|part| part == word) {
            page.fill(0xa5);
            pages += 1;
        }
    }
    assert!(pages > 0);
    fs::write(path, bytes).expect("writes");
}

async fn is_refused(door: &Door, n: u32) {
    let ready = door.get("/health/ready").await.expect(503);
    assert_eq!(ready.body["status"], "unavailable");
    let stored = &ready.body["checks"]["database"];
    assert_eq!(stored["status"], "unavailable");
    assert!(
        stored["detail"]
            .as_str()
            .is_some_and(|why| why.contains("malformed"))
    );
    door.get("/health/live").await.expect(200);
    told_to_wait(door.post(n).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_database_is_not_ready_and_takes_no_writes() {
    let blog = Blog::new().await;
    let (served, _) = blog.serve_with(0..60).await;
    blog.run("backup night.db").ends(0);
    blog.stop(served).await;
    damage(&blog.path("data.db"));
    let (served, address) = blog.installation.started().await;
    let door = Door::new(address, &blog.token);
    is_refused(&door, 100).await;
    // Neither does a backup pass for one.
    let ran = blog.run("backup bad.db").ends(1);
    assert!(ran.err.contains("malformed"), "{}", ran.err);
    assert!(!blog.path("bad.db").exists());
    is_refused(&door, 101).await;
    drop(served);
    blog.run("restore night.db").ends(0);
    let (served, door) = blog.serve_with(100..101).await;
    assert!(door.is_ready().await);
    blog.stop(served).await;
    assert_eq!(comments(&blog.path("data.db")), 61);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_exchanged_while_it_is_served_takes_no_writes() {
    for in_place in [true, false] {
        let blog = Blog::new().await;
        let (mut served, door) = blog.serve_with(0..10).await;
        blog.run("backup night.db").ends(0);
        door.post(10).await.expect(201);
        let copy = fs::read(blog.path("night.db")).expect("reads");
        if in_place {
            // Truncates and writes the same file, as `cp` does.
            fs::write(blog.path("data.db"), &copy).expect("writes");
        } else {
            fs::rename(blog.path("night.db"), blog.path("data.db")).expect("replaces");
            fs::write(blog.path("night.db"), &copy).expect("writes");
        }
        eventually("that it is not ready", async || {
            pause().await;
            (!door.is_ready().await).then_some(())
        })
        .await;
        is_refused(&door, 11).await;
        // Other commands say what it is, while the server still runs.
        let ran = blog.run("site list").ends(1);
        let why = ["was replaced while a server used it", "belongs to another"];
        assert!(why.iter().any(|why| ran.err.contains(why)), "{}", ran.err);
        served.signal("TERM");
        assert_eq!(served.ended().await.code(), Some(0));
        // The log of what was there is kept, and keeps the mix from being opened.
        let ran = blog.run("site list");
        if blog.path("data.db-wal").exists() {
            assert!(ran.ends(1).err.contains("belongs to another"));
            blog.run("restore night.db").ends(0);
        }
        assert_eq!(comments(&blog.path("data.db")), 10);
    }
}
