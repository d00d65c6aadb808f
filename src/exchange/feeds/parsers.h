// SPDX-License-Identifier: Apache-2.0
// One parser per feed format, from a text in memory to the writer. Only feed.cpp calls them. simdjson needs some
// bytes of room behind the text: pass a string that nobody else shares. Whatever the bytes, the answer is records or an
// Error; no parser writes a file or opens a connection.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/vulnerability.h"

namespace vigie::exchange {

enum class FeedKind {
    unknown,
    nvd,
    nvd_override,
    cve5,
    kev,
    endoflife,
    debian,
    epss,
    osv,      // Ubuntu, Alpine
    openvex,  // Ubuntu
    csaf,     // Red Hat, SUSE, CISA, any vendor
    certfr,
    recog
};

// From the first bytes; "unknown" for anything else, such as an index or a readme.
FeedKind recognise_feed(std::string_view text);

// Feeds that come in one piece. Each returns what was read; the records are already in the writer. What they replace
// has been cleared where it applies.
base::Result<model::FeedState> import_nvd(std::string& text, model::VulnerabilityWriter& writer);
base::Result<model::FeedState> import_kev(std::string& text, model::VulnerabilityWriter& writer);
base::Result<model::FeedState> import_endoflife(std::string& text, model::VulnerabilityWriter& writer);
base::Result<model::FeedState> import_debian(std::string& text, model::VulnerabilityWriter& writer);
base::Result<model::FeedState> import_epss(std::string_view text, model::VulnerabilityWriter& writer);

// Feeds of many small files: one of them each. They set the feed's name, raise its date to that of the record and
// count it, unless the file holds nothing for us (a notice, an advisory without CVE).
base::Result<void> import_nvd_override(std::string& text, model::VulnerabilityWriter& writer, model::FeedState& feed);
base::Result<void> import_cve5(std::string& text, model::VulnerabilityWriter& writer, model::FeedState& feed);
base::Result<void> import_osv(std::string& text, model::VulnerabilityWriter& writer, model::FeedState& feed);
base::Result<void> import_openvex(std::string& text, model::VulnerabilityWriter& writer, model::FeedState& feed);
base::Result<void> import_csaf(std::string& text, model::VulnerabilityWriter& writer, model::FeedState& feed);
base::Result<void> import_certfr(std::string& text, model::VulnerabilityWriter& writer, model::FeedState& feed);
// Returns how many fingerprints do not match their own examples and were left out.
base::Result<std::uint64_t> import_recog(std::string_view text, model::VulnerabilityWriter& writer,
                                         model::FeedState& feed);

inline constexpr std::size_t kDescriptionLimit = 1200;
inline constexpr std::size_t kCriteriaLimit = 50'000;  // of one CVE
bool is_cve_id(std::string_view text);                 // CVE-2024-6387
std::string date_of_text(std::string_view text);       // the first ten characters when they are a date, else ""

// Version texts as people write them, shared by CVE 5 and CSAF.
std::string cpe_word(std::string_view text);   // "Apache HTTP Server" -> "apache_http_server"; "n/a" -> ""
bool is_plain_version(std::string_view text);  // one version: "9.2p1", "V3.0.1", no prose
bool is_every_version(std::string_view text);  // "", "0", "*", "all"
// ">= 1.0, < 2.3.4", ">=V9.3<V9.24", "vers:deb/>=1|<2", "0 < 8.0.1". False when any part is something else; then out
// is untouched.
bool read_comparisons(std::string_view text, model::CpeCriterion& out);

}  // namespace vigie::exchange
