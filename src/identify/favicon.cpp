// SPDX-License-Identifier: Apache-2.0
#include "identify/favicon.h"

#include <bit>
#include <string>

#include "base/text.h"

namespace vigie::identify {
namespace {

constexpr std::size_t kLine = 76;

// Base64 in lines, each with its end: the form whose hash scanners of the Internet publish.
std::string base64_lines(base::Bytes bytes) {
    const std::string whole = base::to_base64(bytes);
    std::string out;
    for (std::size_t at = 0; at < whole.size(); at += kLine) out += whole.substr(at, kLine) + "\n";
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
