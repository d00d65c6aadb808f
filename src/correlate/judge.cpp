// SPDX-License-Identifier: Apache-2.0
#include "correlate/judge.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "correlate/cvss.h"
#include "correlate/debian_version.h"
#include "correlate/version.h"

namespace vigie::correlate {
namespace {

using model::Certainty;
using model::DistroStatus;

int authority_of(const std::string& source) {
    if (source == "nvd@nist.gov") return 2;
    if (source == "CISA-ADP") return 1;
    return 0;  // the vendor or another CNA
}

std::string doubt_text(Doubt doubt, const Component& component, const Language& lang) {
    switch (doubt) {
        case Doubt::unbounded:
            return lang.say("la fiche CVE ne nomme aucune version : elle ne permet pas de conclure",
                            "the CVE record names no version: it cannot decide");
        case Doubt::no_upper_bound:
            return lang.say("la fiche CVE ne nomme pas de version corrigée", "the CVE record names no fixed version");
        case Doubt::no_version:
            return lang.say("le service ne montre pas sa version", "the service does not show its version");
        case Doubt::partial_version:
            return lang.say("la version montrée ({0}) est moins précise que la limite donnée par la fiche",
                            "the version shown ({0}) is less precise than the limit of the record", component.version);
        case Doubt::update_hidden:
            return lang.say("la fiche ne dit pas si le correctif « {0} » est compris dans la limite",
                            "the record does not say whether update \"{0}\" is within the limit",
                            split_update(component.version).update);
        case Doubt::surroundings:
            return lang.say("la vulnérabilité suppose un autre produit ou un système qui n'a pas été observé",
                            "the vulnerability needs another product or system that was not observed");
        case Doubt::edition:
            return lang.say("la fiche ne concerne qu'une édition ou une plate-forme, qui n'a pas été observée",
                            "the record concerns one edition or platform only, which was not observed");
        case Doubt::none: break;
    }
    return {};
}

class Judge {
public:
    Judge(const Component& component, const model::VulnerabilityBase& base, Language language)
        : component_(component), base_(base), lang_(language) {}

    Judgement run() {
        collect_upstream();
        version_is_enough_ = component_.version_is_enough() || comes_from_vendor();
        if (component_.packaging.origin == Packaging::Origin::debian) judge_debian();
        for (const auto& [id, record] : records_)
            if (decided_.count(id) == 0) judge_upstream(record);
        return std::move(out_);
    }

private:
    void trouble(const base::Error& error) { out_.troubles.push_back(error.what); }

    void collect_upstream() {
        for (const std::string& name : component_.cpe) {
            const auto colon = name.find(':');
            auto found = base_.cves_for(name.substr(0, colon), name.substr(colon + 1));
            if (!found) {
                trouble(found.error());
                continue;
            }
            for (model::Cve& cve : *found) {
                out_.known = true;
                if (cve.status != model::CveStatus::rejected) records_.emplace(cve.id, std::move(cve));
            }
        }
    }

    void answer(const model::Cve& cve, Certainty certainty, int qod, std::string reason, std::string fixed = {},
                Doubt doubt = Doubt::none) {
        if (component_.qod > 0) qod = std::min(qod, component_.qod);
        CveAnswer one;
        one.cve = cve;
        one.certainty = certainty;
        one.qod = qod;
        one.reason = std::move(reason);
        one.fixed = std::move(fixed);
        one.doubt = doubt;
        decided_.insert(cve.id);
        out_.answers.push_back(std::move(one));
    }

    // Only Debian repairs this product, and no Debian carries this version: it is the vendor's own.
    bool comes_from_vendor() {
        if (component_.product == nullptr || !component_.product->debian_only || component_.version.empty())
            return false;
        if (component_.packaging.origin != Packaging::Origin::unknown) return false;
        bool listed = false;
        for (const std::string& pattern : component_.product->debian) {
            const auto versions = base_.distro_versions(debian_source(pattern, component_.version));
            if (!versions) return false;
            for (const model::DistroVersion& version : *versions) {
                listed = true;
                const std::string upstream = upstream_version(upstream_of_debian_version(version.version));
                if (compare_versions(upstream, component_.version) == 0) return false;
            }
        }
        return listed;
    }

