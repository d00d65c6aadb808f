// SPDX-License-Identifier: Apache-2.0
// vigie audit PERIMETRE.toml --out DIR: the whole audit, with progress, the verdict and where the report is.
#include "engine/audit.h"

#include <iostream>

#include "console.h"

namespace vigie::console {
namespace {

struct AuditChoice {
    engine::AuditOptions options;
    std::string out;
    bool no_passive = false;
    bool no_udp = false;
    std::string fail_on;
    ProgressStyle progress = ProgressStyle::automatic;
};

int run_audit(AuditChoice& choice) {
    const auto tlp = parse_tlp(choice.options.tlp);
    if (!tlp) return report_error(tlp.error());
    choice.options.tlp = *tlp;
    choice.options.out = choice.out;
    choice.options.passive = !choice.no_passive;
    choice.options.udp = !choice.no_udp;
    choice.options.lang = language();
    auto observer = make_observer(choice.progress);
    const auto outcome = engine::run_audit(choice.options, *observer, stop_requested(), VIGIE_VERSION);
    observer.reset();
    if (!outcome) return report_error(outcome.error());
    if (outcome->stopped) {
        std::cerr << "vigie: "
                  << say("arrêté ; ce qui a été trouvé est gardé, continuer avec --resume",
                         "stopped; what was found is kept, continue with --resume")
                  << "\n";
        return kStopped;
    }
    print_outcome(*outcome);
    int status = outcome->problems.empty() ? kDone : kInternal;
    const model::Level level = outcome->audit.verdict.level;
    if ((choice.fail_on == "orange" && level != model::Level::vert) ||
        (choice.fail_on == "rouge" && level == model::Level::rouge))
        status += kFailOn;
    return status;
}

}  // namespace

void add_audit(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "audit", say("auditer le périmètre et écrire le rapport", "audit the perimeter and write the report"));
    auto choice = std::make_shared<AuditChoice>();
    engine::AuditOptions& options = choice->options;
    command->add_option("PERIMETRE", options.perimeter_file, say("fichier de périmètre", "perimeter file"))->required();
    command->add_option("--out", choice->out, say("dossier des résultats", "folder for the results"))->required();
    command->add_option("--profile", options.profile,
                        say("débit : prudent (défaut), standard ou lab", "pace: prudent (default), standard or lab"));
    command->add_option("--previous", options.previous,
                        say("audit précédent (dossier ou identifiant)", "previous audit (folder or id)"));
    command
        ->add_option("--policy", options.policy,
                     say("lecture du VERT : strict (défaut), lettre ou tolerance",
                         "reading of VERT: strict (default), lettre or tolerance"))
        ->check(CLI::IsMember({"strict", "lettre", "tolerance"}));
    command->add_option("--ports", options.ports, say("ports TCP (défaut : tous)", "TCP ports (default: all)"));
    command->add_option("--tlp", options.tlp, say("marquage TLP du rapport", "TLP marking of the report"))
        ->capture_default_str();
    command->add_flag("--no-udp", choice->no_udp, say("ne pas sonder en UDP", "no UDP probes"));
    command->add_flag("--no-passive", choice->no_passive,
                      say("ne pas interroger de source passive", "ask no passive source"));
    command->add_flag("--resume", options.resume,
                      say("reprendre un audit interrompu", "continue an interrupted audit"));
    command->add_flag("--seal", options.seal,
                      say("ne laisser aucun document en clair dans le dossier (voir vigie seal)",
                          "leave no document in clear in the folder (see vigie seal)"));
    command
        ->add_option("--fail-on", choice->fail_on,
                     say("ajouter 10 au code de sortie à partir de cette couleur",
                         "add 10 to the exit status from this colour on"))
        ->check(CLI::IsMember({"orange", "rouge"}))
        ->option_text("orange|rouge");
    add_progress_option(*command, choice->progress);
    command->callback([choice, &chosen] { chosen = [choice] { return run_audit(*choice); }; });
}

}  // namespace vigie::console
