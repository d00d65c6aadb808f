// SPDX-License-Identifier: Apache-2.0
// The marking of an audit, which its documents and its card both bear: the card follows what is written on documents,
// and where they differ the strictest counts.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engine/history.h"

namespace vigie::engine {

// True for markings that forbid sending in clear.
bool is_confidential(const std::string& tlp);
// An unknown marking counts as the strictest.
std::string strictest(const std::string& one, const std::string& other);

// Documents are about to be written again. Gives the marking that they get: the one asked for, or with "" the strictest
// of the audit's and its card's. A stricter one is on the card from now on; journaled. Errors: those of the store.
base::Result<std::string> begin_rewriting(const KnownAudit& audit, const std::string& asked, const std::string& formats,
                                          const std::string& lang);
// They were written. A milder marking goes onto the card when no document bears another one any more.
base::Result<void> end_rewriting(const KnownAudit& audit, const std::string& tlp,
                                 const std::vector<std::string>& written, const std::string& lang);

}  // namespace vigie::engine
