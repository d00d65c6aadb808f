// SPDX-License-Identifier: Apache-2.0
// Every document of an audit, with the exchange formats handed to the writer of reports.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/audit.h"
#include "report/write.h"

namespace vigie::engine {

// formats empty = all. data = the catalogues' folder (texts/ and templates/). Errors: input (unknown format), io.
base::Result<std::vector<report::WrittenFile>> write_documents(const model::Audit& audit,
                                                               const std::filesystem::path& folder,
                                                               const std::vector<std::string>& formats,
                                                               const std::filesystem::path& data);

// The file names that vigie gives to documents; those that bear an audit's identifier as they stand in the folder.
std::vector<std::string> document_names_in(const std::filesystem::path& folder);

}  // namespace vigie::engine
