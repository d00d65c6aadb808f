// SPDX-License-Identifier: Apache-2.0
// Who built the software behind a banner: the vendor, Debian, Ubuntu, another distribution, nobody knows. The
// revision of a distribution's package is what tells whether a repair is in, not the upstream version.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "correlate/version.h"

namespace vigie::correlate {

struct Packaging {
    enum class Origin {
        unknown,  // nothing on the wire says who built it
        debian,
        ubuntu,
        redhat,  // Red Hat Enterprise Linux and what is rebuilt from it: CentOS, AlmaLinux, Rocky, Oracle
        suse,
        alpine,
        other,   // another distribution: name in `name`
        windows  // a Windows build: no distribution repairs it
    };
    Origin origin = Origin::unknown;
    std::string name;     // "Debian", "Ubuntu", "CentOS", "FreeBSD", "Windows"
    std::string version;  // package version as shown, mostly without epoch, "9.2p1-2+deb12u3"; "" = revision not shown
    std::string release;  // "bookworm", "jammy", "rhel-9", "sles-15.5", "alpine-3.20", when the revision says so
    bool operator==(const Packaging&) const = default;
};

// upstream: the bare version; shown: the version as on the wire and all the text around it.
Packaging detect_packaging(std::string_view upstream, std::string_view shown);

// Whose release this is, by its name in distribution data; unknown for a name of none.
Packaging::Origin family_of_release(std::string_view release);
// How the packages of a distribution are ordered; nothing for one whose data we do not read.
std::optional<Scheme> package_scheme(Packaging::Origin origin);
// "Debian 12 (bookworm)", "Ubuntu 22.04 (jammy)", "RHEL 9".
std::string release_label(std::string_view release);
// The same release in lifecycle data: {"debian", "12"}, {"ubuntu", "22.04"}, {"rhel", "9"}; empty when unknown.
struct ReleaseName {
    std::string product;
    std::string number;
};
ReleaseName lifecycle_of_release(std::string_view release);
// The same with the rebuilds of Red Hat told apart: CentOS 7 ended long before Red Hat's own.
ReleaseName lifecycle_of(const Packaging& packaging);
// "Ubuntu 22.04 (jammy)", "CentOS 7".
std::string system_label(const Packaging& packaging);

// 12 -> "bookworm" and back; "" and 0 when unknown.
std::string_view debian_codename(int number);
int debian_number(std::string_view codename);

// "pkg:deb/debian/openssh@1:9.2p1-2+deb12u3?distro=bookworm": the package itself, where somebody has the list.
struct PackageUrl {
    std::string type;     // "deb", "rpm", "apk"
    std::string vendor;   // "debian", "ubuntu", "redhat"
    std::string name;     // the source package, or the binary one where nothing says otherwise
    std::string version;  // with its epoch
    std::string release;  // in the words of Packaging::release, "" = not said
};
base::Result<PackageUrl> parse_package_url(std::string_view text);

}  // namespace vigie::correlate
