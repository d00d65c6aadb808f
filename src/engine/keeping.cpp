// SPDX-License-Identifier: Apache-2.0
#include "engine/keeping.h"

#include <algorithm>

#include "engine/audit_files.h"
#include "engine/language.h"
#include "engine/vault.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;
using Documents = std::vector<store::Registry::Document>;

// Takes them in and reads them back; the card then says that they are here.
Result<void> take_in(store::Registry& vault, const KnownAudit& audit, const std::vector<std::string>& names) {
    auto card = vault.card(audit.id);
    if (!card) return tl::unexpected(card.error());
    Documents documents;
    for (const std::string& name : names) {
        auto content = read_whole(audit.folder / name);
        if (!content) return tl::unexpected(content.error());
        documents.push_back({name, std::move(*content)});
    }
    if (const auto put = vault.put_documents(audit.id, documents); !put) return put;
    for (const auto& document : documents) {
        const auto again = vault.document(audit.id, document.name);
        if (!again) return tl::unexpected(again.error());
        if (*again != document.content) return fail(Errc::internal, document.name + ": sealed, but not the same");
        if (std::find(card->documents.begin(), card->documents.end(), document.name) == card->documents.end())
            card->documents.push_back(document.name);
    }
    card->sealed = true;
    card->folder = audit.folder.string();
    return vault.update(*card);
}

Result<void> wipe_clear(const KnownAudit& audit, const std::vector<std::string>& names, const std::string& lang) {
    for (const std::string& name : names)
        if (const auto wiped = wipe(audit.folder / name); !wiped)
            return fail(Errc::io, wiped.error().what + say(lang,
                                                           " ; les documents sont scellés, mais il en reste en clair "
                                                           "dans le dossier : corriger, puis vigie seal de nouveau",
                                                           "; the documents are sealed, but some are left in clear in "
                                                           "the folder: mend this, then vigie seal again"));
    return {};
}

}  // namespace

Result<std::size_t> seal_audit(const KnownAudit& audit, const std::string& lang) {
    auto vault = open_vault(lang);
    if (!vault) return tl::unexpected(vault.error());
    const auto card = (*vault)->card(audit.id);
    if (!card) return tl::unexpected(card.error());
    const std::vector<std::string> names = documents_in(audit.folder);
    if (names.empty()) return std::size_t{0};
    const auto failed = [&](const base::Error& error) {
        (void)note(**vault, "seal-failed", audit.id, std::to_string(documents_in(audit.folder).size()) + " in clear");
        return tl::unexpected(error);
    };
    if (const auto can = can_be_wiped(audit.folder, lang); !can)
        return failed(
            {can.error().code, can.error().what + say(lang, " ; rien n'a été scellé", "; nothing was sealed")});
    if (const auto taken = take_in(**vault, audit, names); !taken) return failed(taken.error());
    if (const auto wiped = wipe_clear(audit, names, lang); !wiped) return failed(wiped.error());
    if (const auto noted = note(**vault, "seal", audit.id, std::to_string(names.size()) + " files"); !noted)
        return tl::unexpected(noted.error());
    return names.size();
}

Result<std::vector<store::AuditCard>> expired_audits(store::Registry& vault, base::Date today) {
    auto cards = vault.audits();
    if (!cards) return cards;
    std::erase_if(*cards, [&](const store::AuditCard& card) {
        return card.damage.empty() && card.destruction.empty() && base::days_between(card.keep_until, today) <= 0;
    });
    return cards;
}

}  // namespace vigie::engine
