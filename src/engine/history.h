// SPDX-License-Identifier: Apache-2.0
// Which audit a command means, and its content: in its folder, or sealed in the store.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/audit.h"

namespace vigie::engine {

struct KnownAudit {
    std::string id;
    std::string organisation;
    std::filesystem::path folder;  // absolute; may be gone
    std::string tlp;
    bool in_store = false;  // this store has its key
    bool sealed = false;    // its documents are in the store, no longer in the folder
};

// What a command's AUDIT means: a folder with an audit in it, or an id that the store knows. Errors: input, saying how
// to find the right one; those of the store.
base::Result<KnownAudit> find_audit(const std::string& folder_or_id, const std::string& lang);
// The ids of the audits that the files of a folder say they belong to: one, when all is well; none, when nothing there
// can be read. Sorted.
std::vector<std::string> audits_in(const std::filesystem::path& folder, const std::string& lang);
// What is said of a name that is neither.
base::Error unknown_audit(const std::string& folder_or_id, const std::string& lang);
// Its audit.json. Errors: input.
base::Result<model::Audit> read_audit_of(const std::string& folder_or_id, const std::string& lang);

}  // namespace vigie::engine
