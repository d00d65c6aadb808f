// SPDX-License-Identifier: Apache-2.0
#include "perimeter/identifiers.h"

#include <gtest/gtest.h>

namespace vigie::perimeter {
namespace {

TEST(Luhn, HoldsForTheClassicNumberAndNotForItsNeighbour) {
    EXPECT_TRUE(valid_luhn("79927398713"));
    EXPECT_FALSE(valid_luhn("79927398714"));
    EXPECT_FALSE(valid_luhn(""));
    EXPECT_FALSE(valid_luhn("7992739871x"));
}

TEST(Siren, IsNineDigitsWithAKey) {
    EXPECT_EQ(check_siren("200034528"), Validity::valid);
    EXPECT_EQ(check_siren("200034582"), Validity::wrong_key);
    EXPECT_EQ(check_siren("20003452"), Validity::wrong_form);
    EXPECT_EQ(check_siren("2000345 8"), Validity::wrong_form);
}

TEST(Siret, IsFourteenDigitsBeginningWithASiren) {
    EXPECT_EQ(check_siret("20003452800014"), Validity::valid);
    EXPECT_EQ(check_siret("73282932000074"), Validity::valid);
    EXPECT_EQ(check_siret("20003452800041"), Validity::wrong_key);
    EXPECT_EQ(check_siret("2000345280001"), Validity::wrong_form);
}

TEST(Siret, WithALuhnSumOverABadSirenIsWrong) {
    // 200034582 is no SIREN; the last digit makes the fourteen pass nevertheless.
    ASSERT_TRUE(valid_luhn("20003458200003"));
    EXPECT_EQ(check_siret("20003458200003"), Validity::wrong_key);
}

TEST(Siret, OfLaPosteMayUseTheSumOfDigits) {
    EXPECT_EQ(check_siret("35600000000048"), Validity::valid);
    EXPECT_EQ(check_siret("35600000009075"), Validity::valid);
    EXPECT_EQ(check_siret("35600000009076"), Validity::wrong_key);
}

TEST(Finess, OfRealHospitalsPasses) {
    for (const char* number : {"750712184", "130786049", "690781810", "870000015"})
        EXPECT_EQ(check_finess(number), Validity::valid) << number;
}

TEST(Finess, OfCorsicaCountsItsLetterAsADigit) {
    EXPECT_EQ(check_finess("2B0000012"), Validity::valid);
    EXPECT_EQ(check_finess("2A0000014"), Validity::valid);
    EXPECT_EQ(check_finess("2B0100011"), Validity::wrong_key);
}

TEST(Finess, HasNineCharactersAndALetterOnlyInSecondPlace) {
    EXPECT_EQ(check_finess("13078604"), Validity::wrong_form);
    EXPECT_EQ(check_finess("A30786049"), Validity::wrong_form);
    EXPECT_EQ(check_finess("1307860A9"), Validity::wrong_form);
    EXPECT_EQ(check_finess("2b0000012"), Validity::wrong_form);
}

TEST(GhtCode, IsLettersADashAndTwoDigits) {
    for (const char* code : {"ARA-01", "NA-04", "PACA-04"}) EXPECT_EQ(check_ght(code), Validity::valid) << code;
    for (const char* code : {"", "PACA", "PACA-4", "PACA-004", "P-04", "PROVE-04", "paca-04", "PACA-0X"})
        EXPECT_EQ(check_ght(code), Validity::wrong_form) << code;
}

TEST(Region, IsKnownByItsInseeCode) {
    EXPECT_EQ(region_name("93"), "Provence-Alpes-Côte d'Azur");
    EXPECT_EQ(region_name("06"), "Mayotte");
    EXPECT_EQ(region_name("05"), "");
    EXPECT_EQ(region_codes().size(), 18U);
}

}  // namespace
}  // namespace vigie::perimeter
