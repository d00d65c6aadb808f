#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# lane: lab
"""The demo hospital is the yardstick of the live tests: its faults must really be there, and really be gone when fixed.

Asks with the ordinary clients, not with vigie.
"""
import concurrent.futures
import json
import pathlib
import socket
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import live_audit  # noqa: E402
from live_audit import Results, lab  # noqa: E402

DICOM_ECHO = ["echoscu", "-to", "5", "-ta", "5", "-aec", "ANY"]
TLS10 = ["openssl", "s_client", "-tls1", "-cipher", "ALL:@SECLEVEL=0", "-connect", "192.0.2.12:8993"]
SSH = ["ssh", "-v", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes",
       "-o", "ConnectTimeout=3", "-o", "PreferredAuthentications=none", "nobody@192.0.2.10", "true"]

# (what, command in the auditor's namespace, text of the answer as found; after remediation the text must be absent)
FAULTS = [
    ("SSH offers password authentication", SSH, "publickey,password"),
    ("the portal lists patient files", ["curl", "-sk", "-m", "5", "https://192.0.2.11:8443/"], "export-patients"),
    ("the certificate names a foreign host", ["curl", "-sv", "-m", "5", "--connect-to", "::192.0.2.11:443",
                                              "--cacert", "PKI", "https://extranet.ght-voisin.test/"], "HTTP/1.1 200"),
    ("the old web server speaks TLS 1.0", TLS10, "New, TLSv1.0"),
    ("FTP greets everybody", ["curl", "-sv", "-m", "5", "ftp://192.0.2.13/"], "vsFTPd"),
    ("PostgreSQL asks for a password", ["psql", "host=192.0.2.14 user=postgres password=x connect_timeout=3", "-c", "select 1"],
     "password authentication failed"),
    ("Redis answers without a password", ["redis-cli", "-h", "192.0.2.15", "info", "server"], "redis_version"),
    ("the zone is given to anybody", ["dig", "+time=3", "@192.0.2.16", "chu-demo.test", "axfr"], "pacs.chu-demo.test."),
    ("recursion is open to anybody", ["dig", "+time=3", "+short", "@192.0.2.16", "www.ailleurs.example", "A"], "203.0.113.80"),
    ("SNMP answers to public", ["snmpget", "-t", "2", "-r", "0", "-v2c", "-c", "public", "192.0.2.17", "1.3.6.1.2.1.1.5.0"],
     "supervision.chu-demo.test"),
    ("NetBIOS gives its names", ["nmblookup", "-A", "192.0.2.20"], "CHUDEMO"),
    ("Orthanc answers without a password", ["curl", "-s", "-m", "5", "http://192.0.2.18:8042/system"], "DicomAet"),
    ("Orthanc accepts any DICOM peer", DICOM_ECHO + ["-v", "192.0.2.18", "4242"], "Success"),
    ("the archive on 104 accepts any DICOM peer", DICOM_ECHO + ["-v", "192.0.2.19", "104"], "Success"),
    ("the archive on 11112 accepts any DICOM peer", DICOM_ECHO + ["-v", "192.0.2.19", "11112"], "Success"),
]
# what must work in both states
ALWAYS = [
    ("the name server knows the domain", ["dig", "+short", "@192.0.2.16", "pacs.chu-demo.test"], "192.0.2.18"),
    ("the auditor's resolver knows the domain", ["dig", "+short", "@198.51.100.53", "rdv.chu-demo.test", "AAAA"], "2001:db8:20::80"),
    ("the server without an IPv4 address answers", ["curl", "-sg", "-m", "5", "http://[2001:db8:20::80]:8080/"], "rendez-vous"),
    ("the filtered host answers on its one port", ["curl", "-skI", "-m", "5", "https://192.0.2.22:8443/"], "200 OK"),
    ("the one real service behind the host that answers everywhere", ["curl", "-sI", "-m", "5", "http://192.0.2.23:8080/"], "200 OK"),
    ("the excluded host is alive", ["curl", "-sI", "-m", "5", "http://192.0.2.26/"], "200 OK"),
    ("the undeclared neighbour is alive", ["curl", "-sI", "-m", "5", "http://192.0.2.200/"], "200 OK"),
    ("the host outside is alive", ["curl", "-sI", "-m", "5", "http://203.0.113.80/"], "200 OK"),
]
CONNECT = "import socket,sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 2).close(); print('open')"


def ask(folder, argv):
    argv = [str(folder / "pki/ca.crt") if word == "PKI" else word for word in argv]
    done = subprocess.run([str(live_audit.LAB), "exec", "auditor", "timeout", "15", *argv], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, check=False, errors="replace")
    return done.stdout + done.stderr


def is_open(folder, address, port):
    return "open" in ask(folder, [sys.executable, "-c", CONNECT, address, str(port)])


def check_complete(results, folder):
    """The truth must be the whole truth: no server listens on a TCP port that is not in it."""
    truth = json.loads((folder / "truth.json").read_text())
    told = {(row["host"], row["port"]) for row in truth["services"] if row["transport"] == "tcp"}
    silent = []
    for host in truth["hosts"]:
        if not host["in_scope"] or host["address"] == truth["every_port_host"]:
            continue
        lines = subprocess.run([str(live_audit.LAB), "exec", host["name"], "ss", "-Hltn"], capture_output=True, text=True,
                               check=True).stdout.splitlines()
        for line in lines:
            address, port = line.split()[3].rsplit(":", 1)
            if address not in ("127.0.0.1", "[::1]") and (host["name"], int(port)) not in told:
                silent.append(f"{host['name']}:{port}")
    results.check(not silent, "as found: no server listens on a port that the truth does not tell", silent)


def root_interfaces():
    return sorted(name for _, name in socket.if_nameindex())


def check_state(results, folder, fixed):
    state = "after remediation" if fixed else "as found"
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda row: ask(folder, row[1]), FAULTS + ALWAYS))
    for (what, _, text), answer in zip(FAULTS, answers):
        if fixed:
            results.check(text not in answer, f"{state}: no more: {what}", answer[-800:])
        else:
            results.check(text in answer, f"{state}: {what}", answer[-800:])
    for (what, _, text), answer in zip(ALWAYS, answers[len(FAULTS):]):
        results.check(text in answer, f"{state}: {what}", answer[-800:])
    truth = json.loads((folder / "truth.json").read_text())
    closed = [f"{row['address']}:{row['port']}" for row in truth["services"] if row["transport"] == "tcp"
              and not is_open(folder, row["address"], row["port"])]
    results.check(not closed, f"{state}: every TCP port of the truth is open", closed)
    mirage = [port for port in (1, 22, 443, 5432, 31337, 65535) if not is_open(folder, truth["every_port_host"], port)]
    results.check(not mirage, f"{state}: one host answers on every port", mirage)
    results.check(not is_open(folder, truth["filtered_host"], 22), f"{state}: the filtered host drops the rest")


def main():
    results = Results()
    before = root_interfaces()
    try:
        folder = live_audit.start_lab()
        check_state(results, folder, fixed=False)
        check_complete(results, folder)
        status, output = lab("start")
        results.check(status == 0 and "already running" in output, "a second start changes nothing", output)
        folder = live_audit.start_lab("--fixed")
        check_state(results, folder, fixed=True)
        results.check(root_interfaces() == before, "the machine's own network is untouched", root_interfaces())
    finally:
        lab("stop")
    status, output = lab("status")
    results.check(status == 1 and "not running" in output, "the lab says that it is stopped", output)
    results.check(not folder.exists(), "the lab leaves no file", folder)
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
