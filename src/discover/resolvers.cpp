// SPDX-License-Identifier: Apache-2.0
#include "discover/resolvers.h"

#include <algorithm>

#include "base/text.h"

namespace vigie::discover {
namespace {

constexpr std::size_t kResolverLimit = 8;
constexpr std::string_view kKeyword = "nameserver";

}  // namespace

std::vector<model::IpAddress> resolvers_from(std::string_view resolv_conf) {
    std::vector<model::IpAddress> out;
    for (std::string_view line : base::split(resolv_conf, '\n')) {
        line = base::trim(line.substr(0, line.find_first_of("#;")));
        if (!line.starts_with(kKeyword)) continue;
        line.remove_prefix(kKeyword.size());
        if (line.empty() || (line.front() != ' ' && line.front() != '\t')) continue;
        line = base::trim(line);
        const auto address = model::IpAddress::parse(line.substr(0, line.find_first_of(" \t")));
        if (!address || std::find(out.begin(), out.end(), *address) != out.end()) continue;
        out.push_back(*address);
        if (out.size() == kResolverLimit) break;
    }
    return out;
}

}  // namespace vigie::discover
