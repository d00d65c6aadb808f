# SPDX-License-Identifier: Apache-2.0
"""Real Debian servers for bench/identify/run: how each is started, and what is true of it. One address, a port each;
whatever is not installed is left out and said so."""
import dataclasses
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/live"))
import lab_config  # noqa: E402

ADDRESS = "127.0.0.1"


@dataclasses.dataclass
class Known:
    """One service and the truth about it."""
    name: str
    port: int
    package: str
    products: list           # what vigie may call it, [] = its bytes name no product
    words: list              # what must stand in nmap's product, in lower case
    shown: bool = True       # the upstream version is in what it sends
    argv: list = dataclasses.field(default_factory=list)
    user: str = ""
    environment: dict = dataclasses.field(default_factory=dict)
    partner: bool = False    # another port of a server that is started already
    patience: int = 20


def version_of(package):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=False)
    version = done.stdout.split(":", 1)[-1].rsplit("-", 1)[0]
    for mark in ("+", "~"):
        version = version.split(mark, 1)[0]
    return version


class Fleet:
    """Writes the configurations below one folder and lists the services."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.chmod(0o755)
        self.known = []
        self.absent = []
        for part in (self.web, self.applications, self.monitoring, self.shells, self.files, self.mail, self.databases,
                     self.messages, self.names, self.rest):
            part()

    def place(self, name, owner=""):
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True)
        if owner:
            shutil.chown(path, owner, None)
            path.chmod(0o755)
        return path

    def write(self, name, text, mode=0o644):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return str(path)

    def add(self, name, port, package, products, words, argv=(), **rest):
        argv = [str(word) for word in argv]
        if argv and shutil.which(argv[0]) is None:
            self.absent.append(name)
            return
        self.known.append(Known(name, port, package, products, words, argv=argv, **rest))

    def inetd(self, name, port, package, products, words, program, **rest):
        if shutil.which(program[0]) is None:
            self.absent.append(name)
            return
        self.add(name, port, package, products, words,
                 [sys.executable, ROOT / "tests/live/lab_servers.py", "inetd", port, *program], **rest)

    # -- the services ------------------------------------------------------------------------------------------

    def web(self):
        root = self.place("www")
        (root / "index.html").write_text("<!doctype html><title>Accueil du CHU</title><h1>Accueil</h1>\n")
        nginx = self.place("nginx")
        conf = self.write("nginx.conf", lab_config.nginx(nginx, [lab_config.nginx_server("8001", f"root {root};")]))
        self.add("nginx", 8001, "nginx-light", ["nginx"], ["nginx"], ["/usr/sbin/nginx", "-c", conf, "-e", "stderr"])
        apache = self.place("apache")
        modules = "\n".join(f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so"
                            for m in ("mpm_event", "authz_core", "dir", "mime"))
        conf = self.write("apache.conf", f"{modules}\nServerName chu.test\nListen 8002\nPidFile {apache}/pid\nUser www-data\n"
                          f"Group www-data\nErrorLog {apache}/log\nServerTokens OS\nTypesConfig /etc/mime.types\n"
                          f"DocumentRoot {root}\n<Directory {root}>\nRequire all granted\n</Directory>\n")
        self.add("Apache httpd", 8002, "apache2-bin", ["Apache httpd"], ["apache httpd"],
                 ["/usr/sbin/apache2", "-d", apache, "-f", conf, "-DFOREGROUND"])
        conf = self.write("lighttpd.conf", f'server.document-root = "{root}"\nserver.port = 8003\nindex-file.names = ("index.html")\n')
        self.add("lighttpd", 8003, "lighttpd", ["lighttpd"], ["lighttpd"], ["/usr/sbin/lighttpd", "-D", "-f", conf])
        squid = self.place("squid", "proxy")
        conf = self.write("squid.conf", f"http_port 3128\nhttp_access deny all\npid_filename {squid}/pid\ncache_log {squid}/log\n"
                          f"access_log none\ncoredump_dir {squid}\nvisible_hostname proxy.chu.test\nshutdown_lifetime 1 second\n")
        self.add("Squid", 3128, "squid", ["Squid"], ["squid"], ["/usr/sbin/squid", "-N", "-n", "bench", "-f", conf])
        conf = self.write("haproxy.cfg", "defaults\n mode http\n timeout client 5s\n timeout server 5s\n timeout connect 5s\n"
                          "frontend stats\n bind *:8005\n stats enable\n stats uri /\n")
        self.add("HAProxy", 8005, "haproxy", ["HAProxy"], ["haproxy"], ["/usr/sbin/haproxy", "-db", "-f", conf])
        varnish = self.place("varnish")
        self.add("Varnish", 8012, "varnish", ["Varnish"], ["varnish"],
                 ["/usr/sbin/varnishd", "-F", "-n", varnish, "-a", ":8012", "-b", "127.0.0.1:9", "-s", "malloc,20m"], shown=False)
        conf = self.write("Caddyfile", "{\n admin off\n auto_https off\n}\n:8013 {\n root * %s\n file_server\n}\n" % root)
        self.add("Caddy", 8013, "caddy", ["Caddy"], ["caddy"], ["/usr/bin/caddy", "run", "--config", conf, "--adapter", "caddyfile"],
                 shown=False, environment={"HOME": str(self.place("caddy"))})
        self.add("webfs", 8014, "webfs", ["webfs"], ["webfs"], ["/usr/bin/webfsd", "-F", "-p", "8014", "-r", root])
        self.add("mini_httpd", 8015, "mini-httpd", ["mini_httpd"], ["mini_httpd"],
                 ["/usr/sbin/mini_httpd", "-D", "-p", "8015", "-d", root, "-u", "nobody", "-i", self.folder / "mini.pid", "-l", "/dev/null"])
        self.write("app/hello.py", "def app(environ, start):\n    start('200 OK', [('Content-Type', 'text/plain')])\n    return [b'bonjour']\n")
        self.add("gunicorn", 8016, "gunicorn", ["gunicorn"], ["gunicorn"],
                 ["/usr/bin/gunicorn", "-b", "0.0.0.0:8016", "--chdir", self.folder / "app", "hello:app"], shown=False)
        self.add("Python http.server", 8018, "python3.11", ["Python http.server"], ["simplehttpserver", "python", "basehttp"],
                 ["/usr/bin/python3", "-m", "http.server", "8018", "--directory", root])
        self.add("Twisted Web", 8019, "python3-twisted", ["Twisted Web"], ["twisted"],
                 ["/usr/bin/twistd3", "--nodaemon", "--pidfile=", "web", "--listen", "tcp:8019", "--path", root])
        self.add("tinyproxy", 8888, "tinyproxy-bin", ["tinyproxy"], ["tinyproxy"],
                 ["/usr/bin/tinyproxy", "-d", "-c", self.write("tinyproxy.conf", "Port 8888\nTimeout 5\nMaxClients 20\n")])
        conf = self.write("privoxy.conf", "listen-address 0.0.0.0:8118\n")
        self.add("Privoxy", 8118, "privoxy", ["Privoxy"], ["privoxy"], ["/usr/sbin/privoxy", "--no-daemon", conf], shown=False)
        conf = self.write("cupsd.conf", f"Listen 631\nServerAlias *\nDefaultAuthType Basic\nWebInterface Yes\n<Location />\nOrder allow,deny\n"
                          "Allow all\n</Location>\n")
        cups = self.place("cups")
        conf2 = self.write("cups-files.conf", f"ServerRoot {cups}\nStateDir {cups}\nCacheDir {cups}\nRequestRoot {cups}\nTempDir {cups}\n"
                           "ErrorLog stderr\nAccessLog stderr\nPageLog stderr\nSystemGroup root\n")
        self.add("CUPS", 631, "cups-daemon", ["CUPS"], ["cups"], ["/usr/sbin/cupsd", "-f", "-c", conf, "-s", conf2])

    def php(self, name, port, folder, package, products, words, **rest):
        """An application under the web server that PHP itself brings."""
        if not pathlib.Path(folder).is_dir():
            self.absent.append(name)
            return
        self.add(name, port, package, products, words, ["/usr/bin/php", "-S", f"0.0.0.0:{port}", "-t", folder], **rest)

    def applications(self):
        self.php("phpMyAdmin", 8101, "/usr/share/phpmyadmin", "phpmyadmin", ["phpMyAdmin"], ["phpmyadmin"], shown=False)
        self.php("DokuWiki", 8102, "/usr/share/dokuwiki", "dokuwiki", ["DokuWiki"], ["dokuwiki"], shown=False)
        self.add("Adminer", 8103, "adminer", ["Adminer"], ["adminer"], ["/usr/bin/php", "-S", "0.0.0.0:8103", "/usr/share/adminer/adminer.php"], shown=False)
        self.php("MediaWiki", 8105, "/usr/share/mediawiki", "mediawiki", ["MediaWiki"], ["mediawiki"])
        self.php("Roundcube", 8106, "/var/lib/roundcube/public_html", "roundcube-core", ["Roundcube", "PHP"], ["roundcube", "php"], shown=False)
        orthanc = self.place("orthanc", "orthanc")
        conf = self.write("orthanc.json", lab_config.orthanc(orthanc))
        self.add("Orthanc", 8042, "orthanc", ["Orthanc"], ["orthanc"], ["/usr/sbin/Orthanc", conf], user="orthanc")
        self.add("Orthanc DICOM", 4242, "orthanc", ["Orthanc", "DCMTK"], ["dicom", "orthanc", "dcmtk"], shown=False, partner=True)
        store = self.place("store")
        self.add("DCMTK storescp", 11112, "dcmtk", ["DCMTK"], ["dicom", "dcmtk"], ["/usr/bin/storescp", "-od", store, "11112"])
        conf = self.write("registry.yml", "version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: %s\nhttp:\n  addr: :5000\n" % self.place("registry"))
        self.add("Docker Registry", 5000, "docker-registry", ["Docker Registry"], ["docker registry"],
                 ["/usr/bin/docker-registry", "serve", conf], shown=False)
        self.add("Transmission", 9095, "transmission-daemon", ["Transmission"], ["transmission"],
                 ["/usr/bin/transmission-daemon", "-f", "-p", "9095", "-a", "*.*.*.*", "-g", self.place("transmission"), "-P", "51999"], shown=False)
        self.add("Cockpit", 9096, "cockpit-ws", ["Cockpit"], ["cockpit"],
                 ["/usr/lib/cockpit/cockpit-ws", "--no-tls", "--port", "9096", "--address", "0.0.0.0"], shown=False)
        conf = self.write("radicale.conf", "[server]\nhosts = 0.0.0.0:5232\n[auth]\ntype = none\n[storage]\nfilesystem_folder = %s\n" % self.place("radicale"))
        self.add("Radicale", 5232, "radicale", ["Radicale", "Python wsgiref"], ["radicale", "wsgi", "python"], ["/usr/bin/radicale", "-C", conf], shown=False)
        icecast = self.place("icecast", "icecast2")
        conf = self.write("icecast.xml", "<icecast><limits><clients>20</clients><sources>2</sources></limits><authentication>"
                          "<source-password>x</source-password><admin-user>a</admin-user><admin-password>x</admin-password></authentication>"
                          "<hostname>radio.chu.test</hostname><listen-socket><port>8000</port></listen-socket><paths><logdir>%s</logdir>"
                          "<webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths></icecast>" % icecast)
        self.add("Icecast", 8000, "icecast2", ["Icecast"], ["icecast"], ["/usr/bin/icecast2", "-c", conf], user="icecast2:icecast")

    def monitoring(self):
        conf = self.write("prometheus.yml", "global:\n  scrape_interval: 60s\n")
        self.add("Prometheus", 9090, "prometheus", ["Prometheus"], ["prometheus"],
                 ["/usr/bin/prometheus", f"--config.file={conf}", f"--storage.tsdb.path={self.place('prometheus')}"])
        conf = self.write("alertmanager.yml", "route:\n  receiver: none\nreceivers:\n  - name: none\n")
        self.add("Alertmanager", 9093, "prometheus-alertmanager", ["Alertmanager"], ["alertmanager", "prometheus"],
                 ["/usr/bin/prometheus-alertmanager", f"--config.file={conf}", f"--storage.path={self.place('alertmanager')}",
                  "--cluster.listen-address="])
        self.add("Pushgateway", 9091, "prometheus-pushgateway", ["Pushgateway"], ["pushgateway", "prometheus"],
                 ["/usr/bin/prometheus-pushgateway"])
        self.add("Node Exporter", 9120, "prometheus-node-exporter", ["Node Exporter"], ["node exporter", "prometheus"],
                 ["/usr/bin/prometheus-node-exporter", "--web.listen-address=:9120"])
        conf = self.write("monitrc", "set daemon 60\nset httpd port 2812 use address 0.0.0.0\n allow admin:monit\n", 0o600)
        self.add("Monit", 2812, "monit", ["Monit"], ["monit"],
                 ["/usr/bin/monit", "-I", "-c", conf, "-p", self.folder / "monit.pid", "-s", self.folder / "monit.state"])
        self.add("Netdata", 19999, "netdata-core", ["Netdata"], ["netdata"],
                 ["/usr/sbin/netdata", "-D", "-W", "set", "global", "memory mode", "none"])

    def shells(self):
        key = self.folder / "host_key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        conf = self.write("sshd_config", f"Port 2201\nHostKey {key}\nUsePAM no\nPidFile none\n")
        self.add("OpenSSH", 2201, "openssh-server", ["OpenSSH"], ["openssh"], ["/usr/sbin/sshd", "-D", "-e", "-f", conf])
        drop = self.folder / "dropbear.key"
        if shutil.which("dropbearkey"):
            subprocess.run(["dropbearkey", "-t", "ed25519", "-f", str(drop)], check=True, capture_output=True)
        self.add("Dropbear", 2202, "dropbear-bin", ["Dropbear SSH"], ["dropbear"],
                 ["/usr/sbin/dropbear", "-F", "-E", "-p", "2202", "-r", drop, "-P", self.folder / "dropbear.pid"])
        keys = self.folder / "tinyssh"
        if shutil.which("tinysshd-makekey"):
            subprocess.run(["tinysshd-makekey", str(keys)], check=True, capture_output=True)
        self.inetd("TinySSH", 2203, "tinysshd", ["TinySSH"], ["tinyssh"], ["/usr/sbin/tinysshd", keys])
        self.inetd("telnetd", 23, "inetutils-telnetd", [], ["telnetd"], ["/usr/sbin/telnetd"], shown=False)

    def files(self):
        empty = self.place("empty")
        conf = self.write("vsftpd.conf", f"listen=YES\nlisten_port=2101\nbackground=NO\nsecure_chroot_dir={empty}\n")
        self.add("vsftpd", 2101, "vsftpd", ["vsftpd"], ["vsftpd"], ["/usr/sbin/vsftpd", conf])
        conf = self.write("proftpd.conf", f"ServerName CHU\nServerType standalone\nPort 2102\nUser nobody\nGroup nogroup\nServerIdent on\n"
                          f"PidFile {self.folder}/proftpd.pid\nScoreboardFile {self.folder}/proftpd.score\nDelayEngine off\n"
                          f"SystemLog {self.folder}/proftpd.log\nUseIPv6 off\nDefaultAddress 127.0.0.1\n")
        self.add("ProFTPD", 2102, "proftpd-core", ["ProFTPD"], ["proftpd"], ["/usr/sbin/proftpd", "-n", "-c", conf], shown=False)
        self.add("Pure-FTPd", 2103, "pure-ftpd", ["Pure-FTPd"], ["pure-ftpd"], ["/usr/sbin/pure-ftpd", "-S", "0.0.0.0,2103", "-g", self.folder / "pure.pid"], shown=False)
        conf = self.write("rsyncd.conf", "port = 873\nuse chroot = no\n[echanges]\npath = /usr/share/doc\n")
        self.add("rsync", 873, "rsync", ["rsync"], ["rsync"], ["/usr/bin/rsync", "--daemon", "--no-detach", f"--config={conf}"], shown=False)
        samba = self.place("samba")
        for name in ("private", "lock", "state", "cache", "pid", "ncalrpc", "share"):
            self.place(f"samba/{name}")
        conf = self.write("smb.conf", lab_config.samba(samba).replace("192.0.2.20/24 lo", "lo"))
        self.add("Samba", 445, "samba", ["Samba"], ["samba"],
                 ["/usr/sbin/smbd", "--foreground", "--no-process-group", f"--configfile={conf}", "--debug-stdout"], shown=False)

    def mail(self):
        spool = self.place("exim", "Debian-exim")
        text = lab_config.exim(spool, self.folder, "chu.test").replace("daemon_smtp_ports = 25", "daemon_smtp_ports = 2501")
        text = "\n".join(line for line in text.splitlines() if not line.startswith("tls_"))
        conf = self.write("exim.conf", text + "\n")
        self.add("Exim", 2501, "exim4-daemon-light", ["Exim"], ["exim"], ["/usr/sbin/exim4", "-C", conf, "-bdf", "-oP", spool / "pid"])
        dovecot = self.place("dovecot")
        conf = self.write("dovecot.conf", f"base_dir = {dovecot}\nprotocols = imap\nlisten = 0.0.0.0\nssl = no\nlog_path = /dev/stderr\n"
                          "default_internal_user = dovecot\ndefault_login_user = dovenull\npassdb {\n driver = static\n args = nopassword=y\n}\n"
                          "userdb {\n driver = static\n args = uid=65534 gid=65534 home=/tmp\n}\n")
        self.add("Dovecot IMAP", 143, "dovecot-imapd", ["Dovecot"], ["dovecot"], ["/usr/sbin/dovecot", "-F", "-c", conf], shown=False)

    def databases(self):
        self.add("Redis", 6379, "redis-server", ["Redis"], ["redis"],
                 ["/usr/bin/redis-server", "--port", "6379", "--bind", "0.0.0.0", "--protected-mode", "no", "--save", "", "--dir", self.place("redis")])
        self.add("Memcached", 11211, "memcached", ["Memcached"], ["memcached"], ["/usr/bin/memcached", "-u", "nobody", "-U", "0"])
        data = self.place("mariadb", "mysql")
        if shutil.which("mariadb-install-db"):
            subprocess.run(["mariadb-install-db", "--user=mysql", f"--datadir={data}", "--skip-test-db"], capture_output=True, check=False)
        self.add("MariaDB", 3306, "mariadb-server", ["MariaDB"], ["mariadb"],
                 ["/usr/sbin/mariadbd", "--no-defaults", "--user=mysql", f"--datadir={data}", f"--socket={data}/s", f"--pid-file={data}/pid"])
        pg = self.place("postgres", "postgres")
        pg.chmod(0o700)
        binaries = pathlib.Path("/usr/lib/postgresql/15/bin")
        if binaries.is_dir():
            subprocess.run(["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", str(binaries / "initdb"), "-D", str(pg), "-A",
                            "scram-sha-256", "--pwfile=/etc/hostname", "--no-sync", "--no-locale"], capture_output=True, check=True, cwd="/")
        self.add("PostgreSQL", 5432, "postgresql-15", ["PostgreSQL"], ["postgresql"],
                 [binaries / "postgres", "-D", pg, "-c", "listen_addresses=0.0.0.0", "-c", f"unix_socket_directories={pg}"], user="postgres", shown=False)
        influx = self.place("influx")
        conf = self.write("influxdb.conf", f'reporting-disabled = true\nbind-address = "127.0.0.1:18088"\n[meta]\ndir = "{influx}/meta"\n[data]\ndir = "{influx}/data"\n'
                          f'wal-dir = "{influx}/wal"\n[http]\nbind-address = ":8086"\n')
        self.add("InfluxDB", 8086, "influxdb", ["InfluxDB"], ["influxdb"], ["/usr/bin/influxd", "-config", conf])
        etcd = self.place("etcd")
        self.add("etcd", 2379, "etcd-server", ["etcd"], ["etcd"],
                 ["/usr/bin/etcd", "--data-dir", etcd, "--listen-client-urls", "http://0.0.0.0:2379", "--advertise-client-urls", "http://127.0.0.1:2379"])
        ldap = self.place("slapd")
        conf = self.write("slapd.conf", "include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n"
                          f'database mdb\nsuffix "dc=chu,dc=test"\ndirectory {ldap}\n')
        self.add("OpenLDAP", 389, "slapd", ["OpenLDAP"], ["openldap"], ["/usr/sbin/slapd", "-d", "0", "-f", conf, "-h", "ldap://0.0.0.0:389/"], shown=False)

    def messages(self):
        conf = self.write("mosquitto.conf", "listener 1883 0.0.0.0\nallow_anonymous true\n")
        self.add("Mosquitto", 1883, "mosquitto", ["Mosquitto"], ["mosquitto"], ["/usr/sbin/mosquitto", "-c", conf], shown=False)  # to subscribers only
        self.add("NATS", 4222, "nats-server", ["NATS Server"], ["nats"], ["/usr/sbin/nats-server", "-p", "4222"])
        conf = self.write("ngircd.conf", "[Global]\nName = irc.chu.test\nInfo = CHU\nPorts = 6667\nListen = 0.0.0.0\nServerUID = nobody\nServerGID = nogroup\n[Options]\nPAM = no\nIdent = no\nDNS = no\n")
        self.add("ngIRCd", 6667, "ngircd", ["ngIRCd"], ["ngircd"], ["/usr/sbin/ngircd", "-n", "-f", conf], shown=False)  # to the registered only
        conf = self.write("kamailio.cfg", "#!KAMAILIO\nlisten=tcp:0.0.0.0:5060\nlisten=udp:0.0.0.0:5060\nchildren=1\nmpath=\"/usr/lib/x86_64-linux-gnu/kamailio/modules/\"\n"
                          "loadmodule \"sl.so\"\nrequest_route { sl_send_reply(\"200\", \"OK\"); }\n")
        self.add("Kamailio", 5060, "kamailio", ["Kamailio"], ["kamailio"], ["/usr/sbin/kamailio", "-DD", "-E", "-f", conf, "-m", "32", "-M", "4"])
        self.add("coturn", 3478, "coturn", ["coturn"], ["coturn", "turn"],
                 ["/usr/bin/turnserver", "-n", "-L", "127.0.0.1", "-p", "3478", "--no-tls", "--no-dtls", "--no-cli", "--pidfile", self.folder / "turn.pid",
                  "--log-file", "stdout"])

    def names(self):
        bind = self.place("bind", "bind")
        conf = self.write("named.conf", f'options {{ directory "{bind}"; listen-on port 5301 {{ any; }}; listen-on-v6 {{ none; }}; recursion no; pid-file "{bind}/pid"; '
                          f'session-keyfile "{bind}/key"; }};\ncontrols {{ }};\n')
        self.add("BIND", 5301, "bind9", ["BIND"], ["bind"], ["/usr/sbin/named", "-g", "-n", "1", "-u", "bind", "-c", conf])
        conf = self.write("unbound.conf", "server:\n interface: 0.0.0.0\n port: 5302\n chroot: \"\"\n username: \"\"\n pidfile: \"\"\n use-syslog: no\n"
                          " access-control: 127.0.0.0/8 allow\n do-daemonize: no\n")
        self.add("Unbound", 5302, "unbound", ["Unbound"], ["unbound"], ["/usr/sbin/unbound", "-d", "-c", conf])
        knot = self.place("knot")
        conf = self.write("knot.conf", f"server:\n  listen: 0.0.0.0@5303\n  rundir: {knot}\ndatabase:\n  storage: {knot}\n")
        self.add("Knot DNS", 5303, "knot", ["Knot DNS"], ["knot"], ["/usr/sbin/knotd", "-c", conf])
        conf = self.write("nsd.conf", f"server:\n  ip-address: 0.0.0.0@5304\n  username: \"\"\n  pidfile: \"\"\n  database: \"\"\n  zonesdir: {knot}\n"
                          f"  xfrdfile: {knot}/x\n  zonelistfile: {knot}/z\n  logfile: {knot}/nsd.log\nremote-control:\n  control-enable: no\n")
        self.add("NSD", 5304, "nsd", ["NSD"], ["nsd"], ["/usr/sbin/nsd", "-d", "-c", conf])
        pdns = self.place("pdns")
        self.write("pdns/named.conf", "")
        self.write("pdns/pdns.conf", f"launch=bind\nbind-config={pdns}/named.conf\nlocal-port=5305\nlocal-address=0.0.0.0\nsocket-dir={pdns}\n")
        self.add("PowerDNS", 5305, "pdns-server", ["PowerDNS Authoritative Server"], ["powerdns"],
                 ["/usr/sbin/pdns_server", f"--config-dir={pdns}", "--guardian=no", "--daemon=no"])
        self.add("dnsmasq", 5306, "dnsmasq-base", ["dnsmasq"], ["dnsmasq"], ["/usr/sbin/dnsmasq", "-k", "-p", "5306", "-C", "/dev/null", "-u", "nobody", "-x", ""])

    def rest(self):
        self.add("TigerVNC", 5901, "tigervnc-standalone-server", [], ["vnc"],
                 ["/usr/bin/Xtigervnc", ":1", "-SecurityTypes", "None", "-rfbport", "5901", "-localhost=0"], shown=False)
        # Without a target it hangs up at once.
        target = self.write("target", "#!/bin/sh\n(sleep 2; tgtadm --lld iscsi --op new --mode target --tid 1 --targetname iqn.2026-11.test.chu:disque;\n"
                            "tgtadm --lld iscsi --op bind --mode target --tid 1 --initiator-address ALL) &\nexec /usr/sbin/tgtd -f\n", 0o755)
        if shutil.which("tgtd"):
            self.add("tgt", 3260, "tgt", [], ["iscsi", "tgt"], [target], shown=False)
        conf = self.write("danted.conf", "logoutput: stderr\ninternal: lo port = 1080\nexternal: lo\nclientmethod: none\nsocksmethod: none\nuser.privileged: root\nuser.unprivileged: nobody\n"
                          "client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }\n")
        self.add("Dante", 1080, "dante-server", [], ["socks", "dante"], ["/usr/sbin/danted", "-f", conf, "-p", self.folder / "danted.pid"], shown=False)
        music = self.place("mpd", "nobody")
        conf = self.write("mpd.conf", f'bind_to_address "0.0.0.0"\nport "6600"\ndb_file "{music}/db"\nmusic_directory "/usr/share/doc"\nuser "nobody"\naudio_output {{\n type "null"\n name "none"\n}}\n')
        self.add("MPD", 6600, "mpd", ["MPD", "Music Player Daemon"], ["music player daemon", "mpd"], ["/usr/bin/mpd", "--no-daemon", conf], shown=False)
