// SPDX-License-Identifier: Apache-2.0
// vigie match CPE|BANNER...: what the vulnerability base says of a component, and why.
#include <iostream>
#include <optional>

#include "base/clock.h"
#include "base/text.h"
#include "catalog/banner_patterns.h"
#include "catalog/location.h"
#include "console.h"
#include "correlate/explain.h"
#include "engine/catalogues.h"
#include "store/vulnerability_base.h"

namespace vigie::console {
namespace {

struct MatchChoice {
    std::vector<std::string> components;
    bool all = false;
    bool brief = false;
};

class Matching {
public:
    Matching(const correlate::Knowledge& knowledge, const correlate::CorrelateOptions& options,
             const MatchChoice& choice)
        : knowledge_(knowledge), options_(options), choice_(choice) {
        if (options.base != nullptr) library_.emplace(*options.base, options.preferred_cvss);
    }

    void answer(const std::string& component) {
        correlate::Library* library = library_ ? &*library_ : nullptr;
        auto explanation = correlate::explain(component, knowledge_, options_, library, choice_.all);
        if (!explanation) {
            // Not in our own table: recog may know the banner, when its fingerprints were imported.
            const std::string cpe = recognised(component);
            if (!cpe.empty()) explanation = correlate::explain(cpe, knowledge_, options_, library, choice_.all);
            if (explanation && !choice_.brief)
                std::cout << say("reconnu par recog : ", "recognised by recog: ") << shown(cpe) << "\n";
        }
        if (!explanation) {
            status_ = report_error(explanation.error());
            return;
        }
        if (choice_.brief) {
            std::cout << shown(base::printable(component, 256)) << "\t"
                      << shown_lines(correlate::render_brief(*explanation, options_));
            return;
        }
        correlate::RenderOptions how;
        how.not_affected = choice_.all;
        std::cout << shown_lines(correlate::render(*explanation, options_, how));
    }
    [[nodiscard]] int status() const { return status_; }

private:
    std::string recognised(const std::string& banner) {
        if (options_.base == nullptr) return {};
        if (!recog_) {
            auto patterns = options_.base->banner_patterns();
            recog_.emplace(patterns ? std::move(*patterns) : std::vector<model::BannerPattern>());
        }
        return recog_->cpe_of(banner);
    }

    const correlate::Knowledge& knowledge_;
    const correlate::CorrelateOptions& options_;
    const MatchChoice& choice_;
    std::optional<correlate::Library> library_;
    std::optional<catalog::BannerPatterns> recog_;
    int status_ = kDone;
};

int run_match(const MatchChoice& choice) {
    const auto data = catalog::find_data_folder();
    if (!data) return report_error(data.error());
    const auto knowledge = engine::load_knowledge(*data);
    if (!knowledge) return report_error(knowledge.error());
    const auto base = store::open_base_for_reading(store::base_path_to_read());
    if (!base) std::cerr << "vigie: " << shown(base.error().what) << "\n";
    correlate::CorrelateOptions options;
    options.base = base ? base->get() : nullptr;
    options.today = base::date_of(base::SystemClock().now());
    options.lang = language();
    Matching matching(*knowledge, options, choice);
    for (const std::string& component : choice.components) {
        if (component != "-") {
            matching.answer(component);
            continue;
        }
        std::ios::sync_with_stdio(false);
        std::string line;
        while (std::getline(std::cin, line))
            if (!base::trim(line).empty()) matching.answer(line);
    }
    return matching.status();
}

}  // namespace

void add_match(CLI::App& app, Action& chosen) {
    CLI::App* command =
        app.add_subcommand("match", say("ce que la base de vulnérabilités dit d'un composant, et pourquoi",
                                        "what the vulnerability base says of a component, and why"));
    auto choice = std::make_shared<MatchChoice>();
    command
        ->add_option("COMPONENT", choice->components,
                     say("nom CPE 2.3, URL de paquet (pkg:deb/debian/...) ou bannière, par exemple "
                         "\"OpenSSH_9.2p1 Debian-2+deb12u3\" ; - lit l'entrée standard, un composant par ligne",
                         "CPE 2.3 name, package URL (pkg:deb/debian/...) or banner, for example "
                         "\"OpenSSH_9.2p1 Debian-2+deb12u3\"; - reads standard input, one component a line"))
        ->required();
    command->add_flag(
        "--all", choice->all,
        say("lister aussi les CVE écartées, avec la raison", "list the CVEs ruled out too, with the reason"));
    command->add_flag("--brief", choice->brief,
                      say("une ligne par composant : texte, affecté, indéterminé, non affecté, la CVE la plus grave",
                          "one line a component: text, affected, undetermined, not affected, the gravest CVE"));
    command->callback([choice, &chosen] { chosen = [choice] { return run_match(*choice); }; });
}

}  // namespace vigie::console
