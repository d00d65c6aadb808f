// SPDX-License-Identifier: Apache-2.0
#include "correlate/correlate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.h"
#include "correlate/component.h"
#include "correlate/judge.h"
#include "correlate/target.h"
#include "correlate/texts.h"

namespace vigie::correlate {
namespace {

using model::Category;
using model::Certainty;
using model::Criticality;
using model::Finding;

constexpr std::string_view kClauseScore = "2.5.2.1";
constexpr std::string_view kClauseObsolete = "2.4.3";

int tenths_of(const CveAnswer& answer) {
    return answer.score() ? static_cast<int>(std::lround(answer.score()->score * 10)) : 0;
}

// A CVE without any score: the distribution's word where it gave one, else high until somebody scores it. It is never
// taken for medium in silence, and never makes a ROUGE by itself.
Criticality unscored(const CveAnswer& answer) {
    if (answer.record->exploited) return Criticality::haute;
    const std::string& word = answer.urgency;
    if (word.rfind("medium", 0) == 0 || word == "moderate") return Criticality::moyenne;
    if (word.rfind("low", 0) == 0 || word == "negligible" || word == "unimportant") return Criticality::faible;
    return Criticality::haute;
}

Criticality criticality_of(const CveAnswer& answer) {
    if (!answer.score()) return unscored(answer);
    const int tenths = tenths_of(answer);
    if (tenths >= 90) return Criticality::critique;
    if (tenths >= 70) return Criticality::haute;
    if (tenths >= 40) return Criticality::moyenne;
    return tenths > 0 ? Criticality::faible : Criticality::info;
}

class Correlator {
public:
    Correlator(const Knowledge& knowledge, const CorrelateOptions& options)
        : knowledge_(knowledge), options_(options), lang_(options.lang) {
        if (options.base != nullptr) library_.emplace(*options.base, options.preferred_cvss);
    }

    Correlation run(const std::vector<model::Service>& services) {
        look_at_base();
        for (const model::Service& service : services)
            if (!service.facts.has("service.site")) review(service);
        for (const model::Service& service : services)
            if (service.facts.has("service.site")) review(service);
        for (auto& [id, finding] : findings_) out_.findings.push_back(std::move(finding));
        std::sort(out_.findings.begin(), out_.findings.end(), [](const Finding& a, const Finding& b) {
            const auto key = [](const Finding& f) {
                return std::make_tuple(f.certainty != Certainty::affecte, -static_cast<int>(f.criticality), f.asset,
                                       f.port, f.rule, f.cve, f.id);
            };
            return key(a) < key(b);
        });
        for (const auto& [what, why] : gaps_) out_.not_tested.push_back({what, why});
        return std::move(out_);
    }

private:
    void gap(const std::string& what, const std::string& why) { gaps_.emplace(what, why); }

    void look_at_base() {
        const std::string what = vulnerabilities_subject(options_.lang);
        if (options_.base == nullptr) {
            gap(what, lang_.say("aucune base de vulnérabilités : `vigie feeds update` la crée",
                                "no vulnerability base: `vigie feeds update` makes one"));
            return;
        }
        auto feeds = options_.base->feeds();
        if (!feeds) {
            gap(what, feeds.error().what);
            return;
        }
        if (feeds->empty())
            gap(what, lang_.say("la base de vulnérabilités est vide", "the vulnerability base is empty"));
        for (model::FeedState& feed : *feeds)
            if (const auto date = base::parse_date(feed.date))
                feed.age_days = base::days_between(*date, options_.today);
        name_stale(*feeds);
        out_.feeds = std::move(*feeds);
    }

    void name_stale(const std::vector<model::FeedState>& feeds) {
        std::vector<std::string> names;
        std::int64_t youngest = 0;
        std::int64_t oldest = 0;
        for (const model::FeedState& feed : feeds) {
            const std::int64_t age = feed.age_days.value_or(0);
            if (age <= kStaleDays) continue;
            youngest = names.empty() ? age : std::min(youngest, age);
            oldest = std::max(oldest, age);
            names.push_back(feed.name);
        }
        if (names.empty()) return;
        gap(lang_.say("ce que les flux {0} ont publié depuis leur date",
                      "what the feeds {0} published since their date", base::join(names, ", ")),
            youngest == oldest ? lang_.say("leur copie a {0} jours", "their copy is {0} days old", oldest)
                               : lang_.say("leurs copies ont de {0} à {1} jours",
                                           "their copies are {0} to {1} days old", youngest, oldest));
    }

