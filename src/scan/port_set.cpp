// SPDX-License-Identifier: Apache-2.0
#include "scan/port_set.h"

#include <algorithm>

namespace vigie::scan {
namespace {

constexpr std::size_t kFew = 1024;

}  // namespace

bool PortSet::insert(model::Port port) {
    if (contains(port)) return false;
    if (ports_ == nullptr) ports_ = std::make_unique<Ports>();
    ++ports_->size;
    if (ports_->many != nullptr) {
        ports_->many->set(port);
        return true;
    }
    std::vector<model::Port>& few = ports_->few;
    few.insert(std::lower_bound(few.begin(), few.end(), port), port);
    if (few.size() > kFew) {
        ports_->many = std::make_unique<Bits>();
        for (const model::Port one : few) ports_->many->set(one);
        few = {};
    }
    return true;
}

bool PortSet::contains(model::Port port) const {
    if (ports_ == nullptr) return false;
    if (ports_->many != nullptr) return ports_->many->test(port);
    return std::binary_search(ports_->few.begin(), ports_->few.end(), port);
}

std::vector<model::Port> PortSet::list() const {
    if (ports_ == nullptr) return {};
    if (ports_->many == nullptr) return ports_->few;
    std::vector<model::Port> out;
    for (std::size_t port = 0; port < ports_->many->size(); ++port)
        if (ports_->many->test(port)) out.push_back(static_cast<model::Port>(port));
    return out;
}

}  // namespace vigie::scan
