// SPDX-License-Identifier: Apache-2.0
// vigie report DIR|ID: writes the documents of an audit again, in other formats or another language.
#include <algorithm>
#include <iostream>

#include "base/text.h"
#include "catalog/location.h"
#include "console.h"
#include "engine/conclude.h"
#include "engine/documents.h"
#include "engine/history.h"
#include "engine/keeping.h"
#include "engine/keeping_tlp.h"
#include "engine/translate.h"

namespace vigie::console {
namespace {

struct ReportChoice {
    std::string audit;
    std::string formats;
    std::string tlp;
};

int run_report(const ReportChoice& choice) {
    const auto known = engine::find_audit(choice.audit, language());
    if (!known) return report_error(known.error());
    auto audit = engine::read_audit_of(choice.audit, language());
    if (!audit) return report_error(audit.error());
    // Another version may have judged by other rules; this one does not repeat what its own rules deny.
    if (audit->tool_version == VIGIE_VERSION && !engine::verdict_follows(*audit))
        return report_error({base::Errc::input,
                             choice.audit + say(" : l'appréciation ne découle pas des constats, audit.json a été "
                                                "modifié ; remettre une copie intacte (celle que rapport.pdf porte en "
                                                "pièce jointe, par exemple)",
                                                ": the verdict does not follow from the findings, audit.json was "
                                                "edited; put back a whole copy (the one attached to rapport.pdf, for "
                                                "example)")});
    const auto data = catalog::find_data_folder();
    if (!data) return report_error(data.error());
    std::string asked;
    if (!choice.tlp.empty()) {
        const auto tlp = parse_tlp(choice.tlp);
        if (!tlp) return report_error(tlp.error());
        asked = *tlp;
    }
    if (const auto done = engine::translate(*audit, language()); !done) return report_error(done.error());
    std::vector<std::string> formats;
    if (!choice.formats.empty())
        for (const std::string_view format : base::split(choice.formats, ',')) formats.emplace_back(base::trim(format));
    constexpr std::string_view kFormats[] = {"json",    "html", "pdf",        "csv",       "xlsx",
                                             "opssies", "nmap", "defectdojo", "cyclonedx", "csaf"};
    for (const std::string& format : formats)
        if (std::find(std::begin(kFormats), std::end(kFormats), format) == std::end(kFormats))
            return report_error(
                {base::Errc::input,
                 "--format " + format +
                     say(" : json, html, pdf, csv, xlsx, opssies, nmap, defectdojo, cyclonedx ou csaf attendu",
                         ": json, html, pdf, csv, xlsx, opssies, nmap, defectdojo, cyclonedx or csaf was expected")});
    const auto tlp = engine::begin_rewriting(*known, asked, choice.formats, language());
    if (!tlp) return report_error(tlp.error());
    audit->tlp = *tlp;
    const auto written = engine::write_documents(*audit, known->folder, formats, *data);
    if (!written) return report_error(written.error());
    int status = kDone;
    std::vector<std::string> names;
    for (const report::WrittenFile& file : *written) {
        if (file.ok()) {
            std::cout << file.path.string() << "\n";
            names.push_back(file.path.filename());
        } else {
            std::cerr << "vigie: " << file.path.string() << ": " << shown(file.error) << "\n";
            status = kInternal;
        }
    }
    if (const auto marked = engine::end_rewriting(*known, *tlp, names, language()); !marked)
        return report_error(marked.error());
    if (known->sealed)
        if (const auto sealed = engine::seal_audit(*known, language()); !sealed) return report_error(sealed.error());
    return status;
}

}  // namespace

void add_report(CLI::App& app, Action& chosen) {
    CLI::App* command =
        app.add_subcommand("report", say("réécrire les documents d'un audit", "write the documents of an audit again"));
    auto choice = std::make_shared<ReportChoice>();
    command->add_option("AUDIT", choice->audit, say("dossier ou identifiant de l'audit", "folder or id of the audit"))
        ->required();
    command->add_option(
        "--format", choice->formats,
        say("parmi json,html,pdf,csv,xlsx,opssies,nmap (défaut : tous ceux-là), defectdojo,cyclonedx,csaf",
            "among json,html,pdf,csv,xlsx,opssies,nmap (default: all of these), defectdojo,cyclonedx,csaf"));
    command->add_option("--tlp", choice->tlp, say("marquage TLP, par exemple amber", "TLP marking, for example amber"));
    command->callback([choice, &chosen] { chosen = [choice] { return run_report(*choice); }; });
}

}  // namespace vigie::console
