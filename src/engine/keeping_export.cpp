// SPDX-License-Identifier: Apache-2.0
// Giving out: what is held is gathered, what is missing is named, and the journal says what left and what did not.
#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "engine/audit.h"
#include "engine/audit_files.h"
#include "engine/keeping.h"
#include "engine/keeping_tlp.h"
#include "engine/language.h"
#include "engine/vault.h"
#include "report/write.h"
#include "store/audit_store.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;
using nlohmann::json;
namespace fs = std::filesystem;
using Documents = std::vector<store::Registry::Document>;

struct Parcel {
    KnownAudit audit;
    Documents documents;
    fs::path folder;                    // below the request's
    std::vector<std::string> problems;  // what should be here and is not
};

// What the folder has, where it is still the folder of this audit.
Result<void> take_from_folder(const KnownAudit& audit, const std::string& lang, std::map<std::string, std::string>& out,
                              std::vector<std::string>& problems) {
    std::error_code error;
    const std::string place = audit.folder.string();
    if (!fs::is_directory(audit.folder, error)) {
        if (!audit.sealed)
            problems.push_back(place + say(lang, " : dossier introuvable, les documents de l'audit manquent",
                                           ": this folder is not there, the documents of the audit are missing"));
        return {};
    }
    const std::vector<std::string> ids = audits_in(audit.folder, lang);
    if (!ids.empty() && ids != std::vector{audit.id}) {
        problems.push_back(place + say(lang, " : ce dossier est celui d'un autre audit, rien n'en a été pris",
                                       ": this folder belongs to another audit, nothing was taken from it"));
        return {};
    }
    for (const std::string& name : documents_in(audit.folder)) {
        auto content = read_whole(audit.folder / name);
        if (!content) return tl::unexpected(content.error());
        out[name] = std::move(*content);
    }
    if (!audit.sealed && !out.contains("audit.json"))
        problems.push_back(place + say(lang, " : audit.json manque", ": audit.json is missing"));
    return {};
}

Result<Parcel> parcel_of(store::Registry& vault, const KnownAudit& audit, const std::string& lang) {
    Parcel out{audit, {}, "", {}};
    std::map<std::string, std::string> found;
    const auto stored = vault.documents(audit.id);
    if (!stored) return tl::unexpected(stored.error());
    for (const store::StoredDocument& document : *stored) {
        auto content = vault.document(audit.id, document.name);
        if (content)
            found[document.name] = std::move(*content);
        else
            out.problems.push_back(content.error().what);
    }
    if (const auto taken = take_from_folder(audit, lang, found, out.problems); !taken)
        return tl::unexpected(taken.error());
    if (const auto card = vault.card(audit.id)) {
        out.audit.tlp = strictest(out.audit.tlp, card->tlp);
        for (const std::string& name : card->documents)
            if (!found.contains(name) &&
                std::none_of(stored->begin(), stored->end(), [&](const auto& one) { return one.name == name; }))
                out.problems.push_back(audit.id + " " + name +
                                       say(lang, " : ce document scellé manque dans le magasin",
                                           ": this sealed document is missing from the store"));
    }
    const json document = json::parse(found.contains("audit.json") ? found["audit.json"] : "", nullptr, false);
    const json::json_pointer marking("/audit/tlp");
    if (document.contains(marking) && document[marking].is_string())
        out.audit.tlp = strictest(out.audit.tlp, document[marking]);
    for (auto& [name, content] : found) out.documents.push_back({name, std::move(content)});
    return out;
}

// What was kept of the network while the audit ran, unit by unit.
Result<std::string> journal_of(store::Registry& vault, const KnownAudit& audit, const std::string& lang) {
    const fs::path path = audit.folder / kJournal;
    std::error_code error;
    if (!fs::exists(path, error)) return std::string();
    const auto key = vault.key_of(audit.id);
    if (!key) return tl::unexpected(key.error());
    const auto store = store::AuditStore::open(path.string(), store::AuditSeal{audit.id, *key}, lang);
    if (!store) return tl::unexpected(store.error());
    json out = json::object();
    for (const std::string& kind : (*store)->kinds())
        for (const auto& [unit, document] : (*store)->entries(kind)) out[kind][unit] = document;
    return out.dump(2, ' ', false, json::error_handler_t::replace);
}

