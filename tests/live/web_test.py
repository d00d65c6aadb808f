#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# lane: wire
"""Real web servers and services of Debian 12, well kept and badly kept, audited by the real program: what is within reach
is said of the right one, a server that answers everything and one behind a firewall have no invented finding."""
import json
import os
import pathlib
import shutil
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from live_pair import Pair, audited, run  # noqa: E402

GOOD, SOFT, BAD, LEADS, BLOCKED = (f"192.0.2.{n}" for n in (11, 12, 13, 14, 15))
APACHE, REGISTRY, ETCD, ORTHANC, RSYNC, EXPORTER, PHP, API, TOMCAT = (f"192.0.2.{n}" for n in range(16, 25))
PLUGIN = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"
# program: (address, port)
OPTIONAL = {"docker-registry": (REGISTRY, 5000), "etcd": (ETCD, 2379), "prometheus-node-exporter": (EXPORTER, 9200),
            "rsync": (RSYNC, 873), "php": (PHP, 80), "uvicorn": (API, 80)}
# An interface as FastAPI describes it, and GraphQL as Graphene answers it.
API_PROGRAM = """
import fastapi, graphene
class Query(graphene.ObjectType):
    bonjour = graphene.String()
schema = graphene.Schema(query=Query)
app = fastapi.FastAPI(title="Rendez-vous")
@app.get("/rendez-vous")
def rendez_vous():
    return []
@app.get("/graphql", include_in_schema=False)
def graphql(query: str = ""):
    done = schema.execute(query)
    return {"data": done.data} if done.data else {"errors": [{"message": str(e)} for e in done.errors or []]}
"""
AWAIT_LOGIN = """
import sys, time, urllib.error, urllib.request
while True:
    try:
        urllib.request.urlopen(sys.argv[1], timeout=20)
    except urllib.error.HTTPError as error:
        if error.code == 401: break
    except OSError:
        pass
    time.sleep(0.3)
"""
TOMCAT_CONFIG = """<Server port="-1"><Service name="Catalina"><Connector port="80" address="{address}"/>
<Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps">
<Context path="/manager" docBase="/usr/share/tomcat10-admin/manager" privileged="true"/></Host></Engine></Service></Server>
"""

NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.err;
events {{ worker_connections 256; }}
http {{
  access_log off; types {{ text/html html; application/zip zip; }} default_type application/octet-stream;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4;
  scgi_temp_path {folder}/t5;
  server {{ listen {good}:80; root {folder}/good; }}
  server {{ listen {soft}:80; root {folder}/good; location / {{ try_files $uri /index.html; }} }}
  server {{ listen {bad}:80; root {folder}/bad; location /backup/ {{ autoindex on; }} }}
  server {{ listen {leads}:80; location = / {{ return 302 https://rdv.prestataire.example/ch?jeton=1; }} root {folder}/good; }}
  server {{ listen {blocked}:80; default_type text/html;
           location / {{ return 200 "<html><body>Request unsuccessful. Incapsula incident ID: 12-34</body></html>"; }} }}
}}
"""
APACHE_CONFIG = """
ServerRoot /usr/lib/apache2
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule status_module modules/mod_status.so
ServerName apache.test
Listen {address}:80
PidFile {folder}/apache.pid
ErrorLog {folder}/apache.err
DocumentRoot {folder}/good
<Location /server-status>
SetHandler server-status
</Location>
"""


class Servers(Pair):
    """Starts what is installed; self.there: what was started."""

    def __init__(self, folder):
        super().__init__(os.environ.get("VIGIE_WEB_PREFIX", "vgw-"), folder, [f"192.0.2.{n}" for n in range(11, 25)])
        self.there = set()

    def prepare(self):
        self.folder.chmod(0o755)
        for name, content in (("good/index.html", "<html><title>Le CH</title></html>"), ("bad/index.html", "<title>CH</title>"),
                              ("bad/.git/HEAD", "ref: refs/heads/main\n"), ("bad/backup.zip", "PK" + "x" * 4000),
                              ("bad/backup/patients.csv", "secret")):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        (self.folder / "nginx.conf").write_text(NGINX.format(folder=self.folder, good=GOOD, soft=SOFT, bad=BAD, leads=LEADS,
                                                             blocked=BLOCKED))
        self.start("nginx", "nginx", "-c", self.folder / "nginx.conf", "-e", self.folder / "nginx.err")
        (self.folder / "apache.conf").write_text(APACHE_CONFIG.format(folder=self.folder, address=APACHE))
        self.start("apache", "apache2", "-X", "-f", self.folder / "apache.conf")
        ready = [(address, 80) for address in (GOOD, SOFT, BAD, LEADS, BLOCKED, APACHE)]
        for program, place in OPTIONAL.items():
            if shutil.which(program):
                getattr(self, program.replace("-", "_"))(*place)
                self.there.add(program)
                ready.append(place)
        if os.path.exists("/usr/share/tomcat10-admin/manager") and shutil.which("java"):
            self.tomcat(TOMCAT)
            self.there.add("tomcat")
            ready.append((TOMCAT, 80))
        if shutil.which("Orthanc", path="/usr/sbin") and os.path.exists(PLUGIN):
            self.orthanc()
            self.there.add("orthanc")
            ready.append((ORTHANC, 8042))
        self.wait(ready)
        if "tomcat" in self.there:  # its applications compile their first page after the port has opened
            run("ip", "netns", "exec", self.auditor, "python3", "-c", AWAIT_LOGIN, f"http://{TOMCAT}/manager/html", timeout=60)

    def docker_registry(self, address, port):
        config = self.folder / "registry.yml"
        config.write_text(f"version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: {self.folder}/registry\n"
                          f"http:\n  addr: {address}:{port}\n")
        self.start("registry", "docker-registry", "serve", config)

    def etcd(self, address, port):
        self.start("etcd", "etcd", "--data-dir", self.folder / "etcd", "--listen-client-urls", f"http://{address}:{port}",
                   "--advertise-client-urls", f"http://{address}:{port}", "--listen-peer-urls", "http://127.0.0.1:2380",
                   "--enable-v2=true")

    def prometheus_node_exporter(self, address, port):
        self.start("exporter", "prometheus-node-exporter", f"--web.listen-address={address}:{port}")

    def php(self, address, port):
        root = self.folder / "php"
        root.mkdir()
        (root / "index.html").write_text("<title>Intranet</title>")
        (root / "phpinfo.php").write_text("<?php phpinfo();")
        for name, target in (("phpmyadmin", "/usr/share/phpmyadmin"), ("adminer.php", "/usr/share/adminer/adminer.php")):
            if os.path.exists(target):
                (root / name).symlink_to(target)
        self.start("php", "php", "-S", f"{address}:{port}", "-t", root)

    def uvicorn(self, address, port):
        (self.folder / "interface.py").write_text(API_PROGRAM)
        self.start("uvicorn", "uvicorn", "--app-dir", self.folder, "--host", address, "--port", port, "interface:app")

    def tomcat(self, address):
        base = self.folder / "tomcat"
        for name in ("conf", "logs", "temp", "webapps", "work"):
            (base / name).mkdir(parents=True)
        (base / "conf/server.xml").write_text(TOMCAT_CONFIG.format(address=address))
        shutil.copy("/etc/tomcat10/web.xml", base / "conf/web.xml")
        self.start("tomcat", "java", "-cp", "/usr/share/tomcat10/bin/bootstrap.jar:/usr/share/tomcat10/bin/tomcat-juli.jar",
                   "-Dcatalina.home=/usr/share/tomcat10", f"-Dcatalina.base={base}", f"-Djava.io.tmpdir={base}/temp",
                   "org.apache.catalina.startup.Bootstrap", "start")

    def rsync(self, address, port):
        config = self.folder / "rsyncd.conf"
        config.write_text(f"address = {address}\nport = {port}\nuse chroot = no\n[pacs-archives]\npath = {self.folder}/good\n"
                          f"[miroir]\npath = {self.folder}/good\n")
        self.start("rsync", "rsync", "--daemon", "--no-detach", f"--config={config}")

    def orthanc(self):
        config = self.folder / "orthanc.json"
        config.write_text(json.dumps({
            "Name": "PACS", "StorageDirectory": str(self.folder / "storage"), "IndexDirectory": str(self.folder / "storage"),
            "HttpPort": 8042, "DicomPort": 4242, "RemoteAccessAllowed": True, "AuthenticationEnabled": False,
            "Plugins": [PLUGIN], "DicomWeb": {"Enable": True, "Root": "/dicom-web/"}}))
        (self.folder / "storage").mkdir()
        self.start("orthanc", "/usr/sbin/Orthanc", config)


def rules_of(seen, address, port):
    return {row["rule"] for row in seen.rows("findings") if row["address"] == address and row["port"] == port}


def facts_of(seen, address, port):
    return (seen.service(address, port, "tcp") or {}).get("facts") or {}


def check_sites(results, seen):
    for address, what in ((GOOD, "a site with nothing but its page"), (SOFT, "a site that answers everything")):
        facts = facts_of(seen, address, 80)
        results.check(facts.get("web.found") == [] and "web.found_incomplete" not in facts, f"{what} shows none of the paths",
                      facts)
    bad = facts_of(seen, BAD, 80)
    results.check(set(bad.get("web.found", [])) == {"git_head", "backup_zip", "listing_backup"},
                  "a badly kept site shows its repository, its backup and a folder, and nothing else", bad)
    results.check({"web.source_code", "web.backup_file", "web.folder_listing"} <= rules_of(seen, BAD, 80),
                  "the badly kept site has a finding for each", rules_of(seen, BAD, 80))
    leads = facts_of(seen, LEADS, 80)
    results.check(leads.get("web.redirects_outside") == ["rdv.prestataire.example"] and "jeton" not in json.dumps(leads.get("web.redirects")),
                  "a redirection to an undeclared domain is written down without its query", leads)
    blocked = facts_of(seen, BLOCKED, 80)
    results.check(blocked.get("web.blocked") is True and "web.found" not in blocked, "a block page is no answer", blocked)
    results.check(any(BLOCKED in gap["what"] for gap in seen.data.get("coverage", {}).get("blocked", [])),
                  "the blocked site is in the coverage", seen.data.get("coverage", {}).get("blocked"))
    results.check("server_status" in facts_of(seen, APACHE, 80).get("web.found", []), "Apache's status page is found",
                  facts_of(seen, APACHE, 80))
    kept = json.dumps(seen.rows("evidence"))
    results.check("patients.csv" not in kept and "pacs-archives" not in json.dumps([row for row in seen.rows("findings")]),
                  "no name of a file or share is kept in evidence or findings")


def check_services(results, seen, there):
    expected = {"docker-registry": (REGISTRY, 5000, "docker_registry"), "etcd": (ETCD, 2379, "etcd"),
                "prometheus-node-exporter": (EXPORTER, 9200, "metrics"), "orthanc": (ORTHANC, 8042, "dicomweb"),
                "php": (PHP, 80, "phpmyadmin", "adminer", "php_info"), "uvicorn": (API, 80, "openapi", "graphql"),
                "tomcat": (TOMCAT, 80, "tomcat_manager")}
    for program, (address, port, *names) in expected.items():
        if program not in there:
            results.skip(f"{program} is found by {names}", "not installed")
            continue
        facts = facts_of(seen, address, port)
        results.check(set(names) <= set(facts.get("web.found", [])), f"{program} is found by {names}", facts)
    if "orthanc" in there:
        results.check("web.health_api" in rules_of(seen, ORTHANC, 8042), "images that can be searched without a password are critical",
                      rules_of(seen, ORTHANC, 8042))
    if "rsync" in there:
        facts = facts_of(seen, RSYNC, 873)
        results.check(facts.get("data.access") == "listed" and facts.get("data.names") == 2 and "health" in facts.get("data.kinds", []),
                      "rsync's modules are counted and judged by their names", facts)


def check_all(results, seen, servers):
    check_sites(results, seen)
    check_services(results, seen, servers.there)


def main():
    if os.geteuid() != 0 or not all(shutil.which(name) for name in ("nginx", "apache2", "ip")):
        print("needs root, nginx and apache2")
        return 77
    return audited(Servers, ["192.0.2.0/27"], [], "--no-udp", "--ports", "80,873,2379,5000,8042,9200", within=120, check=check_all)


if __name__ == "__main__":
    sys.exit(main())
