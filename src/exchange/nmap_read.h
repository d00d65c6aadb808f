// SPDX-License-Identifier: Apache-2.0
// Reads Nmap's XML: which hosts answered, which ports were open, what Nmap says speaks there. What comes out is marked
// as imported: another program's word, without bytes that show it. Pure; the file is taken for hostile (size, depth,
// counts bounded, no entities).
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/audit.h"

namespace vigie::exchange {

struct ImportedScan {
    base::Instant started{};
    base::Instant finished{};
    std::vector<model::Asset> assets;      // how_found "import nmap"
    std::vector<model::Service> services;  // open ports only, each once; qod at most kImportedQod
    // What the file calls open and cannot be: a port that does not exist, a protocol that vigie does not know.
    std::vector<model::CoverageGap> left_out;
};

inline constexpr std::size_t kNmapXmlLimit = 256U << 20U;
inline constexpr std::size_t kImportedServicesLimit = 1'000'000;
inline constexpr std::size_t kLeftOutLimit = 200;  // one more says how many others there were
inline constexpr int kImportedQod = 50;            // read by another program, at another time
inline constexpr const char* kImportedFrom = "import nmap";

// Errors: malformed (with the line), limit.
base::Result<ImportedScan> read_nmap_xml(std::string_view xml, std::string_view lang = "en");

}  // namespace vigie::exchange
