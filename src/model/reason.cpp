// SPDX-License-Identifier: Apache-2.0
#include "model/reason.h"

#include <array>

namespace vigie::model {
namespace {

struct Words {
    std::string_view code;
    std::string_view french;
    std::string_view english;
};

constexpr std::array<Words, 15> kWords{{
    {"refused", "refusé par le serveur", "refused by the server"},
    {"unreachable", "injoignable", "out of reach"},
    {"timeout", "pas de réponse dans le délai", "no answer in time"},
    {"closed", "connexion fermée avant la fin de la réponse", "the connection was closed before the answer was whole"},
    {"not_spoken", "la réponse est celle d'un autre protocole", "the answer belongs to another protocol"},
    {"malformed", "réponse mal formée", "malformed answer"},
    {"limit", "interrompu à une limite de taille ou de durée", "stopped at a limit of size or time"},
    {"tls", "la négociation TLS a échoué", "the TLS handshake failed"},
    {"out_of_scope", "hors du périmètre : rien n'a été envoyé", "outside the perimeter: nothing was sent"},
    {"cancelled", "arrêté par l'utilisateur", "stopped by the user"},
    {"input", "donnée d'entrée refusée", "input refused"},
    {"io", "erreur du système local", "error of the local system"},
    {"fragile device", "équipement déclaré fragile : examen limité, pour le ménager", "fragile device"},
    {"not_authorised", "non demandé : il y faut acces_anonyme = true dans [autorisation] du périmètre",
     "not asked: it takes acces_anonyme = true in [autorisation] of the perimeter"},
    {"internal", "erreur interne", "internal error"},
}};

}  // namespace

std::string reason_for_people(std::string_view why, std::string_view lang) {
    const std::string_view code = why.substr(0, why.find(':'));
    for (const Words& words : kWords) {
        if (words.code != code) continue;
        if (lang != "en") return std::string(words.french);
        std::string out(words.english);
        if (why.size() <= code.size()) return out;
        std::string_view detail = why.substr(code.size());
        if (detail.ends_with(": " + out)) detail.remove_suffix(out.size() + 2);  // said already
        return out.append(detail);
    }
    return std::string(why);
}

}  // namespace vigie::model
