// SPDX-License-Identifier: Apache-2.0
#include "protocols/snmp/snmp.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::snmp {
namespace {

using base::from_hex;

TEST(SnmpProbe, IsOneReadOfThreeObjectsWithThePublicCommunity) {
    EXPECT_EQ(protocol.probe(),
              from_hex("30 45 02 01 01 04 06 7075626c6963 a0 38 02 04 76676965 02 01 00 02 01 00 30 2a"
                       "30 0c 06 08 2b06010201010100 05 00"
                       "30 0c 06 08 2b06010201010200 05 00"
                       "30 0c 06 08 2b06010201010500 05 00"));
}

TEST(SnmpReply, OfNetSnmpSaysWhatTheSystemIs) {
    const auto info = parse_info(read_fixture("snmp", "net-snmp-5.9.3-v2c.bin"));

    ASSERT_TRUE(info);
    EXPECT_TRUE(info->ours);
    EXPECT_TRUE(info->public_community);
    EXPECT_TRUE(info->sys_descr.starts_with("Linux"));
    EXPECT_EQ(info->sys_name, "pacs-test");
    EXPECT_EQ(info->sys_object_id, "1.3.6.1.4.1.8072.3.2.10");
}

TEST(SnmpReply, OfVersion1IsTheSame) {
    const auto info = parse_info(read_fixture("snmp", "net-snmp-5.9.3-v1.bin"));

    ASSERT_TRUE(info);
    EXPECT_EQ(info->version, Version::v1);
    EXPECT_EQ(info->sys_name, "pacs-test");
}

TEST(SnmpReply, ToTheDiscoveryNamesTheEngine) {
    const auto facts = parse_facts(read_fixture("snmp", "net-snmp-5.9.3-v3-discovery.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("snmp.version"), "3");
    EXPECT_TRUE(facts->text("snmp.engine_id").starts_with("80001f88"));
    EXPECT_FALSE(facts->has("snmp.community_public"));
}

TEST(SnmpReply, ToAnotherRequestIsOnlyAGuess) {
    // A response as it should be, with request-id 1 and no bindings.
    const ByteString other = from_hex("30 18 02 01 01 04 06 7075626c6963 a2 0b 02 01 01 02 01 00 02 01 00 30 00");

    EXPECT_EQ(protocol.recognise(other), Match::maybe);
}

TEST(SnmpReply, ThatIsBrokenOrAnotherProtocolIsRefused) {
    for (const char* hex :
         {"", "30", "30 84 ffffffff 02", "30 80 0201010000", "30 0c 02 01 01 61 07 0a 01 00 04 00 04 00",
          "30 03 02 01 07", "30 0b 02 01 01 04 06 7075626c6963",
          "30 18 02 01 01 04 06 7075626c6963 a2 0b 02 01 01 02 01 00 02 01 00 30 7f"})
        EXPECT_EQ(protocol.recognise(from_hex(hex)), Match::no) << hex;
}

}  // namespace
}  // namespace vigie::protocols::snmp
