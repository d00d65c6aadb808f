// SPDX-License-Identifier: Apache-2.0
#include "correlate/explain.h"

#include <algorithm>

#include "base/text.h"
#include "correlate/texts.h"

namespace vigie::correlate {
namespace {

using model::Certainty;

std::string one_line(const CveAnswer& answer, const Language& lang) {
    std::string out = "  " + answer.cve().id;
    if (answer.score())
        out += fmt::format("  {} (CVSS {}, {})", number_text(answer.score()->score, lang), answer.score()->version,
                           answer.score()->source);
    else
        out += lang.say("  score inconnu", "  score unknown");
    if (answer.record->exploited) out += lang.say("  exploitée (KEV)", "  exploited (KEV)");
    if (answer.record->exploit_probability)
        out += fmt::format("  EPSS {} %", number_text(*answer.record->exploit_probability * 100, lang));
    for (const std::string& alert : answer.record->alerts) out += "  " + alert;
    out += fmt::format("  QoD {}\n      {}", answer.qod, answer.reason);
    if (answer.certainty != Certainty::non_affecte && !answer.fixed.empty())
        out += lang.say(" ; à atteindre : {0}", "; to reach: {0}", answer.fixed);
    if (answer.certainty != Certainty::non_affecte && answer.cve().exploitation)
        out += "\n      SSVC : " + ssvc_text(*answer.cve().exploitation, lang);
    return out + "\n";
}

void list(std::string& out, const std::vector<const CveAnswer*>& answers, std::string_view title, std::size_t limit,
          const Language& lang) {
    if (answers.empty()) return;
    out += fmt::format("{} ({})\n", title, answers.size());
    for (std::size_t i = 0; i < std::min(limit, answers.size()); ++i) out += one_line(*answers[i], lang);
    if (answers.size() > limit)
        out += lang.say("  ... et {0} autres\n", "  ... and {0} more\n", answers.size() - limit);
}

std::string day(const std::optional<base::Date>& date, const Language& lang) {
    if (!date) return lang.say("une date inconnue", "an unknown date");
    if (lang.english()) return base::format_date(*date);
    return fmt::format("{:02}/{:02}/{}", static_cast<unsigned>(date->day()), static_cast<unsigned>(date->month()),
                       static_cast<int>(date->year()));
}

// Which support, until when, and what to move to.
std::string support_line(const SupportAnswer& answer, const Language& lang) {
    const std::string last = day(answer.last_day, lang);
    const std::string move =
        answer.move_to.empty() ? std::string() : lang.say(" ; passer à {0}", "; move to {0}", answer.move_to);
    switch (answer.support) {
        case Support::maintained:
            if (answer.on_free_extension)
                return lang.say(
                    "maintenu par le support long terme, gratuit (LTS) jusqu'au {0} ; le support ordinaire s'est "
                    "terminé le {1}",
                    "maintained by long-term support, free of charge (LTS) until {0}; ordinary support ended {1}", last,
                    day(answer.life.end, lang));
            if (!answer.last_day)
                return lang.say("maintenu, fin de support non annoncée", "maintained, end of support not announced");
            return lang.say("maintenu, support ordinaire jusqu'au {0}", "maintained, ordinary support until {0}", last);
        case Support::ends_soon:
            return lang.say("maintenu jusqu'au {0} seulement (encore {1})", "maintained until {0} only ({1} left)",
                            last, days_text(answer.days_left, lang)) +
                   move;
        case Support::extended_only:
            return lang.say(
                       "support ordinaire terminé le {0} ; support étendu payant jusqu'au {1}, s'il a été souscrit",
                       "ordinary support ended {0}; paid extended support until {1}, if it was bought",
                       day(answer.life.end, lang), day(answer.life.extended_end, lang)) +
                   move;
        case Support::undated:
            return lang.say("fin de support non connue : {0} ({1})", "end of support not known: {0} ({1})",
                            lang.english() ? answer.why_en : answer.why_fr, answer.life.source);
        case Support::ended:
            return (answer.last_day
                        ? lang.say("n'est plus maintenu depuis le {0}", "no longer maintained since {0}", last)
                        : lang.say("n'est plus maintenu", "no longer maintained")) +
                   move;
    }
    return {};
}

}  // namespace

base::Result<Explanation> explain(std::string_view cpe_or_banner, const Knowledge& knowledge,
                                  const CorrelateOptions& options, Library* library, bool list_not_affected) {
    auto component = component_from_text(cpe_or_banner, knowledge.products);
    if (!component) return tl::unexpected<base::Error>(component.error());
    Explanation out;
    out.component = std::move(*component);
    const Language lang(options.lang);
    std::string product = out.component.product != nullptr ? out.component.product->lifecycle : std::string();
    std::string version = out.component.version;
    if (const ReleaseName release = lifecycle_of(out.component.packaging); !release.product.empty()) {
        product = release.product;
        version = release.number;
    }
    std::vector<model::ReleaseLife> lives;
    if (options.base == nullptr) {
        out.notes.push_back(lang.say("aucune base de vulnérabilités", "no vulnerability base"));
    } else {
        if (out.component.cpe.empty())
            out.notes.push_back(lang.say("le niveau de correctif de ce produit ne se lit pas de l'extérieur",
                                         "the patch level of this product cannot be read from outside"));
        std::optional<Library> own;
        if (library == nullptr) library = &own.emplace(*options.base, options.preferred_cvss);
        out.judgement = judge(out.component, *library, {lang, list_not_affected});
        out.notes.insert(out.notes.end(), out.judgement.troubles.begin(), out.judgement.troubles.end());
        if (!out.component.cpe.empty() && !out.judgement.known && out.judgement.answers.empty() &&
            out.judgement.not_affected == 0)
            out.notes.push_back(
                lang.say("la base ne contient rien sur ce produit", "the base contains nothing on this product"));
        if (auto read = options.base->releases(product))
            lives = std::move(*read);
        else
            out.notes.push_back(read.error().what);
    }
    if (out.component.version.empty())
        out.notes.push_back(lang.say("aucune version dans le texte donné", "no version in the text given"));
    if (!product.empty()) out.support = support_of(product, version, knowledge.lifecycle, lives, options.today);
    return out;
}

std::string render(const Explanation& explanation, const CorrelateOptions& options, const RenderOptions& how) {
    const Language lang(options.lang);
    const Component& component = explanation.component;
    std::string out = component.label();
    if (!component.cpe.empty()) out += "  [" + base::join(component.cpe, ", ") + "]";
    out += "\n";
    if (!component.packaging.name.empty()) {
        out += component.packaging.origin == Packaging::Origin::windows
                   ? lang.say("version pour Windows", "Windows build")
                   : lang.say("construit par {0}", "built by {0}", component.packaging.name);
        if (!component.packaging.version.empty())
            out += lang.say(", paquet {0}", ", package {0}", component.packaging.version);
        if (!component.packaging.release.empty()) out += " (" + component.packaging.release + ")";
        out += "\n";
    }
    if (explanation.support) {
        const model::ReleaseLife& life = explanation.support->life;
        const std::string& label = life.label.empty() ? life.release : life.label;
        out += (label.empty() ? component.label() : label) + " : " + support_line(*explanation.support, lang) + "\n";
    }
    for (const std::string& note : explanation.notes) out += "note : " + note + "\n";
    std::vector<const CveAnswer*> affected;
    std::vector<const CveAnswer*> undetermined;
    std::vector<const CveAnswer*> cleared;
    for (const CveAnswer& answer : explanation.judgement.answers)
        (answer.certainty == Certainty::affecte       ? affected
         : answer.certainty == Certainty::indetermine ? undetermined
                                                      : cleared)
            .push_back(&answer);
    list(out, affected, lang.say("affecté", "affected"), how.limit, lang);
    list(out, undetermined, lang.say("indéterminé", "undetermined"), how.limit, lang);
    if (how.not_affected)
        list(out, cleared, lang.say("non affecté", "not affected"), how.limit, lang);
    else if (explanation.judgement.not_affected > 0)
        out += lang.say("non affecté ({0})\n", "not affected ({0})\n", explanation.judgement.not_affected);
    return out;
}

std::string render_brief(const Explanation& explanation, const CorrelateOptions& options) {
    std::size_t affected = 0;
    std::size_t undetermined = 0;
    const CveAnswer* gravest = nullptr;  // answers come worst first
    for (const CveAnswer& answer : explanation.judgement.answers) {
        if (answer.certainty == Certainty::affecte && ++affected == 1) gravest = &answer;
        if (answer.certainty == Certainty::indetermine) ++undetermined;
    }
    std::string out = fmt::format("{}\t{}\t{}", affected, undetermined, explanation.judgement.not_affected);
    if (gravest != nullptr) {
        out += "\t" + gravest->cve().id;
        if (gravest->score()) out += " (" + number_text(gravest->score()->score, Language(options.lang)) + ")";
    }
    return out + "\n";
}

// The report warns from the same day on.
constexpr int kFreshDays = 7;

std::string render_feeds(const std::vector<model::FeedState>& feeds, base::Date today, const std::string& lang_code) {
    const Language lang(lang_code);
    if (feeds.empty())
        return lang.say("aucun flux : la base est vide (`vigie feeds import FICHIER...`)\n",
                        "no feed: the base is empty (`vigie feeds import FILE...`)\n");
    std::string out;
    std::int64_t records = 0;
    for (const model::FeedState& feed : feeds) {
        const auto date = base::parse_date(feed.date);
        const int age = date ? base::days_between(*date, today) : -1;
        out += fmt::format("{:<16} {:<10} {:>8}", feed.name, feed.date.empty() ? "?" : feed.date, feed.records);
        if (age >= 0) out += "  " + days_text(age, lang);
        if (age > kFreshDays) out += lang.say("  ancien", "  old");
        out += "\n";
        records += feed.records;
    }
    return out + lang.say("{0} flux, {1} enregistrements\n", "{0} feeds, {1} records\n", feeds.size(), records);
}

}  // namespace vigie::correlate
