// SPDX-License-Identifier: Apache-2.0
// Destroys what an audit left on this machine and certifies it. Only files that vigie writes are touched; anything else
// in the folder is left, and named.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "engine/audit_files.h"

namespace vigie::engine {

struct Destroyed {
    std::string audit_id;
    std::string organisation;
    std::string folder;
    base::Instant at{};
    bool key_destroyed = false;  // false: an audit that was not in this store
    std::size_t rows = 0;        // sealed documents of the store
    std::vector<WipedFile> files;
    std::vector<std::string> left;  // not ours: untouched
};

// The key and the rows of the store, then each file of the folder: overwritten once and removed. Journaled. Errors:
// input, io (naming the file that resisted; those before it are gone).
base::Result<Destroyed> purge_audit(const std::string& folder_or_id, const base::Clock& clock, const std::string& lang);

// The certificate as text for people, in lang.
std::string certificate_text(const Destroyed& destroyed, const std::string& lang);

}  // namespace vigie::engine
