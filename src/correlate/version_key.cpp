// SPDX-License-Identifier: Apache-2.0
#include "correlate/version_key.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::correlate {
namespace {

// The upper three bits are a class, so that kinds sort as whole: a pre-release before the end of the version, the
// end before any word, a word before any number.
constexpr unsigned kClassShift = 61;
enum TokenClass : std::uint64_t { kEarly = 0, kEnd = 1, kWord = 2, kNumber = 3, kLongNumber = 4, kText = 5 };

constexpr std::uint64_t token(TokenClass kind, std::uint64_t value) {
    return (static_cast<std::uint64_t>(kind) << kClassShift) | value;
}

constexpr std::size_t kDigits = 18;       // digits that fit one token
constexpr std::size_t kWordLetters = 11;  // letters that fit one token
constexpr std::uint64_t kLetters = 27;

std::uint64_t value_of(std::string_view digits) {
    std::uint64_t out = 0;
    for (const char c : digits) out = out * 10 + static_cast<std::uint64_t>(c - '0');
    return out;
}

void push_number(std::string_view digits, VersionKey& out) {
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.size() <= kDigits) {
        out.push_back(token(kNumber, value_of(digits)));
        return;
    }
    out.push_back(token(kLongNumber, digits.size()));
    for (; !digits.empty(); digits.remove_prefix(std::min(kDigits, digits.size())))
        out.push_back(token(kNumber, value_of(digits.substr(0, kDigits))));
}

constexpr std::uint64_t packed_word(std::string_view lower) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < kWordLetters; ++i)
        out = out * kLetters + (i < lower.size() ? static_cast<std::uint64_t>(lower[i] - 'a' + 1) : 0);
    return out;
}
constexpr std::uint64_t kWordSpan = [] {
    std::uint64_t out = 1;
    for (std::size_t i = 0; i < kWordLetters; ++i) out *= kLetters;
    return out;
}();

// How early a pre-release word is; nothing for any other word.
std::optional<std::uint64_t> early_rank(std::string_view word, WordRank ranking) {
    if (ranking == WordRank::plain) return std::nullopt;
    for (const std::string_view development : {"dev", "snapshot", "nightly"})
        if (word == development) return 0;
    if (word == "alpha") return 1;
    if (word == "beta" || (ranking == WordRank::pan_os && word == "b")) return 2;
    for (const std::string_view candidate : {"rc", "cr", "pre", "preview"})
        if (word == candidate) return 3;
    return std::nullopt;
}

void push_word(std::string_view word, WordRank ranking, VersionKey& out) {
    const std::string lower = base::to_lower(word);
    if (const auto rank = early_rank(lower, ranking)) {
        out.push_back(token(kEarly, *rank * kWordSpan + packed_word(lower)));
        return;
    }
    for (std::size_t i = 0; i < lower.size(); i += kWordLetters)
        out.push_back(token(kWord, packed_word(std::string_view(lower).substr(i, kWordLetters))));
}

// Bytes, seven a token, closed by the lowest token, so that a text sorts before a longer one that it begins.
void push_text(std::string_view text, TokenClass kind, VersionKey& out) {
    constexpr std::size_t kBytes = 7;
    for (std::size_t i = 0; i < text.size(); i += kBytes) {
        std::uint64_t value = 0;
        for (std::size_t j = 0; j < kBytes; ++j)
            value = (value << 8U) | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0U);
        out.push_back(token(kind, value));
    }
    out.push_back(token(kEarly, 0));
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string_view take_epoch(std::string_view& version) {
    const auto colon = version.find(':');
    if (colon == std::string_view::npos) return "0";
    const std::string_view epoch = version.substr(0, colon);
    version.remove_prefix(colon + 1);
    return epoch;
}

// dpkg: runs of other characters and of digits in turn. "~" before the end of a run, the end before letters, letters
// before the rest. Numbers always follow a run, if only as zero: so "1." equals "1.0".
void push_debian_part(std::string_view part, VersionKey& out) {
    constexpr std::uint64_t kTilde = 0;
    constexpr std::uint64_t kRunEnd = 1;
    std::size_t i = 0;
    do {
        for (; i < part.size() && !is_digit(part[i]); ++i) {
            const auto c = static_cast<unsigned char>(part[i]);
            out.push_back(c == '~' ? kTilde : is_letter(part[i]) ? 2U + c : 2U + 256U + c);
        }
        out.push_back(kRunEnd);
        const std::size_t from = i;
        while (i < part.size() && is_digit(part[i])) ++i;
        push_number(part.substr(from, i - from), out);
    } while (i < part.size());
    out.push_back(kRunEnd);
}

// rpm: runs of digits and of letters, separators forgotten. "~" before the end, "^" just after it, letters before
// numbers.
void push_rpm_part(std::string_view part, VersionKey& out) {
    constexpr std::uint64_t kTilde = 0;
    constexpr std::uint64_t kCaret = token(kEnd, 1);
    std::size_t i = 0;
    while (i < part.size()) {
        const std::size_t from = i;
        if (part[i] == '~' || part[i] == '^') {
            out.push_back(part[i++] == '~' ? kTilde : kCaret);
        } else if (is_digit(part[i])) {
            while (i < part.size() && is_digit(part[i])) ++i;
            push_number(part.substr(from, i - from), out);
        } else if (is_letter(part[i])) {
            while (i < part.size() && is_letter(part[i])) ++i;
            push_text(part.substr(from, i - from), kWord, out);
        } else {
            ++i;
        }
    }
    out.push_back(token(kEnd, 0));
}

}  // namespace

void push_part(const VersionPart& part, WordRank ranking, VersionKey& out) {
    if (part.is_number)
        push_number(part.text, out);
    else
        push_word(part.text, ranking, out);
}

