// SPDX-License-Identifier: Apache-2.0
#include "protocols/kerberos/kerberos.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::kerberos {
namespace {

using base::from_hex;

TEST(KerberosAnswer, IsARefusalWithTimeAndRealm) {
    const auto facts = protocol.parse(read_fixture("kerberos", "rfc4120-wrong-realm.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->number("kerberos.error"), 68);
    EXPECT_EQ(facts->text("kerberos.realm"), "CHU.EXAMPLE");
    EXPECT_EQ(facts->text("kerberos.server_time"), "20261122021500Z");
}

TEST(KerberosAnswer, OverTcpHasALengthBeforeIt) {
    ByteString reply = from_hex("000000a0");
    reply[3] = static_cast<std::uint8_t>(read_fixture("kerberos", "rfc4120-wrong-realm.bin").size());
    for (const std::uint8_t byte : read_fixture("kerberos", "rfc4120-wrong-realm.bin")) reply.push_back(byte);

    EXPECT_TRUE(protocol_tcp.complete(reply));
    EXPECT_EQ(protocol_tcp.recognise(reply), Match::sure);
    EXPECT_FALSE(protocol_tcp.complete(base::Bytes(reply).first(reply.size() - 1)));
}

TEST(KerberosProbe, IsNotItsOwnAnswer) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
    EXPECT_EQ(protocol.probe().front(), 0x6A);
}

}  // namespace
}  // namespace vigie::protocols::kerberos
