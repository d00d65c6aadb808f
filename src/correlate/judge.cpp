// SPDX-License-Identifier: Apache-2.0
#include "correlate/judge.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "correlate/debian_version.h"
#include "correlate/judge_text.h"
#include "correlate/version.h"

namespace vigie::correlate {
namespace {

using model::Certainty;
using model::DistroStatus;

// ".el9_2" of "8.7p1-30.el9_2.4": a minor release of Red Hat with fixes of its own.
std::string stream_of(std::string_view version) {
    const auto at = version.find(".el");
    if (at == std::string_view::npos) return {};
    std::size_t end = at + 3;
    const auto digits = [&] {
        while (end < version.size() && version[end] >= '0' && version[end] <= '9') ++end;
    };
    digits();
    if (end < version.size() && version[end] == '_') {
        ++end;
        digits();
    }
    return std::string(version.substr(at, end - at));
}

class Judge {
public:
    Judge(const Component& component, Library& library, const JudgeOptions& options)
        : component_(component), library_(library), options_(options), lang_(options.language) {}

    Judgement run() {
        records_ = library_.product(component_.cpe, component_.numbering());
        out_.known = records_->known;
        out_.troubles = records_->troubles;
        shown_ = make_shown(component_.version, component_.numbering());
        surroundings_ = component_.surroundings();
        version_is_enough_ = component_.version_is_enough() || comes_from_vendor();
        if (package_scheme(component_.packaging.origin) && !component_.packaging.version.empty()) judge_package();
        for (const std::shared_ptr<Record>& record : records_->records)
            if (!decided_.contains(record->cve.id)) judge_upstream(record);
        return std::move(out_);
    }

private:
    void answer(std::shared_ptr<Record> record, Certainty certainty, int qod, std::string reason,
                std::string fixed = {}, Doubt doubt = Doubt::none, std::string urgency = {}) {
        if (component_.qod > 0) qod = std::min(qod, component_.qod);
        if (certainty != Certainty::non_affecte) {
            library_.enrich(*record);
            out_.troubles.insert(out_.troubles.end(), record->troubles.begin(), record->troubles.end());
        }
        out_.answers.push_back(
            {std::move(record), certainty, doubt, qod, std::move(reason), std::move(fixed), std::move(urgency)});
    }

    // Only Debian repairs this product, and no Debian carries this version: it is the vendor's own.
    bool comes_from_vendor() {
        if (component_.product == nullptr || !component_.product->debian_only || component_.version.empty())
            return false;
        if (component_.packaging.origin != Packaging::Origin::unknown) return false;
        bool listed = false;
        for (const std::string& source : component_.source_packages()) {
            const auto versions = library_.versions(source);
            if (!*versions) return false;
            for (const model::DistroVersion& version : **versions) {
                listed = true;
                const std::string upstream = upstream_version(upstream_of_debian_version(version.version));
                if (compare_versions(upstream, component_.version) == 0) return false;
            }
        }
        return listed;
    }

    // ---- a distribution's package against that distribution's data

    // Banners show no epoch, package lists do.
    [[nodiscard]] int order_against(const std::string& other) const {
        const std::string& ours = component_.packaging.version;
        const Scheme scheme = *package_scheme(component_.packaging.origin);
        const bool with_epoch = ours.find(':') != std::string::npos;
        return compare_versions(scheme, ours, with_epoch ? std::string_view(other) : without_epoch(other));
    }

