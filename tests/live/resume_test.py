#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# lane: lab
"""An audit killed in the middle loses nothing: --resume ends with what an undisturbed audit finds."""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import live_audit  # noqa: E402
from live_audit import Audit, Results, lab, vigie  # noqa: E402

KILL_AFTER_SECONDS = (4.0, 6.0)  # twice: during the scan, then again during what was resumed


def small_perimeter(folder):
    """The demo's perimeter with six hosts only: this test runs the audit three times."""
    text = (folder / "perimetre.toml").read_text()
    text = re.sub(r"^adresses = .*$", 'adresses = ["192.0.2.10/31", "192.0.2.12/31", "192.0.2.14/31"]', text, flags=re.MULTILINE)
    text = re.sub(r"^exclusions = .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^paquets_par_seconde = .*$", "paquets_par_seconde = 20000", text, flags=re.MULTILINE)
    path = live_audit.RESULTS / "petit.toml"
    path.write_text(text)
    return path


def killed_run(words, after):
    """Start vigie, kill all of it with SIGKILL after some seconds; True when it was still running."""
    process = subprocess.Popen(live_audit.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(timeout=after)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True


def main():
    results = Results()
    if not live_audit.VIGIE.exists():
        print(f"{live_audit.VIGIE} was not built")
        return live_audit.SKIP
    whole, broken = live_audit.fresh("undisturbed"), live_audit.fresh("killed")
    try:
        folder = live_audit.start_lab()
        perimeter = small_perimeter(folder)
        truth = json.loads((folder / "truth.json").read_text())
        hosts = {f"192.0.2.{last}" for last in range(10, 16)}
        status, output, seconds = vigie("audit", perimeter, "--profile", "lab", "--out", whole, seconds=300)
        results.check(status == 0, "an undisturbed audit of six hosts ends with status 0", output[-2000:])
        print(f"# it took {seconds:.0f} s")
        words = ["audit", perimeter, "--profile", "lab", "--out", broken]
        alive = killed_run(words, KILL_AFTER_SECONDS[0])
        results.check(alive, "the audit was killed before its end")
        alive = killed_run([*words, "--resume"], KILL_AFTER_SECONDS[1])
        print(f"# the second kill {'hit a running audit' if alive else 'came too late'}")
        time.sleep(0.2)
        status, output, _ = vigie(*words, "--resume", seconds=300)
        results.check(status == 0, "the resumed audit ends with status 0", f"status {status}\n{output[-2000:]}")
        reference, resumed = Audit(whole), Audit(broken)
        expected = {(row["address"], row["port"], row["transport"]) for row in truth["services"] if row["address"] in hosts}
        results.check(expected == resumed.open_ports(), "the resumed audit has every open port, and no other",
                      sorted(expected ^ resumed.open_ports()))
        missing = {row["id"]: row["rule"] for row in reference.rows("findings")}
        for row in resumed.rows("findings"):
            missing.pop(row["id"], None)
        results.check(bool(reference.rows("findings")) and not missing, "the resumed audit has every finding", missing)
        results.check(reference.level() == resumed.level(), "the resumed audit gives the same verdict",
                      f"{reference.level()} and {resumed.level()}")
    finally:
        lab("stop")
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
