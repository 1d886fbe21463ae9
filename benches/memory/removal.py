#!/usr/bin/env python3
"""Prints the cost of removing a large site for the server and for clients that post on another site.

Usage: benches/memory/removal.py PATH_OF_REJOINDER [COMMENTS]

Starts the server on a SQLite database with a site of COMMENTS comments (100,000), marks the site as
removed with the command, which is interrupted immediately, and posts on another site until the server has
deleted all rows. Prints the seconds, the peaks of memory and of the log, and the times of the posts.
"""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def comment_id(number):
    return bytes.fromhex(f"0190{number:028x}")


def fill(path, count):
    """Adds approved comments of 300 bytes to the site `large`."""
    database = sqlite3.connect(path)
    (site,) = database.execute("SELECT id FROM site WHERE slug = 'large'").fetchone()
    thread = comment_id(1)
    database.execute(
        "INSERT INTO thread (site, id, page, open, approved, version, created_at)"
        " VALUES (?, ?, '/a', 1, 0, 1, 1)",
        (site, thread),
    )
    text = "word " * 60
    assessment = '{"score":0,"verdict":"ham","hold":false,"reasons":[]}'
    rows = (
        (site, comment_id(n), thread, comment_id(n), comment_id(n), text, f"<p>{text}</p>", assessment)
        for n in range(10, 10 + count)
    )
    database.executemany(
        "INSERT INTO comment (site, id, thread, path, root, status, shown, approved_below, version, kind,"
        " name, text, html, digest, score, verdict, assessment, created_at, changed_at)"
        " VALUES (?, ?, ?, ?, ?, 'approved', 1, 0, 1, 'guest', 'Ann', ?, ?, 0, 0, 'ham', ?, 1, 1)",
        rows,
    )
    database.commit()
    database.close()


def is_ready(port):
    try:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        client.request("GET", "/health/ready")
        return client.getresponse().status == 200
    except OSError:
        return False


def post(port, number):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = {
        "page": f"/{number}",
        "text": f"The text of comment number {number}",
        "author": {"name": "Ann", "email": f"ann{number}@example.org"},
    }
    headers = {"Content-Type": "application/json"}
    client.request("POST", "/api/v1/sites/small/comments", json.dumps(body), headers)
    status = client.getresponse().status
    if status != 201:
        sys.exit(f"a post was answered {status}")


class Watch(threading.Thread):
    """Peaks of the resident memory and of the write-ahead log in MiB, sampled every 10 ms."""

    def __init__(self, pid, log):
        super().__init__(daemon=True)
        self.pid, self.log = pid, log
        self.memory = self.log_size = 0

    def run(self):
        while True:
            with open(f"/proc/{self.pid}/status") as status:
                line = next((line for line in status if line.startswith("VmRSS")), "VmRSS: 0")
            self.memory = max(self.memory, int(line.split()[1]) >> 10)
            if os.path.exists(self.log):
                self.log_size = max(self.log_size, os.path.getsize(self.log) >> 20)
            time.sleep(0.01)


def main():
    binary = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bench.db")
        port = free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "REJOINDER_DATABASE_URL": f"sqlite:{path}",
            "REJOINDER_LISTEN": f"127.0.0.1:{port}",
            "REJOINDER_LOG__LEVEL": "warn",
        }

        def run(*arguments, **more):
            command = [binary, *arguments]
            return subprocess.Popen(command, env=environment, cwd=folder, text=True, **more)

        run("migrate", stdout=subprocess.DEVNULL).wait()
        for slug in ("small", "large"):
            site = ["site", "add", slug, "--name", slug, "--origin", f"https://{slug}.example"]
            run(*site, stdout=subprocess.DEVNULL).wait()
        policy = ["site", "set", "small", "--policy", "limits_percent=10000"]
        run(*policy, stdout=subprocess.DEVNULL).wait()
        fill(path, count)
        server = run("--dev", stdout=subprocess.DEVNULL)
        while not is_ready(port):
            time.sleep(0.05)
        watch = Watch(server.pid, f"{path}-wal")
        watch.start()
        begun = time.monotonic()
        removing = run("site", "remove", "large", "--yes", stdout=subprocess.PIPE)
        for line in removing.stdout:
            if "no longer visible" in line:
                break
        removing.send_signal(signal.SIGINT)
        removing.wait()
        database = sqlite3.connect(path, timeout=30)
        left = "SELECT COUNT(*) FROM site_removal WHERE purged_at IS NULL"
        times = []
        while database.execute(left).fetchone()[0]:
            sent = time.monotonic()
            post(port, len(times))
            times.append(time.monotonic() - sent)
            time.sleep(0.02)
        seconds = time.monotonic() - begun
        times.sort()
        print(f"{count} comments deleted in {seconds:.1f} s during {len(times)} posts")
        print(f"posts: p50 {times[len(times) // 2] * 1000:.0f} ms, longest {times[-1] * 1000:.0f} ms")
        print(f"peaks: {watch.memory} MiB resident, {watch.log_size} MiB of log")
        server.send_signal(signal.SIGTERM)
        server.wait()


main()
