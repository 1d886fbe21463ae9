//! No statement reads the whole of a growing table, or everything that it has for one site.
//!
//! SQLite plans without statistics. PostgreSQL plans by the contents of the tables, so they are filled first.

use std::collections::{BTreeMap, BTreeSet};

use rejoinder::statements;
use serde_json::Value;

use crate::support::world::{World, on_services};

/// Tables that have at most one row per site (including removed sites), moderator, ban, reason, bulk decision
/// of 30 days, running erasure, or minute of a day for each site; or a single row.
const SMALL: &[&str] = &[
    "api_key",
    "ban",
    "change_clock",
    // Those of the last second.
    "comment_tally_change",
    "decision_batch",
    "decision_selection",
    "first_owner",
    "flood",
    "flood_count",
    "flood_usual",
    "moderator",
    "moderator_email_change",
    "moderator_network",
    "moderator_notice",
    "moderator_session",
    "moderator_site",
    "person_erasure",
    "queue_overflow",
    "reason_outcome",
    "refused",
    "school",
    "secret_fingerprint",
    "site",
    "site_origin",
    "site_removal",
    "spam_checkpoint",
];

/// Where a statement may read all rows: of a site, or of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FullReadOn {
    Both,
    Sqlite,
    Postgres,
}

/// Statements that may read everything, each with the reason; `*` stands for all statements of a module.
const INTENDED_FULL_READS: &[(&str, FullReadOn, &str)] = &[
    (
        "db::page_keys::COMMENTS",
        FullReadOn::Sqlite,
        "one thread is divided by the pages of its comments, in the background",
    ),
    (
        "db::page_keys::REMOVE",
        FullReadOn::Sqlite,
        "the foreign keys of a thread that has no comments any more",
    ),
    (
        "moderation::queue::PAGE_KEYS_SCORE",
        FullReadOn::Sqlite,
        "the queue of one page by score sorts the comments of this page",
    ),
    (
        "moderation::queue::PAGE_KEYS_LOWEST",
        FullReadOn::Sqlite,
        "the group of one page by score sorts the comments of this page",
    ),
    (
        "statistics::COUNTS_BY_SITE",
        FullReadOn::Postgres,
        "one number for each day, group and status",
    ),
    (
        "moderation::search::COUNT",
        FullReadOn::Both,
        "one number for each day, group and status",
    ),
    (
        "comment::thread::LOCK_THREADS",
        FullReadOn::Sqlite,
        "a lock alone, which never runs on SQLite",
    ),
    (
        "comment::thread_move::REMOVE",
        FullReadOn::Sqlite,
        "the foreign keys of a thread that has no comments any more",
    ),
    (
        "site::CONTENTS",
        FullReadOn::Both,
        "what the removal of a site would remove; an owner's question",
    ),
    (
        "site::removal::*",
        FullReadOn::Both,
        "all rows of a removed site go, each statement with a limit, or with a foreign key that has no rows left",
    ),
    (
        "site::INSERT",
        FullReadOn::Sqlite,
        "the plan has the foreign keys of a row that would be replaced; an owner's command",
    ),
    (
        "spam::training::COUNT",
        FullReadOn::Both,
        "`spam rebuild`; an operator's command",
    ),
    (
        "spam::training::OF_SITE",
        FullReadOn::Both,
        "`spam evaluate`; an operator's command",
    ),
    (
        "comment::queue_limit::WAITING",
        FullReadOn::Both,
        "the queue, which has a cap",
    ),
    (
        "comment::queue_limit::WAITING_UP_TO",
        FullReadOn::Postgres,
        "the queue, which has a cap",
    ),
    (
        "moderation::bans::NETWORKS",
        FullReadOn::Postgres,
        "a ban that also clears what was sent: no index knows the network",
    ),
    (
        "moderation::bans::SENT_FROM",
        FullReadOn::Postgres,
        "a ban that also clears what was sent: no index knows the IP address",
    ),
    (
        "moderation::bans::SENT_FROM_DOMAIN",
        FullReadOn::Postgres,
        "a ban that also clears what was sent: no index knows the domain of an address",
    ),
];

