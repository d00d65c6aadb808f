// SPDX-License-Identifier: Apache-2.0
// Sources of many documents: the CVE list, CERT-FR, CSAF providers. An index says what changed; each document is then
// fetched and imported by itself, oldest first.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "exchange/feeds/json_tree.h"
#include "exchange/feeds/parsers.h"
#include "exchange/feeds/update/steps.h"

namespace vigie::exchange {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kFeedLimit = 64;  // ROLIE feeds and directories of one provider

base::Result<dom::element> parsed(dom::parser& parser, const std::string& body, const std::string& url) {
    dom::element root;
    if (const auto error = parser.parse(body).get(root); error != simdjson::SUCCESS)
        return base::fail(base::Errc::malformed, url + ": " + simdjson::error_message(error));
    return root;
}

// What a CVE's change is called in the log of the CVE list, "new" or "updated".
void read_changes(const dom::element& step, const char* key, std::vector<IndexEntry>& out) {
    dom::array list;
    if (step[key].get_array().get(list) != simdjson::SUCCESS) return;
    const std::string when = in_utc(text_at(step, "fetchTime"));
    for (const dom::element item : list) {
        const std::string url = text_at(item, "githubLink");
        if (!url.empty() && !when.empty() && out.size() < kDocumentLimit) out.push_back({url, when});
    }
}

}  // namespace

base::Result<int> update_cve_list(const FeedSource& source, const UpdateContext& context) {
    const std::string mark = "mark:" + source.name;
    const auto known = context.writer.recall(mark);
    if (!known) return tl::unexpected<base::Error>(known.error());
    const auto log = context.downloader.get(source.changes, kAnswerLimit);
    if (!log) return tl::unexpected<base::Error>(log.error());
    dom::parser parser;
    const auto root = parsed(parser, log->body, source.changes);
    if (!root) return tl::unexpected<base::Error>(root.error());
    dom::array steps;
    if (root->get_array().get(steps) != simdjson::SUCCESS)
        return base::fail(base::Errc::malformed, source.changes + ": not a log of changes");
    std::vector<IndexEntry> entries;
    std::string oldest;
    std::string newest;
    for (const dom::element step : steps) {
        const std::string when = in_utc(text_at(step, "fetchTime"));
        if (when.empty()) continue;
        if (oldest.empty() || when < oldest) oldest = when;
        newest = std::max(newest, when);
        read_changes(step, "new", entries);
        read_changes(step, "updated", entries);
    }
    if (newest.empty()) return base::fail(base::Errc::malformed, source.changes + ": no step in it");
    if (!known->empty() && *known >= oldest) {
        // Addresses come from the log: only from its own host.
        const std::string host = host_of(source.changes);
        entries.erase(std::remove_if(entries.begin(), entries.end(),
                                     [&](const IndexEntry& entry) { return host_of(entry.url) != host; }),
                      entries.end());
        return update_entries(source, std::move(entries), mark, context);
    }
    // Never fetched, or so long ago that the log no longer tells: the whole list. The log was read first, so that
    // what changes meanwhile is fetched again rather than missed.
    const auto path = context.settings.downloads / (source.name + ".zip");
    const auto fetched = context.downloader.get_file(source.url, path, {});
    if (!fetched) return tl::unexpected<base::Error>(fetched.error());
    const auto done = import_feed(path, context.writer, {}, [&](model::FeedState&, model::VulnerabilityWriter& writer) {
        return writer.remember(mark, newest);
    });
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    if (!done) return tl::unexpected<base::Error>(done.error());
    return published(1, context);
}