    // ---- Debian: package revision against the security tracker

    struct Candidate {
        std::string source;
        std::string release;
    };

    std::vector<Candidate> debian_candidates(const std::string& source) {
        if (!component_.packaging.release.empty()) return {{source, component_.packaging.release}};
        // No +debNuM in the revision: every release that carries this upstream version may be the one.
        std::vector<Candidate> out;
        const auto versions = base_.distro_versions(source);
        if (!versions) {
            trouble(versions.error());
            return {};
        }
        for (const model::DistroVersion& version : *versions)
            if (compare_versions(upstream_of_debian_version(version.version), component_.version) == 0 &&
                debian_number(version.release) != 0)
                out.push_back({source, version.release});
        return out;
    }

    void judge_debian() {
        if (component_.product == nullptr || component_.packaging.version.empty()) return;
        std::map<std::string, std::vector<DistroStatus>> said;  // CVE -> one status per candidate release
        std::size_t candidates = 0;
        for (const std::string& pattern : component_.product->debian) {
            const std::string source = debian_source(pattern, component_.version);
            for (const Candidate& candidate : debian_candidates(source)) {
                const auto statuses = base_.distro_status(candidate.source, candidate.release);
                if (!statuses) {
                    trouble(statuses.error());
                    continue;
                }
                if (statuses->empty()) continue;
                ++candidates;
                for (const DistroStatus& status : *statuses) said[status.cve].push_back(status);
            }
        }
        if (candidates == 0) return;
        debian_known_ = true;
        for (const auto& [id, statuses] : said) judge_by_tracker(id, statuses, candidates);
    }

    [[nodiscard]] Certainty verdict_of(const DistroStatus& status) const {
        switch (status.state) {
            case DistroStatus::State::not_affected: return Certainty::non_affecte;
            case DistroStatus::State::open:
                return status.urgency == "unimportant" ? Certainty::non_affecte : Certainty::affecte;
            case DistroStatus::State::undetermined: return Certainty::indetermine;
            case DistroStatus::State::resolved: break;
        }
        if (status.fixed_version == "0") return Certainty::non_affecte;
        const int order = compare_debian_versions(component_.packaging.version, without_epoch(status.fixed_version));
        return order >= 0 ? Certainty::non_affecte : Certainty::affecte;
    }