#[tokio::test]
async fn only_intended_statements_read_all_of_a_site_or_a_table() {
    let world = World::new().await;
    if on_services() {
        let filled = world.database.execute(include_str!("fill.sql")).await;
        filled.expect("fills the tables");
    }
    let here = if on_services() {
        FullReadOn::Postgres
    } else {
        FullReadOn::Sqlite
    };
    let intended = INTENDED_FULL_READS
        .iter()
        .filter(|(_, on, _)| *on == FullReadOn::Both || *on == here);
    let intended = intended.map(|(name, ..)| (*name).to_owned());
    let intended = intended.collect::<BTreeSet<_>>();
    let mut found = BTreeMap::new();
    for (module, statements) in statements() {
        for (name, sql) in statements {
            let name = format!("{module}::{name}");
            let plan = world.app.db.explain(*sql).await;
            let plan = plan.unwrap_or_else(|error| panic!("{name}: {error}"));
            // SQLite has no plan for rows that are inserted as plain values.
            assert!(
                !plan.is_empty() || sql.text().starts_with("INSERT"),
                "{name}"
            );
            let whole = match here {
                FullReadOn::Sqlite => whole_in_sqlite(&plan, sql.text()),
                _ => whole_in_postgres(&plan),
            };
            if !whole.is_empty() {
                found.insert(name, whole);
            }
        }
    }
    // Dropping a world fails the test if mails are left.
    let emptied = world.database.execute("DELETE FROM outbox").await;
    emptied.expect("empties the outbox");
    let mut faults = Vec::new();
    let of_module = |name: &str| {
        name.rsplit_once("::")
            .map(|(module, _)| format!("{module}::*"))
    };
    let is_intended = |name: &String| {
        intended.contains(name) || of_module(name).is_some_and(|all| intended.contains(&all))
    };
    for (name, whole) in found.iter().filter(|(name, _)| !is_intended(name)) {
        faults.push(format!("{name} reads too much: {}", whole.join("; ")));
    }
    let is_found = |name: &String| {
        found.contains_key(name)
            || found
                .keys()
                .any(|found| of_module(found).as_ref() == Some(name))
    };
    for name in intended.iter().filter(|name| !is_found(name)) {
        faults.push(format!("{name} reads little: take it from the list"));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[tokio::test]
async fn lists_of_one_group_of_the_queue_read_its_indexes_in_their_order() {
    if on_services() {
        eprintln!("PostgreSQL plans by the contents of the tables: skipped there");
        return;
    }
    let world = World::new().await;
    let all = statements();
    for (module, name, wanted) in [
        (
            "moderation::queue",
            "GROUP_KEYS_OLDEST",
            "INDEX comment_group (",
        ),
        (
            "moderation::queue",
            "GROUP_KEYS_NEWEST",
            "INDEX comment_group (",
        ),
        (
            "moderation::queue",
            "GROUP_KEYS_LOWEST",
            "INDEX comment_group_score (",
        ),
        (
            "moderation::queue",
            "EDITS_LOWEST",
            "INDEX comment_edit_group (",
        ),
    ] {
        let of_module = all.iter().find(|(known, _)| *known == module);
        let (_, of_module) = of_module.unwrap_or_else(|| panic!("no {module}"));
        let named = of_module.iter().find(|(known, _)| *known == name);
        let (_, sql) = named.unwrap_or_else(|| panic!("no {name}"));
        let plan = world.app.db.explain(*sql).await.expect(name);
        let plan = plan.join("\n");
        assert!(plan.contains(wanted), "{name}: {plan}");
        assert!(!plan.contains("FOR ORDER BY"), "{name} sorts: {plan}");
    }
}

/// Each filter of the log with the index that answers it in its order, so that the number of entries does not matter.
const LOG_FILTERS: &[(&str, &str, &str)] = &[
    (
        "moderation::log",
        "LOG_OF_MODERATOR",
        "moderation_log_moderator",
    ),
    ("moderation::log", "LOG_OF_ACTION", "moderation_log_action"),
    (
        "moderation::log",
        "LOG_OF_MODERATOR_AND_ACTION",
        "moderation_log_moderator_action",
    ),
    (
        "moderation::log",
        "LOG_OF_COMMENT",
        "moderation_log_comment",
    ),
    (
        "moderation::threads",
        "THREAD_LOG_OF_MODERATOR",
        "thread_log_moderator",
    ),
    (
        "moderation::threads",
        "THREAD_LOG_OF_ACTION",
        "thread_log_action",
    ),
    (
        "moderation::threads",
        "THREAD_LOG_OF_MODERATOR_AND_ACTION",
        "thread_log_moderator_action",
    ),
];

#[tokio::test]
async fn each_filter_of_the_log_reads_an_index_in_its_order() {
    let world = World::new().await;
    if on_services() {
        let filled = world.database.execute(include_str!("fill.sql")).await;
        filled.expect("fills the tables");
    }
    let all = statements();
    for (module, name, index) in LOG_FILTERS {
        let of_module = all.iter().find(|(known, _)| known == module);
        let (_, of_module) = of_module.unwrap_or_else(|| panic!("no {module}"));
        let named = of_module.iter().find(|(known, _)| known == name);
        let (_, sql) = named.unwrap_or_else(|| panic!("no {name}"));
        let plan = world.app.db.explain(*sql).await.expect("explains");
        let plan = plan.join("\n");
        let (wanted, sorts) = if on_services() {
            (format!("\"Index Name\": \"{index}\""), "\"Sort\"")
        } else {
            (format!("INDEX {index} ("), "FOR ORDER BY")
        };
        assert!(plan.contains(&wanted), "{name}: {plan}");
        assert!(!plan.contains(sorts), "{name} sorts: {plan}");
    }
    let emptied = world.database.execute("DELETE FROM outbox").await;
    emptied.expect("empties the outbox");
}

fn grows(table: &str) -> bool {
    !SMALL.contains(&table)
}

/// The steps of a plan that read a whole table or all of a site. A statement with a limit may read an index
/// in its order, because it stops when it has enough.
fn whole_in_sqlite(plan: &[String], sql: &str) -> Vec<String> {
    let sorts = plan.iter().any(|line| line.contains("FOR ORDER BY"));
    let stops = sql.contains(" LIMIT ") && !sorts;
    let reads_all = |line: &&String| {
        let Some((kind, rest)) = line.split_once(' ') else {
            return false;
        };
        let name = rest.split_whitespace().next().unwrap_or_default();
        // An `EXISTS` subquery stops at the first row.
        let is_first = rest.contains(" EXISTS ");
        let is_subquery = sql.contains(&format!(") AS {name}"));
        if rest.contains("VIRTUAL TABLE") || is_first || is_subquery || !grows(table_of(sql, name))
        {
            return false;
        }
        match kind {
            "SCAN" => !rest.contains("CONSTANT ROW") && !stops,
            "SEARCH" => {
                let of_comments = table_of(sql, name) == "comment";
                (of_comments && is_of_thread(rest)) || (!stops && is_of_site(rest))
            }
            _ => false,
        }
    };
    plan.iter().filter(reads_all).cloned().collect()
}

/// Returns whether a search is limited only by the site, or by the site and the status.
fn is_of_site(search: &str) -> bool {
    matches!(bounds(search), "site=?" | "site=? AND status=?")
}

/// Whether a search reads all of a thread, which may hold a hundred thousand comments. A limit does not
/// help where the rows are few that it wants; an index of those few alone does.
fn is_of_thread(search: &str) -> bool {
    let bounds = bounds(search);
    let of_thread = matches!(
        bounds,
        "site=? AND thread=?" | "site=? AND thread=? AND status=?"
    );
    of_thread && !search.contains("USING INDEX comment_page_")
}

fn bounds(search: &str) -> &str {
    let bounds = search.rsplit_once('(').map_or("", |(_, bounds)| bounds);
    bounds.trim_end_matches(')')
}

/// The table that a name or alias stands for in a statement.
fn table_of<'a>(sql: &'a str, name: &'a str) -> &'a str {
    let words = sql.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words = words.filter(|word| !word.is_empty() && *word != "AS");
    let words = words.collect::<Vec<_>>();
    let named = words.windows(3).find_map(|three| match three {
        ["FROM" | "JOIN" | "UPDATE" | "INTO", table, alias] if *alias == name => Some(*table),
        _ => None,
    });
    named.unwrap_or(name)
}

fn whole_in_postgres(plan: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for plan in plan {
        let plan: Value = serde_json::from_str(plan).expect("a plan in JSON");
        for query in plan.as_array().expect("a list") {
            walk(&query["Plan"], false, &mut found);
        }
    }
    found
}

/// `stops`: the rows are read in the order of an index, and no more than a limit or an `EXISTS` needs.
fn walk(node: &Value, stops: bool, found: &mut Vec<String>) {
    let kind = node["Node Type"].as_str().unwrap_or_default();
    let table = node["Relation Name"].as_str().unwrap_or_default();
    if !table.is_empty() && grows(table) && kind.ends_with("Scan") {
        let condition = ["Index Cond", "Recheck Cond"]
            .into_iter()
            .find_map(|name| node[name].as_str());
        let reads_all = match condition {
            None => true,
            Some(condition) => is_only_by_site(condition),
        };
        let in_order = stops && kind.starts_with("Index");
        if reads_all && !in_order {
            found.push(format!("{kind} of {table} by {condition:?}"));
        }
    }
    let sorts = matches!(kind, "Sort" | "Aggregate" | "Hash" | "Unique" | "SetOp");
    let stops = kind == "Limit" || (stops && !sorts);
    let is_semi = node["Join Type"] == "Semi";
    for (at, child) in node["Plans"].as_array().into_iter().flatten().enumerate() {
        walk(child, stops || (is_semi && at == 1), found);
    }
}

/// `(site = $1)`, `(c.site = ANY ($1))`, and the same with a status.
fn is_only_by_site(condition: &str) -> bool {
    condition.split(" AND ").all(|part| {
        let column = part
            .trim_start_matches('(')
            .split(' ')
            .next()
            .unwrap_or_default();
        let column = column.rsplit('.').next().unwrap_or_default();
        matches!(column.trim_end_matches("::text"), "site" | "status")
    })
}
