// SPDX-License-Identifier: Apache-2.0
// The feeds that come whole: CISA KEV, endoflife.date, Debian's security tracker, EPSS.
#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"
#include "exchange/feeds/json_document.h"
#include "exchange/feeds/parsers.h"

namespace vigie::exchange {
namespace {

using State = model::DistroStatus::State;

constexpr std::size_t kStatusLimit = 5'000'000;

tl::unexpected<base::Error> pass(const base::Result<void>& result) {
    return tl::unexpected<base::Error>(result.error());
}

// A date, or nothing for null, false and anything else.
std::optional<base::Date> date_of(json::value value) {
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
    return base::parse_date(text);
}

model::ReleaseLife read_release(json::object object, const std::string& product) {
    model::ReleaseLife out;
    out.product = product;
    out.source = "endoflife.date";
    for (auto field : object) {
        const std::string_view key = field.unescaped_key();
        bool flag = false;
        json::object latest;
        if (key == "name")
            out.release = text_of(field.value());
        else if (key == "label")
            out.label = text_of(field.value());
        else if (key == "isEol")
            out.ended = field.value().get_bool().get(flag) == simdjson::SUCCESS && flag;
        else if (key == "eolFrom")
            out.end = date_of(field.value());
        else if (key == "eoesFrom")
            out.extended_end = date_of(field.value());
        else if (key == "latest" && field.value().get_object().get(latest) == simdjson::SUCCESS)
            out.latest = text_of(latest, "name");
    }
    return out;
}

base::Result<void> read_product(json::object object, model::VulnerabilityWriter& writer) {
    std::string name;
    std::vector<std::string> cpes;
    for (auto field : object) {
        const std::string_view key = field.unescaped_key();
        if (key == "name")
            name = text_of(field.value());
        else if (key == "identifiers") {
            for (auto item : field.value().get_array()) {
                json::object identifier = item.get_object();
                if (text_of(identifier, "type") != "cpe") continue;
                const auto fields = model::split_cpe(text_of(identifier, "id"));
                if (fields.size() > 2) cpes.push_back(fields[1] + ":" + fields[2]);
            }
        } else if (key == "releases") {
            if (name.empty()) return base::fail(base::Errc::malformed, "endoflife.date: product without a name");
            for (auto item : field.value().get_array()) {
                const model::ReleaseLife release = read_release(item.get_object(), name);
                if (release.release.empty()) continue;
                if (const auto put = writer.put(release); !put) return put;
            }
        }
    }
    for (const std::string& cpe : cpes)
        if (const auto put = writer.put_release_alias(cpe, name); !put) return put;
    return {};
}

model::DistroStatus read_status(json::object object, std::string& version) {
    model::DistroStatus out;
    std::string state;
    for (auto field : object) {
        const std::string_view key = field.unescaped_key();
        json::object repositories;
        if (key == "status")
            state = text_of(field.value());
        else if (key == "fixed_version")
            out.fixed_version = text_of(field.value());
        else if (key == "urgency")
            out.urgency = text_of(field.value());
        else if (key == "repositories" && field.value().get_object().get(repositories) == simdjson::SUCCESS) {
            // Several suites of one release: the plain one is what an installation starts with.
            for (auto suite : repositories) {
                const std::string_view name = suite.unescaped_key();
                const bool plain = name.find('-') == std::string_view::npos;
                std::string text = text_of(suite.value());
                if (version.empty() || plain) version = std::move(text);
            }
        }
    }
    if (state == "resolved")
        out.state = out.fixed_version == "0" ? State::not_affected : State::resolved;
    else if (state == "open")
        out.state = State::open;
    else
        out.state = State::undetermined;
    return out;
}

std::optional<double> probability(std::string_view text) {
    double out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size() || out < 0 || out > 1) return std::nullopt;
    return out;
}

}  // namespace

base::Result<model::FeedState> import_kev(std::string& text, model::VulnerabilityWriter& writer) {
    model::FeedState feed{.name = "kev"};
    if (const auto cleared = writer.clear_known_exploited(); !cleared) return pass(cleared);
    std::uint64_t announced = 0;
    const auto done = with_document(text, "KEV catalogue", [&](json::object& root) -> base::Result<void> {
        for (auto field : root) {
            const std::string_view key = field.unescaped_key();
            if (key == "dateReleased")
                feed.date = date_of_text(text_of(field.value()));
            else if (key == "count")
                announced = std::uint64_t(field.value());
            else if (key == "vulnerabilities") {
                for (auto item : field.value().get_array()) {
                    model::KnownExploited one;
                    for (auto part : item.get_object()) {
                        const std::string_view name = part.unescaped_key();
                        if (name == "cveID")
                            one.cve = text_of(part.value());
                        else if (name == "vulnerabilityName")
                            one.name = base::printable(text_of(part.value()), 200);
                        else if (name == "dateAdded")
                            one.added = date_of_text(text_of(part.value()));
                        else if (name == "knownRansomwareCampaignUse")
                            one.ransomware = text_of(part.value()) == "Known";
                    }
                    if (!is_cve_id(one.cve))
                        return base::fail(base::Errc::malformed, "KEV catalogue: entry without a CVE");
                    if (const auto put = writer.put(one); !put) return put;
                    ++feed.records;
                }
            }
        }
        return {};
    });
    if (!done) return pass(done);
    if (static_cast<std::uint64_t>(feed.records) != announced || feed.records == 0)
        return base::fail(base::Errc::malformed, "KEV catalogue: " + std::to_string(announced) +
                                                     " entries announced, " + std::to_string(feed.records) + " found");
    return feed;
}

