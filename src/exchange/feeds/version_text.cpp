// SPDX-License-Identifier: Apache-2.0
// Versions as hundreds of hands write them. Only what is unambiguous becomes a bound.
#include "exchange/feeds/version_text.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "exchange/feeds/parsers.h"

namespace vigie::exchange {
namespace {

constexpr std::size_t kVersionLimit = 64;  // characters
constexpr std::size_t kPartLimit = 8;      // comparisons of one range

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

struct Sign {
    std::string_view word;
    bool lower;
    bool included;
};
constexpr std::array<Sign, 4> kSigns = {
    {{">=", true, true}, {"<=", false, true}, {">", true, false}, {"<", false, false}}};

const Sign* sign_at(std::string_view text) {
    const auto* const found = std::find_if(
        kSigns.begin(), kSigns.end(), [&](const Sign& sign) { return text.substr(0, sign.word.size()) == sign.word; });
    return found == kSigns.end() ? nullptr : &*found;
}

}  // namespace

std::string_view bare_version(std::string_view text) {
    text = base::trim(text);
    for (const std::string_view word : {"version", "ver.", "ver", "v"}) {
        if (text.size() <= word.size() || !base::equals_ignoring_case(text.substr(0, word.size()), word)) continue;
        const std::string_view rest = base::trim(text.substr(word.size()));
        if (!rest.empty() && is_digit(rest.front())) return rest;
    }
    return text;
}

std::string cpe_word(std::string_view text) {
    std::string out = base::to_lower(base::trim(text));
    std::replace(out.begin(), out.end(), ' ', '_');
    return out == "n/a" || out == "unknown" ? std::string() : out;
}

bool is_plain_version(std::string_view text) {
    text = bare_version(text);
    if (text.empty() || text.size() > kVersionLimit || !is_digit(text.front())) return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_' ||
               c == '+' || c == '~' || c == ':';
    });
}

bool is_every_version(std::string_view text) {
    return text.empty() || text == "0" || text == "*" || text == "all";
}

bool read_comparisons(std::string_view text, model::CpeCriterion& out) {
    text = base::trim(text);
    constexpr std::string_view kUri = "vers:";
    if (text.substr(0, kUri.size()) == kUri) {
        const auto slash = text.find('/');
        if (slash == std::string_view::npos) return false;
        text.remove_prefix(slash + 1);
    }
    model::CpeCriterion read = out;
    bool any = false;
    bool lower = false;
    bool upper = false;
    for (std::size_t part = 0; !text.empty(); ++part) {
        if (part == kPartLimit) return false;
        const Sign* sign = sign_at(text);
        if (sign == nullptr) {
            // "0 < 8.0.1": what stands before the first sign is where the range begins.
            const auto next = text.find_first_of("<>");
            if (any || next == std::string_view::npos) return false;
            const std::string_view first = base::trim(text.substr(0, next));
            if (!is_plain_version(first)) return false;
            if (!is_every_version(first)) read.start = bare_version(first);
            lower = true;
            text.remove_prefix(next);
            any = true;
            continue;
        }
        text.remove_prefix(sign->word.size());
        const auto next = text.find_first_of("<>,|");
        const std::string_view version = bare_version(text.substr(0, next));
        if (!is_plain_version(version)) return false;
        bool& seen = sign->lower ? lower : upper;
        if (seen) return false;  // "< 1.2, < 2.3" is two ranges in one, and which belongs to which is a guess
        seen = true;
        (sign->lower ? read.start : read.end) = version;
        (sign->lower ? read.start_included : read.end_included) = sign->included;
        any = true;
        if (next == std::string_view::npos) break;
        text.remove_prefix(next);
        if (text.front() == ',' || text.front() == '|') text.remove_prefix(1);
        text = base::trim(text);
    }
    if (any) out = std::move(read);
    return any;
}

}  // namespace vigie::exchange
