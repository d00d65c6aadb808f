// SPDX-License-Identifier: Apache-2.0
// Import of public feeds into the vulnerability base: NVD 2.0 files, NVD CPE overrides, CVE 5 records with CISA's
// enrichment, CISA KEV, endoflife.date, Debian's security tracker, EPSS. A feed is recognised by its content. All
// or nothing: whatever goes wrong, the base stays as it was.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"
#include "exchange/feeds/packed_file.h"
#include "model/vulnerability.h"

namespace vigie::exchange {

struct ImportSummary {
    model::FeedState feed;      // name ("nvd-2018", "kev", ...), date, records
    std::uint64_t skipped = 0;  // files of an archive that are no record (readme, indexes)
    std::uint64_t packed_size = 0;
};

base::Result<ImportSummary> import_feed(const std::filesystem::path& path, model::VulnerabilityWriter& writer,
                                        const PackedLimits& limits = {});

}  // namespace vigie::exchange
