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
constexpr std::size_t kChangesLimit = 64;      // changes of one version range

struct Record {
    model::Cve cve;
    std::string kev_added;  // date, from CISA's container
};

struct Change {
    std::string at;
    bool affected = false;
};

struct VersionEntry {
    std::string status;
    std::string version;
    std::string type;
    std::string less_than;
    std::string less_or_equal;
    std::vector<Change> changes;  // in the order of the record
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
            for (auto item : field.value().get_array()) {
                if (out.changes.size() == kChangesLimit) break;
                Change change;
                for (auto part : item.get_object()) {
                    const std::string_view name = part.unescaped_key();
                    if (name == "at")
                        change.at = bare_version(text_of(part.value()));
                    else if (name == "status")
                        change.affected = text_of(part.value()) == "affected";
                }
                out.changes.push_back(std::move(change));
            }
        }
    }
    return out;
}

std::vector<std::uint64_t> numbers_of(std::string_view version) {
    std::vector<std::uint64_t> out;
    for (std::size_t i = 0; i < version.size();) {
        const std::size_t from = i;
        while (i < version.size() && version[i] >= '0' && version[i] <= '9') ++i;
        if (i > from)
            out.push_back(base::parse_unsigned(version.substr(from, i - from)).value_or(0));
        else
            ++i;
    }
    return out;
}

// The first version that a repair says nothing of: 10.2.8 for the hotfix 10.2.7-h24, 1.16 for 1.15.16; "" when the
// version has no release line.
std::string after_its_line(std::string_view repair) {
    const auto hyphen = repair.find("-h");
    std::string_view line = repair.substr(0, hyphen);
    if (hyphen == std::string_view::npos) {
        const auto dot = line.rfind('.');
        if (dot == std::string_view::npos) return {};
        line = line.substr(0, dot);
    }
    const auto dot = line.rfind('.');
    const std::size_t last = dot == std::string_view::npos ? 0 : dot + 1;
    const auto number = base::parse_unsigned(line.substr(last));
    return number ? std::string(line.substr(0, last)) + std::to_string(*number + 1) : std::string();
}

struct Stretch {
    std::string from;  // included; "" = from the first version on
    std::string to;    // excluded unless to_included; "" = no upper bound
    bool to_included = false;
};

// The stretches of an entry that are affected: its status holds from its version on, and each change sets another one.
// Several repairs in a row, in whatever order, each speak of their own release line; a hotfix always does.
std::vector<Stretch> affected_stretches(VersionEntry entry) {
    const std::string end(bare_version(entry.less_than.empty() ? entry.less_or_equal : entry.less_than));
    const bool only_repairs =
        entry.status == "affected" &&
        std::none_of(entry.changes.begin(), entry.changes.end(), [](const Change& change) { return change.affected; });
    std::sort(entry.changes.begin(), entry.changes.end(),
              [](const Change& a, const Change& b) { return numbers_of(a.at) < numbers_of(b.at); });
    std::vector<Stretch> out;
    bool affected = entry.status == "affected";
    std::string from = is_every_version(entry.version) ? std::string() : std::string(bare_version(entry.version));
    for (const Change& change : entry.changes) {
        if (affected) out.push_back({from, change.at, false});
        from = change.at;
        affected = change.affected;
        const bool of_a_line = entry.changes.size() > 1 || change.at.find("-h") != std::string::npos;
        if (!only_repairs || !of_a_line || change.at == end) continue;
        from = after_its_line(change.at);
        affected = !from.empty();
    }
    const bool included = entry.less_than.empty();
    const bool nothing_left = is_plain_version(end) && numbers_of(end) < numbers_of(from);
    if (affected && !nothing_left && (from != end || included)) out.push_back({from, end, included});
    return out;
}

// The released versions that the entry calls affected; none when it speaks of others (git hashes, packages).
void add_criteria(const VersionEntry& entry, std::vector<model::CpeCriterion>& out) {
    constexpr std::array<std::string_view, 6> kTypes = {"", "custom", "semver", "maven", "python", "release"};
    if (std::find(kTypes.begin(), kTypes.end(), entry.type) == kTypes.end()) return;
    const bool changes =
        !entry.changes.empty() && std::all_of(entry.changes.begin(), entry.changes.end(),
                                              [](const Change& change) { return is_plain_version(change.at); });
    if (entry.status != "affected" && !changes) return;
    const bool is_range = !entry.less_than.empty() || !entry.less_or_equal.empty();
    if (!changes && !is_range) {
        model::CpeCriterion one;
        if (is_plain_version(entry.version))
            one.version = bare_version(entry.version);
        else
            read_comparisons(entry.version, one);
        out.push_back(std::move(one));
        return;
    }
    VersionEntry read = entry;
    if (!changes) read.changes.clear();
    for (Stretch& stretch : affected_stretches(std::move(read))) {
        model::CpeCriterion one;
        if (is_plain_version(stretch.from)) one.start = std::move(stretch.from);
        if (is_plain_version(stretch.to)) {
            one.end = std::move(stretch.to);
            one.end_included = stretch.to_included;
        }
        out.push_back(std::move(one));
    }
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
                add_criteria(read_version(item.get_object()), criteria);
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

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> known) {
    return std::find(known.begin(), known.end(), word) != known.end();
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
                            const std::string word = base::to_lower(text_of(point.value()));
                            if (what == "Exploitation" && is_one_of(word, {"none", "poc", "active"}))
                                exploitation.known = word;
                            else if (what == "Automatable")
                                exploitation.automatable = word == "yes";
                            else if (what == "Technical Impact" && is_one_of(word, {"partial", "total"}))
                                exploitation.technical_impact = word;
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
