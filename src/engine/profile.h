// SPDX-License-Identifier: Apache-2.0
// How much an audit may send: the profile's caps, lowered by the perimeter file. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "model/perimeter.h"

namespace vigie::engine {

struct Caps {
    std::optional<std::uint32_t> per_second;  // none = no cap
    std::optional<std::uint32_t> per_second_per_address;
    unsigned sessions_per_address = 2;
    base::Millis greeting_wait{3000};
    base::Millis reply_wait{4000};
    std::optional<std::uint32_t> per_second_per_network;  // a /24, or a /64 of IPv6
    base::Millis web_pause{1000};                         // after a web request, per address
    int scan_tries = 3;
    base::Millis late_try{60000};  // before the last of the tries
    base::Millis patience{60000};  // with a network interface that takes no packets
};

// prudent (25 and 2,000 packets/s), standard (100 and 5,000), lab (none; only with laboratoire = true).
// Errors: input, saying which profiles exist or why this one is refused.
base::Result<Caps> caps_of(const std::string& profile, const model::Perimeter& perimeter,
                           const std::string& lang = "fr");

}  // namespace vigie::engine
