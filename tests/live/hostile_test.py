#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# lane: waits
"""Servers that stall, drip, hang up, flood, lie about lengths or ban after N connections, audited by the real program: each
leaves a recorded outcome within the budget, none a finding about what could not be seen, and none ends the audit."""
import os
import pathlib
import re
import shutil
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import hostile_servers  # noqa: E402
from hostile_servers import CASES, DOMAINS, RESOLVER  # noqa: E402
from live_pair import Pair, audited, run  # noqa: E402

BUDGET = 240  # seconds for everything below, at the profile "lab" (waits of 1.5 s); about half of that on a quiet machine
# Rules about what a service shows: none may fire at a server that showed nothing.
ABOUT = ("tls.", "certificate.", "web.", "smtp.", "dns.", "data.", "cloud.")
# A server that was what it is until the ban: what it showed until then is true.
SHOWN_BEFORE_A_BAN = {"tls ban": {"certificate.untrusted", "certificate.no_alternative_name", "certificate.name_mismatch"},
                      "starttls ban": {"certificate.untrusted", "certificate.no_alternative_name"},
                      "dns transfer": {"dns.zone_transfer"},
                      # They said 200 in clear, and the head of some was whole: that much is true.
                      "http ": {"web.no_https_redirect", "web.page_headers"}}
# What they show is whole, up to the cap: nothing is missing.
WHOLE = {"http flood of a body", "http lie: two lengths", "dns transfer without end"}
# Domains whose server misbehaves: what may be said of them beside what their (empty) records say to the resolver.
SERVERS_FAULT = {"domain.silent_server", "domain.unresolved_server", "domain.single_nameserver", "domain.one_network",
                 "domain.zone_transfer", "domain.without_tcp", "domain.lame_server"}
RECORDS = {"domain.spf_missing", "domain.dmarc_missing", "domain.dnssec_missing", "domain.caa_missing", "domain.mta_sts_missing",
           "domain.tls_rpt_missing", "name.outside"}
ENGLISH = re.compile(r"^(timeout|closed|malformed|limit|unreachable|not_spoken|io|refused)\b|the |answer")


class Servers(Pair):
    def __init__(self, folder):
        every = sorted({address for address, _, _ in CASES} | {RESOLVER})
        super().__init__(os.environ.get("VIGIE_HOSTILE_PREFIX", "vgh-"), folder, every)

    def prepare(self):
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=vrai.test", "-keyout",
            self.folder / "key.pem", "-out", self.folder / "certificate.pem")
        self.start("real", "openssl", "s_server", "-accept", "127.0.0.1:4443", "-www", "-quiet", "-key", "key.pem", "-cert",
                   "certificate.pem")
        self.start("hostile", "python3", "-B", hostile_servers.__file__)
        self.wait([(RESOLVER, 53)])


def recorded(seen, address, port, transport):
    """What the audit says of what it could not learn from this port: attempts that failed, lines of the coverage."""
    service = seen.service(address, port, transport) or {}
    out = [f"{row['check']}: {row['why']}" for row in service.get("attempts", []) if row["outcome"] != "done"]
    coverage = seen.data.get("coverage", {})
    for row in coverage.get("not_tested", []) + coverage.get("blocked", []):
        if re.search(rf"\b{re.escape(address)}\b", row["what"]):
            out.append(f"{row['what']}: {row['why']}")
    return out


def check_ports(results, seen):
    for (address, port, transport), (name, _) in sorted(CASES.items()):
        if transport == "udp":
            continue
        said = recorded(seen, address, port, transport)
        allowed = next((rules for word, rules in SHOWN_BEFORE_A_BAN.items() if name.startswith(word)), set())
        rules = {row["rule"] for row in seen.rows("findings") if row["address"] == address and row["rule"].startswith(ABOUT)}
        facts = (seen.service(address, port, transport) or {}).get("facts")
        results.check((said or name in WHOLE) and not rules - allowed, f"{name}: {said[0] if said else 'read up to the cap' if name in WHOLE else 'nothing recorded'}",
                      f"{said}\nfindings {sorted(rules - allowed)}\n{facts}")


def check_behaviours(results, seen):
    """A port that speaks no protocol is called by what it does, and no product is read into it."""
    rules = {"echo": "service.imitation", "endless": "service.imitation", "closes": "service.hangs_up",
             "silent": "service.unidentified", "slow": "service.unidentified"}
    places = {name.partition(": ")[2]: address for (address, _, _), (name, _) in CASES.items() if name.startswith("no protocol: ")}
    for behaviour, address in places.items():
        service = seen.service(address, 7777, "tcp") or {}
        found = {row["rule"] for row in seen.rows("findings") if row["address"] == address}
        results.check(service.get("facts", {}).get("service.behaviour") == behaviour and not service.get("product") and rules[behaviour] in found,
                      f"{behaviour}: {sorted(found)}", f"{service} {found}")


def check_domains(results, seen):
    gaps = seen.data.get("coverage", {}).get("not_tested", [])
    for domain, addresses in DOMAINS.items():
        rules = {row["rule"] for row in seen.rows("findings") if row["address"] == domain}
        said = [row for row in gaps if domain in row["what"]]
        results.check(not rules - SERVERS_FAULT - RECORDS and (said or rules & SERVERS_FAULT),
                      f"{domain}: {sorted(rules & SERVERS_FAULT)}, {len(said)} lines of the coverage", f"{rules} {said}")
    for domain in ("sixieme.test", "sans.test"):
        lines = [row for row in gaps if re.match(rf"dns (server|soa) {domain} ns1[.]{domain}", row["what"])]
        results.check(lines, f"the server of {domain} has its own line: {lines[:1]}", [row for row in gaps if domain in row["what"]])
    english = [row for row in gaps if ENGLISH.search(row["why"])]
    results.check(not english, "every reason is in French", english)


def check_all(results, seen, _):
    check_ports(results, seen)
    check_behaviours(results, seen)
    check_domains(results, seen)


def main():
    if os.geteuid() != 0 or not all(shutil.which(name) for name in ("openssl", "ip")):
        print("needs root and openssl")
        return 77
    return audited(Servers, sorted({address for address, _, _ in CASES}), sorted(DOMAINS), "--ports", "25,53,80,443,7777",
                   within=BUDGET, check=check_all)


if __name__ == "__main__":
    sys.exit(main())
