// SPDX-License-Identifier: Apache-2.0
#include "engine/conclude.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace vigie::engine {
namespace {

const std::filesystem::path kData = std::filesystem::path(VIGIE_SOURCE_DIR) / "data";

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class ConcludeTest : public ::testing::Test {
protected:
    void judge(model::Audit& audit, const model::Audit* previous = nullptr) {
        audit.policy = "strict";
        conclude({rules_, knowledge_, base_}, previous, *base::parse_date("2026-11-21"), audit);
    }

    const model::VulnerabilityBase* base_ = nullptr;
    catalog::Vocabulary vocabulary_ = *catalog::Vocabulary::load(kData / "facts");
    catalog::Rules rules_ = *catalog::Rules::load(kData / "rules", vocabulary_);
    correlate::Knowledge knowledge_ =
        *correlate::parse_knowledge(text_of(kData / "cpe/products.toml"), text_of(kData / "lifecycle/products.toml"));
};

model::Audit audit_of(bool alive) {
    model::Audit audit;
    audit.id = "A-1";
    audit.started = *base::parse_instant("2026-11-21T10:00:00Z");
    audit.coverage.hosts = 1;
    audit.coverage.ports_tcp = "1-65535";
    audit.assets = {{*model::IpAddress::parse("192.0.2.1"), {}, true, "declared", alive, {}}};
    return audit;
}

model::Service redis() {
    model::Service service;
    service.endpoint = *model::Endpoint::parse("192.0.2.1:6379");
    service.protocol = "redis";
    service.product = "Redis";
    service.version = "7.0.15";
    service.facts.set("redis.unauthenticated", true);
    service.facts.set("redis.version", "7.0.15");
    return service;
}

TEST_F(ConcludeTest, APerimeterFromWhichNothingAnsweredIsNeverVert) {
    model::Audit silent = audit_of(false);

    judge(silent);

    EXPECT_NE(silent.verdict.level, model::Level::vert);
    ASSERT_EQ(silent.coverage.blocked.size(), 1U);
    EXPECT_EQ(silent.coverage.blocked[0].why, "aucune adresse déclarée n'a répondu : rien ne dit ce qui est exposé");
}

TEST_F(ConcludeTest, AScanOfOtherAddressesDoesNotSayThatNoneIsDeclared) {
    model::Audit elsewhere = audit_of(false);
    elsewhere.perimeter.addresses = {*model::CidrBlock::parse("192.0.2.0/28")};
    elsewhere.coverage.hosts = 0;
    model::Audit nothing = elsewhere;
    nothing.perimeter.addresses.clear();

    judge(elsewhere);
    judge(nothing);

    EXPECT_EQ(elsewhere.coverage.blocked.at(0).why,
              "aucune adresse déclarée n'était dans le balayage : aucun port n'a été examiné");
    EXPECT_EQ(nothing.coverage.blocked.at(0).why, "aucune adresse n'est déclarée : aucun port n'a été examiné");
}

TEST_F(ConcludeTest, AnAnsweringHostWithNothingOpenIsVert) {
    model::Audit quiet = audit_of(true);

    judge(quiet);

    EXPECT_EQ(quiet.verdict.level, model::Level::vert);
    EXPECT_TRUE(quiet.coverage.blocked.empty());
}

TEST_F(ConcludeTest, ComponentsComparedWithNothingAreNeverVert) {
    model::Audit audit = audit_of(true);
    model::Service web;
    web.endpoint = *model::Endpoint::parse("192.0.2.1:443");
    web.protocol = "http";
    web.product = "nginx";
    web.version = "1.28.0";
    audit.services = {web};

    judge(audit);

    EXPECT_EQ(audit.verdict.level, model::Level::orange);
    ASSERT_EQ(audit.coverage.blocked.size(), 1U);
    EXPECT_EQ(audit.coverage.blocked[0].why, "aucune base de vulnérabilités : `vigie feeds update` la crée");
    EXPECT_EQ(std::count_if(audit.coverage.not_tested.begin(), audit.coverage.not_tested.end(),
                            [](const auto& gap) { return gap.what == "vulnérabilités connues (CVE)"; }),
              0)
        << "said once";
}

// Knows nothing of any product, and says what it was made of.
class EmptyBase final : public model::VulnerabilityBase {
public:
    explicit EmptyBase(std::vector<model::FeedState> feeds) : feeds_(std::move(feeds)) {}