base::Result<model::FeedState> import_endoflife(std::string& text, model::VulnerabilityWriter& writer) {
    model::FeedState feed{.name = "endoflife"};
    if (const auto cleared = writer.clear_releases(); !cleared) return pass(cleared);
    const auto done = with_document(text, "endoflife.date", [&](json::object& root) -> base::Result<void> {
        for (auto field : root) {
            const std::string_view key = field.unescaped_key();
            if (key == "generated_at")
                feed.date = date_of_text(text_of(field.value()));
            else if (key == "result") {
                for (auto item : field.value().get_array()) {
                    if (const auto read = read_product(item.get_object(), writer); !read) return read;
                    ++feed.records;
                }
            }
        }
        return {};
    });
    if (!done) return pass(done);
    if (feed.records == 0) return base::fail(base::Errc::malformed, "endoflife.date: no product");
    return feed;
}

// The tracker has no date of its own: the caller sets that of the file. It is cut by package; the base wants it by
// CVE, as every other distribution says it.
base::Result<model::FeedState> import_debian(std::string& text, model::VulnerabilityWriter& writer) {
    model::FeedState feed{.name = "debian"};
    if (const auto cleared = writer.clear_distro("debian"); !cleared) return pass(cleared);
    std::map<std::string, std::vector<model::DistroStatus>> by_cve;
    const auto done = with_document(text, "Debian security tracker", [&](json::object& root) -> base::Result<void> {
        for (auto package : root) {
            const std::string source(std::string_view(package.unescaped_key()));
            std::map<std::string, std::string> versions;  // release -> version
            for (auto record : package.value().get_object()) {
                const std::string cve(std::string_view(record.unescaped_key()));
                for (auto field : record.value().get_object()) {
                    if (std::string_view(field.unescaped_key()) != "releases") continue;
                    for (auto release : field.value().get_object()) {
                        const std::string name(std::string_view(release.unescaped_key()));
                        model::DistroStatus status = read_status(release.value().get_object(), versions[name]);
                        if (!is_cve_id(cve)) continue;  // TEMP-...: no identity yet
                        status.source_package = source;
                        status.release = name;
                        status.cve = cve;
                        by_cve[cve].push_back(std::move(status));
                        if (static_cast<std::size_t>(++feed.records) > kStatusLimit)
                            return base::fail(base::Errc::limit, "Debian security tracker: too many records");
                    }
                }
            }
            for (const auto& [release, version] : versions)
                if (!version.empty())
                    if (const auto put = writer.put(model::DistroVersion{source, release, version}); !put) return put;
        }
        return {};
    });
    if (!done) return pass(done);
    if (feed.records == 0) return base::fail(base::Errc::malformed, "Debian security tracker: no record");
    for (const auto& [cve, statuses] : by_cve)
        if (const auto put = writer.put("debian", cve, statuses, false); !put) return pass(put);
    return feed;
}

// "#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000", a header, then cve,epss,percentile.
base::Result<model::FeedState> import_epss(std::string_view text, model::VulnerabilityWriter& writer) {
    model::FeedState feed{.name = "epss"};
    if (const auto cleared = writer.clear_exploit_probabilities(); !cleared) return pass(cleared);
    base::Reader reader(base::as_bytes(text));
    std::size_t number = 0;
    while (!reader.empty()) {
        const std::string_view line = base::trim(reader.line());
        ++number;
        if (line.empty()) continue;
        if (line.front() == '#') {
            const auto at = line.find("score_date:");
            if (at != std::string_view::npos) feed.date = date_of_text(line.substr(at + 11));
            continue;
        }
        const auto fields = base::split(line, ',');
        if (fields.size() >= 2 && fields[0] == "cve") continue;
        const auto value = fields.size() == 3 ? probability(fields[1]) : std::nullopt;
        const auto rank = fields.size() == 3 ? probability(fields[2]) : std::nullopt;
        if (!value || !rank || !is_cve_id(fields[0]))
            return base::fail(base::Errc::malformed,
                              "EPSS line " + std::to_string(number) + ": not cve,epss,percentile");
        if (const auto put = writer.put(model::ExploitProbability{std::string(fields[0]), *value, *rank}); !put)
            return pass(put);
        ++feed.records;
    }
    if (feed.records == 0) return base::fail(base::Errc::malformed, "EPSS: no record");
    return feed;
}

}  // namespace vigie::exchange
