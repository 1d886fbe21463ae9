#!/usr/bin/env python3
"""Clears a queue of 10,000 comments through the API, as a moderator's script does, and times each step.

Usage: benches/scale/clear_queue.py PATH_OF_REJOINDER [COMMENTS] [--postgres URL --redis URL]

With `--postgres` (a URL of a server where databases may be created) and `--redis` the same steps run there. Texts
are those of `REJOINDER_CASES` (spam/sms/train.tsv) if it is set, otherwise random words. Each step checks what it
did; the script ends with an error if a comment was decided twice, or not at all.
"""

import argparse
import os
import random
import subprocess
import tempfile
import time

import seed
from server import API, Server

SITE = "blog"
# Decided one by one first, so that the filter has learned something when the rest arrives.
EXAMPLES = 400


def texts(count):
    """Returns texts with what they are: spam or not; None if that is unknown."""
    cases = os.environ.get("REJOINDER_CASES")
    if not cases:
        print("REJOINDER_CASES is not set: random words instead of real texts")
        chance = random.Random(3)
        return [(f"{seed.text(chance)} {n}", n % 4 == 0) for n in range(count)]
    with open(os.path.join(cases, "spam", "sms", "train.tsv"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t", 1) for line in file if "\t" in line]
    # Repeated with another ending, because the same text of an author is accepted once.
    return [(f"{rows[n % len(rows)][1]} {n // len(rows) or ''}".strip(), rows[n % len(rows)][0] == "spam") for n in range(count)]


class Steps:
    """Prints how long each step took, with the calls that it needed."""

    def __init__(self, server):
        self.server, self.calls, self.bearer = server, 0, None

    def ask(self, method, path, body=None):
        self.calls += 1
        answer = self.server.client.ask(method, f"{API}/moderation{path}", body, self.bearer)
        if answer.status not in (200, 201):
            raise SystemExit(f"{method} {path} was answered {answer.status}: {answer.body[:300]}")
        return answer.json()

    def step(self, name, run):
        before, began = self.calls, time.perf_counter()
        result = run()
        took = time.perf_counter() - began
        print(f"{name:<58}{self.calls - before:>6}{took * 1e3:>11.0f}", flush=True)
        return result

    def finished(self, batch):
        """Waits for the end of a batch, and returns how many comments it decided."""
        while True:
            progress = self.ask("GET", f"/decisions/{batch}")
            if progress["state"] != "running":
                return progress
            time.sleep(0.05)


def post(server, rows):
    answers = []
    for n, (text, _) in enumerate(rows):
        body = {
            "page": f"/post/{n % seed.PAGES}",
            "text": text,
            "author": {"name": f"Reader {n}", "email": f"reader{n}@mail.example"},
        }
        answer = server.client.ask("POST", f"{API}/sites/{SITE}/comments", body, headers=[seed.network(n)])
        if answer.status != 201:
            raise SystemExit(f"a submission was answered {answer.status}: {answer.body[:300]}")
        answers.append(answer.json()["comment"]["id"])
    return answers


def walk(steps, query):
    """Returns all comments of a list."""
    found, after = [], ""
    while True:
        page = steps.ask("GET", f"/comments?site={SITE}&limit=100{query}{after}")
        found += page["items"]
        if not page["next"]:
            return found
        after = f"&after={page['next']}"


def clear(server, count):
    rows = texts(EXAMPLES + count)
    random.Random(5).shuffle(rows)
    steps = Steps(server)
    steps.bearer = seed.log_in(server)
    for comment, (_, is_spam) in zip(post(server, rows[:EXAMPLES]), rows):
        seed.decide(server, steps.bearer, [comment], "spam" if is_spam else "approve")
    posted = steps.step(f"{count} readers post (not a moderator's step)", lambda: post(server, rows[EXAMPLES:]))
    # What the filter files or publishes by itself does not wait.
    counts = steps.step("count what waits", lambda: steps.ask("GET", "/sites"))
    pending = next(site["pending"] for site in counts["items"] if site["slug"] == SITE)
    waiting = pending["review"] + pending["probably_spam"]
    queue = steps.step("read the whole queue, 100 comments a page", lambda: walk(steps, ""))
    assert len({item["id"] for item in queue}) == waiting, (len(queue), waiting)
    left = {item["id"] for item in queue}

    def decide(body):
        answer = steps.ask("POST", "/decisions", body)
        progress = steps.finished(answer["batch"])
        return answer, progress

    def by_filter(action, **filter):
        body = {"filter": {"site": SITE, **filter}, "action": action}
        seen = steps.ask("POST", "/decisions", {**body, "dry_run": True})
        body["filter"]["before"] = seen["before"]
        answer = steps.ask("POST", "/decisions", body)
        steps.finished(answer["batch"])
        done = {comment["id"] for comment in answer["decided"]}
        assert not answer["skipped"] and len(done) == len(seen["decided"]), answer["skipped"][:3]
        return answer["batch"], done

    batch, done = steps.step("dry run, then spam: all that is probably spam", lambda: by_filter("spam", group="probably_spam"))
    assert done <= left and len(done) == pending["probably_spam"]
    left -= done
    batch, done = steps.step("dry run, then spam: all with the word “free”", lambda: by_filter("spam", q="free"))
    print(f"    {len(done)} comments")
    undone = steps.step("undo that batch", lambda: steps.ask("POST", f"/decisions/{batch}/undo"))
    assert {comment["id"] for comment in undone["decided"]} == done
    ids = sorted(left)[:1000]

    def by_hundreds():
        for at in range(0, len(ids), 100):
            answer = steps.ask("POST", "/decisions", {"ids": ids[at : at + 100], "action": "approve"})
            assert len(answer["decided"]) == 100 and not answer["skipped"], answer["skipped"][:3]

    steps.step("approve 1,000 by their ids, 100 in a call", by_hundreds)
    left -= set(ids)
    one = sorted(left)[:100]

    def one_by_one():
        for comment in one:
            seed.decide(server, steps.bearer, [comment], "approve")
            steps.calls += 1

    steps.step("approve 100, one in a call", one_by_one)
    left -= set(one)
    batch, done = steps.step("dry run, then approve all that is left", lambda: by_filter("approve"))
    assert done == left, (len(done), len(left))
    print(f"    {len(done)} comments")
    undone = steps.step("undo that batch", lambda: steps.ask("POST", f"/decisions/{batch}/undo"))
    steps.finished(undone["batch"])
    batch, again = steps.step("approve them again", lambda: by_filter("approve"))
    assert again == left
    counts = steps.step("count what waits", lambda: steps.ask("GET", "/sites"))
    pending = next(site["pending"] for site in counts["items"] if site["slug"] == SITE)
    assert pending["review"] + pending["probably_spam"] == 0, pending
    print(f"of {len(posted)} comments {waiting} waited, none is left; {steps.calls} calls")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("comments", nargs="?", type=int, default=10_000)
    parser.add_argument("--postgres")
    parser.add_argument("--redis")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database, settings = f"sqlite:{folder}/queue.db", {}
        if options.postgres:
            front, _ = options.postgres.rsplit("/", 1)
            for statement in ("DROP DATABASE IF EXISTS clear_queue WITH (FORCE)", "CREATE DATABASE clear_queue"):
                subprocess.run(["psql", "-q", options.postgres, "-c", statement], check=True, capture_output=True)
            database = f"{front}/clear_queue"
        if options.redis:
            settings["REJOINDER_REDIS_URL"] = options.redis
        server = Server(os.path.abspath(options.binary), folder, database, **settings)
        seed.prepare(server)
        server.start()
        print(f"{'step':<58}{'calls':>6}{'ms':>11}")
        try:
            clear(server, options.comments)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