    void judge_by_tracker(const std::string& id, const std::vector<DistroStatus>& statuses, std::size_t candidates) {
        model::Cve cve;
        cve.id = id;
        if (const auto found = records_.find(id); found != records_.end())
            cve = found->second;
        else if (const auto read = base_.cve(id); read && read->has_value())
            cve = **read;
        if (cve.status == model::CveStatus::rejected) return;
        const DistroStatus& first = statuses.front();
        const std::string& package = component_.packaging.version;
        Certainty certainty = verdict_of(first);
        for (const DistroStatus& other : statuses)
            if (verdict_of(other) != certainty) certainty = Certainty::indetermine;
        const bool silent_somewhere = statuses.size() < candidates;
        if (silent_somewhere && certainty == Certainty::affecte) certainty = Certainty::indetermine;
        std::string reason;
        if (statuses.size() > 1 && certainty == Certainty::indetermine)
            reason =
                lang_.say("paquet {0} {1} : plusieurs versions de Debian portent ce numéro et leurs réponses diffèrent",
                          "package {0} {1}: several Debian releases carry this version and their answers differ",
                          first.source_package, package);
        else if (first.state == DistroStatus::State::resolved && certainty == Certainty::affecte)
            reason = lang_.say("paquet Debian {0} {1} : corrigé à partir de {2} ({3})",
                               "Debian package {0} {1}: fixed in {2} ({3})", first.source_package, package,
                               first.fixed_version, first.release);
        else if (first.state == DistroStatus::State::resolved)
            reason = lang_.say("paquet Debian {0} {1} : le suivi de sécurité de Debian donne {2} pour corrigé ({3})",
                               "Debian package {0} {1}: Debian's security tracker says fixed in {2} ({3})",
                               first.source_package, package, first.fixed_version, first.release);
        else if (first.state == DistroStatus::State::open)
            reason = first.urgency == "unimportant"
                         ? lang_.say("Debian juge ce défaut sans importance pour le paquet {0} ({1})",
                                     "Debian considers this flaw unimportant in package {0} ({1})",
                                     first.source_package, first.release)
                         : lang_.say("paquet Debian {0} {1} : aucun correctif publié à ce jour ({2})",
                                     "Debian package {0} {1}: no fix published yet ({2})", first.source_package,
                                     package, first.release);
        else if (first.state == DistroStatus::State::not_affected)
            reason = lang_.say("Debian déclare le paquet {0} non concerné ({1})",
                               "Debian declares package {0} not affected ({1})", first.source_package, first.release);
        else
            reason = lang_.say("le suivi de sécurité de Debian ne tranche pas pour {0} ({1})",
                               "Debian's security tracker does not decide for {0} ({1})", first.source_package,
                               first.release);
        if (certainty != Certainty::non_affecte && cve.status == model::CveStatus::disputed) {
            certainty = Certainty::indetermine;
            reason += lang_.say(" ; la CVE est contestée", "; the CVE is disputed");
        }
        answer(cve, certainty, certainty == Certainty::indetermine ? kQodUnreliable : kQodPackage, reason,
               first.state == DistroStatus::State::resolved ? first.fixed_version : std::string());
    }

    // ---- upstream ranges

    void judge_upstream(const model::Cve& cve) {
        const MatchAnswer match =
            match_configurations(component_.cpe, component_.version, component_.surroundings(), cve.configurations);
        const std::string fixed =
            match.fixed.empty() && !match.last.empty()
                ? lang_.say("une version postérieure à {0}", "a version later than {0}", match.last)
                : match.fixed;
        if (match.truth == Truth::no) {
            answer(cve, Certainty::non_affecte, kQodBanner,
                   component_.version.empty()
                       ? lang_.say("ce produit n'est pas visé", "this product is not concerned")
                       : lang_.say("la version {0} n'est pas dans les versions touchées",
                                   "version {0} is not among the affected ones", component_.version));
            return;
        }
        if (match.truth == Truth::unknown) {
            answer(cve, Certainty::indetermine, kQodUnanswered, doubt_text(match.doubt, component_, lang_), fixed,
                   match.doubt);
            return;
        }
        const std::string range = match.fixed.empty()
                                      ? lang_.say("touchée jusqu'à {0}", "affected up to {0}", match.last)
                                      : lang_.say("touchée avant {0}", "affected before {0}", match.fixed);
        if (cve.status == model::CveStatus::disputed) {
            answer(cve, Certainty::indetermine, kQodUnreliable,
                   lang_.say("{0} ({1}), mais la CVE est contestée", "{0} ({1}), but the CVE is disputed",
                             component_.version, range),
                   fixed);
            return;
        }
        if (version_is_enough_) {
            answer(cve, Certainty::affecte, kQodBanner,
                   lang_.say("version {0} lue sur le service ; {1}", "version {0} read on the service; {1}",
                             component_.version, range),
                   fixed);
            return;
        }
        answer(cve, Certainty::indetermine, kQodUnreliable, backport_reason(range), fixed);
    }

