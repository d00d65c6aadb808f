// SPDX-License-Identifier: Apache-2.0
// vigie check PERIMETRE.toml: says whether the file is valid and what an audit would probe. Sends nothing.
#include <iostream>

#include "base/clock.h"
#include "console.h"
#include "engine/profile.h"
#include "perimeter/describe.h"
#include "perimeter/perimeter_file.h"

namespace vigie::console {
namespace {

int run_check(const std::string& path, const std::string& profile) {
    const base::Date today = base::date_of(base::SystemClock().now());
    const auto loaded = perimeter::load(path, today, language());
    if (!loaded) return report_error(loaded.error());
    const auto caps = engine::caps_of(profile, loaded->perimeter, language());
    if (!caps) return report_error(caps.error());
    for (const std::string& warning : loaded->warnings) std::cerr << "vigie: " << shown(warning) << "\n";
    std::cout << shown_lines(perimeter::describe(
        loaded->perimeter, {profile, caps->per_second.value_or(0), caps->per_second_per_address.value_or(0)},
        language()));
    return kDone;
}

}  // namespace

void add_check(CLI::App& app, Action& chosen) {
    CLI::App* command =
        app.add_subcommand("check", say("vérifier un fichier de périmètre et dire ce qui serait sondé (n'envoie rien)",
                                        "validate a perimeter file and say what would be probed (sends nothing)"));
    auto path = std::make_shared<std::string>();
    auto profile = std::make_shared<std::string>("prudent");
    command->add_option("PERIMETRE", *path, say("fichier de périmètre", "perimeter file"))->required();
    command->add_option("--profile", *profile,
                        say("prudent (défaut), standard ou lab", "prudent (default), standard or lab"));
    command->callback([path, profile, &chosen] { chosen = [path, profile] { return run_check(*path, *profile); }; });
}

}  // namespace vigie::console
