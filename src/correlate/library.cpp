// SPDX-License-Identifier: Apache-2.0
#include "correlate/library.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "correlate/cvss.h"

namespace vigie::correlate {
namespace {

// NVD carries CISA's scores under the identifier of its organisation.
constexpr std::string_view kCisaIdentifier = "134c704f-9b21-4f2e-91b3-4a467353bcc0";

int authority_of(const std::string& source) {
    if (source == "nvd@nist.gov") return 2;
    if (source == "CISA-ADP" || source == kCisaIdentifier) return 1;
    return 0;  // the vendor or another CNA
}

template <class Map>
void keep_small(Map& map, std::size_t limit) {
    if (map.size() >= limit) map.clear();
}

void read_bulletins(const model::VulnerabilityBase& base, Record& record) {
    const auto bulletins = base.bulletins(record.cve.id);
    if (!bulletins) {
        record.troubles.push_back(bulletins.error().what);
        return;
    }
    for (const model::Bulletin& bulletin : *bulletins)
        (bulletin.alert ? record.alerts : record.advisories).push_back(bulletin.reference);
}

}  // namespace

std::optional<model::CvssScore> choose_score(const std::vector<model::CvssScore>& scores,
                                             const std::string& preferred) {
    const model::CvssScore* best = nullptr;
    const auto rank = [&](const model::CvssScore& score) {
        const bool three = score.version.rfind("3.", 0) == 0;
        const bool wanted = preferred == "4.0" ? score.version == "4.0" : three;
        const int family = score.version == "2.0" ? 2 : wanted ? 0 : 1;
        return std::make_tuple(family, authority_of(score.source), score.version == preferred ? 0 : 1, score.source);
    };
    for (const model::CvssScore& candidate : scores) {
        if (candidate.score <= 0 && candidate.vector.empty()) continue;  // says nothing
        if (best == nullptr || rank(candidate) < rank(*best)) best = &candidate;
    }
    if (best == nullptr) return std::nullopt;
    model::CvssScore out = *best;
    if (out.score <= 0)
        if (const auto computed = score(out.vector)) out.score = computed->base / 10.0;
    return out;
}

std::shared_ptr<const ProductRecords> Library::product(const std::vector<std::string>& cpe,
                                                       const Numbering& numbering) {
    const std::string key = base::join(cpe, ",") + "|" + std::string(name_of(numbering.scheme));
    if (const auto found = products_.find(key); found != products_.end()) return found->second;
    keep_small(products_, kEntryLimit);
    auto out = std::make_shared<ProductRecords>();
    std::map<std::string, std::shared_ptr<Record>> records;
    for (const std::string& name : cpe) {
        const auto colon = name.find(':');
        auto found = base_.cves_for(name.substr(0, colon), name.substr(colon + 1));
        if (!found) {
            out->troubles.push_back(found.error().what);
            continue;
        }
        for (model::Cve& cve : *found) {
            out->known = true;
            if (cve.status == model::CveStatus::rejected || records.contains(cve.id)) continue;
            auto record = std::make_shared<Record>();
            record->cve = std::move(cve);
            record->prepared.emplace(cpe, numbering, record->cve.configurations);
            record->score = choose_score(record->cve.scores, preferred_cvss_);
            records.emplace(record->cve.id, std::move(record));
        }
    }
    for (auto& [id, record] : records) out->records.push_back(std::move(record));
    products_.emplace(key, out);
    return out;
}

std::shared_ptr<Record> Library::record(const std::string& cve) {
    constexpr std::size_t kLooseLimit = 65'536;
    if (const auto found = loose_.find(cve); found != loose_.end()) return found->second;
    keep_small(loose_, kLooseLimit);
    auto out = std::make_shared<Record>();
    if (auto read = base_.cve(cve); !read)
        out->troubles.push_back(read.error().what);
    else if (read->has_value())
        out->cve = std::move(**read);
    out->cve.id = cve;
    out->cve.configurations.clear();
    out->score = choose_score(out->cve.scores, preferred_cvss_);
    loose_.emplace(cve, out);
    return out;
}

std::shared_ptr<const base::Result<std::vector<model::DistroStatus>>> Library::distro(const std::string& source,
                                                                                      const std::string& release) {
    const std::string key = source + "|" + release;
    if (const auto found = distro_.find(key); found != distro_.end()) return found->second;
    keep_small(distro_, kEntryLimit);
    auto out =
        std::make_shared<const base::Result<std::vector<model::DistroStatus>>>(base_.distro_status(source, release));
    distro_.emplace(key, out);
    return out;
}

std::shared_ptr<const base::Result<std::vector<model::DistroVersion>>> Library::versions(const std::string& source) {
    if (const auto found = versions_.find(source); found != versions_.end()) return found->second;
    keep_small(versions_, kEntryLimit);
    auto out = std::make_shared<const base::Result<std::vector<model::DistroVersion>>>(base_.distro_versions(source));
    versions_.emplace(source, out);
    return out;
}

void Library::enrich(Record& record) const {
    if (record.enriched) return;
    record.enriched = true;
    if (auto exploited = base_.known_exploited(record.cve.id))
        record.exploited = std::move(*exploited);
    else
        record.troubles.push_back(exploited.error().what);
    if (const auto probability = base_.exploit_probability(record.cve.id); probability && probability->has_value())
        record.exploit_probability = (*probability)->probability;
    read_bulletins(base_, record);
}

}  // namespace vigie::correlate
