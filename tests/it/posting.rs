//! Posting: from a form to the queue.

use crate::world::World;

#[tokio::test]
async fn a_comment_waits_for_a_moderator_and_then_stands_on_the_page() {
    let world = World::new().await;
    let (ann, owner) = (world.stranger(), world.owner().await);
    let posted = ann
        .post("/party", "Thing 12 was the *best* one.")
        .await
        .expect(201);
    assert_eq!(posted.body["status"], "pending");
    assert_eq!(ann.read("/party").await["items"], serde_json::json!([]));
    let queue = owner.queue().await;
    assert_eq!(queue.len(), 1);
    owner.decide("approve", &[&posted.id()]).await.expect(200);
    let page = ann.read("/party").await;
    assert_eq!(
        page["items"][0]["html"],
        "<p>Thing 12 was the <em>best</em> one.</p>\n"
    );
    assert_eq!(page["thread"]["count"], 1);
}
