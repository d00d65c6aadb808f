// SPDX-License-Identifier: Apache-2.0
// One parser per feed format, from a text in memory to the writer. Only feed.cpp calls them. simdjson needs some
// bytes of room behind the text: pass a string that nobody else shares.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/vulnerability.h"

namespace vigie::exchange {

enum class FeedKind { unknown, nvd, nvd_override, cve5, kev, endoflife, debian, epss };

// From the first bytes; "unknown" for anything else, such as an index or a readme.
FeedKind recognise_feed(std::string_view text);

// Each returns what was read; the records are already in the writer. clear_...() has been called where it applies.
base::Result<model::FeedState> import_nvd(std::string& text, model::VulnerabilityWriter& writer);
base::Result<model::FeedState> import_kev(std::string& text, model::VulnerabilityWriter& writer);
base::Result<model::FeedState> import_endoflife(std::string& text, model::VulnerabilityWriter& writer);
base::Result<model::FeedState> import_debian(std::string& text, model::VulnerabilityWriter& writer);
base::Result<model::FeedState> import_epss(std::string_view text, model::VulnerabilityWriter& writer);

// One record each, for archives of many small files. latest: the newest date seen, kept by the caller.
base::Result<void> import_nvd_override(std::string& text, model::VulnerabilityWriter& writer, std::string& latest);
base::Result<void> import_cve5(std::string& text, model::VulnerabilityWriter& writer, std::string& latest);

inline constexpr std::size_t kDescriptionLimit = 1200;
inline constexpr std::size_t kCriteriaLimit = 50'000;  // of one CVE
bool is_cve_id(std::string_view text);                 // CVE-2024-6387
std::string date_of_text(std::string_view text);       // the first ten characters when they are a date, else ""

}  // namespace vigie::exchange
