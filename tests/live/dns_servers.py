# SPDX-License-Identifier: Apache-2.0
"""Name servers of Debian 12 in a network of their own: BIND, Knot, NSD, PowerDNS and Unbound, each well kept and badly
kept, below a parent zone that signs, with a resolver that validates. Used by dns_test.py; nothing outside the two
namespaces made here is touched, and every server is stopped by its own number.
"""
import os
import shutil
import time

import live_pair
from live_pair import run

PROGRAMS = ("named", "knotd", "nsd", "pdns_server", "unbound", "dnssec-signzone", "dnssec-keygen", "nginx", "ip")

PARENT, RESOLVER, AWAY = "203.0.113.1", "203.0.113.53", "203.0.113.99"
# software: (well kept, badly kept); a well kept one also answers in another network, at 198.51.100.x.
ADDRESS = {"bind": ("192.0.2.11", "192.0.2.12"), "knot": ("192.0.2.21", "192.0.2.22"),
           "nsd": ("192.0.2.31", "192.0.2.32"), "pdns": ("192.0.2.41", "192.0.2.42"),
           "unbound": ("192.0.2.51", "192.0.2.52")}
SILENT = "192.0.2.60"
WEB = "192.0.2.251"  # www of every domain
DAY = 86400


def elsewhere(address):
    return "198.51.100." + address.rsplit(".", 1)[1]


def every_address():
    inside = [address for pair in ADDRESS.values() for address in pair]
    return inside + [elsewhere(pair[0]) for pair in ADDRESS.values()] + [PARENT, RESOLVER]


def missing():
    """Why the test cannot run here; None when it can."""
    if os.geteuid() != 0:
        return "needs root (network namespaces)"
    absent = [name for name in PROGRAMS if not shutil.which(name)]
    return f"not installed: {', '.join(absent)}" if absent else None


GOOD_MAIL = ('@ IN MX 10 mail\n@ IN TXT "v=spf1 mx -all"\n@ IN CAA 0 issue "ca.example"\n'
             '_dmarc IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@{zone}"\n'
             '_mta-sts IN TXT "v=STSv1; id=20261101"\nmta-sts IN A 192.0.2.11\n_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:tls@{zone}"\n')
BAD_MAIL = ('@ 60 IN MX 10 mail\n@ 60 IN TXT "v=spf1 include:spf.{zone} a mx a:b.{zone} a:c.{zone} a:d.{zone} +all"\n'
            'spf 60 IN TXT "v=spf1 a:e.{zone} a:f.{zone} a:g.{zone} a:h.{zone} a:i.{zone} ?all"\n'
            '_dmarc 60 IN TXT "v=DMARC1; p=none"\n')


def zone_text(zone, servers, good):
    """The text of a zone whose servers are (label, address) pairs."""
    soa = f"ns1 hostmaster 2026112101 {'7200 3600 1209600 3600' if good else '60 120 3600 86400'}"
    lines = [f"$ORIGIN {zone}.", f"$TTL {DAY if good else 60}", f"@ IN SOA {soa}"]
    for label, address in servers:
        lines.append(f"@ IN NS {label}")
        if address:
            lines.append(f"{label} IN A {address}")
    lines.append("mail IN A 192.0.2.250\nwww IN A 192.0.2.251")
    if not good:
        lines.append("intranet IN CNAME oublie.example.com.\nextranet IN CNAME relais.example.com.\nportail IN CNAME vivant.example.com.")
    return "\n".join(lines) + "\n" + (GOOD_MAIL if good else BAD_MAIL).replace("{zone}", zone)


