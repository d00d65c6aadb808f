# SPDX-License-Identifier: Apache-2.0
"""Runs the lab and the program for the live tests, and reads what an audit left behind. Prints no result itself."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LAB = ROOT / "tests/live/lab"
VIGIE = pathlib.Path(os.environ.get("VIGIE", ROOT / "vigie")).resolve()
RESULTS = ROOT / "build/live"
SKIP = 77


def lab(*words):
    """(exit status, output) of the lab script."""
    done = subprocess.run([str(LAB), *words], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, (done.stdout + done.stderr).strip()


def start_lab(*words):
    """The folder of the lab; ends the test with 77 where no lab can be."""
    status, output = lab("start", *words)
    if status == SKIP:
        print(output)
        sys.exit(SKIP)
    if status != 0:
        raise RuntimeError(output)
    return pathlib.Path(lab("path")[1])


def fresh(name):
    """An empty folder for results, kept after the test so that a failure can be looked at."""
    folder = RESULTS / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder


def command(*words):
    """vigie with these words, in the namespace of the auditor."""
    return [str(LAB), "exec", "auditor", str(VIGIE), *map(str, words)]


def vigie(*words, seconds=600):
    """(exit status, output, seconds taken); status None when it took too long."""
    began = time.monotonic()
    try:
        done = subprocess.run(command(*words), capture_output=True, text=True, check=False, timeout=seconds,
                              stdin=subprocess.DEVNULL, errors="replace")
        return done.returncode, done.stdout + done.stderr, time.monotonic() - began
    except subprocess.TimeoutExpired as late:
        said = b"".join(part if isinstance(part, bytes) else part.encode() for part in (late.stdout, late.stderr) if part)
        return None, said.decode(errors="replace"), time.monotonic() - began


class Audit:
    """audit.json, seen the way a reader asks."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        try:
            self.data = json.loads((self.folder / "audit.json").read_text())
        except (OSError, ValueError):
            self.data = {}

    def rows(self, name):
        return self.data.get(name) or []

    def service(self, address, port, transport):
        for row in self.rows("services"):
            if (row["address"], row["port"], row["transport"]) == (address, port, transport):
                return row
        return None

    def open_ports(self):
        return {(row["address"], row["port"], row["transport"]) for row in self.rows("services")}

    def findings(self, word):
        """Findings whose rule contains a word."""
        return [row for row in self.rows("findings") if word in row["rule"]]

    def level(self):
        return (self.data.get("verdict") or {}).get("level")

    def reasons(self):
        return (self.data.get("verdict") or {}).get("reasons") or []


class Results:
    """Prints one line for each check; remembers whether any failed."""

    def __init__(self):
        self.failed = 0

    def check(self, good, sentence, detail=""):
        print(f"{'ok' if good else 'not ok'} - {sentence}", flush=True)
        if not good:
            self.failed += 1
            for line in str(detail).splitlines()[:25]:
                print(f"    {line}", flush=True)
        return good

    def skip(self, sentence, reason):
        print(f"ok - {sentence} # SKIP {reason}", flush=True)
