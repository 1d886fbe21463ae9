#!/usr/bin/env python3
"""Prints what a build costs: CPU seconds for each crate, the elapsed time, and the size of the binary.

Usage: benches/build/cost.py [PROFILE] [--target-dir FOLDER] [--changed FILE]

Builds `rejoinder` with the profile (release) into an empty temporary folder, or continues in FOLDER. With
`--changed`, the time of FILE is set to now after the build, and the build that follows is measured, too.
CPU seconds hardly depend on what else runs on the machine; elapsed seconds do. Crates must have been
downloaded before (`cargo fetch`).
"""

import argparse
import collections
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Where each call of the compiler adds a line. With it set, Cargo has called this file as its RUSTC_WRAPPER.
RECORD = "REJOINDER_BUILD_COST"


def compile_crate(arguments):
    """Runs the compiler and records its CPU time. Returns its status."""
    status = subprocess.call(arguments)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "--crate-name" in arguments:
        name = arguments[arguments.index("--crate-name") + 1]
        with open(os.environ[RECORD], "a", encoding="utf-8") as record:
            record.write(f"{name} {used.ru_utime + used.ru_stime:.2f}\n")
    return status


def children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def build(profile, folder, record):
    """Builds the binary. Returns the elapsed and the CPU seconds of everything."""
    environment = dict(os.environ, RUSTC_WRAPPER=str(pathlib.Path(__file__).resolve()))
    environment |= {RECORD: str(record), "CARGO_TARGET_DIR": str(folder)}
    command = ["cargo", "build", "--locked", "--offline", "--quiet", "--bin", "rejoinder"]
    began, used = time.monotonic(), children()
    subprocess.run([*command, "--profile", profile], cwd=ROOT, env=environment, check=True)
    return time.monotonic() - began, children() - used


def report(title, record, elapsed, used):
    crates = collections.Counter()
    for line in record.read_text(encoding="utf-8").splitlines():
        name, seconds = line.split()
        crates[name] += float(seconds)
    compiled = sum(crates.values())
    print(f"{title}: {elapsed:.0f} s elapsed, {used:.0f} s of CPU")
    print(f"{compiled:8.1f}  the compiler, {len(crates)} names of crates")
    print(f"{used - compiled:8.1f}  build scripts (C code) and Cargo")
    for name, seconds in crates.most_common(40):
        print(f"{seconds:8.1f}  {name}")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("profile", nargs="?", default="release")
    parser.add_argument("--target-dir", type=pathlib.Path)
    parser.add_argument("--changed", type=pathlib.Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.target_dir or pathlib.Path(temporary)).resolve()
        record = pathlib.Path(temporary) / "record"
        record.touch()
        report(given.profile, record, *build(given.profile, folder, record))
        output = folder / ("debug" if given.profile == "dev" else given.profile)
        print(f"{(output / 'rejoinder').stat().st_size / 1e6:8.1f}  MB: the binary")
        if given.changed:
            os.utime(given.changed)
            record.write_text("", encoding="utf-8")
            report(f"after a change of {given.changed}", record, *build(given.profile, folder, record))


if __name__ == "__main__":
    if RECORD in os.environ:
        sys.exit(compile_crate(sys.argv[1:]))
    main()
