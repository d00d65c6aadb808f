# SPDX-License-Identifier: Apache-2.0
"""Network namespaces and processes of the demo hospital.

Everything lives in namespaces whose names begin with PREFIX; the machine's own network is never touched. Processes are
started in the foreground, remembered by number and stopped by number.
"""
import json
import os
import pathlib
import signal
import subprocess
import time

PREFIX = os.environ.get("VIGIE_LAB_PREFIX", "vg-")
STATE = pathlib.Path("/run") / f"vigie-lab.{PREFIX.strip('-')}.json"

ROUTER = PREFIX + "net"
AUDITOR = PREFIX + "auditor"
# segment of the router: (bridge, IPv4 gateway, IPv6 gateway)
SEGMENTS = {
    "public": ("br-public", "198.51.100.1", "2001:db8:a::1"),
    "hospital": ("br-hospital", "192.0.2.254", "2001:db8:20::1"),
    "outside": ("br-outside", "203.0.113.1", "2001:db8:b::1"),
}


class LabError(Exception):
    """Something did not start; the message says what and shows the end of its log."""


def run(*argv, **kwargs):
    """Run a command, raise LabError with its own words when it fails."""
    done = subprocess.run(argv, capture_output=True, text=True, **kwargs)
    if done.returncode != 0:
        raise LabError(f"{' '.join(map(str, argv))}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def why_impossible():
    """None when namespaces can be made here, else one sentence."""
    if os.geteuid() != 0:
        return "the lab needs root (network namespaces)"
    probe = f"{PREFIX}probe{os.getpid()}"
    try:
        run("ip", "netns", "add", probe)
        try:
            run("ip", "netns", "exec", probe, "ip", "link", "add", "name", "br0", "type", "bridge")
            run("ip", "netns", "exec", probe, "nft", "add table inet probe")
        finally:
            run("ip", "netns", "del", probe)
    except (LabError, OSError) as error:
        return f"network namespaces are not allowed here ({error})"
    return None


def namespaces():
    listed = run("ip", "netns", "list").splitlines()
    return [line.split()[0] for line in listed if line.startswith(PREFIX)]


class Network:
    """Builds the router, its three segments and one namespace for each host."""

    def __init__(self):
        self.links = 0

    def build(self, hosts):
        for name in [ROUTER, AUDITOR] + [PREFIX + host.name for host in hosts]:
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        for bridge, gateway4, gateway6 in SEGMENTS.values():
            self._batch(ROUTER, [f"link add name {bridge} type bridge", f"link set {bridge} up",
                                 f"addr add {gateway4}/24 dev {bridge}", f"addr add {gateway6}/64 dev {bridge} nodad"])
        self._sysctl(ROUTER, "net/ipv4/ip_forward", "1")
        self._sysctl(ROUTER, "net/ipv6/conf/all/forwarding", "1")
        self.attach(AUDITOR, "auditor", "public", "198.51.100.10", "2001:db8:a::10")
        for host in hosts:
            self.attach(PREFIX + host.name, host.name, host.segment, host.address, host.address6)

    def attach(self, namespace, port, segment, address, address6):
        bridge, gateway4, gateway6 = SEGMENTS[segment]
        self.links += 1
        mac = f"02:00:00:00:00:{self.links:02x}"
        self._batch(ROUTER, [f"link add name {port} type veth peer name eth0 netns {namespace}",
                             f"link set {port} master {bridge} up"])
        lines = [f"link set eth0 address {mac} up"]
        if address:
            lines += [f"addr add {address}/24 dev eth0", f"route add default via {gateway4}"]
        if address6:
            lines += [f"addr add {address6}/64 dev eth0 nodad", f"route add default via {gateway6}"]
        else:
            self._sysctl(namespace, "net/ipv6/conf/eth0/disable_ipv6", "1")
        self._batch(namespace, lines)

    @staticmethod
    def _batch(namespace, lines):
        run("ip", "-n", namespace, "-batch", "-", input="\n".join(lines) + "\n")

    @staticmethod
    def _sysctl(namespace, key, value):
        run("ip", "netns", "exec", namespace, "sh", "-c", f"echo {value} > /proc/sys/{key}")


class Processes:
    """Started servers, by number. Saved after each start so that a broken start can still be cleaned."""

    def __init__(self, directory, state):
        self.directory = pathlib.Path(directory)
        self.state = state
        self.waiting = []

    def start(self, host, server):
        log = self.directory / "log" / f"{host.name}-{server.name}.log"
        argv = server.argv
        if server.user:
            argv = ["setpriv", f"--reuid={server.user}", f"--regid={server.user}", "--init-groups", *argv]
        process = spawn(inside(PREFIX + host.name, self.directory, argv, server.run_dirs), log, server.environment)
        self.state["processes"].append({"pid": process.pid, "started": start_time(process.pid),
                                        "name": f"{host.name}/{server.name}"})
        save(self.state)
        self.waiting.append((process, server, log))

    def wait_ready(self, seconds=90):
        """Return when each server listens on its ports; LabError names the first that does not."""
        deadline = time.monotonic() + seconds
        for process, server, log in self.waiting:
            missing = set(server.ports)
            while missing:
                if process.poll() is not None or time.monotonic() > deadline:
                    how = f"ended with {process.poll()}" if process.poll() is not None else "is not ready"
                    tail = log.read_text(errors="replace").splitlines()[-8:]
                    raise LabError(f"{log.stem} {how}, missing {sorted(missing)}:\n  " + "\n  ".join(tail))
                missing -= listening(process.pid)
                if missing:
                    time.sleep(0.05)
        self.waiting = []


def inside(namespace, directory, argv, run_dirs=()):
    """The command that runs argv in a namespace, with the lab's resolver and, if asked, a private /run.

    The mounts are seen by that command only. sshd and others insist on directories below /run; DCMTK and others look
    up the name of each visitor and would wait for a resolver that is not there.
    """
    prepare = f"mount --bind {directory}/resolv.conf /etc/resolv.conf; "
    if run_dirs:
        prepare += f"mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p {' '.join(run_dirs)} && "
    return ["ip", "netns", "exec", namespace, "sh", "-c", prepare + 'exec "$@"', "sh", *argv]


def spawn(argv, log, environment=None):
    """Start one program in its own session, its output in a log."""
    with open(log, "wb") as output:
        return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                start_new_session=True, cwd="/", env={**os.environ, **(environment or {})})


