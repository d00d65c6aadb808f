// SPDX-License-Identifier: Apache-2.0
#include "identify/favicon.h"

#include <bit>
#include <string>

namespace vigie::identify {
namespace {

constexpr std::size_t kLine = 76;

std::string base64_lines(base::Bytes bytes) {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    std::size_t column = 0;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t here = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i) group = group << 8U | (i < here ? bytes[at + i] : 0U);
        for (std::size_t i = 0; i < 4; ++i) out += i <= here ? kLetters[group >> (18U - 6U * i) & 0x3fU] : '=';
        column += 4;
        if (column == kLine) {
            out += '\n';
            column = 0;
        }
    }
    if (column > 0) out += '\n';
    return out;
}

std::uint32_t scrambled(std::uint32_t block) {
    return std::rotl(block * 0xcc9e2d51U, 15) * 0x1b873593U;
}

}  // namespace

std::uint32_t murmur3(base::Bytes bytes) {
    std::uint32_t hash = 0;
    std::size_t at = 0;
    for (; at + 4 <= bytes.size(); at += 4) {
        std::uint32_t block = 0;
        for (std::size_t i = 0; i < 4; ++i) block |= static_cast<std::uint32_t>(bytes[at + i]) << (8U * i);
        hash = std::rotl(hash ^ scrambled(block), 13) * 5U + 0xe6546b64U;
    }
    std::uint32_t rest = 0;
    for (std::size_t i = 0; at + i < bytes.size(); ++i) rest |= static_cast<std::uint32_t>(bytes[at + i]) << (8U * i);
    if (at < bytes.size()) hash ^= scrambled(rest);
    hash ^= static_cast<std::uint32_t>(bytes.size());
    hash = (hash ^ hash >> 16U) * 0x85ebca6bU;
    hash = (hash ^ hash >> 13U) * 0xc2b2ae35U;
    return hash ^ hash >> 16U;
}

std::int32_t favicon_hash(base::Bytes icon) {
    const std::string text = base64_lines(icon);
    return static_cast<std::int32_t>(murmur3(base::as_bytes(text)));
}

}  // namespace vigie::identify
