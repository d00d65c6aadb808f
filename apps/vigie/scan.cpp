// SPDX-License-Identifier: Apache-2.0
// vigie scan PERIMETRE.toml --out FILE: the scan alone, open ports as JSON lines.
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "console.h"
#include "engine/single.h"

namespace vigie::console {
namespace {

struct Choice {
    engine::ScanRequest request;
    std::string out;
    ProgressStyle progress = ProgressStyle::automatic;
};

int run(Choice& choice) {
    choice.request.lang = language();
    auto observer = make_observer(choice.progress);
    const auto ports = engine::run_scan_alone(choice.request, *observer, stop_requested());
    observer.reset();
    if (!ports) return report_error(ports.error());
    std::string text;
    for (const engine::OpenPort& port : *ports)
        text += fmt::format(R"({{"address":"{}","port":{},"transport":"{}","state":"{}"}})"
                            "\n",
                            port.endpoint.address.text(), port.endpoint.port, model::name_of(port.endpoint.transport),
                            port.state);
    if (choice.out == "-") {
        std::cout << text;
        return kDone;
    }
    std::ofstream file(choice.out, std::ios::trunc);
    if (!(file << text).flush())
        return report_error({base::Errc::io, choice.out + say(" : écriture impossible", ": cannot be written")});
    std::cout << ports->size() << say(" ports ouverts, écrits dans ", " open ports, written to ") << choice.out << "\n";
    return kDone;
}

}  // namespace

void add_scan(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "scan", say("balayer seulement : ports ouverts en lignes JSON", "the scan alone: open ports as JSON lines"));
    auto choice = std::make_shared<Choice>();
    command->add_option("PERIMETRE", choice->request.perimeter_file, say("fichier de périmètre", "perimeter file"))
        ->required();
    command->add_option("--ports", choice->request.ports,
                        say("ports, par exemple 1-1024,3389,U:53 (défaut : tous en TCP)",
                            "ports, for example 1-1024,3389,U:53 (default: all TCP)"));
    command->add_flag("--udp", choice->request.udp,
                      say("sonder aussi les services UDP connus", "probe known UDP services too"));
    command->add_option(
        "--rate", choice->request.rate,
        say("paquets par seconde, ou max (laboratoire seulement)", "packets per second, or max (laboratory only)"));
    command
        ->add_option(
            "--out", choice->out,
            say("fichier des résultats, - pour la sortie standard", "file for the results, - for standard output"))
        ->required();
    add_progress_option(*command, choice->progress);
    command->callback([choice, &chosen] { chosen = [choice] { return run(*choice); }; });
}

}  // namespace vigie::console
