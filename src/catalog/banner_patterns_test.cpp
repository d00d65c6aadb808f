// SPDX-License-Identifier: Apache-2.0
#include "catalog/banner_patterns.h"

#include <gtest/gtest.h>

namespace vigie::catalog {
namespace {

model::BannerPattern vsftpd() {
    model::BannerPattern out;
    out.field = "ftp.banner";
    out.preference = 0.9;
    out.pattern = R"(^\(?vsFTPd (\d[\d.]*)\)?(?: (beta))?)";
    out.ignore_case = true;
    out.parameters = {{0, "service.vendor", "vsFTPd Project"},
                      {1, "service.version", ""},
                      {2, "_tmp.stage", ""},
                      {0, "service.cpe23", "cpe:/a:vsftpd_project:vsftpd:{service.version}:{service.update}"}};
    return out;
}

TEST(BannerPatterns, ReadGroupsLiteralsAndInsertions) {
    const model::BannerPattern one = vsftpd();
    const auto pattern = compile(one);
    ASSERT_TRUE(pattern.has_value());

    const auto values = read_banner(one, *pattern, "(VSFTPD 3.0.3)");
    ASSERT_TRUE(values.has_value());
    EXPECT_EQ(*values, (BannerValues{{"service.vendor", "vsFTPd Project"},
                                     {"service.version", "3.0.3"},
                                     {"service.cpe23", "cpe:/a:vsftpd_project:vsftpd:3.0.3:-"}}));
    EXPECT_FALSE(read_banner(one, *pattern, "ProFTPD 1.3.5").has_value());
}

TEST(BannerPatterns, AskThePreferredFieldFirstAndNeverTheVagueOnes) {
    model::BannerPattern vague = vsftpd();
    vague.field = "html_title";
    vague.pattern = "^";
    model::BannerPattern less = vsftpd();
    less.preference = 0.1;
    less.parameters = {{0, "service.product", "less"}};
    const BannerPatterns patterns({vague, less, vsftpd()});

    EXPECT_EQ(patterns.recognise("vsFTPd 2.3.4")->at("service.vendor"), "vsFTPd Project");
    EXPECT_FALSE(patterns.recognise("anything").has_value());
    EXPECT_EQ(patterns.cpe_of("vsFTPd 2.3.4"), "cpe:2.3:a:vsftpd_project:vsftpd:2.3.4:-:*:*:*:*:*:*");
    EXPECT_EQ(patterns.cpe_of("anything"), "");
}

TEST(BannerPatterns, PassOverAPatternThatIsNone) {
    model::BannerPattern broken = vsftpd();
    broken.pattern = "(";
    EXPECT_EQ(BannerPatterns({broken, vsftpd()}).cpe_of("vsFTPd 2.3.4").substr(0, 9), "cpe:2.3:a");
}

}  // namespace
}  // namespace vigie::catalog
