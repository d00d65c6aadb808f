#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The scan against real hosts: two network namespaces of our own joined by a cable, servers and firewalls in one, the
# scanner in the other, tcpdump on the cable. Proves on every run: all open ports are found, the caps hold in every
# second, privileges are gone, firewalled / all-answering / silent hosts are told apart, UDP, IPv6, resume, scope.
#
#   tests/live/scan_live_test.sh [BUILD_DIR]       RUNS=5 RATE=50000 may be set; skips (77) where namespaces are forbidden
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../build/asan}
[ -x "$build/bin/scan_live" ] || build=$here/../../build/dev
driver=$build/bin/scan_live
runs=${RUNS:-5}
rate=${RATE:-50000}
tag=sc-$$
work=$(mktemp -d)
pids=()

skip() { echo "SKIPPED: $1"; exit 77; }
[ "$(id -u)" -eq 0 ] || skip "network namespaces need root"
for tool in ip tcpdump nft python3; do command -v "$tool" >/dev/null || skip "$tool is not installed"; done
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
for last in 10 11 12 13 14 15; do in_b ip addr add "10.83.0.$last/24" dev v0; done
in_b ip -6 addr add fd83::10/64 dev v0 nodad
in_a ip link set v0 up; in_b ip link set v0 up
in_b sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv4.tcp_max_syn_backlog=4096 2>/dev/null || true

# .10 servers; .11 servers behind a firewall; .12 answers on every port; .13 falls silent; .14 UDP; .15 loses 2 %.
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
                        (socket.AF_INET, "10.83.0.15"), (socket.AF_INET6, "fd83::10")):
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
scan targets=10.83.0.10,10.83.0.12/31,10.83.0.15 ports=1-60,443,8443 udp=53,161 rate=60 each=25
stop_capture
check "60 in all and 25 per address in every second" "held" "$(python3 "$here/scan_live_read.py" caps "$work/pcap" 60 25)"

echo "== a fragile host: one packet per second"
start_capture "src host 10.83.0.1 and not arp"
scan targets=10.83.0.10 fragile=10.83.0.10 ports=22,443,1,2,3
stop_capture
check "one packet per second" "held" "$(python3 "$here/scan_live_read.py" caps "$work/pcap" 1 1)"
check "its ports are found all the same" "1,22,443" "$(field seen 10.83.0.10)"

echo "== a host behind a firewall, one that answers everything, one that loses packets"
scan targets=10.83.0.10/31 ports=1-9000,51234 rate=20000
check "the firewalled host" "443,8443,51234" "$(open_of 10.83.0.11)"
check "its silent ports are filtered" "8998" "$(field summary 10.83.0.11 filtered)"
check "it is alive without a ping" "True False" "$(field summary 10.83.0.11 alive) $(field summary 10.83.0.11 icmp_echo)"
scan targets=10.83.0.12 ports=1-2000 rate=4000
check "the host that answers everything is told" "True" "$(field summary 10.83.0.12 answers_every_port)"
scan targets=10.83.0.15 ports=- rate=20000 retries=3
check "2 % loss and three retries: nothing missed" "$expected" "$(open_of 10.83.0.15)"

echo "== a host that falls silent midway"
(sleep 3; in_b nft add element ip scanlab banned '{ 10.83.0.13 }') &
scan targets=10.83.0.13 ports=1-20000 rate=3000
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
scan targets=10.83.0.10/31 ports=1-3000,8443,51234 rate=20000 mode=connect
want=$(tr ',' '\n' <<< "$expected" | awk '$1 <= 3000 || $1 == 8443 || $1 == 51234' | paste -sd,)
check "connect() finds the same" "$want" "$(open_of 10.83.0.10)"
check "also behind the firewall" "443,8443,51234" "$(open_of 10.83.0.11)"
start_capture "src host 10.83.0.1 and not arp"
scan targets=10.83.0.10 ports=1-300 rate=100 mode=connect
stop_capture
check "connect() keeps its cap" "held" "$(python3 "$here/scan_live_read.py" caps "$work/pcap" 100 0)"

echo "== stop and resume"
scan targets=10.83.0.10 ports=- rate=20000 stop=30000
first=$(field seen 10.83.0.10); next=$(field end next_index)
check "it stopped" "True" "$(field end stopped)"
scan targets=10.83.0.10 ports=- rate=20000 start="$next"
both=$(printf '%s,%s' "$first" "$(open_of 10.83.0.10)" | tr ',' '\n' | sort -nu | grep . | paste -sd,)
check "both halves together" "$expected" "$both"

echo "== outside the scope"
start_capture "src host 10.83.0.1 and not arp"
scan targets=10.83.0.10/31 scope=10.83.0.11 ports=443
stop_capture
check "nothing leaves for what is not declared" "10.83.0.11" "$(python3 "$here/scan_live_read.py" destinations "$work/pcap")"

echo
if [ "$failures" != 0 ]; then echo "$failures checks failed"; exit 1; fi
echo "all checks passed"
