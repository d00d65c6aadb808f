// SPDX-License-Identifier: Apache-2.0
// The scan stage: which addresses live and which ports answer. Correct first (every probe at least twice, every answer
// proved by a cookie), polite always (the caps hold for every packet), resumable at any checkpoint.
//
// No data is ever sent to a TCP port: a probe is a bare SYN (or a connection that is reset at once), so a paper port
// (model::is_paper_port) may be asked whether it is open without one byte reaching it. UDP probes do carry bytes and
// are never sent to a paper port.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "model/perimeter.h"
#include "net/limiter.h"

namespace vigie::net {
class RawSockets;
}

namespace vigie::scan {

// A datagram that a known service answers; the caller builds it from its protocols.
struct UdpProbe {
    model::Port port = 0;
    std::string protocol;
    base::ByteString payload;
    // For a protocol whose answer comes from a port of its own (TFTP, RFC 1350 section 4): says whether bytes from
    // another port of the same address are that answer. Null: only the port that was asked may answer.
    bool (*answers_elsewhere)(base::Bytes) = nullptr;
};

// A host that is asked alone and slowly: where it is, how fast.
struct SlowHost {
    model::IpAddress address;
    std::uint64_t round = 0;
    double per_second = 1;
};

struct ScanPlan {
    std::vector<model::IpAddress> targets;    // those outside the scope are left out and reported
    std::vector<model::Port> tcp_ports;       // port 0 is left out
    std::vector<model::Port> priority_ports;  // those of tcp_ports to ask first (catalog/ports.h)
    std::vector<UdpProbe> udp_probes;
    std::uint64_t seed = 0;         // the order of the probes; a resumed scan must use the same plan and seed
    std::uint64_t start_index = 0;  // from on_checkpoint(), to resume
    // TCP ports found open before start_index, when resuming: not reported again, but controlled and re-asked.
    std::vector<model::Endpoint> known_open;
    std::vector<model::Endpoint> to_confirm;  // those of them whose second contact is still to be made
    std::vector<SlowHost> slow_hosts;         // from on_checkpoint(), when resuming
    int retries = 2;                 // of a silent TCP port, beyond the first try; at least 1; more where much is lost
    base::Millis answer_wait{2000};  // after the last try
    base::Millis retry_spacing{1000};  // between tries; at least one second
    base::Millis late_spacing{60000};  // before the last of three or more tries
    bool pings = true;                 // ICMP echo and timestamp, TCP; sent with raw sockets only
    std::uint32_t shard = 0;           // of shards, from 0: this scan sends every shards-th probe only
    std::uint32_t shards = 1;
    std::size_t sockets = 512;     // connections in flight without raw sockets
    base::Millis patience{60000};  // how long an interface that takes no packets is waited for
};

enum class PortState {
    open,           // TCP: a second, stateful contact confirmed the SYN-ACK; UDP: a reply
    closed,         // reset, or "port unreachable" for UDP
    filtered,       // TCP: silence, or a router said no
    open_filtered,  // UDP: silence
    unconfirmed,    // TCP: a SYN-ACK was seen, the second contact brought nothing (or is still to come)
    simulated,      // TCP: a SYN-ACK that something other than a service gave: a SYN proxy, a host that always does
    tarpit,         // TCP: a connection that offers no window: nothing can be said to it
};
std::string_view name_of(PortState state);

enum class HostNews {
    alive,               // the first answer of any kind
    answers_every_port,  // also random high ports are "open": its open ports mean nothing by themselves
    slowed_down,         // so many questions made it (or what protects it) lose some: it is asked more slowly
    stopped_answering,   // it answered before, now not even ports that are known to answer do, nor minutes later
};

struct ScanProgress {
    std::uint64_t packets_sent = 0;
    std::uint64_t answers = 0;
    std::uint64_t open_ports = 0;
    std::uint64_t hosts_alive = 0;
    std::uint64_t index = 0;  // probes begun, of total
    std::uint64_t total = 0;
    double packets_per_second = 0;
    std::optional<std::uint64_t> seconds_left;  // none = not known yet
};

// What the caller hears while the scan runs, on the thread that called run_scan().
class ScanEvents {
public:
    virtual ~ScanEvents() = default;
    ScanEvents() = default;
    ScanEvents(const ScanEvents&) = delete;
    ScanEvents& operator=(const ScanEvents&) = delete;