base::Result<int> update_certfr(const FeedSource& source, const UpdateContext& context) {
    std::vector<IndexEntry> entries;
    for (const char* kind : {"alerte", "avis"}) {
        const std::string url = source.url + (source.url.back() == '/' ? "" : "/") + kind + "/json/";
        const auto index = context.downloader.get(url, kAnswerLimit);
        if (!index) return tl::unexpected<base::Error>(index.error());
        dom::parser parser;
        const auto root = parsed(parser, index->body, url);
        if (!root) return tl::unexpected<base::Error>(root.error());
        dom::array list;
        if (root->get_array().get(list) != simdjson::SUCCESS)
            return base::fail(base::Errc::malformed, url + ": not a list of bulletins");
        for (const dom::element item : list) {
            std::string where = text_at(item, "json_url");
            if (!where.empty() && where.front() == '/') where = source.url.substr(0, source.url.find('/', 8)) + where;
            const std::string when = in_utc(text_at(item, "last_revision_date"));
            if (host_of(where) != host_of(source.url) || when.empty() || entries.size() >= kDocumentLimit) continue;
            entries.push_back({where, when});
        }
    }
    return update_entries(source, std::move(entries), "mark:" + source.name, context);
}

namespace {

// The metadata of a provider, from its address or, given a domain, from where CSAF says that it is.
base::Result<Download> find_metadata(const FeedSource& source, const UpdateContext& context) {
    if (source.url.find("://") != std::string::npos) return context.downloader.get(source.url, kAnswerLimit);
    const std::string domain = source.url;
    auto out = context.downloader.get("https://" + domain + "/.well-known/csaf/provider-metadata.json", kAnswerLimit);
    if (out) return out;
    if (out.error().code == base::Errc::tls || out.error().code == base::Errc::cancelled) return out;
    constexpr std::size_t kSecurityText = 64 * 1024;
    if (const auto text = context.downloader.get("https://" + domain + "/.well-known/security.txt", kSecurityText)) {
        for (const std::string_view line : base::split(text->body, '\n')) {
            const auto colon = line.find(':');
            if (colon == std::string_view::npos || !base::equals_ignoring_case(line.substr(0, colon), "csaf")) continue;
            const std::string url(base::trim(line.substr(colon + 1)));
            if (url.rfind("https://", 0) == 0) return context.downloader.get(url, kAnswerLimit);
        }
    }
    return context.downloader.get("https://csaf.data.security." + domain, kAnswerLimit);
}

// TLP:WHITE and TLP:CLEAR are for everybody; the others need an account that we do not have.
bool is_public(const std::string& label) {
    return label.empty() || label == "WHITE" || label == "CLEAR";
}

base::Result<void> read_rolie(const std::string& url, const UpdateContext& context, std::vector<IndexEntry>& out) {
    const auto answer = context.downloader.get(url, kAnswerLimit);
    if (!answer) return tl::unexpected<base::Error>(answer.error());
    dom::parser parser;
    const auto root = parsed(parser, answer->body, url);
    if (!root) return tl::unexpected<base::Error>(root.error());
    dom::array entries;
    if ((*root)["feed"]["entry"].get_array().get(entries) != simdjson::SUCCESS)
        return base::fail(base::Errc::malformed, url + ": not a ROLIE feed");
    for (const dom::element entry : entries) {
        std::string where;
        dom::element content;
        if (entry["content"].get(content) == simdjson::SUCCESS) where = text_at(content, "src");
        const std::string when = in_utc(text_at(entry, "updated"));
        if (where.rfind("http", 0) != 0 || when.empty() || out.size() >= kDocumentLimit) continue;
        out.push_back({where, when});
    }
    return {};
}

// changes.csv: "2026/cve-2026-0001.json","2026-11-20T07:00:00Z" for each document.
base::Result<void> read_directory(const std::string& url, const UpdateContext& context, std::vector<IndexEntry>& out) {
    const auto list = below(url, "changes.csv");
    const auto answer = context.downloader.get(list.value_or(url), kAnswerLimit);
    if (!answer) return tl::unexpected<base::Error>(answer.error());
    for (const std::string_view line : base::split(answer->body, '\n')) {
        const auto fields = base::split(base::trim(line), ',');
        if (fields.size() != 2) continue;
        const auto bare = [](std::string_view field) {
            field = base::trim(field);
            if (field.size() > 1 && field.front() == '"' && field.back() == '"')
                field = field.substr(1, field.size() - 2);
            return field;
        };
        const auto where = below(url, bare(fields[0]));
        const std::string when = in_utc(bare(fields[1]));
        if (where && !when.empty() && out.size() < kDocumentLimit) out.push_back({*where, when});
    }
    return {};
}

// "csaf_vex_2026-11-20.tar.zst" -> "2026-11-20T00:00:00Z": what the archive holds for sure.
std::string date_in_name(std::string_view name) {
    for (std::size_t i = 0; i + 10 <= name.size(); ++i)
        if (const auto date = date_of_text(name.substr(i, 10)); !date.empty()) return date + "T00:00:00Z";
    return {};
}

base::Result<int> fetch_archive(const FeedSource& source, const std::string& mark, const UpdateContext& context) {
    const auto name = context.downloader.get(source.archive, 4096);
    if (!name) return tl::unexpected<base::Error>(name.error());
    const auto url = below(source.archive.substr(0, source.archive.rfind('/')), name->body);
    const std::string date = date_in_name(name->body);
    if (!url || date.empty())
        return base::fail(base::Errc::malformed, source.archive + ": names no archive with a date");
    const auto path = context.settings.downloads / (source.name + ".archive");
    const auto fetched = context.downloader.get_file(*url, path, {});
    if (!fetched) return tl::unexpected<base::Error>(fetched.error());
    const auto done = import_feed(path, context.writer, {}, [&](model::FeedState&, model::VulnerabilityWriter& writer) {
        return writer.remember(mark, date);
    });
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    if (!done) return tl::unexpected<base::Error>(done.error());
    return published(1, context);
}

}  // namespace

