// SPDX-License-Identifier: Apache-2.0
// A file as feeds are published: plain, compressed (.gz, .zst, .xz...), an archive (.tar.zst, .zip...) or an archive
// inside one. What it is is read from its bytes, never from its name. Nothing is ever written to the disk. Everything
// is bounded: a decompression bomb, or an archive that names files outside itself, ends in an Error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vigie::exchange {

struct PackedLimits {
    std::uint64_t entry = std::uint64_t{1} << 30U;   // bytes of one unpacked file
    std::uint64_t total = std::uint64_t{64} << 30U;  // bytes of all of them: Ubuntu's VEX archive has 26 GB
    std::uint64_t entries = 2'000'000;
    std::uint64_t ratio = 700;  // unpacked to packed, beyond the first 64 MiB; real feeds reach 400
};

class PackedFile {
public:
    static base::Result<PackedFile> open(const std::filesystem::path& path, const PackedLimits& limits = {});
    ~PackedFile();
    PackedFile(PackedFile&&) noexcept;
    PackedFile& operator=(PackedFile&&) noexcept;
    PackedFile(const PackedFile&) = delete;
    PackedFile& operator=(const PackedFile&) = delete;

    // The next file inside whose first bytes are wanted, whole; nothing at the end. A lone compressed or plain file is
    // one entry. Files passed over are counted.
    using Wanted = std::function<bool(std::string_view head)>;
    base::Result<std::optional<std::string>> next(const Wanted& wanted);
    [[nodiscard]] std::uint64_t packed_size() const;
    [[nodiscard]] std::uint64_t passed_over() const;

private:
    struct State;
    explicit PackedFile(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

inline constexpr std::size_t kHeadSize = 8192;  // what `wanted` sees at the most

}  // namespace vigie::exchange
