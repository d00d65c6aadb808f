// SPDX-License-Identifier: Apache-2.0
// Import of public feeds into the vulnerability base: NVD 2.0 files, NVD CPE overrides, CVE 5 records with CISA's
// enrichment, CISA KEV, EPSS, endoflife.date, Debian's security tracker, Ubuntu (OSV, OpenVEX), CSAF of any provider
// (Red Hat, SUSE, CISA, vendors), CERT-FR, recog. A feed is recognised by its content. All or nothing: whatever goes
// wrong, the base stays as it was.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "exchange/feeds/packed_file.h"
#include "model/vulnerability.h"

namespace vigie::exchange {

struct ImportSummary {
    model::FeedState feed;      // name ("nvd-2018", "kev", ...), date, records that the base now has of it
    std::int64_t imported = 0;  // records of this file
    std::uint64_t skipped = 0;  // files of an archive that are no record (readme, indexes)
    std::uint64_t refused = 0;  // recog fingerprints that do not match their own examples
    std::uint64_t packed_size = 0;
};

// Last words of an update before the import is finished: its name and date as the source knows them, how far it came.
using BeforeFinish = std::function<base::Result<void>(model::FeedState&, model::VulnerabilityWriter&)>;

// Nothing is published: the caller does, when its last file is in.
base::Result<ImportSummary> import_feed(const std::filesystem::path& path, model::VulnerabilityWriter& writer,
                                        const PackedLimits& limits = {}, const BeforeFinish& before_finish = {});

// NVD asks every product that uses its data to say this, in these words.
inline constexpr std::string_view kNvdNotice =
    "This product uses data from the NVD API but is not endorsed or certified by the NVD.";

}  // namespace vigie::exchange
