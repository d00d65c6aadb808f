// SPDX-License-Identifier: Apache-2.0
// A set of ports of one host: a short sorted list as long as there are few, a bitmap (8 KiB) afterwards. A network of
// hosts with few open ports, or with every port "open", stays small.
#pragma once

#include <bitset>
#include <cstddef>
#include <memory>
#include <vector>

#include "model/address.h"

namespace vigie::scan {

class PortSet {
public:
    bool insert(model::Port port);  // false = was already there
    [[nodiscard]] bool contains(model::Port port) const;
    [[nodiscard]] std::size_t size() const { return ports_ == nullptr ? 0 : ports_->size; }
    [[nodiscard]] std::vector<model::Port> list() const;  // ascending

private:
    using Bits = std::bitset<65536>;
    struct Ports {
        std::vector<model::Port> few;
        std::unique_ptr<Bits> many;
        std::size_t size = 0;
    };
    std::unique_ptr<Ports> ports_;  // most hosts of a large network never have one
};

}  // namespace vigie::scan
