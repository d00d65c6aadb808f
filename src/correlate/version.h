// SPDX-License-Identifier: Apache-2.0
// Order of version numbers, one way of ordering per ecosystem. A version becomes a key, a list of numbers whose
// lexicographic order is the order of versions: so it is total by construction, and comparing costs nothing.
// Never compares across two schemes, and says when two versions of one scheme have no order (Cisco trains).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vigie::correlate {

enum class Scheme {
    generic,    // 9.2p1, 1.22.1, 4.0.0rc2, 1.0.2k: numbers by value, alpha beta rc before, other words after
    semver,     // 1.2.3-alpha.1+build, as semver.org orders it
    debian,     // [epoch:]upstream[-revision], dpkg
    rpm,        // [epoch:]version[-release], rpm
    alpine,     // 9.3_rc1-r0 < 9.3-r0 < 9.3-r1 < 9.3_p2-r0 < 9.3.1, apk
    openssl,    // 1.0.2 < 1.0.2a < 1.0.2z < 1.0.2za
    openssh,    // 9.2 = 9.2p1 < 9.2p2
    cisco,      // 9.16(2)14 = 9.16.2.14; 15.2(4)E8 has no order with 15.2(4)M3
    fortinet,   // v7.0.6,build0366 = 7.0.6: the build says nothing more
    pan_os,     // 10.1.3-b2 < 10.1.3 < 10.1.3-h2 < 10.1.4
    netscaler,  // NS13.1: Build 49.13.nc = 13.1-49.13
    exchange,   // 15.02.1118.040 = Version 15.2 (Build 1118.40)
    vmware,     // 7.0.3 = 7.0 U3 < 7.0 U3o; 8.0.2 = 8.0U2
    sonicos,    // 7.0.1-5035, 6.5.4.14-109n: the build behind the hyphen is part of it
    date        // 2024-06-22 = 20240622; 2020.81 < 2022.83
};
std::optional<Scheme> scheme_from(std::string_view name);
std::string_view name_of(Scheme scheme);

using VersionKey = std::vector<std::uint64_t>;

// A version made ready for many comparisons.
struct Version {
    std::string text;
    Scheme scheme = Scheme::generic;
    VersionKey order;   // compare this
    VersionKey parts;   // the same without dropped zeros and without an end: is one the beginning of the other?
    std::string train;  // letters of a Cisco release train; versions of two trains have no order
    [[nodiscard]] bool empty() const { return text.empty(); }
};
Version parse_version(Scheme scheme, std::string_view text);

// Negative, zero or positive.
int compare(const Version& a, const Version& b);
bool comparable(const Version& a, const Version& b);
// "2.4" could be 2.4.1 or 2.4.58: a begins b, and what b has more is not just zeros.
bool is_less_precise(const Version& a, const Version& b);

int compare_versions(Scheme scheme, std::string_view a, std::string_view b);
inline int compare_versions(std::string_view a, std::string_view b) {
    return compare_versions(Scheme::generic, a, b);
}

// "9.2p1" -> {"9.2", "p1"}, "4.0.0-rc2" -> {"4.0.0", "rc2"}; "1.0.2k" and "1.22.1" have no update.
struct VersionAndUpdate {
    std::string version;
    std::string update;
};
VersionAndUpdate split_update(std::string_view version, Scheme scheme = Scheme::generic);

// The upstream part of what a banner shows: "10.11.6-MariaDB-0+deb12u1" -> "10.11.6", "4.17.12-Debian" -> "4.17.12";
// for NetScaler "13.1-49.13", for PAN-OS "10.1.3-h2", for Cisco "15.2(4)E8".
std::string upstream_version(std::string_view shown, Scheme scheme = Scheme::generic);

}  // namespace vigie::correlate
