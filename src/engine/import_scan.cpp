// SPDX-License-Identifier: Apache-2.0
#include "engine/import_scan.h"

#include <algorithm>

#include "base/text.h"
#include "engine/audit_files.h"
#include "engine/catalogues.h"
#include "engine/conclude.h"
#include "engine/deliver.h"
#include "engine/history.h"
#include "engine/journal.h"
#include "engine/language.h"
#include "engine/vault.h"
#include "exchange/nmap_read.h"
#include "perimeter/perimeter_file.h"
#include "store/vulnerability_base.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;

void take_in(exchange::ImportedScan scan, const model::Scope& scope, model::Audit& audit) {
    for (model::Asset& asset : scan.assets) {
        asset.in_scope = scope.allows(asset.address);
        if (!asset.in_scope) asset.alive = false;
        audit.assets.push_back(std::move(asset));
    }
    std::sort(audit.assets.begin(), audit.assets.end(),
              [](const auto& a, const auto& b) { return a.address < b.address; });
    for (model::Service& service : scan.services)
        if (scope.allows(service.endpoint.address)) audit.services.push_back(std::move(service));
    std::sort(audit.services.begin(), audit.services.end(),
              [](const auto& a, const auto& b) { return a.endpoint < b.endpoint; });
    audit.coverage.hosts = static_cast<std::uint32_t>(
        std::count_if(audit.assets.begin(), audit.assets.end(), [](const auto& asset) { return asset.in_scope; }));
}

// What an import cannot know.
void say_what_is_missing(const std::string& file, const std::string& lang, std::vector<model::CoverageGap> left_out,
                         model::Audit& audit) {
    const std::string name = base::printable(std::filesystem::path(file).filename().string(), 128);
    const std::string why = say(lang, "résultats importés de Nmap : vigie n'a rien envoyé",
                                "results imported from Nmap: "
                                "vigie sent nothing");
    auto& gaps = audit.coverage.not_tested;
    gaps = std::move(left_out);
    gaps.push_back({say(lang, "ports et adresses absents de ", "ports and addresses that are not in ") + name, why});
    gaps.push_back({say(lang, "DNS, configuration et accès de chaque service",
                        "DNS, configuration and access of each "
                        "service"),
                    why});
}

}  // namespace

Result<AuditOutcome> import_nmap(const std::string& file, const AuditOptions& options,
                                 const std::string& tool_version) {
    const base::SystemClock clock;
    const base::Date today = base::date_of(clock.now());
    auto loaded = perimeter::load(options.perimeter_file, today, options.lang);
    if (!loaded) return tl::unexpected(loaded.error());
    const auto text = read_whole(file);
    if (!text)
        return fail(Errc::input,
                    file + say(options.lang, " : fichier illisible ou absent", ": missing or unreadable file"));
    auto scan = exchange::read_nmap_xml(*text, options.lang);
    if (!scan) return fail(Errc::input, file + say(options.lang, " : ", ": ") + scan.error().what);
    const Result<Catalogues> catalogues = load_catalogues();
    if (!catalogues) return tl::unexpected(catalogues.error());
    const Result<correlate::Knowledge> knowledge = load_knowledge(catalogues->folder);
    if (!knowledge) return tl::unexpected(knowledge.error());
    std::optional<model::Audit> previous;
    if (!options.previous.empty()) {
        auto read = read_audit_of(options.previous, options.lang);
        if (!read) return tl::unexpected(read.error());
        previous = std::move(*read);
    }
    auto vault = open_vault(options.lang);
    if (!vault) return tl::unexpected(vault.error());
    const auto journal = open_journal(**vault, options, loaded->perimeter, "import");
    if (!journal) return tl::unexpected(journal.error());
    if (const auto noted = note(**vault, "import", journal->identity.id, "nmap"); !noted)
        return tl::unexpected(noted.error());

    AuditOutcome outcome;
    model::Audit& audit = outcome.audit;
    audit.id = journal->identity.id;
    audit.tool_version = tool_version;
    const base::Instant unknown{};
    const base::Instant finished = scan->finished == unknown ? clock.now() : scan->finished;
    audit.finished = finished;
    audit.started = scan->started == unknown ? finished : scan->started;
    audit.profile = "import";
    audit.policy = options.policy;
    audit.lang = options.lang;
    audit.tlp = options.tlp;
    audit.perimeter = loaded->perimeter;
    std::vector<model::CoverageGap> left_out = std::move(scan->left_out);
    std::vector<std::string> unread;
    unread.reserve(left_out.size());
    for (const model::CoverageGap& gap : left_out)
        unread.push_back(gap.what + say(options.lang, " : ", ": ") + gap.why);
    take_in(std::move(*scan), model::Scope(loaded->perimeter), audit);
    say_what_is_missing(file, options.lang, std::move(left_out), audit);
    const auto base = store::open_base_for_reading(store::base_path_to_read());
    conclude({catalogues->rules, *knowledge, base ? base->get() : nullptr}, previous ? &*previous : nullptr, today,
             audit);
    const Result<void> delivered = deliver(options, catalogues->folder, outcome);
    if (!delivered) return tl::unexpected(delivered.error());
    outcome.remarks = std::move(unread);
    return outcome;
}

}  // namespace vigie::engine
