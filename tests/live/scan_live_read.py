#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads what scan_live printed, and captures of the cable, for scan_live_test.sh."""
import collections
import json
import struct
import sys


def lines():
    return [json.loads(line) for line in sys.stdin if line.strip()]


def packets(path):
    """(time in ns, destination, protocol, size of the TCP data) of each IP packet of a pcap file of Ethernet frames."""
    with open(path, "rb") as file:
        magic = struct.unpack("<I", file.read(24)[:4])[0]
        scale = 1 if magic == 0xA1B23C4D else 1000
        while len(header := file.read(16)) == 16:
            seconds, fraction, kept, _ = struct.unpack("<IIII", header)
            frame = file.read(kept)
            kind = struct.unpack("!H", frame[12:14])[0]
            when = seconds * 10**9 + fraction * scale
            if kind == 0x0800:
                protocol = frame[23]
                data = 0
                if protocol == 6:
                    head = (frame[14] & 15) * 4
                    data = struct.unpack("!H", frame[16:18])[0] - head - (frame[14 + head + 12] >> 4) * 4
                yield when, ".".join(map(str, frame[30:34])), protocol, data
            elif kind == 0x86DD:
                yield when, frame[38:54].hex(), frame[20], 0


def busiest(times):
    window, most = collections.deque(), 0
    for time in times:
        window.append(time)
        while window[0] + 10**9 <= time:
            window.popleft()
        most = max(most, len(window))
    return most


def caps(path, in_all, each):
    everything = [(when, where) for when, where, _, _ in packets(path)]
    if not everything:
        return "no packet was captured"
    by_host = collections.defaultdict(list)
    for when, where in everything:
        by_host[where].append(when)
    most = busiest([when for when, _ in everything])
    worst = max(busiest(times) for times in by_host.values())
    print(f"        {len(everything)} packets, busiest second {most} in all, {worst} to one host", file=sys.stderr)
    if most > in_all:
        return f"{most} packets in one second"
    if each and worst > each:
        return f"{worst} packets to one host in one second"
    return "held"


def main():
    what, *rest = sys.argv[1:]
    if what == "open":
        ports = {l["port"] for l in lines() if l.get("state") == "open" and l["transport"] == "tcp" and l["address"] == rest[0]}
        print(",".join(map(str, sorted(ports))))
    elif what == "seen":  # also what no second contact has confirmed
        ports = {l["port"] for l in lines() if l.get("state") in ("open", "unconfirmed") and l["transport"] == "tcp" and l["address"] == rest[0]}
        print(",".join(map(str, sorted(ports))))
    elif what == "udp":
        states = {l["port"]: l["state"] for l in lines() if l.get("transport") == "udp" and l["address"] == rest[0]}
        print(" ".join(f"{port}:{state}" for port, state in sorted(states.items())))
    elif what == "tcp":
        states = {l["port"]: l["state"] for l in lines() if l.get("transport") == "tcp" and l["address"] == rest[0]}
        print(" ".join(f"{port}:{state}" for port, state in sorted(states.items())))
    elif what == "news":
        print(any(l.get("host") == rest[0] and l.get("news") == rest[1] for l in lines()))
    elif what == "summary":
        print(next(l[rest[1]] for l in lines() if l.get("summary") == rest[0]))
    elif what == "end":
        print(next(l[rest[0]] for l in lines() if l.get("done")))
    elif what == "line":
        done = next(l for l in lines() if l.get("done"))
        print(f"        {done['packets']} packets in {done['seconds']} s, {done['rss_kb']} KiB")
    elif what == "caps":
        print(caps(rest[0], int(rest[1]), int(rest[2])))
    elif what == "destinations":
        print(" ".join(sorted({where for _, where, _, _ in packets(rest[0])})))
    elif what == "payload":
        print(sum(data for _, _, protocol, data in packets(rest[0]) if protocol == 6))
    else:
        sys.exit(f"unknown question {what}")


main()
