// SPDX-License-Identifier: Apache-2.0
// Version numbers in the text around them: what of a banner is the vendor's version.
#include <algorithm>

#include "base/text.h"
#include "correlate/version.h"
#include "correlate/version_key.h"

namespace vigie::correlate {
namespace {

constexpr std::size_t kBuildNumbers = 4;

std::string_view from_first_digit(std::string_view text) {
    const auto first = std::find_if(text.begin(), text.end(), is_digit);
    return text.substr(static_cast<std::size_t>(first - text.begin()));
}

std::string_view without_zeros(std::string_view digits) {
    return digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1));
}

// The first numbers of "NS13.1: Build 49.13.nc" or "Version 15.2 (Build 1118.40)"; only "build" may stand between.
std::vector<std::string_view> build_numbers(std::string_view text) {
    std::vector<std::string_view> out;
    text = from_first_digit(text);
    std::size_t i = 0;
    while (i < text.size() && out.size() < kBuildNumbers) {
        const std::size_t from = i;
        if (is_digit(text[i])) {
            while (i < text.size() && is_digit(text[i])) ++i;
            out.push_back(text.substr(from, i - from));
        } else if (is_letter(text[i])) {
            while (i < text.size() && is_letter(text[i])) ++i;
            const std::string word = base::to_lower(text.substr(from, i - from));
            if (word != "build" && word != "bld") break;
        } else if (std::string_view(" .:,(-_").find(text[i]) != std::string_view::npos) {
            ++i;
        } else {
            break;
        }
    }
    return out;
}

// 13.1-49.13
std::string netscaler_version(std::string_view shown) {
    const auto numbers = build_numbers(shown);
    if (numbers.size() < 2) return {};
    std::string out = std::string(without_zeros(numbers[0])) + "." + std::string(without_zeros(numbers[1]));
    if (numbers.size() == kBuildNumbers)
        out += "-" + std::string(without_zeros(numbers[2])) + "." + std::string(without_zeros(numbers[3]));
    return out;
}

// 15.2.1118.40
std::string exchange_version(std::string_view shown) {
    std::string out;
    std::string_view digits = from_first_digit(shown);
    constexpr std::size_t kYear = 4;  // "Exchange Server 2019 15.2.1118.7"
    if (digits.size() > kYear && digits.substr(0, 2) == "20" && digits[kYear] == ' ') shown = digits.substr(kYear);
    for (const std::string_view number : build_numbers(shown))
        out += (out.empty() ? "" : ".") + std::string(without_zeros(number));
    return out;
}

// 9.16(2)14, 15.2(4)E8, 17.3.1a
std::string cisco_version(std::string_view shown) {
    // "Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(4)E8": model numbers are none.
    if (const auto word = base::to_lower(shown).find("version"); word != std::string::npos)
        shown.remove_prefix(word);
    else if (const auto first = shown.find_first_not_of(" /_(-:v");
             first == std::string_view::npos || !is_digit(shown[first]))
        return {};
    shown = from_first_digit(shown);
    std::size_t end = 0;
    while (end < shown.size() && (is_digit(shown[end]) || is_letter(shown[end]) || shown[end] == '.' ||
                                  shown[end] == '(' || shown[end] == ')'))
        ++end;
    shown = shown.substr(0, end);
    const auto opened = std::count(shown.begin(), shown.end(), '(');
    while (!shown.empty() && (shown.back() == '.' || shown.back() == '(' ||
                              (shown.back() == ')' && std::count(shown.begin(), shown.end(), ')') > opened)))
        shown.remove_suffix(1);
    return std::string(shown);
}

// 2024-06-22
std::string date_version(std::string_view shown) {
    shown = from_first_digit(shown);
    std::size_t end = 0;
    while (end < shown.size() && (is_digit(shown[end]) || shown[end] == '.' || shown[end] == '-')) ++end;
    shown = shown.substr(0, end);
    while (!shown.empty() && !is_digit(shown.back())) shown.remove_suffix(1);
    return std::string(shown);
}

}  // namespace

VersionAndUpdate split_update(std::string_view version, Scheme scheme) {
    if (scheme == Scheme::openssl || scheme == Scheme::cisco) return {std::string(version), {}};
    std::size_t i = 0;
    while (i < version.size()) {
        if (!is_letter(version[i])) {
            ++i;
            continue;
        }
        const std::size_t from = i;
        while (i < version.size() && is_letter(version[i])) ++i;
        if (from == 0 || !is_update_word(base::to_lower(version.substr(from, i - from)), scheme)) continue;
        if (i >= version.size() && version.substr(from, i - from).size() == 1) continue;  // a lone final letter
        std::string_view bare = version.substr(0, from);
        while (!bare.empty() && !is_digit(bare.back()) && !is_letter(bare.back())) bare.remove_suffix(1);
        return {std::string(bare), std::string(version.substr(from))};
    }
    return {std::string(version), {}};
}

std::string upstream_version(std::string_view shown, Scheme scheme) {
    shown = base::trim(shown);
    switch (scheme) {
        case Scheme::netscaler: return netscaler_version(shown);
        case Scheme::exchange: return exchange_version(shown);
        case Scheme::cisco: return cisco_version(shown);
        case Scheme::date: return date_version(shown);
        default: break;
    }
    // MariaDB puts 5.5.5- before its own version for old replication clients.
    constexpr std::string_view kReplication = "5.5.5-";
    if (shown.substr(0, kReplication.size()) == kReplication && base::contains_ignoring_case(shown, "mariadb"))
        shown.remove_prefix(kReplication.size());
    if (shown.size() > 1 && (shown[0] == 'v' || shown[0] == 'V') && is_digit(shown[1])) shown.remove_prefix(1);
    std::size_t end = 0;
    while (end < shown.size() &&
           (is_digit(shown[end]) || is_letter(shown[end]) || shown[end] == '.' || shown[end] == '_'))
        ++end;
    if (scheme == Scheme::sonicos && end + 1 < shown.size() && shown[end] == '-' && is_digit(shown[end + 1])) {
        ++end;
        while (end < shown.size() && (is_digit(shown[end]) || is_letter(shown[end]))) ++end;
        return std::string(shown.substr(0, end));
    }
    // A word after a hyphen may belong to the version: 4.0.0-rc2, 10.0.0-beta1, 10.1.3-h2.
    if (end < shown.size() && shown[end] == '-') {
        std::size_t word_end = end + 1;
        while (word_end < shown.size() && (is_letter(shown[word_end]) || is_digit(shown[word_end]))) ++word_end;
        const std::string with_word(shown.substr(0, word_end));
        const VersionAndUpdate split = split_update(with_word, scheme);
        if (!split.update.empty() && split.version == shown.substr(0, end)) return with_word;
    }
    std::string_view out = shown.substr(0, end);
    while (!out.empty() && (out.back() == '.' || out.back() == '_')) out.remove_suffix(1);
    return out.empty() || !is_digit(out.front()) ? std::string() : std::string(out);
}

}  // namespace vigie::correlate
