// SPDX-License-Identifier: Apache-2.0
#include "protocols/opcua/opcua.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::opcua {
namespace {

using base::from_hex;

TEST(OpcuaAnswer, IsAnAcknowledgementOrAnError) {
    EXPECT_EQ(protocol.parse(read_fixture("opcua", "part6-acknowledge.bin"))->number("opcua.protocol_version"), 0);
    EXPECT_EQ(protocol.parse(from_hex("45525246 10000000 00007e80 ffffffff"))->text("opcua.error"), "807e0000");
}

TEST(OpcuaProbe, IsAsLongAsItSays) {
    EXPECT_EQ(protocol.probe()[4], protocol.probe().size());
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::opcua
