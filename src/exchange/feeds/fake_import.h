// SPDX-License-Identifier: Apache-2.0
// What the tests of imports share: files in a folder of their own, packed in every way, and a base in memory.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "exchange/feeds/fake_writer.h"
#include "exchange/feeds/feed.h"

namespace vigie::exchange {

class FeedImport : public testing::Test {
protected:
    FeedImport() : folder_(std::filesystem::temp_directory_path() / ("vigie-feed-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
    }
    ~FeedImport() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(std::string_view content, const std::string& name = "feed") {
        std::ofstream(folder_ / name, std::ios::binary) << content;
        return folder_ / name;
    }
    // Compressed alone (one file, no name), a tar archive or a zip archive.
    enum class Form { alone, tar, zip };
    std::filesystem::path pack(const std::vector<std::pair<std::string, std::string>>& files, bool tar) {
        return pack(files, tar ? Form::tar : Form::alone);
    }
    std::filesystem::path pack(const std::vector<std::pair<std::string, std::string>>& files, Form form,
                               const std::string& packed_name = "packed") {
        const auto path = folder_ / packed_name;
        archive* out = archive_write_new();
        if (form != Form::zip) archive_write_add_filter_gzip(out);
        if (form == Form::zip)
            archive_write_set_format_zip(out);
        else if (form == Form::tar)
            archive_write_set_format_pax_restricted(out);
        else
            archive_write_set_format_raw(out);
        archive_write_open_filename(out, path.c_str());
        for (const auto& [name, content] : files) {
            archive_entry* entry = archive_entry_new();
            archive_entry_set_pathname(entry, name.c_str());
            archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
            archive_entry_set_filetype(entry, AE_IFREG);
            archive_entry_set_perm(entry, 0644);
            archive_write_header(out, entry);
            archive_write_data(out, content.data(), content.size());
            archive_entry_free(entry);
        }
        archive_write_close(out);
        archive_write_free(out);
        return path;
    }
    base::Result<ImportSummary> import(const std::filesystem::path& path, const PackedLimits& limits = {}) {
        return import_feed(path, writer_, limits);
    }
    std::string refusal(const std::filesystem::path& path, const PackedLimits& limits = {}) {
        const auto result = import(path, limits);
        EXPECT_TRUE(writer_.feeds.empty());
        return result ? "accepted" : result.error().what;
    }

    std::filesystem::path folder_;
    FakeWriter writer_;
};

}  // namespace vigie::exchange