    // One state per endpoint; a later call for the same endpoint corrects the first (a late answer).
    // reply: what a UDP service answered, else empty.
    virtual void on_port(const model::Endpoint& endpoint, PortState state, base::Bytes reply) = 0;
    virtual void on_host(const model::IpAddress& address, HostNews news) = 0;
    virtual void on_progress(const ScanProgress& progress) = 0;
    // Everything before next_index has been sent and had its answer time: a scan resumed there misses nothing.
    // slow: hosts that go their own way.
    virtual void on_checkpoint(std::uint64_t next_index, const std::vector<SlowHost>& slow) = 0;
    // The network interface takes no packets (why), or takes them again (""). The scan waits and goes on by itself.
    virtual void on_trouble(const std::string& why) = 0;
    virtual bool should_stop() = 0;
    virtual bool may_send_now() = 0;  // the time windows; nothing at all leaves while this is false
};

struct HostSummary {
    bool alive = false;
    bool unreachable = false;  // there is no way to send to it: nothing about it was tested
    bool icmp_echo = false;
    bool icmp_timestamp = false;
    bool tcp_ping = false;  // a reset for an acknowledgement of nothing
    bool answers_every_port = false;
    bool stopped_answering = false;
    std::optional<double> slowed_to;  // packets per second, when it could not take more
    std::uint32_t not_asked = 0;      // probes that were not sent because it had stopped answering
    std::uint32_t open = 0;           // answered a SYN: confirmed or not
    std::uint32_t unconfirmed = 0;    // of those
    std::uint32_t simulated = 0;
    std::uint32_t tarpits = 0;
    std::uint32_t closed = 0;
    std::uint32_t filtered = 0;
    std::uint32_t udp_open = 0;
    std::uint32_t udp_closed = 0;
    std::uint32_t udp_open_filtered = 0;
    std::uint32_t icmp_refusals = 0;  // "administratively prohibited" and the like about our probes
    // Share of (up to 20) known open ports that did not answer again at the end; none = nothing to ask.
    std::optional<double> loss_estimate;
    // Share of the scan after which nothing came any more; only when stopped_answering.
    std::optional<double> answered_until;
};

struct ScanOutcome {
    std::map<model::IpAddress, HostSummary> hosts;  // every target that was allowed, also the silent ones
    std::vector<model::IpAddress> out_of_scope;     // targets to which nothing was sent
    std::vector<model::Port> refused_udp_ports;     // paper ports among the UDP probes
    bool stopped = false;                           // before the end: resume at next_index
    std::string stopped_why;                        // when the network, not the caller, stopped it
    std::uint64_t next_index = 0;
    std::uint64_t total = 0;
    std::uint64_t packets_sent = 0;
    std::uint64_t packets_refused = 0;    // by the scope check at the socket: must be 0
    std::uint64_t packets_failed = 0;     // the kernel would not send them
    std::string first_failure;            // why, for the first of those
    std::uint64_t answers_lost = 0;       // in our own kernel: the figures are then too low, scan slower
    std::optional<double> loss_estimate;  // over all hosts
};

// raw == nullptr: the scan uses connect(), which needs no privilege. Works after privileges were dropped.
// Errors: input (nothing to scan, a start_index beyond the end), io.
base::Result<ScanOutcome> run_scan(const ScanPlan& plan, const model::Scope& scope, net::Limiter& limiter,
                                   net::RawSockets* raw, ScanEvents& events);

}  // namespace vigie::scan