    void review(const model::Service& service) {
        for (const Component& component : components_of(service, knowledge_.products)) {
            // What the endpoint already showed is not counted again for each of its sites.
            const bool fresh =
                seen_.insert(service.endpoint.text() + "|" + component.name + "|" + component.version).second;
            if (!fresh && service.facts.has("service.site")) continue;
            ++out_.components;
            if (options_.base != nullptr) review_vulnerabilities(service, component);
            review_support(service, component);
        }
    }

    [[nodiscard]] Finding finding_at(const model::Service& service) const {
        Finding out;
        out.asset = service.endpoint.address.text();
        out.port = service.endpoint.port;
        out.transport = service.endpoint.transport;
        out.evidence = service.evidence;
        return out;
    }

    // One identity, one finding: the surer answer stays.
    void keep(Finding finding, const std::string& subject) {
        finding.id = model::finding_id(finding, subject);
        const auto known = findings_.find(finding.id);
        if (known == findings_.end()) {
            const std::string id = finding.id;
            findings_.emplace(id, std::move(finding));
        } else if (finding.certainty == Certainty::affecte && known->second.certainty != Certainty::affecte) {
            known->second = std::move(finding);
        }
    }

    void review_vulnerabilities(const model::Service& service, const Component& component) {
        if (component.cpe.empty()) {
            gap(lang_.say("CVE {0}", "CVEs {0}", lang_.of(component.name)),
                component.product == nullptr
                    ? lang_.say("produit absent de notre table de correspondance", "product not in our mapping table")
                    : lang_.say("le niveau de correctif de ce produit ne se lit pas de l'extérieur",
                                "the patch level of this product cannot be read from outside"));
            return;
        }
        const auto& [judgement, target] = judged(component);
        for (const std::string& trouble : judgement.troubles)
            gap(lang_.say("CVE {0}", "CVEs {0}", lang_.of(component.name)), trouble);
        if (!judgement.known && judgement.answers.empty() && judgement.not_affected == 0) {
            gap(lang_.say("CVE {0}", "CVEs {0}", lang_.of(component.name)),
                lang_.say("la base ne contient rien sur ce produit", "the base contains nothing on this product"));
            return;
        }
        if (component.version.empty())
            gap(lang_.say("CVE {0} ({1})", "CVEs {0} ({1})", lang_.of(component.name), service.endpoint.text()),
                lang_.say("le service ne montre pas sa version", "the service does not show its version"));
        out_.not_affected += judgement.not_affected;
        std::vector<const CveAnswer*> lower;
        std::size_t unbounded = 0;
        for (const CveAnswer& answer : judgement.answers) {
            if (answer.doubt == Doubt::unbounded) {
                ++unbounded;  // says nothing of any version: an old record would accuse every server for ever
            } else if (answer.doubt == Doubt::no_version) {
                continue;  // one note above instead of every CVE of the product
            } else if (answer.certainty == Certainty::affecte || criticality_of(answer) >= Criticality::haute) {
                keep_cve(service, component, answer, target);
            } else {
                lower.push_back(&answer);
            }
        }
        if (!lower.empty()) keep_summary(service, component, lower, target);
        if (unbounded > 0)
            gap(lang_.say("{0} CVE {1} sans version nommée", "{0} CVEs {1} that name no version", unbounded,
                          lang_.of(component.name)),
                lang_.say("ces fiches ne permettent pas de conclure", "these records cannot decide"));
    }

    struct Judged {
        Judgement judgement;
        Target target;
    };

