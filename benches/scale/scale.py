#!/usr/bin/env python3
"""Times every operation of the API on a small and on a large database.

Published figures use the binary of `cargo build --profile dist`.

Usage: benches/scale/scale.py PATH_OF_REJOINDER [COMMENTS] [--postgres URL] [--only WORD] [--keep FOLDER]

The large database has COMMENTS comments (1,000,000), the small one 2,000; both contain comments posted
through the API, and the large one also copies of them. With `--postgres` (a URL of a server where
databases may be created) both are copied there with `rejoinder copy`. Calls alternate between the two
servers over one connection each; the output has the median of each and their ratio.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time

import operations
import seed
from server import Server, wait_until_idle

DOCUMENT = os.path.join(os.path.dirname(__file__), "..", "..", "openapi", "openapi.json")


def make(binary, folder, wanted):
    """Creates the two databases; returns their paths."""
    small, large = (os.path.join(folder, f"{name}.db") for name in ("small", "large"))
    if not os.path.exists(large):
        server = Server(binary, folder, f"sqlite:{small}")
        seed.prepare(server)
        server.start()
        seed.post(server, 1000)
        server.stop()
        # Stores the words of the last comments for the search.
        server.run("migrate")
        shutil.copyfile(small, large + ".part")
        began = time.time()
        found = seed.multiply(large + ".part", wanted)
        os.rename(large + ".part", large)
        print(f"{found} comments made in {time.time() - began:.0f} s")
    return small, large


def to_postgres(binary, folder, url, paths):
    places = []
    front, _ = url.rsplit("/", 1)
    for path in paths:
        name = f"scale_{os.path.basename(path)[:-3]}"
        for statement in (f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}"):
            subprocess.run(["psql", "-q", url, "-c", statement], check=True, capture_output=True)
        source = Server(binary, folder, f"sqlite:{path}")
        began = time.time()
        source.run("copy", "--from", f"sqlite:{path}", "--to", f"{front}/{name}")
        print(f"{path} copied to PostgreSQL in {time.time() - began:.0f} s")
        subprocess.run(["psql", "-q", f"{front}/{name}", "-c", "VACUUM ANALYZE"], check=True)
        places.append(f"{front}/{name}")
    return places


def measure(worlds, name, run, most=40, seconds=8):
    """Returns the times of an operation on each of the worlds, called in turn, or an error."""
    times = [[] for _ in worlds]
    end = time.time() + seconds
    try:
        while len(times[0]) <= most and (time.time() < end or len(times[0]) < 6):
            for world, into in zip(worlds, times):
                answer = run(world)
                if answer.status == 429 and len(times[-1]) > 4:
                    break
                if answer.status >= 400:
                    return f"{answer.status} {answer.body[:200]} after {len(into)} calls"
                into.append(answer.seconds)
            else:
                continue
            # A rate limit that cannot be disabled; the measurements so far are enough.
            break
    except (KeyError, AssertionError) as error:
        # Probably the limit for sign-ins or mails, which cannot be disabled.
        if len(times[-1]) < 6:
            return f"a call before it failed: {error!r} after {len(times[0])} calls"
    # The first calls of each kind fill caches.
    times = [each[1:] for each in times]
    return [statistics.median(each) * 1e3 for each in times]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("comments", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--postgres")
    parser.add_argument("--only", default="")
    parser.add_argument("--keep")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or made
        os.makedirs(folder, exist_ok=True)
        places = make(binary, folder, options.comments)
        if options.postgres:
            places = to_postgres(binary, folder, options.postgres, places)
        else:
            # The measurement must not change the retained databases.
            copies = [os.path.join(made, f"measured-{os.path.basename(path)}") for path in places]
            for path, copy in zip(places, copies):
                shutil.copyfile(path, copy)
            places = [f"sqlite:{copy}" for copy in copies]
        # Otherwise each commit waits for the rest of what was just written.
        os.sync()
        servers = []
        for n, place in enumerate(places):
            own = os.path.join(made, str(n))
            os.makedirs(own)
            servers.append(Server(binary, own, place, **operations.SETTINGS))
        try:
            report(servers, options.only)
        finally:
            for server in servers:
                server.stop()


def report(servers, only):
    starts = [server.start() for server in servers]
    print(f"start: {starts[0] * 1e3:.0f} ms, large {starts[1] * 1e3:.0f} ms")
    print(f"at rest after {wait_until_idle(servers):.0f} s")
    worlds = [operations.World(server) for server in servers]
    print(f"{'ms, median':<44}{'small':>9}{'large':>9}{'ratio':>8}")
    above = 0
    for name, run in operations.OPERATIONS.items():
        if only not in name:
            continue
        found = measure(worlds, name, run)
        if isinstance(found, str):
            print(f"{name:<44} {found}")
            continue
        small, large = found
        above += large > small * 1.5
        mark = "  above 1.5" if large > small * 1.5 else ""
        print(f"{name:<44}{small:>9.2f}{large:>9.2f}{large / small:>8.2f}{mark}", flush=True)
    print(f"{above} above 1.5")
    with open(DOCUMENT) as document:
        paths = json.load(document)["paths"].values()
    known = {operation["operationId"] for path in paths for operation in path.values()}
    # A search is a list with other parameters.
    timed = {name.split(",")[0] for name in operations.OPERATIONS}
    left = sorted(known - timed - operations.NOT_TIMED)
    print(f"not timed: {', '.join(sorted(operations.NOT_TIMED | set(left)))}")
    for server in servers:
        print("resident: {:.1f} MB, at most {:.1f} MB".format(*server.memory()))


if __name__ == "__main__":
    main()
