// SPDX-License-Identifier: Apache-2.0
// Writes the documents of one audit into a folder. Each file appears whole or not at all (temporary file, then
// rename) and is readable by its owner only. One document that fails does not keep the others from being written.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/audit.h"
#include "report/plan_item.h"

namespace vigie::report {

// A document made elsewhere (OPSSIES, Nmap XML in exchange/): stages do not include each other, so the engine hands
// them over.
struct ExtraDocument {
    std::string format;  // "opssies"
    std::string file;    // "opssies.json"
    std::function<base::Result<std::string>(const model::Audit&)> render;
};

// Where the PDF is made, below the folder; there only while it is made, unless the program was killed.
inline constexpr std::string_view kScratchFolder = ".rapport.print";

struct WriteOptions {
    std::vector<std::string> formats;  // "json", "html", "pdf", "csv", "xlsx" and those of the extras; empty = all
    std::string lang = "fr";
    std::filesystem::path data;  // holds texts/ and templates/
    std::vector<PlanItem> plan;  // empty = made from the recommendations
    std::vector<ExtraDocument> extras;
    std::string pdf_program = "weasyprint";
    // What the PDF carries besides itself; rendered for it where it is not written anyway.
    std::vector<std::string> attached = {"csv", "xlsx", "json", "opssies"};
};

struct WrittenFile {
    std::string format;
    std::filesystem::path path;
    std::string error;  // "" = written
    [[nodiscard]] bool ok() const { return error.empty(); }
};

// An Error only when nothing can be done at all: an unknown format or language, a folder that cannot be made.
base::Result<std::vector<WrittenFile>> write_all(const model::Audit& audit, const std::filesystem::path& folder,
                                                 const WriteOptions& options);

// The file names of the formats that this module makes.
std::vector<std::string> document_names();

// Whole or not at all, mode 0600. A device or a pipe is written to as it is.
base::Result<void> write_file(const std::filesystem::path& path, std::string_view content,
                              const std::string& lang = "fr");

}  // namespace vigie::report