    // Forty servers with the same banner are judged once.
    const Judged& judged(const Component& component) {
        const std::string key = fmt::format(
            "{}|{}|{}|{}|{}|{}", component.key, base::join(component.cpe, ","), component.version,
            component.packaging.name, component.packaging.version + "|" + component.packaging.release, component.qod);
        const auto known = judged_.find(key);
        if (known != judged_.end()) return known->second;
        Judged out{judge(component, *library_, {lang_, false}), {}};
        out.target = target_of(component, *library_, out.judgement);
        return judged_.emplace(key, std::move(out)).first->second;
    }

    void keep_cve(const model::Service& service, const Component& component, const CveAnswer& answer,
                  const Target& target) {
        Finding finding = finding_at(service);
        finding.rule = "cve";
        finding.category = Category::vulnerabilite;
        finding.criticality = criticality_of(answer);
        finding.cvss = answer.score();
        finding.cve = answer.cve().id;
        finding.component = component.label();
        finding.clause = kClauseScore;
        finding.certainty = answer.certainty;
        finding.reason = answer.reason;
        finding.qod = answer.qod;
        finding.known_exploited = answer.record->exploited.has_value();
        finding.exploit_probability = answer.record->exploit_probability;
        finding.alerts = answer.record->alerts;
        finding.advisories = answer.record->advisories;
        finding.update_to = update_to(target, answer, lang_);
        finding.ssvc = answer.cve().exploitation;
        write_cve_texts(finding, answer, component, lang_);
        keep(std::move(finding), answer.cve().id);
    }

    void keep_summary(const model::Service& service, const Component& component,
                      const std::vector<const CveAnswer*>& lower, const Target& target) {
        Finding finding = finding_at(service);
        finding.rule = "cve";
        finding.category = Category::vulnerabilite;
        finding.criticality = Criticality::info;
        int qod = 0;
        for (const CveAnswer* answer : lower) {
            finding.criticality = std::max(finding.criticality, criticality_of(*answer));
            finding.known_exploited = finding.known_exploited || answer->record->exploited.has_value();
            qod = std::max(qod, answer->qod);
            finding.cves.push_back(answer->cve().id);
        }
        const bool all_repaired =
            std::all_of(lower.begin(), lower.end(), [](const CveAnswer* answer) { return !answer->fixed.empty(); });
        if (all_repaired) finding.update_to = update_to(target, *lower.front(), lang_);
        finding.component = component.label();
        finding.clause = kClauseScore;
        finding.certainty = Certainty::indetermine;
        finding.reason = lower.front()->reason;
        finding.qod = qod;
        write_summary_texts(finding, lower, component, lang_);
        keep(std::move(finding), component.key + ":lower");
    }

    [[nodiscard]] std::vector<model::ReleaseLife> releases_of(const std::string& product) {
        if (options_.base == nullptr) return {};
        auto releases = options_.base->releases(product);
        if (releases) return std::move(*releases);
        gap(lang_.say("fin de support {0}", "end of support {0}", lang_.of(product)), releases.error().what);
        return {};
    }

    void review_support(const model::Service& service, const Component& component) {
        if (review_distribution(service, component)) return;
        const std::string product = component.product != nullptr ? component.product->lifecycle : std::string();
        if (product.empty() || component.version.empty()) return;
        const auto answer =
            support_of(product, component.version, knowledge_.lifecycle, releases_of(product), options_.today);
        if (!answer) return;
        if (answer->support == Support::undated) {
            gap(lang_.say("fin de support {0}", "end of support {0}", lang_.of(component.label())),
                (lang_.english() ? answer->why_en : answer->why_fr) + " (" + answer->life.source + ")");
            return;
        }
        const bool distribution_may_care = !component.version_is_enough();
        keep_support(service, *answer, component.label(), component.key, distribution_may_care, component);
    }

    // A distribution's package lives as long as its release. True when the release is known and the matter settled.
    bool review_distribution(const model::Service& service, const Component& component) {
        const ReleaseName release = lifecycle_of(component.packaging);
        if (release.product.empty()) return false;
        const auto answer = support_of(release.product, release.number, knowledge_.lifecycle,
                                       releases_of(release.product), options_.today);
        if (!answer) return false;
        const std::string asset = service.endpoint.address.text();
        const std::string system = release.product + release.number;
        if (!systems_.insert(asset + "|" + system).second) return true;  // said once per machine
        keep_support(service, *answer, system_label(component.packaging), release.product, false, component);
        return true;
    }

