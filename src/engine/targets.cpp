// SPDX-License-Identifier: Apache-2.0
#include "engine/targets.h"

#include <set>

#include "engine/language.h"

namespace vigie::engine {
namespace {

constexpr std::uint64_t kMostTargets = 1U << 20U;

}  // namespace

base::Result<std::vector<model::IpAddress>> targets_of(const model::Perimeter& perimeter, const std::string& lang) {
    const model::Scope scope(perimeter);
    std::set<model::IpAddress> out;
    for (const model::CidrBlock& block : perimeter.addresses) {
        if (block.size() > kMostTargets || out.size() + block.size() > 2 * kMostTargets)
            return base::fail(base::Errc::input,
                              block.text() + say(lang, " : trop d'adresses pour un audit (1 048 576 au plus par bloc)",
                                                 ": too many addresses for one audit (at most 1,048,576 in a block)"));
        for (std::uint64_t i = 0; i < block.size(); ++i) {
            const model::IpAddress address = block.at(i);
            if (scope.allows(address)) out.insert(address);
        }
    }
    return std::vector<model::IpAddress>(out.begin(), out.end());
}

}  // namespace vigie::engine
