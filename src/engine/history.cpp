// SPDX-License-Identifier: Apache-2.0
#include "engine/history.h"

#include <set>

#include <nlohmann/json.hpp>

#include "engine/audit.h"
#include "engine/audit_files.h"
#include "engine/language.h"
#include "engine/vault.h"
#include "model/json.h"
#include "store/audit_store.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;
using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kAudit = "audit.json";

bool has_file(const fs::path& folder, const char* name) {
    std::error_code error;
    return fs::is_regular_file(folder / name, error);
}

Result<model::Audit> read_file(const fs::path& path, const std::string& lang) {
    const Result<std::string> text = read_whole(path);
    if (!text)
        return fail(Errc::input, path.string() + say(lang, " : fichier illisible", ": this file cannot be read"));
    Result<model::Audit> audit = model::read_audit(*text, lang);
    if (!audit)
        return fail(
            Errc::input,
            path.string() +
                say(lang, " : ce n'est pas un audit de vigie, ou il est abîmé : ",
                    ": this is no audit of vigie, or it is damaged: ") +
                audit.error().what +
                say(lang, " ; remettre une copie intacte (celle que rapport.pdf porte en pièce jointe, par exemple)",
                    "; put back a whole copy (the one attached to rapport.pdf, for example)"));
    return audit;
}

Result<KnownAudit> in_store(const std::string& id, const std::string& lang) {
    auto vault = open_vault(lang);
    if (!vault) return tl::unexpected(vault.error());
    const auto card = (*vault)->card(id);
    // Another key, a newer store, a damaged row: said as they are.
    if (!card) return tl::unexpected(card.error().code == Errc::input ? unknown_audit(id, lang) : card.error());
    if (!card->destruction.empty())
        return fail(Errc::input, id +
                                     say(lang, " : destruction commencée ; la finir par vigie purge ",
                                         ": its destruction has begun; end it by vigie purge ") +
                                     id);
    return KnownAudit{id, card->organisation.name, card->folder, card->tlp, true, card->sealed};
}

// The id that an audit.json gives, also when the rest of it is damaged; "" when there is none.
std::string id_in_document(const fs::path& path) {
    const Result<std::string> text = read_whole(path);
    const json document = json::parse(text.value_or(""), nullptr, false);
    const json* id = nullptr;
    if (document.is_object() && document.contains("audit") && document["audit"].is_object() &&
        document["audit"].contains("id"))
        id = &document["audit"]["id"];
    return id != nullptr && id->is_string() ? id->get<std::string>() : "";
}

}  // namespace

std::vector<std::string> audits_in(const fs::path& folder, const std::string& lang) {
    std::set<std::string> out;
    if (has_file(folder, kAudit)) out.insert(id_in_document(folder / kAudit));
    if (has_file(folder, kJournal))
        out.insert(store::AuditStore::audit_of((folder / kJournal).string(), lang).value_or(""));
    out.erase("");
    return {out.begin(), out.end()};
}

base::Error unknown_audit(const std::string& folder_or_id, const std::string& lang) {
    return {Errc::input,
            folder_or_id + say(lang,
                               " : ni le dossier d'un audit, ni l'identifiant d'un audit de ce magasin (vigie list les "
                               "donne)",
                               ": neither the folder of an audit nor the id of one in this store (vigie list gives "
                               "them)")};
}

Result<KnownAudit> find_audit(const std::string& folder_or_id, const std::string& lang) {
    const fs::path folder(folder_or_id);
    std::error_code error;
    if (has_file(folder, kAudit)) {
        const auto audit = read_file(folder / kAudit, lang);
        if (!audit) return tl::unexpected(audit.error());
        return KnownAudit{audit->id, audit->perimeter.organisation.name, fs::absolute(folder, error), audit->tlp, false,
                          false};
    }
    if (has_file(folder, kJournal)) {
        const auto id = store::AuditStore::audit_of((folder / kJournal).string(), lang);
        if (!id) return tl::unexpected(id.error());
        auto known = in_store(*id, lang);
        if (known) known->folder = fs::absolute(folder, error);  // it may have been moved
        return known;
    }
    return in_store(folder_or_id, lang);
}

Result<model::Audit> read_audit_of(const std::string& folder_or_id, const std::string& lang) {
    const Result<KnownAudit> known = find_audit(folder_or_id, lang);
    if (!known) return tl::unexpected(known.error());
    if (has_file(known->folder, kAudit)) return read_file(known->folder / kAudit, lang);
    auto vault = open_vault(lang);
    if (!vault) return tl::unexpected(vault.error());
    const auto text = (*vault)->document(known->id, kAudit);
    if (!text && !known->sealed && text.error().code == Errc::input)
        return fail(Errc::input,
                    known->id + say(lang, " : pas d'audit.json dans ", ": no audit.json in ") + known->folder.string());
    if (!text) return tl::unexpected(text.error());
    auto audit = model::read_audit(*text, lang);
    if (!audit)
        return fail(Errc::input, known->id +
                                     say(lang, " : l'audit scellé est abîmé : ", ": the sealed audit is damaged: ") +
                                     audit.error().what);
    return audit;
}

}  // namespace vigie::engine
