# SPDX-License-Identifier: Apache-2.0
"""The configuration files of the demo hospital's servers, as text. No process and no network here."""
import datetime
import ipaddress
import json

from lab_network import run

RATE = 60000         # packets per second that the demo perimeter allows in all
RATE_ADDRESS = 8000  # and to one address

# host -> alternative names of its certificate; the foreign ones are a finding
CERTIFICATES = {
    "portail": ["portail.chu-demo.test", "www.chu-demo.test", "echanges.chu-demo.test", "extranet.ght-voisin.test"],
    "dpi": ["dpi.chu-demo.test"],
    "vpn": ["vpn.chu-demo.test"],
    "mail": ["mail.chu-demo.test"],
}


def certificates(folder, fixed):
    """A small authority and one certificate for each host; after remediation none carries a foreign name."""
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "400", "-subj", "/CN=Autorite du labo",
        "-keyout", str(folder / "ca.key"), "-out", str(folder / "ca.crt"))
    for host, names in CERTIFICATES.items():
        names = [name for name in names if not fixed or name.endswith(".chu-demo.test")]
        extensions = folder / f"{host}.ext"
        extensions.write_text("subjectAltName=" + ",".join(f"DNS:{name}" for name in names) + "\n")
        run("openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={names[0]}",
            "-keyout", str(folder / f"{host}.key"), "-out", str(folder / f"{host}.csr"))
        run("openssl", "x509", "-req", "-in", str(folder / f"{host}.csr"), "-CA", str(folder / "ca.crt"),
            "-CAkey", str(folder / "ca.key"), "-CAcreateserial", "-days", "300", "-extfile", str(extensions),
            "-out", str(folder / f"{host}.crt"))


def nginx(folder, servers):
    body = "\n".join(servers)
    return f"""
user www-data; worker_processes 1; daemon off; pid {folder}/pid; error_log stderr;
events {{ worker_connections 512; }}
http {{
  access_log off; include /etc/nginx/mime.types; server_tokens on;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{body}
}}
"""


def nginx_server(listen, body):
    return f"  server {{ listen {listen}; server_name _; {body} }}"


def nginx_tls(files):
    return f"ssl_certificate {files}.crt; ssl_certificate_key {files}.key; ssl_protocols TLSv1.2 TLSv1.3;"


def apache(folder, root, files, old):
    modules = ["mpm_event", "authz_core", "dir", "mime", "socache_shmcb", "ssl"]
    load = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in modules)
    protocols, suites = ("all", "ALL:!aNULL:@SECLEVEL=0") if old else ("-all +TLSv1.2 +TLSv1.3", "ECDHE+AESGCM")
    return f"""
{load}
PidFile {folder}/pid
DefaultRuntimeDir {folder}
Mutex file:{folder}
ErrorLog /dev/stderr
User www-data
Group www-data
ServerName dpi.chu-demo.test
StartServers 1
TypesConfig /etc/mime.types
Listen 8993
SSLSessionCache shmcb:{folder}/ssl_cache(512000)
<VirtualHost *:8993>
  DocumentRoot {root}
  DirectoryIndex index.html
  SSLEngine on
  SSLProtocol {protocols}
  SSLCipherSuite {suites}
  SSLCertificateFile {files}.crt
  SSLCertificateKeyFile {files}.key
  <Directory {root}>
    Require all granted
  </Directory>
</VirtualHost>
"""


def permissive_openssl():
    """Lets Apache speak TLS 1.0, which Debian's OpenSSL refuses by default."""
    return """
openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = weak
[weak]
MinProtocol = TLSv1
CipherString = ALL:@SECLEVEL=0
"""


def sshd(key, password):
    answer = "yes" if password else "no"
    return f"""
Port 22
HostKey {key}
PidFile none
UsePAM no
PasswordAuthentication {answer}
KbdInteractiveAuthentication no
PubkeyAuthentication yes
PermitRootLogin no
MaxStartups 100
"""


def vsftpd(empty, local_only):
    address = "listen_address=127.0.0.1\n" if local_only else ""
    return f"""listen=YES
{address}background=NO
anonymous_enable=NO
local_enable=YES
secure_chroot_dir={empty}
ssl_enable=NO
seccomp_sandbox=NO
"""


def redis(data, listen, protected):
    return f"""bind {listen}
protected-mode {"yes" if protected else "no"}
port 6379
dir {data}
save ""
daemonize no
databases 4
"""


def snmpd(listen):
    return f"""agentaddress udp:{listen + ':' if listen else ''}161
rocommunity public
sysName supervision.chu-demo.test
sysLocation Local technique B2
sysContact dsi@chu-demo.test
"""


def orthanc(data):
    return json.dumps({
        "Name": "PACS CHU Demo", "StorageDirectory": str(data), "IndexDirectory": str(data), "DicomAet": "PACSDEMO",
        "DicomPort": 4242, "DicomCheckCalledAet": False, "DicomAlwaysAllowEcho": True, "HttpPort": 8042,
        "RemoteAccessAllowed": True, "AuthenticationEnabled": False, "SslEnabled": False, "Plugins": [],
        "ConcurrentJobs": 1, "HttpThreadsCount": 10, "HttpsVerifyPeers": False}, indent=1)


def samba(folder):
    return f"""[global]
  workgroup = CHUDEMO
  netbios name = PARTAGE
  server string = Partage du CHU Demo
  interfaces = 192.0.2.20/24 lo
  bind interfaces only = no
  server min protocol = NT1
  map to guest = Bad User
  private dir = {folder}/private
  lock directory = {folder}/lock
  state directory = {folder}/state
  cache directory = {folder}/cache
  pid directory = {folder}/pid
  ncalrpc dir = {folder}/ncalrpc
  log file = {folder}/log
  disable spoolss = yes
  load printers = no
  printing = bsd
  printcap name = /dev/null
  dns proxy = no
[echanges]
  path = {folder}/share
  read only = yes
  guest ok = yes
"""


