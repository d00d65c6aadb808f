// SPDX-License-Identifier: Apache-2.0
#include "engine/deliver.h"

#include "engine/documents.h"
#include "engine/keeping.h"
#include "engine/language.h"

namespace vigie::engine {

base::Result<void> deliver(const AuditOptions& options, const std::filesystem::path& data, AuditOutcome& outcome) {
    const model::Audit& audit = outcome.audit;
    const auto written = write_documents(audit, options.out, {}, data);
    if (!written) return tl::unexpected(written.error());
    for (const report::WrittenFile& file : *written)
        if (file.format == "json" && !file.ok())
            return base::fail(base::Errc::io,
                              file.path.string() + say(options.lang, " : ", ": ") + file.error +
                                  say(options.lang,
                                      " ; sans audit.json l'audit est incomplet : corriger, puis le reprendre "
                                      "(--resume) ou refaire l'import dans un autre dossier",
                                      "; without audit.json the audit is incomplete: mend this, then continue it "
                                      "(--resume) or import again into another folder"));
    for (const report::WrittenFile& file : *written) {
        if (file.ok())
            outcome.files.push_back(file.path.string());
        else
            outcome.problems.push_back(file.path.string() + ": " + file.error);
    }
    if (!options.seal && !audit.perimeter.keeping.sealed) return {};
    const auto sealed =
        seal_audit({audit.id, audit.perimeter.organisation.name, options.out, audit.tlp, true, false}, options.lang);
    outcome.sealed = sealed.has_value();
    if (sealed)
        outcome.files.clear();
    else
        outcome.problems.push_back(sealed.error().what);
    return {};
}

}  // namespace vigie::engine
