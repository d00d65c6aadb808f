// SPDX-License-Identifier: Apache-2.0
// vigie inspect PERIMETRE.toml --service ADDRESS:PORT[/udp]: identify and review one service, print it as JSON.
#include <iostream>

#include <nlohmann/json.hpp>

#include "console.h"
#include "engine/single.h"
#include "model/json.h"

namespace vigie::console {
namespace {

struct InspectChoice {
    std::string perimeter;
    std::string service;
    std::string profile = "prudent";
    ProgressStyle progress = ProgressStyle::automatic;
};

int run_inspect(const InspectChoice& choice) {
    auto observer = make_observer(choice.progress);
    const auto review = engine::inspect_service(choice.perimeter, choice.service, choice.profile, language(), *observer,
                                                stop_requested());
    observer.reset();
    if (!review) return report_error(review.error());
    if (review->services.empty()) {
        std::cerr << "vigie: " << choice.service << say(" : rien n'y répond", ": nothing answers there") << "\n";
        std::cout << "{}\n";
        return kDone;
    }
    nlohmann::json document = review->services.front();
    document["evidence_items"] = review->evidence;
    std::cout << shown_lines(document.dump(1, ' ', false, nlohmann::json::error_handler_t::replace)) << "\n";
    return kDone;
}

}  // namespace

void add_inspect(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "inspect", say("identifier et examiner un seul service (JSON)", "identify and review one service (JSON)"));
    auto choice = std::make_shared<InspectChoice>();
    command->add_option("PERIMETRE", choice->perimeter, say("fichier de périmètre", "perimeter file"))->required();
    command
        ->add_option("--service", choice->service,
                     say("ADRESSE:PORT ou ADRESSE:PORT/udp", "ADDRESS:PORT or ADDRESS:PORT/udp"))
        ->required();
    command->add_option("--profile", choice->profile,
                        say("prudent (défaut), standard ou lab", "prudent (default), standard or lab"));
    add_progress_option(*command, choice->progress);
    command->callback([choice, &chosen] { chosen = [choice] { return run_inspect(*choice); }; });
}

}  // namespace vigie::console
