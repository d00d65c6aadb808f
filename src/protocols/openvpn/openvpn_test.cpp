// SPDX-License-Identifier: Apache-2.0
#include "protocols/openvpn/openvpn.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::openvpn {
namespace {

using base::from_hex;

TEST(OpenvpnAnswer, AcknowledgesOurSession) {
    EXPECT_EQ(protocol.recognise(read_fixture("openvpn", "openvpn-2.6.14-reset.bin")), Match::sure);
}

TEST(OpenvpnAnswer, ToAnotherSessionIsNotBelieved) {
    ByteString reply = read_fixture("openvpn", "openvpn-2.6.14-reset.bin");
    reply[14] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

TEST(OpenvpnTcp, HasTheLengthBeforeThePacket) {
    ByteString reply = from_hex("001a");
    for (const std::uint8_t byte : read_fixture("openvpn", "openvpn-2.6.14-reset.bin")) reply.push_back(byte);

    EXPECT_TRUE(protocol_tcp.complete(reply));
    EXPECT_EQ(protocol_tcp.recognise(reply), Match::sure);
}

}  // namespace
}  // namespace vigie::protocols::openvpn
