// SPDX-License-Identifier: Apache-2.0
// Package URLs of distribution packages (pkg:deb/debian/openssh@1:9.2p1-2+deb12u3?distro=bookworm).
#include <algorithm>

#include "base/text.h"
#include "correlate/package.h"
#include "model/release_names.h"

namespace vigie::correlate {
namespace {

constexpr std::size_t kUrlLimit = 512;

std::string decoded(std::string_view text) {
    std::string out;
    const auto digit = [](char c) {
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                      : -1;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
        if (escape) {
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

// "debian-12", "bookworm", "ubuntu-22.04", "rhel-9.4": as distributors and scanners write the distro qualifier.
std::string release_named(std::string_view distro) {
    if (family_of_release(distro) == Packaging::Origin::debian ||
        family_of_release(distro) == Packaging::Origin::ubuntu)
        return std::string(distro);
    const auto hyphen = distro.find('-');
    if (hyphen == std::string_view::npos) return {};
    const std::string_view system = distro.substr(0, hyphen);
    const std::string_view number = distro.substr(hyphen + 1);
    if (system == "debian")
        return std::string(debian_codename(static_cast<int>(base::parse_unsigned(number).value_or(0))));
    if (system == "ubuntu")
        for (const model::NamedRelease& release : model::ubuntu_releases())
            if (release.number == number) return std::string(release.codename);
    for (const std::string_view rebuilt : {"rhel", "centos", "almalinux", "rocky", "ol"})
        if (system == rebuilt) return "rhel-" + std::string(number.substr(0, number.find('.')));
    if (system == "alpine") {  // 3.20.3 is 3.20
        const auto dot = number.find('.');
        const auto second = dot == std::string_view::npos ? dot : number.find('.', dot + 1);
        return "alpine-" + std::string(number.substr(0, second));
    }
    if (system == "sles") {  // 15-sp5 is 15.5
        std::string release(number);
        if (const auto pack = release.find("-sp"); pack != std::string::npos) release.replace(pack, 3, ".");
        return "sles-" + release;
    }
    if (system == "opensuse" && number.substr(0, 5) == "leap-") return std::string(distro);
    return {};
}

}  // namespace

base::Result<PackageUrl> parse_package_url(std::string_view text) {
    constexpr std::string_view kPrefix = "pkg:";
    if (text.size() > kUrlLimit) return base::fail(base::Errc::limit, "package URL: longer than 512 characters");
    if (text.substr(0, kPrefix.size()) != kPrefix) return base::fail(base::Errc::input, "not a package URL");
    text.remove_prefix(kPrefix.size());
    text = text.substr(0, text.find('#'));
    const auto question = text.find('?');
    const std::string_view qualifiers =
        question == std::string_view::npos ? std::string_view() : text.substr(question + 1);
    text = text.substr(0, question);
    const auto at = text.rfind('@');
    const auto path = base::split(text.substr(0, at), '/');
    if (at == std::string_view::npos || at + 1 == text.size() || path.size() != 3 ||
        std::any_of(path.begin(), path.end(), [](std::string_view part) { return part.empty(); }))
        return base::fail(base::Errc::input, "package URL: pkg:TYPE/DISTRIBUTION/PACKAGE@VERSION was expected");
    PackageUrl out{std::string(path[0]), base::to_lower(path[1]), decoded(path[2]), decoded(text.substr(at + 1)), {}};
    if (out.type != "deb" && out.type != "rpm" && out.type != "apk")
        return base::fail(base::Errc::input, "package URL: deb, rpm or apk was expected");
    std::string epoch;
    for (const std::string_view qualifier : base::split(qualifiers, '&')) {
        const auto equals = qualifier.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string value = decoded(qualifier.substr(equals + 1));
        const std::string_view name = qualifier.substr(0, equals);
        if (name == "distro") out.release = release_named(value);
        if (name == "epoch") epoch = value;
        if (name == "upstream" && !value.empty()) out.name = value.substr(0, value.find('@'));
    }
    if (!epoch.empty() && epoch != "0") out.version = epoch + ":" + out.version;
    return out;
}

}  // namespace vigie::correlate
