// SPDX-License-Identifier: Apache-2.0
// The PDF is the HTML report printed by WeasyPrint: tagged (PDF/UA-1), with the data files attached. No network: the
// HTML names no outside resource, and WeasyPrint gets local files only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace vigie::report {

struct PdfOptions {
    std::string program = "weasyprint";
    std::filesystem::path tags;  // data/print/weasyprint_tagged.py; "" = the program alone, without tags
    base::Millis deadline = std::chrono::minutes{10};
    std::vector<std::filesystem::path> attachments;
    std::string lang = "fr";  // of the errors
};

// Reads the HTML file and writes the PDF file. When WeasyPrint is missing or fails, one Error says so.
base::Result<void> write_pdf(const std::filesystem::path& html, const std::filesystem::path& pdf,
                             const PdfOptions& options);

}  // namespace vigie::report
