// SPDX-License-Identifier: Apache-2.0
#include "perimeter/example.h"

#include <fmt/format.h>

namespace vigie::perimeter {
namespace {

constexpr int kValidDays = 90;

constexpr std::string_view kFrench = R"toml(# Périmètre d'audit de l'exposition Internet, lu par vigie.
# Tout ce qui n'est pas déclaré ici ne reçoit aucun paquet. Vérifier avant de lancer : vigie check CE_FICHIER

[organisation]
nom = "CH Exemple"                 # obligatoire
finess_ej = "990000010"            # entité juridique
finess_eg = ["990000028"]          # établissements géographiques
siret = "90000001900019"
ght = "PACA-04"                    # code de la liste du ministère
region = "93"                      # code INSEE

[autorisation]                     # sans autorisation valide, rien ne part
reference = "CONV-0000-000"        # convention, bon de commande, lettre de mission
signataire = "Direction du CH Exemple"
debut = {debut}
fin = {fin}                   # ce jour compris
laboratoire = false                # true : banc d'essai isolé, autorise le profil lab et les adresses de la machine
acces_anonyme = false              # true : demander ce que FTP et SMB donnent sans compte (ouverture sans secret)

[acteurs]                          # facultatif
auditeur = "CERT Exemple"          # au nom de qui l'audit est fait
prestataire_siren = "900000019"

[perimetre]                        # adresses ou domaines : l'un des deux au moins
adresses = [                       # adresses ou blocs CIDR, IPv4 et IPv6
  "192.0.2.0/28",
  "192.0.2.77",
  "2001:db8::/124",
]
domaines = ["ch-exemple.example"]  # sous-domaines compris ; leurs adresses ne sont sondées que si elles sont déclarées
exclusions = ["192.0.2.7"]         # jamais contactées, même si elles sont dans un bloc
fragiles = ["192.0.2.9"]           # biomédical, GTB, imprimantes : une connexion lente à la fois, lecture seule
cloud = ["ch-exemple.stockage.example"]  # stockage en nuage : une question en HTTPS, est-il listé à tous ?

[limites]                          # facultatif ; ne peut qu'abaisser les plafonds du profil
paquets_par_seconde = 2000
paquets_par_seconde_par_adresse = 25
fenetres = ["22:00-06:00"]         # heures locales d'émission

# [resolution]                     # facultatif ; par défaut les résolveurs du système
# serveurs = ["192.0.2.53"]

[conservation]                     # facultatif
jours = 365                        # ensuite : vigie purge --expired
sceller = false                    # true : rien ne reste en clair dans le dossier, vigie export rend les documents
)toml";

constexpr std::string_view kEnglish = R"toml(# Perimeter of an Internet exposure audit, read by vigie.
# Whatever is not declared here receives no packet. Check before starting: vigie check THIS_FILE

[organisation]
nom = "CH Exemple"                 # name, required
finess_ej = "990000010"            # legal entity
finess_eg = ["990000028"]          # establishments
siret = "90000001900019"
ght = "PACA-04"                    # code of the ministry's list
region = "93"                      # INSEE code

[autorisation]                     # without a valid authorisation nothing leaves
reference = "CONV-0000-000"        # agreement, order, letter of engagement
signataire = "Direction du CH Exemple"
debut = {debut}
fin = {fin}                   # last day included
laboratoire = false                # true: isolated test bench, allows the lab profile and loopback addresses
acces_anonyme = false              # true: ask what FTP and SMB give without an account (opened without a secret)

[acteurs]                          # optional
auditeur = "CERT Exemple"          # in whose name the audit is made
prestataire_siren = "900000019"

[perimetre]                        # adresses or domaines: at least one of them
adresses = [                       # addresses or CIDR blocks, IPv4 and IPv6
  "192.0.2.0/28",
  "192.0.2.77",
  "2001:db8::/124",
]
domaines = ["ch-exemple.example"]  # with sub-domains; their addresses are probed only when declared above
exclusions = ["192.0.2.7"]         # never contacted, even inside a block
fragiles = ["192.0.2.9"]           # medical, building control, printers: one slow connection at a time, read only
cloud = ["ch-exemple.stockage.example"]  # cloud storage: one question over HTTPS, is it listed to all?

[limites]                          # optional; can only lower the caps of the profile
paquets_par_seconde = 2000
paquets_par_seconde_par_adresse = 25
fenetres = ["22:00-06:00"]         # local hours of sending

# [resolution]                     # optional; the resolvers of the system by default
# serveurs = ["192.0.2.53"]

[conservation]                     # optional
jours = 365                        # days; afterwards: vigie purge --expired
sceller = false                    # true: nothing stays in clear in the folder, vigie export gives the documents
)toml";

}  // namespace

std::string example_file(base::Date today, std::string_view lang) {
    const base::Date end{std::chrono::sys_days{today} + std::chrono::days{kValidDays}};
    return fmt::format(fmt::runtime(lang == "en" ? kEnglish : kFrench), fmt::arg("debut", base::format_date(today)),
                       fmt::arg("fin", base::format_date(end)));
}

}  // namespace vigie::perimeter
