// SPDX-License-Identifier: Apache-2.0
// The kinds of update, one function each, and what they share. For .cpp files of this folder only.
#pragma once

#include <optional>
#include <string>

#include "exchange/feeds/feed.h"
#include "exchange/feeds/update/update.h"

namespace vigie::exchange {

base::Result<int> update_file(const FeedSource& source, const UpdateContext& context);
base::Result<int> update_nvd(const FeedSource& source, const UpdateContext& context);
base::Result<int> update_cve_list(const FeedSource& source, const UpdateContext& context);
base::Result<int> update_certfr(const FeedSource& source, const UpdateContext& context);
base::Result<int> update_csaf(const FeedSource& source, const UpdateContext& context);

inline constexpr std::uint64_t kAnswerLimit = std::uint64_t{256} << 20U;  // of one answer kept in memory
inline constexpr std::size_t kPublishEvery = 200;                         // small documents between two publications
inline constexpr std::size_t kDocumentLimit = 500'000;                    // of one index

// Imports a body as if it were a file. Nothing is published.
base::Result<ImportSummary> import_body(const std::string& body, const std::string& name, const UpdateContext& context,
                                        const BeforeFinish& before_finish);
// Publishes, as an int for the chain of results.
base::Result<int> published(int imports, const UpdateContext& context);
// Notes without any record, under a feed that is already known.
base::Result<void> note_only(const model::FeedState& feed, const std::string& name, const std::string& value,
                             const UpdateContext& context);

// "https://a.example/x/feed.json" + "y/z.json" -> "https://a.example/x/y/z.json". Nothing for anything that leaves the
// folder, has another scheme or is no plain path.
std::optional<std::string> below(const std::string& folder, std::string_view path);
std::string host_of(std::string_view url);

// One document of an index: where it is and when it was changed (RFC 3339, compared as text in UTC).
struct IndexEntry {
    std::string url;
    std::string changed;
    bool operator<(const IndexEntry& other) const {
        return changed != other.changed ? changed < other.changed : url < other.url;
    }
};
// Fetches and imports what changed after the mark noted under `mark`, oldest first; the mark moves with each import.
base::Result<int> update_entries(const FeedSource& source, std::vector<IndexEntry> entries, const std::string& mark,
                                 const UpdateContext& context);
// "2026-11-20T07:00:00.000Z", "2026-11-20T08:00:00+01:00", "...123456" -> "2026-11-20T07:00:00Z"; "" for anything else.
std::string in_utc(std::string_view text);
base::Result<std::string> start_of(const FeedSource& source, const std::string& mark, const UpdateContext& context);

}  // namespace vigie::exchange
