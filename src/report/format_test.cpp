// SPDX-License-Identifier: Apache-2.0
#include "report/format.h"

#include <gtest/gtest.h>

namespace vigie::report {
namespace {

class SayIn : public testing::Test {
protected:
    static catalog::Texts load(const char* lang) { return *catalog::load_texts(VIGIE_SOURCE_DIR "/data/texts", lang); }
    catalog::Texts french_ = load("fr");
    catalog::Texts english_ = load("en");
    Say fr_{french_};
    Say en_{english_};
};

TEST_F(SayIn, NumbersAreGroupedAsTheLanguageDoes) {
    EXPECT_EQ(fr_.number(1234567),
              "1\xE2\x80\xAF"
              "234\xE2\x80\xAF"
              "567");
    EXPECT_EQ(en_.number(1234567), "1,234,567");
    EXPECT_EQ(fr_.number(999), "999");
    EXPECT_EQ(fr_.decimal(9.8), "9,8");
    EXPECT_EQ(en_.decimal(9.8), "9.8");
    EXPECT_EQ(fr_.percent(0.021), "2,1\xE2\x80\xAF%");
}

TEST_F(SayIn, DatesAreWords) {
    EXPECT_EQ(fr_.date("2026-11-01"), "1er novembre 2026");
    EXPECT_EQ(fr_.date("2026-08-21T10:00:00Z"), "21 août 2026");
    EXPECT_EQ(en_.date("2026-11-01"), "1 November 2026");
    EXPECT_EQ(fr_.date("soon"), "–");
    EXPECT_EQ(fr_.instant(*base::parse_instant("2026-11-21T07:05:59Z")),
              "21 novembre 2026 à 7\xC2\xA0h\xC2\xA0"
              "05 (UTC)");
}

TEST_F(SayIn, ADateInASentenceIsWordsAndAVersionThatLooksLikeOneStays) {
    EXPECT_EQ(fr_.prose("maintenue depuis le 2026-09-07."), "maintenue depuis le 7 septembre 2026.");
    EXPECT_EQ(en_.prose("extended (until 2027-01-02), since 2026-09-07."),
              "extended (until 2 January 2027), since 7 September 2026.");
    EXPECT_EQ(fr_.prose("version 2024-06-22"), "version 2024-06-22");
    EXPECT_EQ(fr_.prose("vu le 2026-09-07T10:00:00Z"), "vu le 2026-09-07T10:00:00Z");
}

TEST_F(SayIn, ZeroIsSingularInFrenchOnly) {
    EXPECT_EQ(fr_.count("count.finding", 0), "0 constat");
    EXPECT_EQ(en_.count("count.finding", 0), "0 findings");
    EXPECT_EQ(fr_.count("count.finding", 1), "1 constat");
    EXPECT_EQ(fr_.count("count.finding", 2), "2 constats");
    EXPECT_EQ(fr_.enumerate({"a", "b", "c"}), "a, b et c");
}

TEST_F(SayIn, AMissingKeyIsRemembered) {
    EXPECT_EQ(fr_.text("no.such.key"), "");
    EXPECT_EQ(*fr_.missing().begin(), "no.such.key");
}

TEST_F(SayIn, EveryWordOfTheModelHasAText) {
    for (int i = 0; i < 5; ++i) {
        (void)fr_.word(static_cast<model::Criticality>(i));
        (void)fr_.word(static_cast<model::Category>(i));
        (void)fr_.word(static_cast<model::Status>(i));
        (void)fr_.text("letter." + std::string(name_of(static_cast<model::Criticality>(i))));
        (void)fr_.text("change." + std::string(name_of(static_cast<model::Status>(i))) + ".one");
    }
    for (int i = 0; i < 4; ++i) (void)fr_.word(static_cast<model::Access>(i));
    for (int i = 0; i < 3; ++i) {
        (void)fr_.word(static_cast<model::Level>(i));
        (void)fr_.word(static_cast<model::Certainty>(i));
    }
    EXPECT_TRUE(fr_.missing().empty()) << *fr_.missing().begin();
}

TEST(Sentences, EndWhereOneEndsAndNotInTheMiddle) {
    EXPECT_EQ(sentences("Fermer le port. Relire les journaux.", 80), "Fermer le port. Relire les journaux.");
    EXPECT_EQ(sentences("Fermer le port. Relire les journaux.", 30), "Fermer le port.");
    EXPECT_EQ(sentences("Fermer le port au pare-feu et relire", 20), "Fermer le port au…");
    EXPECT_EQ(sentences("1.4 accepté. Fermer le port au pare-feu et relire tout.", 45),
              "1.4 accepté. Fermer le port au pare-feu et…");
}

TEST(Sentences, EndBeforeACapitalAndNotInsideAVersionOrAnAbbreviation) {
    EXPECT_EQ(sentences_of("Mettre à jour vers 1.10. Élargir. ex. nginx. Fin."),
              (std::vector<std::string>{"Mettre à jour vers 1.10.", "Élargir. ex. nginx.", "Fin."}));
    EXPECT_TRUE(sentences_of("").empty());
}

TEST(Clean, TakesOutWhatDeceivesTheEye) {
    EXPECT_EQ(clean("a\xE2\x80\xAE"
                    "b\xE2\x81\xA6"
                    "c\xEF\xBB\xBF"),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD"
              "c\xEF\xBF\xBD");
    EXPECT_EQ(clean("bell\x07 c1\xC2\x9B ok\xC2\xA0é"), "bell\xEF\xBF\xBD c1\xEF\xBF\xBD ok\xC2\xA0é");
    EXPECT_EQ(clean("cut\xC3"), "cut\xEF\xBF\xBD");
}

TEST(EscapeMarkup, LeavesNoMarkup) {
    EXPECT_EQ(escape_markup("<a b='c'>&\""), "&lt;a b=&#39;c&#39;&gt;&amp;&quot;");
}

TEST(ShowBytes, TextStaysTextAndBytesBecomeHexadecimal) {
    EXPECT_EQ(show_bytes("220 ready\r\nmore\r\n", 100), "220 ready\nmore");
    EXPECT_EQ(show_bytes(std::string_view("\x01\x00\xCD"
                                          "A",
                                          4),
                         64),
              "01 00 cd 41                                      ...A\n");
    EXPECT_EQ(show_bytes(std::string(5000, 'x'), 100).size(), 100U);
}

TEST(SetQuotes, PutsARealApostropheBetweenLettersAndQuotesWhatIsTyped) {
    EXPECT_EQ(set_quotes("d'Internet, l'État, '@%' et `apt changelog`", true),
              "d’Internet, l’État, '@%' et « apt changelog »");
    EXPECT_EQ(set_quotes("`dpkg -l` isn't `odd", false), "`dpkg -l` isn’t `odd");
    EXPECT_EQ(set_quotes("run `dpkg -l`", false), "run “dpkg -l”");
}

TEST(AsSentence, HasACapitalAndOneFullStop) {
    EXPECT_EQ(as_sentence("observé : ssh"), "Observé : ssh.");
    EXPECT_EQ(as_sentence("Déjà une phrase."), "Déjà une phrase.");
    EXPECT_EQ(as_sentence(""), "");
}

TEST(PlaceOf, NamesThePortOnlyWhenThereIsOne) {
    model::Finding finding;
    finding.asset = "2001:db8::1";
    finding.port = 53;
    finding.transport = model::Transport::udp;
    EXPECT_EQ(place_of(finding), "[2001:db8::1]:53/udp");
    finding.asset = "ch-exemple.fr";
    finding.port = 0;
    EXPECT_EQ(place_of(finding), "ch-exemple.fr");
}

}  // namespace
}  // namespace vigie::report
