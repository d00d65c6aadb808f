// SPDX-License-Identifier: Apache-2.0
#include "catalog/banner_patterns.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::catalog {
namespace {

// Fields that a person would paste: not hashes, object identifiers, cookies or titles, where short patterns match much.
constexpr std::array<std::string_view, 12> kBannerFields = {
    "ssh.banner",           "http_header.server", "ftp.banner",        "smtp.banner",
    "imap4.banner",         "pop3.banner",        "nntp.banner",       "telnet.banner",
    "snmp.sys_description", "rtsp_header.server", "sip_header.server", "http_header.x-powered-by"};
constexpr int kInterpolations = 8;

// "cpe:/a:openbsd:openssh:{service.version}"; what is not known is "-", as recog has it.
std::string interpolated(std::string text, const BannerValues& values) {
    for (int i = 0; i < kInterpolations; ++i) {
        const auto open = text.find('{');
        const auto close = text.find('}', open == std::string::npos ? 0 : open);
        if (open == std::string::npos || close == std::string::npos) break;
        const auto value = values.find(text.substr(open + 1, close - open - 1));
        text.replace(open, close - open + 1, value == values.end() ? "-" : value->second);
    }
    return text;
}

}  // namespace

base::Result<Pattern> compile(const model::BannerPattern& fingerprint) {
    std::string flags;
    if (fingerprint.ignore_case) flags += 'i';
    if (fingerprint.dot_is_newline) flags += 's';
    if (fingerprint.multiline) flags += 'm';
    return Pattern::compile(flags.empty() ? fingerprint.pattern : "(?" + flags + ")" + fingerprint.pattern);
}

std::optional<BannerValues> read_banner(const model::BannerPattern& fingerprint, const Pattern& pattern,
                                        std::string_view text) {
    const auto groups = pattern.match_numbered(text);
    if (!groups) return std::nullopt;
    BannerValues out;
    for (const auto& parameter : fingerprint.parameters) {
        if (parameter.group == 0) {
            out[parameter.name] = parameter.value;
            continue;
        }
        const auto number = static_cast<std::size_t>(parameter.group);
        if (number < groups->size() && !(*groups)[number].empty()) out[parameter.name] = (*groups)[number];
    }
    for (auto& [name, value] : out)
        if (value.find('{') != std::string::npos) value = interpolated(value, out);
    for (auto value = out.begin(); value != out.end();)
        value = value->first.rfind("_tmp.", 0) == 0 ? out.erase(value) : std::next(value);
    return out;
}

BannerPatterns::BannerPatterns(std::vector<model::BannerPattern> fingerprints) {
    for (model::BannerPattern& fingerprint : fingerprints)
        if (std::find(kBannerFields.begin(), kBannerFields.end(), fingerprint.field) != kBannerFields.end())
            fingerprints_.push_back(std::move(fingerprint));
    std::stable_sort(fingerprints_.begin(), fingerprints_.end(),
                     [](const auto& a, const auto& b) { return a.preference > b.preference; });
}

std::optional<BannerValues> BannerPatterns::recognise(std::string_view banner) const {
    for (const model::BannerPattern& fingerprint : fingerprints_) {
        const auto pattern = compile(fingerprint);
        if (!pattern) continue;
        if (auto values = read_banner(fingerprint, *pattern, banner)) return values;
    }
    return std::nullopt;
}

std::string BannerPatterns::cpe_of(std::string_view banner) const {
    constexpr std::string_view kOld = "cpe:/";
    constexpr std::size_t kFields = 11;
    const auto values = recognise(banner);
    if (!values) return {};
    const auto cpe = values->find("service.cpe23");
    if (cpe == values->end() || cpe->second.rfind(kOld, 0) != 0) return {};
    std::string out = "cpe:2.3";
    std::size_t fields = 0;
    for (const std::string_view field : base::split(std::string_view(cpe->second).substr(kOld.size()), ':')) {
        if (fields++ == kFields) return {};
        out += ':';
        out += field.empty() ? "*" : field;
    }
    for (; fields < kFields; ++fields) out += ":*";
    return out;
}

}  // namespace vigie::catalog
