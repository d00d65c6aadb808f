// SPDX-License-Identifier: Apache-2.0
// The files that vigie writes into the folder of an audit: which they are, and how they are made to disappear. Anything
// else in that folder is not touched.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace vigie::engine {

// Documents of the audit that are in this folder now, without the journal; sorted.
std::vector<std::string> documents_in(const std::filesystem::path& folder);
// The journal and its companions, and what a killed program may have left of a document.
std::vector<std::string> working_files_in(const std::filesystem::path& folder);
// What is there and not ours; sorted.
std::vector<std::string> others_in(const std::filesystem::path& folder);

// Whether all of these could be destroyed now: the folder lets go of its files, each of them may be written. Changes
// nothing. Errors: io, naming what resists.
base::Result<void> can_be_wiped(const std::filesystem::path& folder, const std::string& lang);

base::Result<std::string> read_whole(const std::filesystem::path& path);

struct WipedFile {
    std::string name;
    std::uint64_t size = 0;
    std::string sha256;  // of the content before
};
// Overwrites the file once and removes it; follows no link. Errors: io.
base::Result<WipedFile> wipe(const std::filesystem::path& path);

}  // namespace vigie::engine
