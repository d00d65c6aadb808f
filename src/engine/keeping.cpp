// SPDX-License-Identifier: Apache-2.0
#include "engine/keeping.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "engine/audit.h"
#include "engine/audit_files.h"
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

Result<Documents> documents_of(store::Registry& vault, const KnownAudit& audit) {
    Documents out;
    for (const std::string& name : documents_in(audit.folder)) {
        auto content = read_whole(audit.folder / name);
        if (!content) return tl::unexpected(content.error());
        out.push_back({name, std::move(*content)});
    }
    if (!out.empty() || !audit.sealed) return out;
    const auto stored = vault.documents(audit.id);
    if (!stored) return tl::unexpected(stored.error());
    for (const store::StoredDocument& document : *stored) {
        auto content = vault.document(audit.id, document.name);
        if (!content) return tl::unexpected(content.error());
        out.push_back({document.name, std::move(*content)});
    }
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

struct Parcel {
    KnownAudit audit;
    Documents documents;
    fs::path folder;  // below the request's
};

Result<std::vector<Parcel>> parcels_of_subject(store::Registry& vault, const std::string& subject,
                                               const std::string& lang) {
    const auto cards = vault.audits();
    if (!cards) return tl::unexpected(cards.error());
    std::vector<Parcel> out;
    for (const store::AuditCard& card : *cards) {
        if (!concerns(card.organisation, subject)) continue;
        const KnownAudit audit{card.id, card.organisation.name, card.folder, card.tlp, true, card.sealed};
        auto documents = documents_of(vault, audit);
        if (!documents) return tl::unexpected(documents.error());
        const auto journal = journal_of(vault, audit, lang);
        if (!journal) return tl::unexpected(journal.error());
        const auto actions = actions_of(vault, card.id);
        if (!actions) return tl::unexpected(actions.error());
        if (!journal->empty()) documents->push_back({"network.json", *journal});
        documents->push_back({"card.json", card_text(card)});
        documents->push_back({"actions.json", *actions});
        out.push_back({audit, std::move(*documents), card.id});
    }
    return out;
}

Result<std::vector<Parcel>> parcels_of(store::Registry& vault, const ExportRequest& request) {
    if (request.audit.empty()) return parcels_of_subject(vault, request.subject, request.lang);
    const auto audit = find_audit(request.audit, request.lang);
    if (!audit) return tl::unexpected(audit.error());
    auto documents = documents_of(vault, *audit);
    if (!documents) return tl::unexpected(documents.error());
    return std::vector<Parcel>{{*audit, std::move(*documents), ""}};
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
            content = encrypt(document.content, request.keys);
            name += ".gpg";
        }
        if (!content) return tl::unexpected(content.error());
        if (const auto written = report::write_file(folder / name, *content, request.lang); !written) return written;
        out.files.push_back(folder / name);
        if (!request.keys.recipients.empty() || request.keys.signer.empty()) continue;
        const auto signature = sign(document.content, request.keys.signer);
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

}  // namespace

bool is_confidential(const std::string& tlp) {
    return tlp != "TLP:GREEN" && tlp != "TLP:CLEAR";
}

Result<std::size_t> seal_audit(const KnownAudit& audit, const std::string& lang) {
    auto vault = open_vault(lang);
    if (!vault) return tl::unexpected(vault.error());
    auto card = (*vault)->card(audit.id);
    if (!card) return tl::unexpected(card.error());
    const std::vector<std::string> names = documents_in(audit.folder);
    if (names.empty()) return std::size_t{0};
    const KnownAudit in_clear{audit.id, audit.organisation, audit.folder, audit.tlp, true, false};
    const auto documents = documents_of(**vault, in_clear);
    if (!documents) return tl::unexpected(documents.error());
    if (const auto put = (*vault)->put_documents(audit.id, *documents); !put) return tl::unexpected(put.error());
    for (const auto& document : *documents) {
        const auto again = (*vault)->document(audit.id, document.name);
        if (!again) return tl::unexpected(again.error());
        if (*again != document.content) return fail(Errc::internal, document.name + ": sealed, but not the same");
    }
    card->sealed = true;
    card->folder = audit.folder.string();
    if (const auto updated = (*vault)->update(*card); !updated) return tl::unexpected(updated.error());
    for (const std::string& name : names)
        if (const auto wiped = wipe(audit.folder / name); !wiped) return tl::unexpected(wiped.error());
    if (const auto noted = note(**vault, "seal", audit.id, std::to_string(names.size()) + " files"); !noted)
        return tl::unexpected(noted.error());
    return names.size();
}

Result<Exported> export_documents(const ExportRequest& request, const base::Clock& clock) {
    auto vault = open_vault(request.lang);
    if (!vault) return tl::unexpected(vault.error());
    const auto parcels = parcels_of(**vault, request);
    if (!parcels) return tl::unexpected(parcels.error());
    if (parcels->empty())
        return fail(Errc::input, request.subject + say(request.lang, " : rien n'est gardé pour cet organisme",
                                                       ": nothing is held for this organisation"));
    for (const Parcel& parcel : *parcels)
        if (is_confidential(parcel.audit.tlp) && request.keys.recipients.empty() && !request.forced) {
            (void)note(**vault, "export-refused", parcel.audit.id, parcel.audit.tlp + " in clear", clock);
            return fail(Errc::input,
                        parcel.audit.id + " : " + parcel.audit.tlp +
                            say(request.lang,
                                " ne sort pas en clair : --encrypt-to CLÉ, ou --force pour en prendre la "
                                "responsabilité (c'est journalisé)",
                                " does not leave in clear: --encrypt-to KEY, or --force to take that upon yourself "
                                "(it is journaled)"));
        }
    Exported out;
    for (const Parcel& parcel : *parcels) {
        // Before the first byte leaves: a journal that cannot be written stops the export.
        if (const auto noted = note(**vault, "export", parcel.audit.id, how(request, parcel), clock); !noted)
            return tl::unexpected(noted.error());
        if (const auto written = write_parcel(request, parcel, out); !written) return tl::unexpected(written.error());
        out.audits.push_back(parcel.audit.id);
    }
    return out;
}

Result<std::vector<store::AuditCard>> expired_audits(store::Registry& vault, base::Date today) {
    auto cards = vault.audits();
    if (!cards) return cards;
    std::erase_if(*cards,
                  [&](const store::AuditCard& card) { return base::days_between(card.keep_until, today) <= 0; });
    return cards;
}

}  // namespace vigie::engine
