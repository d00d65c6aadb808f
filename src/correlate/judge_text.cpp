// SPDX-License-Identifier: Apache-2.0
#include "correlate/judge_text.h"

#include "correlate/version.h"

namespace vigie::correlate {

using model::Certainty;
using model::DistroStatus;

std::string doubt_text(Doubt doubt, const Component& component, const Language& lang) {
    const std::string& version = component.version;
    switch (doubt) {
        case Doubt::unbounded:
            return lang.say("la fiche CVE ne nomme aucune version : elle ne permet pas de conclure",
                            "the CVE record names no version: it cannot decide");
        case Doubt::no_upper_bound:
            return lang.say("la fiche CVE ne nomme pas de version corrigée", "the CVE record names no fixed version");
        case Doubt::no_version:
            return lang.say("le service ne montre pas sa version", "the service does not show its version");
        case Doubt::other_line:
            return lang.say("{0} est corrigée dans sa propre filière ; seule la borne d'une autre est plus haute",
                            "{0} is repaired in its own release line; only the bound of another one is higher",
                            version);
        case Doubt::other_train:
            return lang.say("la fiche parle d'une autre filière de versions que {0} : elles ne se comparent pas",
                            "the record speaks of another release train than {0}: they do not compare", version);
        case Doubt::unknown_build:
            return lang.say("le numéro de build {0} n'est pas dans notre table des versions de l'éditeur",
                            "build {0} is not in our table of the vendor's versions", version);
        case Doubt::partial_version:
            return lang.say("la version montrée ({0}) est moins précise que la limite donnée par la fiche",
                            "the version shown ({0}) is less precise than the limit of the record", version);
        case Doubt::update_hidden: {
            const std::string update = split_update(version, component.numbering().scheme).update;
            if (update.empty())
                return lang.say("la fiche ne dit pas à partir de quelle mise à jour de sécurité {0} est corrigé",
                                "the record does not say from which security update on {0} is repaired", version);
            return lang.say("la fiche ne dit pas si le correctif « {0} » est compris dans la limite",
                            "the record does not say whether update \"{0}\" is within the limit", update);
        }
        case Doubt::surroundings:
            return lang.say("la vulnérabilité suppose un autre produit ou un système qui n'a pas été observé",
                            "the vulnerability needs another product or system that was not observed");
        case Doubt::edition:
            return lang.say("cela dépend de l'édition ou de la plate-forme, qui n'a pas été observée",
                            "it depends on the edition or platform, which was not observed");
        case Doubt::none: break;
    }
    return {};
}

std::string distributor(Packaging::Origin origin) {
    switch (origin) {
        case Packaging::Origin::debian: return "Debian";
        case Packaging::Origin::ubuntu: return "Ubuntu";
        case Packaging::Origin::redhat: return "Red Hat";
        case Packaging::Origin::suse: return "SUSE";
        case Packaging::Origin::alpine: return "Alpine";
        default: return {};
    }
}

std::string package_text(const DistroStatus& status, Certainty certainty, const Component& component,
                         const Language& lang) {
    const std::string who = distributor(component.packaging.origin);
    const std::string& package = component.packaging.version;
    switch (status.state) {
        case DistroStatus::State::resolved:
            if (status.fixed_version == "0")
                return lang.say("{0} n'a jamais eu ce défaut dans son paquet {1} ({2})",
                                "{0} never had this flaw in its package {1} ({2})", who, status.source_package,
                                status.release);
            if (certainty == Certainty::affecte)
                return lang.say("corrigé par {0} dans {1} {2} ({3}) ; le serveur annonce {4}, antérieur",
                                "fixed in {1} {2} by {0} ({3}); the server says {4}, which is earlier", who,
                                status.source_package, status.fixed_version, status.release, package);
            return lang.say("corrigé par {0} dans {1} {2} ({3}) ; le serveur annonce {4}",
                            "fixed in {1} {2} by {0} ({3}); the server says {4}", who, status.source_package,
                            status.fixed_version, status.release, package);
        case DistroStatus::State::open:
            if (status.urgency == "unimportant")
                return lang.say("{0} juge ce défaut sans importance pour le paquet {1} ({2})",
                                "{0} considers this flaw unimportant in package {1} ({2})", who, status.source_package,
                                status.release);
            if (status.urgency == "end-of-life")
                return lang.say("{0} ne suit plus le paquet {1} dans cette version ({2})",
                                "{0} no longer follows package {1} in this release ({2})", who, status.source_package,
                                status.release);
            return lang.say("{0} n'a publié aucun correctif pour {1} à ce jour ({2}) ; le serveur annonce {3}",
                            "{0} has published no fix for {1} yet ({2}); the server says {3}", who,
                            status.source_package, status.release, package);
        case DistroStatus::State::not_affected:
            return lang.say("{0} déclare son paquet {1} non concerné ({2})",
                            "{0} declares its package {1} not affected ({2})", who, status.source_package,
                            status.release);
        case DistroStatus::State::undetermined: break;
    }
    return lang.say("{0} ne tranche pas pour {1} ({2})", "{0} does not decide for {1} ({2})", who,
                    status.source_package, status.release);
}

std::string range_text(const MatchAnswer& match, const Language& lang) {
    return match.fixed.empty() ? lang.say("touchée jusqu'à {0}", "affected up to {0}", match.last)
                               : lang.say("touchée avant {0}", "affected before {0}", match.fixed);
}

std::string backport_text(const std::string& range, bool has_tracker, const Component& component,
                          const Language& lang) {
    const Packaging& packaging = component.packaging;
    const std::string who = distributor(packaging.origin);
    if (!who.empty() && !packaging.version.empty())
        return has_tracker
                   ? lang.say("paquet {0} {1} : {0} ne dit rien de cette CVE (version d'origine : {2})",
                              "{0} package {1}: {0} says nothing of this CVE (upstream: {2})", who, packaging.version,
                              range)
                   : lang.say(
                         "paquet {0} {1} : la base ne contient pas les correctifs de {0} pour ce paquet (version "
                         "d'origine : {2})",
                         "{0} package {1}: the base does not contain {0}'s fixes for this package (upstream: {2})", who,
                         packaging.version, range);
    if (!packaging.name.empty())
        return lang.say(
            "version {0} construite par {1}, qui corrige sans changer ce numéro ; la révision du paquet "
            "n'est pas visible (version d'origine : {2})",
            "version {0} built by {1}, which repairs without changing that number; the package revision "
            "is not visible (upstream: {2})",
            component.version, packaging.name, range);
    return lang.say(
        "version {0} ; les distributions corrigent {1} sans changer ce numéro et la révision du paquet n'est "
        "pas visible (version d'origine : {2})",
        "version {0}; distributions repair {1} without changing that number and the package revision is "
        "not visible (upstream: {2})",
        component.version, component.name, range);
}

}  // namespace vigie::correlate
