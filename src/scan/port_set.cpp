// SPDX-License-Identifier: Apache-2.0
#include "scan/port_set.h"

#include <algorithm>

namespace vigie::scan {
namespace {

constexpr std::size_t kFew = 1024;

}  // namespace

bool PortSet::insert(model::Port port) {
    if (contains(port)) return false;
    ++size_;
    if (many_ != nullptr) {
        many_->set(port);
        return true;
    }
    few_.insert(std::lower_bound(few_.begin(), few_.end(), port), port);
    if (few_.size() > kFew) {
        many_ = std::make_unique<Bits>();
        for (const model::Port one : few_) many_->set(one);
        few_ = {};
    }
    return true;
}

bool PortSet::contains(model::Port port) const {
    if (many_ != nullptr) return many_->test(port);
    return std::binary_search(few_.begin(), few_.end(), port);
}

std::vector<model::Port> PortSet::list() const {
    if (many_ == nullptr) return few_;
    std::vector<model::Port> out;
    for (std::size_t port = 0; port < many_->size(); ++port)
        if (many_->test(port)) out.push_back(static_cast<model::Port>(port));
    return out;
}

}  // namespace vigie::scan
