// SPDX-License-Identifier: Apache-2.0
// The policy file of MTA-STS (RFC 8461, 3.2): which mail servers a domain has, and whether mail may go to them in
// clear. Pure: fetching the file is the caller's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vigie::inspect {

struct MtaStsPolicy {
    std::string mode;                  // "enforce", "testing", "none"; "" = missing or unknown
    std::vector<std::string> servers;  // mx patterns, lower case: a name, or "*." and a name
    std::vector<std::string> faults;   // lines that are missing or wrong
};

MtaStsPolicy parse_mta_sts(std::string_view text);

// "*.example.com" stands for one label and no more (RFC 8461, 4.1).
bool covers(const MtaStsPolicy& policy, std::string_view server);

}  // namespace vigie::inspect
