// SPDX-License-Identifier: Apache-2.0
#include "assess/attestation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assess/fixture.h"
#include "assess/plan.h"
#include "assess/verdict.h"

namespace vigie::assess {
namespace {

using model::Attestation;
using model::Certainty;
using model::Finding;
using model::Level;
using namespace std::chrono_literals;

constexpr base::Date kToday = 2026y / 11 / 22;

Attestation attested(const Finding& finding, Attestation::Kind kind = Attestation::Kind::not_affected) {
    Attestation out;
    out.finding = finding.id;
    out.component = finding.component;
    out.kind = kind;
    out.author = "RSSI";
    out.until = 2027y / 1 / 31;
    out.evidence_name = "dpkg.txt";
    out.evidence_digest = std::string(64, 'a');
    return out;
}

Level level_of(const std::vector<Finding>& findings) {
    return decide(findings, full_coverage(), Policy::strict, false, "fr").level;
}

TEST(Attestation, SetsAnUndeterminedCriticalAsideUntilItsDate) {
    std::vector<Finding> findings = {unsure(cve("f-1", 9.8))};
    ASSERT_EQ(level_of(findings), Level::orange);
    std::vector<Attestation> attestations = {attested(findings[0])};

    apply_attestations(attestations, findings, kToday, "fr");

    EXPECT_EQ(attestations[0].state, Attestation::State::valid);
    EXPECT_EQ(findings[0].certainty, Certainty::non_affecte);
    EXPECT_EQ(findings[0].attested_until, "2027-01-31");
    EXPECT_THAT(findings[0].reason, testing::HasSubstr("attesté non concerné par RSSI jusqu'au 2027-01-31"));
    EXPECT_EQ(level_of(findings), Level::vert);
    const auto verdict = decide(findings, full_coverage(), Policy::strict, false, "fr");
    EXPECT_THAT(verdict.reasons, testing::Contains(testing::Field(&model::VerdictReason::rule, "attested")));
    EXPECT_THAT(plan(findings, full_coverage(), Policy::strict, false, "fr").actions, testing::IsEmpty());
}

TEST(Attestation, ExpiresTheDayAfterItsDate) {
    std::vector<Finding> findings = {unsure(cve("f-1", 9.8))};
    std::vector<Attestation> attestations = {attested(findings[0])};

    apply_attestations(attestations, findings, 2027y / 2 / 1, "fr");

    EXPECT_EQ(attestations[0].state, Attestation::State::expired);
    EXPECT_EQ(findings[0].certainty, Certainty::indetermine);
    EXPECT_EQ(level_of(findings), Level::orange);
}

TEST(Attestation, AnAcceptedRiskChangesNoColour) {
    std::vector<Finding> findings = {cve("f-1", 9.8)};
    std::vector<Attestation> attestations = {attested(findings[0], Attestation::Kind::accepted)};

    apply_attestations(attestations, findings, kToday, "fr");

    EXPECT_EQ(attestations[0].state, Attestation::State::valid);
    EXPECT_EQ(findings[0].certainty, Certainty::affecte);
    EXPECT_EQ(level_of(findings), Level::rouge);
    EXPECT_THAT(decide(findings, full_coverage(), Policy::strict, false, "fr").reasons,
                testing::Contains(testing::Field(&model::VerdictReason::rule, "accepted")));
}

TEST(Attestation, NeverExcusesWhatIsNowCertainNorAnotherVersion) {
    const Finding doubt = unsure(cve("f-1", 9.8));
    std::vector<Attestation> attestations = {attested(doubt)};
    std::vector<Finding> certain = {cve("f-1", 9.8)};
    std::vector<Finding> upgraded = {doubt};
    upgraded[0].component = "OpenSSH 10.0p1";

    apply_attestations(attestations, certain, kToday, "fr");
    EXPECT_EQ(attestations[0].state, Attestation::State::outdated);
    EXPECT_EQ(level_of(certain), Level::rouge);
    apply_attestations(attestations, upgraded, kToday, "fr");
    EXPECT_EQ(attestations[0].state, Attestation::State::outdated);
    EXPECT_EQ(level_of(upgraded), Level::orange);
}

TEST(Attestation, HasNoObjectWhenItsFindingIsGone) {
    std::vector<Finding> none;
    std::vector<Attestation> attestations = {attested(cve("f-1", 9.8))};

    apply_attestations(attestations, none, kToday, "en");

    EXPECT_EQ(attestations[0].state, Attestation::State::without_object);
}

TEST(Attestation, KeepsTheLaterOneOfEachFinding) {
    Attestation older = attested(cve("f-1", 9.8));
    older.recorded = base::Instant(std::chrono::seconds(10));
    Attestation newer = older;
    newer.recorded = base::Instant(std::chrono::seconds(20));
    newer.author = "DSI";

    EXPECT_EQ(merged({newer}, {older}).at(0).author, "DSI");
    EXPECT_EQ(merged({older}, {newer}).at(0).author, "DSI");
    EXPECT_EQ(merged({older}, {attested(cve("f-2", 9.8))}).size(), 2U);
}

}  // namespace
}  // namespace vigie::assess
