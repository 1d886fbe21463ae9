//! The same buckets in Redis: one script, all or nothing, under the server's clock.

use redis::{RedisError, RedisResult, Script, aio::MultiplexedConnection};

use super::{
    gcra::{Ask, Mode},
    keys::{self, Names},
};

/// `KEYS`: every bucket, then (for a while after midnight) every bucket under yesterday's name.
/// `ARGV`: the mode, then for every bucket the microseconds for a turn, the burst, the cost.
/// A bucket's value is the time it is full again, in microseconds since 1970; its key lives until
/// then. The answer is every backlog before the call, as `gcra.rs` reads it.
const SOURCE: &str = r"
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local held = redis.call('MGET', unpack(KEYS))
local count = (#ARGV - 1) / 3
local backlogs, after, room = {}, {}, true
for i = 1, count do
  local every, burst = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local cost = tonumber(ARGV[3 * i + 1])
  local window = every * burst
  local full = math.max(tonumber(held[i] or 0) or 0, tonumber(held[i + count] or 0) or 0)
  local backlog = math.max(full - now, 0)
  if backlog > 2 * window then backlog = window end
  backlogs[i] = backlog
  after[i] = math.min(backlog + cost * every, 2 * window)
  room = room and backlog + cost * every <= window
end
if room or ARGV[1] == 'spend' then
  for i = 1, count do
    if tonumber(ARGV[3 * i + 1]) > 0 then
      redis.call('SET', KEYS[i], string.format('%.0f', now + after[i]),
        'PX', string.format('%.0f', math.ceil(after[i] / 1000)))
    end
  end
end
return backlogs
";

/// An open connection; clones share it.
#[derive(Clone)]
pub(super) enum Link {
    Node(MultiplexedConnection),
    Cluster(redis::cluster_async::ClusterConnection),
}

/// Sent by its hash; the text follows only to a server that does not know it.
pub(super) struct Buckets(Script);

impl Buckets {
    pub fn new() -> Self {
        Self(Script::new(SOURCE))
    }

    pub async fn run(
        &self,
        link: &mut Link,
        names: &Names,
        asks: &[Ask<'_>],
        mode: Mode,
    ) -> Result<Vec<u64>, String> {
        let mut call = self.0.prepare_invoke();
        for name in names.now.iter().chain(&names.before) {
            call.key(name);
        }
        call.arg(match mode {
            Mode::Take => "take",
            Mode::Spend => "spend",
        });
        for ask in asks {
            call.arg(ask.every()).arg(ask.burst()).arg(ask.turns(mode));
        }
        let answer: RedisResult<Vec<u64>> = match link {
            Link::Node(node) => call.invoke_async(node).await,
            Link::Cluster(cluster) => call.invoke_async(cluster).await,
        };
        match answer {
            Ok(backlogs) if backlogs.len() == asks.len() => Ok(backlogs),
            Ok(_) => Err("a strange answer".to_owned()),
            Err(error) => Err(reason(&error)),
        }
    }

    /// Asks for a turn that is always there, which also writes: a server that is full or a replica
    /// is told from one that works.
    pub async fn try_out(&self, link: &mut Link, site: &str) -> Result<(), String> {
        let quota = super::Quota::new("probe", 1, std::time::Duration::from_secs(1));
        let ask = Ask {
            quota,
            subject: &[],
            cost: 1,
        };
        let names = Names {
            now: vec![keys::probe(site)],
            before: Vec::new(),
        };
        self.run(link, &names, &[ask], Mode::Spend).await.map(drop)
    }
}

/// What went wrong, without the server's prose, which may hold anything.
pub(super) fn reason(error: &RedisError) -> String {
    match error.code() {
        Some("OOM") => "out of memory".to_owned(),
        Some("READONLY") => "read only".to_owned(),
        _ if error.is_timeout() => "no answer in time".to_owned(),
        _ if error.is_connection_refusal() => "connection refused".to_owned(),
        _ if error.is_connection_dropped() => "connection lost".to_owned(),
        _ => error.category().to_owned(),
    }
}
