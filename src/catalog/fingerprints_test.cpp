// SPDX-License-Identifier: Apache-2.0
#include "catalog/fingerprints.h"

#include <gtest/gtest.h>

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
