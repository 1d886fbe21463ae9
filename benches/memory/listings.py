#!/usr/bin/env python3
"""Prints the memory of a server while many slow readers hold listings of hostile comments.

Usage: benches/memory/listings.py PATH_OF_REJOINDER [READERS]

Starts the server on an empty SQLite database, posts 100 comments whose HTML is as long as the
limit allows, and opens READERS connections (200) that request the thread and do not read. Half
request the same part, the others a different part each.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time

COMMENTS = 100
TEXT = "&" * 10_000


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def memory(pid):
    """Resident memory and its peak, in MiB."""
    with open(f"/proc/{pid}/status") as status:
        lines = dict(line.split(":", 1) for line in status)
    return tuple(int(lines[name].split()[0]) // 1024 for name in ("VmRSS", "VmHWM"))


def post(port, number):
    client = http.client.HTTPConnection("127.0.0.1", port)
    body = {
        "page": "/a",
        "text": f"{number} {TEXT}"[:10_000],
        "author": {"name": "Ann", "email": f"ann{number}@example.org"},
    }
    headers = {
        "Content-Type": "application/json",
        "X-Forwarded-For": f"20.{number // 250}.{number % 250}.7",
    }
    client.request("POST", "/api/v1/sites/blog/comments", json.dumps(body), headers)
    answer = client.getresponse()
    if answer.status != 201:
        sys.exit(f"a post was answered with {answer.status}: {answer.read()[:300]}")


def reader(port, number):
    """Opens a connection that requests a part of the thread and does not read the answer."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    limit = 100 if number % 2 else 1 + number // 2 % 99
    path = f"/api/v1/sites/blog/comments?page=/a&limit={limit}&order=newest"
    forwarded = f"30.{number // 250}.{number % 250}.7"
    connection.sendall(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Forwarded-For: {forwarded}\r\n\r\n".encode()
    )
    return connection


def main():
    binary = os.path.abspath(sys.argv[1])
    readers = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "REJOINDER_LISTEN": f"127.0.0.1:{port}",
            "REJOINDER_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "REJOINDER_HTTP__TRUSTED_PROXIES": '["127.0.0.0/8"]',
            "REJOINDER_SPAM__FLOOD__ENABLED": "false",
        }
        run = lambda *words: subprocess.run(
            [binary, *words], cwd=folder, env=environment, check=True, capture_output=True
        )
        run("migrate")
        run("site", "add", "blog", "--name", "Blog", "--origin", "https://blog.example")
        run("site", "set", "blog", "--moderation", "none", "--policy", "limits_percent=10000")
        log = open(os.path.join(folder, "log"), "w")
        server = subprocess.Popen(
            [binary, "serve", "--dev"], cwd=folder, env=environment, stdout=log, stderr=log
        )
        try:
            for _ in range(200):
                try:
                    http.client.HTTPConnection("127.0.0.1", port).request("GET", "/health/ready")
                    break
                except OSError:
                    time.sleep(0.1)
            begin = memory(server.pid)
            for number in range(COMMENTS):
                post(port, number)
            posted = memory(server.pid)
            held = [reader(port, number) for number in range(readers)]
            time.sleep(5)
            print(f"{readers} slow readers of {COMMENTS} comments (resident MiB, peak MiB)")
            print(f"  started  {begin}")
            print(f"  posted   {posted}")
            print(f"  reading  {memory(server.pid)}")
            for connection in held:
                connection.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
