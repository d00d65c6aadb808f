#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lane: wire
# The scan against real hosts: two network namespaces of our own joined by a cable, servers and firewalls in one, the
# scanner in the other, tcpdump on the cable. Proves on every run: all open ports are found, the caps hold in every
# second, privileges are gone, firewalled / all-answering / silent hosts are told apart, UDP, IPv6, resume, scope.
#
#   tests/live/scan_live_test.sh [BUILD_DIR]       RUNS=2 RATE=50000 may be set; skips (77) where namespaces are forbidden
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../build/asan}
[ -x "$build/bin/scan_live" ] || build=$here/../../build/dev
driver=$build/bin/scan_live
runs=${RUNS:-2}
rate=${RATE:-50000}
tag=sc-$$
work=$(mktemp -d)
pids=()

skip() { echo "SKIPPED: $1"; exit 77; }
[ "$(id -u)" -eq 0 ] || skip "network namespaces need root"
for tool in ip tcpdump nft python3 bc; do command -v "$tool" >/dev/null || skip "$tool is not installed"; done
[ -x "$driver" ] || skip "$driver is not built (cmake --build ... --target scan_live)"
ip netns add "$tag-a" 2>/dev/null || skip "network namespaces are not allowed here"

cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  ip netns del "$tag-a" 2>/dev/null || true
  ip netns del "$tag-b" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

ip netns add "$tag-b"
ip link add "$tag-va" type veth peer name "$tag-vb"
ip link set "$tag-va" netns "$tag-a" name v0
ip link set "$tag-vb" netns "$tag-b" name v0
in_a() { ip netns exec "$tag-a" "$@"; }
in_b() { ip netns exec "$tag-b" "$@"; }
in_a ip link set lo up; in_b ip link set lo up
in_a ip addr add 10.83.0.1/24 dev v0; in_a ip -6 addr add fd83::1/64 dev v0 nodad
for last in 10 11 12 13 14 15 16 17; do in_b ip addr add "10.83.0.$last/24" dev v0; done
in_b ip -6 addr add fd83::10/64 dev v0 nodad
in_a ip link set v0 up; in_b ip link set v0 up
in_b sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv4.tcp_max_syn_backlog=4096 2>/dev/null || true

