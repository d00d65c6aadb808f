// SPDX-License-Identifier: Apache-2.0
#include "perimeter/perimeter_file.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "perimeter/example.h"

namespace vigie::perimeter {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const base::Date kAuditDay = *base::parse_date("2026-11-21");

// Eleven lines; the tests put one wrong line in the place of one of them.
const std::vector<std::string> kGood = {
    "[organisation]",                  // 1
    "nom = \"CH Exemple\"",            // 2
    "[autorisation]",                  // 3
    "reference = \"CONV-1\"",          // 4
    "signataire = \"Direction\"",      // 5
    "debut = 2026-11-01",              // 6
    "fin = 2027-01-31",                // 7
    "[perimetre]",                     // 8
    "adresses = [\"192.0.2.0/28\"]",   // 9
    "domaines = [\"ch-exemple.fr\"]",  // 10
    "",                                // 11
};

std::string document(std::size_t number, const std::string& replacement) {
    std::string out;
    for (std::size_t i = 0; i < kGood.size(); ++i) out += (i + 1 == number ? replacement : kGood[i]) + "\n";
    return out;
}

std::string problem(const std::string& text, std::string_view lang = "fr") {
    const auto loaded = parse(text, "p.toml", kAuditDay, lang);
    if (loaded) return "no problem";
    EXPECT_EQ(loaded.error().code, base::Errc::input);
    EXPECT_EQ(loaded.error().what.find('\n'), std::string::npos) << "more than one line";
    return loaded.error().what;
}

std::vector<std::string> warnings(const std::string& text, std::string_view lang = "fr") {
    const auto loaded = parse(text, "p.toml", kAuditDay, lang);
    if (!loaded) return {"error: " + loaded.error().what};
    return loaded->warnings;
}

TEST(PerimeterFile, OfTheDesignIsReadWhole) {
    const auto loaded = parse(R"toml([organisation]
nom = "CH Exemple"
finess_ej = "130786049"            # FINESS, SIREN, SIRET and GHT code are checked
finess_eg = ["130001654"]
siret = "20003452800014"
ght = "PACA-04"
region = "93"
[autorisation]                     # no packet leaves without a valid one
reference = "CONV-2026-014"
signataire = "Direction du CH Exemple"
debut = 2026-11-01
fin = 2027-01-31
laboratoire = false
acces_anonyme = true
[acteurs]
auditeur = "CERT Sante"
prestataire_siren = "200034528"
[perimetre]
adresses = ["192.0.2.0/28", "192.0.2.77", "2001:db8::/124"]
domaines = ["ch-exemple.fr"]
exclusions = ["192.0.2.7"]
fragiles = ["192.0.2.9"]           # one slow connection at a time, read-only probes
cloud = ["stchexemple.blob.core.windows.net"]
[limites]
paquets_par_seconde = 2000
paquets_par_seconde_par_adresse = 25
fenetres = ["22:00-06:00"]
[resolution]
serveurs = ["192.0.2.53"]          # default: the system's resolver
)toml",
                              "perimetre.toml", kAuditDay);

    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_THAT(loaded->warnings, IsEmpty());
    const model::Perimeter& p = loaded->perimeter;
    EXPECT_EQ(p.file, "perimetre.toml");
    EXPECT_EQ(p.organisation.name, "CH Exemple");
    EXPECT_EQ(p.organisation.finess_ej, "130786049");
    EXPECT_THAT(p.organisation.finess_eg, ElementsAre("130001654"));
    EXPECT_EQ(p.organisation.siret, "20003452800014");
    EXPECT_EQ(p.organisation.ght, "PACA-04");
    EXPECT_EQ(p.organisation.region, "93");
    EXPECT_EQ(p.authorisation.reference, "CONV-2026-014");
    EXPECT_EQ(p.authorisation.signatory, "Direction du CH Exemple");
    EXPECT_EQ(base::format_date(p.authorisation.start), "2026-11-01");
    EXPECT_EQ(base::format_date(p.authorisation.end), "2027-01-31");
    EXPECT_FALSE(p.authorisation.laboratory);
    EXPECT_TRUE(p.authorisation.anonymous);
    EXPECT_EQ(p.actors.auditor, "CERT Sante");
    EXPECT_EQ(p.actors.provider_siren, "200034528");
    ASSERT_EQ(p.addresses.size(), 3U);
    EXPECT_EQ(p.addresses[0].text(), "192.0.2.0/28");
    EXPECT_EQ(p.addresses[1].text(), "192.0.2.77");
    EXPECT_EQ(p.addresses[2].text(), "2001:db8::/124");
    EXPECT_THAT(p.domains, ElementsAre("ch-exemple.fr"));
    EXPECT_EQ(p.excluded.at(0).text(), "192.0.2.7");
    EXPECT_EQ(p.fragile.at(0).text(), "192.0.2.9");
    EXPECT_THAT(p.cloud, ElementsAre("stchexemple.blob.core.windows.net"));
    EXPECT_EQ(p.limits.packets_per_second, 2000U);
    EXPECT_EQ(p.limits.packets_per_second_per_address, 25U);
    EXPECT_THAT(p.limits.windows, ElementsAre(model::TimeWindow{22 * 60, 6 * 60}));
    ASSERT_EQ(p.resolvers.size(), 1U);
    EXPECT_EQ(p.resolvers[0].text(), "192.0.2.53");
}

