// SPDX-License-Identifier: Apache-2.0
// The ports that a user names: "1-1024,3389,T:80,U:53". Pure.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/address.h"

namespace vigie::scan {

inline constexpr std::size_t kPortNumbers = 65536;  // with 0, which no service has

struct PortSpec {
    std::vector<model::Port> tcp;  // ascending, each once
    std::vector<model::Port> udp;
    bool operator==(const PortSpec&) const = default;
};

// Comma separated ports and ranges. "T:" or "U:" before an item holds for it and what follows, until the other one;
// TCP when none is given. "-" alone means every port; an open end of a range means 1 or 65535.
// Errors: input, naming the item that is wrong. Port 0 does not exist here.
base::Result<PortSpec> parse_ports(std::string_view text);

// The short form of a list, "1-1024,3389": for coverage texts.
std::string format_ports(std::vector<model::Port> ports);

}  // namespace vigie::scan
