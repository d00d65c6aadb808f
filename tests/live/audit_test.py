#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# lane: lab
"""Audits the demo hospital with the real program and compares with what is really there, packet by packet.

As found: the verdict, every open port, every product, no packet outside. After remediation: the findings are closed.
"""
import base64
import csv
import io
import ipaddress
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import live_audit  # noqa: E402
from live_audit import Audit, Results, lab, vigie  # noqa: E402
from packets import Sent  # noqa: E402

# what must be called a critical risk: (word in the rule, host of the demo, port, what it is)
CRITICAL = [
    ("ssh", "192.0.2.10", 22, "SSH that takes a password"),
    ("ftp", "192.0.2.13", 21, "FTP"),
    ("telnet", "192.0.2.25", 23, "Telnet"),
    ("postgresql", "192.0.2.14", 5432, "a database"),
    ("redis", "192.0.2.15", 6379, "Redis without a password"),
    ("memcached", "192.0.2.25", 11211, "memcached"),
    ("smb", "192.0.2.20", 445, "SMB"),
    ("orthanc", "192.0.2.18", 8042, "Orthanc without a password"),
    ("transfer", "192.0.2.16", 53, "a zone given to anybody"),
    ("recurs", "192.0.2.16", 53, "recursion for anybody"),
]
CLAUSE = "2.5.2.2"
TCP, UDP = 6, 17


def key(row):
    return row["address"], row["port"], row["transport"]


def check_run(results, status, output, seconds, audit):
    results.check(status == 0, "the audit of the demo hospital ends with status 0", f"status {status}\n{output[-3000:]}")
    results.check(status is not None and seconds <= 240, "the audit of the demo hospital ends within four minutes",
                  f"{seconds:.0f} s")
    results.check("ROUGE" in output.upper(), "the program prints the verdict", output[-1500:])
    results.check(bool(audit.data), "audit.json can be read", sorted(p.name for p in audit.folder.glob("*")))


def check_verdict(results, audit):
    results.check(audit.level() == "rouge", "the verdict is rouge", audit.data.get("verdict"))
    caused = {name for reason in audit.reasons() if CLAUSE in reason.get("clause", "") for name in reason["findings"]}
    for word, address, port, what in CRITICAL:
        found = [row for row in audit.findings(word) if row["address"] == address and row["port"] == port]
        found += [row for row in audit.findings(word) if word in ("transfer", "recurs") and row not in found]
        certain = [row for row in found if row["certainty"] == "affecte"]
        results.check(any(row["id"] in caused for row in certain), f"{what} is a critical risk of clause {CLAUSE}",
                      json.dumps(found, ensure_ascii=False, indent=1)[:1500] or "no finding")
    for reason in audit.reasons():
        if not reason.get("clause"):
            results.check(False, "every reason of the verdict names a clause", reason)
            return
    results.check(bool(audit.reasons()), "every reason of the verdict names a clause")


def check_services(results, truth, audit):
    expected = {key(row) for row in truth["services"]}
    found = audit.open_ports()
    results.check(not expected - found, f"all {len(expected)} open ports are found", sorted(expected - found))
    mirage = {port for port in found if port[0] == truth["every_port_host"]}
    results.check(mirage and mirage <= expected, "the host that answers on every port has only its real service",
                  f"{len(mirage)} rows: {sorted(mirage)[:10]}")
    invented = {port for port in found - expected if port[0] != truth["every_port_host"]}
    results.check(not invented, "no open port is invented", sorted(invented))
    wrong, versions, tls = [], [], []
    for row in truth["services"]:
        service = audit.service(*key(row))
        if service is None:
            continue
        name = f"{row['address']}:{row['port']}/{row['transport']}"
        if service["protocol"] != row["protocol"]:
            wrong.append(f"{name} is {row['protocol']}, not '{service['protocol']}'")
        if row["tls"] != bool(service["tls"]):
            tls.append(name)
        product = service.get("product") or ""
        if row["products"] and product not in row["products"]:
            wrong.append(f"{name} is {row['products'][0]}, not '{product}'")
        if not row["products"] and product and row["product"].lower() not in product.lower():
            wrong.append(f"{name} is {row['product']}, not '{product}'")
        version = service.get("version") or ""
        if row["version_shown"] and not same_version(version, row["version"]):
            versions.append(f"{name} {row['product']} {row['version']}, not '{version}'")
        if not row["version_shown"] and version and row["product"] == product and not same_version(version, row["version"]):
            versions.append(f"{name} {row['product']} shows no version, but '{version}' is claimed")
    results.check(not wrong, "every protocol and product on the wire has its right name", "\n".join(wrong))
    results.check(not versions, "every version on the wire is right, and no other is claimed", "\n".join(versions))
    results.check(not tls, "TLS is told where it is spoken, and only there", "\n".join(tls))
    results.check(any(":" in port[0] for port in found), "the server without an IPv4 address is found by its name")


