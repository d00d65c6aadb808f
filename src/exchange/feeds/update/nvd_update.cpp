// SPDX-License-Identifier: Apache-2.0
// NVD: the yearly files give the base its start; from then on the API is asked for what was changed, by windows of at
// most 120 days and pages of 2,000, slowly enough for its rules. Each page is an import that notes how far it came.
#include <algorithm>

#include <simdjson.h>

#include "base/text.h"
#include "exchange/feeds/update/steps.h"

namespace vigie::exchange {
namespace {

constexpr std::chrono::hours kWindow{24 * 120};
constexpr int kPage = 2000;
constexpr std::chrono::seconds kPauseAnonymous{6};  // 5 requests in 30 seconds
constexpr std::chrono::seconds kPauseWithKey{1};    // 50 with a key
constexpr int kPageLimit = 10'000;                  // of one update

constexpr const char* kUntil = "nvd.until";
constexpr const char* kPlace = "nvd.place";  // "START END INDEX" inside a window

struct Place {
    base::Instant start{};
    base::Instant end{};
    int index = 0;
};

struct Page {
    std::int64_t total = 0;
    std::int64_t count = 0;
};

base::Result<Page> page_of(const std::string& body) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    Page out;
    simdjson::dom::array records;
    if (parser.parse(body).get(root) != simdjson::SUCCESS || root["totalResults"].get(out.total) != simdjson::SUCCESS ||
        root["vulnerabilities"].get_array().get(records) != simdjson::SUCCESS)
        return base::fail(base::Errc::malformed, "NVD API: not a page of results");
    out.count = static_cast<std::int64_t>(records.size());
    return out;
}

// A line of a .meta file: "sha256:ABC".
std::string meta_value(std::string_view meta, std::string_view name) {
    for (const std::string_view line : base::split(meta, '\n'))
        if (line.size() > name.size() && line.substr(0, name.size()) == name && line[name.size()] == ':')
            return std::string(base::trim(line.substr(name.size() + 1)));
    return {};
}

std::string replaced(std::string text, std::string_view what, const std::string& by) {
    const auto at = text.find(what);
    return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

base::Result<int> fetch_years(const FeedSource& source, const UpdateContext& context) {
    const int last = static_cast<int>(base::date_of(context.clock.now()).year());
    std::string oldest;  // when the first of the files was made: the API is asked from there on
    int imports = 0;
    for (int year = source.first_year; year <= last; ++year) {
        const std::string url = replaced(source.files, "{year}", std::to_string(year));
        const auto meta = context.downloader.get(replaced(url, ".json.gz", ".meta"), 4096);
        if (!meta) return tl::unexpected<base::Error>(meta.error());
        const std::string digest = meta_value(meta->body, "sha256");
        const std::string made = in_utc(meta_value(meta->body, "lastModifiedDate"));
        if (digest.empty() || made.empty())
            return base::fail(base::Errc::malformed, "NVD: the .meta file of " + std::to_string(year) + " is none");
        if (oldest.empty() || made < oldest) oldest = made;
        const std::string note = "nvd.file." + std::to_string(year);
        const auto known = context.writer.recall(note);
        if (!known) return tl::unexpected<base::Error>(known.error());
        if (*known == digest) continue;
        const auto path = context.settings.downloads / ("nvd-" + std::to_string(year) + ".json.gz");
        const auto fetched = context.downloader.get_file(url, path, {});
        if (!fetched) return tl::unexpected<base::Error>(fetched.error());
        const bool complete = year == last;
        const auto done = import_feed(path, context.writer, {},
                                      [&](model::FeedState&, model::VulnerabilityWriter& writer) -> base::Result<void> {
                                          if (complete)
                                              if (const auto noted = writer.remember(kUntil, oldest); !noted)
                                                  return noted;
                                          return writer.remember(note, digest);
                                      });
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        if (!done) return tl::unexpected<base::Error>(done.error());
        ++imports;
        context.settings.say("nvd: " + std::to_string(year) + ": " + std::to_string(done->imported));
        if (const auto out = published(imports, context); !out) return out;
    }
    return imports;
}

std::string encoded(base::Instant instant) {
    std::string out = base::format_instant(instant);
    out.pop_back();  // "Z": written as an offset, and the plus sign of an offset must be escaped in a URL
    return out + ".000%2B00:00";
}

std::optional<Place> read_place(const std::string& text) {
    const auto parts = base::split(text, ' ');
    if (parts.size() != 3) return std::nullopt;
    const auto start = base::parse_instant(parts[0]);
    const auto end = base::parse_instant(parts[1]);
    const auto index = base::parse_unsigned(parts[2]);
    if (!start || !end || !index) return std::nullopt;
    return Place{*start, *end, static_cast<int>(*index)};
}

class ApiUpdate {
public:
    ApiUpdate(const FeedSource& source, const UpdateContext& context) : source_(source), context_(context) {}

    base::Result<int> run(base::Instant until) {
        const base::Instant now = context_.clock.now();
        const auto noted = context_.writer.recall(kPlace);
        if (!noted) return tl::unexpected<base::Error>(noted.error());
        std::optional<Place> place = read_place(*noted);
        while (until < now) {
            if (!place || place->start != until) place = Place{until, std::min<base::Instant>(until + kWindow, now), 0};
            if (const auto done = window(*place); !done) {
                (void)context_.writer.publish();
                return tl::unexpected<base::Error>(done.error());
            }
            until = place->end;
            place.reset();
        }
        return published(imports_, context_);
    }

private:
    base::Result<void> window(Place place) {
        const std::vector<std::string> headers = context_.settings.nvd_key.empty()
                                                     ? std::vector<std::string>()
                                                     : std::vector<std::string>{"apiKey: " + context_.settings.nvd_key};
        for (;;) {
            if (++pages_ > kPageLimit) return base::fail(base::Errc::limit, "NVD API: more pages than make sense");
            if (pages_ > 1 && !context_.downloader.pause()(headers.empty() ? kPauseAnonymous : kPauseWithKey))
                return base::fail(base::Errc::cancelled, "NVD API: stopped");
            const std::string url = source_.url + "?resultsPerPage=" + std::to_string(kPage) +
                                    "&startIndex=" + std::to_string(place.index) +
                                    "&lastModStartDate=" + encoded(place.start) +
                                    "&lastModEndDate=" + encoded(place.end);
            const auto answer = context_.downloader.get(url, kAnswerLimit, headers);
            if (!answer) return tl::unexpected<base::Error>(answer.error());
            const auto page = page_of(answer->body);
            if (!page) return tl::unexpected<base::Error>(page.error());
            const std::int64_t next = place.index + page->count;
            const bool last = next >= page->total || page->count == 0;
            if (page->count == 0 && next < page->total)
                return base::fail(base::Errc::malformed, "NVD API: an empty page before the end");
            if (const auto done = take(place, *page, answer->body, last); !done) return done;
            if (last) return {};
            place.index = static_cast<int>(next);
        }
    }

    base::Result<void> take(const Place& place, const Page& page, const std::string& body, bool last) {
        const auto before_finish = [&](model::FeedState& feed,
                                       model::VulnerabilityWriter& writer) -> base::Result<void> {
            const auto count = writer.count("nvd");
            if (!count) return tl::unexpected<base::Error>(count.error());
            feed = {"nvd", base::format_date(base::date_of(last ? place.end : place.start)), *count, {}};
            if (last) {
                // From here on one line speaks for all years.
                for (const char* prefix : {"nvd-1", "nvd-2", "nvd-modified"})
                    if (const auto done = writer.forget_feeds(prefix); !done) return done;
                if (const auto done = writer.remember(kPlace, ""); !done) return done;
                return writer.remember(kUntil, base::format_instant(place.end));
            }
            return writer.remember(kPlace, base::format_instant(place.start) + " " + base::format_instant(place.end) +
                                               " " + std::to_string(place.index + page.count));
        };
        if (page.count > 0) {
            const auto done = import_body(body, "nvd-page.json", context_, before_finish);
            if (!done) return tl::unexpected<base::Error>(done.error());
            ++imports_;
            context_.settings.say("nvd: " + std::to_string(place.index + page.count) + "/" +
                                  std::to_string(page.total));
            return {};
        }
        if (const auto begun = context_.writer.begin(); !begun) return begun;
        model::FeedState feed;
        auto done = before_finish(feed, context_.writer);
        if (done) done = context_.writer.finish(feed);
        if (!done) context_.writer.abandon();
        return done;
    }

    const FeedSource& source_;
    const UpdateContext& context_;
    int imports_ = 0;
    int pages_ = 0;
};

}  // namespace

base::Result<int> update_nvd(const FeedSource& source, const UpdateContext& context) {
    auto until = context.writer.recall(kUntil);
    if (!until) return tl::unexpected<base::Error>(until.error());
    int imports = 0;
    if (until->empty()) {
        const auto years = fetch_years(source, context);
        if (!years) return years;
        imports = *years;
        until = context.writer.recall(kUntil);
        if (!until) return tl::unexpected<base::Error>(until.error());
    }
    const auto instant = base::parse_instant(*until);
    if (!instant) return base::fail(base::Errc::internal, "NVD: the base does not say how far it came");
    const auto pages = ApiUpdate(source, context).run(*instant);
    if (!pages) return pages;
    return imports + *pages;
}

}  // namespace vigie::exchange
