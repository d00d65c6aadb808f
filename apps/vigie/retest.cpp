// SPDX-License-Identifier: Apache-2.0
// vigie retest AUDIT FINDING: runs again only the check behind one finding.
#include <iostream>

#include "base/text.h"
#include "console.h"
#include "engine/history.h"
#include "engine/single.h"
#include "engine/vault.h"
#include "report/format.h"
#include "report/write.h"

namespace vigie::console {
namespace {

int run_retest(const std::string& audit, const std::string& finding, const std::string& page) {
    const auto known = engine::find_audit(audit, language());
    if (!known) return report_error(known.error());
    auto vault = engine::open_vault(language());
    if (!vault) return report_error(vault.error());
    // Before the first packet leaves: a journal that cannot be written stops the test.
    const std::string detail = base::printable(finding);
    if (const auto noted = engine::note(**vault, "retest", known->id, detail); !noted)
        return report_error(noted.error());
    auto observer = make_observer(ProgressStyle::none);
    const auto result = engine::retest(audit, finding, language(), *observer, stop_requested());
    if (!result) {
        (void)engine::note(**vault, "retest-failed", known->id,
                           detail + ", " + std::string(base::name_of(result.error().code)));
        return report_error(result.error());
    }
    std::cout << shown(result->finding.title) << "\n  " << shown(report::place_of(result->finding)) << "\n  ";
    switch (result->answer) {
        case engine::RetestAnswer::present: std::cout << say("toujours présent", "still present"); break;
        case engine::RetestAnswer::fixed: std::cout << say("corrigé", "fixed"); break;
        case engine::RetestAnswer::not_tested:
            std::cout << say("non retesté : ", "not re-tested: ") << shown(result->why);
            break;
    }
    std::cout << "\n";
    if (page.empty()) return kDone;
    const auto html = engine::retest_page(audit, finding, *result, language());
    if (!html) return report_error(html.error());
    if (const auto written = report::write_file(page, *html, language()); !written)
        return report_error(written.error());
    std::cout << "  " << page << "\n";
    return kDone;
}

}  // namespace

void add_retest(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand("retest", say("retester un seul constat", "test one finding again"));
    auto audit = std::make_shared<std::string>();
    auto finding = std::make_shared<std::string>();
    command->add_option("AUDIT", *audit, say("dossier ou identifiant de l'audit", "folder or id of the audit"))
        ->required();
    command->add_option("FINDING", *finding, say("identifiant du constat (f-...)", "id of the finding (f-...)"))
        ->required();
    auto page = std::make_shared<std::string>();
    command->add_option("--report", *page,
                        say("écrire aussi le résultat dans ce fichier HTML", "write the result to this HTML file too"));
    command->callback([audit, finding, page, &chosen] {
        chosen = [audit, finding, page] { return run_retest(*audit, *finding, *page); };
    });
}

}  // namespace vigie::console
