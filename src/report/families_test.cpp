// SPDX-License-Identifier: Apache-2.0
#include "report/families.h"

#include <gtest/gtest.h>

namespace vigie::report {
namespace {

model::Finding at(const std::string& address, model::Port port, const std::string& product) {
    model::Finding out;
    out.rule = "ssh.password";
    out.criticality = model::Criticality::critique;
    out.asset = address;
    out.port = port;
    const std::string number = std::to_string(port);
    out.title = "SSH avec mot de passe";
    out.description = "Le serveur de " + address + ":" + number + "/tcp (" + product + ") accepte un mot de passe.";
    out.recommendation = "Fermer le port " + number + " de " + address + ".";
    out.id = "f-" + address + "-" + number;
    return out;
}

TEST(WithoutPlace, TakesOutAddressAndPortButNoPartOfAnotherNumber) {
    const model::Finding finding = at("192.0.2.1", 22, "OpenSSH 9.2");

    EXPECT_EQ(without_place("Fermer le port 22 de 192.0.2.1, garder 2222 et 192.0.2.1:22/tcp.", finding),
              "Fermer le port \x01 de \x01, garder 2222 et \x01.");
    EXPECT_EQ(without_place("Fermer 22/tcp, bloquer 22 et 23.", finding), "Fermer \x01/tcp, bloquer 22 et 23.");
}

TEST(Families, AnAddressOfIpv6AndOneOfIpv4ShareTheirAdvice) {
    model::Finding one = at("2001:db8:20::80", 8080, "nginx");
    model::Finding two = at("192.0.2.11", 80, "nginx");
    one.recommendation = "Rediriger [2001:db8:20::80]:8080 vers HTTPS.";
    two.recommendation = "Rediriger 192.0.2.11:80 vers HTTPS.";

    EXPECT_EQ(families_of({&one, &two}).size(), 1U);
}

TEST(Families, AdviceThatNamesThePortsOfAllPlacesDoesNotPartThem) {
    model::Finding one = at("192.0.2.20", 139, "Samba 4.17");
    model::Finding two = at("192.0.2.20", 445, "Samba 4.17");
    one.recommendation = two.recommendation = "Bloquer 445 et 139 au pare-feu.";

    EXPECT_EQ(families_of({&one, &two}).size(), 1U);
}

TEST(Families, OneRuleInSeveralPlacesIsOneFamily) {
    const model::Finding one = at("192.0.2.1", 22, "OpenSSH 9.2");
    const model::Finding two = at("192.0.2.7", 2222, "OpenSSH 7.4");

    EXPECT_EQ(families_of({&one, &two}), (std::vector<Findings>{{&one, &two}}));
}

TEST(Families, AnotherAdviceIsAnotherFamily) {
    const model::Finding one = at("192.0.2.1", 22, "OpenSSH 9.2");
    model::Finding two = at("192.0.2.7", 22, "OpenSSH 9.2");
    two.recommendation = "Remplacer 192.0.2.7.";

    EXPECT_EQ(families_of({&one, &two}).size(), 2U);
}

TEST(Families, TheVulnerabilitiesOfOneComponentStayTogetherWithTheirPlacesBesideEachOther) {
    model::Finding one = at("192.0.2.1", 22, "");
    one.rule = "cve";
    one.component = "OpenSSH 7.4";
    one.cve = "CVE-2018-15473";
    one.recommendation = "Mettre à jour vers 7.8.";
    model::Finding two = one;
    two.cve = "CVE-2023-38408";
    two.recommendation = "Mettre à jour vers 9.3.";
    model::Finding again = one;
    again.asset = "192.0.2.7";

    EXPECT_EQ(families_of({&one, &two, &again}), (std::vector<Findings>{{&one, &again, &two}}));
}

}  // namespace
}  // namespace vigie::report
