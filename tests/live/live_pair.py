# SPDX-License-Identifier: Apache-2.0
"""Two network namespaces, one with servers on addresses of its own, one for the auditor, and nothing else.

Nothing outside them is touched; every process is started here and stopped by its own number.
"""
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from live_audit import VIGIE, Audit, Results

PERIMETER = """
[organisation]
nom = "CH d'Exemple"
finess_ej = "130001647"
[autorisation]
reference = "CONV-1"
signataire = "Le directeur"
debut = 2020-01-01
fin = 2099-12-31
laboratoire = true
acces_anonyme = {anonymous}
[perimetre]
adresses = [{addresses}]
domaines = [{domains}]
[resolution]
serveurs = ["203.0.113.53"]
"""


def run(*argv, **kwargs):
    done = subprocess.run(list(map(str, argv)), capture_output=True, text=True, check=False, **kwargs)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, argv))}: {done.stderr or done.stdout}")
    return done.stdout


class Pair:
    """Used as a context: prepare() of a subclass runs once the namespaces are there."""
    anonymous = False  # the owner allows access without an account

    def __init__(self, prefix, folder, addresses):
        self.servers, self.auditor = prefix + "servers", prefix + "auditor"
        self.folder = pathlib.Path(folder)
        self.addresses = addresses
        self.processes = []

    def __enter__(self):
        self.remove()
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self.connect()
            self.prepare()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for _, process in self.processes:
            process.terminate()
        for _, process in self.processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        self.remove()

    def prepare(self):
        raise NotImplementedError

    def remove(self):
        for name in (self.servers, self.auditor):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)

    def connect(self):
        for name in (self.servers, self.auditor):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", self.servers, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", self.auditor)
        lines = [f"addr add {address}/32 dev lo" for address in self.addresses]
        run("ip", "-n", self.servers, "-batch", "-", input="\n".join(
            lines + ["addr add 203.0.113.254/32 dev eth0", "link set eth0 up", "route add 203.0.113.10/32 dev eth0"]) + "\n")
        run("ip", "-n", self.auditor, "-batch", "-", input="\n".join(
            ["addr add 203.0.113.10/32 dev eth0", "link set eth0 up", "route add 203.0.113.254/32 dev eth0",
             "route add default via 203.0.113.254 dev eth0"]) + "\n")

    def start(self, name, *argv, cwd=None):
        with open(self.folder / f"{name}.log", "wb") as log:
            self.processes.append((name, subprocess.Popen(
                ["ip", "netns", "exec", self.servers, *map(str, argv)], stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True, cwd=cwd or self.folder)))

    def wait(self, endpoints, seconds=30):
        """Until each (address, port) takes a connection."""
        deadline = time.monotonic() + seconds
        probe = ("import socket,sys\nfor a in sys.argv[1:]:\n"
                 "    h, p = a.rsplit(':', 1)\n    socket.create_connection((h, int(p)), 1).close()\n")
        while True:
            done = subprocess.run(["ip", "netns", "exec", self.auditor, "python3", "-c", probe,
                                   *(f"{address}:{port}" for address, port in endpoints)],
                                  capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return
            ended = [name for name, process in self.processes if process.poll() is not None]
            if ended or time.monotonic() > deadline:
                tails = [(self.folder / f"{name}.log").read_text(errors="replace")[-300:] for name in ended]
                raise RuntimeError(f"servers are not ready, ended: {ended} {tails}\n{done.stderr[-200:]}")
            time.sleep(0.2)

    def audit(self, addresses, domains, *words, seconds=240, out="out"):
        """Runs `vigie audit` as the auditor on what is declared; gives the finished process, seconds taken and the folder of
        results."""
        def listed(values):
            return ", ".join(f'"{value}"' for value in values)

        (self.folder / "perimetre.toml").write_text(PERIMETER.format(addresses=listed(addresses), domains=listed(domains),
                                                                             anonymous=str(self.anonymous).lower()))
        began = time.monotonic()
        done = subprocess.run(["ip", "netns", "exec", self.auditor, str(VIGIE), "audit", str(self.folder / "perimetre.toml"),
                               "--out", str(self.folder / out), "--no-passive", "--progress", "none", *words],
                              capture_output=True, text=True, check=False, timeout=seconds, stdin=subprocess.DEVNULL,
                              env={**os.environ, "XDG_DATA_HOME": str(self.folder / "data")})
        return done, time.monotonic() - began, self.folder / out


def audited(servers_of, addresses, domains, *words, within, check):
    """A whole test: audits servers_of(folder), a Pair, which must end well and within seconds, then
    check(results, seen, servers). Gives the status to exit with. VIGIE_KEEP=1 leaves the folder."""
    results = Results()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vigie-live-"))
    try:
        with servers_of(folder) as servers:
            done, seconds, out = servers.audit(addresses, domains, "--profile", "lab", *words, seconds=within + 160)
            results.check(done.returncode == 0, "the audit ends with status 0", f"{done.returncode}\n{done.stderr[-2000:]}")
            results.check(seconds < within, f"it ends within {within} s: {seconds:.0f} s")
            check(results, Audit(out), servers)
    finally:
        if os.environ.get("VIGIE_KEEP"):
            print(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return 1 if results.failed else 0
