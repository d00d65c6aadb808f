// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "engine/language.h"
#include "engine/purge.h"

namespace vigie::engine {
namespace {

std::string head(const Destroyed& destroyed, const std::string& lang) {
    const bool english = lang == "en";
    const std::string unknown = english ? "unknown" : "inconnu";
    std::string out = english ? "CERTIFICATE OF DESTRUCTION\n\n" : "CERTIFICAT DE DESTRUCTION\n\n";
    out += fmt::format("{}: {}\n{}: {}\n{}: {}\n{}: {}\n\n", english ? "Audit" : "Audit ", destroyed.audit_id,
                       english ? "Organisation" : "Organisme ",
                       destroyed.organisation.empty() ? unknown : destroyed.organisation,
                       english ? "Folder" : "Dossier ", destroyed.folder.empty() ? unknown : destroyed.folder,
                       english ? "Destroyed at (UTC)" : "Détruit le (UTC) ", base::format_instant(destroyed.at));
    return out;
}

std::string of_key(const Destroyed& destroyed, const std::string& lang) {
    if (!destroyed.key_destroyed)
        return say(lang, "Cet audit n'était pas dans ce magasin : aucune clé n'y a été détruite.\n",
                   "This audit was not in this store: no key was destroyed there.\n");
    return fmt::format(
        fmt::runtime(say(lang,
                         "La clé de cet audit a été détruite, avec {} document(s) scellé(s) du magasin : "
                         "aucune de leurs copies ne s'ouvre plus.\n",
                         "The key of this audit was destroyed, with {} sealed document(s) of the store: no "
                         "copy of them opens any more.\n")),
        destroyed.rows);
}

std::string of_files(const Destroyed& destroyed, const std::string& lang) {
    if (destroyed.files.empty())
        return say(lang, "Aucun fichier n'a été écrasé ni supprimé.\n", "No file was overwritten or removed.\n");
    std::string out =
        say(lang, "Chaque fichier a été écrasé une fois, puis supprimé (taille, SHA-256 du contenu détruit) :\n",
            "Each file was overwritten once, then removed (size, SHA-256 of the content before):\n");
    for (const WipedFile& file : destroyed.files)
        out += fmt::format("  {:>12}  {}  {}\n", file.size, file.sha256, file.name);
    return out;
}

}  // namespace

std::vector<std::string> reservations(const Destroyed& destroyed, const std::string& lang) {
    std::vector<std::string> out;
    if (!destroyed.damage.empty())
        out.push_back(destroyed.damage + say(lang,
                                             " : la clé et les lignes du magasin ont été détruites comme elles étaient",
                                             ": key and rows of the store were destroyed as they were"));
    switch (destroyed.found) {
        case FolderFound::holds: break;
        case FolderFound::missing:
            if (destroyed.files.empty())
                out.push_back(destroyed.folder +
                              say(lang,
                                  " : ce dossier n'a pas été trouvé ; les documents qui y étaient en clair, ou leurs "
                                  "copies ailleurs, ne sont pas couverts",
                                  ": this folder was not found; documents that were there in clear, or copies of them "
                                  "elsewhere, are not covered"));
            break;
        case FolderFound::another:
            out.push_back(
                destroyed.folder +
                say(lang,
                    " : ce dossier est maintenant celui d'un autre audit et n'a pas été touché ; les documents "
                    "en clair qui ont pu en sortir ne sont pas couverts",
                    ": this folder belongs to another audit by now and was not touched; documents in clear "
                    "that may have been moved out of it are not covered"));
            break;
        case FolderFound::unknown:
            out.push_back(
                destroyed.folder.empty()
                    ? say(lang,
                          "le dossier de cet audit n'est pas connu : ses fichiers, s'il en reste, ne sont pas couverts "
                          "(les détruire par vigie purge DOSSIER)",
                          "the folder of this audit is not known: files of it, if there are any left, are not covered "
                          "(destroy them by vigie purge FOLDER)")
                    : destroyed.folder +
                          say(lang,
                              " : rien dans ce dossier ne dit de quel audit il est ; il n'a pas été touché et n'est "
                              "pas "
                              "couvert",
                              ": nothing in this folder tells which audit it belongs to; it was not touched and is not "
                              "covered"));
            break;
    }
    return out;
}

std::string certificate_text(const Destroyed& destroyed, const std::string& lang) {
    std::string out = head(destroyed, lang) + of_key(destroyed, lang) + of_files(destroyed, lang);
    const std::vector<std::string> exceptions = reservations(destroyed, lang);
    if (!exceptions.empty()) out += say(lang, "\nRéserves :\n", "\nReservations:\n");
    for (const std::string& exception : exceptions) out += "  - " + exception + "\n";
    out +=
        say(lang,
            "\nSur un système de fichiers journalisé ou à copie sur écriture, un disque SSD ou une sauvegarde, "
            "d'anciens blocs peuvent survivre à l'écrasement : le disque doit être chiffré, et les sauvegardes "
            "suivent leur propre durée de conservation.\n",
            "\nOn a journaling or copy-on-write file system, a solid-state disk or a backup, earlier copies of "
            "blocks may survive an overwrite: the disk must be encrypted, and backups follow their own retention.\n");
    if (!destroyed.left.empty()) {
        out += say(lang, "\nFichiers d'une autre origine, laissés intacts :\n",
                   "\nFiles of other origin, left untouched:\n");
        for (const std::string& name : destroyed.left) out += "  " + name + "\n";
    }
    return out;
}

}  // namespace vigie::engine