    base::Result<std::vector<model::Cve>> cves_for(const std::string&, const std::string&) const override {
        return std::vector<model::Cve>{};
    }
    base::Result<std::optional<model::Cve>> cve(const std::string&) const override {
        return std::optional<model::Cve>{};
    }
    base::Result<std::vector<model::DistroStatus>> distro_status(const std::string&,
                                                                 const std::string&) const override {
        return std::vector<model::DistroStatus>{};
    }
    base::Result<std::vector<model::DistroVersion>> distro_versions(const std::string&) const override {
        return std::vector<model::DistroVersion>{};
    }
    base::Result<std::vector<model::ReleaseLife>> releases(const std::string&) const override {
        return std::vector<model::ReleaseLife>{};
    }
    base::Result<std::optional<model::KnownExploited>> known_exploited(const std::string&) const override {
        return std::optional<model::KnownExploited>{};
    }
    base::Result<std::optional<model::ExploitProbability>> exploit_probability(const std::string&) const override {
        return std::optional<model::ExploitProbability>{};
    }
    base::Result<std::vector<model::FeedState>> feeds() const override { return feeds_; }

private:
    std::vector<model::FeedState> feeds_;
};

TEST_F(ConcludeTest, ABaseThatIsOldOrHoldsOneYearIsNoListOfWhatIsKnown) {
    const auto blocked_with = [&](std::vector<model::FeedState> feeds) {
        const EmptyBase base(std::move(feeds));
        base_ = &base;
        model::Audit audit = audit_of(true);
        model::Service web;
        web.endpoint = *model::Endpoint::parse("192.0.2.1:443");
        web.protocol = "http";
        web.product = "nginx";
        web.version = "1.28.0";
        audit.services = {web};
        judge(audit);
        base_ = nullptr;
        return audit.coverage.blocked.empty() ? std::string() : audit.coverage.blocked.front().why;
    };

    EXPECT_EQ(blocked_with({{"nvd-2026", "2026-11-20", 90'000, {}}, {"nvd-2025", "2026-11-19", 210'000, {}}}), "");
    EXPECT_EQ(blocked_with({{"nvd-2026", "2026-11-20", 40'000, {}}}),
              "la base ne compte que 40000 vulnérabilités, il en est publié plus de 300 000 : `vigie feeds update`");
    EXPECT_EQ(blocked_with({{"cve", "2026-08-01", 300'000, {}}}),
              "la base de vulnérabilités a 112 jours, plus qu'il n'en passe entre deux audits : `vigie feeds update`");
    EXPECT_EQ(blocked_with({{"kev", "2026-11-20", 300'000, {}}}),
              "la base ne contient aucune liste de vulnérabilités : `vigie feeds update`");
}

TEST_F(ConcludeTest, AnOpenRedisIsRougeWithTheClauseAndThePlanCuresIt) {
    model::Audit audit = audit_of(true);
    audit.services = {redis()};

    judge(audit);

    EXPECT_EQ(audit.verdict.level, model::Level::rouge);
    ASSERT_FALSE(audit.verdict.reasons.empty());
    EXPECT_EQ(audit.verdict.reasons[0].rule, "redis.unauthenticated");
    EXPECT_EQ(audit.verdict.reasons[0].clause, "2.5.2.2");
    const auto plan = remediation_plan(audit);
    ASSERT_FALSE(plan.empty());
    EXPECT_FALSE(plan[0].findings.empty());
}

TEST_F(ConcludeTest, ComparedWithItselfAnAuditShowsNothingNew) {
    model::Audit before = audit_of(true);
    before.services = {redis()};
    judge(before);
    model::Audit again = audit_of(true);
    again.id = "A-2";
    again.services = {redis()};

    judge(again, &before);

    ASSERT_EQ(again.findings.size(), before.findings.size());
    for (const model::Finding& finding : again.findings)
        EXPECT_EQ(finding.status, model::Status::persistant) << finding.rule;
    EXPECT_EQ(again.verdict.level, before.verdict.level);
}

}  // namespace
}  // namespace vigie::engine
