// SPDX-License-Identifier: Apache-2.0
// The command line: one file per subcommand, parse, call the engine, print. No logic lives here.
#include <iostream>

#include <CLI/CLI.hpp>

#include "console.h"
#include "usage.h"

namespace {

bool is_command(const CLI::App& app, const std::string& name) {
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        if (command->get_name() == name) return true;
    return false;
}

}  // namespace

int main(int argc, char** argv) {
    using namespace vigie::console;
    choose_language(argc, argv);
    watch_signals();

    CLI::App app{say("vigie : l'audit ouvert de ce qu'un hôpital expose sur Internet (CaRE, domaine 1)",
                     "vigie: the open audit of what a hospital exposes on the Internet (CaRE, domain 1)"),
                 "vigie"};
    name_headings(app);
    app.set_version_flag("--version", "vigie " VIGIE_VERSION,
                         say("afficher la version et quitter", "print the version and quit"));
    app.set_help_flag("-h,--help", say("afficher cette aide et quitter", "print this help and exit"));
    app.require_subcommand(1);
    app.fallthrough();
    std::string lang;
    app.add_option("--lang", lang, say("langue : fr (défaut) ou en", "language: fr (default) or en"))
        ->check(CLI::IsMember({"fr", "en"}))
        ->option_text("fr|en");
    app.footer(say("Commencer : vigie init perimetre.toml, compléter ce fichier, puis vigie check et vigie audit.",
                   "Start: vigie init perimetre.toml, fill that file in, then vigie check and vigie audit."));

    Action action;
    add_init(app, action);
    add_check(app, action);
    add_audit(app, action);
    add_scan(app, action);
    add_inspect(app, action);
    add_report(app, action);
    add_diff(app, action);
    add_retest(app, action);
    add_feeds(app, action);
    add_cvss(app, action);
    add_match(app, action);
    add_attest(app, action);
    add_import(app, action);
    add_export(app, action);
    add_opssies(app, action);
    add_seal(app, action);
    add_purge(app, action);
    add_list(app, action);
    add_journal(app, action);
    add_key(app, action);
    name_commands(app);

    if (argc == 1) {
        std::cerr << app.help();
        return kBadInput;
    }
    if (argv[1][0] != '-' && !is_command(app, argv[1])) {
        std::cerr << "vigie: " << say("commande inconnue : ", "unknown command: ") << argv[1]
                  << say(" (les commandes sont dans vigie --help)", " (vigie --help lists the commands)") << "\n";
        return kBadInput;
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& request) {
        return app.exit(request);
    } catch (const CLI::ParseError& error) {
        std::cerr << "vigie: " << usage_words(error) << say(" (voir vigie --help)", " (see vigie --help)") << "\n";
        return kBadInput;
    }
    try {
        return action();
    } catch (const std::exception& error) {
        std::cerr << "vigie: " << say("erreur interne : ", "internal error: ") << error.what() << "\n";
        return kInternal;
    }
}
