// SPDX-License-Identifier: Apache-2.0
#include "exchange/feeds/packed_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <vector>

#include <archive.h>
#include <archive_entry.h>

#include "base/text.h"

namespace vigie::exchange {
namespace {

constexpr std::size_t kBlock = 128 * 1024;
constexpr std::uint64_t kRatioFrom = std::uint64_t{64} << 20U;
constexpr std::size_t kDepth = 3;  // the file, an archive in it, and one in that: "cves.zip.zip"

struct CloseArchive {
    void operator()(archive* handle) const { archive_read_free(handle); }
};
using Handle = std::unique_ptr<archive, CloseArchive>;

std::string trouble(archive* handle) {
    const char* text = archive_error_string(handle);
    return text != nullptr ? text : "unknown trouble";
}

Handle new_handle() {
    Handle out(archive_read_new());
    archive_read_support_filter_gzip(out.get());
    archive_read_support_filter_zstd(out.get());
    archive_read_support_filter_xz(out.get());
    archive_read_support_filter_bzip2(out.get());
    archive_read_support_format_tar(out.get());
    archive_read_support_format_zip_seekable(out.get());  // by its directory at the end: a cut one is noticed
    archive_read_support_format_raw(out.get());
    return out;
}

bool is_packed(std::string_view head) {
    using namespace std::string_view_literals;
    constexpr std::array kMarks = {"PK\x03\x04"sv, "\x1F\x8B"sv, "\x28\xB5\x2F\xFD"sv,
                                   "\xFD"
                                   "7zXZ"sv,
                                   "BZh"sv};
    return std::any_of(kMarks.begin(), kMarks.end(),
                       [&](std::string_view mark) { return head.substr(0, mark.size()) == mark; });
}

// We write nothing to the disk, but an archive that tries to climb out of its folder was made to harm.
bool climbs_out(std::string_view name) {
    if (!name.empty() && (name.front() == '/' || name.front() == '\\')) return true;
    if (name.size() > 1 && name[1] == ':') return true;
    std::string path(name);
    std::replace(path.begin(), path.end(), '\\', '/');
    const auto parts = base::split(path, '/');
    return std::find(parts.begin(), parts.end(), "..") != parts.end();
}

// A tar archive ends with two blocks of zeros; where no compression is around it nothing else tells that it was cut
// between two files.
bool is_cut_tar(archive* handle, const std::filesystem::path& path) {
    constexpr std::size_t kEnd = 1024;
    if ((archive_format(handle) & ARCHIVE_FORMAT_BASE_MASK) != ARCHIVE_FORMAT_TAR || archive_filter_count(handle) > 1)
        return false;
    std::ifstream file(path, std::ios::binary);
    file.seekg(-static_cast<std::streamoff>(kEnd), std::ios::end);
    std::array<char, kEnd> end{};
    file.read(end.data(), end.size());
    return !file || std::any_of(end.begin(), end.end(), [](char byte) { return byte != 0; });
}

}  // namespace

struct PackedFile::State {
    struct Level {
        std::string content;  // what the handle reads, when it is a file inside another
        Handle handle;
    };
    std::vector<std::unique_ptr<Level>> levels;
    std::filesystem::path path;
    PackedLimits limits;
    std::uint64_t packed = 0;
    std::uint64_t unpacked = 0;
    std::uint64_t entries = 0;
    std::uint64_t passed_over = 0;

