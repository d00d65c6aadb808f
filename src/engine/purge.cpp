// SPDX-License-Identifier: Apache-2.0
#include "engine/purge.h"

#include <fmt/format.h>

#include "engine/history.h"
#include "engine/language.h"
#include "engine/vault.h"
#include "report/write.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

Result<void> wipe_all(const fs::path& folder, const std::vector<std::string>& names, Destroyed& out) {
    for (const std::string& name : names) {
        Result<WipedFile> file = wipe(folder / name);
        if (!file) return tl::unexpected(file.error());
        out.files.push_back(std::move(*file));
    }
    return {};
}

}  // namespace

Result<Destroyed> purge_audit(const std::string& folder_or_id, const base::Clock& clock, const std::string& lang) {
    const Result<KnownAudit> known = find_audit(folder_or_id, lang);
    if (!known) return tl::unexpected(known.error());
    auto vault = open_vault(lang);
    if (!vault) return tl::unexpected(vault.error());
    Destroyed out;
    out.audit_id = known->id;
    out.organisation = known->organisation;
    out.folder = known->folder.string();
    out.at = clock.now();
    // The key goes first: from here on nothing that is sealed opens again, whatever happens to the rest.
    out.key_destroyed = (*vault)->key_of(out.audit_id).has_value();
    if (const auto noted = note(**vault, "purge", out.audit_id, "", clock); !noted)
        return tl::unexpected(noted.error());
    const auto rows = (*vault)->destroy(out.audit_id);
    if (!rows) return tl::unexpected(rows.error());
    out.rows = *rows;
    for (const auto& names : {documents_in(known->folder), working_files_in(known->folder)})
        if (const auto wiped = wipe_all(known->folder, names, out); !wiped) return tl::unexpected(wiped.error());
    out.left = others_in(known->folder);
    std::error_code error;
    fs::remove(known->folder / report::kScratchFolder, error);  // empty by now
    if (out.left.empty()) fs::remove(known->folder, error);
    return out;
}

std::string certificate_text(const Destroyed& destroyed, const std::string& lang) {
    const bool english = lang == "en";
    std::string out = english ? "CERTIFICATE OF DESTRUCTION\n\n" : "CERTIFICAT DE DESTRUCTION\n\n";
    out += fmt::format("{}: {}\n{}: {}\n{}: {}\n{}: {}\n\n", english ? "Audit" : "Audit ", destroyed.audit_id,
                       english ? "Organisation" : "Organisme ", destroyed.organisation, english ? "Folder" : "Dossier ",
                       destroyed.folder, english ? "Destroyed at (UTC)" : "Détruit le (UTC) ",
                       base::format_instant(destroyed.at));
    if (destroyed.key_destroyed)
        out += fmt::format(
            fmt::runtime(english ? "The key of this audit was destroyed, with {} sealed document(s) of the store: no "
                                   "copy of them opens any more.\n"
                                 : "La clé de cet audit a été détruite, avec {} document(s) scellé(s) du magasin : "
                                   "aucune de leurs copies ne s'ouvre plus.\n"),
            destroyed.rows);
    out += english ? "Each file was overwritten once, then removed (size, SHA-256 of the content before):\n"
                   : "Chaque fichier a été écrasé une fois, puis supprimé (taille, SHA-256 du contenu détruit) :\n";
    for (const WipedFile& file : destroyed.files)
        out += fmt::format("  {:>12}  {}  {}\n", file.size, file.sha256, file.name);
    out += english
               ? "\nOn a journaling or copy-on-write file system, a solid-state disk or a backup, earlier copies of "
                 "blocks may "
                 "survive an overwrite: the disk must be encrypted, and backups follow their own retention.\n"
               : "\nSur un système de fichiers journalisé ou à copie sur écriture, un disque SSD ou une sauvegarde, "
                 "d'anciens "
                 "blocs peuvent survivre à l'écrasement : le disque doit être chiffré, et les sauvegardes suivent leur "
                 "propre durée de conservation.\n";
    if (!destroyed.left.empty()) {
        out += english ? "\nFiles of other origin, left untouched:\n"
                       : "\nFichiers d'une autre origine, laissés intacts :\n";
        for (const std::string& name : destroyed.left) out += "  " + name + "\n";
    }
    return out;
}

}  // namespace vigie::engine