std::string card_text(const store::AuditCard& card) {
    return json{{"id", card.id},
                {"organisation", card.organisation.name},
                {"finess_ej", card.organisation.finess_ej},
                {"finess_eg", card.organisation.finess_eg},
                {"siret", card.organisation.siret},
                {"ght", card.organisation.ght},
                {"region", card.organisation.region},
                {"folder", card.folder},
                {"tlp", card.tlp},
                {"started", base::format_date(card.started)},
                {"keep_until", base::format_date(card.keep_until)},
                {"sealed", card.sealed}}
        .dump(2, ' ', false, json::error_handler_t::replace);
}

Result<std::string> actions_of(store::Registry& vault, const std::string& id) {
    const auto journal = vault.journal();
    if (!journal) return tl::unexpected(journal.error());
    json out = json::array();
    for (const store::JournalEntry& entry : *journal)
        if (entry.audit == id)
            out.push_back({{"number", entry.number},
                           {"at", entry.at},
                           {"who", entry.who},
                           {"action", entry.action},
                           {"detail", entry.detail},
                           {"hash", entry.hash}});
    return out.dump(2, ' ', false, json::error_handler_t::replace);
}

bool concerns(const model::Organisation& organisation, const std::string& subject) {
    return organisation.finess_ej == subject || organisation.siret == subject ||
           base::equals_ignoring_case(organisation.name, subject) ||
           std::find(organisation.finess_eg.begin(), organisation.finess_eg.end(), subject) !=
               organisation.finess_eg.end();
}

// Documents, what was kept of the network, card and actions of one audit.
Result<Parcel> everything_of(store::Registry& vault, const store::AuditCard& card, const std::string& lang) {
    const KnownAudit audit{card.id, card.organisation.name, card.folder, card.tlp, true, card.sealed};
    auto out = parcel_of(vault, audit, lang);
    if (!out) return out;
    const auto journal = journal_of(vault, audit, lang);
    if (!journal) out->problems.push_back(journal.error().what);
    if (journal && journal->empty())
        out->problems.push_back((audit.folder / kJournal).string() + say(lang, " : absent, ce qui a été observé manque",
                                                                         ": not there, what was observed is missing"));
    const auto actions = actions_of(vault, card.id);
    if (!actions) return tl::unexpected(actions.error());
    if (journal && !journal->empty()) out->documents.push_back({"network.json", *journal});
    out->documents.push_back({"card.json", card_text(card)});
    out->documents.push_back({"actions.json", *actions});
    out->folder = card.id;
    return out;
}

Result<std::vector<Parcel>> parcels_of_subject(store::Registry& vault, const std::string& subject,
                                               const std::string& lang, std::vector<std::string>& problems) {
    const auto cards = vault.audits();
    if (!cards) return tl::unexpected(cards.error());
    std::vector<Parcel> out;
    for (const store::AuditCard& card : *cards) {
        if (!card.damage.empty()) {
            problems.push_back(card.damage + say(lang, " ; on ne sait pas de quel organisme il est",
                                                 "; which organisation it belongs to is not known"));
            continue;
        }
        if (!concerns(card.organisation, subject)) continue;
        if (!card.destruction.empty()) {
            problems.push_back(card.id + say(lang, " : destruction commencée, rien n'en est remis",
                                             ": its destruction has begun, nothing of it is given"));
            continue;
        }
        auto parcel = everything_of(vault, card, lang);
        if (!parcel) return tl::unexpected(parcel.error());
        out.push_back(std::move(*parcel));
    }
    return out;
}

Result<std::vector<Parcel>> parcels_of(store::Registry& vault, const ExportRequest& request,
                                       std::vector<std::string>& problems) {
    if (request.audit.empty()) return parcels_of_subject(vault, request.subject, request.lang, problems);
    const auto audit = find_audit(request.audit, request.lang);
    if (!audit) return tl::unexpected(audit.error());
    auto parcel = parcel_of(vault, *audit, request.lang);
    if (!parcel) return tl::unexpected(parcel.error());
    if (parcel->documents.empty())
        return fail(Errc::input, audit->id +
                                     say(request.lang, " : aucun document à remettre ; ", ": no document to give; ") +
                                     base::join(parcel->problems, " ; "));
    return std::vector<Parcel>{std::move(*parcel)};
}

