// SPDX-License-Identifier: Apache-2.0
// vigie init [FILE]: writes a commented perimeter file. An existing file is never overwritten.
#include <cerrno>
#include <cstring>
#include <iostream>

#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "console.h"
#include "perimeter/example.h"

namespace vigie::console {
namespace {

int run_init(const std::string& path) {
    const std::string text = perimeter::example_file(base::date_of(base::SystemClock().now()), language());
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (file < 0) {
        const std::string why = errno == EEXIST ? say("le fichier existe déjà ; choisir un autre nom",
                                                      "the file exists already; choose another name")
                                                : std::strerror(errno);
        return report_error({base::Errc::input, path + ": " + why});
    }
    const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (close(file) != 0 || !written) return report_error({base::Errc::io, path + ": " + std::strerror(errno)});
    std::cout << say("Écrit : ", "Written: ") << path << "\n"
              << say("À compléter, puis : vigie check ", "Fill it in, then: vigie check ") << path << "\n";
    return kDone;
}

}  // namespace

void add_init(CLI::App& app, Action& chosen) {
    CLI::App* command =
        app.add_subcommand("init", say("écrire un fichier de périmètre commenté", "write a commented perimeter file"));
    auto path = std::make_shared<std::string>("perimetre.toml");
    command->add_option("FILE", *path, say("fichier à écrire", "file to write"))->capture_default_str();
    command->callback([path, &chosen] { chosen = [path] { return run_init(*path); }; });
}

}  // namespace vigie::console
