#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Truth for `match_bench truth`: of each (release, package, CVE) that Debian says it repaired, the package just before
the repair, the repaired one and the one after it, as a package URL and, for products that show it, as a banner.
usage: make_truth.py debian-security-tracker.json.gz [EVERY]"""
import gzip
import json
import re
import sys

NUMBERS = {"jessie": 8, "stretch": 9, "buster": 10, "bullseye": 11, "bookworm": 12, "trixie": 13}
# Products whose banner shows the package revision, and how.
BANNERS = {
    "openssh": lambda u, r: f"SSH-2.0-OpenSSH_{u} Debian-{r}",
    "bind9": lambda u, r: f"BIND {u}-{r}-Debian",
    "cyrus-imapd": lambda u, r: f"Cyrus IMAP {u}-{r}",
}


def without_epoch(version):
    return version.split(":", 1)[-1]


def neighbours(version):
    """The version before and the one after, as Debian would number them; the epoch stays."""
    match = re.match(r"^(.*[+~]deb\d+u)(\d+)$", version)
    if match:
        number = int(match.group(2))
        before = f"{match.group(1)}{number - 1}" if number > 1 else version + "~"
        return before, f"{match.group(1)}{number + 1}"
    match = re.match(r"^(.*\D)(\d+)$", version)
    if match and int(match.group(2)) > 0:
        return f"{match.group(1)}{int(match.group(2)) - 1}", f"{match.group(1)}{int(match.group(2)) + 1}"
    return version + "~", version + "+1"


def main():
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as file:
        tracker = json.load(file)
    position = 0
    for package, cves in sorted(tracker.items()):
        for cve, entry in sorted(cves.items()):
            if not cve.startswith("CVE-"):
                continue
            for release, status in sorted(entry["releases"].items()):
                fixed = status.get("fixed_version", "")
                if status.get("status") != "resolved" or fixed in ("", "0") or release not in NUMBERS:
                    continue
                position += 1
                if position % every:
                    continue
                before, after = neighbours(fixed)
                for version, expected in ((before, "affecte"), (fixed, "non-affecte"), (after, "non-affecte")):
                    url = f"pkg:deb/debian/{package}@{version.replace('+', '%2B')}?distro={release}"
                    print(release, package, cve, version, expected, url, sep="\t")
                    bare = without_epoch(version)
                    if package in BANNERS and "-" in bare and f"deb{NUMBERS[release]}u" in bare:
                        upstream, revision = bare.rsplit("-", 1)
                        print(release, package, cve, version, expected, BANNERS[package](upstream, revision), sep="\t")


if __name__ == "__main__":
    main()
