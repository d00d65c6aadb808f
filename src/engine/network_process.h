// SPDX-License-Identifier: Apache-2.0
// The process that talks to the perimeter. It starts with nothing but the plan and already opened raw sockets, drops
// every privilege before the first reply is read, and writes what it learns to one pipe. It opens no file.
#pragma once

#include <memory>
#include <string>

#include "engine/network_plan.h"
#include "net/raw_socket.h"

namespace vigie::engine {

struct RawAccess {
    std::unique_ptr<net::RawSockets> sockets;  // null: connect() is used instead
    std::string why_not;
};

// Must run while still privileged.
RawAccess open_raw_access(const std::string& lang, const std::string& interface);

// Exit status: 0 everything done, 3 stopped on request or parent gone, 4 failed.
int network_process_main(const NetworkPlan& plan, RawAccess raw, int descriptor);

}  // namespace vigie::engine
