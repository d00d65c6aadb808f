#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# lane: wire
"""BIND, Knot, NSD, PowerDNS and Unbound, each well kept and badly kept, audited by the real program: what is wrong is
said of the right server and domain, and nothing is said of those that are well kept. And one web server that names lead
to: a site under a name of its own is a service of its own."""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import dns_servers  # noqa: E402
from dns_servers import ADDRESS, WEB, Servers  # noqa: E402
from live_pair import audited  # noqa: E402

# What a well kept domain may still be told of.
HARMLESS = {"domain.single_nameserver", "name.outside", "asset.outside"}
# software: what must be said of the badly kept domain, beside what is said of all four
EXPECTED = {
    "bind": {"domain.silent_server", "domain.dnssec_missing", "domain.recursion_offered"},
    "knot": {"domain.dnssec_broken", "domain.one_network"},
    "nsd": {"domain.dnssec_broken", "domain.unresolved_server"},
    "pdns": {"domain.lame_server", "domain.dnssec_missing", "domain.one_network"},
}
ALL_BAD = {"domain.spf_open", "domain.spf_lookups", "domain.dmarc_none", "domain.caa_missing", "domain.soa_values",
           "domain.short_ttl", "domain.short_apex_ttl", "domain.mta_sts_missing", "domain.tls_rpt_missing"}
STATES = {"bon-bind.fr": "valid", "bon-knot.fr": "valid", "bon-nsd.fr": "valid", "bon-pdns.fr": "valid",
          "mauvais-bind.fr": "unsigned", "mauvais-knot.fr": "expired", "mauvais-nsd.fr": "ds_mismatch",
          "mauvais-pdns.fr": "unsigned"}

CHAIN = ["relais.example.com", "relais2.example.com", "parti.example.com"]


def rules_of(seen, asset):
    return {row["rule"] for row in seen.rows("findings") if row["address"] == asset and row["status"] != "corrige"}


def check_domains(results, seen):
    facts = {name["name"]: name.get("facts") or {} for name in seen.rows("names")}
    for domain, state in STATES.items():
        found = facts.get(domain, {}).get("domain.dnssec_state")
        results.check(found == state, f"{domain}: DNSSEC is {state}", f"{found} {facts.get(domain)}")
    for software, expected in EXPECTED.items():
        good, bad = f"bon-{software}.fr", f"mauvais-{software}.fr"
        invented = {rule for rule in rules_of(seen, good) if rule.startswith("domain.")} - HARMLESS
        results.check(not invented, f"nothing is said of {good}", sorted(invented))
        missed = (expected | ALL_BAD) - rules_of(seen, bad)
        results.check(not missed, f"all is said of {bad}", f"missing {sorted(missed)}\n{json.dumps(facts.get(bad), indent=1)}")
        results.check("name.dangling" in rules_of(seen, f"intranet.{bad}"),
                      f"the alias of {bad} that leads nowhere is told", rules_of(seen, f"intranet.{bad}"))
        chain = facts.get(f"extranet.{bad}", {}).get("name.chain")
        results.check("name.dangling" in rules_of(seen, f"extranet.{bad}") and chain == CHAIN,
                      f"a chain from {bad} through another zone is followed to the name that is gone", chain)
        alive = facts.get(f"portail.{bad}", {})
        results.check("name.dangling" not in rules_of(seen, f"portail.{bad}") and alive.get("name.dangling") is False,
                      f"an alias of {bad} that leads somewhere is not called dangling", alive)
        results.check(facts.get(good, {}).get("domain.mta_sts_mode") == "enforce", f"the MTA-STS policy of {good} is read",
                      facts.get(good))
    results.check(facts.get("mauvais-bind.fr", {}).get("domain.spf_lookups") == 11, "included SPF terms are counted: 11",
                  facts.get("mauvais-bind.fr", {}).get("domain.spf_lookups"))


def check_servers(results, seen):
    open_resolvers = {ADDRESS["bind"][1], ADDRESS["unbound"][1]}
    for software, pair in ADDRESS.items():
        for kind, address in zip(("well", "badly"), pair):
            rules = rules_of(seen, address)
            recursion = address in open_resolvers
            results.check(("dns.recursion" in rules) == recursion,
                          f"{software}, {kind} kept: {'resolves' if recursion else 'does not resolve'} for anybody", rules)
            given = kind == "badly" and software != "unbound"
            results.check(("dns.zone_transfer" in rules) == given,
                          f"{software}, {kind} kept: {'gives' if given else 'keeps'} its zone", rules)
    kept = json.dumps(seen.rows("evidence"))
    results.check("hostmaster" not in kept, "no record of a transferred zone is kept")


def check_names(results, seen):
    services = [row for row in seen.rows("services") if row["address"] == WEB and row["port"] == 80]
    sites = {row.get("facts", {}).get("service.site", ""): row for row in services}
    shown = {name: f"{row['product']} {row['version']}" for name, row in sites.items()}
    results.check(set(sites) == {"", "www.bon-knot.fr"}, "one site of its own, and the server behind all names", shown)
    results.check(shown.get("", "").startswith("nginx "), "the server is nginx", shown)
    results.check(shown.get("www.bon-knot.fr") == "WordPress 6.1.9", "the site of its own has its own product", shown)


def check_all(results, seen, _):
    check_domains(results, seen)
    check_servers(results, seen)
    check_names(results, seen)


def main():
    reason = dns_servers.missing()
    if reason:
        print(reason)
        return 77
    return audited(Servers, [address for pair in ADDRESS.values() for address in pair] + [WEB], sorted(STATES), "--ports", "53,80",
                   "--no-udp", within=120, check=check_all)


if __name__ == "__main__":
    sys.exit(main())
