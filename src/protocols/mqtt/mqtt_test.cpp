// SPDX-License-Identifier: Apache-2.0
#include "protocols/mqtt/mqtt.h"

#include <gtest/gtest.h>

namespace vigie::protocols::mqtt {
namespace {

using base::from_hex;

TEST(MqttAnswer, SaysWhetherAPasswordIsNeeded) {
    EXPECT_EQ(protocol.parse(from_hex("20020000"))->flag("mqtt.unauthenticated"), true);
    EXPECT_EQ(protocol.parse(from_hex("20020005"))->flag("mqtt.unauthenticated"), false);
    EXPECT_FALSE(protocol.parse(from_hex("20020003"))->has("mqtt.unauthenticated")) << "the server is not available";
}

TEST(MqttAnswer, IsExact) {
    for (const char* hex : {"200200", "20020006", "20020200", "2003000000", "d0020000"})
        EXPECT_EQ(protocol.recognise(from_hex(hex)), Match::no) << hex;
}

}  // namespace
}  // namespace vigie::protocols::mqtt
