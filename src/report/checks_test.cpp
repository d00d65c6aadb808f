// SPDX-License-Identifier: Apache-2.0
#include "report/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vigie::report {
namespace {

using ::testing::ElementsAre;

TEST(GenericTitle, HasNoPlaceLeftToFill) {
    EXPECT_EQ(generic_title("Transfert de zone autorisé à tous pour {name}", "fr"),
              "Transfert de zone autorisé à tous pour un domaine");
    EXPECT_EQ(generic_title("DMARC de {name} appliqué en partie", "fr"), "DMARC d'un domaine appliqué en partie");
    EXPECT_EQ(generic_title("{name} is not signed (DNSSEC)", "en"), "A domain is not signed (DNSSEC)");
    EXPECT_EQ(generic_title("Console web de base de données exposée : {product}", "fr"),
              "Console web de base de données exposée");
    EXPECT_EQ(generic_title("Stockage en nuage listé à tous : {name}", "fr"), "Stockage en nuage listé à tous");
    EXPECT_EQ(generic_title("Printer exposed to the Internet ({protocol})", "en"), "Printer exposed to the Internet");
    EXPECT_EQ(generic_title("Commandes Unix ({protocol}) ouvertes", "fr"), "Commandes Unix ouvertes");
}

TEST(CheckTitles, EveryRuleHasOneInBothLanguages) {
    for (const char* lang : {"fr", "en"}) {
        const auto titles = load_check_titles(VIGIE_SOURCE_DIR "/data", lang);
        ASSERT_TRUE(titles) << titles.error().what;
        EXPECT_GT(titles->size(), 200U);
        for (const auto& [id, title] : *titles) {
            EXPECT_FALSE(title.title.empty()) << id;
            EXPECT_EQ(title.title.find_first_of("{}"), std::string::npos) << id << ": " << title.title;
        }
    }
}

TEST(GroupedChecks, ProtocolsThenStepsThenSubjectsThenWhatHasNoName) {
    const auto texts = catalog::load_texts(VIGIE_SOURCE_DIR "/data/texts", "fr");
    const auto titles = load_check_titles(VIGIE_SOURCE_DIR "/data", "fr");
    ASSERT_TRUE(texts && titles);
    const Say say(*texts);

    const auto groups = grouped_checks(
        say, *titles,
        {"scan.nobody_knows", "ssh.identify", "ssh.password", "tls.suites", "dns.identify", "dns.zone_transfer"});

    ASSERT_EQ(groups.size(), 5U);
    EXPECT_EQ(groups[0].title, "Protocoles reconnus");
    EXPECT_THAT(groups[0].items, ElementsAre("dns", "ssh"));
    EXPECT_THAT(groups[1].items, ElementsAre("Suites cryptographiques et leur ordre"));
    EXPECT_EQ(groups[2].title, "Accès à distance");
    EXPECT_EQ(groups[3].title, "Noms et domaines");
    EXPECT_THAT(groups[4].items, ElementsAre("scan.nobody_knows"));
}

}  // namespace
}  // namespace vigie::report
