// SPDX-License-Identifier: Apache-2.0
// A file as feeds are published: plain, compressed (.gz, .zst, .xz...) or an archive (.tar.zst...). What it is is
// read from its bytes, never from its name. Everything is bounded: a decompression bomb ends in an Error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"

namespace vigie::exchange {

struct PackedLimits {
    std::uint64_t entry = std::uint64_t{1} << 30U;  // bytes of one unpacked file
    std::uint64_t total = std::uint64_t{8} << 30U;  // bytes of all of them
    std::uint64_t entries = 2'000'000;
    std::uint64_t ratio = 400;  // unpacked to packed, beyond the first 64 MiB
};

class PackedFile {
public:
    static base::Result<PackedFile> open(const std::filesystem::path& path, const PackedLimits& limits = {});
    ~PackedFile();
    PackedFile(PackedFile&&) noexcept;
    PackedFile& operator=(PackedFile&&) noexcept;
    PackedFile(const PackedFile&) = delete;
    PackedFile& operator=(const PackedFile&) = delete;

    // The next file inside, whole; nothing at the end. A lone compressed or plain file is one entry.
    base::Result<std::optional<std::string>> next();
    [[nodiscard]] std::uint64_t packed_size() const;

private:
    struct State;
    explicit PackedFile(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace vigie::exchange
