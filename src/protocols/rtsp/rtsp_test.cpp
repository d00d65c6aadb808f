// SPDX-License-Identifier: Apache-2.0
#include "protocols/rtsp/rtsp.h"

#include <gtest/gtest.h>

namespace vigie::protocols::rtsp {
namespace {

using base::as_bytes;

TEST(RtspAnswer, NamesServerAndMethods) {
    const auto facts = protocol.parse(as_bytes(
        "RTSP/1.0 200 OK\r\nCSeq: 7667\r\nServer: GStreamer RTSP server\r\nPublic: OPTIONS, DESCRIBE\r\n\r\n"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("rtsp.server"), "GStreamer RTSP server");
    EXPECT_EQ(facts->text("rtsp.methods"), "OPTIONS, DESCRIBE");
}

TEST(RtspAnswer, IsNotHttp) {
    EXPECT_EQ(protocol.recognise(as_bytes("HTTP/1.0 200 OK\r\n\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::rtsp