VersionKey order_key(const std::vector<VersionPart>& parts, WordRank ranking) {
    VersionKey out;
    const auto drop_zeros = [&out] {
        while (!out.empty() && out.back() == zero_token()) out.pop_back();
    };
    for (const VersionPart& part : parts) {
        if (!part.is_number) drop_zeros();
        push_part(part, ranking, out);
    }
    drop_zeros();
    out.push_back(token(kEnd, 0));
    return out;
}

VersionKey semver_key(std::string_view version) {
    constexpr std::size_t kIdentifierLimit = 32;
    if (version.size() > 1 && (version[0] == 'v' || version[0] == 'V')) version.remove_prefix(1);
    version = version.substr(0, version.find('+'));
    const auto hyphen = version.find('-');
    VersionKey out;
    for (const std::string_view number : base::split(version.substr(0, hyphen), '.')) {
        if (out.size() == kIdentifierLimit) break;
        if (all_digits(number))
            push_number(number, out);
        else
            push_text(number, kText, out);
    }
    while (!out.empty() && out.back() == zero_token()) out.pop_back();
    if (hyphen == std::string_view::npos) {
        out.push_back(token(kEnd, 0));
        return out;
    }
    out.push_back(token(kEarly, 1));
    for (const std::string_view identifier : base::split(version.substr(hyphen + 1), '.')) {
        if (out.size() >= 2 * kIdentifierLimit) break;
        if (all_digits(identifier))
            push_number(identifier, out);
        else
            push_text(identifier, kText, out);
    }
    out.push_back(token(kEnd, 0));
    return out;
}

VersionKey debian_key(std::string_view version) {
    VersionKey out;
    push_debian_part(take_epoch(version), out);
    const auto hyphen = version.rfind('-');
    push_debian_part(version.substr(0, hyphen), out);
    push_debian_part(hyphen == std::string_view::npos ? std::string_view() : version.substr(hyphen + 1), out);
    return out;
}

VersionKey rpm_key(std::string_view version) {
    VersionKey out;
    push_rpm_part(take_epoch(version), out);
    const auto hyphen = version.rfind('-');
    push_rpm_part(version.substr(0, hyphen), out);
    push_rpm_part(hyphen == std::string_view::npos ? std::string_view() : version.substr(hyphen + 1), out);
    return out;
}

// apk: numbers, one letter, suffixes, the revision. What follows first decides: a number is more than a letter, a
// letter more than _p, that more than a revision, that more than the end, and the end more than _rc.
VersionKey alpine_key(std::string_view version) {
    constexpr std::array<std::string_view, 4> kBefore = {"alpha", "beta", "pre", "rc"};
    constexpr std::array<std::string_view, 5> kAfter = {"cvs", "svn", "git", "hg", "p"};
    constexpr std::uint64_t kRevision = 0;
    constexpr std::uint64_t kSuffix = 1;
    constexpr std::uint64_t kLetter = 16;
    VersionKey out;
    for (std::size_t i = 0; i < version.size();) {
        const std::size_t from = i;
        if (is_digit(version[i])) {
            while (i < version.size() && is_digit(version[i])) ++i;
            push_number(version.substr(from, i - from), out);
            continue;
        }
        const char separator = is_letter(version[i]) ? '\0' : version[i++];
        const std::size_t word_from = i;
        while (i < version.size() && is_letter(version[i])) ++i;
        const std::string word = base::to_lower(version.substr(word_from, i - word_from));
        if (word.empty()) continue;
        const auto* const before = std::find(kBefore.begin(), kBefore.end(), word);
        const auto* const after = std::find(kAfter.begin(), kAfter.end(), word);
        if (separator == '-' && word == "r")
            out.push_back(token(kWord, kRevision));
        else if (separator == '_' && before != kBefore.end())
            out.push_back(token(kEarly, static_cast<std::uint64_t>(before - kBefore.begin())));
        else if (separator == '_' && after != kAfter.end())
            out.push_back(token(kWord, kSuffix + static_cast<std::uint64_t>(after - kAfter.begin())));
        else
            for (const char c : word) out.push_back(token(kWord, kLetter + static_cast<unsigned char>(c)));
    }
    out.push_back(token(kEnd, 0));
    return out;
}

bool is_number_token(std::uint64_t one) {
    const auto kind = one >> kClassShift;
    return kind == kNumber || kind == kLongNumber;
}

bool is_update_token(std::uint64_t one, Scheme scheme) {
    constexpr std::array<std::uint64_t, 7> kWords = {packed_word("p"),      packed_word("patch"),  packed_word("sp"),
                                                     packed_word("update"), packed_word("hotfix"), packed_word("hf"),
                                                     packed_word("r")};
    if (scheme == Scheme::openssl) return false;  // 1.0.2p is a release of its own, not an update of 1.0.2
    if (scheme == Scheme::vmware) return !is_number_token(one);  // 7.0.3 may be 7.0 U3o
    if (scheme == Scheme::pan_os && one == token(kWord, packed_word("h"))) return true;
    return std::any_of(kWords.begin(), kWords.end(), [one](std::uint64_t word) { return one == token(kWord, word); });
}

std::uint64_t zero_token() {
    return token(kNumber, 0);
}

bool is_update_word(std::string_view word, Scheme scheme) {
    constexpr std::array<std::string_view, 9> kWords = {"p",   "patch", "rc",     "beta",  "alpha",
                                                        "pre", "sp",    "update", "hotfix"};
    if (scheme == Scheme::pan_os && (word == "h" || word == "b" || word == "c")) return true;
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

}  // namespace vigie::correlate