    [[nodiscard]] std::string where() const { return "reading " + path.string() + ": "; }
    base::Result<std::string> read_entry(archive* handle, archive_entry* entry, const Wanted& wanted, bool& kept);
    base::Result<void> descend(std::string content);
};

PackedFile::PackedFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
PackedFile::~PackedFile() = default;
PackedFile::PackedFile(PackedFile&&) noexcept = default;
PackedFile& PackedFile::operator=(PackedFile&&) noexcept = default;
std::uint64_t PackedFile::packed_size() const {
    return state_->packed;
}
std::uint64_t PackedFile::passed_over() const {
    return state_->passed_over;
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
    auto level = std::make_unique<State::Level>();
    level->handle = new_handle();
    if (archive_read_open_filename(level->handle.get(), path.c_str(), kBlock) != ARCHIVE_OK)
        return base::fail(base::Errc::input, state->where() + trouble(level->handle.get()));
    state->levels.push_back(std::move(level));
    return PackedFile(std::move(state));
}

// The entry, whole, when it is wanted or an archive itself; else its bytes are only counted.
base::Result<std::string> PackedFile::State::read_entry(archive* handle, archive_entry* entry, const Wanted& wanted,
                                                        bool& kept) {
    std::string out;
    if (archive_entry_size_is_set(entry) != 0) {
        const auto announced = static_cast<std::uint64_t>(std::max<std::int64_t>(archive_entry_size(entry), 0));
        if (announced > limits.entry) return base::fail(base::Errc::limit, where() + "a file inside is too large");
        out.reserve(std::min<std::uint64_t>(announced, kRatioFrom));
    }
    std::array<char, kBlock> block{};
    bool decided = false;
    std::uint64_t size_of_entry = 0;
    for (;;) {
        const la_ssize_t count = archive_read_data(handle, block.data(), block.size());
        if (count < 0) return base::fail(base::Errc::input, where() + trouble(handle));
        const auto size = static_cast<std::size_t>(count);
        unpacked += size;
        size_of_entry += size;
        if (size_of_entry > limits.entry || unpacked > limits.total)
            return base::fail(base::Errc::limit, where() + "unpacks to more than the limit");
        if (unpacked > kRatioFrom && unpacked / limits.ratio > packed)
            return base::fail(base::Errc::limit, where() + "unpacks to more than " + std::to_string(limits.ratio) +
                                                     " times its size: a decompression bomb");
        if (!decided || kept) out.append(block.data(), size);
        if (!decided && (count == 0 || out.size() >= kHeadSize)) {
            decided = true;
            const std::string_view head = std::string_view(out).substr(0, kHeadSize);
            kept = is_packed(head) || wanted(head);
            if (!kept) out = {};
        }
        if (count == 0) return out;
    }
}

base::Result<void> PackedFile::State::descend(std::string content) {
    if (levels.size() >= kDepth) return base::fail(base::Errc::limit, where() + "archives inside archives too deep");
    auto level = std::make_unique<Level>();
    level->content = std::move(content);
    level->handle = new_handle();
    if (archive_read_open_memory(level->handle.get(), level->content.data(), level->content.size()) != ARCHIVE_OK)
        return base::fail(base::Errc::input, where() + trouble(level->handle.get()));
    levels.push_back(std::move(level));
    return {};
}

base::Result<std::optional<std::string>> PackedFile::next(const Wanted& wanted) {
    State& state = *state_;
    while (!state.levels.empty()) {
        archive* handle = state.levels.back()->handle.get();
        archive_entry* entry = nullptr;
        const int code = archive_read_next_header(handle, &entry);
        if (code == ARCHIVE_EOF) {
            if (state.levels.size() == 1 && is_cut_tar(handle, state.path))
                return base::fail(base::Errc::input, state.where() + "the archive is cut: its end is missing");
            state.levels.pop_back();
            continue;
        }
        if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
            return base::fail(base::Errc::input, state.where() + trouble(handle));
        if (++state.entries > state.limits.entries)
            return base::fail(base::Errc::limit,
                              state.where() + "more than " + std::to_string(state.limits.entries) + " files inside");
        const char* name = archive_entry_pathname(entry);
        if (name != nullptr && climbs_out(name))
            return base::fail(base::Errc::input, state.where() + "the archive names a file outside itself: \"" +
                                                     base::printable(name, 120) + "\"");
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        bool kept = false;
        auto content = state.read_entry(handle, entry, wanted, kept);
        if (!content) return tl::unexpected<base::Error>(content.error());
        if (!kept) {
            ++state.passed_over;
            continue;
        }
        if (!is_packed(*content)) return std::optional(std::move(*content));
        if (const auto deeper = state.descend(std::move(*content)); !deeper)
            return tl::unexpected<base::Error>(deeper.error());
    }
    return std::optional<std::string>();
}

}  // namespace vigie::exchange
