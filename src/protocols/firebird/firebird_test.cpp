// SPDX-License-Identifier: Apache-2.0
#include "protocols/firebird/firebird.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::firebird {
namespace {

using base::from_hex;

TEST(FirebirdAnswer, MayBeAWishToGoOnWithALogin) {
    const ByteString reply = read_fixture("firebird", "firebird-3.0.11-login-wanted.bin");

    EXPECT_EQ(protocol.recognise(reply), Match::sure);
    EXPECT_EQ(protocol.parse(reply)->text("firebird.answer"), "login wanted");
}

TEST(FirebirdAnswer, MayBeAVersion) {
    EXPECT_EQ(protocol.parse(from_hex("00000003 0000000a 00000001 00000005"))->number("firebird.protocol_version"), 10);
    EXPECT_EQ(protocol.parse(from_hex("0000005e ffff800d 00000001 00000003"))->number("firebird.protocol_version"), 13);
    EXPECT_EQ(protocol.recognise(from_hex("00000003 0000000a 00000002 00000005")), Match::no);
}

TEST(FirebirdAnswer, MayBeARefusalThatIsNotSure) {
    EXPECT_EQ(protocol.recognise(from_hex("00000004")), Match::maybe);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::firebird
