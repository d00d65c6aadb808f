// SPDX-License-Identifier: Apache-2.0
// Order of upstream version numbers as vendors write them (9.2p1, 1.22.1, 4.0.0rc2, 15.2.1544.4). Packages of
// distributions have an order of their own (debian_version.h).
#pragma once

#include <string>
#include <string_view>

namespace vigie::correlate {

// Negative, zero or positive. Numbers by value, 1.0 = 1.0.0; alpha, beta, rc, pre, dev come before the bare
// version, any other word (p1, a, k, sp2) after it.
int compare_versions(std::string_view a, std::string_view b);

// "2.4" could be 2.4.1 or 2.4.58: a begins b, and what b has more is not just zeros.
bool is_less_precise(std::string_view a, std::string_view b);

// "9.2p1" -> {"9.2", "p1"}, "4.0.0-rc2" -> {"4.0.0", "rc2"}; "1.0.2k" and "1.22.1" have no update.
struct VersionAndUpdate {
    std::string version;
    std::string update;
};
VersionAndUpdate split_update(std::string_view version);

// The upstream part of what a banner shows: "10.11.6-MariaDB-0+deb12u1" -> "10.11.6", "4.17.12-Debian" -> "4.17.12".
std::string upstream_version(std::string_view shown);

}  // namespace vigie::correlate