    void keep_support(const model::Service& service, const SupportAnswer& answer, const std::string& label,
                      const std::string& subject, bool distribution_may_care, const Component& component) {
        if (answer.support == Support::maintained || answer.support == Support::undated) return;
        Finding finding = finding_at(service);
        finding.rule = "eol";
        finding.category = Category::obsolescence;
        finding.component = label;
        finding.clause = kClauseObsolete;
        finding.qod = component.qod > 0 ? std::min(component.qod, kQodBanner) : kQodBanner;
        const std::string dated = answer.last_day ? base::format_date(*answer.last_day) : std::string("?");
        if (answer.support == Support::ends_soon) {
            if (distribution_may_care) return;  // the distribution's date counts, and it is not known
            finding.criticality = Criticality::info;
            finding.reason =
                lang_.say("version lue sur le service ; fin le {0}", "version read on the service; ends {0}", dated);
        } else {
            finding.criticality = Criticality::haute;
            finding.obsolete = true;
            finding.reason = lang_.say("version lue sur le service ; support terminé ({0})",
                                       "version read on the service; support over ({0})", dated);
        }
        if (answer.support == Support::extended_only) {
            finding.certainty = Certainty::indetermine;
            finding.reason =
                lang_.say("un support étendu peut avoir été souscrit", "extended support may have been bought");
            finding.qod = std::min(finding.qod, kQodUnreliable);
        } else if (distribution_may_care && answer.support == Support::ended) {
            finding.certainty = Certainty::indetermine;
            finding.reason =
                component.packaging.name.empty()
                    ? lang_.say("une distribution peut encore maintenir cette version ; rien ne dit qui l'a construite",
                                "a distribution may still maintain this version; nothing says who built it")
                    : lang_.say("{0} peut encore maintenir cette version ; son édition n'est pas visible",
                                "{0} may still maintain this version; its release is not visible",
                                component.packaging.name);
            finding.qod = std::min(finding.qod, kQodUnreliable);
        }
        if (component.release_is_inferred && subject == lifecycle_of(component.packaging).product) {
            constexpr int kQodInferred = 70;
            finding.reason = lang_.say("{0} déduit de {1} {2}, que seule cette version du système porte ; {3}",
                                       "{0} deduced from {1} {2}, which only that release of the system carries; {3}",
                                       label, component.name, component.version, finding.reason);
            finding.qod = std::min(finding.qod, kQodInferred);
        }
        write_support_texts(finding, answer, label, lang_);
        if (finding.certainty == Certainty::indetermine)
            finding.description += " " + lang_.say("À confirmer : {0}.", "To be confirmed: {0}.", finding.reason);
        keep(std::move(finding), subject);
    }

    const Knowledge& knowledge_;
    const CorrelateOptions& options_;
    Language lang_;
    std::optional<Library> library_;
    std::map<std::string, Finding> findings_;  // by id
    std::set<std::string> seen_;               // endpoint, component and version
    std::map<std::string, std::string> gaps_;  // what -> why
    std::map<std::string, Judged> judged_;
    std::set<std::string> systems_;
    Correlation out_;
};

}  // namespace

base::Result<Knowledge> parse_knowledge(std::string_view products_toml, std::string_view lifecycle_toml) {
    auto products = Products::parse(products_toml);
    if (!products) return tl::unexpected<base::Error>(products.error());
    auto lifecycle = Lifecycle::parse(lifecycle_toml);
    if (!lifecycle) return tl::unexpected<base::Error>(lifecycle.error());
    return Knowledge{std::move(*products), std::move(*lifecycle)};
}

std::string vulnerabilities_subject(std::string_view lang) {
    return Language(lang).say("vulnérabilités connues (CVE)", "known vulnerabilities (CVE)");
}

Correlation correlate(const std::vector<model::Service>& services, const Knowledge& knowledge,
                      const CorrelateOptions& options) {
    return Correlator(knowledge, options).run(services);
}

}  // namespace vigie::correlate