TEST(PerimeterFile, MayBeReducedToWhatIsRequired) {
    const auto loaded = parse(document(0, ""), "p.toml", kAuditDay);

    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_THAT(loaded->warnings, IsEmpty());
    EXPECT_TRUE(loaded->perimeter.resolvers.empty());
    EXPECT_FALSE(loaded->perimeter.limits.packets_per_second.has_value());
}

TEST(PerimeterFile, MayDeclareOnlyAddressesOrOnlyDomains) {
    EXPECT_EQ(problem(document(9, "")), "no problem");
    EXPECT_EQ(problem(document(10, "")), "no problem");
}

TEST(PerimeterFile, SaysHowLongAnAuditIsKeptAndWhetherItIsSealed) {
    const auto loaded = parse(document(11, "[conservation]\njours = 90\nsceller = true"), "p.toml", kAuditDay);
    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_EQ(loaded->perimeter.keeping, (model::Keeping{90, true}));
    EXPECT_EQ(parse(document(0, ""), "p.toml", kAuditDay)->perimeter.keeping, (model::Keeping{365, false}));
}

TEST(PerimeterFile, NormalisesDomains) {
    const auto loaded = parse(document(10, "domaines = [\"CH-Exemple.FR.\", \"Hôpital-Été.fr\"]"), "p.toml", kAuditDay);

    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_THAT(loaded->perimeter.domains, ElementsAre("ch-exemple.fr", "xn--hpital-t-h1ab6i.fr"));
}

struct Case {
    std::size_t line;
    const char* written;
    const char* expected;
};

class BadLine : public testing::TestWithParam<Case> {};

