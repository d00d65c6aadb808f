// SPDX-License-Identifier: Apache-2.0
// Destroys what an audit left on this machine and certifies it. Only files that vigie writes are touched, and only in a
// folder that is shown to hold this very audit; anything else is left, and named. What cannot be done is found before
// the first byte is destroyed; what fails afterwards leaves the audit listed as being destroyed, until a second purge
// has ended the work.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "engine/audit_files.h"

namespace vigie::engine {

enum class FolderFound {
    holds,    // this audit: its files were destroyed
    missing,  // nothing is there
    another,  // another audit is there by now: untouched
    unknown   // nothing there says of which audit it is, or no folder is known: untouched
};

struct Destroyed {
    std::string audit_id;
    std::string organisation;  // "" when the row was altered
    std::string folder;
    FolderFound found = FolderFound::holds;
    base::Instant at{};
    bool key_destroyed = false;  // false: an audit that was not in this store
    std::size_t rows = 0;        // sealed documents of the store
    std::vector<WipedFile> files;
    std::vector<std::string> left;  // not ours: untouched
    std::string damage;             // how the row of the store was altered, "" = it was whole
};

// Called when all is destroyed but the audit is still listed: what fails here is done again by the next purge.
using Certify = std::function<base::Result<void>(const Destroyed&)>;

// The key and the rows of the store, then each file of the folder: overwritten once and removed. Journaled. Errors:
// input, io (naming the file that resisted), those of certify.
base::Result<Destroyed> purge_audit(const std::string& folder_or_id, const base::Clock& clock, const std::string& lang,
                                    const Certify& certify);

// The certificate as text for people, in lang.
std::string certificate_text(const Destroyed& destroyed, const std::string& lang);
// What of it nobody must overlook, a sentence each: the folder that was not found, the row that was altered.
std::vector<std::string> reservations(const Destroyed& destroyed, const std::string& lang);

}  // namespace vigie::engine
