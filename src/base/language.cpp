// SPDX-License-Identifier: Apache-2.0
#include "base/language.h"

#include <cstring>

namespace vigie::base {

std::string system_reason(int reason, std::string_view lang) {
    if (lang != "en") {
        switch (reason) {
            case EACCES:
            case EPERM: return "accès refusé";
            case ENOENT: return "fichier ou dossier introuvable";
            case ENOTDIR: return "ce n'est pas un dossier";
            case EISDIR: return "c'est un dossier";
            case EEXIST: return "existe déjà";
            case ENOSPC: return "plus de place sur le disque";
            case EDQUOT: return "quota de disque dépassé";
            case EROFS: return "système de fichiers en lecture seule";
            case EIO: return "erreur du disque";
            case ENAMETOOLONG: return "nom trop long";
            case ELOOP: return "trop de liens symboliques";
            case EMFILE:
            case ENFILE: return "trop de fichiers ouverts";
            case EBUSY: return "occupé par un autre programme";
            default: break;
        }
    }
    return std::strerror(reason);
}

}  // namespace vigie::base
