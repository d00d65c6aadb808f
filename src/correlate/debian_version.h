// SPDX-License-Identifier: Apache-2.0
// Order of Debian package versions ([epoch:]upstream[-revision], Debian policy 5.6.12), own implementation of
// the published rule. "~" sorts before everything, even the end: 1.0~rc1 < 1.0.
#pragma once

#include <string_view>

namespace vigie::correlate {

// Negative, zero or positive: a is earlier than, the same as, later than b.
int compare_debian_versions(std::string_view a, std::string_view b);

std::string_view without_epoch(std::string_view version);               // "1:9.2p1-2" -> "9.2p1-2"
std::string_view upstream_of_debian_version(std::string_view version);  // "1:9.2p1-2" -> "9.2p1"

}  // namespace vigie::correlate
