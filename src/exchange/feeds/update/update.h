// SPDX-License-Identifier: Apache-2.0
// `vigie feeds update`: asks each source for what is new since last time and imports it. What was fetched and imported
// stays when a later step fails or the user stops: the next update goes on there. Sources and their addresses are data
// (data/feeds/sources.toml).
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "exchange/feeds/update/download.h"
#include "model/vulnerability.h"

namespace vigie::exchange {

struct FeedSource {
    enum class Kind {
        file,      // one file, fetched when it has changed
        nvd,       // yearly files once, then the API by windows of at most 120 days
        cve_list,  // the whole list once, then its log of changes
        certfr,    // an index of bulletins, then each new or revised one
        csaf       // a provider's metadata, its feeds or directory, then each new document
    };
    std::string name;
    Kind kind = Kind::file;
    std::string url;         // csaf: provider-metadata.json, or a domain to discover it from
    std::string files;       // nvd: yearly files, with {year}; csaf: what the chosen directory has in its address
    std::string changes;     // cve_list: log of changes
    std::string archive;     // csaf: text file that names the archive of all documents
    int first_year = 2002;   // nvd
    int since_days = 0;      // certfr, csaf: how far back the first time; 0 = everything
    bool by_default = true;  // fetched when no name is given
};

struct SourceList {
    NetworkSettings network;
    std::vector<FeedSource> sources;
};
base::Result<SourceList> parse_sources(std::string_view toml);

struct UpdateSettings {
    std::filesystem::path downloads;              // folder for files on their way
    std::string nvd_key;                          // "" = five requests in 30 seconds
    std::function<void(const std::string&)> say;  // one line of progress
};

// What every kind of update works with.
struct UpdateContext {
    Downloader& downloader;
    model::VulnerabilityWriter& writer;
    const base::Clock& clock;
    const UpdateSettings& settings;
};

// Number of imports; 0 = nothing was new.
base::Result<int> update_source(const FeedSource& source, const UpdateContext& context);

}  // namespace vigie::exchange
