#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the tests of the registry on a PostgreSQL server of its own, reached as docs/data.md says (postgresql://user@host:port/database on
127.0.0.1); stopped and removed at the end. postgres_test.py STORE_TEST"""
import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = (pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else
           pathlib.Path(os.environ.get("VIGIE", ROOT / "build/dev/bin/vigie")).parent / "store_test")


def programs():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def told(tests):
    """Each test of the program as a line of this one's."""
    failed = 0
    for line in tests.stdout.splitlines():
        found = re.match(r"\[ +(OK|FAILED) +\] Store/RegistryTest\.(\w+)/0 \(", line)
        if found:
            failed += found[1] != "OK"
            print(f"{'ok' if found[1] == 'OK' else 'not ok'} - on PostgreSQL: {found[2]}")
    if tests.returncode != 0:
        print(tests.stdout)
    return 1 if failed or tests.returncode != 0 else 0


def main():
    tools = programs()
    if tools is None:
        print("skipped: PostgreSQL is not installed (tools/bootstrap --lab)")
        return 77
    as_owner = []
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vigie-pg-"))
    if os.geteuid() == 0:  # the server refuses to run as root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = ["runuser", "-u", "postgres", "--"]

    def run(name, *arguments):
        done = subprocess.run([*as_owner, str(tools / name), *arguments], capture_output=True, text=True, cwd="/",
                              timeout=120, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{name}: {done.stdout}{done.stderr}")

    data = str(folder / "data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        run("initdb", "--no-sync", "--auth=trust", "--username=vigie", "--encoding=UTF8", "--locale=C", "-D", data)
        run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", str(folder / "log"), "-o",
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off", "start")
        try:
            environment = dict(os.environ, VIGIE_TEST_POSTGRES=f"postgresql://vigie@127.0.0.1:{port}/postgres")
            tests = subprocess.run([str(PROGRAM), "--gtest_filter=*RegistryTest*"], env=environment, timeout=300,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            return told(tests)
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
