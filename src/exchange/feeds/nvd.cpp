// SPDX-License-Identifier: Apache-2.0
// NVD JSON 2.0 (yearly, modified and recent files, API pages) and the CPE overrides in the same shape.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "exchange/feeds/configurations.h"
#include "exchange/feeds/json_document.h"
#include "exchange/feeds/parsers.h"

namespace vigie::exchange {
namespace {

// The identifier under which CISA's ADP container appears inside NVD.
constexpr std::string_view kCisaAdp = "134c704f-9b21-4f2e-91b3-4a467353bcc0";

void read_metrics(json::object metrics, model::Cve& cve) {
    for (auto kind : metrics) {
        json::array list;
        if (kind.value().get_array().get(list) != simdjson::SUCCESS) continue;
        for (auto item : list) {
            model::CvssScore score;
            for (auto field : item.get_object()) {
                const std::string_view key = field.unescaped_key();
                if (key == "source")
                    score.source = text_of(field.value());
                else if (key == "cvssData") {
                    for (auto data : field.value().get_object()) {
                        const std::string_view name = data.unescaped_key();
                        if (name == "version")
                            score.version = text_of(data.value());
                        else if (name == "vectorString")
                            score.vector = text_of(data.value());
                        else if (name == "baseScore")
                            score.score = double(data.value());
                    }
                }
            }
            if (score.source == kCisaAdp) score.source = "CISA-ADP";
            if (!score.version.empty() && cve.scores.size() < 16) cve.scores.push_back(std::move(score));
        }
    }
}

std::string english(json::array descriptions) {
    std::string out;
    for (auto item : descriptions) {
        json::object object = item.get_object();
        const std::string language = text_of(object, "lang");
        if (out.empty() && language.substr(0, 2) == "en") out = text_of(object, "value");
    }
    return base::printable(out, kDescriptionLimit);
}

bool is_disputed(json::array tags) {
    bool out = false;
    for (auto item : tags) {
        json::array words;
        if (item.get_object().find_field_unordered("tags").get_array().get(words) != simdjson::SUCCESS) continue;
        for (auto word : words) out = out || std::string_view(word) == "disputed";
    }
    return out;
}

model::Cve read_cve(json::object object, std::string_view origin) {
    model::Cve out;
    std::string status;
    bool disputed = false;
    for (auto field : object) {
        const std::string_view key = field.unescaped_key();
        if (key == "id")
            out.id = text_of(field.value());
        else if (key == "published")
            out.published = date_of_text(text_of(field.value()));
        else if (key == "lastModified")
            out.modified = date_of_text(text_of(field.value()));
        else if (key == "vulnStatus")
            status = text_of(field.value());
        else if (key == "cveTags")
            disputed = is_disputed(field.value().get_array());
        else if (key == "descriptions")
            out.description = english(field.value().get_array());
        else if (key == "metrics")
            read_metrics(field.value().get_object(), out);
        else if (key == "configurations")
            out.configurations = read_configurations(field.value().get_array(), origin);
    }
    // Before 2023 the two states were written at the head of the description.
    if (disputed || out.description.rfind("** DISPUTED **", 0) == 0) out.status = model::CveStatus::disputed;
    if (status == "Rejected" || out.description.rfind("** REJECT **", 0) == 0) out.status = model::CveStatus::rejected;
    return out;
}

}  // namespace

bool is_cve_id(std::string_view text) {
    if (text.size() < 13 || text.size() > 20 || text.substr(0, 4) != "CVE-" || text[8] != '-') return false;
    const auto digits = [](std::string_view part) {
        return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    return digits(text.substr(4, 4)) && digits(text.substr(9));
}

std::string date_of_text(std::string_view text) {
    const auto date = base::parse_date(text);
    return date ? base::format_date(*date) : std::string();
}

base::Result<model::FeedState> import_nvd(std::string& text, model::VulnerabilityWriter& writer) {
    model::FeedState feed;
    std::set<std::string> years;
    std::uint64_t announced = 0;
    const auto done = with_document(text, "NVD file", [&](json::object& root) -> base::Result<void> {
        for (auto field : root) {
            const std::string_view key = field.unescaped_key();
            if (key == "timestamp")
                feed.date = date_of_text(text_of(field.value()));
            else if (key == "resultsPerPage")
                announced = std::uint64_t(field.value());
            else if (key == "vulnerabilities") {
                for (auto item : field.value().get_array()) {
                    json::object record = item.get_object();
                    const model::Cve cve = read_cve(record.find_field_unordered("cve").get_object(), "nvd");
                    if (!is_cve_id(cve.id))
                        return base::fail(base::Errc::malformed,
                                          "NVD file: \"" + base::printable(cve.id, 32) + "\" is no CVE");
                    if (const auto put = writer.put("nvd", cve); !put) return put;
                    years.insert(cve.id.substr(4, 4));
                    ++feed.records;
                }
            }
        }
        if (static_cast<std::uint64_t>(feed.records) != announced)
            return base::fail(base::Errc::malformed, "NVD file: " + std::to_string(announced) + " records announced, " +
                                                         std::to_string(feed.records) + " found");
        return {};
    });
    if (!done) return tl::unexpected<base::Error>(done.error());
    if (feed.records == 0) return base::fail(base::Errc::malformed, "NVD file: no record");
    // The first yearly file holds 1999 to 2002; "modified" and API pages mix recent years.
    const bool first = *years.rbegin() <= "2002";
    feed.name = first || years.size() == 1 ? "nvd-" + *years.rbegin() : "nvd-modified";
    return feed;
}

base::Result<void> import_nvd_override(std::string& text, model::VulnerabilityWriter& writer, model::FeedState& feed) {
    feed.name = "nvd-overrides";
    return with_document(text, "NVD override", [&](json::object& root) -> base::Result<void> {
        model::Cve cve;
        std::string modified;
        for (auto field : root) {
            const std::string_view key = field.unescaped_key();
            if (key == "_annotation") {
                json::object annotation = field.value().get_object();
                for (auto part : annotation) {
                    const std::string_view name = part.unescaped_key();
                    if (name == "cve_id")
                        cve.id = text_of(part.value());
                    else if (name == "modified")
                        modified = date_of_text(text_of(part.value()));
                    else if (name == "description")
                        cve.description = base::printable(text_of(part.value()), kDescriptionLimit);
                }
            } else if (key == "cve") {
                for (auto part : field.value().get_object())
                    if (std::string_view(part.unescaped_key()) == "configurations")
                        cve.configurations = read_configurations(part.value().get_array(), "nvd-overrides");
            }
        }
        if (!is_cve_id(cve.id)) return base::fail(base::Errc::malformed, "NVD override without a CVE identifier");
        feed.date = std::max(feed.date, modified);
        ++feed.records;
        cve.modified = modified;
        return writer.put("nvd-overrides", cve);
    });
}

}  // namespace vigie::exchange