    // The releases that this package may come from.
    std::vector<std::string> releases_of(const std::string& source) {
        const Packaging& packaging = component_.packaging;
        if (!packaging.release.empty()) return {packaging.release};
        const auto versions = library_.versions(source);
        if (!*versions) {
            out_.troubles.push_back(versions->error().what);
            return {};
        }
        std::vector<std::string> same_upstream;
        const model::DistroVersion* next = nullptr;  // the oldest release that carries it or something later
        for (const model::DistroVersion& version : **versions) {
            if (family_of_release(version.release) != packaging.origin) continue;
            if (compare_versions(upstream_of_debian_version(version.version),
                                 upstream_of_debian_version(packaging.version)) == 0)
                same_upstream.push_back(version.release);
            const bool carries = order_against(version.version) <= 0;
            if (carries && (next == nullptr || compare_versions(Scheme::debian, version.version, next->version) < 0))
                next = &version;
        }
        if (!same_upstream.empty()) return same_upstream;
        if (next != nullptr) return {next->release};
        return {};
    }

    void judge_package() {
        std::map<std::string, std::vector<DistroStatus>> said;  // CVE -> one status per candidate release
        std::set<std::string> candidates;
        for (const std::string& source : component_.source_packages())
            for (const std::string& release : releases_of(source)) {
                const auto statuses = library_.distro(source, release);
                if (!*statuses) {
                    out_.troubles.push_back(statuses->error().what);
                    continue;
                }
                if ((*statuses)->empty()) continue;
                candidates.insert(source + "|" + release);
                for (const DistroStatus& status : **statuses) said[status.cve].push_back(status);
            }
        if (candidates.empty()) return;
        has_tracker_ = true;
        for (auto& [id, statuses] : said) judge_by_tracker(id, own_stream(std::move(statuses)), candidates.size());
    }

    // Red Hat repairs each minor release in its own numbering: where it did so for ours, that answer counts.
    [[nodiscard]] std::vector<DistroStatus> own_stream(std::vector<DistroStatus> statuses) const {
        if (component_.packaging.origin != Packaging::Origin::redhat || statuses.size() < 2) return statuses;
        const std::string stream = stream_of(component_.packaging.version);
        std::vector<DistroStatus> own;
        for (const DistroStatus& status : statuses)
            if (!stream.empty() && stream_of(status.fixed_version) == stream) own.push_back(status);
        return own.empty() ? statuses : own;
    }

    [[nodiscard]] Certainty verdict_of(const DistroStatus& status) const {
        switch (status.state) {
            case DistroStatus::State::not_affected: return Certainty::non_affecte;
            case DistroStatus::State::open:
                if (status.urgency == "end-of-life") return Certainty::indetermine;
                return status.urgency == "unimportant" ? Certainty::non_affecte : Certainty::affecte;
            case DistroStatus::State::undetermined: return Certainty::indetermine;
            case DistroStatus::State::resolved: break;
        }
        if (status.fixed_version == "0") return Certainty::non_affecte;
        if (status.fixed_version.empty()) return Certainty::indetermine;
        return order_against(status.fixed_version) >= 0 ? Certainty::non_affecte : Certainty::affecte;
    }

    [[nodiscard]] std::shared_ptr<Record> record_of(const std::string& id) {
        const auto& all = records_->records;
        const auto found =
            std::lower_bound(all.begin(), all.end(), id,
                             [](const auto& record, const std::string& name) { return record->cve.id < name; });
        if (found != all.end() && (*found)->cve.id == id) return *found;
        return library_.record(id);
    }

