//! Many comments, inserted directly into the database.

use rejoinder::Policy;
use serde_json::json;

use crate::support::{
    answers::Answer, database::Database, process::Installation, server_client::ServerClient,
    world::on_services,
};

/// Comments of one status, inserted directly into the database.
pub struct SeededComments<'a> {
    pub database: &'a Database,
    pub site: i64,
    pub status: &'a str,
    pub changed_at: i64,
}

impl SeededComments<'_> {
    /// Adds a thread with `count` comments whose ids begin at `first`; every tenth replies to the previous
    /// one.
    pub async fn add(&self, first: u32, count: u32) {
        let Self {
            site,
            status,
            changed_at,
            ..
        } = self;
        let last = first + count - 1;
        let (bytes, series) = if on_services() {
            (
                "decode('0190' || lpad(to_hex(n.i), 28, '0'), 'hex')".to_owned(),
                format!("generate_series({first}, {last}) AS n(i)"),
            )
        } else {
            let series = format!(
                "(WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT i FROM n) AS n"
            );
            (seeded_id("n.i"), series)
        };
        let yes = sql_bool(true);
        let shown = sql_bool(*status == "approved");
        let thread = seeded_id(&first.to_string());
        let parent = format!("CASE WHEN n.i % 10 = 9 THEN {} END", seeded_id("n.i - 1"));
        let id = seeded_id("n.i");
        self.run(&format!(
            "INSERT INTO thread (site, id, page, open, approved, version, created_at)
             VALUES ({site}, {thread}, '/seeded/{first}', {yes}, 0, 1, 1)"
        ))
        .await;
        self.run(&format!(
            "INSERT INTO comment (site, id, thread, parent, path, root, status, shown, approved_below, version,
                kind, name, email, text, html, digest, score, verdict, assessment, created_at, changed_at)
             SELECT {site}, {id}, {thread}, {parent}, {bytes}, {id}, '{status}', {shown}, 0, 1,
                'guest', 'Canary', 'canary@example.org', 'Seeded', '<p>Seeded</p>', 0, 0, 'unsure',
                '{{\"score\":0,\"verdict\":\"unsure\",\"hold\":false,\"reasons\":[]}}', {changed_at}, {changed_at}
             FROM {series}"
        ))
        .await;
        let words = "SELECT 'seeded ' AS word UNION SELECT 'canary ' UNION SELECT '~canary ' UNION SELECT '~@example.org '";
        self.run(&format!(
            "INSERT INTO comment_token (site, token, comment)
             SELECT c.site, w.word, c.id FROM comment c, ({words}) AS w WHERE c.site = {site} AND c.thread = {thread}"
        ))
        .await;
        self.run(&format!(
            "INSERT INTO comment_words (site, comment, words)
             SELECT site, id, ' canary seeded ~@example.org ~canary ' FROM comment WHERE site = {site} AND thread = {thread};
             DELETE FROM comment_unread WHERE site = {site}"
        ))
        .await;
    }

    pub async fn run(&self, sql: &str) {
        // As the server does: without it, split pages still contain copies of deleted rows.
        let secure = if on_services() {
            ""
        } else {
            "PRAGMA secure_delete = ON;"
        };
        let done = self.database.execute(&format!("{secure}{sql}")).await;
        done.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
}

/// The id of a seeded comment, in SQL.
pub fn seeded_id(number: &str) -> String {
    if on_services() {
        format!("('0190' || lpad(to_hex({number}), 28, '0'))::uuid")
    } else {
        format!("unhex(printf('0190%028x', {number}))")
    }
}

pub fn sql_bool(value: bool) -> &'static str {
    match (on_services(), value) {
        (true, true) => "TRUE",
        (true, false) => "FALSE",
        (false, true) => "1",
        (false, false) => "0",
    }
}

/// An installation with the blog and a site `garden` with many comments.
pub async fn large_installation(count: u32) -> (Installation, Database, String) {
    let database = Database::migrated().await;
    let installation = Installation::on(&database);
    let token = installation
        .add_blog_and_owner(Policy {
            limits_percent: 10_000,
            ..Policy::default()
        })
        .await;
    let (server, address) = installation.start_and_wait().await;
    let client = ServerClient::new(address, &token);
    let garden =
        json!({ "slug": "garden", "name": "Garden", "origins": ["https://garden.example"] });
    let request = client
        .http
        .post(format!("{}/api/v1/moderation/sites", client.base))
        .bearer_auth(&token)
        .json(&garden);
    Answer::of(request).await.expect(201);
    drop(server);
    let site = database
        .number("SELECT id FROM site WHERE slug = 'garden'")
        .await;
    let seed = SeededComments {
        database: &database,
        site,
        status: "approved",
        changed_at: 1,
    };
    seed.add(10, count).await;
    (installation, database, token)
}
