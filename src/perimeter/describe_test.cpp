// SPDX-License-Identifier: Apache-2.0
#include "perimeter/describe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "perimeter/block.h"
#include "perimeter/example.h"
#include "perimeter/perimeter_file.h"

namespace vigie::perimeter {
namespace {

using model::CidrBlock;

CidrBlock block(const char* text) {
    return *CidrBlock::parse(text);
}

const base::Date kToday = *base::parse_date("2026-11-21");
const Caps kPrudent{"prudent", 2000, 25};

model::Perimeter example() {
    return parse(example_file(kToday), "perimetre.toml", kToday)->perimeter;
}

TEST(CountAddresses, CountsEachAddressOnceAndLeavesOutTheExcluded) {
    EXPECT_EQ(count_addresses({block("192.0.2.0/28"), block("192.0.2.4/30"), block("192.0.2.77")}, {}),
              (AddressCount{17, 0}));
    EXPECT_EQ(count_addresses({block("192.0.2.0/28"), block("2001:db8::/124")},
                              {block("192.0.2.7"), block("192.0.2.6/31"), block("198.51.100.0/24")}),
              (AddressCount{14, 16}));
    EXPECT_EQ(count_addresses({block("192.0.2.0/28")}, {block("192.0.0.0/16")}), (AddressCount{0, 0}));
}

TEST(Estimate, IsBoundByTheCapOfOneAddressWhenThereAreFew) {
    model::Perimeter perimeter;
    perimeter.addresses = {block("192.0.2.1")};

    const Estimate estimated = estimate(perimeter, kPrudent);

    EXPECT_EQ(estimated.packets, 65536U);
    EXPECT_EQ(estimated.seconds, 2622U);  // 65,536 / 25, rounded up
    EXPECT_EQ(estimated.calendar_seconds, 2622U);
}

TEST(Estimate, IsBoundByTheTotalCapWhenThereAreMany) {
    model::Perimeter perimeter;
    perimeter.addresses = {block("192.0.2.0/24")};

    const Estimate estimated = estimate(perimeter, kPrudent);

    EXPECT_EQ(estimated.packets, 16777216U);
    EXPECT_EQ(estimated.seconds, 8389U);  // / 2,000
}

TEST(Estimate, StretchesOverTheTimeWindows) {
    model::Perimeter perimeter;
    perimeter.addresses = {block("192.0.2.1")};
    perimeter.limits.windows = {{22 * 60, 6 * 60}};

    const Estimate estimated = estimate(perimeter, kPrudent);

    EXPECT_EQ(estimated.minutes_per_day, 480U);
    EXPECT_EQ(estimated.calendar_seconds, 7866U);
}

TEST(Caps, AreLoweredByTheFileAndNeverRaised) {
    model::Perimeter perimeter;
    perimeter.limits.packets_per_second = 100;
    perimeter.limits.packets_per_second_per_address = 1000;

    const Caps prudent = effective_caps(perimeter, kPrudent);
    const Caps lab = effective_caps(perimeter, {"lab", 0, 0});

    EXPECT_EQ(prudent.packets_per_second, 100U);
    EXPECT_EQ(prudent.packets_per_second_per_address, 25U);
    EXPECT_EQ(lab.packets_per_second, 100U);
    EXPECT_EQ(lab.packets_per_second_per_address, 1000U);
}

TEST(Describe, SaysWhatWouldBeProbed) {
    EXPECT_EQ(
        describe(example(), kPrudent),
        "Fichier       : perimetre.toml\n"
        "Organisation  : CH Exemple (FINESS EJ 990000010, EG 990000028, SIRET 90000001900019, GHT PACA-04, région "
        "93 Provence-Alpes-Côte d'Azur)\n"
        "Autorisation  : CONV-0000-000, Direction du CH Exemple, du 2026-11-21 au 2027-02-19\n"
        "Auditeur      : CERT Exemple, SIREN 900000019\n"
        "Adresses      : 16 IPv4, 16 IPv6 (192.0.2.0/28, 192.0.2.77, 2001:db8::/124)\n"
        "Exclusions    : 192.0.2.7\n"
        "Fragiles      : 192.0.2.9\n"
        "Domaines      : ch-exemple.example\n"
        "Cloud         : ch-exemple.stockage.example\n"
        "Débit         : profil prudent, 2 000 paquets/s en tout, 25 paquets/s par adresse\n"
        "Fenêtres      : 22:00-06:00\n"
        "Résolveurs    : ceux du système\n"
        "Estimation    : au moins 2 097 152 paquets pour 65 536 ports TCP par adresse, soit 44 min d'envoi, 2 h 12 "
        "min avec les fenêtres; les répétitions, l'UDP et l'examen des services s'y ajoutent\n");
}

TEST(Describe, SpeaksEnglishOnRequest) {
    model::Perimeter perimeter;
    perimeter.file = "p.toml";
    perimeter.organisation.name = "CH";
    perimeter.authorisation = {"R", "S", kToday, kToday, true, true};
    perimeter.addresses = {block("192.0.2.1")};

    EXPECT_EQ(describe(perimeter, {"lab", 0, 0}, "en"),
              "File          : p.toml\n"
              "Organisation  : CH\n"
              "Authorisation : R, S, from 2026-11-21 to 2026-11-21, laboratory, anonymous access allowed\n"
              "Exchange      : the provider's SIREN is missing, which chapter 3 wants transmitted: [acteurs] "
              "prestataire_siren = \"...\"\n"
              "Addresses     : 1 IPv4, 0 IPv6 (192.0.2.1)\n"
              "Rate          : profile lab, no cap in all, no cap per address\n"
              "Windows       : at any time\n"
              "Resolvers     : those of the system\n"
              "Estimate      : at least 65,536 packets for 65,536 TCP ports per address, at the speed of the link\n");
}

TEST(BlocksBetween, AreTheFewestThatCoverARange) {
    const auto range = [](const char* first, const char* last) {
        std::vector<std::string> texts;
        for (const CidrBlock& b : blocks_between(*model::IpAddress::parse(first), *model::IpAddress::parse(last)))
            texts.push_back(b.text());
        return texts;
    };
    EXPECT_THAT(range("192.0.2.0", "192.0.2.255"), testing::ElementsAre("192.0.2.0/24"));
    EXPECT_THAT(range("192.0.2.7", "192.0.2.8"), testing::ElementsAre("192.0.2.7", "192.0.2.8"));
    EXPECT_THAT(range("0.0.0.0", "255.255.255.255"), testing::ElementsAre("0.0.0.0/0"));
    EXPECT_THAT(range("192.0.2.8", "192.0.2.7"), testing::IsEmpty());
}

}  // namespace
}  // namespace vigie::perimeter
