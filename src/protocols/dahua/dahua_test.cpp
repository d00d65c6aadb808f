// SPDX-License-Identifier: Apache-2.0
#include "protocols/dahua/dahua.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::dahua {
namespace {

using base::as_bytes;

TEST(DahuaAnswer, NamesTheCamera) {
    const auto facts = protocol.parse(read_fixture("dahua", "dhip-camera.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("dahua.device"), "IPC-HDBW4431R-ZS");
    EXPECT_EQ(facts->text("dahua.version"), "2.800.0000016.0.R");
}

TEST(DahuaAnswer, IsNotOurQuestion) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("HTTP/1.1 200 OK\r\n\r\n{\"DeviceType\":\"x\"}")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::dahua
