# SPDX-License-Identifier: Apache-2.0
"""The hosts of the demo hospital: which Debian server runs where, with which configuration, and what is true of it.

Two states: as found (`fixed=False`: the faults that a first audit typically finds) and after remediation.
"""
import dataclasses
import pathlib
import shutil
import subprocess

import lab_config as config
from lab_network import run

DOMAIN = "chu-demo.test"
RESOLVER = "198.51.100.53"


@dataclasses.dataclass
class Server:
    name: str
    argv: list
    ports: list                    # [(transport, port)] that must be bound before the lab is ready
    user: str = ""                 # empty: root, the server drops its rights itself
    run_dirs: list = dataclasses.field(default_factory=list)
    environment: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Host:
    name: str
    address: str
    address6: str = ""
    segment: str = "hospital"
    servers: list = dataclasses.field(default_factory=list)
    firewall: str = ""             # nftables statements for this host
    services: list = dataclasses.field(default_factory=list)
    in_scope: bool = True
    note: str = ""
    after: list = dataclasses.field(default_factory=list)  # commands to run in it when everything is up

    def serves(self, port, transport, protocol, product="", package="", shown=True, tls=False, products=None):
        """products: the names that the wire allows, [] when it names none; shown: the version is on the wire."""
        self.services.append({
            "host": self.name, "address": self.address or self.address6, "port": port, "transport": transport,
            "protocol": protocol, "product": product, "version": upstream_version(package) if package else "",
            "products": [product] if products is None else products, "version_shown": shown, "tls": tls})


def upstream_version(package):
    """1:9.2p1-2+deb12u3 -> 9.2p1: the version that the server itself prints."""
    version = run("dpkg-query", "-W", "-f", "${Version}", package)
    version = version.split(":", 1)[-1].rsplit("-", 1)[0]
    for mark in ("+", "~"):
        version = version.split(mark, 1)[0]
    return version


