// SPDX-License-Identifier: Apache-2.0
#include "catalog/fingerprints.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "catalog/prefilter.h"

namespace vigie::catalog {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(VIGIE_SOURCE_DIR) / "data" / "fingerprints";

TEST(Fingerprints, EveryExampleOfTheCatalogueIsRecognisedWithItsVersion) {
    const auto fingerprints = Fingerprints::load(kFolder);
    ASSERT_TRUE(fingerprints) << fingerprints.error().what;

    for (const Fingerprint& fingerprint : fingerprints->all()) {
        EXPECT_FALSE(fingerprint.examples.empty()) << fingerprint.where << ": has no example";
        for (const auto& example : fingerprint.examples) {
            const auto identity = fingerprints->apply(fingerprint, example.text);
            EXPECT_EQ(identity.has_value(), example.matches) << fingerprint.where << ": " << example.text;
            const std::string version = identity ? identity->version : std::string();
            EXPECT_EQ(version, example.matches ? example.version : "") << fingerprint.where << ": " << example.text;
        }
    }
}

TEST(Fingerprints, EachOfTheCatalogueHasAnExampleThatFiresAndOneThatDoesNot) {
    const auto fingerprints = Fingerprints::load(kFolder);
    ASSERT_TRUE(fingerprints) << fingerprints.error().what;

    EXPECT_GE(fingerprints->all().size(), 500U);
    for (const Fingerprint& fingerprint : fingerprints->all()) {
        const auto fires = [](const Fingerprint::Example& example) { return example.matches; };
        EXPECT_TRUE(std::any_of(fingerprint.examples.begin(), fingerprint.examples.end(), fires)) << fingerprint.where;
        EXPECT_FALSE(std::all_of(fingerprint.examples.begin(), fingerprint.examples.end(), fires)) << fingerprint.where;
    }
}

TEST(Fingerprints, EveryExampleIsFoundAmongAllTheOthersByTheOnePassSearch) {
    const auto fingerprints = Fingerprints::load(kFolder);
    ASSERT_TRUE(fingerprints) << fingerprints.error().what;

    for (const Fingerprint& fingerprint : fingerprints->all())
        for (const auto& example : fingerprint.examples) {
            if (!example.matches) continue;
            const auto alone = fingerprints->apply(fingerprint, example.text);
            ASSERT_TRUE(alone) << fingerprint.where;
            model::Facts facts;
            facts.set(fingerprint.fact, example.text);
            const auto found = fingerprints->identify(facts);
            EXPECT_TRUE(std::any_of(found.begin(), found.end(),
                                    [&](const Identity& identity) {
                                        return identity.product == alone->product && identity.version == alone->version;
                                    }))
                << fingerprint.where << ": " << example.text;
        }
}

TEST(Fingerprints, EveryItemOfAListIsRead) {
    const auto fingerprints = Fingerprints::load(kFolder);
    ASSERT_TRUE(fingerprints) << fingerprints.error().what;
    model::Facts facts;
    facts.set("http.fields", std::vector<std::string>{"x-frame-options: DENY", "x-jenkins: 2.440.1"});

    const auto found = fingerprints->identify(facts);

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].product, "Jenkins");
    EXPECT_EQ(found[0].version, "2.440.1");
}

TEST(Questions, EachKeepsWhatItsExampleShowsAndNothingOfTheOther) {
    const auto fingerprints = Fingerprints::load(kFolder);
    ASSERT_TRUE(fingerprints) << fingerprints.error().what;
    ASSERT_FALSE(fingerprints->questions().empty());

    for (const Question& question : fingerprints->questions()) {
        EXPECT_GE(question.examples.size(), 2U) << question.where;
        for (const auto& example : question.examples)
            EXPECT_EQ(question.shown_by(example.reply), example.shown) << question.where;
    }
}

TEST(Questions, WhatEachKeepsMeansAProductThatMayBeAskedByIt) {
    const auto fingerprints = Fingerprints::load(kFolder);
    ASSERT_TRUE(fingerprints) << fingerprints.error().what;

    for (const Question& question : fingerprints->questions()) {
        model::Facts facts;
        facts.append("http.shown", question.examples.front().shown);
        const auto found = fingerprints->identify(facts);
        ASSERT_FALSE(found.empty()) << question.where << ": " << question.examples.front().shown;
        const bool own = std::find(question.products.begin(), question.products.end(), found.front().product) !=
                         question.products.end();
        EXPECT_TRUE(own) << question.where << ": " << found.front().product;
    }
}

TEST(Prefilter, NamesEveryPatternThatMatchesAlsoThoseItCannotTake) {
    const Prefilter prefilter({"^nginx", "(?<word>[a-z]+)-\\k<word>", "apache$"});

    EXPECT_EQ(prefilter.candidates("nginx/1.22.1").front(), 0U);
    const auto both = prefilter.candidates("tic-tic apache");
    EXPECT_NE(std::find(both.begin(), both.end(), 1U), both.end());
    EXPECT_NE(std::find(both.begin(), both.end(), 2U), both.end());
}

TEST(Fingerprints, ThePortableReleaseOfOpenSshGoesToTheUpdateFieldOfTheCpe) {
    EXPECT_EQ(cpe_of("a:openbsd:openssh", "9.2p1"), "cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*");
    EXPECT_EQ(cpe_of("a:f5:nginx", "1.22.1"), "cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*");
    EXPECT_EQ(cpe_of("a:f5:nginx", ""), "cpe:2.3:a:f5:nginx:*:*:*:*:*:*:*:*");
}

TEST(Fingerprints, CharactersThatCpeReservesAreEscaped) {
    EXPECT_EQ(cpe_of("a:x:y", "1:2+3"), "cpe:2.3:a:x:y:1\\:2\\+3:*:*:*:*:*:*:*");
}

TEST(Pattern, GivesUpOnTextMadeToBacktrackForever) {
    const auto pattern = Pattern::compile("^(a+)+$");
    ASSERT_TRUE(pattern);

    EXPECT_FALSE(pattern->match(std::string(5000, 'a') + "b"));
}

TEST(Pattern, SaysWhereAnExpressionIsWrong) {
    const auto pattern = Pattern::compile("a(b");

    ASSERT_FALSE(pattern);
    EXPECT_NE(pattern.error().what.find("a(b"), std::string::npos);
}

}  // namespace
}  // namespace vigie::catalog
