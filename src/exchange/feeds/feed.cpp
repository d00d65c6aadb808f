// SPDX-License-Identifier: Apache-2.0
#include "exchange/feeds/feed.h"

#include <algorithm>
#include <chrono>

#include "base/clock.h"
#include "base/text.h"
#include "exchange/feeds/parsers.h"
#include "exchange/feeds/two_threads.h"

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

// Feeds of many small files, that come little by little.
bool is_record_kind(FeedKind kind) {
    switch (kind) {
        case FeedKind::nvd_override:
        case FeedKind::cve5:
        case FeedKind::osv:
        case FeedKind::openvex:
        case FeedKind::csaf:
        case FeedKind::certfr:
        case FeedKind::recog: return true;
        default: return false;
    }
}

base::Result<void> import_record(FeedKind kind, std::string& text, model::VulnerabilityWriter& writer,
                                 ImportSummary& summary) {
    switch (kind) {
        case FeedKind::nvd_override: return import_nvd_override(text, writer, summary.feed);
        case FeedKind::cve5: return import_cve5(text, writer, summary.feed);
        case FeedKind::osv: return import_osv(text, writer, summary.feed);
        case FeedKind::openvex: return import_openvex(text, writer, summary.feed);
        case FeedKind::csaf: return import_csaf(text, writer, summary.feed);
        case FeedKind::certfr: return import_certfr(text, writer, summary.feed);
        case FeedKind::recog: {
            const auto refused = import_recog(text, writer, summary.feed);
            if (!refused) return tl::unexpected<base::Error>(refused.error());
            summary.refused += *refused;
            return {};
        }
        default: return base::fail(base::Errc::input, "not a feed that we know");
    }
}

// One whole feed in one text.
base::Result<model::FeedState> import_whole(FeedKind kind, std::string& text, model::VulnerabilityWriter& writer) {
    switch (kind) {
        case FeedKind::nvd: return import_nvd(text, writer);
        case FeedKind::kev: return import_kev(text, writer);
        case FeedKind::endoflife: return import_endoflife(text, writer);
        case FeedKind::debian: return import_debian(text, writer);
        case FeedKind::epss: return import_epss(text, writer);
        default: return base::fail(base::Errc::input, "not a feed that we know");
    }
}

// The file, from its first feed on; runs beside the writer.
base::Result<void> import_contents(PackedFile& file, FeedKind kind, std::string text,
                                   model::VulnerabilityWriter& writer, ImportSummary& summary) {
    if (!is_record_kind(kind)) {
        auto feed = import_whole(kind, text, writer);
        if (!feed) return tl::unexpected<base::Error>(feed.error());
        summary.feed = std::move(*feed);
        // The end of a packed file holds its checksum: a cut one is noticed there.
        const auto rest = file.next([](std::string_view) { return false; });
        return rest ? base::Result<void>() : tl::unexpected<base::Error>(rest.error());
    }
    if (kind == FeedKind::recog)
        if (const auto cleared = writer.clear_banner_patterns(); !cleared) return cleared;
    std::optional<std::string> next = std::move(text);
    while (next) {
        if (const auto done = import_record(kind, *next, writer, summary); !done) return done;
        auto read = file.next([&](std::string_view head) { return recognise_feed(head) == kind; });
        if (!read) return tl::unexpected<base::Error>(read.error());
        next = std::move(*read);
    }
    if (summary.feed.records == 0) return base::fail(base::Errc::input, "no record in it that we can use");
    return {};
}

// What came little by little is counted and dated as a whole.
base::Result<void> complete_state(FeedKind kind, model::FeedState& feed, model::VulnerabilityWriter& writer) {
    if (!is_record_kind(kind) || kind == FeedKind::recog) return {};
    const std::string note = "newest:" + feed.name;
    const auto before = writer.recall(note);
    if (!before) return tl::unexpected<base::Error>(before.error());
    feed.date = std::max(feed.date, *before);
    if (const auto noted = writer.remember(note, feed.date); !noted) return noted;
    const auto count = writer.count(feed.name);
    if (!count) return tl::unexpected<base::Error>(count.error());
    feed.records = std::max(feed.records, *count);
    return {};
}

}  // namespace

