// SPDX-License-Identifier: Apache-2.0
// vigie scan PERIMETRE.toml --out FILE: the scan alone, open ports as JSON lines.
#include <algorithm>
#include <iostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "console.h"
#include "engine/single.h"
#include "report/write.h"

namespace vigie::console {
namespace {

struct ScanChoice {
    engine::ScanRequest request;
    std::string out;
    ProgressStyle progress = ProgressStyle::automatic;
    bool list_udp = false;
};

int run_scan(ScanChoice& choice) {
    choice.request.lang = language();
    if (choice.list_udp) {
        std::cout << fmt::format("{}\n", fmt::join(engine::known_udp_ports(), ","));
        return kDone;
    }
    if (choice.request.perimeter_file.empty() || choice.out.empty())
        return report_error({base::Errc::input, say("un fichier de périmètre et --out sont nécessaires",
                                                    "a perimeter file and --out are needed")});
    if (choice.out != "-") choice.request.journal = choice.out + ".journal";
    auto observer = make_observer(choice.progress);
    const auto ports = engine::run_scan_alone(choice.request, *observer, stop_requested());
    observer.reset();
    if (!ports && ports.error().code == base::Errc::cancelled && !choice.request.journal.empty())
        return report_error({base::Errc::cancelled,
                             ports.error().what + say(" ; continuer avec --resume", "; continue with --resume")});
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
    if (const auto written = report::write_file(choice.out, text, language()); !written)
        return report_error(written.error());
    const auto open =
        std::count_if(ports->begin(), ports->end(), [](const engine::OpenPort& port) { return port.state == "open"; });
    std::cout << open << say(" ports ouverts", " open ports");
    if (const auto others = static_cast<std::ptrdiff_t>(ports->size()) - open; others > 0)
        std::cout << ", " << others
                  << say(" qui n'ont répondu qu'au premier contact", " that answered the first contact only");
    std::cout << say(", écrits dans ", ", written to ") << choice.out << "\n";
    return kDone;
}

}  // namespace

void add_scan(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "scan", say("balayer seulement : ports ouverts en lignes JSON", "the scan alone: open ports as JSON lines"));
    auto choice = std::make_shared<ScanChoice>();
    command->add_option("PERIMETRE", choice->request.perimeter_file, say("fichier de périmètre", "perimeter file"));
    command->add_option("--ports", choice->request.ports,
                        say("ports, par exemple 1-1024,3389,U:53 (défaut : tous en TCP)",
                            "ports, for example 1-1024,3389,U:53 (default: all TCP)"));
    command->add_flag("--udp", choice->request.udp,
                      say("sonder aussi les services UDP connus", "probe known UDP services too"));
    command->add_option(
        "--rate", choice->request.rate,
        say("paquets par seconde, ou max (laboratoire seulement)", "packets per second, or max (laboratory only)"));
    command->add_option(
        "--out", choice->out,
        say("fichier des résultats, - pour la sortie standard", "file for the results, - for standard output"));
    command->add_option("--shard", choice->request.shard,
                        say("i/n : la i-ème de n machines qui se partagent ce balayage et ses plafonds",
                            "i/n: the i-th of n machines that share this scan and its caps"));
    command->add_option("--interface", choice->request.interface,
                        say("interface réseau (défaut : selon les routes)", "network interface (default: as routed)"));
    command->add_flag(
        "--resume", choice->request.resume,
        say("continuer un balayage interrompu (FICHIER.journal)", "continue an interrupted scan (FILE.journal)"));
    command->add_flag("--list-udp", choice->list_udp,
                      say("afficher les ports UDP que --udp sonde, et rien d'autre",
                          "print the UDP ports that --udp asks, and stop"));
    add_progress_option(*command, choice->progress);
    command->callback([choice, &chosen] { chosen = [choice] { return run_scan(*choice); }; });
}

}  // namespace vigie::console
