// SPDX-License-Identifier: Apache-2.0
// One audit from the perimeter file to the files in the output folder. Wires the stages; holds no rule of its own.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/observer.h"
#include "model/audit.h"

namespace vigie::engine {

struct AuditOptions {
    std::string perimeter_file;
    std::filesystem::path out;
    std::string profile = "prudent";
    std::string policy = "strict";
    std::string previous;  // folder or id of the audit before, "" = first
    std::string lang = "fr";
    std::string tlp = "TLP:AMBER";
    std::string ports;  // "" = all TCP ports
    bool udp = true;
    bool passive = true;
    bool resume = false;
    bool seal = false;  // also when the perimeter does not ask for it
};

struct AuditOutcome {
    model::Audit audit;
    bool stopped = false;  // the user stopped it: nothing but the journal was written
    std::vector<std::string> files;
    bool sealed = false;                // the documents are in the store only
    std::vector<std::string> problems;  // outputs that could not be made, and why
    std::vector<std::string> remarks;   // of the input: what could not be read of it and was left out
};

// Errors: input (nothing was sent, nothing written), io, internal. May be called while root: the part that talks to
// the network gives its privileges up by itself.
base::Result<AuditOutcome> run_audit(const AuditOptions& options, Observer& observer, const std::atomic<bool>& stop,
                                     const std::string& tool_version);

// Name of the journal inside an audit's folder.
inline constexpr const char* kJournal = "audit.sqlite";

}  // namespace vigie::engine