def listening(pid):
    """{(transport, port)} bound in the network namespace of a process."""
    found = set()
    for transport, wanted in (("tcp", "0A"), ("udp", "07")):
        for suffix in ("", "6"):
            try:
                lines = pathlib.Path(f"/proc/{pid}/net/{transport}{suffix}").read_text().splitlines()[1:]
            except OSError:
                continue
            for line in lines:
                fields = line.split()
                if fields[3] == wanted:
                    found.add((transport, int(fields[1].rsplit(":", 1)[1], 16)))
    return found


def start_time(pid):
    """Start time of a living process, "" for an ended one: a number can be reused, the pair cannot."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def save(state):
    temporary = STATE.with_suffix(".new")
    temporary.write_text(json.dumps(state, indent=1))
    temporary.replace(STATE)


def load():
    try:
        return json.loads(STATE.read_text())
    except (OSError, ValueError):
        return None


def ended(state):
    """Names of the processes that should run and do not."""
    return [entry["name"] for entry in state["processes"]
            if start_time(entry["pid"]) != entry["started"] or not entry["started"]]


def stop_process(entry, seconds=5.0):
    """Ask one process group of ours to end, then insist. Used for servers and for the capture."""
    pid = entry["pid"]
    for sign, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 2.0)):
        if not entry["started"] or start_time(pid) != entry["started"]:
            return
        try:
            os.killpg(pid, sign)
        except OSError:
            return
        wait_gone([entry], patience)


def wait_gone(entries, seconds):
    deadline = time.monotonic() + seconds
    left = list(entries)
    while left and time.monotonic() < deadline:
        for entry in list(left):
            try:
                os.waitpid(entry["pid"], os.WNOHANG)  # ours when the lab was started by this very process
            except OSError:
                pass
            if start_time(entry["pid"]) != entry["started"]:
                left.remove(entry)
        if left:
            time.sleep(0.02)
    return left


def stop_all(state):
    """Stop every process that was started, then whatever still runs inside our namespaces."""
    entries = [entry for entry in state["processes"] if entry["started"]]
    for sign, patience in ((signal.SIGTERM, 4.0), (signal.SIGKILL, 2.0)):
        entries = [entry for entry in entries if start_time(entry["pid"]) == entry["started"]]
        for entry in entries:
            try:
                os.killpg(entry["pid"], sign)
            except OSError:
                pass
        entries = wait_gone(entries, patience)
    remove_namespaces()


def remove_namespaces():
    names = namespaces()
    for sign in (signal.SIGTERM, signal.SIGKILL):
        inside = [int(pid) for name in names for pid in run("ip", "netns", "pids", name).split()]
        inside = [pid for pid in inside if pid != os.getpid()]
        for pid in inside:
            try:
                os.kill(pid, sign)
            except OSError:
                pass
        if inside:
            time.sleep(0.3)
    for name in names:
        subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
