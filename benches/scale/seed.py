"""Fills a SQLite database: comments through the API, then copies of them as if by other authors."""

import hashlib
import random
import sqlite3

from server import API

WORDS = (
    "the garden I tried with my older bread and it works well thanks for this post about a river "
    "that we walked last summer because nobody told us how cold water is in April but your recipe "
    "makes sense to me now when you write more of these stories please say which paper map they used"
).split()
PAGES = 50
PASSWORD = "otter lamp velvet quarry"
# The time between one copy and the next, in milliseconds: 500 copies are three weeks.
STEP = 3600 * 1000


def text(chance):
    return " ".join(chance.choice(WORDS) for _ in range(20)).capitalize() + "."


def submission(chance, n, page, parent=None):
    body = {
        "page": page,
        "text": text(chance),
        "author": {"name": f"Ann {n}", "email": f"ann{n}@mail.example"},
    }
    if parent:
        body["parent_id"] = parent
    return body


def network(n):
    return f"X-Forwarded-For: {20 + n // 65536}.{n // 256 % 256}.{n % 256}.7"


def prepare(server):
    """Creates an owner and two sites: comments on `blog` wait, those on `open` are published."""
    server.run("migrate")
    server.run(
        "moderator", "add", "owner", "--role", "owner", "--password-file", "-", text=PASSWORD
    )
    for slug, moderation in [("blog", "all"), ("open", "none"), ("spare", "all")]:
        server.run("site", "add", slug, "--name", slug, "--origin", f"https://{slug}.example")
        server.run(
            "site", "set", slug, "--moderation", moderation,
            "--policy", "limits_percent=10000", "--policy", "pending_max=1000000",
            "--policy", "edit_window_seconds=86400",
            "--policy", "spam_days=0", "--policy", "trash_days=0",
        )  # fmt: skip


def post(server, count):
    """Posts comments on both sites; four fifths of the waiting ones are decided."""
    chance = random.Random(7)
    waiting = []
    for site in ("blog", "open"):
        shown = {}
        for n in range(count):
            page = f"/post/{n // (count // PAGES)}"
            parent = shown.get(page) if n % 3 else None
            body = submission(chance, n, page, parent)
            answer = server.client.ask(
                "POST", f"{API}/sites/{site}/comments", body, headers=[network(n)]
            )
            if answer.status != 201:
                raise SystemExit(f"a submission was answered {answer.status}: {answer.body[:300]}")
            comment = answer.json()["comment"]["id"]
            if answer.json()["status"] == "approved":
                shown[page] = comment
            else:
                waiting.append(comment)
    bearer = log_in(server)
    for n, comment in enumerate(waiting):
        action = [None, "approve", "approve", "spam", "trash"][n % 5]
        if action:
            decide(server, bearer, [comment], action)


def log_in(server):
    body = {"login": "owner", "password": PASSWORD}
    return server.client.ask("POST", f"{API}/moderation/session", body).json()["token"]


def decide(server, bearer, ids, action):
    body = {"ids": ids, "action": action}
    answer = server.client.ask("POST", f"{API}/moderation/decisions", body, bearer)
    if answer.status != 200 or answer.json()["skipped"]:
        raise SystemExit(f"a decision was answered {answer.status}: {answer.body[:300]}")


def other_id(value, n):
    """Returns the id of copy `n`: earlier by the same amount as its times, with another random part."""
    if value is None:
        return None
    out = b""
    for at in range(0, len(value), 16):
        one = value[at : at + 16]
        time = int.from_bytes(one[:6], "big") - n * STEP
        tail = int.from_bytes(one[12:], "big") ^ n
        out += time.to_bytes(6, "big") + one[6:12] + tail.to_bytes(4, "big")
    return out


def other_hash(value, n):
    if value is None:
        return None
    return hashlib.blake2b(value + n.to_bytes(4, "big"), digest_size=len(value)).digest()


IDS = {"id", "thread", "parent", "path", "root", "reply_to", "comment", "batch"}
HASHES = {"author", "address_hash", "nonce", "key"}
TIMES = {"created_at", "edited_at", "decided_at", "changed_at", "at", "until", "seen_at"}


def column(table, name):
    """Returns the SQL value of column `name` of `table` in copy `?1`."""
    if name in HASHES:
        return f"other_hash({name}, ?1)"
    if name in IDS:
        return f"other_id({name}, ?1)"
    if name in TIMES:
        return f"{name} - ?1 * {STEP}"
    if name == "page":
        return "page || '-' || ?1"
    if name in ("email", "name") and table == "comment":
        return f"?1 || {name}"
    if name == "digest":
        return "digest + ?1 * 7919"
    if name == "network":
        return "(100 + ?1 / 256) || '.' || (?1 % 256) || substr(network, instr(network, '.'))"
    if name == "seq":
        return "NULL"
    return name


def multiply(path, wanted):
    """Copies the rows of the database until it has `wanted` comments."""
    database = sqlite3.connect(path)
    database.create_function("other_id", 2, other_id, deterministic=True)
    database.create_function("other_hash", 2, other_hash, deterministic=True)
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;")
    (found,) = database.execute("SELECT COUNT(*) FROM comment").fetchone()
    # Without the training examples: a server would first learn from all of them, for minutes.
    tables = ["thread", "comment", "moderation_log", "spent_token", "comment_words", "comment_token"]
    database.executescript("".join(f"CREATE TEMP TABLE base_{t} AS SELECT * FROM {t};" for t in tables))
    for n in range(1, -(-wanted // found)):
        with database:
            for table in tables:
                names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
                copied = ", ".join(column(table, name) for name in names)
                database.execute(
                    f"INSERT INTO {table} ({', '.join(names)}) SELECT {copied} FROM base_{table}",
                    (n,),
                )
    with database:
        # The words were copied with the comments.
        database.execute("DELETE FROM comment_unread")
        # One row for each day and status, as the server would have added up.
        database.execute(
            "CREATE TEMP TABLE sums AS SELECT site, queue_group, day, status, is_spam, SUM(change) AS change"
            " FROM comment_tally_change GROUP BY site, queue_group, day, status, is_spam"
        )
        database.execute(
            "INSERT INTO comment_tally SELECT * FROM sums WHERE TRUE"
            " ON CONFLICT DO UPDATE SET count = count + excluded.count"
        )
        database.execute("DELETE FROM comment_tally_change")
    (found,) = database.execute("SELECT COUNT(*) FROM comment").fetchone()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return found