# .10 servers; .11 servers behind a firewall; .12 answers on every port; .13 falls silent; .14 UDP; .15 loses 2 %;
# .16 answers SYNs for nobody; .17 lets 150 packets a second in.
in_b nft -f - <<'RULES'
table ip scanlab {
  set banned { type ipv4_addr; }
  chain early {
    type filter hook prerouting priority -300;
    ip daddr != 10.83.0.12 ip saddr != 10.83.0.12 notrack
  }
  chain translate {
    type nat hook prerouting priority -100;
    ip daddr 10.83.0.12 tcp dport 1-65535 dnat to 10.83.0.12:7777
  }
  chain incoming {
    type filter hook input priority 0;
    ip daddr 10.83.0.11 tcp dport { 443, 8443, 51234 } accept
    ip daddr 10.83.0.11 drop
    ip daddr @banned drop
    ip daddr 10.83.0.16 meta l4proto tcp drop
    ip daddr 10.83.0.17 tcp flags & (syn | ack) == syn limit rate over 150/second burst 20 packets drop
    ip daddr 10.83.0.15 numgen random mod 100 < 2 drop
  }
}
RULES
# Only what stands on the .10 address and the others' own lists is open.
cat > "$work/servers.py" <<'SERVERS'
import selectors, socket, random
random.seed(83)
ports = sorted(random.sample(range(1, 65536), 60) + [22, 443, 8443, 51234, 65535, 1])
ports = sorted(set(ports) - {7777})
sel = selectors.DefaultSelector()
for family, address in ((socket.AF_INET, "10.83.0.10"), (socket.AF_INET, "10.83.0.11"), (socket.AF_INET, "10.83.0.13"),
                        (socket.AF_INET, "10.83.0.15"), (socket.AF_INET, "10.83.0.17"), (socket.AF_INET6, "fd83::10")):
    for port in ports:
        s = socket.socket(family, socket.SOCK_STREAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.bind((address, port)); s.listen(1024); s.setblocking(False)
        sel.register(s, selectors.EVENT_READ, "tcp")
every = socket.socket(); every.bind(("10.83.0.12", 7777)); every.listen(4096)
every.setblocking(False); sel.register(every, selectors.EVENT_READ, "tcp")
for port in (53, 161, 5060):
    u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(("10.83.0.14", port))
    sel.register(u, selectors.EVENT_READ, "udp" if port != 5060 else "mute")
print(",".join(map(str, ports)), flush=True)
while True:
    for key, _ in sel.select():
        try:
            if key.data == "tcp":
                c, _ = key.fileobj.accept(); c.close()
            else:
                data, peer = key.fileobj.recvfrom(2048)
                if key.data == "udp": key.fileobj.sendto(b"seen " + data, peer)
        except OSError:
            pass
SERVERS
ip netns exec "$tag-b" python3 "$work/servers.py" > "$work/ports" &
pids+=($!)
# SYN-ACKs without a service: port 1001 as a SYN proxy forges them (no window, no options), 1002 as a tarpit does.
cat > "$work/forger.py" <<'FORGER'
import socket, struct
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800)); s.bind(("v0", 0x0800))
def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16: total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
while True:
    frame = s.recv(2048)
    if frame[23] != 6 or frame[30:34] != bytes([10, 83, 0, 16]) or frame[47] & 0x3F != 2: continue
    source, port, sequence = struct.unpack("!HHI", frame[34:42])
    if port not in (1001, 1002): continue
    options = b"" if port == 1001 else b"\x02\x04\x05\xb4"
    tcp = struct.pack("!HHIIBBHHH", port, source, 7, (sequence + 1) & 0xFFFFFFFF, (20 + len(options)) << 2, 0x12, 0 if port == 1001 else 10, 0, 0) + options
    pseudo = frame[30:34] + frame[26:30] + struct.pack("!HH", 6, len(tcp))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0x4000, 64, 6, 0) + frame[30:34] + frame[26:30]
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    s.send(frame[6:12] + frame[0:6] + b"\x08\x00" + ip + tcp)
FORGER
ip netns exec "$tag-b" python3 "$work/forger.py" &
pids+=($!)
for _ in $(seq 100); do [ -s "$work/ports" ] && break; sleep 0.1; done
[ -s "$work/ports" ] || { echo "FAILED: the servers did not start"; exit 1; }

failures=0
check() {  # name, expected, got
  if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1: expected '$2', got '$3'"; failures=$((failures + 1)); fi
}
scan() { in_a "$driver" "$@" > "$work/out" 2> "$work/err" || { cat "$work/err"; failures=$((failures + 1)); }; }
open_of() { python3 "$here/scan_live_read.py" open "$1" < "$work/out"; }
field() { python3 "$here/scan_live_read.py" "$@" < "$work/out"; }
# On the far end of the cable: frames that leave past the queueing discipline are not seen where they leave.
start_capture() { ip netns exec "$tag-b" tcpdump -i v0 -n -s 96 -B 65536 -w "$work/pcap" "$1" 2> "$work/tcpdump" & capture=$!; sleep 1; }
stop_capture() { sleep 0.5; kill "$capture"; wait "$capture" 2>/dev/null || true; }
expected=$(cat "$work/ports")

echo "== every open port of 65,535, $runs runs at $rate packets/s"
for run in $(seq "$runs"); do
  [ "$run" = 1 ] && start_capture "src host 10.83.0.1"
  scan targets=10.83.0.10 ports=- rate="$rate" seed="$run" data="$here/../../data"
  [ "$run" = 1 ] && stop_capture
  check "run $run finds all $(tr ',' '\n' <<< "$expected" | wc -l) ports" "$expected" "$(open_of 10.83.0.10)"
  check "run $run closed ports" "$((65535 - $(tr ',' '\n' <<< "$expected" | wc -l)))" "$(field summary 10.83.0.10 closed)"
  field line
done
check "privileges are gone" "65534" "$(field end uid)"
check "nothing was refused or lost" "0 0 0" "$(field end refused) $(field end failed) $(field end lost)"
check "the cap of $rate holds in every second" "held" "$(python3 "$here/scan_live_read.py" caps "$work/pcap" "$rate" 0)"
check "only the target was sent to" "10.83.0.10" "$(python3 "$here/scan_live_read.py" destinations "$work/pcap")"
check "no TCP segment carried data" "0" "$(python3 "$here/scan_live_read.py" payload "$work/pcap")"

