// SPDX-License-Identifier: Apache-2.0
#include "engine/udp_questions.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace vigie::engine {
namespace {

bool asks(const std::vector<UdpQuestion>& round, model::Port port, std::string_view protocol) {
    return std::any_of(round.begin(), round.end(), [&](const UdpQuestion& question) {
        return question.port == port && question.way->name == protocol;
    });
}

TEST(UdpRounds, AskEachProtocolFirstInItsFirstWayOverUdp) {
    const auto rounds = udp_rounds({});

    ASSERT_GE(rounds.size(), 3U);
    EXPECT_TRUE(asks(rounds[0], 161, "snmp"));
    EXPECT_TRUE(asks(rounds[0], 11211, "memcached")) << "its other way is TCP: over UDP this is the first";
    EXPECT_TRUE(asks(rounds[1], 161, "snmp")) << "version 1";
    EXPECT_TRUE(asks(rounds[2], 161, "snmp")) << "version 3";
    EXPECT_FALSE(asks(rounds[1], 11211, "memcached"));
}

TEST(UdpRounds, KeepToThePortsOfThePlan) {
    NetworkPlan plan;
    plan.udp_ports = {11211};

    const auto rounds = udp_rounds(plan);

    ASSERT_EQ(rounds[0].size(), 1U);
    EXPECT_EQ(rounds[0][0].port, 11211);
    EXPECT_EQ(udp_ports_asked(plan), std::vector<model::Port>{11211});
}

TEST(UdpRounds, AreNoneWithoutUdp) {
    NetworkPlan plan;
    plan.udp = false;

    EXPECT_TRUE(udp_rounds(plan).empty());
    EXPECT_TRUE(udp_ports_asked(plan).empty());
}

TEST(UdpPortsAsked, CountTheProtocolsThatHaveUdpAsASecondTransport) {
    const std::vector<model::Port> ports = udp_ports_asked({});

    EXPECT_TRUE(std::is_sorted(ports.begin(), ports.end()));
    EXPECT_EQ(std::count(ports.begin(), ports.end(), 11211), 1);
    EXPECT_EQ(std::count(ports.begin(), ports.end(), 161), 1);
}

TEST(UdpAnswer, IsUnderstoodByTheQuestionThatItAnswers) {
    const auto rounds = udp_rounds({});
    const base::ByteString answer = base::from_hex("7667 0000 0001 0000 56455253494f4e20312e362e31380d0a");

    const UdpUnderstood at_memcached = understand_udp(rounds[0], 11211, answer);
    const UdpUnderstood at_snmp = understand_udp(rounds[0], 161, answer);
    const UdpUnderstood nowhere = understand_udp(rounds[0], 1, answer);

    EXPECT_EQ(at_memcached.match, protocols::Match::sure);
    EXPECT_EQ(at_memcached.way->name, "memcached");
    EXPECT_EQ(at_snmp.match, protocols::Match::no);
    EXPECT_EQ(nowhere.way, nullptr);
}

}  // namespace
}  // namespace vigie::engine
