// SPDX-License-Identifier: Apache-2.0
#include "correlate/texts.h"

#include <algorithm>

#include "base/clock.h"
#include "base/text.h"

namespace vigie::correlate {
namespace {

using model::Certainty;
using model::Finding;

constexpr std::size_t kDescriptionLimit = 700;

std::string metric(const std::string& vector, std::string_view name) {
    for (const std::string_view part : base::split(vector, '/')) {
        const auto colon = part.find(':');
        if (colon != std::string_view::npos && part.substr(0, colon) == name)
            return std::string(part.substr(colon + 1));
    }
    return {};
}

// What a vector says, in words; "" for a vector that is missing or too old to say it.
std::string vector_words(const model::CvssScore& score, const Language& lang) {
    const bool four = score.version == "4.0";
    const std::string access = metric(score.vector, "AV");
    std::string out;
    if (access == "N")
        out = lang.say("Exploitable à distance, depuis Internet", "Exploitable remotely, from the Internet");
    else if (access == "A")
        out = lang.say("Exploitable depuis le réseau local", "Exploitable from the local network");
    else if (access == "L" || access == "P")
        out = lang.say("Suppose un accès à la machine", "Needs access to the machine");
    else
        return {};
    const std::string privileges = metric(score.vector, score.version == "2.0" ? "Au" : "PR");
    if (privileges == "N")
        out += lang.say(", sans compte", ", without an account");
    else if (!privileges.empty())
        out += lang.say(", avec un compte", ", with an account");
    if (metric(score.vector, "UI") == "N")
        out += lang.say(" et sans action d'un utilisateur", " and without any user's action");
    const auto grave = [&](std::string_view three, std::string_view with_four) {
        const std::string value = metric(score.vector, four ? with_four : three);
        return value == "H" || value == "C";
    };
    std::vector<std::string> lost;
    if (grave("C", "VC")) lost.push_back(lang.say("la confidentialité", "confidentiality"));
    if (grave("I", "VI")) lost.push_back(lang.say("l'intégrité", "integrity"));
    if (grave("A", "VA")) lost.push_back(lang.say("la disponibilité", "availability"));
    if (!lost.empty()) out += lang.say(" ; atteinte grave à {0}", "; serious loss of {0}", base::join(lost, ", "));
    return out + ".";
}

// What an attacker would gain, where no vector says it: CISA's word, else what being reachable means.
std::string unscored_impact(const CveAnswer& answer, const Component& component, const Language& lang) {
    const auto& ssvc = answer.cve().exploitation;
    if (ssvc && ssvc->technical_impact == "total")
        return lang.say("Un attaquant prendrait le contrôle complet {0}.", "An attacker would take full control {0}.",
                        lang.of(component.name));
    if (ssvc && ssvc->technical_impact == "partial")
        return lang.say("Un attaquant obtiendrait une partie des données ou du contrôle {0}, ou l'arrêterait.",
                        "An attacker would get part of the data or of the control {0}, or stop it.",
                        lang.of(component.name));
    return lang.say(
        "Conséquences non publiées ; {0} est joignable depuis Internet : compter avec une atteinte à ses données ou "
        "avec son arrêt tant que rien ne l'exclut.",
        "Consequences not published; {0} is within reach of the Internet: count on harm to its data or on its failure "
        "until that is ruled out.",
        component.name);
}

std::string source_words(const std::string& source, const Language& lang) {
    if (source == "nvd@nist.gov") return "NVD";
    if (source == "CISA-ADP") return "CISA-ADP";
    return lang.say("éditeur ({0})", "vendor ({0})", source);
}

std::string shortened(std::string text) {
    for (char& c : text)
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    return base::printable(base::trim(text), kDescriptionLimit);
}

std::string unscored_word(model::Criticality criticality, const Language& lang) {
    switch (criticality) {
        case model::Criticality::moyenne:
            return lang.say("moyenne, selon la distribution", "medium, as the distribution says");
        case model::Criticality::faible:
            return lang.say("faible, selon la distribution", "low, as the distribution says");
        default: return lang.say("haute par prudence", "high, to be safe");
    }
}

std::string check_command(const Component& component, const Language& lang) {
    const bool debian_family = component.packaging.origin == Packaging::Origin::debian ||
                               component.packaging.origin == Packaging::Origin::ubuntu;
    if (component.product != nullptr && !component.product->debian.empty()) {
        const std::string source = debian_source(component.product->debian.front(), component.version);
        if (debian_family)
            return lang.say("`dpkg -l` et `apt changelog {0}` donnent la révision et les CVE corrigées",
                            "`dpkg -l` and `apt changelog {0}` show the revision and the CVEs it repairs", source);
        return lang.say(
            "`apt changelog {0}` (Debian, Ubuntu) ou `rpm -q --changelog` (Red Hat) donnent les CVE corrigées",
            "`apt changelog {0}` (Debian, Ubuntu) or `rpm -q --changelog` (Red Hat) list the CVEs repaired", source);
    }
    return lang.say("le numéro de version complet et les notes de l'éditeur le disent",
                    "the full version number and the vendor's notes tell");
}

}  // namespace

std::string ssvc_text(const model::Exploitation& exploitation, const Language& lang) {
    std::string out = exploitation.known == "active" ? lang.say("attaques constatées", "attacks seen")
                      : exploitation.known == "poc"  ? lang.say("code d'attaque public", "public attack code")
                                                     : lang.say("aucune attaque connue", "no known attack");
    out += exploitation.automatable ? lang.say(", automatisable", ", automatable")
                                    : lang.say(", non automatisable", ", not automatable");
    if (exploitation.technical_impact == "total") out += lang.say(", impact technique total", ", total impact");
    if (exploitation.technical_impact == "partial") out += lang.say(", impact technique partiel", ", partial impact");
    return out;
}

std::string days_text(std::int64_t days, const Language& lang) {
    return days == 1 ? lang.say("1 jour", "1 day") : lang.say("{0} jours", "{0} days", days);
}

std::string number_text(double score, Language language) {
    std::string out = fmt::format("{:.1f}", score);
    if (!language.english()) std::replace(out.begin(), out.end(), '.', ',');
    return out;
}

void write_cve_texts(Finding& finding, const CveAnswer& answer, const Component& component, Language lang) {
    const std::string label = component.label();
    const bool sure = answer.certainty == Certainty::affecte;
    const std::string score =
        answer.score() ? number_text(answer.score()->score, lang) : lang.say("score inconnu", "score unknown");
    finding.title = sure ? lang.say("{0} : {1} ({2})", "{0}: {1} ({2})", label, answer.cve().id, score)
                         : lang.say("{0} : {1} ({2}), à confirmer", "{0}: {1} ({2}), to be confirmed", label,
                                    answer.cve().id, score);

    finding.description = sure ? lang.say("{0} est touché par {1} : {2}.", "{0} is affected by {1}: {2}.", label,
                                          answer.cve().id, answer.reason)
                               : lang.say("{0} est peut-être touché par {1} : {2}.", "{0} may be affected by {1}: {2}.",
                                          label, answer.cve().id, answer.reason);
    if (answer.score())
        finding.description += lang.say(" Score CVSS {0} de {1}, source : {2}.", " CVSS {0} score {1}, source: {2}.",
                                        answer.score()->version, score, source_words(answer.score()->source, lang));
    else
        finding.description += lang.say(
            " Personne n'a encore publié de score pour cette CVE : sa gravité est inconnue, elle est comptée {0}.",
            " Nobody has published a score for this CVE yet: how grave it is is unknown, it is counted as {0}.",
            unscored_word(finding.criticality, lang));
    if (!answer.cve().description.empty())
        finding.description +=
            lang.say(" Texte publié (en anglais) : {0}", " Published text: {0}", shortened(answer.cve().description));

    finding.impact = answer.score() ? vector_words(*answer.score(), lang) : std::string();
    if (finding.impact.empty()) finding.impact = unscored_impact(answer, component, lang);
    if (answer.record->exploited) {
        if (!finding.impact.empty()) finding.impact += " ";
        finding.impact += lang.say(
            "Exploitation constatée dans la nature (catalogue KEV de la CISA, depuis le {0}){1}.",
            "Known to be exploited (CISA KEV catalogue, since {0}){1}.", answer.record->exploited->added,
            answer.record->exploited->ransomware ? lang.say(", y compris par des rançongiciels", ", also by ransomware")
                                                 : "");
    }
    if (answer.cve().exploitation) {
        if (!finding.impact.empty()) finding.impact += " ";
        finding.impact += lang.say("Avis de la CISA (SSVC) : {0}.", "CISA's view (SSVC): {0}.",
                                   ssvc_text(*answer.cve().exploitation, lang));
    }
    if (!answer.record->alerts.empty()) {
        if (!finding.impact.empty()) finding.impact += " ";
        finding.impact += lang.say("Alerte en cours ou passée : {0}.", "Alert, open or past: {0}.",
                                   base::join(answer.record->alerts, ", "));
    }
    if (answer.record->exploit_probability) {
        if (!finding.impact.empty()) finding.impact += " ";
        std::string percent = number_text(*answer.record->exploit_probability * 100, lang);
        finding.impact += lang.say("Probabilité d'exploitation sous 30 jours : {0} % (EPSS).",
                                   "Probability of exploitation within 30 days: {0}% (EPSS).", percent);
    }

    const std::string name = component.name;
    if (sure)
        finding.recommendation =
            answer.fixed.empty()
                ? lang.say(
                      "Aucune version corrigée n'est connue : retirer {0} d'Internet ou en filtrer l'accès, et suivre "
                      "l'avis de l'éditeur.",
                      "No fixed version is known: take {0} off the Internet or filter access to it, and follow the "
                      "vendor's advisory.",
                      name)
                : lang.say("Mettre à jour {0} vers {1} ou plus récent ; en attendant, filtrer l'accès au service.",
                           "Update {0} to {1} or later; meanwhile filter access to the service.", name, answer.fixed);
    else
        finding.recommendation = lang.say(
            "Vérifier sur le serveur si le correctif est en place ({0}). S'il l'est, l'attester avec la preuve ; "
            "sinon, {1}.",
            "Check on the server whether the repair is in ({0}). If it is, attest it with the evidence; otherwise "
            "{1}.",
            check_command(component, lang),
            answer.fixed.empty() ? lang.say("mettre à jour {0}", "update {0}", name)
                                 : lang.say("mettre à jour {0} vers {1}", "update {0} to {1}", name, answer.fixed));

    finding.references.push_back("https://nvd.nist.gov/vuln/detail/" + answer.cve().id);
    if (component.packaging.origin == Packaging::Origin::debian)
        finding.references.push_back("https://security-tracker.debian.org/tracker/" + answer.cve().id);
    if (component.packaging.origin == Packaging::Origin::ubuntu)
        finding.references.push_back("https://ubuntu.com/security/" + answer.cve().id);
    if (component.packaging.origin == Packaging::Origin::redhat)
        finding.references.push_back("https://access.redhat.com/security/cve/" + answer.cve().id);
}

void write_summary_texts(Finding& finding, const std::vector<const CveAnswer*>& answers, const Component& component,
                         Language lang) {
    constexpr std::size_t kListed = 20;
    const std::string label = component.label();
    std::vector<std::string> ids;
    for (const CveAnswer* answer : answers) {
        if (ids.size() == kListed) break;
        ids.push_back(answer->cve().id +
                      (answer->score() ? " (" + number_text(answer->score()->score, lang) + ")" : ""));
    }
    finding.title = answers.size() == 1
                        ? lang.say("{0} : une vulnérabilité de score inférieur à 7 à confirmer",
                                   "{0}: one vulnerability below 7 to be confirmed", label)
                        : lang.say("{0} : {1} vulnérabilités de score inférieur à 7 à confirmer",
                                   "{0}: {1} vulnerabilities below 7 to be confirmed", label, answers.size());
    finding.description =
        lang.say("{0} est peut-être touché par : {1}", "{0} may be affected by: {1}", label, base::join(ids, ", "));
    if (answers.size() > kListed)
        finding.description += lang.say(" et {0} autres", " and {0} more", answers.size() - kListed);
    finding.description += ".";
    const auto worst = std::max_element(answers.begin(), answers.end(), [](const CveAnswer* a, const CveAnswer* b) {
        return (a->score() ? a->score()->score : 0) < (b->score() ? b->score()->score : 0);
    });
    const std::string words = (*worst)->score() ? vector_words(*(*worst)->score(), lang) : std::string();
    if (!words.empty()) finding.impact = lang.say("La plus grave : {0} ", "The gravest: {0} ", words);
    finding.impact += lang.say("Aucune ne change à elle seule le verdict.", "None changes the verdict by itself.");
    finding.recommendation = lang.say("Maintenir {0} à jour ; {1}.", "Keep {0} up to date; {1}.", component.name,
                                      check_command(component, lang));
}

void write_support_texts(Finding& finding, const SupportAnswer& answer, const std::string& label, Language lang) {
    const std::string end = answer.last_day ? base::format_date(*answer.last_day) : std::string();
    const std::string since = end.empty() ? std::string() : lang.say(" depuis le {0}", " since {0}", end);
    const std::string line = answer.life.label.empty() ? answer.life.release : answer.life.label;
    const std::string move =
        answer.move_to.empty()
            ? lang.say("Remplacer {0} par une version maintenue", "Replace {0} by a maintained version", label)
            : lang.say("Remplacer {0} par une version maintenue ({1})", "Replace {0} by a maintained version ({1})",
                       label, answer.move_to);
    switch (answer.support) {
        case Support::ended:
            finding.title = lang.say("{0} : version qui n'est plus maintenue{1}",
                                     "{0}: version no longer maintained{1}", label, since);
            finding.description =
                lang.say("{3} : la version {0} ne reçoit plus de correctifs de sécurité{1}. Source : {2}.",
                         "{3}: version {0} no longer receives security fixes{1}. Source: {2}.", line, since,
                         answer.life.source, label);
            break;
        case Support::extended_only:
            finding.title =
                lang.say("{0} : support ordinaire terminé{1}", "{0}: ordinary support over{1}", label, since);
            finding.description = lang.say(
                "{4} : la version {0} ne reçoit plus de correctifs{1}, sauf support étendu souscrit (jusqu'au {2}), ce "
                "qui "
                "ne "
                "se voit pas de l'extérieur. Source : {3}.",
                "{4}: version {0} no longer receives fixes{1}, unless extended support was bought (until {2}), which "
                "cannot be seen from outside. Source: {3}.",
                line, since, base::format_date(*answer.life.extended_end), answer.life.source, label);
            break;
        case Support::ends_soon:
            finding.title = lang.say("{0} : fin de maintenance dans {1}", "{0}: support ends in {1}", label,
                                     days_text(answer.days_left, lang));
            finding.description = lang.say(
                "{4} : la version {0} ne recevra plus de correctifs de sécurité dans {1} (le {2}). Source : {3}.",
                "{4}: version {0} will receive no more security fixes in {1} ({2}). Source: {3}.", line,
                days_text(answer.days_left, lang), end, answer.life.source, label);
            break;
        case Support::maintained:
        case Support::undated: break;
    }
    finding.impact =
        answer.support == Support::ends_soon
            ? lang.say("Les vulnérabilités {0} découvertes après cette date ne seront pas corrigées.",
                       "Vulnerabilities {0} found after that date will not be repaired.", lang.of(label))
            : lang.say(
                  "Les vulnérabilités {0} découvertes depuis restent ouvertes : un attaquant n'a qu'à attendre la "
                  "suivante.",
                  "Vulnerabilities {0} found since stay open: an attacker only has to wait for the next one.",
                  lang.of(label));
    finding.recommendation = lang.say("{0}, ou protéger le service (VPN, filtrage), ou l'arrêter.",
                                      "{0}, or protect the service (VPN, filtering), or stop it.", move);
}

}  // namespace vigie::correlate
