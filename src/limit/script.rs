//! The same buckets in Redis, together with single-use values: one script, all or nothing, under the Redis
//! server's clock.

use redis::{RedisError, RedisResult, Script, aio::MultiplexedConnection};

use super::{
    decision::Reply,
    gcra::{BucketRequest, ChargeMode},
    keys::{self, BucketNames},
    memory::KnownBucket,
    single_use::SingleUse,
};

/// `KEYS`: the single-use value, if any, under today's and (for a while after midnight) yesterday's name;
/// then every bucket; then (for a while after midnight) every bucket under yesterday's name. `ARGV`: the
/// mode, how many keys the value has, the request that uses the value, and for how many milliseconds the
/// use is remembered; then for every bucket its emission interval in microseconds, its burst and the cost.
/// The stored value of a bucket is the time at which it is full again, in microseconds since 1970; its key
/// expires at that time. The reply is whether another request used the value, and every backlog before the
/// call, as `gcra.rs` reads it.
const SOURCE: &str = r"
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local held = redis.call('MGET', unpack(KEYS))
local once = tonumber(ARGV[2])
for i = 1, once do
  if held[i] and held[i] ~= ARGV[3] then return {1} end
end
local count = (#ARGV - 4) / 3
local answer, after, room = {0}, {}, true
for i = 1, count do
  local every, burst = tonumber(ARGV[3 * i + 2]), tonumber(ARGV[3 * i + 3])
  local cost = tonumber(ARGV[3 * i + 4])
  local window = every * burst
  local full = math.max(tonumber(held[once + i] or 0) or 0, tonumber(held[once + count + i] or 0) or 0)
  local backlog = math.max(full - now, 0)
  if backlog > 2 * window then backlog = window end
  answer[i + 1] = backlog
  after[i] = math.min(backlog + cost * every, 2 * window)
  room = room and backlog + cost * every <= window
end
if room or ARGV[1] == 'spend' then
  if once > 0 then redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4]) end
  for i = 1, count do
    if tonumber(ARGV[3 * i + 4]) > 0 then
      redis.call('SET', KEYS[once + i], string.format('%.0f', now + after[i]),
        'PX', string.format('%.0f', math.ceil(after[i] / 1000)))
    end
  end
end
return answer
";

/// Raises buckets to the backlogs in `ARGV`, in microseconds; never lowers one.
const RAISE: &str = r"
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
for i, key in ipairs(KEYS) do
  local backlog = tonumber(ARGV[i])
  if (tonumber(redis.call('GET', key) or 0) or 0) < now + backlog then
    redis.call('SET', key, string.format('%.0f', now + backlog),
      'PX', string.format('%.0f', math.ceil(backlog / 1000)))
  end
end
return 0
";

/// An open connection, shared by its clones.
#[derive(Clone)]
pub(super) enum RedisConnection {
    Node(MultiplexedConnection),
    Cluster(redis::cluster_async::ClusterConnection),
}

/// The scripts. They are sent by hash; the full text is sent only to a server that does not know the hash.
pub(super) struct BucketScript {
    charge: Script,
    raise: Script,
}

impl BucketScript {
    pub(super) fn new() -> Self {
        Self {
            charge: Script::new(SOURCE),
            raise: Script::new(RAISE),
        }
    }

    /// Raises the buckets of one site to the known backlogs.
    pub(super) async fn raise(
        &self,
        mut link: RedisConnection,
        known: Vec<KnownBucket>,
    ) -> Result<(), String> {
        let mut call = self.raise.prepare_invoke();
        for bucket in known {
            call.key(&*bucket.name).arg(bucket.backlog);
        }
        let answer: RedisResult<u64> = match &mut link {
            RedisConnection::Node(node) => call.invoke_async(node).await,
            RedisConnection::Cluster(cluster) => call.invoke_async(cluster).await,
        };
        answer.map(drop).map_err(|error| reason(&error))
    }

    pub(super) async fn run(
        &self,
        link: &mut RedisConnection,
        names: &BucketNames,
        requests: &[BucketRequest<'_>],
        mode: ChargeMode,
        once: Option<&SingleUse>,
    ) -> Result<Reply, String> {
        let mut call = self.charge.prepare_invoke();
        for name in names.once.iter().chain(&names.now).chain(&names.before) {
            call.key(name);
        }
        call.arg(mode.as_str())
            .arg(names.once.len())
            .arg(once.map_or_else(String::new, |once| keys::hex(&once.request)))
            .arg(once.map_or(0, SingleUse::life_ms));
        for request in requests {
            call.arg(request.every())
                .arg(request.burst())
                .arg(request.units(mode));
        }
        let answer: RedisResult<Vec<u64>> = match link {
            RedisConnection::Node(node) => call.invoke_async(node).await,
            RedisConnection::Cluster(cluster) => call.invoke_async(cluster).await,
        };
        match answer.as_deref() {
            Ok([1]) if once.is_some() => Ok(Reply::used(requests.len())),
            Ok([0, backlogs @ ..]) if backlogs.len() == requests.len() => Ok(Reply {
                is_used: false,
                backlogs: backlogs.to_vec(),
            }),
            Ok(_) => Err("unexpected reply".to_owned()),
            Err(error) => Err(reason(error)),
        }
    }

    /// Charges a probe bucket unconditionally, which also writes: a server that is out of memory, or a
    /// replica, is thus distinguished from a usable one.
    pub(super) async fn try_out(
        &self,
        link: &mut RedisConnection,
        site: &str,
    ) -> Result<(), String> {
        let quota = super::Quota::new("probe", 1, std::time::Duration::from_secs(1));
        let request = BucketRequest {
            quota,
            subject: &[],
            cost: 1,
        };
        let names = BucketNames {
            now: vec![keys::probe(site)],
            before: Vec::new(),
            once: Vec::new(),
        };
        self.run(link, &names, &[request], ChargeMode::Unconditional, None)
            .await
            .map(drop)
    }
}

/// Returns what went wrong, without the server's own message, which may contain anything.
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