Result<void> write_parcel(const ExportRequest& request, const Parcel& parcel, Exported& out) {
    const fs::path folder = request.out / parcel.folder;
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return fail(Errc::io, folder.string() + say(request.lang, " : ", ": ") +
                                  base::system_reason(error.value(), request.lang));
    if (fs::equivalent(folder, parcel.audit.folder, error))
        return fail(Errc::input, folder.string() + say(request.lang, " : c'est le dossier de l'audit lui-même",
                                                       ": this is the folder of the audit itself"));
    for (const auto& document : parcel.documents) {
        std::string name = document.name;
        Result<std::string> content = document.content;
        if (!request.keys.recipients.empty()) {
            content = encrypt(document.content, request.keys, request.lang);
            name += ".gpg";
        }
        if (!content) return tl::unexpected(content.error());
        if (const auto written = report::write_file(folder / name, *content, request.lang); !written) return written;
        out.files.push_back(folder / name);
        if (!request.keys.recipients.empty() || request.keys.signer.empty()) continue;
        const auto signature = sign(document.content, request.keys.signer, request.lang);
        if (!signature) return tl::unexpected(signature.error());
        if (const auto written = report::write_file(folder / (name + ".sig"), *signature, request.lang); !written)
            return written;
        out.files.push_back(folder / (name + ".sig"));
    }
    return {};
}

std::string how(const ExportRequest& request, const Parcel& parcel) {
    std::string out = parcel.audit.tlp + ", " + std::to_string(parcel.documents.size()) + " files";
    if (!request.subject.empty()) out += ", everything held";
    if (!request.keys.recipients.empty())
        out += ", encrypted to " + base::join(request.keys.recipients, " and ");
    else
        out += is_confidential(parcel.audit.tlp) ? ", IN CLEAR, forced" : ", in clear";
    if (!request.keys.signer.empty()) out += ", signed by " + request.keys.signer;
    return base::printable(out);
}

// One that may not leave as it is asked for; also journaled.
Result<void> check_marking(store::Registry& vault, const ExportRequest& request, const Parcel& parcel,
                           const base::Clock& clock) {
    if (!is_confidential(parcel.audit.tlp) || !request.keys.recipients.empty() || request.forced) return {};
    (void)note(vault, "export-refused", parcel.audit.id, parcel.audit.tlp + " in clear", clock);
    return fail(Errc::input, parcel.audit.id + " : " + parcel.audit.tlp +
                                 say(request.lang,
                                     " ne sort pas en clair : --encrypt-to CLÉ, ou --force pour en prendre la "
                                     "responsabilité (c'est journalisé)",
                                     " does not leave in clear: --encrypt-to KEY, or --force to take that upon "
                                     "yourself (it is journaled)"));
}

}  // namespace

Result<Exported> export_documents(const ExportRequest& request, const base::Clock& clock) {
    auto vault = open_vault(request.lang);
    if (!vault) return tl::unexpected(vault.error());
    Exported out;
    const auto parcels = parcels_of(**vault, request, out.problems);
    if (!parcels) return tl::unexpected(parcels.error());
    if (parcels->empty() && out.problems.empty())
        return fail(Errc::input, request.subject + say(request.lang, " : rien n'est gardé pour cet organisme",
                                                       ": nothing is held for this organisation"));
    for (const Parcel& parcel : *parcels)
        if (const auto allowed = check_marking(**vault, request, parcel, clock); !allowed)
            return tl::unexpected(allowed.error());
    for (const Parcel& parcel : *parcels) {
        // Before the first byte leaves: a journal that cannot be written stops the export.
        if (const auto noted = note(**vault, "export", parcel.audit.id, how(request, parcel), clock); !noted)
            return tl::unexpected(noted.error());
        const std::size_t before = out.files.size();
        const auto written = write_parcel(request, parcel, out);
        const std::string count = std::to_string(out.files.size() - before) + " files written";
        (void)note(**vault, written ? "export-done" : "export-failed", parcel.audit.id, count, clock);
        if (!written) return tl::unexpected(written.error());
        out.audits.push_back(parcel.audit.id);
        out.problems.insert(out.problems.end(), parcel.problems.begin(), parcel.problems.end());
    }
    return out;
}

}  // namespace vigie::engine
