// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <span>

#include "base/text.h"
#include "correlate/package.h"
#include "model/release_names.h"

namespace vigie::correlate {
namespace {

std::string_view number_in(std::span<const model::NamedRelease> releases, std::string_view codename) {
    for (const model::NamedRelease& release : releases)
        if (release.codename == codename) return release.number;
    return {};
}

// "9" of "rhel-9"; empty when the release is of another family.
std::string_view after(std::string_view release, std::string_view prefix) {
    return release.substr(0, prefix.size()) == prefix ? release.substr(prefix.size()) : std::string_view();
}

struct Numbered {
    std::string_view prefix;
    Packaging::Origin origin;
    std::string_view label;
    std::string_view lifecycle;
};
constexpr std::array<Numbered, 4> kNumbered = {
    {{"rhel-", Packaging::Origin::redhat, "Red Hat Enterprise Linux", "rhel"},
     {"opensuse-leap-", Packaging::Origin::suse, "openSUSE Leap", "opensuse"},
     {"sles-", Packaging::Origin::suse, "SUSE Linux Enterprise", "sles"},
     {"alpine-", Packaging::Origin::alpine, "Alpine Linux", "alpine-linux"}}};

}  // namespace

std::string_view debian_codename(int number) {
    const std::string text = std::to_string(number);
    for (const model::NamedRelease& release : model::debian_releases())
        if (release.number == text) return release.codename;
    return {};
}

int debian_number(std::string_view codename) {
    return static_cast<int>(base::parse_unsigned(number_in(model::debian_releases(), codename)).value_or(0));
}

Packaging::Origin family_of_release(std::string_view release) {
    if (!number_in(model::debian_releases(), release).empty()) return Packaging::Origin::debian;
    if (!number_in(model::ubuntu_releases(), release).empty()) return Packaging::Origin::ubuntu;
    for (const Numbered& family : kNumbered)
        if (!after(release, family.prefix).empty()) return family.origin;
    return Packaging::Origin::unknown;
}

std::optional<Scheme> package_scheme(Packaging::Origin origin) {
    switch (origin) {
        case Packaging::Origin::debian:
        case Packaging::Origin::ubuntu: return Scheme::debian;
        case Packaging::Origin::redhat:
        case Packaging::Origin::suse: return Scheme::rpm;
        case Packaging::Origin::alpine: return Scheme::alpine;
        default: return std::nullopt;
    }
}

std::string release_label(std::string_view release) {
    if (const auto number = number_in(model::debian_releases(), release); !number.empty())
        return "Debian " + std::string(number) + " (" + std::string(release) + ")";
    if (const auto number = number_in(model::ubuntu_releases(), release); !number.empty())
        return "Ubuntu " + std::string(number) + " (" + std::string(release) + ")";
    for (const Numbered& family : kNumbered)
        if (const auto number = after(release, family.prefix); !number.empty())
            return std::string(family.label) + " " + std::string(number);
    return std::string(release);
}

ReleaseName lifecycle_of_release(std::string_view release) {
    if (const auto number = number_in(model::debian_releases(), release); !number.empty())
        return {"debian", std::string(number)};
    if (const auto number = number_in(model::ubuntu_releases(), release); !number.empty())
        return {"ubuntu", std::string(number)};
    for (const Numbered& family : kNumbered)
        if (const auto number = after(release, family.prefix); !number.empty())
            return {std::string(family.lifecycle), std::string(number)};
    return {};
}

ReleaseName lifecycle_of(const Packaging& packaging) {
    ReleaseName out = lifecycle_of_release(packaging.release);
    if (packaging.origin != Packaging::Origin::redhat || out.number.empty()) return out;
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kRebuilds = {
        {{"CentOS", "centos"},
         {"AlmaLinux", "almalinux"},
         {"Rocky Linux", "rocky-linux"},
         {"Oracle Linux", "oracle-linux"}}};
    for (const auto& [name, product] : kRebuilds)
        if (packaging.name == name) out.product = std::string(product);
    return out;
}

std::string system_label(const Packaging& packaging) {
    const ReleaseName release = lifecycle_of(packaging);
    if (packaging.origin == Packaging::Origin::redhat && release.product != "rhel" && !release.number.empty())
        return packaging.name + " " + release.number;
    return release_label(packaging.release);
}

}  // namespace vigie::correlate
