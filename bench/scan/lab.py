# SPDX-License-Identifier: Apache-2.0
"""Two network namespaces of our own joined by a cable: a scanner, and a machine that is every address of 10.86.0.0/16
and 10.96.0.0/12 (`ip route add local`), with servers where asked."""
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

TAG = f"scb-{os.getpid()}"
OURS, GATEWAY = "10.85.0.1", "10.85.0.2"
SERVERS = """
import json, resource, selectors, socket, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (20000, 20000))
plan = json.loads(sys.argv[1])
sel = selectors.DefaultSelector()
for address, port in plan["tcp"]:
    s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address, port)); s.listen(4096); s.setblocking(False); sel.register(s, selectors.EVENT_READ, True)
for address, port in plan["udp"]:
    s = socket.socket(type=socket.SOCK_DGRAM); s.bind((address, port)); s.setblocking(False); sel.register(s, selectors.EVENT_READ, False)
print("ready", flush=True)
while True:
    for key, _ in sel.select():
        try:
            if key.data:
                key.fileobj.accept()[0].close()
            else:
                data, peer = key.fileobj.recvfrom(2048)
                key.fileobj.sendto(data, peer)
        except OSError:
            pass
"""
WATCHER = """
import time
while True:
    with open("/sys/class/net/v0/statistics/tx_packets") as file: print(time.monotonic(), file.read().strip(), flush=True)
    time.sleep(0.02)
"""


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def inside(name, *command):
    return ["ip", "netns", "exec", f"{TAG}-{name}", *command]


class Lab:
    def __init__(self):
        self.children = []

    def __enter__(self):
        for name in "ab":
            run("ip", "netns", "add", f"{TAG}-{name}")
        run("ip", "link", "add", "v0", "netns", f"{TAG}-a", "type", "veth", "peer", "name", "v0", "netns", f"{TAG}-b")
        run("ip", "-n", f"{TAG}-a", "addr", "add", f"{OURS}/24", "dev", "v0")
        run("ip", "-n", f"{TAG}-b", "addr", "add", f"{GATEWAY}/24", "dev", "v0")
        for name in "ab":
            for link in ("lo", "v0"):
                run("ip", "-n", f"{TAG}-{name}", "link", "set", link, "up")
        for net in ("10.86.0.0/16", "10.96.0.0/12"):
            run("ip", "-n", f"{TAG}-b", "route", "add", "local", net, "dev", "lo")
            run("ip", "-n", f"{TAG}-a", "route", "add", net, "via", GATEWAY)
        run(*inside("b", "sysctl", "-qw", "net.core.somaxconn=8192", "net.ipv4.tcp_max_syn_backlog=8192"))
        self.gateway_mac = run(*inside("b", "cat", "/sys/class/net/v0/address")).strip()
        return self

    def __exit__(self, *_):
        self.stop_servers()
        for name in "ab":
            subprocess.run(["ip", "netns", "del", f"{TAG}-{name}"], check=False, capture_output=True)

    def serve(self, tcp=(), udp=()):
        self.stop_servers()
        server = subprocess.Popen(inside("b", sys.executable, "-c", SERVERS, json.dumps({"tcp": list(tcp), "udp": list(udp)})),
                                  stdout=subprocess.PIPE, text=True)
        server.stdout.readline()
        self.children.append(server)

    def stop_servers(self):
        for child in self.children:
            child.terminate()
            child.wait()
        self.children = []

    def lose(self, percent):
        rules = "flush ruleset\n"
        if percent:
            rules += (f"table ip loss {{\nchain in {{ type filter hook prerouting priority -300; iif v0 numgen random mod 100 < {percent} drop; }}\n"
                      f"chain out {{ type filter hook postrouting priority 300; oif v0 numgen random mod 100 < {percent} drop; }}\n}}\n")
        subprocess.run(inside("b", "nft", "-f", "-"), input=rules, text=True, check=True)


class DidNotEnd(Exception):
    """A scanner that was stopped because it had not ended in its time."""


class Measured:
    """One run of a scanner: packets/s over the cable between its first and last twentieth, seconds, processor seconds, output."""

    def __init__(self, command, good=(0,), limit=120):
        with tempfile.TemporaryFile("w+") as log:
            watcher = subprocess.Popen(inside("a", sys.executable, "-c", WATCHER), stdout=log)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.monotonic()
            try:
                done = subprocess.run(inside("a", *command), capture_output=True, text=True, check=False, timeout=limit)
            except subprocess.TimeoutExpired as late:
                watcher.kill()
                watcher.wait()
                raise DidNotEnd(f"{command[0]} had not ended after {limit} s") from late
            self.seconds = time.monotonic() - start
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            watcher.kill()
            watcher.wait()
            log.seek(0)
            samples = [(float(when), int(packets)) for when, packets in (line.split() for line in log.read().splitlines()[:-1])]
        if done.returncode not in good:
            sys.exit(f"{command[0]} failed: {done.stderr[-600:]}")
        self.out = done.stdout
        self.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        first, last = samples[0][1], samples[-1][1]
        self.packets = last - first
        begin = next(s for s in samples if s[1] >= first + self.packets * 0.05)
        end = next(s for s in samples if s[1] >= first + self.packets * 0.95)
        self.rate = (end[1] - begin[1]) / max(1e-3, end[0] - begin[0])


def vigie(driver, *options, limit=120):
    """(Measured, {"address:port" found open}, the line of figures)"""
    done = Measured([str(driver), *options], limit=limit)
    lines = [json.loads(line) for line in done.out.splitlines()]
    found = {f"{l['address']}:{l['port']}" for l in lines if l.get("state") == "open"}
    return done, found, lines[-1]


def masscan(lab, targets, ports, *options, limit=120):
    with tempfile.NamedTemporaryFile("r") as out:
        done = Measured(["masscan", targets, "-p", ports, "--wait", "3", "-e", "v0", "--router-mac", lab.gateway_mac, "-oL", out.name,
                         *options], limit=limit)
        rows = [line.split() for line in pathlib.Path(out.name).read_text().splitlines() if line.startswith("open")]
    return done, {f"{row[3]}:{row[2]}" for row in rows}


def zmap(lab, targets, port, *options):
    with tempfile.NamedTemporaryFile("r") as out:
        done = Measured(["zmap", "-p", str(port), "-i", "v0", "-G", lab.gateway_mac, "-S", OURS, "-b", "/dev/null", "-c", "3",
                         "--disable-syslog", "-q", "-o", out.name, *options, targets])
        return done, {f"{line.strip()}:{port}" for line in pathlib.Path(out.name).read_text().splitlines() if line.strip()}
