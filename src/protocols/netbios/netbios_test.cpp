// SPDX-License-Identifier: Apache-2.0
#include "protocols/netbios/netbios.h"

#include <gmock/gmock.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::netbios {
namespace {

using testing::Contains;

TEST(NetbiosStatus, OfSambaListsItsNames) {
    const auto facts = parse_facts(read_fixture("netbios", "samba-4.17-nmbd.bin"));

    ASSERT_TRUE(facts);
    EXPECT_THAT(facts->list("netbios.names"), Contains("PACS01<20>"));
    EXPECT_EQ(facts->text("netbios.workgroup"), "CH-EXEMPLE");
    EXPECT_FALSE(facts->has("netbios.mac"));
}

TEST(NetbiosStatus, GivesTheAdapterAddressWhenThereIsOne) {
    ByteString reply = read_fixture("netbios", "samba-4.17-nmbd.bin");
    const std::size_t after_names = 12 + 34 + 10 + 1 + static_cast<std::size_t>(reply[56]) * 18;
    reply[after_names] = 0x02;
    reply[after_names + 5] = 0x7F;

    EXPECT_EQ(parse_facts(reply)->text("netbios.mac"), "02:00:00:00:00:7f");
}

TEST(NetbiosStatus, ThatPromisesMoreNamesThanItHoldsIsMalformed) {
    ByteString reply = read_fixture("netbios", "samba-4.17-nmbd.bin");
    reply[56] = 255;

    EXPECT_EQ(parse_facts(reply).error().code, base::Errc::malformed);
}

TEST(NetbiosStatus, OurOwnRequestIsNoAnswer) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::netbios
