// SPDX-License-Identifier: Apache-2.0
// data/ports/priority.toml: the TCP ports that hospitals expose, asked first so that the important answers come early.
// A hint for the order only: every port of the audit is asked all the same.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/address.h"

namespace vigie::catalog {

struct PriorityPort {
    model::Port port = 0;
    std::string reason;  // one word: "health", "vpn", "database", ...
    bool operator==(const PriorityPort&) const = default;
};

// Reads ports/priority.toml below the data folder. Errors: io (cannot be read), input with file:line (wrong entry,
// unknown reason, a port given twice).
base::Result<std::vector<PriorityPort>> load_priority_ports(const std::filesystem::path& data_folder);

}  // namespace vigie::catalog
