// SPDX-License-Identifier: Apache-2.0
// CVE JSON 5.x: what the CNA says (affected versions, its score) and what CISA's ADP container adds. Version lists
// are written by hundreds of hands; only what is unambiguous becomes a range, the rest becomes "no version named".
#include <algorithm>
#include <array>

#include "base/text.h"
#include "exchange/feeds/json_document.h"
#include "exchange/feeds/parsers.h"
#include "exchange/feeds/version_text.h"

namespace vigie::exchange {
namespace {

constexpr std::size_t kAffectedLimit = 500;    // entries of one record
constexpr std::size_t kVersionsLimit = 2'000;  // versions of one entry

struct Record {
    model::Cve cve;
    std::string kev_added;  // date, from CISA's container
};

struct VersionEntry {
    std::string status;
    std::string version;
    std::string type;
    std::string less_than;
    std::string less_or_equal;
    std::string repaired_at;  // first change to "unaffected"
};

VersionEntry read_version(json::object object) {
    VersionEntry out;
    for (auto field : object) {
        const std::string_view key = field.unescaped_key();
        if (key == "status")
            out.status = text_of(field.value());
        else if (key == "version")
            out.version = text_of(field.value());
        else if (key == "versionType")
            out.type = text_of(field.value());
        else if (key == "lessThan")
            out.less_than = text_of(field.value());
        else if (key == "lessThanOrEqual")
            out.less_or_equal = text_of(field.value());
        else if (key == "changes") {
            for (auto change : field.value().get_array()) {
                json::object one = change.get_object();
                const std::string at = text_of(one, "at");
                if (out.repaired_at.empty() && text_of(one, "status") == "unaffected") out.repaired_at = at;
            }
        }
    }
    return out;
}

// Nothing when the entry does not speak of released versions (git hashes, packages).
bool to_criterion(const VersionEntry& entry, model::CpeCriterion& out) {
    constexpr std::array<std::string_view, 6> kTypes = {"", "custom", "semver", "maven", "python", "release"};
    if (entry.status != "affected" || std::find(kTypes.begin(), kTypes.end(), entry.type) == kTypes.end()) return false;
    const std::string& end = !entry.repaired_at.empty() ? entry.repaired_at
                             : !entry.less_than.empty() ? entry.less_than
                                                        : entry.less_or_equal;
    if (end.empty()) {
        if (is_plain_version(entry.version))
            out.version = bare_version(entry.version);
        else
            read_comparisons(entry.version, out);
        return true;
    }
    if (is_plain_version(entry.version) && !is_every_version(entry.version)) out.start = bare_version(entry.version);
    if (is_plain_version(end)) {
        out.end = bare_version(end);
        out.end_included = entry.repaired_at.empty() && entry.less_than.empty();
    }
    return true;
}

// One entry of "affected": product under the CNA's names and under the CPE names CISA gives.
void read_affected(json::object object, model::Cve& cve) {
    std::string vendor;
    std::string product;
    std::string fallback;
    std::vector<std::pair<std::string, std::string>> names;
    std::vector<model::CpeCriterion> criteria;
    std::size_t versions = 0;
    for (auto field : object) {
        const std::string_view key = field.unescaped_key();
        if (key == "vendor")
            vendor = cpe_word(text_of(field.value()));
        else if (key == "product")
            product = cpe_word(text_of(field.value()));
        else if (key == "defaultStatus")
            fallback = text_of(field.value());
        else if (key == "cpes") {
            for (auto item : field.value().get_array()) {
                const auto fields = model::split_cpe(std::string_view(item));
                if (fields.size() > 2) names.emplace_back(fields[1], fields[2]);
            }
        } else if (key == "versions") {
            for (auto item : field.value().get_array()) {
                if (++versions > kVersionsLimit) break;
                model::CpeCriterion criterion;
                if (to_criterion(read_version(item.get_object()), criterion)) criteria.push_back(std::move(criterion));
            }
        }
    }
    if (!vendor.empty() && !product.empty()) names.emplace_back(vendor, product);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    if (criteria.empty() && fallback == "affected") criteria.emplace_back();  // all versions, none named
    if (criteria.empty() || names.empty()) return;
    for (const auto& [name_vendor, name_product] : names) {
        model::CriterionGroup group;
        group.criteria = criteria;
        for (model::CpeCriterion& criterion : group.criteria) {
            criterion.vendor = name_vendor;
            criterion.product = name_product;
        }
        cve.configurations.push_back({"cve", false, {std::move(group)}});
    }
}

// "other": CISA's SSVC decision points, and the date since when KEV knows of attacks.
void read_other(json::object other, Record& record) {
    bool ssvc = false;
    bool kev = false;
    for (auto field : other) {
        const std::string_view key = field.unescaped_key();
        if (key == "type") {
            const std::string type = text_of(field.value());
            ssvc = type == "ssvc";
            kev = type == "kev";
        } else if (key == "content") {
            model::Exploitation exploitation;
            for (auto part : field.value().get_object()) {
                const std::string_view name = part.unescaped_key();
                if (name == "dateAdded" && kev)
                    record.kev_added = date_of_text(text_of(part.value()));
                else if (name == "options" && ssvc) {
                    for (auto option : part.value().get_array())
                        for (auto point : option.get_object()) {
                            const std::string_view what = point.unescaped_key();
                            if (what == "Exploitation")
                                exploitation.known = base::to_lower(text_of(point.value()));
                            else if (what == "Automatable")
                                exploitation.automatable = base::equals_ignoring_case(text_of(point.value()), "yes");
                            else if (what == "Technical Impact")
                                exploitation.technical_impact = base::to_lower(text_of(point.value()));
                        }
                }
            }
            if (ssvc && !exploitation.known.empty()) record.cve.exploitation = std::move(exploitation);
        }
    }
}

void read_metrics(json::array metrics, Record& record) {
    model::Cve& cve = record.cve;
    for (auto item : metrics) {
        for (auto kind : item.get_object()) {
            const std::string_view name = kind.unescaped_key();
            if (name == "other") read_other(kind.value().get_object(), record);
            if (name.substr(0, 5) != "cvssV") continue;
            model::CvssScore score;
            for (auto field : kind.value().get_object()) {
                const std::string_view key = field.unescaped_key();
                if (key == "version")
                    score.version = text_of(field.value());
                else if (key == "vectorString")
                    score.vector = text_of(field.value());
                else if (key == "baseScore")
                    score.score = double(field.value());
            }
            if (!score.version.empty() && cve.scores.size() < 16) cve.scores.push_back(std::move(score));
        }
    }
}

void read_container(json::object container, bool is_cna, Record& record) {
    model::Cve& cve = record.cve;
    std::string source;
    const std::size_t scores_before = cve.scores.size();
    std::size_t affected = 0;
    for (auto field : container) {
        const std::string_view key = field.unescaped_key();
        if (key == "providerMetadata") {
            json::object provider = field.value().get_object();
            source = text_of(provider, "shortName");
        } else if (key == "descriptions" && is_cna) {
            for (auto item : field.value().get_array()) {
                json::object description = item.get_object();
                const std::string language = text_of(description, "lang");
                if (cve.description.empty() && language.substr(0, 2) == "en")
                    cve.description = base::printable(text_of(description, "value"), kDescriptionLimit);
            }
        } else if (key == "tags" && is_cna) {
            for (auto tag : field.value().get_array())
                if (std::string_view(tag) == "disputed") cve.status = model::CveStatus::disputed;
        } else if (key == "metrics") {
            read_metrics(field.value().get_array(), record);
        } else if (key == "affected") {
            for (auto item : field.value().get_array())
                if (++affected <= kAffectedLimit) read_affected(item.get_object(), cve);
        }
    }
    if (!is_cna) source = source == "CISA-ADP" ? source : source + "-ADP";
    for (std::size_t i = scores_before; i < cve.scores.size(); ++i) cve.scores[i].source = source;
}

}  // namespace

base::Result<void> import_cve5(std::string& text, model::VulnerabilityWriter& writer, model::FeedState& feed) {
    feed.name = "cve";
    return with_document(text, "CVE record", [&](json::object& root) -> base::Result<void> {
        Record record;
        model::Cve& cve = record.cve;
        bool rejected = false;
        for (auto field : root) {
            const std::string_view key = field.unescaped_key();
            if (key == "cveMetadata") {
                for (auto part : field.value().get_object()) {
                    const std::string_view name = part.unescaped_key();
                    if (name == "cveId")
                        cve.id = text_of(part.value());
                    else if (name == "state")
                        rejected = text_of(part.value()) == "REJECTED";
                    else if (name == "datePublished")
                        cve.published = date_of_text(text_of(part.value()));
                    else if (name == "dateUpdated")
                        cve.modified = date_of_text(text_of(part.value()));
                }
            } else if (key == "containers") {
                for (auto container : field.value().get_object()) {
                    if (std::string_view(container.unescaped_key()) == "cna")
                        read_container(container.value().get_object(), true, record);
                    else
                        for (auto adp : container.value().get_array()) read_container(adp.get_object(), false, record);
                }
            }
        }
        if (rejected) cve.status = model::CveStatus::rejected;
        if (!is_cve_id(cve.id)) return base::fail(base::Errc::malformed, "CVE record without an identifier");
        feed.date = std::max(feed.date, cve.modified);
        ++feed.records;
        if (!record.kev_added.empty())
            if (const auto put = writer.put(model::KnownExploited{cve.id, {}, record.kev_added, false, "CISA-ADP"});
                !put)
                return put;
        return writer.put("cve", cve);
    });
}

}  // namespace vigie::exchange