class Servers(live_pair.Pair):
    """Zones, keys, namespaces and processes; used as a context."""

    def __init__(self, folder):
        super().__init__(os.environ.get("VIGIE_DNS_PREFIX", "vgd-"), folder, every_address() + [WEB])
        self.delegations = []
        self.anchor = ""

    def prepare(self):
        self.zones()
        self.start_all()

    def sign(self, zone, start="-1d", end="+20d", algorithm="ECDSAP256SHA256"):
        """Signs the zone's file; gives its DS records."""
        keys = self.folder / "keys"
        keys.mkdir(exist_ok=True)
        key = run("dnssec-keygen", "-q", "-a", algorithm, "-f", "KSK", "-K", keys, zone).strip()
        run("dnssec-keygen", "-q", "-a", algorithm, "-K", keys, zone)
        begin = time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() + int(start[:-1]) * DAY))
        finish = time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() + int(end[:-1]) * DAY))
        path = self.folder / f"{zone}.zone"
        run("dnssec-signzone", "-P", "-S", "-K", keys, "-o", zone, "-s", begin, "-e", finish, "-d", self.folder, "-f",
            path.with_suffix(".signed"), path)
        path.with_suffix(".signed").replace(path)
        return run("dnssec-dsfromkey", "-2", keys / f"{key}.key")

    def add(self, zone, servers, good, signed=None):
        """One zone; signed: None, or how. Its delegation goes to the parent."""
        (self.folder / f"{zone}.zone").write_text(zone_text(zone, servers, good))
        short = zone.removesuffix(".fr")
        lines = []
        for label, address in servers:
            lines.append(f"{short} IN NS {label}.{zone}.")
            if address:
                lines.append(f"{label}.{zone}. IN A {address}")
        if signed == "mismatch":
            self.sign(zone)
            lines.append(f"{short} IN DS 12345 13 2 {'ab' * 32}")
        elif signed:
            start, end = ("-30d", "-2d") if signed == "expired" else ("-1d", "+20d")
            lines.append(self.sign(zone, start, end).strip())
        self.delegations += lines

    def zones(self):
        for software, (good, bad) in ADDRESS.items():
            if software == "unbound":
                continue
            self.add(f"bon-{software}.fr", [("ns1", good), ("ns2", elsewhere(good))], True, "good")
            second = {"bind": ("ns2", AWAY), "knot": ("ns2", bad), "nsd": ("ns2", ""), "pdns": ("ns2", ADDRESS["nsd"][1])}
            signed = {"knot": "expired", "nsd": "mismatch"}.get(software)
            self.add(f"mauvais-{software}.fr", [("ns1", bad), second[software]], False, signed)
        (self.folder / "fr.zone").write_text("$ORIGIN fr.\n$TTL 86400\n@ IN SOA ns hostmaster 1 7200 3600 1209600 3600\n"
                                             f"@ IN NS ns\nns IN A {PARENT}\n" + "\n".join(self.delegations) + "\n")
        self.anchor = self.sign("fr")
        (self.folder / "com.zone").write_text("$ORIGIN com.\n$TTL 86400\n@ IN SOA ns hostmaster 1 7200 3600 1209600 3600\n"
                                              f"@ IN NS ns\nns IN A {PARENT}\nexample IN A 203.0.113.80\n"
                                              "relais.example IN CNAME relais2.example\nrelais2.example IN CNAME parti.example\n"
                                              "vivant.example IN CNAME example\n")

    def path(self, zone):
        return self.folder / f"{zone}.zone"

    def bind(self, name, addresses, zones, more):
        stanzas = "".join(f'zone "{zone}" {{ type primary; file "{self.path(zone)}"; }};\n' for zone in zones)
        folder = self.folder / name
        folder.mkdir()
        config = folder / "named.conf"
        config.write_text(f'options {{ directory "{folder}"; pid-file none; session-keyfile none; listen-on-v6 {{ none; }};\n'
                          f'listen-on {{ {"; ".join(addresses)}; }}; notify no; dnssec-validation no; {more} }};\n'
                          f"controls {{ }};\n{stanzas}")
        self.start(name, "named", "-g", "-n", "1", "-c", config)

    def knot(self, name, addresses, zone, transfer):
        folder = self.folder / name
        folder.mkdir()
        config = folder / "knot.conf"
        listen = ", ".join(f"{address}@53" for address in addresses)
        acl = "acl:\n  - id: all\n    address: 0.0.0.0/0\n    action: transfer\n" if transfer else ""
        config.write_text(f"server:\n  listen: [ {listen} ]\n  rundir: {folder}\n  user: root:root\n"
                          f"  udp-workers: 1\n  tcp-workers: 1\n  background-workers: 1\n"
                          f"database:\n  storage: {folder}\nlog:\n  - target: stderr\n    any: warning\n"
                          f"{acl}zone:\n  - domain: {zone}\n    file: {self.path(zone)}\n    zonefile-sync: -1\n"
                          + ("    acl: all\n" if transfer else ""))
        self.start(name, "knotd", "-c", config)

    def nsd(self, name, addresses, zone, transfer):
        folder = self.folder / name
        folder.mkdir()
        config = folder / "nsd.conf"
        listen = "".join(f"  ip-address: {address}\n" for address in addresses)
        config.write_text(f'server:\n{listen}  username: ""\n  chroot: ""\n  zonesdir: "{self.folder}"\n  pidfile: ""\n'
                          f'  database: ""\n  xfrdfile: "{folder}/xfrd"\n  zonelistfile: "{folder}/zones"\n'
                          f'  xfrdir: "{folder}"\n  do-ip6: no\n  server-count: 1\nremote-control:\n  control-enable: no\n'
                          f'zone:\n  name: "{zone}"\n  zonefile: "{self.path(zone)}"\n'
                          + ('  provide-xfr: 0.0.0.0/0 NOKEY\n' if transfer else ""))
        self.start(name, "nsd", "-d", "-c", config)

    def pdns(self, name, addresses, zone, transfer):
        folder = self.folder / name
        folder.mkdir()
        (folder / "zones.conf").write_text(f'zone "{zone}" {{ type master; file "{self.path(zone)}"; }};\n')
        (folder / "pdns.conf").write_text(
            f"launch=bind\nbind-config={folder}/zones.conf\nlocal-address={','.join(addresses)}\nsocket-dir={folder}\n"
            f"disable-axfr={'no' if transfer else 'yes'}\nallow-axfr-ips={'0.0.0.0/0' if transfer else '127.0.0.1'}\n"
            "expand-alias=no\nversion-string=anonymous\ndaemon=no\nguardian=no\nreceiver-threads=1\n"
            f"bind-dnssec-db={folder}/dnssec.sqlite3\n")
        run("pdnsutil", f"--config-dir={folder}", "create-bind-db", folder / "dnssec.sqlite3")
        if zone.startswith("bon-"):
            run("pdnsutil", f"--config-dir={folder}", "set-presigned", zone)
        self.start(name, "pdns_server", f"--config-dir={folder}")

    def unbound(self, name, addresses, allowed, more=""):
        folder = self.folder / name
        folder.mkdir()
        config = folder / "unbound.conf"
        listen = "".join(f"  interface: {address}\n" for address in addresses)
        config.write_text(f'server:\n{listen}  username: ""\n  chroot: ""\n  directory: "{folder}"\n  pidfile: ""\n'
                          f'  use-syslog: no\n  do-ip6: no\n  num-threads: 1\n  so-reuseport: no\n'
                          f'  access-control: 0.0.0.0/0 {allowed}\n  trust-anchor: "{self.anchor.strip()}"\n'
                          f'  domain-insecure: "com."\n  domain-insecure: "test."\n{more}'
                          f'remote-control:\n  control-enable: no\n'
                          + "".join(f'stub-zone:\n  name: "{zone}"\n  stub-addr: {PARENT}\n' for zone in ("fr.", "com.")))
        self.start(name, "unbound", "-d", "-c", config)

    def policies(self, address):
        """The MTA-STS policy of the well kept domains, over HTTPS."""
        folder = self.folder / "sts"
        (folder / ".well-known").mkdir(parents=True)
        servers = "".join(f"mx: mail.bon-{software}.fr\n" for software in ADDRESS)
        (folder / ".well-known/mta-sts.txt").write_text(f"version: STSv1\nmode: enforce\n{servers}max_age: 604800\n")
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
            "/CN=mta-sts.bon-bind.fr", "-keyout", folder / "key.pem", "-out", folder / "certificate.pem")
        self.start("mta-sts", "openssl", "s_server", "-quiet", "-WWW", "-accept", f"{address}:443", "-key", "key.pem",
                   "-cert", "certificate.pem", cwd=folder)

    def sites(self, address):
        """One web server: its default site, the same under a name, and another site under another name."""
        for name, head in (("default", "<title>Le CH</title>"),
                           ("other", '<title>Extranet</title><meta name="generator" content="WordPress 6.1.9">')):
            (self.folder / name).mkdir()
            (self.folder / name / "index.html").write_text(f"<html><head>{head}</head><body></body></html>")
        config = self.folder / "sites.conf"
        temporary = " ".join(f"{kind}_temp_path {self.folder}/sites-{kind};"
                             for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        config.write_text(f"""daemon off; pid {self.folder}/sites.pid; error_log {self.folder}/sites.err; worker_processes 1;
events {{ }}
http {{ access_log off; default_type text/html; {temporary}
  server {{ listen {address}:80 default_server; root {self.folder}/default; }}
  server {{ listen {address}:80; server_name www.bon-nsd.fr; root {self.folder}/default; }}
  server {{ listen {address}:80; server_name www.bon-knot.fr; root {self.folder}/other; }} }}
""")
        self.folder.chmod(0o755)
        self.start("sites", "nginx", "-c", config)

    def start_all(self):
        closed = "recursion no; allow-transfer { none; }; version none;"
        self.bind("parent", [PARENT], ["fr", "com"], closed)
        self.bind("bind-good", [ADDRESS["bind"][0], elsewhere(ADDRESS["bind"][0])], ["bon-bind.fr"], closed)
        self.bind("bind-bad", [ADDRESS["bind"][1]], ["mauvais-bind.fr"],
                  f"recursion yes; allow-recursion {{ any; }}; allow-transfer {{ any; }}; forwarders {{ {PARENT}; }}; forward only;")
        for software in ("knot", "nsd", "pdns"):
            good, bad = ADDRESS[software]
            start = getattr(self, software)
            start(f"{software}-good", [good, elsewhere(good)], f"bon-{software}.fr", False)
            start(f"{software}-bad", [bad], f"mauvais-{software}.fr", True)
        good, bad = ADDRESS["unbound"]
        self.unbound("resolver", [RESOLVER], "allow")
        self.unbound("unbound-good", [good, elsewhere(good)], "refuse")
        self.unbound("unbound-bad", [bad], "allow")
        self.policies(ADDRESS["bind"][0])
        self.sites(WEB)
        self.wait([(address, 53) for address in every_address()] + [(ADDRESS["bind"][0], 443), (WEB, 80)])
