// SPDX-License-Identifier: Apache-2.0
// Names of the releases of distributions, as packages, trackers and lifecycle tables write them. Only for the code
// beside it (package.h is what others use).
#pragma once

#include <span>
#include <string_view>

namespace vigie::correlate {

struct NamedRelease {
    std::string_view number;    // "12", "22.04"
    std::string_view codename;  // "bookworm", "jammy"
};
std::span<const NamedRelease> debian_releases();
std::span<const NamedRelease> ubuntu_releases();

}  // namespace vigie::correlate
