// SPDX-License-Identifier: Apache-2.0
#include "exchange/feeds/packed_file.h"

#include <algorithm>
#include <array>

#include <archive.h>
#include <archive_entry.h>

namespace vigie::exchange {
namespace {

constexpr std::size_t kBlock = 64 * 1024;
constexpr std::uint64_t kRatioFrom = std::uint64_t{64} << 20U;

struct CloseArchive {
    void operator()(archive* handle) const { archive_read_free(handle); }
};

std::string trouble(archive* handle) {
    const char* text = archive_error_string(handle);
    return text != nullptr ? text : "unknown trouble";
}

}  // namespace

struct PackedFile::State {
    std::unique_ptr<archive, CloseArchive> handle;
    std::filesystem::path path;
    PackedLimits limits;
    std::uint64_t packed = 0;
    std::uint64_t unpacked = 0;
    std::uint64_t entries = 0;

    [[nodiscard]] std::string where() const { return "reading " + path.string() + ": "; }
};

PackedFile::PackedFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
PackedFile::~PackedFile() = default;
PackedFile::PackedFile(PackedFile&&) noexcept = default;
PackedFile& PackedFile::operator=(PackedFile&&) noexcept = default;
std::uint64_t PackedFile::packed_size() const {
    return state_->packed;
}

base::Result<PackedFile> PackedFile::open(const std::filesystem::path& path, const PackedLimits& limits) {
    auto state = std::make_unique<State>();
    state->path = path;
    state->limits = limits;
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        return base::fail(base::Errc::input, state->where() + "no such file");
    state->packed = std::filesystem::file_size(path, error);
    if (error) return base::fail(base::Errc::io, state->where() + error.message());
    if (state->packed == 0) return base::fail(base::Errc::input, state->where() + "the file is empty");
    state->handle.reset(archive_read_new());
    archive* handle = state->handle.get();
    archive_read_support_filter_gzip(handle);
    archive_read_support_filter_zstd(handle);
    archive_read_support_filter_xz(handle);
    archive_read_support_filter_bzip2(handle);
    archive_read_support_format_tar(handle);
    archive_read_support_format_raw(handle);
    if (archive_read_open_filename(handle, path.c_str(), kBlock) != ARCHIVE_OK)
        return base::fail(base::Errc::input, state->where() + trouble(handle));
    return PackedFile(std::move(state));
}

base::Result<std::optional<std::string>> PackedFile::next() {
    State& state = *state_;
    archive* handle = state.handle.get();
    archive_entry* entry = nullptr;
    do {
        const int code = archive_read_next_header(handle, &entry);
        if (code == ARCHIVE_EOF) return std::optional<std::string>();
        if (code != ARCHIVE_OK) return base::fail(base::Errc::input, state.where() + trouble(handle));
        if (++state.entries > state.limits.entries)
            return base::fail(base::Errc::limit,
                              state.where() + "more than " + std::to_string(state.limits.entries) + " files inside");
    } while (archive_entry_filetype(entry) != AE_IFREG);

    std::string out;
    if (archive_entry_size_is_set(entry) != 0) {
        const auto announced = static_cast<std::uint64_t>(std::max<std::int64_t>(archive_entry_size(entry), 0));
        if (announced > state.limits.entry)
            return base::fail(base::Errc::limit, state.where() + "a file inside is too large");
        out.reserve(std::min<std::uint64_t>(announced, kRatioFrom));
    }
    std::array<char, kBlock> block{};
    for (;;) {
        const la_ssize_t count = archive_read_data(handle, block.data(), block.size());
        if (count < 0) return base::fail(base::Errc::input, state.where() + trouble(handle));
        if (count == 0) break;
        const auto size = static_cast<std::size_t>(count);
        state.unpacked += size;
        if (out.size() + size > state.limits.entry || state.unpacked > state.limits.total)
            return base::fail(base::Errc::limit, state.where() + "unpacks to more than the limit");
        if (state.unpacked > kRatioFrom && state.unpacked / state.limits.ratio > state.packed)
            return base::fail(base::Errc::limit, state.where() + "unpacks to more than " +
                                                     std::to_string(state.limits.ratio) +
                                                     " times its size: a decompression bomb");
        out.append(block.data(), size);
    }
    return std::optional(std::move(out));
}

}  // namespace vigie::exchange
