// SPDX-License-Identifier: Apache-2.0
#include "inspect/dns/mta_sts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vigie::inspect {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MtaStsPolicy, IsReadWithBothKindsOfLineEnds) {
    for (const char* end : {"\n", "\r\n"}) {
        std::string text;
        for (const char* line : {"version: STSv1", "mode: enforce", "mx: Mail.CH-Exemple.fr", "mx: *.relais.example",
                                 "max_age: 604800", "x-unknown: 1"})
            text += std::string(line) + end;
        const MtaStsPolicy policy = parse_mta_sts(text);

        EXPECT_EQ(policy.mode, "enforce");
        EXPECT_THAT(policy.servers, ElementsAre("mail.ch-exemple.fr", "*.relais.example"));
        EXPECT_THAT(policy.faults, IsEmpty());
    }
}

TEST(MtaStsPolicy, NamesWhatIsMissingOrWrong) {
    EXPECT_THAT(parse_mta_sts("").faults, ElementsAre("version: STSv1 ?", "mode ?", "max_age ?", "mx ?"));
    EXPECT_THAT(parse_mta_sts("<html>not here</html>\n").faults,
                ElementsAre("<html>not here</html>", "version: STSv1 ?", "mode ?", "max_age ?", "mx ?"));
    EXPECT_THAT(parse_mta_sts("version: STSv1\nmode: always\nmx: a.fr\nmax_age: 99999999999\n").faults,
                ElementsAre("mode: always", "max_age: 99999999999", "mode ?", "max_age ?"));
    EXPECT_THAT(parse_mta_sts("version: STSv1\nmode: enforce\nmx: a.*.fr\nmx: *.\nmax_age: 1\n").faults,
                ElementsAre("mx: a.*.fr", "mx: *.", "mx ?"));
    EXPECT_THAT(parse_mta_sts("version: STSv1\nmode: none\nmax_age: 1\n").faults, IsEmpty());
}

TEST(MtaStsPolicy, AnEndlessOneIsReadToALimit) {
    std::string text = "version: STSv1\nmode: enforce\nmax_age: 1\n";
    for (int i = 0; i < 100'000; ++i) text += "mx: a.fr\n:\nnonsense\n";

    const MtaStsPolicy policy = parse_mta_sts(text);

    EXPECT_LE(policy.servers.size(), 256U);
    EXPECT_LE(policy.faults.size(), 8U);
}

TEST(MtaStsPolicy, AWildcardStandsForOneLabel) {
    const MtaStsPolicy policy = parse_mta_sts("version: STSv1\nmode: enforce\nmx: mail.a.fr\nmx: *.b.fr\nmax_age: 1\n");

    EXPECT_TRUE(covers(policy, "MAIL.a.fr."));
    EXPECT_TRUE(covers(policy, "mx1.b.fr"));
    EXPECT_FALSE(covers(policy, "b.fr"));
    EXPECT_FALSE(covers(policy, "x.mx1.b.fr"));
    EXPECT_FALSE(covers(policy, "mail.a.fr.evil.example"));
    EXPECT_FALSE(covers(policy, ".b.fr"));
}

}  // namespace
}  // namespace vigie::inspect