TEST_P(BadLine, GivesOneClearLine) {
    EXPECT_EQ(problem(document(GetParam().line, GetParam().written)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Schema, BadLine,
    testing::Values(
        Case{2, "", "p.toml:1: la clé « nom » manque dans [organisation]; attendu : un texte entre guillemets"},
        Case{2, "nom = \"\"", "p.toml:2: organisation.nom est vide; attendu : un texte entre guillemets"},
        Case{2, "nom = 3", "p.toml:2: organisation.nom contient un nombre entier; attendu : un texte entre guillemets"},
        Case{11, "adresse = [\"192.0.2.1\"]",
             "p.toml:11: clé inconnue « adresse » dans [perimetre]; attendu : « adresses »"},
        Case{11, "zzz = 1",
             "p.toml:11: clé inconnue « zzz » dans [perimetre]; attendu : adresses, domaines, exclusions, fragiles, "
             "cloud"},
        Case{11, "region = \"93\"",
             "p.toml:11: clé « region » mal placée dans [perimetre]; attendu : dans [organisation]"},
        Case{11, "[limite]", "p.toml:11: table inconnue [limite]; attendu : [limites]"},
        Case{11, "[zzzzzzz]",
             "p.toml:11: table inconnue [zzzzzzz]; attendu : [organisation], [autorisation], [acteurs], [perimetre], "
             "[limites], [resolution], [conservation]"},
        Case{1, "nom = \"CH\"\n[organisation]",
             "p.toml:1: clé « nom » mal placée hors de toute table; attendu : dans [organisation]"},
        Case{
            9, "adresses = \"192.0.2.1\"",
            "p.toml:9: perimetre.adresses contient un texte entre guillemets; attendu : une liste de textes, [\"...\", "
            "\"...\"]"},
        Case{9, "adresses = [\n1]",
             "p.toml:10: perimetre.adresses contient un nombre entier; attendu : une liste de textes, [\"...\", "
             "\"...\"]"},
        Case{6, "debut = \"2026-11-01\"",
             "p.toml:6: autorisation.debut contient un texte entre guillemets; attendu : une date sans guillemets, "
             "2026-11-01"},
        Case{11, "[[limites]]",
             "p.toml:11: [limites] n'est pas une table; attendu : une ligne [limites] suivie de ses clés"}));

INSTANTIATE_TEST_SUITE_P(
    Syntax, BadLine,
    testing::Values(
        Case{2, "nom = CH Exemple",
             "p.toml:2: écriture TOML incorrecte près de « nom = CH Exemple »; attendu : [table], cle = \"texte\", cle "
             "= "
             "[\"texte\", \"texte\"] ou cle = 2026-11-01"},
        Case{8, "[périmètre]",
             "p.toml:8: « [périmètre] » a un accent dans une clé; attendu : des clés sans accent (perimetre, debut)"},
        Case{11, "domaines = [\"b.fr\"]",
             "p.toml:11: « domaines = [\"b.fr\"] » est écrit deux fois; attendu : chaque clé et chaque table une seule "
             "fois"}));

INSTANTIATE_TEST_SUITE_P(
    Authorisation, BadLine,
    testing::Values(
        Case{4, "", "p.toml:3: la clé « reference » manque dans [autorisation]; attendu : un texte entre guillemets"},
        Case{7, "",
             "p.toml:3: la clé « fin » manque dans [autorisation]; attendu : une date sans guillemets, 2026-11-01"},
        Case{7, "fin = 2026-10-01", "p.toml:7: fin (2026-10-01) précède debut (2026-11-01); attendu : debut <= fin"},
        Case{
            7, "fin = 2026-11-20",
            "p.toml:7: l'autorisation a expiré le 2026-11-20, nous sommes le 2026-11-21; attendu : une autorisation en "
            "cours"},
        Case{6, "debut = 2026-11-22",
             "p.toml:6: l'autorisation ne commence que le 2026-11-22, nous sommes le 2026-11-21; attendu : une "
             "autorisation en cours"},
        Case{7, "fin = 2027-02-30",
             "p.toml:7: écriture TOML incorrecte près de « fin = 2027-02-30 »; attendu : [table], cle = \"texte\", cle "
             "= [\"texte\", \"texte\"] ou cle = 2026-11-01"}));

INSTANTIATE_TEST_SUITE_P(
    Identifiers, BadLine,
    testing::Values(
        Case{2, "nom = \"CH\"\nfiness_ej = \"13078604\"",
             "p.toml:3: FINESS « 13078604 » mal formé; attendu : 9 caractères, par exemple 130786049"},
        Case{2, "nom = \"CH\"\nsiret = \"20003452800041\"",
             "p.toml:3: SIRET « 20003452800041 » : la clé de contrôle est fausse; attendu : 14 chiffres, sans espace"},
        Case{2, "nom = \"CH\"\nght = \"paca-4\"",
             "p.toml:3: GHT « paca-4 » mal formé; attendu : le code de la liste du ministère, par exemple PACA-04"},
        Case{2, "nom = \"CH\"\nregion = \"13\"",
             "p.toml:3: région « 13 » inconnue; attendu : un code INSEE parmi 01, 02, 03, 04, 06, 11, 24, 27, 28, 32, "
             "44, 52, 53, 75, 76, 84, 93, 94"},
        Case{11, "[acteurs]\nprestataire_siren = \"200034582\"",
             "p.toml:12: SIREN « 200034582 » : la clé de contrôle est fausse; attendu : 9 chiffres, sans espace"}));

INSTANTIATE_TEST_SUITE_P(
    Addresses, BadLine,
    testing::Values(
        Case{9, "adresses = [\"192.0.2.5/28\"]",
             "p.toml:9: « 192.0.2.5/28 » a des bits après le préfixe; attendu : \"192.0.2.0/28\" (le bloc) ou "
             "\"192.0.2.5\" (l'adresse seule)"},
        Case{9, "adresses = [\"2001:db8::1f/124\"]",
             "p.toml:9: « 2001:db8::1f/124 » a des bits après le préfixe; attendu : \"2001:db8::10/124\" (le bloc) ou "
             "\"2001:db8::1f\" (l'adresse seule)"},
        Case{9, "adresses = [\"192.0.2.256\"]",
             "p.toml:9: « 192.0.2.256 » n'est pas une adresse; attendu : IPv4, IPv6 ou bloc CIDR (192.0.2.0/28)"},
        Case{9, "adresses = [\"192.0.2.0/33\"]",
             "p.toml:9: « 192.0.2.0/33 » a une longueur de préfixe fausse; attendu : un nombre de 0 à 32"},
        Case{9, "adresses = [\"192.0.2.1-192.0.2.6\"]",
             "p.toml:9: « 192.0.2.1-192.0.2.6 » est une plage; attendu : les blocs \"192.0.2.1\", \"192.0.2.2/31\", "
             "\"192.0.2.4/31\", \"192.0.2.6\""},
        Case{
            9, "adresses = [\"0.0.0.0/0\"]",
            "p.toml:9: « 0.0.0.0/0 » est trop grand; attendu : au plus 1 048 576 adresses par bloc (/12 ou plus long)"},
        Case{9, "adresses = [\"198.0.0.0/11\"]",
             "p.toml:9: « 198.0.0.0/11 » est trop grand; attendu : au plus 1 048 576 adresses par bloc (/12 ou plus "
             "long)"},
        Case{9, "adresses = [\"2001:db8::/107\"]",
             "p.toml:9: « 2001:db8::/107 » est trop grand; attendu : au plus 1 048 576 adresses par bloc (/108 ou plus "
             "long)"},
        Case{9, "adresses = [\"239.1.2.3\"]",
             "p.toml:9: « 239.1.2.3 » est une adresse multicast; attendu : des adresses d'hôtes, par exemple "
             "192.0.2.0/28"},
        Case{9, "adresses = [\"ff02::1\"]",
             "p.toml:9: « ff02::1 » est une adresse multicast; attendu : des adresses d'hôtes, par exemple "
             "192.0.2.0/28"},
        Case{9, "adresses = [\"255.255.255.255\"]",
             "p.toml:9: « 255.255.255.255 » contient l'adresse de diffusion; attendu : des adresses d'hôtes, par "
             "exemple "
             "192.0.2.0/28"},
        Case{9, "adresses = [\"::\"]",
             "p.toml:9: « :: » contient l'adresse indéterminée; attendu : des adresses d'hôtes, par exemple "
             "192.0.2.0/28"},
        Case{9, "adresses = [\"127.0.0.1\"]",
             "p.toml:9: « 127.0.0.1 » est la machine elle-même; attendu : laboratoire = true dans [autorisation] pour "
             "l'autoriser"},
        Case{9, "adresses = []\nexclusions = [\"x\"]",
             "p.toml:10: « x » n'est pas une adresse; attendu : IPv4, IPv6 ou bloc CIDR (192.0.2.0/28)"}));

INSTANTIATE_TEST_SUITE_P(
    Domains, BadLine,
    testing::Values(
        Case{10, "domaines = [\"fr\"]",
             "p.toml:10: « fr » est un suffixe public, partagé par tous; attendu : un domaine de l'établissement"},
        Case{10, "domaines = [\"asso.fr\"]",
             "p.toml:10: « asso.fr » est un suffixe public, partagé par tous; attendu : un domaine de l'établissement"},
        Case{10, "domaines = [\"*.ch-exemple.fr\"]",
             "p.toml:10: « *.ch-exemple.fr » contient un joker; attendu : \"ch-exemple.fr\" (les sous-domaines sont "
             "compris)"},
        Case{10, "domaines = [\"https://www.ch-exemple.fr/accueil\"]",
             "p.toml:10: « https://www.ch-exemple.fr/accueil » n'est pas un nom de domaine; attendu : "
             "\"www.ch-exemple.fr\""},
        Case{10, "domaines = [\"dsi@ch-exemple.fr\"]",
             "p.toml:10: « dsi@ch-exemple.fr » n'est pas un nom de domaine; attendu : \"ch-exemple.fr\""},
        Case{10, "domaines = [\"192.0.2.1\"]",
             "p.toml:10: « 192.0.2.1 » est une adresse; attendu : un nom de domaine (les adresses vont dans adresses)"},
        Case{10, "domaines = [\"ch exemple.fr\"]",
             "p.toml:10: « ch exemple.fr » n'est pas un nom de domaine; attendu : par exemple \"ch-exemple.fr\""},
        Case{10, "domaines = [\"ch..fr\"]",
             "p.toml:10: « ch..fr » n'est pas un nom de domaine; attendu : par exemple \"ch-exemple.fr\""},
        Case{10, "cloud = [\"fr\"]",
             "p.toml:10: « fr » est un suffixe public, partagé par tous; attendu : un domaine de l'établissement"}));

INSTANTIATE_TEST_SUITE_P(
    Limits, BadLine,
    testing::Values(
        Case{11, "[limites]\npaquets_par_seconde = 0",
             "p.toml:12: paquets_par_seconde = 0 est hors limites; attendu : un nombre de 1 à 10 000 000"},
        Case{11, "[limites]\npaquets_par_seconde_par_adresse = -5",
             "p.toml:12: paquets_par_seconde_par_adresse = -5 est hors limites; attendu : un nombre de 1 à 10 000 000"},
        Case{11, "[limites]\nfenetres = [\"22h-6h\"]",
             "p.toml:12: fenêtre « 22h-6h » mal formée; attendu : \"HH:MM-HH:MM\", par exemple \"22:00-06:00\""},
        Case{11, "[limites]\nfenetres = [\"24:00-06:00\"]",
             "p.toml:12: fenêtre « 24:00-06:00 » mal formée; attendu : \"HH:MM-HH:MM\", par exemple \"22:00-06:00\""},
        Case{11, "[limites]\nfenetres = [\"06:00-06:00\"]",
             "p.toml:12: fenêtre « 06:00-06:00 » mal formée; attendu : \"HH:MM-HH:MM\", par exemple \"22:00-06:00\""},
        Case{11, "[resolution]\nserveurs = [\"192.0.2.0/24\"]",
             "p.toml:12: serveur « 192.0.2.0/24 » inutilisable; attendu : l'adresse IP d'un résolveur DNS"},
        Case{11, "[conservation]\njours = 0", "p.toml:12: jours vaut 0; attendu : de 1 à 3650"}));

TEST(PerimeterFile, WithoutAddressesAndDomainsIsRefused) {
    EXPECT_EQ(problem("[organisation]\nnom=\"CH\"\n[autorisation]\nreference=\"r\"\nsignataire=\"s\"\n"
                      "debut=2026-11-01\nfin=2027-01-31\n[perimetre]\nadresses = []\n"),
              "p.toml:8: le périmètre est vide; attendu : adresses ou domaines");
}

TEST(PerimeterFile, WithoutAuthorisationIsRefused) {
    EXPECT_EQ(problem("[organisation]\nnom = \"CH\"\n[perimetre]\nadresses = [\"192.0.2.1\"]\n"),
              "p.toml:1: la table [autorisation] manque; attendu : [autorisation] avec reference, signataire, debut, "
              "fin, laboratoire, acces_anonyme");
}

TEST(PerimeterFile, ThatIsEmptyOrEnormousIsRefused) {
    EXPECT_EQ(problem(""),
              "p.toml:1: la table [organisation] manque; attendu : [organisation] avec nom, finess_ej, finess_eg, "
              "siret, ght, region");
    EXPECT_EQ(problem(std::string((1U << 20U) + 1, '#')),
              "p.toml:1: le fichier dépasse 1 Mio; attendu : un fichier de périmètre");
}

TEST(PerimeterFile, WithSeveralMistakesReportsTheFirstOfTheFile) {
    EXPECT_EQ(problem("[organisation]\nnom=\"CH\"\nght=\"x\"\n[autorisation]\nreference=\"r\"\nsignataire=\"s\"\n"
                      "debut=2026-11-01\nfin=2026-11-02\n[perimetre]\nadresses = [\"y\"]\n"),
              "p.toml:3: GHT « x » mal formé; attendu : le code de la liste du ministère, par exemple PACA-04");
}

TEST(PerimeterFile, SpeaksEnglishOnRequest) {
    EXPECT_EQ(problem(document(9, "adresses = [\"192.0.2.5/28\"]"), "en"),
              "p.toml:9: '192.0.2.5/28' has bits set below its prefix; expected: \"192.0.2.0/28\" (the block) or "
              "\"192.0.2.5\" (the lone address)");
    EXPECT_EQ(problem(document(11, "adresse = 1"), "en"),
              "p.toml:11: unknown key 'adresse' in [perimetre]; expected: 'adresses'");
}

TEST(PerimeterFile, NeverRepeatsControlCharactersToTheTerminal) {
    EXPECT_EQ(
        problem(document(9, "adresses = [\"a\\u001b[2J\\nb\"]")),
        "p.toml:9: « a\xEF\xBF\xBD[2J b » n'est pas une adresse; attendu : IPv4, IPv6 ou bloc CIDR (192.0.2.0/28)");
}

TEST(PerimeterFile, InALaboratoryMayHoldLoopback) {
    const std::string text = document(9, "adresses = [\"127.0.0.1\"]");
    const auto at = text.find("[perimetre]");
    const auto loaded = parse(text.substr(0, at) + "laboratoire = true\n" + text.substr(at), "p.toml", kAuditDay);

    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_TRUE(loaded->perimeter.authorisation.laboratory);
    EXPECT_THAT(loaded->warnings, IsEmpty());
}

TEST(PerimeterWarning, IsGivenForAFinessWithAWrongKey) {
    EXPECT_THAT(
        warnings(document(2, "nom = \"CH\"\nfiness_eg = [\"2B0100011\"]")),
        ElementsAre("p.toml:3: FINESS « 2B0100011 » : la clé de contrôle est fausse; attendu : 9 caractères, par "
                    "exemple 130786049"));
}

TEST(PerimeterWarning, IsGivenForBlocksThatAreNotInThePerimeter) {
    EXPECT_THAT(warnings(document(11, "exclusions = [\"192.0.2.3\", \"198.51.100.1\"]\nfragiles = [\"198.51.100.2\"]")),
                ElementsAre("p.toml:11: 198.51.100.1 (exclusions) est hors des adresses déclarées",
                            "p.toml:12: 198.51.100.2 (fragiles) est hors des adresses déclarées"));
}

TEST(PerimeterWarning, IsGivenForRepeatedBlocksAndDomains) {
    EXPECT_THAT(warnings(document(9, "adresses = [\"192.0.2.0/28\", \"192.0.2.4/30\"]")),
                ElementsAre("p.toml:9: 192.0.2.4/30 recouvre 192.0.2.0/28, déjà déclaré"));
    EXPECT_THAT(warnings(document(10, "domaines = [\"ch-exemple.fr\", \"www.ch-exemple.fr\"]")),
                ElementsAre("p.toml:10: www.ch-exemple.fr est déjà compris dans ch-exemple.fr"));
}

TEST(PerimeterWarning, IsGivenForAddressesThatTheInternetCannotReach) {
    EXPECT_THAT(warnings(document(9, "adresses = [\"10.1.0.0/24\"]")),
                ElementsAre("p.toml:9: 10.1.0.0/24 est une adresse privée : elle n'est pas joignable depuis Internet"));
}

TEST(PerimeterWarning, IsGivenWhenTheAuthorisationEndsSoon) {
    EXPECT_THAT(warnings(document(7, "fin = 2026-11-25")),
                ElementsAre("p.toml:7: l'autorisation se termine le 2026-11-25"));
}

TEST(PerimeterWarning, IsGivenForLimitsAndResolversThatCannotWork) {
    EXPECT_THAT(
        warnings(document(11,
                          "exclusions = [\"192.0.2.5\"]\n[limites]\npaquets_par_seconde = 10\n"
                          "paquets_par_seconde_par_adresse = 20\n[resolution]\nserveurs = [\"192.0.2.5\"]")),
        ElementsAre("p.toml:14: paquets_par_seconde_par_adresse dépasse paquets_par_seconde, qui s'applique d'abord",
                    "p.toml:16: le serveur 192.0.2.5 est exclu : il ne sera pas interrogé"));
}

TEST(ExampleFile, ReadsBackWithoutErrorOrWarningInBothLanguages) {
    for (const char* lang : {"fr", "en"}) {
        const auto loaded = parse(example_file(kAuditDay, lang), "perimetre.toml", kAuditDay, lang);
        ASSERT_TRUE(loaded) << loaded.error().what;
        EXPECT_THAT(loaded->warnings, IsEmpty()) << lang;
        EXPECT_EQ(base::format_date(loaded->perimeter.authorisation.end), "2027-02-19");
    }
}

TEST(ExampleFile, IsTheSamePerimeterInBothLanguages) {
    const auto french = parse(example_file(kAuditDay, "fr"), "x", kAuditDay);
    const auto english = parse(example_file(kAuditDay, "en"), "x", kAuditDay);

    ASSERT_TRUE(french && english);
    EXPECT_EQ(french->perimeter, english->perimeter);
}

TEST(Load, ReadsAFileAndNamesItInMessages) {
    const std::string path = testing::TempDir() + "vigie-perimeter-load.toml";
    std::ofstream(path) << document(0, "");
    const auto loaded = load(path, kAuditDay);
    std::remove(path.c_str());

    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_EQ(loaded->perimeter.file, path);
    EXPECT_THAT(loaded->perimeter.domains, ElementsAre("ch-exemple.fr"));
}

TEST(Load, OfWhatIsNoFileSaysSo) {
    EXPECT_EQ(load("/nonexistent/p.toml", kAuditDay).error().what,
              "/nonexistent/p.toml:1: le fichier ne peut pas être lu; attendu : un fichier de périmètre (vigie init)");
    const std::string folder = std::filesystem::temp_directory_path().string();
    EXPECT_EQ(load(folder, kAuditDay, "en").error().what,
              folder + ":1: the file cannot be read; expected: a perimeter file (vigie init)");
}

}  // namespace
}  // namespace vigie::perimeter
