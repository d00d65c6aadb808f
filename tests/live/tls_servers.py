#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real TLS servers of Debian 12 (OpenSSL, GnuTLS, Java) on 127.0.0.1, each configured in another way.

Used by tls_test.py and bench/tls/run. Every server is started by us and stopped by its own process number.
"""
import os
import pathlib
import shlex
import shutil
import socket
import subprocess
import time

import lab_config

HERE = pathlib.Path(__file__).resolve().parent
JAVA = """
import java.io.*; import java.net.*; import java.security.*; import java.security.cert.*; import javax.net.ssl.*;
public class TlsServer {
    public static void main(String[] a) throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", a[4]);
        Security.setProperty("jdk.tls.legacyAlgorithms", "");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new FileInputStream(a[1]), "changeit".toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory()
            .createServerSocket(Integer.parseInt(a[0]), 200, InetAddress.getByName("127.0.0.1"));
        if (!a[2].isEmpty()) server.setEnabledProtocols(a[2].split(","));
        SSLParameters parameters = server.getSSLParameters();
        parameters.setUseCipherSuitesOrder(a[3].equals("server"));
        server.setSSLParameters(parameters);
        if (a[5].equals("all")) server.setEnabledCipherSuites(server.getSupportedCipherSuites());
        while (true) {
            Socket client = server.accept();
            new Thread(() -> { try (client) { client.setSoTimeout(3000); client.getInputStream().read(); } catch (IOException e) { } }).start();
        }
    }
}
"""

# Ways that a server may be configured; {dir} is the folder of keys, {port} the port.
ALL = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"
RSA = "-key {dir}/rsa.key -cert {dir}/rsa.pem"
EC = "-key {dir}/ec.key -cert {dir}/ec.pem"
OPENSSL = "openssl s_server -accept 127.0.0.1:{port} -www -quiet "
GNUTLS = "gnutls-serv -q --http --port {port} "
GNUTLS_RSA = "--x509keyfile {dir}/rsa.key --x509certfile {dir}/rsa.pem"
LEGACY = "SSLv2Hello, MD2"
SERVERS = {
    "openssl-tls1.3-only": (OPENSSL + RSA + " -tls1_3", ""),
    "openssl-tls1.2-server-order": (OPENSSL + RSA + " -tls1_2 -serverpref", ""),
    "openssl-tls1.2-client-order": (OPENSSL + RSA + " -tls1_2", ""),
    "openssl-tls1.1-only": (OPENSSL + RSA + f" -tls1_1 -cipher {ALL}", ""),
    "openssl-tls1.0-only": (OPENSSL + RSA + f" -tls1 -cipher {ALL}", ""),
    "openssl-everything": (OPENSSL + RSA + f" -cipher {ALL} -serverpref", ""),
    "openssl-ecdsa-and-rsa": (OPENSSL + RSA + " -dkey {dir}/ec.key -dcert {dir}/ec.pem -serverpref", ""),
    "openssl-chacha-priority": (OPENSSL + RSA + " -serverpref -prioritize_chacha", ""),
    "openssl-client-certificate": (OPENSSL + RSA + " -Verify 1 -tls1_2", ""),
    "openssl-sni": (OPENSSL + RSA + " -servername ec.test -key2 {dir}/ec.key -cert2 {dir}/ec.pem", "ec.test"),
    "gnutls-default": (GNUTLS + GNUTLS_RSA, ""),
    "gnutls-old-server-order": (GNUTLS + GNUTLS_RSA + " --priority NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.1:+VERS-TLS1.2:+3DES-CBC:+ARCFOUR-128:+DHE-RSA:%SERVER_PRECEDENCE", ""),
    "gnutls-ecdsa-tls1.3-only": (GNUTLS + "--x509keyfile {dir}/ec.key --x509certfile {dir}/ec.pem --priority NORMAL:-VERS-ALL:+VERS-TLS1.3", ""),
    "java-default": ("java {dir}/TlsServer.java {port} {dir}/rsa.p12 '' server '' default", ""),
    "java-client-order": ("java {dir}/TlsServer.java {port} {dir}/rsa.p12 TLSv1.2 client '' default", ""),
    "java-ssl3-and-all-suites": ("java {dir}/TlsServer.java {port} {dir}/rsa.p12 SSLv3,TLSv1,TLSv1.1,TLSv1.2,TLSv1.3 server '' all", ""),
}


def quiet(*command):
    subprocess.run(command, check=True, capture_output=True)


def make_keys(folder):
    """An RSA and an ECDSA key with self-signed certificates, and the Java program."""
    for name, key in (("rsa", ["rsa:2048"]), ("ec", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])):
        quiet("openssl", "req", "-x509", "-newkey", *key, "-nodes", "-days", "30", "-keyout", f"{folder}/{name}.key",
              "-out", f"{folder}/{name}.pem", "-subj", f"/CN={name}.test", "-addext", f"subjectAltName=DNS:{name}.test")
    quiet("openssl", "pkcs12", "-export", "-inkey", f"{folder}/rsa.key", "-in", f"{folder}/rsa.pem", "-out",
          f"{folder}/rsa.p12", "-passout", "pass:changeit")
    pathlib.Path(folder, "TlsServer.java").write_text(JAVA, encoding="ascii")


def available(name):
    return shutil.which({"openssl": "openssl", "gnutls": "gnutls-serv", "java": "java"}[name.split("-")[0]]) is not None


class Server:
    """One of SERVERS (or another command line), running while the with block lasts."""

    def __init__(self, name, folder, port, command=None):
        self.server_name = "" if command else SERVERS[name][1]
        self.port = port
        line = command or shlex.split(SERVERS[name][0].format(dir=folder, port=port))
        self.process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"the server did not start: {self.process.args}")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def starttls_servers(folder, port):
    """(protocol, word of sslscan, port, command line) of real servers that begin in clear; root only."""
    folder = pathlib.Path(folder)
    out = []
    if os.geteuid() != 0:
        return out
    os.chmod(folder, 0o755)
    if shutil.which("exim4", path="/usr/sbin"):
        spool = folder / "spool"
        spool.mkdir()
        for name in ("rsa.key", "rsa.pem"):
            shutil.copy(folder / name, spool / name)
        for path in (spool, spool / "rsa.key", spool / "rsa.pem"):
            shutil.chown(path, "Debian-exim", "Debian-exim")
        text = lab_config.exim(spool, "PKI", "ch-exemple.fr").replace("PKI/mail.crt", f"{spool}/rsa.pem")
        # By default it refuses the twenty-first conversation: a review and a scanner have that many still closing.
        text = "smtp_accept_max = 500\nsmtp_connect_backlog = 500\n" + text
        text = text.replace("PKI/mail.key", f"{spool}/rsa.key").replace("daemon_smtp_ports = 25", f"daemon_smtp_ports = {port}")
        config = folder / "exim.conf"
        config.write_text(text.replace("local_interfaces = 0.0.0.0", "local_interfaces = 127.0.0.1"), encoding="utf-8")
        out.append(("smtp", "smtp", port, ["/usr/sbin/exim4", "-C", str(config), "-bdf", "-oP", str(spool / "pid")]))
    if shutil.which("vsftpd", path="/usr/sbin"):
        empty = folder / "empty"
        empty.mkdir()
        config = folder / "vsftpd.conf"
        config.write_text(lab_config.vsftpd(empty, local_only=True).replace("ssl_enable=NO", "ssl_enable=YES") +
                          f"listen_port={port + 1}\nrsa_cert_file={folder}/rsa.pem\nrsa_private_key_file={folder}/rsa.key\n",
                          encoding="utf-8")
        out.append(("ftp", "ftp", port + 1, ["/usr/sbin/vsftpd", str(config)]))
    return out
