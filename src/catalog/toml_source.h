// SPDX-License-Identifier: Apache-2.0
// Reading the hand-written TOML catalogues: files in a stable order, every complaint with file:line.
// For the .cpp files of this folder only: toml++ is heavy and stays out of other headers.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <toml++/toml.h>

#include "base/result.h"

namespace vigie::catalog {

// "redis.toml:12", with the line where the node starts.
inline std::string where_of(const std::filesystem::path& file, const toml::node& node) {
    auto line = node.source().begin.line;
    // A table of an array does not know its place; its first value does.
    if (const toml::table* table = node.as_table(); table != nullptr && line == 0)
        for (const auto& [key, value] : *table)
            line = line == 0 ? value.source().begin.line : std::min(line, value.source().begin.line);
    return file.filename().string() + ":" + std::to_string(line);
}

inline base::Result<toml::table> read_toml(const std::filesystem::path& file) {
    try {
        return toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        return base::fail(base::Errc::input, file.filename().string() + ":" +
                                                 std::to_string(error.source().begin.line) + ": " +
                                                 std::string(error.description()));
    }
}

// The *.toml files of a folder, by name. An empty or absent folder is an error: no catalogue is not an empty one.
inline base::Result<std::vector<std::filesystem::path>> toml_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->path().extension() == ".toml") files.push_back(at->path());
    if (error) return base::fail(base::Errc::io, "reading " + folder.string() + ": " + error.message());
    if (files.empty()) return base::fail(base::Errc::io, "no catalogue file in " + folder.string());
    std::sort(files.begin(), files.end());
    return files;
}

// Complaints about a catalogue: all of them are shown at once, up to a limit.
class Complaints {
public:
    void add(const std::string& where, const std::string& what) {
        if (lines_.size() < kLimit) lines_.push_back(where + ": " + what);
    }
    [[nodiscard]] bool empty() const { return lines_.empty(); }
    [[nodiscard]] std::string text() const {
        std::string out;
        for (const std::string& line : lines_) out += (out.empty() ? "" : "\n") + line;
        return out;
    }

private:
    static constexpr std::size_t kLimit = 50;
    std::vector<std::string> lines_;
};

}  // namespace vigie::catalog
