// SPDX-License-Identifier: Apache-2.0
#include "assess/assess.h"

#include <algorithm>

#include <gmock/gmock.h>

#include "assess/fixture.h"

namespace vigie::assess {
namespace {

using model::Audit;
using model::Certainty;
using model::Finding;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Audit with_service(const model::Service& service) {
    Audit audit = empty_audit();
    audit.services = {service};
    audit.assets = {alive("192.0.2.1")};
    return audit;
}

std::vector<std::string> rules_of(const Assessment& assessment) {
    std::vector<std::string> out;
    for (const Finding& finding : assessment.findings) out.push_back(finding.rule);
    return out;
}

Finding the(const Assessment& assessment, const std::string& rule) {
    const auto found = std::find_if(assessment.findings.begin(), assessment.findings.end(),
                                    [&](const Finding& finding) { return finding.rule == rule; });
    if (found == assessment.findings.end()) throw std::runtime_error("no finding " + rule);
    return *found;
}

TEST(Assess, AnOpenRedisIsACriticalRiskInWordsThatNameIt) {
    auto redis = service("192.0.2.1:6379/tcp", "redis");
    redis.product = "Redis";
    redis.version = "7.0.15";
    redis.evidence = "e-1";
    redis.facts.set("redis.unauthenticated", true);
    redis.facts.set("redis.version", "7.0.15");
    redis.facts.set("redis.keys", std::int64_t{12});
    const Assessment got = assess(with_service(redis), rules_on_disk(), "fr");

    EXPECT_THAT(rules_of(got), ElementsAre("redis.unauthenticated"));
    const Finding& finding = got.findings[0];
    EXPECT_TRUE(finding.critical_risk);
    EXPECT_EQ(finding.clause, "2.5.2.2");
    EXPECT_EQ(finding.asset, "192.0.2.1");
    EXPECT_EQ(finding.port, 6379);
    EXPECT_EQ(finding.component, "Redis 7.0.15");
    EXPECT_EQ(finding.evidence, "e-1");
    EXPECT_THAT(finding.description, HasSubstr("192.0.2.1:6379/tcp"));
    EXPECT_THAT(finding.description, HasSubstr("12"));
    EXPECT_THAT(finding.recommendation, HasSubstr("protected-mode"));
    EXPECT_EQ(finding.reason, "observé : redis.unauthenticated = oui");
    EXPECT_EQ(got.access.at(at("192.0.2.1:6379/tcp")), model::Access::data);
}

TEST(Assess, SpeaksEnglishWhenAsked) {
    const Assessment got = assess(with_service(service("192.0.2.1:23/tcp", "telnet")), rules_on_disk(), "en");

    EXPECT_EQ(the(got, "telnet.exposed").title, "Telnet open to the Internet");
}

TEST(Assess, SshWithPasswordIsCriticalAndKeysOnlyIsMedium) {
    auto ssh = service("192.0.2.1:22/tcp", "ssh");
    ssh.facts.set("ssh.auth_methods", std::vector<std::string>{"publickey", "password"});
    EXPECT_THAT(rules_of(assess(with_service(ssh), rules_on_disk(), "fr")), Contains("ssh.password"));

    ssh.facts.set("ssh.auth_methods", std::vector<std::string>{"publickey"});
    const Assessment keys = assess(with_service(ssh), rules_on_disk(), "fr");
    EXPECT_THAT(rules_of(keys), Not(Contains("ssh.password")));
    EXPECT_EQ(the(keys, "ssh.exposed").criticality, model::Criticality::moyenne);
}

TEST(Assess, AFindingPointsAtTheExchangeThatShowsItAndNotAtTheGreeting) {
    model::Audit audit = empty_audit();
    model::Service ssh = service("192.0.2.1:22/tcp", "ssh");
    ssh.evidence = "e-greeting";
    ssh.facts.set("ssh.auth_methods", std::vector<std::string>{"publickey", "password"});
    ssh.proofs = {{"ssh.auth_methods", "e-methods"}};
    audit.services = {ssh};
    const auto evidence = [&] {
        for (const Finding& finding : assess(audit, rules_on_disk(), "fr").findings)
            if (finding.rule == "ssh.password") return finding.evidence;
        return std::string();
    };

    EXPECT_EQ(evidence(), "e-methods");
    audit.services[0].proofs.clear();
    EXPECT_EQ(evidence(), "e-greeting");
}

TEST(Assess, SshMethodsThatCouldNotBeLearntAreAnUndeterminedFindingAndAGap) {
    auto ssh = service("192.0.2.1:22/tcp", "ssh");
    ssh.attempts = {{"ssh.banner", model::Attempt::Outcome::done, ""},
                    {"ssh.auth_methods", model::Attempt::Outcome::failed, "timeout: no answer in 5 s"}};
    const Assessment got = assess(with_service(ssh), rules_on_disk(), "fr");

    const Finding finding = the(got, "ssh.password");
    EXPECT_EQ(finding.certainty, Certainty::indetermine);
    EXPECT_THAT(finding.reason, HasSubstr("pas de réponse dans le délai"));
    EXPECT_THAT(rules_of(got), Contains("ssh.exposed"));
    const auto gap = std::find_if(got.not_tested.begin(), got.not_tested.end(), [](const auto& each) {
        return each.what.find(gap_subject("ssh.password", "192.0.2.1:22/tcp")) != std::string::npos;
    });
    ASSERT_NE(gap, got.not_tested.end());
    EXPECT_THAT(gap->why, HasSubstr("ssh.auth_methods (pas de réponse dans le délai)"));
}

TEST(Assess, ATlsVersionThatGaveNoClearAnswerIsNotCountedAsRefused) {
    auto web = service("192.0.2.1:443/tcp", "http");
    web.tls = true;
    web.facts.set("tls.versions", std::vector<std::string>{"TLS 1.2"});
    web.facts.set("tls.versions_inconclusive", std::vector<std::string>{"TLS 1.0"});
    web.attempts = {{"tls.versions", model::Attempt::Outcome::failed, "timeout: no clear answer for TLS 1.0"}};
    const Assessment got = assess(with_service(web), rules_on_disk(), "en");

    EXPECT_THAT(rules_of(got), Not(Contains("tls.old_versions")));
    const std::string subject = gap_subject("tls.old_versions", "192.0.2.1:443/tcp");
    const auto gap = std::find_if(got.not_tested.begin(), got.not_tested.end(),
                                  [&](const auto& each) { return each.what.find(subject) != std::string::npos; });
    ASSERT_NE(gap, got.not_tested.end());
    EXPECT_THAT(gap->why, HasSubstr("no clear answer for TLS 1.0"));
}

TEST(Assess, AFindingKeepsItsIdentityWhetherUndeterminedOrCertainAndInAnyLanguage) {
    auto ssh = service("192.0.2.1:22/tcp", "ssh");
    const std::string unknown = the(assess(with_service(ssh), rules_on_disk(), "fr"), "ssh.password").id;
    ssh.facts.set("ssh.auth_methods", std::vector<std::string>{"password"});
    ssh.version = "9.9p1";
    const std::string certain = the(assess(with_service(ssh), rules_on_disk(), "en"), "ssh.password").id;

    EXPECT_EQ(unknown, certain);
}

TEST(Assess, ARuleWhoseOwnCheckFailedIsNotTakenForOneThatDoesNotApply) {
    const auto gaps_about = [](const Assessment& got, const std::string& fact) {
        return std::count_if(got.not_tested.begin(), got.not_tested.end(),
                             [&](const model::CoverageGap& gap) { return gap.why.find(fact) != std::string::npos; });
    };
    auto smtp = service("192.0.2.1:25/tcp", "smtp");
    EXPECT_EQ(gaps_about(assess(with_service(smtp), rules_on_disk(), "fr"), "tls.compression"), 0);

    smtp.attempts.push_back({"tls.compression", model::Attempt::Outcome::failed, "timeout: no reply in 4 s"});
    const Assessment got = assess(with_service(smtp), rules_on_disk(), "fr");

    EXPECT_EQ(gaps_about(got, "tls.compression (pas de réponse dans le délai)"), 1);
    EXPECT_THAT(rules_of(got), Not(Contains("tls.compression_on")));
}

TEST(Assess, RulesThatDoNotApplyLeaveNoGap) {
    const Assessment got = assess(with_service(service("192.0.2.1:23/tcp", "telnet")), rules_on_disk(), "fr");

    EXPECT_THAT(got.not_tested, IsEmpty());
}

TEST(Assess, WeakIdentificationLowersTheQualityOfDetection) {
    auto guessed = service("192.0.2.1:23/tcp", "telnet");
    guessed.qod = 30;

    EXPECT_EQ(the(assess(with_service(guessed), rules_on_disk(), "fr"), "telnet.exposed").qod, 30);
}

TEST(Assess, DomainRulesAreAskedOnlyOfDeclaredDomains) {
    Audit audit = empty_audit();
    model::Name domain;
    domain.name = "ch-exemple.fr";
    domain.facts.set("domain.spf", "");
    model::Name below = domain;
    below.name = "www.ch-exemple.fr";
    audit.names = {domain, below};
    const Assessment got = assess(audit, rules_on_disk(), "fr");

    ASSERT_THAT(rules_of(got), ElementsAre("domain.spf_missing"));
    EXPECT_EQ(got.findings[0].asset, "ch-exemple.fr");
    EXPECT_EQ(got.findings[0].port, 0);
}

TEST(Assess, AZoneTransferByAnOutsideServerIsACriticalRiskOfTheDomain) {
    Audit audit = empty_audit();
    model::Name domain;
    domain.name = "ch-exemple.fr";
    domain.facts.set("domain.zone_transfer", std::vector<std::string>{"ns1.hebergeur.example"});
    audit.names = {domain};

    EXPECT_TRUE(the(assess(audit, rules_on_disk(), "fr"), "domain.zone_transfer").critical_risk);
}

TEST(Assess, AnAddressSeenOutsideThePerimeterIsProposedNotJudged) {
    Audit audit = empty_audit();
    auto outside = alive("198.51.100.7");
    outside.in_scope = false;
    audit.assets = {outside};

    EXPECT_THAT(rules_of(assess(audit, rules_on_disk(), "fr")), ElementsAre("asset.outside"));
}

TEST(Assess, HostileFactsStayInsideTheText) {
    auto telnet = service("192.0.2.1:23/tcp", "telnet");
    telnet.facts.set("telnet.banner", std::string("{service.port}\x07") + std::string(5000, 'A'));
    const Finding finding = the(assess(with_service(telnet), rules_on_disk(), "fr"), "telnet.exposed");

    EXPECT_LT(finding.description.size(), 1000U);
    EXPECT_THAT(finding.description, HasSubstr("{service.port}\xEF\xBF\xBD"));
}

TEST(Assess, TheSameAuditGivesTheSameAssessment) {
    auto ssh = service("192.0.2.1:22/tcp", "ssh");
    const Audit audit = with_service(ssh);
    const Assessment first = assess(audit, rules_on_disk(), "fr");
    const Assessment second = assess(audit, rules_on_disk(), "fr");

    EXPECT_EQ(first.findings, second.findings);
    EXPECT_EQ(first.not_tested, second.not_tested);
}

TEST(Assess, ApplyFillsTheAudit) {
    Audit audit = with_service(service("192.0.2.1:23/tcp", "telnet"));
    apply(assess(audit, rules_on_disk(), "fr"), audit);

    EXPECT_EQ(audit.findings.size(), 1U);
    EXPECT_EQ(audit.services[0].access, model::Access::administration);
    EXPECT_THAT(audit.coverage.checks_run, Contains("telnet.exposed"));
    EXPECT_THAT(audit.coverage.checks_run, Contains("scan"));
}

}  // namespace
}  // namespace vigie::assess
