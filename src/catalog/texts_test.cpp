// SPDX-License-Identifier: Apache-2.0
#include "catalog/texts.h"

#include <fstream>
#include <set>

#include <gtest/gtest.h>

namespace vigie::catalog {
namespace {

TEST(Texts, NestedTablesBecomeDottedKeys) {
    const auto texts = Texts::parse("a = \"one\"\n[b.c]\nd = \"two\"\n", "en");

    ASSERT_TRUE(texts);
    EXPECT_EQ(*texts->find("a"), "one");
    EXPECT_EQ(*texts->find("b.c.d"), "two");
    EXPECT_EQ(texts->find("b.c"), nullptr);
}

TEST(Texts, SomethingElseThanATextIsRefused) {
    const auto texts = Texts::parse("[page]\nsize = 4\n", "en");

    ASSERT_FALSE(texts);
    EXPECT_EQ(texts.error().what, "reading the texts: page.size is not a text");
}

TEST(Texts, AKeyThatOneLanguageLacksIsALoadError) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "vigie-texts-test";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "fr.toml") << "both = \"oui\"\nalone = \"seul\"\n";
    std::ofstream(folder / "en.toml") << "both = \"yes\"\n";

    const auto texts = load_texts(folder, "fr");

    ASSERT_FALSE(texts);
    EXPECT_EQ(texts.error().what, "reading the texts: en.toml lacks the key alone");
    std::filesystem::remove_all(folder);
}

TEST(Texts, BothLanguagesOfTheProjectLoad) {
    for (const char* lang : {"fr", "en"}) {
        const auto texts = load_texts(VIGIE_SOURCE_DIR "/data/texts", lang);
        ASSERT_TRUE(texts) << texts.error().what;
        EXPECT_EQ(texts->lang(), lang);
        EXPECT_GT(texts->keys().size(), 100U);
    }
}

// A {name} that the translator dropped or misspelt would print a raw "{n}" or lose a number.
TEST(Texts, BothLanguagesFillInTheSameNames) {
    const auto names_in = [](const std::string& text) {
        std::multiset<std::string> names;
        for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1))
            names.insert(text.substr(open, text.find('}', open) - open));
        return names;
    };
    const auto fr = load_texts(VIGIE_SOURCE_DIR "/data/texts", "fr");
    const auto en = load_texts(VIGIE_SOURCE_DIR "/data/texts", "en");
    ASSERT_TRUE(fr && en);

    for (const std::string& key : fr->keys()) {
        EXPECT_EQ(names_in(*fr->find(key)), names_in(*en->find(key))) << key;
    }
}

TEST(Texts, UnknownLanguageIsRefused) {
    EXPECT_FALSE(load_texts(VIGIE_SOURCE_DIR "/data/texts", "de"));
}

TEST(Fill, ReplacesNamesOnceAndLeavesTheRest) {
    EXPECT_EQ(fill("{n} of {total}, {x} {", {{"n", "{total}"}, {"total", "5"}}), "{total} of 5, {x} {");
}

TEST(TypesetFrench, PutsNoBreakSpacesWhereATypistPutsSpaces) {
    EXPECT_EQ(typeset_french("« oui » : 12 % ; non !"),
              "\xC2\xAB\xC2\xA0oui\xC2\xA0\xC2\xBB\xC2\xA0: 12\xE2\x80\xAF%\xE2\x80\xAF; non\xE2\x80\xAF!");
}

TEST(TypesetFrench, LeavesAddressesAndUrlsAlone) {
    EXPECT_EQ(typeset_french("https://a.fr:8443/?q=1 2001:db8::1"), "https://a.fr:8443/?q=1 2001:db8::1");
}

}  // namespace
}  // namespace vigie::catalog