FeedKind recognise_feed(std::string_view text) {
    constexpr std::size_t kLook = 8192;
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.substr(0, 3) == kByteOrderMark) text.remove_prefix(3);
    const std::string_view head = base::trim(text.substr(0, kLook));
    const auto has = [&](std::string_view word) { return head.find(word) != std::string_view::npos; };
    if (head.empty()) return FeedKind::unknown;
    if (head.substr(0, 15) == "#model_version:" || head.substr(0, 8) == "cve,epss") return FeedKind::epss;
    if (head.front() == '<') return has("<fingerprints") ? FeedKind::recog : FeedKind::unknown;
    if (head.front() != '{') return FeedKind::unknown;
    if (has("\"NVD_CVE\"")) return FeedKind::nvd;
    if (has("\"catalogVersion\"") && has("\"cveID\"")) return FeedKind::kev;
    if (has("\"dataType\"") && has("\"CVE_RECORD\"")) return FeedKind::cve5;
    if (has("openvex.dev/ns")) return FeedKind::openvex;
    if (has("\"csaf_version\"") || (has("\"document\"") && has("\"csaf_"))) return FeedKind::csaf;
    if (has("\"schema_version\"") && has("\"id\"") && !has("\"result\"")) return FeedKind::osv;
    if (has("cert.ssi.gouv.fr") || (has("\"reference\"") && has("\"CERTFR-"))) return FeedKind::certfr;
    if (has("\"_annotation\"")) return FeedKind::nvd_override;
    if (has("\"result\"") && has("\"releases\"")) return FeedKind::endoflife;
    if (has("\"cveMetadata\"") || has("\"containers\"")) return FeedKind::cve5;
    if (has("\"releases\"") && (has("\"CVE-") || has("\"TEMP-"))) return FeedKind::debian;
    return FeedKind::unknown;
}

base::Result<ImportSummary> import_feed(const std::filesystem::path& path, model::VulnerabilityWriter& writer,
                                        const PackedLimits& limits, const BeforeFinish& before_finish) {
    auto file = PackedFile::open(path, limits);
    if (!file) return tl::unexpected<base::Error>(file.error());
    ImportSummary summary;
    summary.packed_size = file->packed_size();

    // The first file inside that is a feed decides what this is.
    auto first = file->next([](std::string_view head) { return recognise_feed(head) != FeedKind::unknown; });
    if (!first) return tl::unexpected<base::Error>(first.error());
    if (!first->has_value())
        return base::fail(base::Errc::input,
                          path.string() +
                              ": not a feed that we know (NVD 2.0, NVD overrides, CVE 5, CISA KEV, "
                              "EPSS, endoflife.date, Debian, Ubuntu OSV or VEX, CSAF, CERT-FR, recog)");
    const FeedKind kind = recognise_feed(std::string_view(**first).substr(0, kHeadSize));

    const auto failed = [&](const base::Error& error) {
        const bool named = error.what.find(path.string()) != std::string::npos;
        std::string what = named ? error.what : path.string() + ": " + error.what;
        for (char& c : what)  // it may quote the file: one line, whatever that holds
            if (c == '\n' || c == '\r' || c == '\t') c = ' ';
        constexpr std::size_t kMessage = 1024;
        return base::fail(error.code, base::printable(what, kMessage));
    };
    if (const auto begun = writer.begin(); !begun) return failed(begun.error());
    Transaction transaction(writer);
    const auto done = parse_beside_writing(
        [&](model::VulnerabilityWriter& queue) {
            return import_contents(*file, kind, std::move(**first), queue, summary);
        },
        writer);
    if (!done) return failed(done.error());
    summary.imported = summary.feed.records;
    summary.skipped = file->passed_over();
    if (summary.feed.date.empty()) summary.feed.date = date_of_file(path);
    if (const auto completed = complete_state(kind, summary.feed, writer); !completed) return failed(completed.error());
    if (before_finish)
        if (const auto ready = before_finish(summary.feed, writer); !ready) return failed(ready.error());
    if (const auto finished = transaction.finish(summary.feed); !finished) return failed(finished.error());
    return summary;
}

}  // namespace vigie::exchange
