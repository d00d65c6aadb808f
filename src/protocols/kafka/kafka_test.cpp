// SPDX-License-Identifier: Apache-2.0
#include "protocols/kafka/kafka.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "protocols/read_fixture.h"

namespace vigie::protocols::kafka {
namespace {

using base::from_hex;

TEST(KafkaProbe, AsksForVersionsAndNothingElse) {
    EXPECT_EQ(base::to_hex(protocol.probe()),
              "0000000f"
              "0012"
              "0000"
              "76676c31"
              "0005"
              "7669676965");
}

TEST(KafkaAnswer, TellsItsClusterToStrangers) {
    const auto facts = protocol.parse(read_fixture("kafka", "protocol-guide-versions-and-metadata.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->flag("kafka.unauthenticated"), true);
    EXPECT_EQ(facts->list("kafka.brokers"), (std::vector<std::string>{"kafka-1.interne.example:9092"}));
    EXPECT_EQ(facts->text("kafka.cluster"), "vL1vSnLtTzmV3n8WqHqKJQ");
}

TEST(KafkaAnswer, OfVersionsAloneSaysNothingOfAccess) {
    const ByteString versions = from_hex("00000016 76676c31 0000 00000002 0003 0000 0007 0012 0000 0003");

    EXPECT_EQ(protocol.recognise(versions), Match::sure);
    EXPECT_FALSE(protocol.parse(versions)->has("kafka.unauthenticated"));
    EXPECT_EQ(base::to_hex(protocol.follow_up(versions)),
              "00000013"
              "0003"
              "0002"
              "76676c32"
              "0005"
              "7669676965"
              "00000000");
}

TEST(KafkaAnswer, ToAnotherQuestionIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("0000000a 76676c32 0000 00000000")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("00000010 76676c31 0000 00000001 0003 0000 0007")), Match::no)
        << "the question itself is not listed";
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::kafka
