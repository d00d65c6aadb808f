// SPDX-License-Identifier: Apache-2.0
// Runs the network process and keeps what it finds. The parent never touches a byte from the network: it forks, the
// child gives up all privileges, talks to the perimeter and reports units as JSON lines; the parent stores them.
#pragma once

#include <atomic>
#include <string>

#include "base/result.h"
#include "engine/channel.h"
#include "engine/network_plan.h"
#include "engine/observer.h"
#include "store/audit_store.h"

namespace vigie::engine {

enum class NetworkEnd {
    finished,  // everything planned was done
    stopped    // the user asked to stop; what was found is kept
};

// Blocks until the network process ends. `stop` may be set from a signal handler.
// Errors: io, malformed (the child misbehaved and was killed), internal (the child died; what came before is kept).
base::Result<NetworkEnd> run_network(const NetworkPlan& plan, store::AuditStore& store, Observer& observer,
                                     const std::atomic<bool>& stop);

// Everything that the reader holds, into the store (progress and log lines to the observer). Errors: malformed.
base::Result<void> drain(ChannelReader& reader, store::AuditStore& store, Observer& observer);

}  // namespace vigie::engine