base::Result<int> update_csaf(const FeedSource& source, const UpdateContext& context) {
    const std::string mark = "mark:" + source.name;
    int imports = 0;
    const auto known = context.writer.recall(mark);
    if (!known) return tl::unexpected<base::Error>(known.error());
    if (known->empty() && !source.archive.empty()) {
        const auto archive = fetch_archive(source, mark, context);
        if (!archive) return archive;
        imports = *archive;
    }
    const auto metadata = find_metadata(source, context);
    if (!metadata) return tl::unexpected<base::Error>(metadata.error());
    dom::parser parser;
    const auto root = parsed(parser, metadata->body, source.url);
    if (!root) return tl::unexpected<base::Error>(root.error());
    dom::array distributions;
    if ((*root)["distributions"].get_array().get(distributions) != simdjson::SUCCESS)
        return base::fail(base::Errc::malformed, source.url + ": provider metadata without distributions");
    std::vector<IndexEntry> entries;
    std::size_t feeds = 0;
    for (const dom::element distribution : distributions) {
        dom::array rolie;
        bool by_feed = false;
        if (distribution["rolie"]["feeds"].get_array().get(rolie) == simdjson::SUCCESS)
            for (const dom::element feed : rolie) {
                const std::string url = text_at(feed, "url");
                if (url.empty() || !is_public(text_at(feed, "tlp_label")) || ++feeds > kFeedLimit) continue;
                if (const auto read = read_rolie(url, context, entries); !read)
                    return tl::unexpected<base::Error>(read.error());
                by_feed = true;
            }
        const std::string directory = text_at(distribution, "directory_url");
        // A provider may offer advisories and VEX in two directories; source.files chooses one of them.
        if (by_feed || directory.empty() || directory.find(source.files) == std::string::npos || ++feeds > kFeedLimit)
            continue;
        if (const auto read = read_directory(directory, context, entries); !read)
            return tl::unexpected<base::Error>(read.error());
    }
    if (feeds == 0) return base::fail(base::Errc::malformed, source.url + ": no public feed or directory");
    const auto documents = update_entries(source, std::move(entries), mark, context);
    if (!documents) return documents;
    return imports + *documents;
}

}  // namespace vigie::exchange
