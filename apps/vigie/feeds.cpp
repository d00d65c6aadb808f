// SPDX-License-Identifier: Apache-2.0
// vigie feeds update | import FILE... | status: the vulnerability base.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <thread>

#include <fmt/format.h>

#include "base/clock.h"
#include "catalog/location.h"
#include "console.h"
#include "correlate/explain.h"
#include "exchange/feeds/feed.h"
#include "exchange/feeds/update/update.h"
#include "store/vulnerability_base.h"

namespace vigie::console {
namespace {

void print_base(const std::filesystem::path& path) {
    std::cout << say("Base : ", "Base: ") << path.string() << "\n" << exchange::kNvdNotice << "\n";
}

int import(const std::vector<std::string>& files) {
    const base::SystemClock clock;
    const auto path = store::base_path_to_write();
    const auto writer = store::open_base_for_writing(path, clock);
    if (!writer) return report_error(writer.error());
    int status = kDone;
    for (const std::string& file : files) {
        const auto summary = exchange::import_feed(file, **writer);
        if (!summary) {
            const base::Error& error = summary.error();
            std::cerr << "vigie: " << shown(error.what)
                      << say(" ; la base est restée comme avant ce fichier", "; the base is as it was before this file")
                      << "\n";
            status = error.code == base::Errc::io && status == kDone ? kInternal : kBadInput;
            continue;
        }
        std::cout << fmt::format("{:<28} {:>9} {}  {}", shown(summary->feed.name), summary->imported,
                                 say("enregistrements", "records"), shown(summary->feed.date));
        if (summary->refused > 0)
            std::cout << fmt::format(
                "  ({} {})", summary->refused,
                say("écartés : leur exemple ne correspond pas", "left out: their example does not match"));
        std::cout << "\n";
    }
    if (const auto published = (*writer)->publish(); !published) return report_error(published.error());
    print_base(path);
    return status;
}

int status() {
    const auto path = store::base_path_to_read();
    const auto base = store::open_base_for_reading(path);
    if (!base) return report_error({base::Errc::input, base.error().what});
    const auto feeds = (*base)->feeds();
    if (!feeds) return report_error(feeds.error());
    std::cout << shown_lines(correlate::render_feeds(*feeds, base::date_of(base::SystemClock().now()), language()));
    print_base(path);
    return kDone;
}

struct UpdateOptions {
    std::vector<std::string> names;
    std::string sources;
    std::string proxy;
    std::string ca_file;
};

// Waits, unless the user wants to stop.
bool pause(std::chrono::seconds seconds) {
    constexpr std::chrono::milliseconds kStep{200};
    for (std::chrono::milliseconds left = seconds; left.count() > 0; left -= kStep) {
        if (stop_requested()) return false;
        std::this_thread::sleep_for(std::min(left, kStep));
    }
    return !stop_requested();
}

base::Result<exchange::SourceList> sources_of(const UpdateOptions& options) {
    std::filesystem::path path = options.sources;
    if (path.empty()) {
        const auto data = catalog::find_data_folder();
        if (!data) return tl::unexpected<base::Error>(data.error());
        path = *data / "feeds" / "sources.toml";
    }
    std::ifstream in(path);
    if (!in) return base::fail(base::Errc::input, "reading " + path.string() + ": no such file");
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    auto list = exchange::parse_sources(text);
    if (!list) return list;
    if (!options.proxy.empty()) list->network.proxy = options.proxy;
    if (!options.ca_file.empty()) list->network.ca_file = options.ca_file;
    for (const std::string& name : options.names)
        if (std::none_of(list->sources.begin(), list->sources.end(), [&](const auto& s) { return s.name == name; }))
            return base::fail(base::Errc::input, path.string() + ": no source \"" + name + "\"");
    return list;
}

int update(const UpdateOptions& options) {
    const auto list = sources_of(options);
    if (!list) return report_error(list.error());
    const base::SystemClock clock;
    const auto path = store::base_path_to_write();
    const auto writer = store::open_base_for_writing(path, clock);
    if (!writer) return report_error(writer.error());
    watch_signals();
    exchange::Downloader downloader(list->network, pause);
    exchange::UpdateSettings settings;
    settings.downloads = path.parent_path() / "downloads";
    if (const char* key = std::getenv("NVD_API_KEY"); key != nullptr) settings.nvd_key = key;
    settings.say = [](const std::string& line) { std::cerr << line << "\n"; };
    int result = kDone;
    for (const exchange::FeedSource& source : list->sources) {
        const bool named = std::find(options.names.begin(), options.names.end(), source.name) != options.names.end();
        if (options.names.empty() ? !source.by_default : !named) continue;
        if (stop_requested()) return kStopped;
        const auto done = exchange::update_source(source, {downloader, **writer, clock, settings});
        if (done) {
            std::cout << fmt::format("{:<16} {}\n", source.name,
                                     *done > 0 ? say("à jour", "updated") : say("rien de nouveau", "nothing new"));
            continue;
        }
        if (done.error().code == base::Errc::cancelled) return kStopped;
        // One source that does not answer does not keep the others away.
        std::cerr << "vigie: " << source.name << ": " << shown(done.error().what) << "\n";
        result = done.error().code == base::Errc::io ? kInternal : kBadInput;
    }
    print_base(path);
    return result;
}

void add_update(CLI::App& command, Action& chosen) {
    CLI::App* updating = command.add_subcommand(
        "update", say("aller chercher ce qui est nouveau et l'importer", "fetch what is new and import it"));
    auto options = std::make_shared<UpdateOptions>();
    updating->add_option("SOURCE", options->names,
                         say("sources, par défaut toutes (data/feeds/sources.toml)",
                             "sources, by default all (data/feeds/sources.toml)"));
    updating->add_option("--sources", options->sources, say("autre liste de sources", "another list of sources"));
    updating->add_option(
        "--proxy", options->proxy,
        say("mandataire, sinon https_proxy de l'environnement", "proxy, else https_proxy of the environment"));
    updating->add_option("--ca-file", options->ca_file,
                         say("autorités de certification (PEM), sinon celles du système",
                             "certificate authorities (PEM), else the system's"));
    updating->callback([options, &chosen] { chosen = [options] { return update(*options); }; });
}

}  // namespace

void add_feeds(CLI::App& app, Action& chosen) {
    CLI::App* command =
        app.add_subcommand("feeds", say("base de vulnérabilités : mettre à jour, importer des fichiers, voir leur âge",
                                        "vulnerability base: update, import files, see their age"));
    command->require_subcommand(1);
    add_update(*command, chosen);
    CLI::App* importing = command->add_subcommand(
        "import",
        say("importer des fichiers (NVD, CVE 5, KEV, EPSS, endoflife.date, Debian, Ubuntu, CSAF, CERT-FR, recog ; "
            ".gz, .zst, .tar, .zip acceptés)",
            "import files (NVD, CVE 5, KEV, EPSS, endoflife.date, Debian, Ubuntu, CSAF, CERT-FR, recog; .gz, "
            ".zst, .tar, .zip accepted)"));
    auto files = std::make_shared<std::vector<std::string>>();
    importing->add_option("FILE", *files, say("fichiers", "files"))->required();
    importing->callback([files, &chosen] { chosen = [files] { return import(*files); }; });
    command
        ->add_subcommand("status", say("nom, date, enregistrements et âge de chaque source",
                                       "name, date, records and age of each feed"))
        ->callback([&chosen] { chosen = status; });
}

}  // namespace vigie::console
