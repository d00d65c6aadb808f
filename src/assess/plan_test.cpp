// SPDX-License-Identifier: Apache-2.0
#include "assess/plan.h"

#include <gmock/gmock.h>

#include "assess/fixture.h"

namespace vigie::assess {
namespace {

using model::Finding;
using model::Level;
using model::Status;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Plan plan_of(const std::vector<Finding>& findings, std::string_view lang = "fr") {
    return plan(findings, full_coverage(), Policy::strict, true, lang);
}

Finding elsewhere(Finding finding, const char* address) {
    finding.asset = address;
    return finding;
}

TEST(Plan, NothingToDoIsAnEmptyPlan) {
    EXPECT_THAT(plan_of({}).actions, IsEmpty());
    EXPECT_EQ(plan_of({}).now, Level::vert);
}

TEST(Plan, OneActionCuresTheSameRuleEverywhere) {
    const Plan got = plan_of({critical_risk("f-1"), elsewhere(critical_risk("f-2"), "192.0.2.2")});

    ASSERT_THAT(got.actions, SizeIs(1));
    EXPECT_THAT(got.actions[0].assets, ElementsAre("192.0.2.1", "192.0.2.2"));
    EXPECT_THAT(got.actions[0].findings, ElementsAre("f-1", "f-2"));
    EXPECT_EQ(got.actions[0].after, Level::vert);
}

TEST(Plan, OneUpdateCuresAllVulnerabilitiesAndTheObsolescenceOfAComponent) {
    Finding older = elsewhere(cve("f-3", 7.5), "192.0.2.3");
    older.component = "OpenSSH 8.4p1";
    const Plan got = plan_of({cve("f-1", 9.8), obsolete("f-2"), older});

    ASSERT_THAT(got.actions, SizeIs(1));
    EXPECT_EQ(got.actions[0].component, "OpenSSH");
    EXPECT_EQ(got.actions[0].title, "Mettre à jour, protéger ou retirer OpenSSH");
}

TEST(Plan, OneUpdateIsToTheVersionThatRepairsAllAndNamesItsPlacesAndWhatItLeaves) {
    Finding repaired = cve("f-1", 9.8);
    repaired.update_to = "9.9p2";
    Finding other = elsewhere(cve("f-2", 7.5), "2001:db8::3");
    other.update_to = "9.9p2";
    const Finding without = cve("f-3", 7.0);

    EXPECT_EQ(plan_of({repaired, other}).actions.at(0).recommendation,
              "Mettre à jour OpenSSH 7.9p1 vers 9.9p2 ou plus récent, ce qui corrige tout ce qui en est connu. "
              "Emplacements : 192.0.2.1:22/tcp, [2001:db8::3]:22/tcp.");
    EXPECT_EQ(plan_of({repaired, other, without}, "en").actions.at(0).recommendation,
              "Update OpenSSH 7.9p1 to 9.9p2 or later, which repairs 2 findings; 1 finding without a known repair: "
              "filter access to the service. Places: 192.0.2.1:22/tcp, [2001:db8::3]:22/tcp.");
    EXPECT_EQ(plan_of({unsure(repaired)}).actions.at(0).recommendation,
              "Vérifier si les correctifs y sont (journal des modifications du paquet) et l'attester ; sinon mettre à "
              "jour OpenSSH 7.9p1 vers 9.9p2 ou plus récent, ce qui corrige tout ce qui en est connu. Emplacements : "
              "192.0.2.1:22/tcp.");
}

TEST(Plan, OneActionOverSeveralPlacesNamesThemAll) {
    Finding first = critical_risk("f-1");
    first.recommendation = "Fermer le port 22 de 192.0.2.1.";
    Finding second = elsewhere(critical_risk("f-2"), "192.0.2.2");
    second.recommendation = "Fermer le port 22 de 192.0.2.2.";

    EXPECT_EQ(plan_of({first, second}).actions.at(0).recommendation,
              "Fermer le port 22 de 192.0.2.1. De même pour 192.0.2.2:22/tcp.");
    second.recommendation = first.recommendation;
    EXPECT_EQ(plan_of({first, second}).actions.at(0).recommendation, "Fermer le port 22 de 192.0.2.1.");
}

TEST(Plan, VulnerabilitiesOfLowScoreAreCuredByTheUpdateOfTheirOwnComponent) {
    Finding summary = unsure(cve("f-1", 5.0));
    summary.cve.clear();
    summary.component = "Exim 4.96";
    Finding other = elsewhere(summary, "192.0.2.3");
    other.id = "f-2";
    other.component = "nginx 1.22.1";
    const Plan got = plan_of({summary, other});

    ASSERT_THAT(got.actions, SizeIs(2));
    EXPECT_EQ(got.actions[0].component, "Exim");
    EXPECT_EQ(got.actions[1].component, "nginx");
}

TEST(Plan, RanksByColourAndSaysWhatEachStepReaches) {
    const Plan got = plan_of({high_exposure("f-1"), finding("f-2"), critical_risk("f-3")});

    ASSERT_THAT(got.actions, SizeIs(3));
    EXPECT_EQ(got.now, Level::rouge);
    EXPECT_EQ(got.actions[0].rule, "rdp.exposed");
    EXPECT_EQ(got.actions[0].after, Level::orange);
    EXPECT_EQ(got.actions[1].rule, "dicom.accepts_anyone");
    EXPECT_EQ(got.actions[1].after, Level::vert);
    EXPECT_EQ(got.actions[2].rule, "x");
    EXPECT_THAT(got.steps, ElementsAre("Cette première action fait passer de ROUGE à ORANGE.",
                                       "Ces 2 premières actions font passer de ROUGE à VERT."));
}

TEST(Plan, OfTwoThatAreAsGraveExposedDataComesFirst) {
    Finding data = elsewhere(critical_risk("f-9"), "192.0.2.9");
    data.rule = "orthanc.unauthenticated";
    data.category = model::Category::donnees_sensibles;
    const Plan got = plan_of({critical_risk("f-1"), elsewhere(critical_risk("f-2"), "192.0.2.2"), data});

    ASSERT_THAT(got.actions, SizeIs(2));
    EXPECT_EQ(got.actions[0].rule, "orthanc.unauthenticated");
}

TEST(Plan, SpeaksEnglish) {
    EXPECT_THAT(plan_of({critical_risk("f-1")}, "en").steps, ElementsAre("This first action leads from RED to GREEN."));
}

TEST(Plan, AnUndeterminedFindingIsWorkToVerify) {
    const Plan got = plan_of({unsure(critical_risk("f-1"))});

    ASSERT_THAT(got.actions, SizeIs(1));
    EXPECT_TRUE(got.actions[0].to_verify);
    EXPECT_EQ(got.actions[0].title, "À vérifier : x");
    EXPECT_EQ(got.actions[0].weight, Level::orange);
}

TEST(Plan, KnownExploitedComesFirstAmongEquals) {
    Finding exploited = cve("f-2", 9.1);
    exploited.component = "Zimbra 8";
    exploited.known_exploited = true;

    EXPECT_EQ(plan_of({cve("f-1", 10.0), exploited}).actions.at(0).component, "Zimbra");
}

TEST(Plan, AnAlertComesBeforeALikelyAttackBeforeAHigherScore) {
    Finding alerted = cve("f-2", 7.1);
    alerted.component = "Citrix ADC 13.1";
    alerted.alerts = {"CERTFR-2023-ALE-008"};
    Finding likely = cve("f-3", 7.2);
    likely.component = "Zimbra 8";
    likely.exploit_probability = 0.9;
    const auto actions = plan_of({cve("f-1", 8.9), likely, alerted}).actions;

    ASSERT_THAT(actions, SizeIs(3));
    EXPECT_EQ(actions[0].component, "Citrix ADC");
    EXPECT_EQ(actions[1].component, "Zimbra");
    EXPECT_EQ(actions[2].component, "OpenSSH");
}

TEST(Plan, CuredFindingsAndMereInformationAreNoWork) {
    Finding info = finding("f-1");
    info.criticality = model::Criticality::info;

    EXPECT_THAT(plan_of({info, with(critical_risk("f-2"), Status::corrige)}).actions, IsEmpty());
}

TEST(Plan, AStepThatNeedsAVerificationSaysSo) {
    const Plan got = plan_of({critical_risk("f-1"), unsure(high_exposure("f-2"))});

    EXPECT_THAT(got.steps,
                ElementsAre("Cette première action fait passer de ROUGE à ORANGE.",
                            "Ces 2 premières actions font passer de ROUGE à VERT, si les vérifications ne confirment "
                            "rien."));
}

TEST(Plan, AnActionTakesTheMostPressingViewOfItsVulnerabilities) {
    Finding quiet = cve("f-1", 9.8);
    quiet.ssvc = model::Exploitation{"none", false, "total"};
    Finding attacked = cve("f-2", 7.5);
    attacked.ssvc = model::Exploitation{"active", true, "partial"};

    EXPECT_EQ(plan_of({quiet, attacked}).actions.at(0).ssvc, (model::Exploitation{"active", true, "partial"}));
}

// The claim of each step, judged anew by decide() without what the actions up to there cure.
TEST(Plan, EveryColourItPromisesIsTheOneThatJudgingGives) {
    std::vector<Finding> findings{critical_risk("f-1"),
                                  elsewhere(critical_risk("f-2"), "192.0.2.2"),
                                  cve("f-3", 9.8),
                                  cve("f-4", 7.5),
                                  obsolete("f-5"),
                                  high_exposure("f-6"),
                                  unsure(elsewhere(cve("f-7", 9.1), "192.0.2.9")),
                                  finding("f-8")};
    findings[6].component = "Zimbra 8";
    for (const Policy policy : {Policy::strict, Policy::lettre, Policy::tolerance})
        for (const bool has_previous : {false, true}) {
            const Plan got = plan(findings, full_coverage(), policy, has_previous, "fr");
            EXPECT_EQ(got.now, decide(findings, full_coverage(), policy, has_previous, "fr").level);
            std::vector<Finding> left = findings;
            std::size_t changes = 0;
            Level before = got.now;
            for (const Action& action : got.actions) {
                std::erase_if(left, [&](const Finding& one) {
                    return std::find(action.findings.begin(), action.findings.end(), one.id) != action.findings.end();
                });
                EXPECT_EQ(action.after, decide(left, full_coverage(), policy, has_previous, "fr").level)
                    << action.title;
                changes += action.after != before;
                before = action.after;
            }
            EXPECT_EQ(got.steps.size(), changes);
            EXPECT_GE(changes, 1U) << "the example must change its colour";
        }
}

TEST(Plan, WorkCannotLiftABlockedSurface) {
    auto coverage = full_coverage();
    coverage.blocked = {{"192.0.2.3", "silent"}};
    const Plan got = plan({critical_risk("f-1")}, coverage, Policy::strict, true, "fr");

    EXPECT_EQ(got.actions.at(0).after, Level::orange);
}

}  // namespace
}  // namespace vigie::assess
