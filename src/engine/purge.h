// SPDX-License-Identifier: Apache-2.0
// Destroys what an audit left on this machine and certifies it. Only files that vigie writes are touched; anything else
// in the folder is left, and named.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace vigie::engine {

struct Destroyed {
    struct File {
        std::string name;
        std::uint64_t size = 0;
        std::string sha256;  // of the content before
    };
    std::string audit_id;
    std::string organisation;
    std::string folder;
    base::Instant at{};
    std::vector<File> files;
    std::vector<std::string> left;  // not ours: untouched
};

// Overwrites each file once, then removes it, the empty folder and the entry of the history. Errors: input, io
// (naming the file that resisted; those before it are gone).
base::Result<Destroyed> purge_audit(const std::string& folder_or_id, const base::Clock& clock, const std::string& lang);

// The certificate as text for people, in lang.
std::string certificate_text(const Destroyed& destroyed, const std::string& lang);

}  // namespace vigie::engine