class Hospital:
    """Writes every configuration below one directory and describes the hosts."""

    def __init__(self, directory, fixed):
        self.directory = pathlib.Path(directory)
        self.fixed = fixed
        self.hosts = []
        self._build()

    # -- helpers ---------------------------------------------------------------------------------------------

    def folder(self, name, owner=""):
        path = self.directory / name
        path.mkdir(parents=True, exist_ok=True)
        if owner:
            shutil.chown(path, *owner.split(":"))
        return path

    def write(self, name, text, mode=0o644, owner=""):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        if owner:
            shutil.chown(path, *owner.split(":"))
        return path

    def host(self, name, address, **kwargs):
        host = Host(name, address, **kwargs)
        self.hosts.append(host)
        return host

    def nginx(self, host, servers, ports):
        folder = self.folder(f"{host.name}/nginx")
        path = self.write(f"{host.name}/nginx.conf", config.nginx(folder, servers))
        host.servers.append(Server("nginx", ["/usr/sbin/nginx", "-c", str(path), "-e", "stderr"],
                                   [("tcp", port) for port in ports]))

    def site(self, name, title, body):
        folder = self.folder(f"site-{name}")
        page = f"<!doctype html>\n<html lang=\"fr\"><head><title>{title}</title></head><body>{body}</body></html>\n"
        (folder / "index.html").write_text(page)
        return folder

    # -- the hosts -------------------------------------------------------------------------------------------

    def _build(self):
        config.certificates(self.folder("pki"), self.fixed)
        for part in (self._bastion, self._portal, self._old_web, self._files, self._database, self._cache,
                     self._name_server, self._supervision, self._pacs, self._imaging, self._share, self._ipv6_web,
                     self._filtered, self._every_port, self._mail, self._biomedical, self._excluded,
                     self._neighbour, self._outside, self._internet):
            part()

    def _bastion(self):
        host = self.host("bastion", "192.0.2.10")
        key = self.directory / "bastion/host_key"
        key.parent.mkdir(parents=True, exist_ok=True)
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key))
        path = self.write("bastion/sshd_config", config.sshd(key, password=not self.fixed))
        host.servers.append(Server("sshd", ["/usr/sbin/sshd", "-D", "-e", "-f", str(path)], [("tcp", 22)],
                                   run_dirs=["/run/sshd"]))
        if self.fixed:
            host.firewall = "tcp dport 22 ip saddr != 192.0.2.0/24 drop"
            host.note = "SSH by key only, and only from the inside"
        else:
            host.serves(22, "tcp", "ssh", "OpenSSH", "openssh-server")

    def _portal(self):
        host = self.host("portail", "192.0.2.11")
        pki = self.directory / "pki"
        portal = self.site("portail", "Portail patient du CHU Demo",
                           "<form action=\"/session\" method=\"post\"><input name=\"identifiant\">"
                           "<input type=\"password\" name=\"code\"></form>")
        exchange = self.folder("site-echanges")
        for name in ("IRM-20261002.dcm", "scanner-thorax-0412.dcm", "ORU_R01_20261103.hl7", "export-patients-2026.csv",
                     "sauvegarde-dpi.sql.gz"):
            (exchange / name).touch()
        listing = "off" if self.fixed else "on"
        self.nginx(host, [
            config.nginx_server("80", f"return 301 https://portail.{DOMAIN}$request_uri;"),
            config.nginx_server("443 ssl", f"{config.nginx_tls(pki / 'portail')} root {portal};"),
            config.nginx_server("8443 ssl", f"{config.nginx_tls(pki / 'portail')} root {exchange}; autoindex {listing};"),
        ], [80, 443, 8443])
        host.serves(80, "tcp", "http", "nginx", "nginx-light")
        host.serves(443, "tcp", "http", "nginx", "nginx-light", tls=True)
        host.serves(8443, "tcp", "http", "nginx", "nginx-light", tls=True)

    def _old_web(self):
        host = self.host("dpi", "192.0.2.12")
        folder = self.folder("dpi/apache")
        root = self.site("dpi", "Dossier patient", "<h1>Dossier patient</h1>")
        path = self.write("dpi/apache.conf", config.apache(folder, root, self.directory / "pki/dpi", old=not self.fixed))
        openssl = self.write("dpi/openssl.cnf", config.permissive_openssl())
        environment = {} if self.fixed else {"OPENSSL_CONF": str(openssl)}
        host.servers.append(Server("apache", ["/usr/sbin/apache2", "-d", str(folder), "-f", str(path), "-DFOREGROUND"],
                                   [("tcp", 8993)], environment=environment))
        host.serves(8993, "tcp", "http", "Apache httpd", "apache2-bin", tls=True)

    def _files(self):
        host = self.host("fichiers", "192.0.2.13")
        empty = self.folder("fichiers/empty")
        path = self.write("fichiers/vsftpd.conf", config.vsftpd(empty, local_only=self.fixed))
        host.servers.append(Server("vsftpd", ["/usr/sbin/vsftpd", str(path)], [("tcp", 21)]))
        if not self.fixed:
            host.serves(21, "tcp", "ftp", "vsftpd", "vsftpd")

    def _database(self):
        host = self.host("base", "192.0.2.14")
        data = self.folder("base/data", "postgres:postgres")
        data.chmod(0o700)
        password = self.write("base/password", "ce-mot-de-passe-ne-sert-pas\n", 0o600, "postgres:postgres")
        binaries = pathlib.Path("/usr/lib/postgresql/15/bin")
        run("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", str(binaries / "initdb"), "-D", str(data),
            "-A", "scram-sha-256", f"--pwfile={password}", "--no-sync", "--no-locale", "-E", "UTF8", cwd="/")
        with open(data / "pg_hba.conf", "a", encoding="ascii") as hba:
            hba.write("host all all 0.0.0.0/0 scram-sha-256\n")
        listen = "127.0.0.1" if self.fixed else "0.0.0.0"
        host.servers.append(Server(
            "postgres", [str(binaries / "postgres"), "-D", str(data), "-c", f"listen_addresses={listen}",
                         "-c", f"unix_socket_directories={data}", "-c", "fsync=off", "-c", "shared_buffers=16MB"],
            [("tcp", 5432)], user="postgres"))
        if not self.fixed:
            host.serves(5432, "tcp", "postgresql", "PostgreSQL", "postgresql-15", shown=False)

    def _cache(self):
        host = self.host("cache", "192.0.2.15")
        data = self.folder("cache/data", "redis:redis")
        listen = "127.0.0.1" if self.fixed else "0.0.0.0"
        path = self.write("cache/redis.conf", config.redis(data, listen, protected=self.fixed))
        host.servers.append(Server("redis", ["/usr/bin/redis-server", str(path)], [("tcp", 6379)], user="redis"))
        host.after.append(["redis-cli", "mset", "session:1", "a", "session:2", "b", "file:admissions", "c"])
        if not self.fixed:
            host.serves(6379, "tcp", "redis", "Redis", "redis-server")

    def _name_server(self):
        host = self.host("ns1", "192.0.2.16")
        folder = self.folder("ns1/bind", "bind:bind")
        self.write("ns1/bind/zone", config.zone(DOMAIN))
        self.write("ns1/bind/hints", ". 3600 NS ns.internet.test.\nns.internet.test. 3600 A 198.51.100.53\n")
        path = self.write("ns1/bind/named.conf", config.bind_hospital(folder, DOMAIN, open_to_all=not self.fixed))
        self._named(host, path)
        for transport in ("udp", "tcp"):
            host.serves(53, transport, "dns", "BIND", "bind9")

    def _named(self, host, path):
        host.servers.append(Server("named", ["/usr/sbin/named", "-g", "-n", "1", "-u", "bind", "-c", str(path)],
                                   [("tcp", 53), ("udp", 53)]))

    def _supervision(self):
        host = self.host("supervision", "192.0.2.17")
        state = self.folder("supervision/state", "Debian-snmp:Debian-snmp")
        path = self.write("supervision/snmpd.conf", config.snmpd("127.0.0.1" if self.fixed else ""))
        host.servers.append(Server("snmpd", ["/usr/sbin/snmpd", "-f", "-Lo", "-I", "-smux", "-C", "-c", str(path)], [("udp", 161)],
                                   environment={"SNMP_PERSISTENT_DIR": str(state), "MIBS": ""}))
        if not self.fixed:
            host.serves(161, "udp", "snmp", "Net-SNMP", "snmpd", shown=False)

    def _pacs(self):
        host = self.host("pacs", "192.0.2.18")
        data = self.folder("pacs/data", "orthanc:orthanc")
        path = self.write("pacs/orthanc.json", config.orthanc(data))
        host.servers.append(Server("orthanc", ["/usr/sbin/Orthanc", str(path)], [("tcp", 4242), ("tcp", 8042)],
                                   user="orthanc"))
        if self.fixed:
            host.firewall = "tcp dport { 4242, 8042 } ip saddr != 192.0.2.0/24 drop"
        else:
            host.serves(4242, "tcp", "dicom", "Orthanc", "orthanc", shown=False, products=["Orthanc", "DCMTK"])
            host.serves(8042, "tcp", "http", "Orthanc", "orthanc")

    def _imaging(self):
        host = self.host("imagerie", "192.0.2.19")
        for port in (104, 11112):
            store = self.folder(f"imagerie/store-{port}")
            host.servers.append(Server(f"storescp-{port}", ["/usr/bin/storescp", "-aet", "IMAGERIE", "-od", str(store),
                                                            str(port)], [("tcp", port)]))
            if not self.fixed:
                host.serves(port, "tcp", "dicom", "DCMTK", "dcmtk")
        if self.fixed:
            host.firewall = "tcp dport { 104, 11112 } ip saddr != 192.0.2.0/24 drop"

    def _share(self):
        host = self.host("partage", "192.0.2.20")
        folder = self.folder("partage/samba")
        for name in ("private", "lock", "state", "cache", "pid", "ncalrpc", "share"):
            self.folder(f"partage/samba/{name}")
        path = self.write("partage/smb.conf", config.samba(folder))
        common = ["--foreground", "--no-process-group", f"--configfile={path}", "--debug-stdout"]
        host.servers.append(Server("smbd", ["/usr/sbin/smbd", *common], [("tcp", 139), ("tcp", 445)]))
        host.servers.append(Server("nmbd", ["/usr/sbin/nmbd", *common], [("udp", 137)]))
        if self.fixed:
            host.firewall = "meta l4proto { tcp, udp } th dport { 137, 138, 139, 445 } ip saddr != 192.0.2.0/24 drop"
        else:
            host.serves(139, "tcp", "smb", "Samba", "samba", shown=False, products=[])
            host.serves(445, "tcp", "smb", "Samba", "samba", shown=False, products=[])
            host.serves(137, "udp", "netbios", "Samba", "samba", shown=False, products=[])

    def _ipv6_web(self):
        host = self.host("rdv", "", address6="2001:db8:20::80")
        root = self.site("rdv", "Prise de rendez-vous", "<h1>Prise de rendez-vous</h1>")
        self.nginx(host, [config.nginx_server("[::]:8080", f"root {root};")], [8080])
        host.serves(8080, "tcp", "http", "nginx", "nginx-light")
        host.note = "no IPv4 address"

    def _filtered(self):
        host = self.host("vpn", "192.0.2.22")
        root = self.site("vpn", "Acces distant", "<h1>Acces distant</h1>")
        self.nginx(host, [config.nginx_server("8443 ssl", f"{config.nginx_tls(self.directory / 'pki/vpn')} root {root};")],
                   [8443])
        host.firewall = "ct state established accept\n tcp dport 8443 accept\n drop"
        host.serves(8443, "tcp", "http", "nginx", "nginx-light", tls=True)
        host.note = "drops everything but one port"

    def _every_port(self):
        host = self.host("mirage", "192.0.2.23")
        root = self.site("mirage", "Extranet", "<h1>Extranet</h1>")
        self.nginx(host, [config.nginx_server("8080", f"root {root};")], [8080])
        script = pathlib.Path(__file__).with_name("lab_servers.py")
        host.servers.append(Server("sink", ["/usr/bin/python3", str(script), "sink", "7"], [("tcp", 7)]))
        host.serves(8080, "tcp", "http", "nginx", "nginx-light")
        host.note = "answers SYN-ACK on all ports, one of them is real"

    def _mail(self):
        host = self.host("mail", "192.0.2.24")
        spool = self.folder("mail/spool", "Debian-exim:Debian-exim")
        pki = self.folder("mail/pki", "Debian-exim:Debian-exim")
        for suffix in ("crt", "key"):
            shutil.copy(self.directory / f"pki/mail.{suffix}", pki)
            shutil.chown(pki / f"mail.{suffix}", "Debian-exim", "Debian-exim")
        path = self.write("mail/exim.conf", config.exim(spool, pki, DOMAIN))
        host.servers.append(Server("exim", ["/usr/sbin/exim4", "-C", str(path), "-bdf", "-oP", str(spool / "pid")],
                                   [("tcp", 25)]))
        host.serves(25, "tcp", "smtp", "Exim", "exim4-daemon-light")

    def _biomedical(self):
        host = self.host("biomed", "192.0.2.25")
        folder = self.folder("biomed/chrony", "_chrony:_chrony")
        path = self.write("biomed/chrony.conf", config.chrony(folder))
        host.servers.append(Server("chronyd", ["/usr/sbin/chronyd", "-d", "-x", "-f", str(path)], [("udp", 123)],
                                   run_dirs=["/run/chrony"]))
        host.serves(123, "udp", "ntp", "chrony", "chrony", shown=False, products=[])
        if self.fixed:
            return
        script = pathlib.Path(__file__).with_name("lab_servers.py")
        store = self.folder("biomed/tftp")
        host.servers.append(Server("telnetd", ["/usr/bin/python3", str(script), "inetd", "23", "/usr/sbin/telnetd"],
                                   [("tcp", 23)]))
        host.servers.append(Server("memcached", ["/usr/bin/memcached", "-u", "memcache", "-l", "0.0.0.0", "-U", "0"],
                                   [("tcp", 11211)]))
        host.servers.append(Server("tftpd", ["/usr/sbin/in.tftpd", "-L", "-4", "-u", "tftp", "-a", "0.0.0.0:69", "-s",
                                             str(store)], [("udp", 69)]))
        host.serves(23, "tcp", "telnet", "telnetd", "inetutils-telnetd", shown=False, products=[])
        host.serves(11211, "tcp", "memcached", "Memcached", "memcached")
        host.serves(69, "udp", "tftp", "tftpd-hpa", "tftpd-hpa", shown=False, products=[])

    def _excluded(self):
        host = self.host("automate", "192.0.2.26", in_scope=False, note="in the perimeter, but excluded")
        self._plain_web(host)

    def _neighbour(self):
        host = self.host("voisin", "192.0.2.200", in_scope=False, note="same network, not declared")
        self._plain_web(host)

    def _outside(self):
        host = self.host("hebergeur", "203.0.113.80", segment="outside", in_scope=False,
                         note="where two names of the domain point")
        self._plain_web(host)

    def _plain_web(self, host):
        root = self.site(host.name, host.name, f"<h1>{host.name}</h1>")
        self.nginx(host, [config.nginx_server("80", f"root {root};")], [80])

    def _internet(self):
        """The name servers of "the Internet": a root, and the auditor's resolver."""
        host = self.host("internet", RESOLVER, segment="public", in_scope=False,
                         note="the resolver of the auditor and the root of the names")
        folder = self.folder("internet/bind", "bind:bind")
        self.write("internet/bind/root", config.root_zone(DOMAIN))
        self.write("internet/bind/reverse", config.reverse_zone(DOMAIN, self.hosts))
        path = self.write("internet/bind/named.conf", config.bind_internet(folder))
        self._named(host, path)

    # -- what is true ----------------------------------------------------------------------------------------

    def truth(self):
        def row(host):
            return {"name": host.name, "address": host.address or host.address6, "in_scope": host.in_scope,
                    "note": host.note}
        return {
            "fixed": self.fixed, "domain": DOMAIN, "auditor": ["198.51.100.10", "2001:db8:a::10"],
            "resolver": RESOLVER, "hosts": [row(host) for host in self.hosts],
            "services": [service for host in self.hosts if host.in_scope for service in host.services],
            "every_port_host": "192.0.2.23", "filtered_host": "192.0.2.22",
            "never_touched": ["192.0.2.26", "192.0.2.200", "203.0.113.80"],
            "proposed": ["203.0.113.80"],
            "limits": {"all": config.RATE, "address": config.RATE_ADDRESS}}

    def firewall(self, namespace, host):
        if host.firewall:
            rules = f"table inet lab {{ chain input {{ type filter hook input priority 0;\n iif lo accept\n {host.firewall}\n }}\n}}\n"
            run("ip", "netns", "exec", namespace, "nft", "-f", "-", input=rules)
        if host.name == "mirage":
            # TPROXY hands every connection to one listening socket, without a conntrack entry for each.
            rules = ("table inet lab { chain everything { type filter hook prerouting priority mangle;\n"
                     " iif lo accept\n meta l4proto tcp tcp dport != 8080 tproxy ip to :7 meta mark set 1 accept\n }\n}\n")
            run("ip", "netns", "exec", namespace, "nft", "-f", "-", input=rules)
            run("ip", "-n", namespace, "rule", "add", "fwmark", "1", "lookup", "100")
            run("ip", "-n", namespace, "route", "add", "local", "0.0.0.0/0", "dev", "lo", "table", "100")

    @staticmethod
    def finish(namespace, host):
        for command in host.after:
            subprocess.run(["ip", "netns", "exec", namespace, *command], capture_output=True, check=True, timeout=10)
