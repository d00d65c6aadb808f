#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# lane: wire
"""The TLS review beside sslscan and testssl.sh on real servers, configured in sixteen ways.

Versions, suites and groups have to be the same; each difference that has a reason is in EXPLAINED (and in docs/tls.md),
any other fails the test. Also servers that stall, hang up, flood, lie and ban. Debian's sslscan, testssl.sh, gnutls-bin
and a Java runtime are used when they are there. Only 127.0.0.1 is contacted.

  tests/live/tls_test.py [BUILD_DIR] [--testssl] [NAME...]     --testssl takes minutes for each server

Without BUILD_DIR the driver beside $VIGIE is used, or the one of build/asan.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as xml

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import tls_servers  # noqa: E402
from hostile_servers import close_at_once, relay_then  # noqa: E402

ARGUMENTS = [a for a in sys.argv[1:] if not a.startswith("--")]
WITH_TESTSSL = "--testssl" in sys.argv
BESIDE = pathlib.Path(os.environ["VIGIE"]).resolve().parents[1] if "VIGIE" in os.environ else tls_servers.HERE.parents[1] / "build/asan"
BUILD = pathlib.Path(ARGUMENTS.pop(0)) if ARGUMENTS and os.path.isdir(ARGUMENTS[0]) else BESIDE
VERSIONS = {"SSLv2": "SSLv2", "SSLv3": "SSLv3", "TLSv1.0": "TLS 1.0", "TLSv1.1": "TLS 1.1", "TLSv1.2": "TLS 1.2",
            "TLSv1.3": "TLS 1.3"}
TESTSSL_VERSIONS = {"ssl2": "SSLv2", "ssl3": "SSLv3", "tls1": "TLS 1.0", "tls1_1": "TLS 1.1", "tls1_2": "TLS 1.2", "tls1_3": "TLS 1.3"}
# (server, peer) -> what differs (pattern over "ours ..." or "theirs ..."), why.
EXPLAINED = json.loads((tls_servers.HERE / "tls_differences.json").read_text(encoding="utf-8"))


def suite_names():
    text = (tls_servers.HERE.parents[1] / "src/protocols/tls/cipher_suites.def").read_text(encoding="ascii")
    return {int(number, 16): name for number, name in re.findall(r'SUITE\(0x([0-9A-F]{4}), "([^"]+)"\)', text)}


NAMES = suite_names()


def review(port, protocol="tls", name=""):
    command = [str(BUILD / "bin/tls_live"), f"127.0.0.1:{port}", protocol] + ([name] if name else [])
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return json.loads(done.stdout)


def sslscan(port, name, starttls=""):
    command = ["sslscan", "--no-heartbleed", "--no-renegotiation", "--show-sigs", "--xml=-"]
    if starttls:
        command.append(f"--starttls-{starttls}")
    if name:
        command.append(f"--sni-name={name}")
    for _ in range(3):  # it gives up at the first conversation that is refused
        done = subprocess.run(command + [f"127.0.0.1:{port}"], capture_output=True, check=False, timeout=300)
        if done.returncode == 0:
            break
        time.sleep(1)
    else:
        return None
    root = xml.fromstring(done.stdout)
    suites = {f"{VERSIONS[c.get('sslversion')]} {NAMES[int(c.get('id'), 16)]}" for c in root.iter("cipher")}
    versions = {("SSLv" if p.get("type") == "ssl" else "TLS ") + p.get("version") for p in root.iter("protocol") if p.get("enabled") == "1"}
    groups = {int(g.get("id"), 16) for g in root.iter("group")}
    return versions, suites, groups


def testssl(port, name, folder):
    out = pathlib.Path(folder, f"testssl-{port}.json")
    command = ["testssl", "--quiet", "--color", "0", "--warnings", "off", "--jsonfile", str(out), "-E"]
    where = f"{name}:{port}" if name else f"127.0.0.1:{port}"
    if name:
        command += ["--ip", "127.0.0.1"]
    subprocess.run(command + [where], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=1500)
    suites = set()
    for line in json.loads(out.read_text(encoding="utf-8")):
        found = re.match(r"cipher-(\w+?)_x([0-9a-f]+)$", line["id"])
        if found and len(found[2]) <= 4:
            suites.add(f"{TESTSSL_VERSIONS[found[1]]} {NAMES[int(found[2], 16)]}")
    return suites


class Report:
    failed = 0

    def check(self, condition, text):
        print(("ok - " if condition else "not ok - ") + text, flush=True)
        self.failed += 0 if condition else 1

    def peer_missing(self, server, peer):
        if peer is None:
            print(f"ok - {server}: beside sslscan # SKIP it is not installed, or gave up three times", flush=True)

    def compare(self, server, peer, what, ours, theirs):
        for side, items in (("ours", ours - theirs), ("theirs", theirs - ours)):
            for item in sorted(items):
                line = f"{side} {item}"
                why = next((e["why"] for e in EXPLAINED if re.fullmatch(e["server"], server) and e["peer"] == peer
                            and re.search(e["line"], line)), "")
                if why:
                    print(f"explained: {server}: {line} only ({peer}): {why}")
                else:
                    self.check(False, f"{server}: {what}: {line} only, beside {peer}")
        self.check(True, f"{server}: {what} beside {peer}: {len(ours & theirs)} the same")


def group_ids():
    text = (tls_servers.HERE.parents[1] / "src/protocols/tls/registry.cpp").read_text(encoding="ascii")
    text = text[:text.index("kSignatures")]
    return {name: int(number, 16) for number, name in re.findall(r'Registered\{0x([0-9A-F]{4}), "([^"]+)"\}', text)}


EXPECTED = {  # beyond what peers say: facts of the configuration itself
    "openssl-tls1.2-server-order": {"tls.order": ["TLS 1.2 server"]},
    "openssl-tls1.2-client-order": {"tls.order": ["TLS 1.2 client"]},
    "openssl-chacha-priority": {"tls.order": ["TLS 1.3 server", "TLS 1.2 server"]},
    "openssl-client-certificate": {"tls.client_certificate": True},
    "openssl-tls1.3-only": {"tls.client_certificate": False, "tls.versions": ["TLS 1.3"]},
    "openssl-sni": {"certificate.subject": "ec.test", "certificate.name_covered": True},
    "openssl-tls1.0-only": {"tls.versions": ["TLS 1.0"]},
    "openssl-ecdsa-and-rsa": {"certificate.key_type": "EC"},
    "gnutls-old-server-order": {"tls.order": ["TLS 1.2 server", "TLS 1.1 server", "TLS 1.0 server"]},
    "java-client-order": {"tls.order": ["TLS 1.2 client"]},
}


def compare_all(report, folder, wanted):
    groups = group_ids()
    for number, name in enumerate(tls_servers.SERVERS):
        if (wanted and name not in wanted) or not tls_servers.available(name):
            continue
        with tls_servers.Server(name, folder, 14400 + number) as server:
            got = review(server.port, name=server.server_name)
            facts = got["facts"]
            ours = set(facts.get("tls.suites", []))
            report.check("tls.inconclusive" not in facts and ours, f"{name}: {len(ours)} suites, {facts.get('tls.connections')} connections, {got['seconds']:.2f} s")
            for key, value in EXPECTED.get(name, {}).items():
                report.check(facts.get(key) == value, f"{name}: {key} = {facts.get(key)}")
            peer = sslscan(server.port, server.server_name) if shutil.which("sslscan") else None
            report.peer_missing(name, peer)
            if peer:
                versions, suites, their_groups = peer
                report.compare(name, "sslscan", "versions", set(facts.get("tls.versions", [])), versions)
                report.compare(name, "sslscan", "suites", ours, suites)
                names = {number: label for label, number in groups.items()}
                report.compare(name, "sslscan", "groups", {f"group {g}" for g in facts.get("tls.groups", [])},
                               {f"group {names[g]}" for g in their_groups})
            if WITH_TESTSSL and shutil.which("testssl"):
                report.compare(name, "testssl", "suites", ours, testssl(server.port, server.server_name, folder))


def starttls(report, folder):
    for protocol, word, port, command in tls_servers.starttls_servers(folder, 14700):
        with tls_servers.Server(protocol, folder, port, command):
            got = review(port, protocol)
            facts = got["facts"]
            ours = set(facts.get("tls.suites", []))
            report.check(facts.get("tls.starttls") is True and ours and "tls.inconclusive" not in facts,
                         f"{command[0]}: STARTTLS of {protocol}: {len(ours)} suites, {facts.get('tls.connections')} connections, {got['seconds']:.2f} s")
            peer = sslscan(port, "", word) if shutil.which("sslscan") else None
            report.peer_missing(f"starttls-{protocol}", peer)
            if peer:
                report.compare(f"starttls-{protocol}", "sslscan", "suites", ours, peer[1])


class Hostile:
    """A server that misbehaves in one way, and counts the conversations."""

    def __init__(self, behave):
        self.behave = behave
        self.seen = 0
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.seen += 1
            threading.Thread(target=self.one, args=(connection, self.seen), daemon=True).start()

    def one(self, connection, number):
        try:
            with connection:
                self.behave(connection, number)
        except OSError:
            pass


def stall(connection, _):
    time.sleep(60)


def hang_up(connection, _):
    connection.recv(4096)


def flood(connection, _):
    connection.recv(4096)
    while True:
        connection.sendall(b"\x16\x03\x03\x40\x00" + b"\x02\xff\xff\xff" + b"\x00" * 16380)


def lie(connection, _):
    connection.recv(4096)
    connection.sendall(b"\x16\x03\x03\x00\x30\x02\x00\x00\x2c\x03\x03" + b"\x07" * 32 + b"\xff\xc0\x2f\x00\x00\x00\x00\x00")
    time.sleep(20)


def drip(connection, _):
    connection.recv(4096)
    for byte in b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc" + b"\x00" * 1000:
        connection.sendall(bytes([byte]))
        time.sleep(0.5)


def review_hostile(behave):
    server = Hostile(behave)
    start = time.monotonic()
    got = review(server.port)
    took = time.monotonic() - start
    server.socket.close()
    return behave.__name__, got, took, server.seen


def hostile(report):
    with concurrent.futures.ThreadPoolExecutor() as pool:  # they wait most of the time
        for name, got, took, seen in pool.map(review_hostile, (stall, hang_up, flood, lie, drip)):
            failed = [a for a in got["attempts"] if a["outcome"] != "done"]
            report.check("tls.suites" not in got["facts"] and failed and took < 60,
                         f"a server that does '{name}': {took:.1f} s, {seen} connections, recorded: {failed[-1]['why'] if failed else '-'}")


def ban(report, folder):
    with tls_servers.Server("openssl-tls1.2-server-order", folder, 14490) as real:
        server = Hostile(relay_then(close_at_once, ("127.0.0.1", real.port), after=15))
        got = review(server.port)
        server.socket.close()
        report.check("tls.inconclusive" in got["facts"] and "tls.suites" in got["facts"] and server.seen < 80,
                     f"a ban after 15 connections: inconclusive, {server.seen} connections: {got['facts'].get('tls.inconclusive')}")


def main():
    if not (BUILD / "bin/tls_live").exists():
        print(f"{BUILD}/bin/tls_live is not built")
        return 77
    report = Report()
    with tempfile.TemporaryDirectory(prefix="vigie-tls-") as folder:
        tls_servers.make_keys(folder)
        compare_all(report, folder, ARGUMENTS)
        if not ARGUMENTS:
            starttls(report, folder)
            ban(report, folder)
            hostile(report)
    print(f"{report.failed} failures")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
