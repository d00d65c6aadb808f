// SPDX-License-Identifier: Apache-2.0
// RawSockets: sends the scan's own packets and hears their answers. Opened while CAP_NET_RAW is held; everything
// afterwards works without any privilege. It must never send to an address that the Scope does not allow: the check
// is in the last function before the system call, and what is refused is counted.
//
// Packets leave as whole Ethernet frames, many per system call and past the queueing discipline, once the kernel's
// neighbour table knows the next hop; until then, now and then afterwards (so that the kernel keeps its knowledge
// fresh), and always where there is no Ethernet (tunnels, loopback), they leave through the kernel's own IP.
//
// The reserved source port is held by a listening socket whose filter drops every packet: the kernel then believes the
// port in use and does not answer SYN-ACKs with resets of its own. So every packet of a scan is sent by us, and the
// rate caps can be exact; whoever gets a SYN-ACK must send the reset.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/perimeter.h"
#include "net/packet.h"

namespace vigie::net {

// One valid-looking packet from the network; not yet compared with any cookie.
struct RawAnswers {
    std::vector<TcpAnswer> tcp;
    std::vector<EchoAnswer> echo;
    std::vector<Unreachable> unreachable;

    void clear();
    [[nodiscard]] bool empty() const { return tcp.empty() && echo.empty() && unreachable.empty(); }
};

struct RawCounters {
    std::uint64_t sent = 0;
    std::uint64_t refused = 0;         // outside the scope: not sent
    std::uint64_t failed = 0;          // the kernel would not take it (no route, local firewall)
    std::uint64_t received = 0;        // packets that passed the kernel's filter
    std::uint64_t kernel_dropped = 0;  // answers lost because our receive ring was full
    std::string first_failure;         // words for the first of `failed`
};

class RawSockets {
public:
    // interface: only this one is used, "" = as the routes say. Errors: input (no such interface), io, with what is
    // missing (most often CAP_NET_RAW). IPv6 is left out where the system has none.
    static base::Result<std::unique_ptr<RawSockets>> open(const std::string& interface = "");
    ~RawSockets();
    RawSockets(const RawSockets&) = delete;
    RawSockets& operator=(const RawSockets&) = delete;

    [[nodiscard]] model::Port source_port() const;
    [[nodiscard]] bool has_ipv6() const;

    // How packets get to destination: our address, and the number to put into OutPacket::hop.
    // Errors: unreachable (no route), io.
    struct Path {
        std::uint32_t hop = 0;
        model::IpAddress source;
    };
    base::Result<Path> path_to(const model::IpAddress& destination);

    // Takes packets over and returns how many (sent, refused, failed for good, or on their way with the second thread).
    // Fewer than given: the interface takes no more at present (see trouble()); offer the rest again later.
    std::size_t send(std::span<const OutPacket> packets, const model::Scope& scope);
    // Waits until what was taken over has left. False: the interface does not take it at present; what it did not take
    // is kept, and goes first with the next send() or finish().
    bool finish();
    [[nodiscard]] std::size_t unsent() const;
    // Why the last send() or finish() could not do everything; "" when it did.
    [[nodiscard]] const std::string& trouble() const;
    // Appends what has arrived; never waits. At most a bounded number per call: false = there may be more.
    bool receive(RawAnswers& answers);
    // Waits until something may have arrived, at most `wait`. More descriptors (of UDP probes) may be given.
    void wait(std::chrono::nanoseconds wait, std::span<const int> also) const;

    [[nodiscard]] RawCounters counters() const;

private:
    struct State;
    explicit RawSockets(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace vigie::net
