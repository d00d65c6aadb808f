// SPDX-License-Identifier: Apache-2.0
#include "catalog/location.h"

#include <cstdlib>

namespace vigie::catalog {
namespace {

bool holds_catalogues(const std::filesystem::path& folder) {
    std::error_code ignored;
    return std::filesystem::is_directory(folder / "rules", ignored) &&
           std::filesystem::is_directory(folder / "facts", ignored);
}

}  // namespace

base::Result<std::filesystem::path> find_data_folder() {
    if (const char* chosen = std::getenv("VIGIE_DATA")) {
        if (holds_catalogues(chosen)) return std::filesystem::path(chosen);
        return base::fail(base::Errc::input,
                          std::string("VIGIE_DATA=") + chosen + " holds no catalogues (rules/, facts/)");
    }
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    const std::filesystem::path installed = program.parent_path().parent_path() / "share" / "vigie" / "data";
    if (holds_catalogues(installed)) return installed;
    std::filesystem::path folder = program.parent_path();
    for (int level = 0; level < 4 && folder.has_relative_path(); ++level, folder = folder.parent_path())
        if (holds_catalogues(folder / "data")) return folder / "data";
    return base::fail(base::Errc::io,
                      "the catalogues were not found beside the program; set VIGIE_DATA to the data folder");
}

}  // namespace vigie::catalog
