// SPDX-License-Identifier: Apache-2.0
#include "inspect/dns/mail_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inspect/dns/domain_review.h"

namespace vigie::inspect {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SpfTest, TermsThatAskTheDnsAreCounted) {
    const SpfRecord record =
        parse_spf("v=spf1 ip4:192.0.2.0/24 a mx:x.fr include:_spf.Y.example. exists:%{i}.z.fr ptr -all");

    EXPECT_EQ(record.lookups, 5);
    EXPECT_EQ(record.end, "-all");
    EXPECT_THAT(record.follow, ElementsAre("_spf.y.example"));
    EXPECT_THAT(record.faults, ElementsAre("ptr"));
}

TEST(SpfTest, ARedirectCountsOnlyWithoutAll) {
    const SpfRecord with = parse_spf("v=spf1 redirect=x.example -all");
    EXPECT_EQ(with.lookups, 0);
    EXPECT_EQ(with.end, "-all");
    EXPECT_THAT(with.follow, IsEmpty());

    const SpfRecord without = parse_spf("v=spf1 mx redirect=x.example");
    EXPECT_EQ(without.lookups, 2);
    EXPECT_EQ(without.end, "redirect");
    EXPECT_THAT(without.follow, ElementsAre("x.example"));
}

TEST(SpfTest, WrongTermsAreNamed) {
    const SpfRecord record =
        parse_spf("v=spf1 ipv4:192.0.2.1 ip4:192.0.2.300 ip6:2001:db8::/129 include: ip4:10.1.2.3/8 ~all");

    EXPECT_THAT(record.faults, ElementsAre("ipv4:192.0.2.1", "ip4:192.0.2.300", "ip6:2001:db8::/129", "include:"));
    EXPECT_EQ(record.end, "~all");
}

TEST(SpfTest, WhatFollowsAllIsNeverLookedAt) {
    EXPECT_EQ(parse_spf("v=spf1 -all include:a.fr mx a").lookups, 0);
    EXPECT_EQ(parse_spf("v=spf1 all").end, "+all");
    EXPECT_EQ(parse_spf("v=spf1 mx").end, "");
}

TEST(SpfTest, OnlyTheWholeVersionMakesARecord) {
    EXPECT_TRUE(is_spf("v=spf1"));
    EXPECT_TRUE(is_spf("V=SPF1 -all"));
    EXPECT_FALSE(is_spf("v=spf10 -all"));
    EXPECT_FALSE(is_spf("spf2.0/pra -all"));
}

TEST(DmarcTest, TheTagsAreRead) {
    const DmarcRecord record = parse_dmarc("v=DMARC1; p=Reject; sp=none; pct=20; rua=mailto:a@ch-exemple.fr");

    EXPECT_EQ(record.policy, "reject");
    EXPECT_EQ(record.subdomains, "none");
    EXPECT_EQ(record.percent, 20);
    EXPECT_TRUE(record.reports);
    EXPECT_THAT(record.faults, IsEmpty());
}

TEST(DmarcTest, AWrongPolicyIsAFaultAndNotAPolicy) {
    EXPECT_THAT(parse_dmarc("v=DMARC1; p=rejet").faults, ElementsAre("p=rejet"));
    EXPECT_EQ(parse_dmarc("v=DMARC1; p=rejet").policy, "");
    EXPECT_THAT(parse_dmarc("v=DMARC1; rua=mailto:a@b").faults, ElementsAre("p="));
    EXPECT_THAT(parse_dmarc("v=DMARC1; p=none; pct=200").faults, ElementsAre("pct=200"));
    EXPECT_EQ(parse_dmarc("v=DMARC1; p=quarantine").subdomains, "quarantine");
}

protocols::dns::Record soa(const char* rdata, std::uint32_t ttl) {
    protocols::dns::Record record;
    record.rdata = rdata;
    record.ttl = ttl;
    return record;
}

TEST(SoaTest, ValuesOutsideTheUsualAreNamed) {
    EXPECT_THAT(soa_faults(soa("ns1.a. h.a. 1 7200 3600 1209600 3600", 86400)), IsEmpty());
    EXPECT_THAT(soa_faults(soa("ns1.a. h.a. 1 60 120 3600 86400", 86400)),
                ElementsAre("refresh=60", "retry=120 >= refresh=60", "expire=3600", "minimum=86400"));
    // RFC 2308: the smaller of the SOA's own lifetime and the minimum is what counts.
    EXPECT_THAT(soa_faults(soa("ns1.a. h.a. 1 7200 3600 1209600 86400", 3600)), IsEmpty());
    EXPECT_THAT(soa_faults(soa("cut short", 1)), IsEmpty());
}

TEST(NetworksTest, ServersOfOneNetworkAreOneNetwork) {
    EXPECT_THAT(networks_of(servers_from({"a=192.0.2.1", "b=192.0.2.200", "c="})), ElementsAre("192.0.2.0/24"));
    EXPECT_THAT(networks_of(servers_from({"a=192.0.2.1", "b=198.51.100.1"})),
                ElementsAre("192.0.2.0/24", "198.51.100.0/24"));
    // The IPv6 address of the same machine is no second place.
    EXPECT_THAT(networks_of(servers_from({"a=192.0.2.1", "a=2001:db8::1"})), ElementsAre("192.0.2.0/24"));
    EXPECT_EQ(networks_of(servers_from({"a=2001:db8::1", "b=2001:db8:0:5::1"})).size(), 1U);
}

}  // namespace
}  // namespace vigie::inspect
