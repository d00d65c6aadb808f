// SPDX-License-Identifier: Apache-2.0
// Which audits this user has made and where their folders are, so that a command may name an audit by its id.
// A list of ids and folders only: no result is copied.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "model/audit.h"

namespace vigie::engine {

// Notes the folder of an audit. Errors: io.
base::Result<void> remember_audit(const std::string& id, const std::filesystem::path& folder);
// Forgets it; nothing happens when it is not known.
base::Result<void> forget_audit(const std::string& id);
// The folder that a command's DIR|ID means. Errors: input, saying how to find the right one.
base::Result<std::filesystem::path> find_audit(const std::string& folder_or_id, const std::string& lang);
// audit.json of that folder. Errors: input.
base::Result<model::Audit> read_audit_of(const std::string& folder_or_id, const std::string& lang);

}  // namespace vigie::engine
