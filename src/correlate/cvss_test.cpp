// SPDX-License-Identifier: Apache-2.0
#include "correlate/cvss.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace vigie::correlate {
namespace {

struct ScoreCase {
    const char* vector;
    const char* score;
};

TEST(Cvss, ScoresAVectorWithAllItsMetrics) {
    constexpr ScoreCase kCases[] = {
        // 2.0: the three examples of the guide, and the corners
        {"AV:N/AC:L/Au:N/C:N/I:N/A:C", "7.8"},
        {"AV:N/AC:L/Au:N/C:C/I:C/A:C", "10.0"},
        {"AV:L/AC:H/Au:N/C:C/I:C/A:C", "6.2"},
        {"AV:N/AC:L/Au:N/C:N/I:N/A:N", "0.0"},
        {"(AV:N/AC:M/Au:N/C:P/I:P/A:P)", "6.8"},
        {"AV:N/AC:L/Au:N/C:P/I:P/A:P", "7.5"},
        {"AV:N/AC:M/Au:N/C:N/I:P/A:N", "4.3"},
        {"AV:L/AC:L/Au:N/C:P/I:N/A:N", "2.1"},
        {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C", "6.4"},
        {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H", "9.2"},
        {"AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L", "9.0"},
        // 3.0 and 3.1
        {"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8"},
        {"CVSS:3.0/S:U/AV:N/AC:L/PR:H/UI:N/C:L/I:L/A:N/E:F/RL:X", "3.7"},
        {"CVSS:3.0/AV:L/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N/MAV:A/MAC:L/MPR:N/MUI:N/MS:U/MC:L/MI:N/MA:N", "4.3"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "10.0"},
        {"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H", "8.1"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "7.5"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "6.1"},
        {"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:N", "5.9"},
        {"CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", "7.8"},
        {"CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", "1.6"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "0.0"},
        {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", "9.9"},
        {"CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N", "9.8"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:U", "7.8"},
        // 4.0: worst case, no impact, ties that binary arithmetic rounds down, threat metrics
        {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", "10.0"},
        {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:P", "9.0"},
        {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/CR:H/IR:H/AR:H", "7.3"},
        {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", "0.0"},
        {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L", "9.2"},
        {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:H/SI:N/SA:L", "7.8"},
        {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:N/SC:N/SI:L/SA:N", "6.9"},
        {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "9.3"},
        {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/S:N/AU:N/R:A/V:D/RE:L/U:Clear", "7.3"},
        {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/MSI:S", "8.9"},
    };
    for (const ScoreCase& one : kCases) {
        const auto result = score(one.vector);
        ASSERT_TRUE(result.has_value()) << one.vector << ": " << result.error().what;
        EXPECT_EQ(tenths_text(result->overall), one.score) << one.vector;
    }
}

TEST(Cvss, KeepsBaseTemporalAndEnvironmentalApart) {
    const auto result = score(
        "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:N/E:H/RL:O/RC:C/CR:H/IR:H/AR:H/MAV:N/MAC:H/MPR:L/MUI:N/MS:C/MC:H/"
        "MI:H/MA:H");

    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->base, 93);
    EXPECT_EQ(result->temporal, 89);
    EXPECT_EQ(result->environmental, 81);
    EXPECT_EQ(result->overall, 81);
}

TEST(Cvss, RefusesWhatTheSpecificationCallsInvalid) {
    constexpr const char* kInvalid[] = {
        "",
        "CVSS:3.1",
        "CVSS:3.1/",
        "CVSS:5.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",           // A is missing
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/",      // empty last part
        "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",  // twice
        "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",       // no such value
        "CVSS:3.1/AV:NA/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",      // two letters
        "CVSS:3.1/AV:n/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",       // lower case
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/Q:H",   // no such metric
        "cvss:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H ",
        "CVSS:4.0/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N",                     // 3.x metrics behind a 4.0 prefix
        "CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H",  // 4.0 fixes the order
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:S/SA:H",  // Safety only in MSI, MSA
        "AV:N/AC:L/Au:N/C:C/I:C",
        "AV:N/AC:L/AU:N/C:C/I:C/A:C",
        "CVSS:2.0/AV:N/AC:L/Au:N/C:C/I:C/A:C",
    };
    for (const char* vector : kInvalid) EXPECT_FALSE(score(vector).has_value()) << vector;
    EXPECT_FALSE(score("CVSS:3.1/" + std::string(10'000, 'A')).has_value());
}

TEST(Cvss, NamesSeverityAtTheExactLimits) {
    EXPECT_EQ(severity_of(0), "None");
    EXPECT_EQ(severity_of(1), "Low");
    EXPECT_EQ(severity_of(39), "Low");
    EXPECT_EQ(severity_of(40), "Medium");
    EXPECT_EQ(severity_of(69), "Medium");
    EXPECT_EQ(severity_of(70), "High");
    EXPECT_EQ(severity_of(89), "High");
    EXPECT_EQ(severity_of(90), "Critical");
    EXPECT_EQ(severity_of(100), "Critical");
}

// Lines "VECTOR - 9.8" or "VECTOR - (base, temporal, environmental)" of the published test vectors.
TEST(Cvss, AgreesWithEveryPublishedVector) {
    const char* folder = std::getenv("VIGIE_TEST_DATA");
    if (folder == nullptr) GTEST_SKIP() << "set VIGIE_TEST_DATA to the folder with cvss/vectors_*";
    int checked = 0;
    for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(folder) / "cvss")) {
        std::ifstream in(file.path());
        std::string line;
        while (std::getline(in, line)) {
            const auto separator = line.find(" - ");
            if (separator == std::string::npos) continue;
            const std::string vector = line.substr(0, separator);
            std::vector<std::string> expected;
            std::string number;
            for (const char c : line.substr(separator + 3) + ",") {
                if ((c >= '0' && c <= '9') || c == '.')
                    number += c;
                else if (!number.empty())
                    expected.push_back(std::exchange(number, {}));
            }
            const auto result = score(vector);
            ASSERT_TRUE(result.has_value()) << vector << ": " << result.error().what;
            const std::vector<int> ours = {result->base, result->temporal, result->environmental};
            ASSERT_FALSE(expected.empty()) << line;
            for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(tenths_text(ours[i]), expected[i]) << line;
            ++checked;
        }
    }
    EXPECT_GT(checked, 4000);
}

}  // namespace
}  // namespace vigie::correlate
