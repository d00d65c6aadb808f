// SPDX-License-Identifier: Apache-2.0
// UdpProbes: one datagram out, a reply or an ICMP error back, through two ordinary sockets (no privilege needed).
// Refuses what the Scope does not allow and every paper port: the check is in the last function before the system call.
#pragma once

#include <memory>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "model/perimeter.h"

namespace vigie::net {

struct UdpAnswer {
    enum class Kind {
        reply,             // bytes came from the port that was asked
        port_unreachable,  // the host says that nobody listens there
        unreachable        // a router or firewall says no: neither open nor closed
    } kind = Kind::reply;
    model::Endpoint endpoint;  // the one that was asked
    model::IpAddress source;   // who says so
    base::ByteString bytes;    // reply only, cut at kUdpReplyLimit
};
inline constexpr std::size_t kUdpReplyLimit = 4096;

class UdpProbes {
public:
    static base::Result<std::unique_ptr<UdpProbes>> open();
    ~UdpProbes();
    UdpProbes(const UdpProbes&) = delete;
    UdpProbes& operator=(const UdpProbes&) = delete;

    // Errors: out_of_scope (nothing was sent), unreachable, io.
    base::Result<void> send(const model::Endpoint& to, base::Bytes payload, const model::Scope& scope);
    // Appends what has arrived; never waits. A datagram may come from anybody: the caller checks that it was asked.
    void receive(std::vector<UdpAnswer>& answers);
    [[nodiscard]] std::vector<int> descriptors() const;  // to wait on

private:
    struct State;
    explicit UdpProbes(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace vigie::net
