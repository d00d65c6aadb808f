// SPDX-License-Identifier: Apache-2.0
// The keys behind version.h: how each kind of version becomes numbers in lexicographic order. Only for version.cpp
// and its tests.
#pragma once

#include "correlate/version.h"

namespace vigie::correlate {

inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
inline bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct VersionPart {
    bool is_number = false;
    std::string_view text;
};

enum class WordRank {
    usual,   // dev, alpha, beta, rc before the bare version, other words after it
    plain,   // every word after it
    pan_os,  // "b" is a beta
};

void push_part(const VersionPart& part, WordRank ranking, VersionKey& out);
// Trailing zeros dropped (1.0 = 1.0.0, 1.0.0-rc1 = 1.0-rc1), an end put behind.
VersionKey order_key(const std::vector<VersionPart>& parts, WordRank ranking);

VersionKey semver_key(std::string_view version);
VersionKey debian_key(std::string_view version);
VersionKey rpm_key(std::string_view version);
VersionKey alpine_key(std::string_view version);

bool is_number_token(std::uint64_t token);
bool is_update_token(std::uint64_t token, Scheme scheme);  // p, patch, sp, update, hotfix; h of PAN-OS
std::uint64_t zero_token();
bool is_update_word(std::string_view word, Scheme scheme);

}  // namespace vigie::correlate
