// SPDX-License-Identifier: Apache-2.0
// Numbers and code names of the releases of Debian and Ubuntu. Feeds are filed under the code name, banners and
// lifecycle tables say either: whoever reads one of them asks here, so that a release is never known to half of us.
#pragma once

#include <span>
#include <string_view>

namespace vigie::model {

struct NamedRelease {
    std::string_view number;    // "12", "22.04"
    std::string_view codename;  // "bookworm", "jammy"
};
std::span<const NamedRelease> debian_releases();
std::span<const NamedRelease> ubuntu_releases();

}  // namespace vigie::model
