#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares our orders of versions with those of dpkg and rpm themselves, on pairs of real versions.
usage: compare_orders.py MATCH_BENCH debian-security-tracker.json.gz [PAIRS]
Needs dpkg and python3-rpm. The versions are those of Debian's tracker and of the packages installed here."""
import gzip
import json
import random
import subprocess
import sys

import rpm

HEALTHY = {"lt": -1, "eq": 0, "gt": 1}


def real_versions(tracker_file):
    versions = set()
    with gzip.open(tracker_file, "rt", encoding="utf-8") as file:
        for cves in json.load(file).values():
            for entry in cves.values():
                for status in entry["releases"].values():
                    versions.update(status.get("repositories", {}).values())
                    versions.add(status.get("fixed_version", ""))
    installed = subprocess.run(["dpkg-query", "-W", "-f", "${Version}\n"], capture_output=True, text=True, check=True)
    versions.update(installed.stdout.split())
    versions.discard("")
    versions.discard("0")
    return sorted(versions)


def upstream(version):
    return version.split(":", 1)[-1].rsplit("-", 1)[0]


def near_pairs(versions, count):
    """Mostly neighbours: two far versions differ in their first number and prove little."""
    chosen = random.Random(1)
    pairs = []
    for _ in range(count):
        at = chosen.randrange(len(versions))
        other = chosen.randrange(len(versions)) if chosen.random() < 0.2 else min(at + chosen.randrange(1, 4), len(versions) - 1)
        pair = (versions[at], versions[other])
        pairs.append(pair if chosen.random() < 0.5 else pair[::-1])
    return pairs


def by_dpkg(a, b):
    for word, order in HEALTHY.items():
        if subprocess.run(["dpkg", "--compare-versions", a, word, b], check=False).returncode == 0:
            return order
    return None


def by_rpm(a, b):
    def parts(version):
        epoch, _, rest = version.rpartition(":")
        number, _, release = rest.rpartition("-") if "-" in rest else (rest, "", "")
        return (epoch or "0", number, release)

    return rpm.labelCompare(parts(a), parts(b))


def ours(program, scheme, pairs):
    text = "".join(f"{scheme}\t{a}\t{b}\n" for a, b in pairs)
    done = subprocess.run([program, "order"], input=text, capture_output=True, text=True, check=True)
    return [int(line) for line in done.stdout.split()]


def main():
    program, tracker = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 4000
    versions = real_versions(tracker)
    wrong = 0
    for scheme, theirs in (("debian", by_dpkg), ("rpm", by_rpm)):
        pairs = near_pairs(versions, count)
        different = [
            (a, b, own, theirs(a, b)) for (a, b), own in zip(pairs, ours(program, scheme, pairs)) if own != theirs(a, b)
        ]
        print(f"{scheme}: {len(pairs)} pairs of {len(versions)} versions, {len(different)} ordered otherwise")
        for a, b, own, other in different[:10]:
            print(f"  {a} and {b}: ours {own}, theirs {other}")
        wrong += len(different)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
