# SPDX-License-Identifier: Apache-2.0
"""Reads a capture of the auditor's cable and says what the auditor sent: to whom, how fast. No library."""
import collections
import ipaddress
import struct

ETHERNET, IPV4, IPV6 = 1, 0x0800, 0x86DD
TCP, UDP, ICMP, ICMP6 = 6, 17, 1, 58
RST, ACK, SYN = 0x04, 0x10, 0x02
NEIGHBOUR_DISCOVERY = range(133, 144)


class Sent:
    """What left from one host (several addresses), taken from a pcap file."""

    def __init__(self, path, sources):
        sources = {ipaddress.ip_address(source).packed for source in sources}
        self.times = []                                   # of the packets that count against a limit
        self.times_by_address = collections.defaultdict(list)
        self.ports = collections.defaultdict(set)         # destination -> {(protocol number, port)}
        self.data = collections.defaultdict(set)          # the same, of packets with at least one byte of content
        self.total = 0
        self.probes = 0                                   # TCP SYN, to tell a scan from a conversation
        for seconds, frame, length in frames(path):
            self._take(seconds, frame, length, sources)

    def _take(self, seconds, frame, length, sources):
        kind = frame[12] << 8 | frame[13]
        if kind == IPV4 and length >= 34:
            source, target, protocol = frame[26:30], frame[30:34], frame[23]
            start = 14 + (frame[14] & 15) * 4
            payload_end = 14 + (frame[16] << 8 | frame[17])
        elif kind == IPV6 and length >= 54:
            source, target, protocol = frame[22:38], frame[38:54], frame[20]
            start, payload_end = 54, 54 + (frame[18] << 8 | frame[19])
        else:
            return
        if source not in sources:
            return
        if protocol == ICMP6 and len(frame) > start and frame[start] in NEIGHBOUR_DISCOVERY:
            return  # how IPv6 finds the router, not a packet of the audit
        self.total += 1
        port = 0
        counts = True
        content = payload_end - start > 8 if protocol == UDP else False
        if protocol in (TCP, UDP) and len(frame) >= start + 4:
            port = frame[start + 2] << 8 | frame[start + 3]
        if protocol == TCP and len(frame) >= start + 14:
            flags = frame[start + 13]
            content = payload_end - start > (frame[start + 12] >> 4) * 4
            self.probes += flags & (SYN | ACK) == SYN
            # The kernel's own answers (a reset to an unexpected SYN-ACK, an acknowledgement) are nobody's probe.
            counts = not (flags & RST or not (content or flags & SYN))
        self.ports[target].add((protocol, port))
        if content:
            self.data[target].add((protocol, port))
        if counts:
            self.times.append(seconds)
            self.times_by_address[target].append(seconds)

    def targets(self):
        return {ipaddress.ip_address(target): ports for target, ports in self.ports.items()}

    def ports_with_content(self):
        """{(protocol number, port)} that got at least one byte, whatever the address."""
        return set().union(*self.data.values()) if self.data else set()

    def busiest_second(self):
        return most_in_one_second(self.times)

    def busiest_second_by_address(self):
        """(address, packets) of the address that got most in one second."""
        peaks = {target: most_in_one_second(times) for target, times in self.times_by_address.items()}
        if not peaks:
            return None, 0
        target = max(peaks, key=peaks.get)
        return ipaddress.ip_address(target), peaks[target]


def most_in_one_second(times):
    """The largest number of events in any window of one second, wherever it begins."""
    times = sorted(times)
    most = first = 0
    for last, now in enumerate(times):
        while now - times[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def frames(path):
    """(seconds, captured bytes, length on the wire) of each packet of a classic pcap file."""
    with open(path, "rb") as file:
        header = file.read(24)
        magic = struct.unpack("<I", header[:4])[0]
        if magic not in (0xA1B2C3D4, 0xA1B23C4D):
            raise ValueError(f"{path}: not a pcap file of this machine")
        if struct.unpack("<I", header[20:24])[0] != ETHERNET:
            raise ValueError(f"{path}: not Ethernet")
        fraction = 1e-9 if magic == 0xA1B23C4D else 1e-6
        record = struct.Struct("<IIII")
        while len(head := file.read(16)) == 16:
            seconds, part, captured, length = record.unpack(head)
            frame = file.read(captured)
            if len(frame) < captured:
                return  # tcpdump was stopped while writing
            if captured >= 14:
                yield seconds + part * fraction, frame, length
