// SPDX-License-Identifier: Apache-2.0
#include "correlate/version.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace vigie::correlate {
namespace {

constexpr std::size_t kTokenLimit = 32;  // parts of one version that count

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct Token {
    bool number = false;
    std::string text;  // numbers without leading zeros, words in lower case
};

void drop_final_zeros(std::vector<Token>& tokens) {
    while (!tokens.empty() && tokens.back().number && tokens.back().text.empty()) tokens.pop_back();
}

// drop_zeros: 1.0.0-rc1 becomes 1 rc 1, so that it stands beside 1.0 and 1.
std::vector<Token> tokens_of(std::string_view version, bool drop_zeros) {
    if (version.size() > 1 && (version[0] == 'v' || version[0] == 'V') && is_digit(version[1]))
        version.remove_prefix(1);
    std::vector<Token> out;
    std::size_t i = 0;
    while (i < version.size() && out.size() < kTokenLimit) {
        const std::size_t from = i;
        if (is_digit(version[i])) {
            while (i < version.size() && is_digit(version[i])) ++i;
            const std::string_view digits = version.substr(from, i - from);
            const auto first = std::min(digits.find_first_not_of('0'), digits.size());
            out.push_back({true, std::string(digits.substr(first))});
        } else if (is_letter(version[i])) {
            while (i < version.size() && is_letter(version[i])) ++i;
            if (drop_zeros) drop_final_zeros(out);
            out.push_back({false, base::to_lower(version.substr(from, i - from))});
        } else {
            ++i;
        }
    }
    if (drop_zeros) drop_final_zeros(out);
    return out;
}

// Below zero: before the bare version.
int word_rank(const std::string& word) {
    constexpr std::array<std::string_view, 3> kDevelopment = {"dev", "snapshot", "nightly"};
    constexpr std::array<std::string_view, 4> kCandidate = {"rc", "cr", "pre", "preview"};
    if (std::find(kDevelopment.begin(), kDevelopment.end(), word) != kDevelopment.end()) return -4;
    if (word == "alpha") return -3;
    if (word == "beta") return -2;
    if (std::find(kCandidate.begin(), kCandidate.end(), word) != kCandidate.end()) return -1;
    return 1;
}

int compare_numbers(const std::string& a, const std::string& b) {
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    return a.compare(b);
}

// How a token stands against the end of the other version.
int against_end(const Token& token) {
    return token.number ? 1 : word_rank(token.text);
}

int compare_tokens(const Token& a, const Token& b) {
    if (a.number && b.number) return compare_numbers(a.text, b.text);
    if (a.number != b.number) return a.number ? 1 : -1;
    const int rank_a = word_rank(a.text);
    const int rank_b = word_rank(b.text);
    return rank_a != rank_b ? rank_a - rank_b : a.text.compare(b.text);
}

bool is_update_word(std::string_view word) {
    constexpr std::array<std::string_view, 9> kWords = {"p",   "patch", "rc",     "beta",  "alpha",
                                                        "pre", "sp",    "update", "hotfix"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
    const auto left = tokens_of(a, true);
    const auto right = tokens_of(b, true);
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
        int order = 0;
        if (i >= left.size())
            order = -against_end(right[i]);
        else if (i >= right.size())
            order = against_end(left[i]);
        else
            order = compare_tokens(left[i], right[i]);
        if (order != 0) return order;
    }
    return 0;
}

bool is_less_precise(std::string_view a, std::string_view b) {
    const auto left = tokens_of(a, false);
    const auto right = tokens_of(b, false);
    if (left.empty() || left.size() >= right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i)
        if (left[i].number != right[i].number || left[i].text != right[i].text) return false;
    // "9.18.24" is not short for "9.18.24-S1", another edition; "9.2" may be short for "9.2p1".
    const Token& next = right[left.size()];
    if (!next.number && (!is_update_word(next.text) || word_rank(next.text) < 0)) return false;
    return std::any_of(right.begin() + static_cast<std::ptrdiff_t>(left.size()), right.end(),
                       [](const Token& token) { return !token.number || !token.text.empty(); });
}

VersionAndUpdate split_update(std::string_view version) {
    std::size_t i = 0;
    while (i < version.size()) {
        if (!is_letter(version[i])) {
            ++i;
            continue;
        }
        const std::size_t from = i;
        while (i < version.size() && is_letter(version[i])) ++i;
        if (from == 0 || !is_update_word(base::to_lower(version.substr(from, i - from)))) continue;
        if (i >= version.size() && version.substr(from, i - from).size() == 1) continue;  // a lone final letter
        std::string_view bare = version.substr(0, from);
        while (!bare.empty() && !is_digit(bare.back()) && !is_letter(bare.back())) bare.remove_suffix(1);
        return {std::string(bare), std::string(version.substr(from))};
    }
    return {std::string(version), {}};
}

std::string upstream_version(std::string_view shown) {
    shown = base::trim(shown);
    // MariaDB puts 5.5.5- before its own version for old replication clients.
    constexpr std::string_view kReplication = "5.5.5-";
    if (shown.substr(0, kReplication.size()) == kReplication && base::contains_ignoring_case(shown, "mariadb"))
        shown.remove_prefix(kReplication.size());
    if (shown.size() > 1 && (shown[0] == 'v' || shown[0] == 'V') && is_digit(shown[1])) shown.remove_prefix(1);
    std::size_t end = 0;
    while (end < shown.size() &&
           (is_digit(shown[end]) || is_letter(shown[end]) || shown[end] == '.' || shown[end] == '_'))
        ++end;
    // A pre-release after a hyphen belongs to the version: 4.0.0-rc2, 10.0.0-beta1.
    if (end < shown.size() && shown[end] == '-') {
        std::size_t word_end = end + 1;
        while (word_end < shown.size() && (is_letter(shown[word_end]) || is_digit(shown[word_end]))) ++word_end;
        const std::string with_word(shown.substr(0, word_end));
        const VersionAndUpdate split = split_update(with_word);
        if (!split.update.empty() && split.version == shown.substr(0, end)) return with_word;
    }
    std::string_view out = shown.substr(0, end);
    while (!out.empty() && (out.back() == '.' || out.back() == '_')) out.remove_suffix(1);
    return out.empty() || !is_digit(out.front()) ? std::string() : std::string(out);
}

}  // namespace vigie::correlate