echo "== small caps, per address and in all, with resets and pings counted"
start_capture "src host 10.83.0.1 and not arp"
scan targets=10.83.0.10,10.83.0.12/31,10.83.0.15 ports=1-25,443,8443 udp=53,161 rate=60 each=25
stop_capture
check "60 in all and 25 per address in every second" "held" "$(python3 "$here/scan_live_read.py" caps "$work/pcap" 60 25)"

echo "== a fragile host: one packet per second"
start_capture "src host 10.83.0.1 and not arp"
scan targets=10.83.0.10 fragile=10.83.0.10 ports=22,1,2
stop_capture
check "one packet per second" "held" "$(python3 "$here/scan_live_read.py" caps "$work/pcap" 1 1)"
check "its ports are found all the same" "1,22" "$(field seen 10.83.0.10)"

echo "== a host behind a firewall, one that answers everything, one that loses packets"
scan targets=10.83.0.10/31 ports=1-9000,51234 rate=20000
check "the firewalled host" "443,8443,51234" "$(open_of 10.83.0.11)"
check "its silent ports are filtered" "8998" "$(field summary 10.83.0.11 filtered)"
check "it is alive without a ping" "True False" "$(field summary 10.83.0.11 alive) $(field summary 10.83.0.11 icmp_echo)"
scan targets=10.83.0.12 ports=1-2000 rate=4000
check "the host that answers everything is told" "True" "$(field summary 10.83.0.12 answers_every_port)"
scan targets=10.83.0.15 ports=- rate=20000 retries=3
check "2 % loss and three retries: nothing missed" "$expected" "$(open_of 10.83.0.15)"

scan targets=10.83.0.16 ports=1000-1003 rate=1000
check "a SYN proxy and a tarpit are not open" "1001:simulated 1002:tarpit" "$(field tcp 10.83.0.16)"
scan targets=10.83.0.17 ports=1-1500 rate=2000 seed=3
check "a host that takes few packets is asked more slowly" "True" "$(field news 10.83.0.17 slowed_down)"
want=$(tr ',' '\n' <<< "$expected" | awk '$1 <= 1500' | paste -sd,)
check "and nothing of it is missed" "$want" "$(field seen 10.83.0.17)"

echo "== liveness"
scan targets=10.83.0.10 ports=22 rate=100
check "echo, timestamp and TCP ping" "True True True" \
  "$(field summary 10.83.0.10 icmp_echo) $(field summary 10.83.0.10 icmp_timestamp) $(field summary 10.83.0.10 tcp_ping)"

echo "== a host that falls silent midway"
(sleep 2; in_b nft add element ip scanlab banned '{ 10.83.0.13 }') &
scan targets=10.83.0.13 ports=1-9000 rate=2000
in_b nft flush set ip scanlab banned
check "the ban is reported" "True" "$(field summary 10.83.0.13 stopped_answering)"

echo "== UDP"
scan targets=10.83.0.14 ports=none udp=53,161,162,5060 rate=100
check "states" "53:open 161:open 162:closed 5060:open|filtered" "$(field udp 10.83.0.14)"

echo "== IPv6"
scan targets=fd83::10 ports=- rate="$rate"
check "all open ports" "$expected" "$(open_of fd83::10)"
check "ping" "True" "$(field summary fd83::10 icmp_echo)"

echo "== without raw sockets"
scan targets=10.83.0.10/31 ports=1-1000,8443,51234 rate=20000 mode=connect
want=$(tr ',' '\n' <<< "$expected" | awk '$1 <= 1000 || $1 == 8443 || $1 == 51234' | paste -sd,)
check "connect() finds the same" "$want" "$(open_of 10.83.0.10)"
check "also behind the firewall" "443,8443,51234" "$(open_of 10.83.0.11)"
start_capture "src host 10.83.0.1 and not arp"
scan targets=10.83.0.10 ports=1-200 rate=100 mode=connect
stop_capture
check "connect() keeps its cap" "held" "$(python3 "$here/scan_live_read.py" caps "$work/pcap" 100 0)"

