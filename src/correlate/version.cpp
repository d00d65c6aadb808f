// SPDX-License-Identifier: Apache-2.0
#include "correlate/version.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "correlate/version_key.h"

namespace vigie::correlate {
namespace {

constexpr std::array<std::pair<Scheme, std::string_view>, 15> kNames = {{{Scheme::generic, "generic"},
                                                                         {Scheme::semver, "semver"},
                                                                         {Scheme::debian, "debian"},
                                                                         {Scheme::rpm, "rpm"},
                                                                         {Scheme::alpine, "alpine"},
                                                                         {Scheme::openssl, "openssl"},
                                                                         {Scheme::openssh, "openssh"},
                                                                         {Scheme::cisco, "cisco"},
                                                                         {Scheme::fortinet, "fortinet"},
                                                                         {Scheme::pan_os, "pan-os"},
                                                                         {Scheme::netscaler, "netscaler"},
                                                                         {Scheme::exchange, "exchange"},
                                                                         {Scheme::vmware, "vmware"},
                                                                         {Scheme::sonicos, "sonicos"},
                                                                         {Scheme::date, "date"}}};
constexpr std::size_t kPartLimit = 32;  // parts of one version that count
constexpr std::size_t kFortinetParts = 3;
constexpr std::size_t kBuildParts = 4;  // NetScaler and Exchange

// Numbers and words of a version, separators forgotten. A leading "v" is no word.
std::vector<VersionPart> parts_of(std::string_view version) {
    if (version.size() > 1 && (version[0] == 'v' || version[0] == 'V') && is_digit(version[1]))
        version.remove_prefix(1);
    std::vector<VersionPart> out;
    std::size_t i = 0;
    while (i < version.size() && out.size() < kPartLimit) {
        const std::size_t from = i;
        if (is_digit(version[i])) {
            while (i < version.size() && is_digit(version[i])) ++i;
            out.push_back({true, version.substr(from, i - from)});
        } else if (is_letter(version[i])) {
            while (i < version.size() && is_letter(version[i])) ++i;
            out.push_back({false, version.substr(from, i - from)});
        } else {
            ++i;
        }
    }
    return out;
}

std::vector<VersionPart> numbers_only(std::string_view version, std::size_t limit) {
    std::vector<VersionPart> out;
    for (const VersionPart& part : parts_of(version))
        if (part.is_number && out.size() < limit) out.push_back(part);
    return out;
}

// 7.0.6 of "v7.0.6,build0366,220606 (GA)".
std::vector<VersionPart> fortinet_parts(std::string_view version) {
    std::vector<VersionPart> out;
    for (const VersionPart& part : parts_of(version)) {
        if (!part.is_number || out.size() == kFortinetParts) break;
        out.push_back(part);
    }
    return out;
}

// The first portable release of a version is that version.
std::vector<VersionPart> openssh_parts(std::string_view version) {
    std::vector<VersionPart> out = parts_of(version);
    if (out.size() >= 2 && !out[out.size() - 2].is_number &&
        base::equals_ignoring_case(out[out.size() - 2].text, "p") && out.back().text == "1")
        out.resize(out.size() - 2);
    return out;
}

// Update 3 of 7.0 is 7.0.3; a letter behind it stays.
std::vector<VersionPart> vmware_parts(std::string_view version) {
    std::vector<VersionPart> out;
    for (const VersionPart& part : parts_of(version)) {
        const bool word = !part.is_number && (base::equals_ignoring_case(part.text, "u") ||
                                              base::equals_ignoring_case(part.text, "update"));
        if (!word) out.push_back(part);
    }
    return out;
}

// An eight-digit number that is a day is that day.
std::vector<VersionPart> date_parts(std::string_view version) {
    std::vector<VersionPart> out;
    for (const VersionPart& part : parts_of(version)) {
        constexpr std::size_t kDayDigits = 8;
        const bool day = part.is_number && part.text.size() >= kDayDigits &&
                         (part.text.substr(0, 2) == "19" || part.text.substr(0, 2) == "20");
        if (!day) {
            out.push_back(part);
            continue;
        }
        out.push_back({true, part.text.substr(0, 4)});
        out.push_back({true, part.text.substr(4, 2)});
        out.push_back({true, part.text.substr(6, 2)});
        if (part.text.size() > kDayDigits) out.push_back({true, part.text.substr(kDayDigits)});
    }
    return out;
}

// What stands after the bracket: "E" of 15.2(4)E8, "" of 9.16(2)14.
std::string train_of(std::string_view version) {
    const auto bracket = version.find(')');
    if (bracket == std::string_view::npos) return {};
    std::string out;
    for (const char c : version.substr(bracket + 1)) {
        if (!is_letter(c)) break;
        out += c;
    }
    return base::to_lower(out);
}

std::vector<VersionPart> parts_by(Scheme scheme, std::string_view text) {
    switch (scheme) {
        case Scheme::fortinet: return fortinet_parts(text);
        case Scheme::openssh: return openssh_parts(text);
        case Scheme::netscaler:
        case Scheme::exchange: return numbers_only(text, kBuildParts);
        case Scheme::vmware: return vmware_parts(text);
        case Scheme::date: return date_parts(text);
        default: return parts_of(text);
    }
}

WordRank ranking_of(Scheme scheme) {
    if (scheme == Scheme::cisco) return WordRank::plain;
    return scheme == Scheme::pan_os ? WordRank::pan_os : WordRank::usual;
}

}  // namespace

std::optional<Scheme> scheme_from(std::string_view name) {
    for (const auto& [scheme, word] : kNames)
        if (word == name) return scheme;
    return std::nullopt;
}

std::string_view name_of(Scheme scheme) {
    for (const auto& [known, word] : kNames)
        if (known == scheme) return word;
    return "";
}

Version parse_version(Scheme scheme, std::string_view text) {
    Version out;
    out.text = std::string(text);
    out.scheme = scheme;
    if (text.empty()) return out;
    switch (scheme) {
        case Scheme::debian: out.order = debian_key(text); break;
        case Scheme::rpm: out.order = rpm_key(text); break;
        case Scheme::alpine: out.order = alpine_key(text); break;
        case Scheme::semver: out.order = semver_key(text); break;
        default: out.order = order_key(parts_by(scheme, text), ranking_of(scheme));
    }
    for (const VersionPart& part : parts_by(scheme, text)) push_part(part, ranking_of(scheme), out.parts);
    if (scheme == Scheme::cisco) out.train = train_of(text);
    return out;
}

int compare(const Version& a, const Version& b) {
    const auto order = a.order <=> b.order;
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

bool comparable(const Version& a, const Version& b) {
    return a.train == b.train;
}

bool is_less_precise(const Version& a, const Version& b) {
    if (a.parts.empty() || a.parts.size() >= b.parts.size()) return false;
    if (!std::equal(a.parts.begin(), a.parts.end(), b.parts.begin())) return false;
    const auto rest = b.parts.begin() + static_cast<std::ptrdiff_t>(a.parts.size());
    // "9.18.24" is not short for "9.18.24-S1", another edition; "9.2" may be short for "9.2p1".
    if (!is_number_token(*rest) && !is_update_token(*rest, a.scheme)) return false;
    return std::any_of(rest, b.parts.end(), [](std::uint64_t token) { return token != zero_token(); });
}

int compare_versions(Scheme scheme, std::string_view a, std::string_view b) {
    return compare(parse_version(scheme, a), parse_version(scheme, b));
}

}  // namespace vigie::correlate