    void judge_by_tracker(const std::string& id, const std::vector<DistroStatus>& statuses, std::size_t candidates) {
        const DistroStatus& first = statuses.front();
        Certainty certainty = verdict_of(first);
        bool differ = false;
        for (const DistroStatus& other : statuses) differ = differ || verdict_of(other) != certainty;
        if (differ || (statuses.size() < candidates && certainty == Certainty::affecte))
            certainty = Certainty::indetermine;
        decided_.insert(id);
        if (certainty == Certainty::non_affecte) {
            ++out_.not_affected;
            if (!options_.list_not_affected) return;
        }
        std::shared_ptr<Record> record = record_of(id);
        if (record->cve.status == model::CveStatus::rejected) return;
        std::string reason =
            differ ? lang_.say(
                         "paquet {0} {1} : plusieurs versions de {2} peuvent porter ce numéro et leurs réponses "
                         "diffèrent",
                         "package {0} {1}: several {2} releases may carry this version and their answers differ",
                         first.source_package, component_.packaging.version, distributor(component_.packaging.origin))
                   : package_text(first, certainty, component_, lang_);
        if (certainty != Certainty::non_affecte && record->cve.status == model::CveStatus::disputed) {
            certainty = Certainty::indetermine;
            reason += lang_.say(" ; la CVE est contestée", "; the CVE is disputed");
        }
        answer(std::move(record), certainty, certainty == Certainty::indetermine ? kQodUnreliable : kQodPackage,
               std::move(reason), first.state == DistroStatus::State::resolved ? first.fixed_version : std::string(),
               Doubt::none, first.urgency);
        out_.answers.back().by_package = true;
    }

    // ---- upstream ranges

    void judge_upstream(const std::shared_ptr<Record>& record) {
        const MatchAnswer match = record->prepared->match(shown_, surroundings_);
        if (match.truth == Truth::no) {
            ++out_.not_affected;
            if (!options_.list_not_affected) return;
            answer(record, Certainty::non_affecte, kQodBanner,
                   component_.version.empty()
                       ? lang_.say("ce produit n'est pas visé", "this product is not concerned")
                       : lang_.say("la version {0} n'est pas dans les versions touchées",
                                   "version {0} is not among the affected ones", component_.version));
            return;
        }
        std::string fixed = match.fixed.empty() && !match.last.empty()
                                ? lang_.say("une version postérieure à {0}", "a version later than {0}", match.last)
                                : match.fixed;
        if (match.truth == Truth::unknown) {
            answer(record, Certainty::indetermine, kQodUnanswered, doubt_text(match.doubt, component_, lang_),
                   std::move(fixed), match.doubt);
            return;
        }
        const std::string range = range_text(match, lang_);
        if (record->cve.status == model::CveStatus::disputed)
            answer(record, Certainty::indetermine, kQodUnreliable,
                   lang_.say("{0} ({1}), mais la CVE est contestée", "{0} ({1}), but the CVE is disputed",
                             component_.version, range),
                   std::move(fixed));
        else if (version_is_enough_)
            answer(record, Certainty::affecte, kQodBanner,
                   lang_.say("version {0} lue sur le service ; {1}", "version {0} read on the service; {1}",
                             component_.version, range),
                   std::move(fixed));
        else
            answer(record, Certainty::indetermine, kQodUnreliable,
                   backport_text(range, has_tracker_, component_, lang_), std::move(fixed));
    }

    const Component& component_;
    Library& library_;
    const JudgeOptions& options_;
    const Language& lang_;
    std::shared_ptr<const ProductRecords> records_;
    ShownVersion shown_;
    Surroundings surroundings_;
    std::set<std::string> decided_;
    bool has_tracker_ = false;
    bool version_is_enough_ = false;
    Judgement out_;
};

int certainty_rank(Certainty certainty) {
    return certainty == Certainty::affecte ? 0 : certainty == Certainty::indetermine ? 1 : 2;
}

}  // namespace

Judgement judge(const Component& component, Library& library, const JudgeOptions& options) {
    Judgement out = Judge(component, library, options).run();
    std::sort(out.answers.begin(), out.answers.end(), [](const CveAnswer& a, const CveAnswer& b) {
        const auto key = [](const CveAnswer& x) {
            return std::make_tuple(certainty_rank(x.certainty), !x.record->exploited.has_value(),
                                   -(x.score() ? x.score()->score : 0.0), std::string_view(x.cve().id));
        };
        return key(a) < key(b);
    });
    std::sort(out.troubles.begin(), out.troubles.end());
    out.troubles.erase(std::unique(out.troubles.begin(), out.troubles.end()), out.troubles.end());
    return out;
}

}  // namespace vigie::correlate