def same_version(seen, real):
    """9.2p1 Debian-2+deb12u3 is 9.2p1; 9.18.4 is not 9.18.49."""
    return seen == real or (seen.startswith(real) and not seen[len(real)].isalnum() and seen[len(real)] != ".")


def check_findings(results, truth, audit):
    listing = [row for row in audit.rows("findings") if row["port"] == 8443 and row["address"] == "192.0.2.11"
               and ("listing" in row["rule"] or row["category"] == "donnees-sensibles")]
    results.check(bool(listing), "the open list of patient files is a finding")
    old = [row for row in audit.findings("tls") if row["address"] == "192.0.2.12" and row["port"] == 8993]
    results.check(bool(old), "TLS 1.0 on an odd port is a finding")
    text = json.dumps(audit.data, ensure_ascii=False)
    results.check("extranet.ght-voisin.test" in text, "the foreign name in a certificate is reported")
    results.check("IRM-20261002" not in json.dumps(audit.rows("findings")), "no finding repeats the name of a patient file")
    kept = [row["id"] for row in audit.rows("evidence") if b"IRM-20261002" in base64.b64decode(row["reply"])]
    results.check(not kept, "and no evidence keeps it", kept)
    proposed = {row["address"] for row in audit.rows("assets") if not row["in_scope"]}
    results.check(set(truth["proposed"]) <= proposed, "the address outside that two names lead to is proposed", proposed)


def check_packets(results, truth, perimeter, capture, log):
    sent = Sent(capture, truth["auditor"])
    kernel = [line for line in log.splitlines() if "dropped by kernel" in line]
    results.check(kernel == ["0 packets dropped by kernel"], "the capture is complete", log)
    targets = sent.targets()
    never = [address for address in truth["never_touched"] if ipaddress.ip_address(address) in targets]
    results.check(sent.probes > 100000, "the capture holds the whole scan", f"{sent.probes} SYN")
    results.check(not never, "no packet leaves for an excluded or undeclared address", never)
    inside = [ipaddress.ip_network(block) for block in perimeter]
    outside = [str(target) for target in targets
               if not any(target in block for block in inside if block.version == target.version)
               and str(target) != truth["resolver"]]
    results.check(not outside, "no packet leaves for anything but the perimeter and the resolver", outside)
    questions = targets.get(ipaddress.ip_address(truth["resolver"]), set())
    results.check(questions <= {(UDP, 53), (TCP, 53)}, "the resolver gets DNS questions and nothing else", sorted(questions))
    paper = {port for transport, port in sent.ports_with_content() if transport == TCP
             and (9100 <= port <= 9109 or 9112 <= port <= 9116 or port == 515)}
    results.check(not paper, "no byte goes to a printer port", sorted(paper))
    limits = truth["limits"]
    peak = sent.busiest_second()
    results.check(peak <= limits["all"], f"no second sees more than {limits['all']} packets", f"{peak}")
    address, peak = sent.busiest_second_by_address()
    results.check(peak <= limits["address"], f"no second sees more than {limits['address']} packets to one address",
                  f"{peak} to {address}")
    return sent


def check_files(results, audit):
    folder = audit.folder
    missing = [name for name in ("audit.json", "rapport.html", "rapport.pdf", "opssies.json", "constats.csv",
                                 "constats.xlsx", "nmap.xml") if not (folder / name).is_file()]
    if not results.check(not missing, "every file of the contract is written", missing):
        return
    text = subprocess.run(["pdftotext", str(folder / "rapport.pdf"), "-"], capture_output=True, text=True, check=False)
    results.check(text.returncode == 0 and "ROUGE" in text.stdout and "192.0.2.15" in text.stdout,
                  "the PDF opens and names the verdict and the hosts", text.stderr)
    rows = list(csv.reader(io.StringIO((folder / "constats.csv").read_text(encoding="utf-8-sig")),
                           delimiter=";" if ";" in (folder / "constats.csv").read_text().splitlines()[0] else ","))
    results.check(len(rows) >= 1 + len(audit.rows("findings")), "the CSV has a row for each finding",
                  f"{len(rows)} rows, {len(audit.rows('findings'))} findings")
    results.check(zipfile.is_zipfile(folder / "constats.xlsx"), "the spread-sheet is one")
    ports = xml.etree.ElementTree.parse(folder / "nmap.xml").getroot().findall(".//port")
    results.check(len(ports) >= len(audit.open_ports()), "the nmap file has every open port", len(ports))
    results.check(bool(json.loads((folder / "opssies.json").read_text())), "the exchange file is JSON")
    schema = live_audit.ROOT / "docs/schema/audit.schema.json"
    if not schema.exists():
        results.check(False, "audit.json follows its published schema", f"{schema.relative_to(live_audit.ROOT)} is missing")
        return
    done = subprocess.run([sys.executable, "-c", "import json, sys, jsonschema; "
                           "jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))",
                           str(folder / "audit.json"), str(schema)], capture_output=True, text=True, check=False)
    results.check(done.returncode == 0, "audit.json follows its published schema", done.stderr[-1500:])


