//! A Cluster of three masters, and a master behind Sentinel that is killed.

use std::process::{Command, Stdio};

use super::*;
use crate::limit::testing::{open, skipped, until, until_back};

/// Starts three masters that share the slots.
async fn cluster() -> Option<[RedisServer; 3]> {
    let mut nodes = Vec::new();
    for _ in 0..3 {
        nodes.push(RedisServer::start(&["--cluster-enabled", "yes"]).await?);
    }
    let addresses = nodes.iter().map(|node| format!("127.0.0.1:{}", node.port));
    let created = Command::new("redis-cli")
        .args(["--cluster", "create"])
        .args(addresses)
        .arg("--cluster-yes")
        .stdout(Stdio::null())
        .status();
    if created.is_err() {
        skipped("redis-cli");
        return None;
    }
    for node in &nodes {
        until("the cluster agrees", 15, async || {
            let info: String = node.request("CLUSTER INFO").await;
            info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3")
        })
        .await;
    }
    nodes.try_into().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_cluster_the_buckets_of_a_call_share_a_slot() {
    let Some(nodes) = cluster().await else { return };
    let url = format!(
        "redis-cluster://127.0.0.1:{},127.0.0.1:{}",
        nodes[0].port, nodes[1].port
    );
    let limits = open(&url, 2000, Clock::held(START)).await;
    until_back(&limits, 5).await;
    let both = [one(FIVE, "net"), one(THREE, "ann")];
    for site in 0..12 {
        let site = format!("site-{site}");
        for _ in 0..3 {
            assert!(!taken(limits.check(&site, &both).await).degraded);
        }
        assert_eq!(refused(limits.check(&site, &both).await).quotas, ["three"]);
    }
    for node in &nodes {
        let keys: Vec<String> = node.request("KEYS rl:*").await;
        assert!(keys.len() > 1, "a node without buckets");
    }

    for node in &nodes {
        node.signal("-STOP");
    }
    assert!(taken(limits.check("blog", &both).await).degraded);
    for node in &nodes {
        node.signal("-CONT");
    }
    until_back(&limits, 10).await;
    until("the cluster takes charges", 10, async || {
        let checked = limits.check("blog", &[one(FIVE, "zoe").costing(0)]).await;
        !taken(checked).degraded
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_sentinel_the_new_master_is_found_when_the_old_one_dies() {
    let Some(mut master) = RedisServer::start(&[]).await else {
        return;
    };
    let of_master = format!("127.0.0.1 {}", master.port);
    let Some(replica) = RedisServer::start(&["--replicaof", &of_master]).await else {
        return;
    };
    until("the replica follows", 10, async || {
        let info: String = replica.request("INFO replication").await;
        info.contains("master_link_status:up")
    })
    .await;
    let Some(sentinel) = RedisServer::sentinel(master.port).await else {
        return;
    };
    until("sentinel knows the replica", 15, async || {
        let info: String = sentinel.request("INFO sentinel").await;
        info.contains("slaves=1")
    })
    .await;
    let url = format!("redis-sentinel://127.0.0.1:{}/main", sentinel.port);
    let limits = open(&url, 1000, Clock::held(START)).await;
    let charge = [one(FIVE, "ann").costing(3)];
    assert!(!taken(limits.check("blog", &charge).await).degraded);
    until("the charge is replicated", 5, async || {
        let keys: Vec<String> = replica.request("KEYS rl:{blog}:*").await;
        keys.iter().any(|key| !key.ends_with("probe"))
    })
    .await;

    master.kill();
    until_back_on(&limits, &replica).await;
    assert!(!refused(limits.check("blog", &charge).await).degraded);
}

/// Waits until the charges go to this server.
async fn until_back_on(limits: &Limits, server: &RedisServer) {
    until("the new master counts", 15, async || {
        let probe = [one(THREE, "probe").costing(1)];
        let _ = limits.check("elsewhere", &probe).await;
        let keys: Vec<String> = server.request("KEYS rl:{elsewhere}:*").await;
        !keys.is_empty()
    })
    .await;
    until_back(limits, 5).await;
}