    // Why an upstream "yes" is not enough for a product that distributions repair.
    [[nodiscard]] std::string backport_reason(const std::string& range) const {
        const Packaging& packaging = component_.packaging;
        if (packaging.origin == Packaging::Origin::debian && !packaging.version.empty())
            return debian_known_
                       ? lang_.say(
                             "paquet Debian {0} : le suivi de sécurité de Debian ne dit rien de cette CVE (version "
                             "d'origine : {1})",
                             "Debian package {0}: Debian's security tracker says nothing of this CVE (upstream: {1})",
                             packaging.version, range)
                       : lang_.say(
                             "paquet Debian {0} : la base ne contient pas le suivi de Debian pour ce paquet (version "
                             "d'origine : {1})",
                             "Debian package {0}: the base lacks Debian's tracker for this package (upstream: {1})",
                             packaging.version, range);
        if (packaging.origin == Packaging::Origin::ubuntu && !packaging.version.empty())
            return lang_.say(
                "paquet Ubuntu {0} : la base ne contient pas les correctifs d'Ubuntu (version d'origine : {1})",
                "Ubuntu package {0}: the base does not contain Ubuntu's fixes (upstream: {1})", packaging.version,
                range);
        if (!packaging.name.empty())
            return lang_.say(
                "version {0} construite par {1}, qui corrige sans changer ce numéro ; la révision du paquet "
                "n'est pas visible (version d'origine : {2})",
                "version {0} built by {1}, which repairs without changing that number; the package revision "
                "is not visible (upstream: {2})",
                component_.version, packaging.name, range);
        return lang_.say(
            "version {0} ; les distributions corrigent {1} sans changer ce numéro et la révision du paquet n'est "
            "pas visible (version d'origine : {2})",
            "version {0}; distributions repair {1} without changing that number and the package revision is "
            "not visible (upstream: {2})",
            component_.version, component_.name, range);
    }

    const Component& component_;
    const model::VulnerabilityBase& base_;
    Language lang_;
    std::map<std::string, model::Cve> records_;
    std::set<std::string> decided_;
    bool debian_known_ = false;
    bool version_is_enough_ = false;
    Judgement out_;
};

int certainty_rank(Certainty certainty) {
    return certainty == Certainty::affecte ? 0 : certainty == Certainty::indetermine ? 1 : 2;
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
    for (const model::CvssScore& candidate : scores)
        if (best == nullptr || rank(candidate) < rank(*best)) best = &candidate;
    if (best == nullptr) return std::nullopt;
    model::CvssScore out = *best;
    if (out.score <= 0)
        if (const auto computed = score(out.vector)) out.score = computed->base / 10.0;
    return out;
}

Judgement judge(const Component& component, const model::VulnerabilityBase& base, Language language,
                const std::string& preferred_cvss) {
    Judgement out = Judge(component, base, language).run();
    for (CveAnswer& answer : out.answers) {
        answer.score = choose_score(answer.cve.scores, preferred_cvss);
        if (answer.certainty == Certainty::non_affecte) continue;
        if (auto exploited = base.known_exploited(answer.cve.id))
            answer.exploited = std::move(*exploited);
        else
            out.troubles.push_back(exploited.error().what);
        if (const auto probability = base.exploit_probability(answer.cve.id); probability && probability->has_value())
            answer.exploit_probability = (*probability)->probability;
    }
    std::sort(out.answers.begin(), out.answers.end(), [](const CveAnswer& a, const CveAnswer& b) {
        const auto key = [](const CveAnswer& x) {
            return std::make_tuple(certainty_rank(x.certainty), !x.exploited.has_value(),
                                   -(x.score ? x.score->score : 0.0));
        };
        if (key(a) != key(b)) return key(a) < key(b);
        return a.cve.id < b.cve.id;
    });
    std::sort(out.troubles.begin(), out.troubles.end());
    out.troubles.erase(std::unique(out.troubles.begin(), out.troubles.end()), out.troubles.end());
    return out;
}

}  // namespace vigie::correlate
