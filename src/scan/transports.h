// SPDX-License-Identifier: Apache-2.0
// The two ways to carry out what the scheduler wants: raw packets, or connections of the kernel. Internal to scan/.
#pragma once

#include <memory>

#include "net/udp_probe.h"
#include "scan/scheduler.h"

namespace vigie::net {
class RawSockets;
}

namespace vigie::scan {

struct Run {
    const ScanPlan& plan;
    const model::Scope& scope;
    net::Limiter& limiter;
    ScanEvents& events;
    Scheduler& scheduler;
    net::UdpProbes* udp;  // null when the plan has no UDP probes
    ScanOutcome& outcome;
};

// How long an open connection is watched, and the smallest window of a service that wants to be spoken to: a tarpit
// offers a few bytes or none, so that nobody can say anything and leave.
inline constexpr std::chrono::milliseconds kConnectionHold{300};
inline constexpr std::uint32_t kSmallestWindow = 64;

// SYN and acknowledgement; the reset asks for itself. What the kernel sends beyond is charged when it is seen.
inline constexpr unsigned kPacketsOfConnection = 2;
// With a port that has answered before: most say something or close, and the kernel acknowledges that too.
inline constexpr unsigned kPacketsOfContact = 3;

base::Result<void> run_raw(const Run& run, net::RawSockets& sockets);
base::Result<void> run_connect(const Run& run);

// What both share.
void take_udp_answers(const Run& run);
void send_udp(const Run& run, const Action& action);

}  // namespace vigie::scan
