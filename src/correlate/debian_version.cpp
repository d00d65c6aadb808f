// SPDX-License-Identifier: Apache-2.0
#include "correlate/debian_version.h"

#include "correlate/version_key.h"

namespace vigie::correlate {
namespace {

// Rank of a character outside numbers: ~ before the end, the end before letters, letters before the rest.
int rank(std::string_view text, std::size_t position) {
    if (position >= text.size() || is_digit(text[position])) return 0;
    const char c = text[position];
    if (c == '~') return -1;
    if (is_letter(c)) return static_cast<unsigned char>(c);
    return static_cast<unsigned char>(c) + 256;
}

// Compares alternating runs of non-digits and digits; numbers of any length.
int compare_part(std::string_view a, std::string_view b) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        while ((i < a.size() && !is_digit(a[i])) || (j < b.size() && !is_digit(b[j]))) {
            const int left = rank(a, i);
            const int right = rank(b, j);
            if (left != right) return left - right;
            ++i;
            ++j;
        }
        while (i < a.size() && a[i] == '0') ++i;
        while (j < b.size() && b[j] == '0') ++j;
        const std::size_t from_a = i;
        const std::size_t from_b = j;
        while (i < a.size() && is_digit(a[i])) ++i;
        while (j < b.size() && is_digit(b[j])) ++j;
        if (i - from_a != j - from_b) return i - from_a < j - from_b ? -1 : 1;
        const int order = a.substr(from_a, i - from_a).compare(b.substr(from_b, j - from_b));
        if (order != 0) return order;
    }
    return 0;
}

std::string_view epoch_of(std::string_view version) {
    const auto colon = version.find(':');
    return colon == std::string_view::npos ? std::string_view("0") : version.substr(0, colon);
}

// Everything after the last hyphen; a version without one has an empty revision, which equals "0".
std::string_view revision_of(std::string_view version) {
    const auto hyphen = version.rfind('-');
    return hyphen == std::string_view::npos ? std::string_view() : version.substr(hyphen + 1);
}

}  // namespace

std::string_view without_epoch(std::string_view version) {
    const auto colon = version.find(':');
    return colon == std::string_view::npos ? version : version.substr(colon + 1);
}

std::string_view upstream_of_debian_version(std::string_view version) {
    const std::string_view rest = without_epoch(version);
    return rest.substr(0, rest.rfind('-'));
}

int compare_debian_versions(std::string_view a, std::string_view b) {
    if (const int order = compare_part(epoch_of(a), epoch_of(b)); order != 0) return order;
    if (const int order = compare_part(upstream_of_debian_version(a), upstream_of_debian_version(b)); order != 0)
        return order;
    return compare_part(revision_of(a), revision_of(b));
}

}  // namespace vigie::correlate
