// SPDX-License-Identifier: Apache-2.0
#include "protocols/amqp/amqp.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::amqp {
namespace {

using base::from_hex;

TEST(AmqpAnswer, NamesProductAndVersion) {
    const auto facts = protocol.parse(read_fixture("amqp", "rabbitmq-3.10.8-start.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("amqp.product"), "RabbitMQ");
    EXPECT_EQ(facts->text("amqp.version"), "3.10.8");
}

TEST(AmqpAnswer, MayBeTheHeaderOfAnotherVersion) {
    EXPECT_EQ(protocol.recognise(from_hex("414d515000010000")), Match::maybe);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no) << "an echo";
}

}  // namespace
}  // namespace vigie::protocols::amqp
