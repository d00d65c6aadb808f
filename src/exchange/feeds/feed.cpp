// SPDX-License-Identifier: Apache-2.0
#include "exchange/feeds/feed.h"

#include <algorithm>
#include <chrono>

#include "base/clock.h"
#include "base/text.h"
#include "exchange/feeds/parsers.h"

namespace vigie::exchange {
namespace {

// Undoes the import unless it was finished.
class Transaction {
public:
    explicit Transaction(model::VulnerabilityWriter& writer) : writer_(writer) {}
    ~Transaction() {
        if (!finished_) writer_.abandon();
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    base::Result<void> finish(const model::FeedState& feed) {
        auto done = writer_.finish(feed);
        finished_ = done.has_value();
        return done;
    }

private:
    model::VulnerabilityWriter& writer_;
    bool finished_ = false;
};

std::string date_of_file(const std::filesystem::path& path) {
    std::error_code error;
    const auto time = std::filesystem::last_write_time(path, error);
    if (error) return {};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(time));
    return base::format_date(base::date_of(seconds));
}

// One whole feed in one text.
base::Result<model::FeedState> import_whole(FeedKind kind, std::string& text, model::VulnerabilityWriter& writer) {
    switch (kind) {
        case FeedKind::nvd: return import_nvd(text, writer);
        case FeedKind::kev: return import_kev(text, writer);
        case FeedKind::endoflife: return import_endoflife(text, writer);
        case FeedKind::debian: return import_debian(text, writer);
        case FeedKind::epss: return import_epss(text, writer);
        case FeedKind::nvd_override:
        case FeedKind::cve5:
        case FeedKind::unknown: break;
    }
    return base::fail(base::Errc::input, "not a feed that we know");
}

// An archive of single records, or one such record by itself.
class RecordArchive {
public:
    RecordArchive(PackedFile& file, model::VulnerabilityWriter& writer, ImportSummary& summary)
        : file_(file), writer_(writer), summary_(summary) {}

    base::Result<void> import(FeedKind kind, std::string first) {
        summary_.feed.name = kind == FeedKind::cve5 ? "cve" : "nvd-overrides";
        std::optional<std::string> text = std::move(first);
        while (text) {
            const FeedKind found = recognise_feed(*text);
            if (found != kind) {
                ++summary_.skipped;
            } else {
                const auto done = kind == FeedKind::cve5 ? import_cve5(*text, writer_, summary_.feed.date)
                                                         : import_nvd_override(*text, writer_, summary_.feed.date);
                if (!done) return done;
                ++summary_.feed.records;
            }
            auto next = file_.next();
            if (!next) return tl::unexpected<base::Error>(next.error());
            text = std::move(*next);
        }
        return {};
    }

private:
    PackedFile& file_;
    model::VulnerabilityWriter& writer_;
    ImportSummary& summary_;
};

}  // namespace

FeedKind recognise_feed(std::string_view text) {
    constexpr std::size_t kLook = 8192;
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.substr(0, 3) == kByteOrderMark) text.remove_prefix(3);
    const std::string_view head = base::trim(text.substr(0, kLook));
    const auto has = [&](std::string_view word) { return head.find(word) != std::string_view::npos; };
    if (head.empty()) return FeedKind::unknown;
    if (head.substr(0, 15) == "#model_version:" || head.substr(0, 8) == "cve,epss") return FeedKind::epss;
    if (head.front() != '{') return FeedKind::unknown;
    if (has("\"NVD_CVE\"")) return FeedKind::nvd;
    if (has("\"catalogVersion\"") && has("\"cveID\"")) return FeedKind::kev;
    if (has("\"dataType\"") && has("\"CVE_RECORD\"")) return FeedKind::cve5;
    if (has("\"_annotation\"")) return FeedKind::nvd_override;
    if (has("\"result\"") && has("\"releases\"")) return FeedKind::endoflife;
    if (has("\"cveMetadata\"") || has("\"containers\"")) return FeedKind::cve5;
    if (has("\"releases\"") && (has("\"CVE-") || has("\"TEMP-"))) return FeedKind::debian;
    return FeedKind::unknown;
}

base::Result<ImportSummary> import_feed(const std::filesystem::path& path, model::VulnerabilityWriter& writer,
                                        const PackedLimits& limits) {
    auto file = PackedFile::open(path, limits);
    if (!file) return tl::unexpected<base::Error>(file.error());
    ImportSummary summary;
    summary.packed_size = file->packed_size();

    // The first file inside that is a feed decides what this is.
    std::string text;
    FeedKind kind = FeedKind::unknown;
    while (kind == FeedKind::unknown) {
        auto next = file->next();
        if (!next) return tl::unexpected<base::Error>(next.error());
        if (!next->has_value())
            return base::fail(base::Errc::input,
                              path.string() +
                                  ": not a feed that we know (NVD 2.0, NVD overrides, CVE 5, CISA KEV, endoflife.date, "
                                  "Debian security tracker, EPSS)");
        text = std::move(**next);
        kind = recognise_feed(text);
        if (kind == FeedKind::unknown) ++summary.skipped;
    }

    const auto failed = [&](const base::Error& error) {
        return base::fail(error.code, path.string() + ": " + error.what);
    };
    if (const auto begun = writer.begin(); !begun) return failed(begun.error());
    Transaction transaction(writer);
    if (kind == FeedKind::cve5 || kind == FeedKind::nvd_override) {
        const auto done = RecordArchive(*file, writer, summary).import(kind, std::move(text));
        if (!done) return failed(done.error());
    } else {
        auto feed = import_whole(kind, text, writer);
        if (!feed) return failed(feed.error());
        summary.feed = std::move(*feed);
    }
    if (summary.feed.date.empty()) summary.feed.date = date_of_file(path);
    if (const auto finished = transaction.finish(summary.feed); !finished) return failed(finished.error());
    return summary;
}

}  // namespace vigie::exchange
