// SPDX-License-Identifier: Apache-2.0
#include "exchange/feeds/update/steps.h"

#include <algorithm>
#include <fstream>

#include "base/text.h"

namespace vigie::exchange {

base::Result<ImportSummary> import_body(const std::string& body, const std::string& name, const UpdateContext& context,
                                        const BeforeFinish& before_finish) {
    const std::filesystem::path path = context.settings.downloads / name;
    {
        std::ofstream out(path, std::ios::binary | std::ios::trunc);
        if (!out.write(body.data(), static_cast<std::streamsize>(body.size())))
            return base::fail(base::Errc::io, "writing " + path.string());
    }
    auto out = import_feed(path, context.writer, {}, before_finish);
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    return out;
}

base::Result<int> published(int imports, const UpdateContext& context) {
    if (const auto done = context.writer.publish(); !done) return tl::unexpected<base::Error>(done.error());
    return imports;
}

base::Result<void> note_only(const model::FeedState& feed, const std::string& name, const std::string& value,
                             const UpdateContext& context) {
    if (const auto begun = context.writer.begin(); !begun) return begun;
    auto done = context.writer.remember(name, value);
    if (done) done = context.writer.finish(feed);
    if (!done) context.writer.abandon();
    return done;
}

std::string host_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    url.remove_prefix(scheme + 3);
    return base::to_lower(url.substr(0, url.find_first_of("/?#")));
}

std::optional<std::string> below(const std::string& folder, std::string_view path) {
    path = base::trim(path);
    if (path.empty() || path.front() == '/' || path.find(':') != std::string_view::npos ||
        path.find('\\') != std::string_view::npos || path.find('?') != std::string_view::npos)
        return std::nullopt;
    const auto parts = base::split(path, '/');
    if (std::find(parts.begin(), parts.end(), "..") != parts.end()) return std::nullopt;
    return folder + (folder.empty() || folder.back() != '/' ? "/" : "") + std::string(path);
}

std::string in_utc(std::string_view text) {
    text = base::trim(text);
    constexpr std::size_t kSeconds = 19;  // 2026-11-20T07:00:00
    if (text.size() < 10) return {};
    std::string head(text.substr(0, std::min(text.size(), kSeconds)));
    if (head.size() < kSeconds) head = head.substr(0, 10) + "T00:00:00";
    if (head[10] == ' ') head[10] = 'T';
    auto instant = base::parse_instant(head + "Z");
    if (!instant) return {};
    if (text.size() > kSeconds) {
        std::string_view zone = text.substr(kSeconds);
        const auto sign = zone.find_first_of("+-");
        if (sign != std::string_view::npos && zone.size() >= sign + 6) {
            const auto hours = base::parse_unsigned(zone.substr(sign + 1, 2));
            const auto minutes = base::parse_unsigned(zone.substr(sign + 4, 2));
            if (!hours || !minutes) return {};
            const std::chrono::seconds offset =
                std::chrono::hours(static_cast<int>(*hours)) + std::chrono::minutes(static_cast<int>(*minutes));
            *instant += zone[sign] == '+' ? -offset : offset;
        }
    }
    return base::format_instant(*instant);
}

base::Result<std::string> start_of(const FeedSource& source, const std::string& mark, const UpdateContext& context) {
    auto noted = context.writer.recall(mark);
    if (!noted || !noted->empty() || source.since_days <= 0) return noted;
    return base::format_instant(context.clock.now() - std::chrono::hours(24 * source.since_days));
}

base::Result<int> update_entries(const FeedSource& source, std::vector<IndexEntry> entries, const std::string& mark,
                                 const UpdateContext& context) {
    const auto start = start_of(source, mark, context);
    if (!start) return tl::unexpected<base::Error>(start.error());
    std::sort(entries.begin(), entries.end());
    entries.erase(std::remove_if(entries.begin(), entries.end(),
                                 [&](const IndexEntry& entry) { return entry.changed <= *start; }),
                  entries.end());
    int imports = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const IndexEntry& entry = entries[i];
        auto document = context.downloader.get(entry.url, kAnswerLimit);
        if (!document) {
            (void)context.writer.publish();  // what came so far
            return tl::unexpected<base::Error>(document.error());
        }
        // Others of the same second may still be to come.
        const bool last_of_second = i + 1 == entries.size() || entries[i + 1].changed != entry.changed;
        const auto note = [&](model::FeedState&, model::VulnerabilityWriter& writer) -> base::Result<void> {
            return last_of_second ? writer.remember(mark, entry.changed) : base::Result<void>();
        };
        const auto done = import_body(document->body, source.name + ".json", context, note);
        if (done) ++imports;
        // One broken or empty document among thousands is said, and the others are not withheld for it.
        if (!done) {
            if (done.error().code == base::Errc::io) return tl::unexpected<base::Error>(done.error());
            context.settings.say(source.name + ": " + entry.url + ": " + done.error().what);
        }
        if ((i + 1) % kPublishEvery == 0 || i + 1 == entries.size()) {
            context.settings.say(source.name + ": " + std::to_string(i + 1) + "/" + std::to_string(entries.size()));
            if (const auto out = published(imports, context); !out) return out;
        }
    }
    return imports;
}

base::Result<int> update_file(const FeedSource& source, const UpdateContext& context) {
    const std::string note = "validator:" + source.name;
    const auto known = context.writer.recall(note);
    if (!known) return tl::unexpected<base::Error>(known.error());
    const std::filesystem::path path = context.settings.downloads / source.name;
    const auto fetched = context.downloader.get_file(source.url, path, *known);
    if (!fetched) return tl::unexpected<base::Error>(fetched.error());
    if (!fetched->changed) return 0;
    const auto done = import_feed(path, context.writer, {}, [&](model::FeedState&, model::VulnerabilityWriter& writer) {
        return writer.remember(note, fetched->validator);
    });
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    if (!done) return tl::unexpected<base::Error>(done.error());
    return published(1, context);
}

base::Result<int> update_source(const FeedSource& source, const UpdateContext& context) {
    std::error_code error;
    std::filesystem::create_directories(context.settings.downloads, error);
    if (error)
        return base::fail(base::Errc::io, "making " + context.settings.downloads.string() + ": " + error.message());
    switch (source.kind) {
        case FeedSource::Kind::file: return update_file(source, context);
        case FeedSource::Kind::nvd: return update_nvd(source, context);
        case FeedSource::Kind::cve_list: return update_cve_list(source, context);
        case FeedSource::Kind::certfr: return update_certfr(source, context);
        case FeedSource::Kind::csaf: return update_csaf(source, context);
    }
    return base::fail(base::Errc::internal, "no such kind of source");
}

}  // namespace vigie::exchange