def exim(spool, pki, domain):
    return f"""primary_hostname = mail.{domain}
spool_directory = {spool}
log_file_path = {spool}/log-%s
exim_user = Debian-exim
exim_group = Debian-exim
never_users = root
daemon_smtp_ports = 25
local_interfaces = 0.0.0.0
tls_certificate = {pki}/mail.crt
tls_privatekey = {pki}/mail.key
tls_advertise_hosts = *
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = refuse
begin acl
refuse:
  deny message = this server accepts nothing
begin routers
nowhere:
  driver = redirect
  data = :blackhole:
"""


def chrony(folder):
    return f"""local stratum 10
allow
bindcmdaddress /
cmdport 0
driftfile {folder}/drift
pidfile {folder}/pid
user _chrony
"""


def zone(domain):
    """The demo domain. Two names lead outside the perimeter, one to an address that was not declared."""
    return f"""$ORIGIN {domain}.
$TTL 3600
@ SOA ns1 exploitation.{domain}. 2026112001 7200 3600 1209600 3600
@ NS ns1
@ MX 10 mail
@ TXT "v=spf1 mx -all"
ns1 A 192.0.2.16
www CNAME portail
portail A 192.0.2.11
echanges A 192.0.2.11
dpi A 192.0.2.12
bastion A 192.0.2.10
fichiers A 192.0.2.13
base A 192.0.2.14
cache A 192.0.2.15
supervision A 192.0.2.17
pacs A 192.0.2.18
imagerie A 192.0.2.19
partage A 192.0.2.20
vpn A 192.0.2.22
extranet A 192.0.2.23
mail A 192.0.2.24
biomed A 192.0.2.25
automate A 192.0.2.26
rdv AAAA 2001:db8:20::80
voisin A 192.0.2.200
sauvegarde A 203.0.113.80
visio CNAME chu-demo.hebergeur.test.
"""


def root_zone(domain):
    """A root that knows the demo domain, its host abroad, and answers any other name: proof of recursion."""
    return f"""$TTL 3600
. SOA ns.internet.test. nobody.internet.test. 1 7200 3600 1209600 60
. NS ns.internet.test.
ns.internet.test. A 198.51.100.53
{domain}. NS ns1.{domain}.
ns1.{domain}. A 192.0.2.16
chu-demo.hebergeur.test. A 203.0.113.80
test. TXT "reserved"
*. A 203.0.113.80
"""


def reverse_zone(domain, hosts):
    lines = ["$TTL 3600", "$ORIGIN 2.0.192.in-addr.arpa.", "@ SOA ns.internet.test. nobody.internet.test. 1 7200 3600 1209600 60",
             "@ NS ns.internet.test."]
    for host in hosts:
        if host.address and ipaddress.ip_address(host.address) in ipaddress.ip_network("192.0.2.0/24"):
            lines.append(f"{host.address.rsplit('.', 1)[1]} PTR {host.name}.{domain}.")
    return "\n".join(lines) + "\n"


def bind_options(folder, extra):
    return f"""options {{
  directory "{folder}"; pid-file "{folder}/pid"; session-keyfile "{folder}/session.key"; lock-file none;
  managed-keys-directory "{folder}"; dnssec-validation no; empty-zones-enable no; notify no; listen-on-v6 {{ none; }};
  {extra}
}};
controls {{ }};
"""


def bind_hospital(folder, domain, open_to_all):
    who = "any" if open_to_all else "none"
    recursion = "yes" if open_to_all else "no"
    extra = (f"recursion {recursion}; allow-recursion {{ {who}; }}; allow-query-cache {{ {who}; }}; "
             f"allow-transfer {{ {who}; }}; minimal-responses yes;")
    hints = 'zone "." { type hint; file "hints"; };\n' if open_to_all else ""
    return bind_options(folder, extra) + hints + f'zone "{domain}" {{ type primary; file "zone"; }};\n'


def bind_internet(folder):
    extra = "recursion yes; allow-recursion { any; }; allow-query-cache { any; }; allow-transfer { none; };"
    return (bind_options(folder, extra) + 'zone "." { type primary; file "root"; };\n'
            'zone "2.0.192.in-addr.arpa" { type primary; file "reverse"; };\n')


def perimeter(domain, today):
    """The perimeter file of the demo: everything declared but one neighbour, one address excluded."""
    start, end = today - datetime.timedelta(days=1), today + datetime.timedelta(days=30)
    return f"""# Perimeter of the demo hospital; every address exists only inside its network namespaces.
[organisation]
nom = "CHU Demo"
finess_ej = "130786049"
finess_eg = ["130001654"]
siret = "20003452800014"
ght = "PACA-04"
region = "93"

[autorisation]
reference = "LABO-{start.year}-001"
signataire = "Direction du CHU Demo"
debut = {start.isoformat()}
fin = {end.isoformat()}
laboratoire = true
acces_anonyme = true

[acteurs]
auditeur = "Laboratoire vigie"

[perimetre]
adresses = ["192.0.2.8/29", "192.0.2.16/29", "192.0.2.24/30", "2001:db8:20::80/127"]
domaines = ["{domain}"]
exclusions = ["192.0.2.26"]

[limites]
paquets_par_seconde = {RATE}
paquets_par_seconde_par_adresse = {RATE_ADDRESS}

[resolution]
serveurs = ["198.51.100.53"]
"""
