// SPDX-License-Identifier: Apache-2.0
// vigie match CPE|BANNER...: what the vulnerability base says of a component, and why.
#include <iostream>

#include "base/clock.h"
#include "catalog/banner_patterns.h"
#include "catalog/location.h"
#include "console.h"
#include "correlate/explain.h"
#include "engine/catalogues.h"
#include "store/vulnerability_base.h"

namespace vigie::console {
namespace {

int run(const std::vector<std::string>& components, bool all) {
    const auto data = catalog::find_data_folder();
    if (!data) return report_error(data.error());
    const auto knowledge = engine::load_knowledge(*data);
    if (!knowledge) return report_error(knowledge.error());
    const auto base = store::open_base_for_reading(store::base_path_to_read());
    if (!base) std::cerr << "vigie: " << base.error().what << "\n";
    correlate::CorrelateOptions options;
    options.base = base ? base->get() : nullptr;
    options.today = base::date_of(base::SystemClock().now());
    options.lang = language();
    int status = kDone;
    for (const std::string& component : components) {
        auto explanation = correlate::explain(component, *knowledge, options);
        if (!explanation && base) {
            // Not in our own table: recog may know the banner, when its fingerprints were imported.
            const auto patterns = (*base)->banner_patterns();
            const std::string cpe = patterns ? catalog::BannerPatterns(*patterns).cpe_of(component) : std::string();
            if (!cpe.empty()) {
                std::cout << say("reconnu par recog : ", "recognised by recog: ") << cpe << "\n";
                explanation = correlate::explain(cpe, *knowledge, options);
            }
        }
        if (!explanation) {
            status = report_error(explanation.error());
            continue;
        }
        correlate::RenderOptions how;
        how.not_affected = all;
        std::cout << correlate::render(*explanation, options, how);
    }
    return status;
}

}  // namespace

void add_match(CLI::App& app, Action& chosen) {
    CLI::App* command =
        app.add_subcommand("match", say("ce que la base de vulnérabilités dit d'un composant, et pourquoi",
                                        "what the vulnerability base says of a component, and why"));
    auto components = std::make_shared<std::vector<std::string>>();
    auto all = std::make_shared<bool>(false);
    command
        ->add_option("COMPONENT", *components,
                     say("nom CPE 2.3 ou bannière, par exemple \"OpenSSH_9.2p1 Debian-2+deb12u3\"",
                         "CPE 2.3 name or banner, for example \"OpenSSH_9.2p1 Debian-2+deb12u3\""))
        ->required();
    command->add_flag(
        "--all", *all,
        say("lister aussi les CVE écartées, avec la raison", "list the CVEs ruled out too, with the reason"));
    command->callback([components, all, &chosen] { chosen = [components, all] { return run(*components, *all); }; });
}

}  // namespace vigie::console
