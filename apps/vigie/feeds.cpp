// SPDX-License-Identifier: Apache-2.0
// vigie feeds import FILE... | status: the vulnerability base.
#include <iostream>

#include <fmt/format.h>

#include "base/clock.h"
#include "console.h"
#include "correlate/explain.h"
#include "exchange/feeds/feed.h"
#include "store/vulnerability_base.h"

namespace vigie::console {
namespace {

int import(const std::vector<std::string>& files) {
    const base::SystemClock clock;
    const auto path = store::base_path_to_write();
    const auto writer = store::open_base_for_writing(path, clock);
    if (!writer) return report_error(writer.error());
    int status = kDone;
    for (const std::string& file : files) {
        const auto summary = exchange::import_feed(file, **writer);
        if (!summary) {
            const base::Error error = summary.error();
            std::cerr << "vigie: " << error.what
                      << say(" ; la base est restée comme avant ce fichier", "; the base is as it was before this file")
                      << "\n";
            status = error.code == base::Errc::io && status == kDone ? kInternal : kBadInput;
            continue;
        }
        std::cout << fmt::format("{:<28} {:>9} {}  {}\n", summary->feed.name, summary->feed.records,
                                 say("enregistrements", "records"), summary->feed.date);
    }
    std::cout << say("Base : ", "Base: ") << path.string() << "\n";
    return status;
}

int status() {
    const auto path = store::base_path_to_read();
    const auto base = store::open_base_for_reading(path);
    if (!base) return report_error({base::Errc::input, base.error().what});
    const auto feeds = (*base)->feeds();
    if (!feeds) return report_error(feeds.error());
    std::cout << say("Base : ", "Base: ") << path.string() << "\n"
              << correlate::render_feeds(*feeds, base::date_of(base::SystemClock().now()), language());
    return kDone;
}

}  // namespace

void add_feeds(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand("feeds", say("base de vulnérabilités : importer des fichiers, voir leur âge",
                                                        "vulnerability base: import files, see their age"));
    command->require_subcommand(1);
    CLI::App* importing = command->add_subcommand(
        "import",
        say("importer des fichiers (NVD 2.0, KEV, endoflife.date, Debian, CVE 5, EPSS ; .gz, .zst, .tar acceptés)",
            "import files (NVD 2.0, KEV, endoflife.date, Debian, CVE 5, EPSS; .gz, .zst, .tar accepted)"));
    auto files = std::make_shared<std::vector<std::string>>();
    importing->add_option("FILE", *files, say("fichiers", "files"))->required();
    importing->callback([files, &chosen] { chosen = [files] { return import(*files); }; });
    command
        ->add_subcommand("status", say("nom, date, enregistrements et âge de chaque source",
                                       "name, date, records and age of each feed"))
        ->callback([&chosen] { chosen = status; });
}

}  // namespace vigie::console
