#!/usr/bin/env python3
"""Uses a server as readers, commenters and moderators do, and prints its resource usage over time.

Usage: benches/scale/soak.py PATH_OF_REJOINDER [MINUTES] [CALLS_A_SECOND]

Each minute prints resident memory, open descriptors and the size of the SQLite log. A third of the
calls read, a third submit, the rest edit, decide, undo, search, sign in, read statistics.
"""

import os
import sys
import tempfile
import time

import operations
import seed
from operations import OPERATIONS
from server import Server

READS = ["list_comments", "list_comments, newest", "read_comment", "count_comments", "read_form"]
SUBMITS = ["create_comment", "create_comment, published", "preview_comment"]
REST = [
    "edit_comment",
    "delete_comment",
    "create_decision, approve",
    "create_decision, spam",
    "undo_decision",
    "list_moderated_comments",
    "list_moderated_comments, word found",
    "read_moderated_comment",
    "list_log",
    "read_statistics, site",
    "read_session",
    "create_ban",
    "delete_ban",
]


def main():
    binary = os.path.abspath(sys.argv[1])
    minutes = float(sys.argv[2]) if len(sys.argv) > 2 else 30
    rate = float(sys.argv[3]) if len(sys.argv) > 3 else 50
    with tempfile.TemporaryDirectory() as folder:
        database = os.path.join(folder, "soak.db")
        server = Server(binary, folder, f"sqlite:{database}", **operations.SETTINGS)
        seed.prepare(server)
        server.start()
        try:
            seed.post(server, 500)
            world = operations.World(server)
            calls, refused, samples = 0, 0, []
            begun = time.time()
            print(f"{'minute':>6}{'calls':>9}{'refused':>9}{'MB':>8}{'highest':>9}{'files':>7}{'log, KiB':>10}")
            while (spent := time.time() - begun) < minutes * 60:
                kind = [READS, SUBMITS, REST][calls % 3]
                name = kind[calls // 3 % len(kind)]
                try:
                    refused += OPERATIONS[name](world).status >= 400
                except (KeyError, AssertionError):
                    # A prerequisite of the call was refused.
                    refused += 1
                calls += 1
                if spent >= 60 * len(samples):
                    resident, highest = server.memory()
                    log = os.path.getsize(database + "-wal") if os.path.exists(database + "-wal") else 0
                    samples.append(resident)
                    print(
                        f"{spent / 60:>6.0f}{calls:>9}{refused:>9}{resident:>8.1f}{highest:>9.1f}"
                        f"{server.descriptors():>7}{log >> 10:>10}",
                        flush=True,
                    )
                time.sleep(max(0, begun + calls / rate - time.time()))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
