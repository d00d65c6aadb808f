// SPDX-License-Identifier: Apache-2.0
#include "protocols/stomp/stomp.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::stomp {
namespace {

using base::as_bytes;

TEST(StompRefusal, ListsTheVersionsOfRabbitMq) {
    const auto facts = protocol.parse(read_fixture("stomp", "rabbitmq-3.10.8-version-mismatch.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->list("stomp.versions"), (std::vector<std::string>{"1.0", "1.1", "1.2"}));
    EXPECT_FALSE(facts->has("stomp.software"));
}

TEST(StompRefusal, ListsTheVersionsOfActiveMqAndShowsItsName) {
    const auto facts = protocol.parse(read_fixture("stomp", "activemq-5.17.2-version-mismatch.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->list("stomp.versions"), (std::vector<std::string>{"1.2", "1.1", "1.0"}));
    EXPECT_EQ(facts->text("stomp.software"), "ActiveMQ");
}

TEST(StompRefusal, OfAnotherProtocolIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(as_bytes("ERROR\r\n")), Match::no) << "memcached says so";
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::stomp
