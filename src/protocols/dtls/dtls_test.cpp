// SPDX-License-Identifier: Apache-2.0
#include "protocols/dtls/dtls.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::dtls {
namespace {

using base::from_hex;

TEST(DtlsAnswer, IsACookie) {
    const auto facts = protocol.parse(read_fixture("dtls", "openssl-3.0-cookie.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->flag("dtls.cookie"), true);
    EXPECT_FALSE(facts->has("dtls.version")) << "a cookie does not say which version would be spoken";
}

TEST(DtlsAnswer, MayBeAnAlert) {
    EXPECT_EQ(protocol.parse(from_hex("15 fefd 0000 000000000000 0002 02 28"))->number("dtls.alert"), 40);
}

TEST(DtlsAnswer, IsNotOurOwnHello) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("16 0303 0000 000000000000 0002 02 28")), Match::no);
}

TEST(DtlsProbe, IsAsLongAsItSays) {
    const ByteString probe = protocol.probe();

    EXPECT_EQ(probe[11] * 256U + probe[12], probe.size() - 13);
}

}  // namespace
}  // namespace vigie::protocols::dtls
