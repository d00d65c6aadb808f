#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The packet test is only worth what its reader is worth: captures written by hand, with known contents."""
import ipaddress
import pathlib
import struct
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from packets import Sent, most_in_one_second  # noqa: E402

AUDITOR = "198.51.100.10"


def tcp(source, target, port, flags, payload=b""):
    segment = struct.pack("!HHIIBBHHH", 40000, port, 1, 0, 5 << 4, flags, 1024, 0, 0) + payload
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 1, 0, 64, 6, 0)
    return bytes(12) + b"\x08\x00" + header + ipaddress.ip_address(source).packed + ipaddress.ip_address(target).packed + segment


def udp6(source, target, port):
    datagram = struct.pack("!HHHH", 40000, port, 8, 0)
    header = struct.pack("!IHBB", 6 << 28, len(datagram), 17, 64)
    return bytes(12) + b"\x86\xdd" + header + ipaddress.ip_address(source).packed + ipaddress.ip_address(target).packed + datagram


def sent(*packets):
    """packets: (seconds, frame)"""
    with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 96, 1))
        for seconds, frame in packets:
            whole = int(seconds)
            file.write(struct.pack("<IIII", whole, round((seconds - whole) * 1e6), len(frame), len(frame)) + frame)
        file.flush()
        return Sent(file.name, [AUDITOR, "2001:db8:a::10"])


def counts_what_the_auditor_sends_and_not_what_it_receives():
    seen = sent((1, tcp(AUDITOR, "192.0.2.10", 22, 0x02)), (1, tcp("192.0.2.10", AUDITOR, 40000, 0x12)))
    return seen.total == 1 and list(map(str, seen.targets())) == ["192.0.2.10"]


def sees_the_port_of_a_datagram_over_ipv6():
    seen = sent((1, udp6("2001:db8:a::10", "2001:db8:20::80", 161)))
    return seen.targets() == {ipaddress.ip_address("2001:db8:20::80"): {(17, 161)}}


def does_not_hold_the_resets_of_the_kernel_against_a_limit():
    seen = sent((1, tcp(AUDITOR, "192.0.2.10", 22, 0x02)), (1.1, tcp(AUDITOR, "192.0.2.10", 22, 0x04)))
    return seen.total == 2 and seen.busiest_second() == 1


def holds_data_against_a_limit():
    seen = sent((1, tcp(AUDITOR, "192.0.2.10", 80, 0x18, b"GET")), (1.1, tcp(AUDITOR, "192.0.2.10", 80, 0x10)))
    return seen.busiest_second() == 1


def tells_a_probe_from_content():
    seen = sent((1, tcp(AUDITOR, "192.0.2.10", 9100, 0x02)), (1, tcp(AUDITOR, "192.0.2.10", 80, 0x18, b"GET")),
                (1, udp6("2001:db8:a::10", "2001:db8:20::80", 161)))
    return seen.ports_with_content() == {(6, 80)}


def finds_the_busiest_second_across_the_turn_of_a_second():
    return most_in_one_second([0.5, 0.9, 1.1, 1.4, 1.6]) == 4


def names_the_busiest_address():
    seen = sent(*[(1 + i / 10, tcp(AUDITOR, "192.0.2.11", i, 0x02)) for i in range(3)],
                (1, tcp(AUDITOR, "192.0.2.12", 1, 0x02)))
    return seen.busiest_second_by_address() == (ipaddress.ip_address("192.0.2.11"), 3)


def main():
    failed = 0
    for test in (counts_what_the_auditor_sends_and_not_what_it_receives, sees_the_port_of_a_datagram_over_ipv6,
                 does_not_hold_the_resets_of_the_kernel_against_a_limit, holds_data_against_a_limit,
                 tells_a_probe_from_content,
                 finds_the_busiest_second_across_the_turn_of_a_second, names_the_busiest_address):
        good = test()
        failed += not good
        print(f"{'ok' if good else 'not ok'} - the packet reader {test.__name__.replace('_', ' ')}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
