// SPDX-License-Identifier: Apache-2.0
// vigie attest AUDIT FINDING --evidence FILE --until DATE: records what the hospital states of one finding.
#include "engine/attest.h"

#include <iostream>

#include "base/text.h"
#include "catalog/location.h"
#include "console.h"

namespace vigie::console {
namespace {

int run_attest(engine::AttestRequest request) {
    request.lang = language();
    const auto data = catalog::find_data_folder();
    if (!data) return report_error(data.error());
    const auto done = engine::attest(request, base::SystemClock(), *data);
    if (!done) return report_error(done.error());
    const model::Attestation& attestation = done->attestation;
    std::cout << shown(done->finding.title) << "\n  " << shown(attestation.place) << "\n  ";
    if (attestation.kind == model::Attestation::Kind::not_affected)
        std::cout << say("écarté par attestation jusqu'au ", "set aside by attestation until ");
    else
        std::cout << say("risque accepté, le constat reste ; jusqu'au ", "risk accepted, the finding stays; until ");
    std::cout << base::format_date(attestation.until) << "\n  " << say("preuve : ", "evidence: ")
              << shown(attestation.evidence_name) << " (SHA-256 " << attestation.evidence_digest << ")\n  "
              << say("attesté par ", "attested by ") << shown(attestation.author) << "\n";
    if (done->replaced)
        std::cout << say("  remplace l'attestation du ", "  replaces the attestation of ")
                  << base::format_instant(done->replaced->recorded) << say(" par ", " by ")
                  << shown(done->replaced->author.empty() ? "?" : done->replaced->author)
                  << say(", valable jusqu'au ", ", valid until ") << base::format_date(done->replaced->until)
                  << say(", preuve ", ", evidence ") << shown(done->replaced->evidence_name) << "\n";
    std::cout << say("  niveau : ", "  level: ") << level_word(done->before);
    if (done->after != done->before) std::cout << " -> " << level_word(done->after);
    std::cout << "\n";
    int status = kDone;
    for (const report::WrittenFile& file : done->files)
        if (!file.ok()) {
            std::cerr << "vigie: " << file.path.string() << ": " << shown(file.error) << "\n";
            status = kInternal;
        }
    return status;
}

}  // namespace

void add_attest(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "attest",
        say("attester, preuve à l'appui, qu'un constat indéterminé ne s'applique pas, ou qu'un risque est accepté",
            "attest, with evidence, that an undetermined finding does not apply, or that a risk is accepted"));
    auto request = std::make_shared<engine::AttestRequest>();
    command->add_option("AUDIT", request->audit, say("dossier ou identifiant de l'audit", "folder or id of the audit"))
        ->required();
    command->add_option("FINDING", request->finding, say("identifiant du constat (f-...)", "id of the finding (f-...)"))
        ->required();
    command
        ->add_option("--evidence", request->evidence,
                     say("fichier qui le prouve (sortie de dpkg, capture...), gardé avec l'audit",
                         "file that proves it (output of dpkg, screenshot...), kept with the audit"))
        ->required();
    command
        ->add_option(
            "--until", request->until,
            say("dernier jour de validité, AAAA-MM-JJ, un an au plus", "last day, YYYY-MM-DD, one year at most"))
        ->required();
    command->add_option("--author", request->author,
                        say("qui atteste (défaut : le compte)", "who attests (default: the account)"));
    command->add_option("--comment", request->comment,
                        say("ce qui est attesté, en une phrase", "what is attested, in a sentence"));
    command->callback([request, &chosen] { chosen = [request] { return run_attest(*request); }; });
}

}  // namespace vigie::console
