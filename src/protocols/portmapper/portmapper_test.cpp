// SPDX-License-Identifier: Apache-2.0
#include "protocols/portmapper/portmapper.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "protocols/read_fixture.h"

namespace vigie::protocols::portmapper {
namespace {

using base::from_hex;

TEST(PortmapperAnswer, ListsThePrograms) {
    const auto facts = protocol.parse(read_fixture("portmapper", "rpcbind-1.2.6-dump.bin"));

    ASSERT_TRUE(facts);
    const auto programs = facts->list("portmapper.programs");
    ASSERT_FALSE(programs.empty());
    EXPECT_EQ(programs.front(), "portmapper v4 111/tcp");
}

TEST(PortmapperUdp, AsksNothingThatAnswersAtLength) {
    EXPECT_EQ(base::to_hex(protocol_udp.probe()),
              "766769650000000000000002000186a0000000020000000000000000000000000000000000000000");
    EXPECT_EQ(protocol_udp.recognise(from_hex("76676965 00000001 00000000 00000000 00000000 00000000")), Match::maybe);
}

TEST(PortmapperAnswer, ToAnotherCallIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("76676966 00000001 00000000 00000000 00000000 00000000")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::portmapper
