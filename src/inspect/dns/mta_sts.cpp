// SPDX-License-Identifier: Apache-2.0
#include "inspect/dns/mta_sts.h"

#include <algorithm>

#include "base/text.h"

namespace vigie::inspect {
namespace {

constexpr std::size_t kLineLimit = 256;  // lines of one policy that are read
constexpr std::size_t kStsFaultLimit = 8;
constexpr std::uint64_t kLongestAge = 31'557'600;  // RFC 8461, 3.2: a year
constexpr std::string_view kWildcard = "*.";

bool is_mode(std::string_view value) {
    return value == "enforce" || value == "testing" || value == "none";
}

}  // namespace

MtaStsPolicy parse_mta_sts(std::string_view text) {
    MtaStsPolicy out;
    const auto fault = [&](std::string_view what) {
        if (out.faults.size() < kStsFaultLimit) out.faults.push_back(base::printable(what, 80));
    };
    bool versioned = false;
    bool aged = false;
    std::size_t lines = 0;
    for (std::string_view line : base::split(text, '\n')) {
        line = base::trim(line);
        if (line.empty()) continue;
        if (++lines > kLineLimit) break;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) {
            fault(line);
            continue;
        }
        const std::string_view key = base::trim(line.substr(0, colon));
        const std::string value = base::to_lower(base::trim(line.substr(colon + 1)));
        if (key == "version") {
            versioned = base::trim(line.substr(colon + 1)) == "STSv1";
        } else if (key == "mode") {
            out.mode = is_mode(value) ? value : "";
            if (out.mode.empty()) fault(line);
        } else if (key == "max_age") {
            const auto age = base::parse_unsigned(value);
            aged = age && *age <= kLongestAge;
            if (!aged) fault(line);
        } else if (key == "mx") {
            const std::string_view name = std::string_view(value).substr(value.starts_with(kWildcard) ? 2 : 0);
            if (name.empty() || name.find('*') != std::string_view::npos)
                fault(line);
            else
                out.servers.push_back(value);
        }  // other keys are extensions
    }
    if (!versioned) fault("version: STSv1 ?");
    if (out.mode.empty()) fault("mode ?");
    if (!aged) fault("max_age ?");
    if (out.servers.empty() && out.mode != "none") fault("mx ?");
    return out;
}

bool covers(const MtaStsPolicy& policy, std::string_view server) {
    std::string name = base::to_lower(server);
    if (name.ends_with('.')) name.pop_back();
    return std::any_of(policy.servers.begin(), policy.servers.end(), [&](const std::string& pattern) {
        if (!pattern.starts_with(kWildcard)) return pattern == name;
        const auto dot = name.find('.');
        return dot != std::string::npos && dot > 0 && name.substr(dot) == pattern.substr(1);
    });
}

}  // namespace vigie::inspect
