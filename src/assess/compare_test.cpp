// SPDX-License-Identifier: Apache-2.0
#include "assess/compare.h"

#include <gmock/gmock.h>

#include "assess/assess.h"
#include "assess/fixture.h"
#include "assess/verdict.h"

namespace vigie::assess {
namespace {

using model::Audit;
using model::Finding;
using model::Status;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Telnet and a redis open on 192.0.2.1, assessed with the rules on disk, as a first audit.
Audit first_audit() {
    Audit audit = empty_audit();
    audit.assets = {alive("192.0.2.1")};
    audit.services = {service("192.0.2.1:23/tcp", "telnet"), service("192.0.2.1:6379/tcp", "redis")};
    audit.services[1].facts.set("redis.unauthenticated", true);
    apply(assess(audit, rules_on_disk(), "fr"), audit);
    mark_first(audit);
    return audit;
}

// Two months later: the same perimeter scanned, with the services given.
Audit later(std::vector<model::Service> services) {
    Audit audit = empty_audit();
    audit.id = "a2";
    audit.started = base::parse_instant("2027-01-20T08:00:00Z").value();
    audit.assets = {alive("192.0.2.1")};
    audit.services = std::move(services);
    apply(assess(audit, rules_on_disk(), "fr"), audit);
    return audit;
}

Finding the(const Audit& audit, const std::string& rule) {
    for (const Finding& finding : audit.findings)
        if (finding.rule == rule) return finding;
    throw std::runtime_error("no finding " + rule);
}

model::Service open_redis() {
    auto redis = service("192.0.2.1:6379/tcp", "redis");
    redis.facts.set("redis.unauthenticated", true);
    return redis;
}

TEST(Compare, AnAuditComparedWithItselfShowsNoChange) {
    const Audit audit = first_audit();
    Audit again = audit;
    const Difference difference = compare(audit, again);

    EXPECT_THAT(difference.added, IsEmpty());
    EXPECT_THAT(difference.fixed, IsEmpty());
    EXPECT_THAT(difference.back, IsEmpty());
    EXPECT_THAT(difference.not_retested, IsEmpty());
    EXPECT_THAT(difference.persistent, SizeIs(audit.findings.size()));
    EXPECT_THAT(again.findings, SizeIs(audit.findings.size()));
}

TEST(Compare, AnAuditThatCarriesCuredFindingsComparedWithItselfShowsNoChange) {
    const Audit before = first_audit();
    Audit audit = later({open_redis()});
    compare(before, audit);
    const Difference difference = vigie::assess::difference(audit, audit);

    EXPECT_THAT(difference.added, IsEmpty());
    EXPECT_THAT(difference.fixed, IsEmpty());
    EXPECT_THAT(difference.back, IsEmpty());
    EXPECT_THAT(difference.not_retested, IsEmpty());
}

TEST(Compare, TheFirstAuditDatesItsFindings) {
    EXPECT_EQ(the(first_audit(), "telnet.exposed").first_seen, "2026-11-21T08:00:00Z");
}

TEST(Compare, AFindingSeenAgainIsPersistentAndKeepsItsDate) {
    Audit now = later({service("192.0.2.1:23/tcp", "telnet")});
    compare(first_audit(), now);

    EXPECT_EQ(the(now, "telnet.exposed").status, Status::persistant);
    EXPECT_EQ(the(now, "telnet.exposed").first_seen, "2026-11-21T08:00:00Z");
    EXPECT_EQ(now.previous_id, "a1");
}

TEST(Compare, AClosedPortOnALivingHostIsACure) {
    Audit now = later({open_redis()});
    const Difference difference = compare(first_audit(), now);

    ASSERT_THAT(difference.fixed, SizeIs(1));
    EXPECT_EQ(the(now, "telnet.exposed").status, Status::corrige);
}

TEST(Compare, ACheckThatNowSaysNoIsACure) {
    auto guarded = service("192.0.2.1:6379/tcp", "redis");
    guarded.facts.set("redis.unauthenticated", false);
    Audit now = later({guarded, service("192.0.2.1:23/tcp", "telnet")});
    compare(first_audit(), now);

    EXPECT_EQ(the(now, "redis.unauthenticated").status, Status::corrige);
    EXPECT_EQ(the(now, "redis.exposed").status, Status::nouveau);
}

TEST(Compare, ACheckThatGaveNoAnswerIsNoCure) {
    Audit now = later({service("192.0.2.1:6379/tcp", "redis"), service("192.0.2.1:23/tcp", "telnet")});
    const Difference difference = compare(first_audit(), now);

    EXPECT_THAT(difference.fixed, IsEmpty());
    EXPECT_EQ(the(now, "redis.unauthenticated").status, Status::non_reteste);
    EXPECT_THAT(the(now, "redis.unauthenticated").reason, HasSubstr("n'a pas abouti"));
}

TEST(Compare, AHostThatDoesNotAnswerAnyMoreIsNoCure) {
    Audit now = later({});
    now.assets[0].alive = false;
    const Difference difference = compare(first_audit(), now);

    EXPECT_THAT(difference.not_retested, SizeIs(2));
    EXPECT_EQ(decide(now.findings, now.coverage, Policy::strict, true, "fr").level, model::Level::orange);
}

TEST(Compare, APortThatWasNotScannedIsNoCure) {
    Audit now = later({});
    now.coverage.ports_tcp = "1-22,80,443";
    compare(first_audit(), now);

    EXPECT_EQ(the(now, "telnet.exposed").status, Status::non_reteste);
}

TEST(Compare, ABlockedHostIsNoCure) {
    Audit now = later({});
    now.coverage.blocked = {{"192.0.2.1", "the host stopped answering during the scan"}};
    compare(first_audit(), now);

    EXPECT_EQ(the(now, "telnet.exposed").status, Status::non_reteste);
}

TEST(Compare, AnAddressTakenOutOfThePerimeterIsNoCure) {
    Audit now = later({});
    now.perimeter.addresses = {model::CidrBlock::parse("192.0.2.8").value()};
    compare(first_audit(), now);

    EXPECT_EQ(the(now, "telnet.exposed").status, Status::non_reteste);
}

TEST(Compare, AServiceNotRecognisedThisTimeIsNoCure) {
    Audit now = later({service("192.0.2.1:23/tcp", "")});
    compare(first_audit(), now);

    EXPECT_EQ(the(now, "telnet.exposed").status, Status::non_reteste);
}

TEST(Compare, WhatWasCuredAndReturnsIsBackWithItsFirstDate) {
    Audit second = later({open_redis()});
    compare(first_audit(), second);
    Audit third = later({open_redis(), service("192.0.2.1:23/tcp", "telnet")});
    third.id = "a3";
    const Difference difference = compare(second, third);

    ASSERT_THAT(difference.back, SizeIs(1));
    EXPECT_EQ(the(third, "telnet.exposed").status, Status::reapparu);
    EXPECT_EQ(the(third, "telnet.exposed").first_seen, "2026-11-21T08:00:00Z");
}

TEST(Compare, WhatWasNotRetestedAndIsFinallyClosedIsACure) {
    Audit second = later({});
    second.assets[0].alive = false;
    compare(first_audit(), second);
    Audit third = later({});
    const Difference difference = compare(second, third);

    EXPECT_THAT(difference.fixed, SizeIs(2));
}

TEST(Compare, AHiddenVersionDoesNotCureAVulnerability) {
    Audit before = empty_audit();
    before.findings = {cve("f-1", 9.8)};
    before.feeds = {{"nvd", "2026-11-20", 10, 1}};
    auto ssh = service("192.0.2.1:22/tcp", "ssh");
    Audit now = empty_audit();
    now.assets = {alive("192.0.2.1")};
    now.feeds = before.feeds;
    now.services = {ssh};
    compare(before, now);
    EXPECT_EQ(now.findings.at(0).status, Status::non_reteste);

    ssh.version = "9.9p1";
    now.findings.clear();
    now.services = {ssh};
    compare(before, now);
    EXPECT_EQ(now.findings.at(0).status, Status::corrige);
}

TEST(Compare, WithoutAVulnerabilityBaseNothingIsCured) {
    Audit before = empty_audit();
    before.findings = {cve("f-1", 9.8)};
    before.feeds = {{"nvd", "2026-11-20", 10, 1}};
    Audit now = empty_audit();
    now.assets = {alive("192.0.2.1")};
    now.services = {service("192.0.2.1:22/tcp", "ssh")};
    now.services[0].version = "9.9p1";
    compare(before, now);

    EXPECT_EQ(now.findings.at(0).status, Status::non_reteste);
}

TEST(Compare, ADomainFindingIsCuredOnlyWhenTheNameWasAskedAgain) {
    Audit before = empty_audit();
    model::Name domain;
    domain.name = "ch-exemple.fr";
    domain.facts.set("domain.spf", "");
    before.names = {domain};
    apply(assess(before, rules_on_disk(), "fr"), before);
    mark_first(before);

    Audit silent = empty_audit();
    compare(before, silent);
    EXPECT_EQ(the(silent, "domain.spf_missing").status, Status::non_reteste);

    Audit fixed = empty_audit();
    domain.facts.set("domain.spf", "v=spf1 -all");
    fixed.names = {domain};
    apply(assess(fixed, rules_on_disk(), "fr"), fixed);
    compare(before, fixed);
    EXPECT_EQ(the(fixed, "domain.spf_missing").status, Status::corrige);
}

TEST(Compare, DifferenceLeavesBothAuditsAlone) {
    const Audit before = first_audit();
    const Audit now = later({});

    EXPECT_THAT(difference(before, now).fixed, SizeIs(2));
    EXPECT_THAT(now.findings, IsEmpty());
}

TEST(PortLists, AreReadAsRanges) {
    EXPECT_TRUE(contains_port("0-65535", 0));
    EXPECT_TRUE(contains_port("1-22, 80,443", 443));
    EXPECT_FALSE(contains_port("1-22,80", 23));
    EXPECT_FALSE(contains_port("", 23));
    EXPECT_FALSE(contains_port("all", 23));
    EXPECT_FALSE(contains_port("1-2-3", 2));
}

}  // namespace
}  // namespace vigie::assess
