// SPDX-License-Identifier: Apache-2.0
// Cookies: a keyed number for each endpoint, sent as the sequence number of its SYN. Only who has seen our packet can
// answer with it, so nothing has to be remembered and nothing is believed without it. SipHash-2-4 with a fresh key.
#pragma once

#include <array>
#include <cstdint>

#include "base/result.h"
#include "model/address.h"

namespace vigie::scan {

class Cookies {
public:
    static base::Result<Cookies> make();

    [[nodiscard]] std::uint64_t of(const model::IpAddress& address, model::Port port) const;
    [[nodiscard]] std::uint32_t sequence(const model::IpAddress& address, model::Port port) const {
        return static_cast<std::uint32_t>(of(address, port));
    }

private:
    Cookies() = default;
    std::array<std::uint8_t, 16> key_{};
};

}  // namespace vigie::scan