def check_same(results, audit):
    status, output, _ = vigie("diff", audit.folder, audit.folder, seconds=60)
    counts = {match[1]: int(match[2]) for match in re.finditer(r"^(\w[\w ]*?) : (\d+)$", output, re.MULTILINE)}
    persistent = counts.pop("Persistants", 0)
    results.check(status == 0 and len(counts) == 4 and not any(counts.values()) and persistent > 0,
                  "an audit compared with itself shows no change", f"status {status}\n{output[:2000]}")


def check_fixed(results, truth, before, audit, status, output):
    results.check(status == 0, "the audit after remediation ends with status 0", f"status {status}\n{output[-3000:]}")
    results.check(audit.level() in ("orange", "vert"), "after remediation the verdict is not rouge", audit.data.get("verdict"))
    expected = {key(row) for row in truth["services"]}
    found = audit.open_ports()
    results.check(found == expected, f"the {len(expected)} ports still open are found, and no other",
                  f"missing {sorted(expected - found)}\ninvented {sorted(found - expected)}")
    states = {row["id"]: row["status"] for row in audit.rows("findings")}
    for word, address, port, what in CRITICAL:
        old = [row["id"] for row in before.findings(word) if row["address"] == address and row["port"] == port
               and row["certainty"] == "affecte"]
        wrong = {name: states.get(name, "absent") for name in old if states.get(name) != "corrige"}
        results.check(old and not wrong, f"{what} is shown as corrige", wrong or "was not found before")
    stays = [row["id"] for row in audit.rows("findings") if row["status"] == "persistant"]
    new = [row for row in audit.rows("findings") if row["status"] == "nouveau" and row["criticality"] in ("critique", "haute")]
    results.check(not new, "remediation brings no new high finding", json.dumps(new, ensure_ascii=False)[:1500])
    print(f"# {len(stays)} findings persist")


def perimeter_blocks(folder):
    for line in (folder / "perimetre.toml").read_text().splitlines():
        if line.startswith("adresses"):
            return json.loads(line.split("=", 1)[1])
    return []


def main():
    results = Results()
    if not live_audit.VIGIE.exists():
        print(f"{live_audit.VIGIE} was not built")
        return live_audit.SKIP
    first, second = live_audit.fresh("as-found"), live_audit.fresh("after-remediation")
    try:
        folder = live_audit.start_lab()
        truth = json.loads((folder / "truth.json").read_text())
        capture = live_audit.RESULTS / "as-found.pcap"
        capture_status, problem = lab("capture", "start", str(capture))
        results.check(capture_status == 0, "the capture starts", problem)
        status, output, seconds = vigie("audit", folder / "perimetre.toml", "--profile", "lab", "--out", first)
        lab("capture", "stop", str(capture))
        print(f"# the audit took {seconds:.0f} s")
        before = Audit(first)
        check_run(results, status, output, seconds, before)
        if not before.data:
            return 1
        check_verdict(results, before)
        check_services(results, truth, before)
        check_findings(results, truth, before)
        sent = check_packets(results, truth, perimeter_blocks(folder), capture, (folder / "log/capture.log").read_text())
        print(f"# {sent.total} packets left, {sent.probes} of them SYN")
        capture.unlink(missing_ok=True)
        check_files(results, before)
        check_same(results, before)

        folder = live_audit.start_lab("--fixed")
        truth = json.loads((folder / "truth.json").read_text())
        status, output, seconds = vigie("audit", folder / "perimetre.toml", "--profile", "lab", "--out", second,
                                        "--previous", first)
        print(f"# the second audit took {seconds:.0f} s")
        check_fixed(results, truth, before, Audit(second), status, output)
    finally:
        lab("stop")
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