echo "== stop and resume"
scan targets=10.83.0.10 ports=- rate=20000 stop=30000
first=$(field seen 10.83.0.10); next=$(field end next_index)
check "it stopped" "True" "$(field end stopped)"
scan targets=10.83.0.10 ports=- rate=20000 start="$next"
both=$(printf '%s,%s' "$first" "$(open_of 10.83.0.10)" | tr ',' '\n' | sort -nu | grep . | paste -sd,)
check "both halves together" "$expected" "$both"

: > "$work/shards"
for shard in 0 1 2; do
  scan targets=10.83.0.10 ports=- rate="$rate" shard="$shard" shards=3
  field end total >> "$work/total"; open_of 10.83.0.10 | tr ',' '\n' >> "$work/shards"
done
check "three shards together" "$expected" "$(sort -n "$work/shards" | grep . | paste -sd,)"
check "share every probe" "65538" "$(paste -sd+ "$work/total" | bc)"

echo "== a VLAN and a router"
link=v0
if in_a ip link add link v0 name v0.7 type vlan id 7 2> /dev/null; then
  in_b ip link add link v0 name v0.7 type vlan id 7
  in_a ip link set v0.7 up; in_b ip link set v0.7 up
  link=v0.7
else
  echo "        (this kernel has no VLANs: over the plain cable)"
fi
in_a ip addr add 10.84.0.1/24 dev "$link"; in_b ip addr add 10.84.0.2/24 dev "$link"
in_b ip route add local 10.85.0.0/30 dev lo; in_a ip route add 10.85.0.0/30 via 10.84.0.2
scan targets=10.85.0.0/30 ports=600-700 rate=20000
check "closed ports behind a router on $link" "101 101" "$(field summary 10.85.0.1 closed) $(field summary 10.85.0.2 closed)"

echo "== bad circumstances"
scan_fails() { in_a "$@" > "$work/out" 2> "$work/err" && echo "it succeeded"; cat "$work/err"; }
check "an unknown interface" "scan_live: there is no network interface 'nope' here" \
  "$(scan_fails "$driver" targets=10.83.0.10 interface=nope)"
check "no privilege" "1" "$(scan_fails setpriv --reuid=65534 --regid=65534 --clear-groups "$driver" targets=10.83.0.10 | grep -c CAP_NET_RAW)"
scan targets=203.0.113.7,10.83.0.10 ports=22,443 rate=1000
check "no route: said so, not called filtered" "True 0" "$(field summary 203.0.113.7 unreachable) $(field summary 203.0.113.7 filtered)"
check "no route: the others are scanned" "22,443" "$(open_of 10.83.0.10)"
(sleep 2; in_a ip link set v0 down; sleep 3; in_a ip link set v0 up) &
scan targets=10.83.0.10 ports=- rate=12000 patience=20000
check "the interface goes down and comes back: nothing is missed" "$expected" "$(open_of 10.83.0.10)"
check "and it waited, nothing was given up" "0 False" "$(field end failed) $(field end stopped)"
(sleep 2; in_a ip link set v0 down) &
scan targets=10.83.0.10 ports=1-30000 rate=12000 patience=2000
check "the interface does not come back: the scan stops, says why, and can go on later" "True True True" \
  "$(field end stopped) $([ -n "$(field end stopped_why)" ] && echo True) $([ "$(field end next_index)" -gt 1000 ] && echo True)"
in_a ip link set v0 up
sleep 1
ulimit -S -n 40
scan targets=10.83.0.10/31 ports=1-60,443 rate=2000 mode=connect
check "few files may be open: slower, nothing missed" "1,22,443" "$(open_of 10.83.0.10)"
ulimit -S -n 1024

echo "== outside the scope"
start_capture "src host 10.83.0.1 and not arp"
scan targets=10.83.0.10/31 scope=10.83.0.11 ports=443
stop_capture
check "nothing leaves for what is not declared" "10.83.0.11" "$(python3 "$here/scan_live_read.py" destinations "$work/pcap")"

echo
if [ "$failures" != 0 ]; then echo "$failures checks failed"; exit 1; fi
echo "all checks passed"
