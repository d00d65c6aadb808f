// SPDX-License-Identifier: Apache-2.0
#include "assess/verdict.h"

#include <gmock/gmock.h>

#include "assess/fixture.h"

namespace vigie::assess {
namespace {

using model::Finding;
using model::Level;
using model::Status;
using model::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr bool kFirst = false;
constexpr bool kLater = true;

Verdict strict(const std::vector<Finding>& findings) {
    return decide(findings, full_coverage(), Policy::strict, kLater, "fr");
}

// The colours under strict, lettre, tolerance, as three letters.
std::string colours(const std::vector<Finding>& findings, bool has_previous) {
    const Verdict verdict = decide(findings, full_coverage(), Policy::strict, has_previous, "fr");
    std::string out;
    for (const char* policy : {"strict", "lettre", "tolerance"})
        out += std::string(name_of(verdict.alternatives.at(policy))).substr(0, 1);
    return out;
}

TEST(Verdict, NothingFoundAndAllTestedIsGreenUnderEveryPolicy) {
    EXPECT_EQ(colours({}, kLater), "vvv");
}

TEST(Verdict, OneCriticalRiskIsRedUnderEveryPolicy) {
    EXPECT_EQ(colours({critical_risk("f-1")}, kLater), "rrr");
    EXPECT_EQ(colours({critical_risk("f-1")}, kFirst), "rrr");
}

TEST(Verdict, ACriticalVulnerabilityIsRedFromNineOn) {
    EXPECT_EQ(colours({cve("f-1", 9.0)}, kLater), "rrr");
    EXPECT_EQ(colours({cve("f-1", 8.999999999)}, kLater), "rrr");
    EXPECT_EQ(strict({cve("f-1", 8.9)}).level, Level::orange);
    EXPECT_EQ(strict({cve("f-1", 7.0)}).level, Level::orange);
    EXPECT_EQ(strict({cve("f-1", 6.9)}).level, Level::vert);
}

TEST(Verdict, AVulnerabilityWithoutScoreFollowsTheVendorsWord) {
    Finding unscored = cve("f-1", 9.8);
    unscored.cvss.reset();

    EXPECT_EQ(strict({unscored}).level, Level::rouge);
    unscored.criticality = model::Criticality::haute;
    EXPECT_EQ(strict({unscored}).level, Level::orange);
}

TEST(Verdict, ANewHighBlocksGreenExceptUnderTolerance) {
    EXPECT_EQ(colours({with(cve("f-1", 7.5), Status::nouveau)}, kLater), "oov");
}

TEST(Verdict, AHighAlreadyThereLastTimeBlocksGreenExceptUnderTheLetter) {
    EXPECT_EQ(colours({with(cve("f-1", 7.5), Status::persistant)}, kLater), "ovo");
}

TEST(Verdict, AHighThatCameBackIsExcusedByNoReading) {
    EXPECT_EQ(colours({with(cve("f-1", 7.5), Status::reapparu)}, kLater), "ooo");
}

TEST(Verdict, WithoutAPreviousAuditNoReadingExcusesAHigh) {
    EXPECT_EQ(colours({with(cve("f-1", 7.5), Status::nouveau)}, kFirst), "ooo");
}

TEST(Verdict, AnObsoleteComponentIsOrangeUnderEveryPolicy) {
    EXPECT_EQ(colours({obsolete("f-1")}, kLater), "ooo");
}

TEST(Verdict, AHighExposureWithoutScoreCapsOnlyTheStrictPolicy) {
    EXPECT_EQ(colours({high_exposure("f-1")}, kLater), "ovv");
}

TEST(Verdict, AMediumFindingLeavesItGreen) {
    EXPECT_EQ(colours({finding("f-1")}, kLater), "vvv");
}

TEST(Verdict, AnUndeterminedCriticalIsOrangeAndWouldBeRedIfConfirmed) {
    const Verdict verdict = strict({unsure(critical_risk("f-1"))});

    EXPECT_EQ(verdict.level, Level::orange);
    EXPECT_EQ(verdict.if_confirmed, Level::rouge);
    ASSERT_EQ(verdict.reasons.size(), 1U);
    EXPECT_EQ(verdict.reasons[0].rule, "undetermined");
    EXPECT_THAT(verdict.reasons[0].findings, ElementsAre("f-1"));
}

TEST(Verdict, AnUndeterminedHighIsOrange) {
    const Verdict verdict = strict({unsure(cve("f-1", 7.5))});

    EXPECT_EQ(verdict.level, Level::orange);
    EXPECT_EQ(verdict.if_confirmed, Level::orange);
}

TEST(Verdict, CertainFindingsLeaveNothingToConfirm) {
    EXPECT_EQ(strict({critical_risk("f-1")}).if_confirmed, std::nullopt);
}

TEST(Verdict, CuredAndUnaffectedFindingsNeverCount) {
    Finding unaffected = critical_risk("f-1");
    unaffected.certainty = model::Certainty::non_affecte;

    EXPECT_EQ(colours({unaffected, with(critical_risk("f-2"), Status::corrige)}, kLater), "vvv");
}

TEST(Verdict, AFindingThatWasNotTestedAgainCountsAsUndetermined) {
    const Verdict verdict = strict({with(critical_risk("f-1"), Status::non_reteste)});

    EXPECT_EQ(verdict.level, Level::orange);
    EXPECT_EQ(verdict.if_confirmed, Level::rouge);
    EXPECT_EQ(verdict.reasons.at(0).rule, "not-retested");
}

TEST(Verdict, AnObsoleteComponentWithACriticalVulnerabilityIsNamedAsAPair) {
    const Verdict verdict = strict({obsolete("f-old"), cve("f-cve", 9.8)});

    EXPECT_EQ(verdict.level, Level::rouge);
    ASSERT_GE(verdict.reasons.size(), 2U);
    EXPECT_EQ(verdict.reasons[0].rule, "obsolete-critical");
    EXPECT_EQ(verdict.reasons[0].clause, "2.5.2.2");
    EXPECT_THAT(verdict.reasons[0].findings, UnorderedElementsAre("f-old", "f-cve"));
}

TEST(Verdict, AnObsoleteComponentElsewhereIsNoPair) {
    Finding elsewhere = obsolete("f-old");
    elsewhere.port = 443;

    for (const auto& reason : strict({elsewhere, cve("f-cve", 9.8)}).reasons)
        EXPECT_NE(reason.rule, "obsolete-critical");
}

TEST(Verdict, ReasonsComeByGravityWithClauseAndPlaces) {
    const Verdict verdict = strict({obsolete("f-1"), cve("f-2", 7.5), critical_risk("f-3")});

    ASSERT_EQ(verdict.reasons.size(), 3U);
    EXPECT_EQ(verdict.reasons[0].rule, "rdp.exposed");
    EXPECT_EQ(verdict.reasons[0].clause, "2.5.2.2");
    EXPECT_THAT(verdict.reasons[0].text, HasSubstr("192.0.2.1:22/tcp"));
    EXPECT_EQ(verdict.reasons[1].rule, "cve-high");
    EXPECT_EQ(verdict.reasons[1].clause, "2.5.2.3");
    EXPECT_EQ(verdict.reasons[2].rule, "obsolete");
}

TEST(Verdict, GreenAlsoSaysWhyAndNamesTheHighsItAccepts) {
    const Verdict verdict =
        decide({with(cve("f-1", 7.5), Status::nouveau)}, full_coverage(), Policy::tolerance, kLater, "en");

    EXPECT_EQ(verdict.level, Level::vert);
    ASSERT_EQ(verdict.reasons.size(), 2U);
    EXPECT_THAT(verdict.reasons[0].text, HasSubstr("No critical vulnerability"));
    EXPECT_THAT(verdict.reasons[1].findings, ElementsAre("f-1"));
}

TEST(Verdict, ABlockedSurfaceIsNeverGreen) {
    auto coverage = full_coverage();
    coverage.blocked = {{"192.0.2.3", "no answer after 40 probes"}};
    const Verdict verdict = decide({}, coverage, Policy::lettre, kLater, "fr");

    EXPECT_EQ(verdict.level, Level::orange);
    EXPECT_EQ(verdict.reasons.at(0).rule, "blocked");
}

TEST(Verdict, AnAuditThatTestedNothingIsNeverGreen) {
    for (const Policy policy : {Policy::strict, Policy::lettre, Policy::tolerance}) {
        const Verdict verdict = decide({}, model::Coverage{}, policy, kLater, "fr");
        EXPECT_EQ(verdict.level, Level::orange);
        EXPECT_EQ(verdict.reasons.at(0).rule, "nothing-tested");
    }
}

TEST(Verdict, TooManyLostAnswersAreNeverGreen) {
    auto coverage = full_coverage();
    coverage.loss_estimate = 0.2;
    EXPECT_EQ(decide({}, coverage, Policy::strict, kLater, "fr").level, Level::orange);

    coverage.loss_estimate = 0.01;
    EXPECT_EQ(decide({}, coverage, Policy::strict, kLater, "fr").level, Level::vert);
}

// Every kind of finding with every certainty and status, over every pair: one finding more never improves anything.
TEST(Verdict, AddingAFindingNeverImprovesTheColour) {
    std::vector<Finding> all;
    for (const Finding& kind : {finding("f"), critical_risk("f"), cve("f", 9.8), cve("f", 7.5), cve("f", 5.0),
                                obsolete("f"), high_exposure("f")})
        for (const auto status :
             {Status::nouveau, Status::persistant, Status::corrige, Status::reapparu, Status::non_reteste})
            for (const auto certainty :
                 {model::Certainty::affecte, model::Certainty::indetermine, model::Certainty::non_affecte}) {
                Finding one = with(kind, status);
                one.certainty = certainty;
                one.id = "f-" + std::to_string(all.size());
                all.push_back(one);
            }
    for (const Policy policy : {Policy::strict, Policy::lettre, Policy::tolerance})
        for (const bool has_previous : {kFirst, kLater})
            for (const Finding& first : all)
                for (const Finding& second : all) {
                    const Verdict before = decide({first}, full_coverage(), policy, has_previous, "fr");
                    const Verdict after = decide({first, second}, full_coverage(), policy, has_previous, "fr");
                    ASSERT_GE(after.level, before.level) << first.id << " + " << second.id;
                    ASSERT_GE(after.if_confirmed.value_or(after.level), before.if_confirmed.value_or(before.level));
                }
}

TEST(Verdict, TheReasonsAlwaysExplainTheColour) {
    const std::vector<Finding> kinds{critical_risk("f"),
                                     cve("f", 9.8),
                                     cve("f", 7.5),
                                     obsolete("f"),
                                     high_exposure("f"),
                                     unsure(critical_risk("f")),
                                     unsure(high_exposure("f"))};
    for (const Policy policy : {Policy::strict, Policy::lettre, Policy::tolerance})
        for (const Finding& kind : kinds) {
            const Verdict verdict = decide({kind}, full_coverage(), policy, kLater, "fr");
            ASSERT_FALSE(verdict.reasons.empty());
            if (verdict.level == Level::vert) continue;
            EXPECT_THAT(verdict.reasons.front().findings, ElementsAre("f"));
            EXPECT_FALSE(verdict.reasons.front().clause.empty());
        }
}

TEST(Policy, HasThreeNames) {
    EXPECT_EQ(policy_from("lettre"), Policy::lettre);
    EXPECT_EQ(policy_from("laxiste"), std::nullopt);
}

}  // namespace
}  // namespace vigie::assess
