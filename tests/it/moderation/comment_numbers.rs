//! Numbers of comments in titles, lists and the dashboard are added up from changes, not counted.

use futures_util::future::join_all;

use crate::support::{
    answers::edit_token,
    guests::{delete_comment, edit_comment},
    world::{World, on_services},
};

/// The numbers that differ from those of the comments and edits.
fn differences() -> String {
    let no = if on_services() { "FALSE" } else { "0" };
    format!(
        "SELECT COUNT(*) FROM (
            SELECT site, queue_group, day, status, is_spam FROM (
                SELECT site, queue_group, day, status, is_spam, count FROM comment_tally
                UNION ALL SELECT site, queue_group, day, status, is_spam, change FROM comment_tally_change
                UNION ALL SELECT site,
                    CASE WHEN status = 'pending' AND COALESCE(edit, '') <> 'waiting' THEN queue_group ELSE '' END,
                    created_at / 86400000, status, verdict = 'spam', -1 FROM comment
                UNION ALL SELECT site, queue_group, 0, 'edit', {no}, -1 FROM comment_edit WHERE state = 'waiting'
            ) AS every GROUP BY site, queue_group, day, status, is_spam HAVING SUM(count) <> 0
        ) AS different"
    )
}

#[tokio::test]
async fn numbers_stay_those_of_the_comments_whatever_happens_at_once() {
    let world = World::new().await;
    world.raise_limits().await;
    let replica = world.replica().await;
    let owner = world.owner().await;
    let post = async |n: usize| {
        let ann = world.guest().named("Ann", &format!("ann{n}@example.org"));
        let text = format!("A comment about otters, number {n}");
        let posted = ann.post("/a", &text).await.expect(201);
        (ann, posted.id(), edit_token(&posted))
    };
    let posted = join_all((0..24).map(post)).await;
    let ids = posted
        .iter()
        .map(|(_, id, _)| id.as_str())
        .collect::<Vec<_>>();
    let add_up = async || {
        let (here, there) = tokio::join!(world.app.add_up_numbers(), replica.app.add_up_numbers());
        here.expect("adds up") + there.expect("adds up")
    };
    let (approved, spam, trashed, added) = tokio::join!(
        owner.decide("approve", &ids[..10]),
        owner.decide("spam", &ids[10..14]),
        owner.decide("trash", &ids[14..18]),
        add_up(),
    );
    for decided in [&approved, &trashed] {
        assert_eq!(decided.status, 200, "{}", decided.text);
    }
    let batch = spam.expect(200).body["batch"]
        .as_str()
        .expect("a batch")
        .to_owned();
    assert!(added > 0);
    // Changes of published comments wait, some are approved or withdrawn, and authors delete.
    let edit = async |(ann, id, token): &(_, String, String)| {
        edit_comment(
            ann,
            id,
            token,
            "Something else https://example.org https://example.com",
        )
        .await
    };
    let (edits, undone, _) = tokio::join!(
        join_all(posted[..6].iter().map(edit)),
        owner.undo(&batch),
        add_up(),
    );
    for edited in edits {
        edited.expect(200);
    }
    undone.expect(200);
    let (decided, _, _, _) = tokio::join!(
        owner.decide("approve", &ids[..2]),
        delete_comment(&posted[2].0, &posted[2].1, &posted[2].2),
        delete_comment(&posted[20].0, &posted[20].1, &posted[20].2),
        add_up(),
    );
    decided.expect(200);
    owner.decide("trash", &ids[4..5]).await.expect(200);
    owner.decide("delete", &ids[14..16]).await.expect(200);

    assert_eq!(world.database.number(&differences()).await, 0);
    add_up().await;
    assert_eq!(world.database.number(&differences()).await, 0);
    for none in [
        "SELECT COUNT(*) FROM comment_tally_change",
        "SELECT COUNT(*) FROM comment_tally WHERE count <= 0",
    ] {
        assert_eq!(world.database.number(none).await, 0, "{none}");
    }
    let waiting = "SELECT (SELECT COUNT(*) FROM comment WHERE status = 'pending' AND COALESCE(edit, '') <> 'waiting')
        + (SELECT COUNT(*) FROM comment_edit WHERE state = 'waiting')";
    let waiting = world.database.number(waiting).await;
    let statistics = owner.get("/statistics").await.expect(200).body;
    let shown = ["review", "probably_spam"]
        .map(|group| statistics["waiting"][group].as_i64().expect("a number"));
    assert_eq!(shown.iter().sum::<i64>(), waiting, "{statistics}");
    assert!(waiting > 0);
    let listed = owner.get("/comments").await.expect(200).body;
    assert_eq!(listed["waiting"], statistics["waiting"]);
}
