// SPDX-License-Identifier: Apache-2.0
// Who built the software behind a banner: the vendor, Debian, Ubuntu, another distribution, nobody knows. The
// revision of a distribution's package is what tells whether a repair is in, not the upstream version.
#pragma once

#include <string>
#include <string_view>

namespace vigie::correlate {

struct Packaging {
    enum class Origin {
        unknown,  // nothing on the wire says who built it
        debian,
        ubuntu,
        other,   // another distribution: name in `name`
        windows  // a Windows build: no distribution repairs it
    };
    Origin origin = Origin::unknown;
    std::string name;     // "Debian", "Ubuntu", "CentOS", "FreeBSD", "Windows"
    std::string version;  // package version without epoch, "9.2p1-2+deb12u3"; "" = revision not shown
    std::string release;  // "bookworm", when the revision says so
    bool operator==(const Packaging&) const = default;
};

// upstream: the bare version; shown: the version as on the wire and all the text around it.
Packaging detect_packaging(std::string_view upstream, std::string_view shown);

// 12 -> "bookworm" and back; "" and 0 when unknown.
std::string_view debian_codename(int number);
int debian_number(std::string_view codename);

}  // namespace vigie::correlate
