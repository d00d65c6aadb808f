// SPDX-License-Identifier: Apache-2.0
// CVE JSON 5.x: what the CNA says (affected versions, its score) and what CISA's ADP container adds. Version lists
// are written by hundreds of hands; only what is unambiguous becomes a range, the rest becomes "no version named".
#include <algorithm>
#include <array>

#include "base/text.h"
#include "exchange/feeds/json_document.h"
#include "exchange/feeds/parsers.h"

namespace vigie::exchange {
namespace {

constexpr std::size_t kVersionLimit = 64;      // characters
constexpr std::size_t kAffectedLimit = 500;    // entries of one record
constexpr std::size_t kVersionsLimit = 2'000;  // versions of one entry

// "Apache HTTP Server" -> "apache_http_server": the spelling that CPE uses.
std::string cpe_word(std::string_view text) {
    std::string out = base::to_lower(base::trim(text));
    std::replace(out.begin(), out.end(), ' ', '_');
    return out == "n/a" || out == "unknown" ? std::string() : out;
}

bool is_plain_version(std::string_view text) {
    if (text.empty() || text.size() > kVersionLimit) return false;
    if (text.front() == 'v' || text.front() == 'V') text.remove_prefix(1);
    if (text.empty() || text.front() < '0' || text.front() > '9') return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
               c == '_' || c == '+' || c == '~';
    });
}

bool is_everything(std::string_view text) {
    return text.empty() || text == "0" || text == "*" || text == "all";
}

// ">= 1.0, < 2.3.4" as GitHub writes it. False when any part is something else.
bool read_comparisons(std::string_view text, model::CpeCriterion& out) {
    bool any = false;
    for (std::string_view part : base::split(text, ',')) {
        part = base::trim(part);
        struct Sign {
            std::string_view word;
            bool lower;
            bool included;
        };
        constexpr std::array<Sign, 4> kSigns = {
            {{">=", true, true}, {"<=", false, true}, {">", true, false}, {"<", false, false}}};
        const auto sign = std::find_if(kSigns.begin(), kSigns.end(),
                                       [&](const Sign& s) { return part.substr(0, s.word.size()) == s.word; });
        if (sign == kSigns.end()) return false;
        const std::string_view version = base::trim(part.substr(sign->word.size()));
        if (!is_plain_version(version)) return false;
        (sign->lower ? out.start : out.end) = version;
        (sign->lower ? out.start_included : out.end_included) = sign->included;
        any = true;
    }
    return any;
}

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
            out.version = entry.version;
        else
            read_comparisons(entry.version, out);
        return true;
    }
    if (is_plain_version(entry.version) && !is_everything(entry.version)) out.start = entry.version;
    if (is_plain_version(end)) {
        out.end = end;
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

void read_scores(json::array metrics, const std::string& source, model::Cve& cve) {
    for (auto item : metrics) {
        for (auto kind : item.get_object()) {
            const std::string_view name = kind.unescaped_key();
            if (name.substr(0, 5) != "cvssV") continue;
            model::CvssScore score;
            score.source = source;
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

void read_container(json::object container, bool is_cna, model::Cve& cve) {
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
            read_scores(field.value().get_array(), {}, cve);
        } else if (key == "affected") {
            for (auto item : field.value().get_array())
                if (++affected <= kAffectedLimit) read_affected(item.get_object(), cve);
        }
    }
    if (!is_cna) source = source == "CISA-ADP" ? source : source + "-ADP";
    for (std::size_t i = scores_before; i < cve.scores.size(); ++i) cve.scores[i].source = source;
}

}  // namespace

base::Result<void> import_cve5(std::string& text, model::VulnerabilityWriter& writer, std::string& latest) {
    return with_document(text, "CVE record", [&](json::object& root) -> base::Result<void> {
        model::Cve cve;
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
                        latest = std::max(latest, date_of_text(text_of(part.value())));
                }
            } else if (key == "containers") {
                for (auto container : field.value().get_object()) {
                    if (std::string_view(container.unescaped_key()) == "cna")
                        read_container(container.value().get_object(), true, cve);
                    else
                        for (auto adp : container.value().get_array()) read_container(adp.get_object(), false, cve);
                }
            }
        }
        if (rejected) cve.status = model::CveStatus::rejected;
        if (!is_cve_id(cve.id)) return base::fail(base::Errc::malformed, "CVE record without an identifier");
        return writer.put("cve", cve);
    });
}

}  // namespace vigie::exchange
