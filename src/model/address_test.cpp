// SPDX-License-Identifier: Apache-2.0
#include "model/address.h"

#include <gtest/gtest.h>

namespace vigie::model {
namespace {

TEST(IpAddress, ReadsBothFamiliesAndWritesThemBack) {
    EXPECT_EQ(IpAddress::parse("192.0.2.1")->text(), "192.0.2.1");
    EXPECT_EQ(IpAddress::parse("2001:DB8:0::1")->text(), "2001:db8::1");
    EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.1")->text(), "192.0.2.1");
    EXPECT_TRUE(IpAddress::parse("::ffff:192.0.2.1")->is_v4());
}

TEST(IpAddress, RefusesWhatIsNotALoneAddress) {
    for (const char* text :
         {"", "192.0.2", "192.0.2.256", "192.0.2.1/24", "[::1]", "fe80::1%eth0", "010.0.0.1x", "::g"})
        EXPECT_FALSE(IpAddress::parse(text)) << text;
}

TEST(IpAddress, KnowsItsReverseName) {
    EXPECT_EQ(IpAddress::parse("192.0.2.77")->reverse_name(), "77.2.0.192.in-addr.arpa");
    EXPECT_EQ(IpAddress::parse("2001:db8::1")->reverse_name(),
              "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

TEST(CidrBlock, ContainsExactlyItsAddresses) {
    const CidrBlock block = *CidrBlock::parse("192.0.2.16/28");

    EXPECT_EQ(block.size(), 16U);
    EXPECT_EQ(block.at(0).text(), "192.0.2.16");
    EXPECT_EQ(block.at(15).text(), "192.0.2.31");
    EXPECT_TRUE(block.contains(*IpAddress::parse("192.0.2.31")));
    EXPECT_FALSE(block.contains(*IpAddress::parse("192.0.2.32")));
    EXPECT_FALSE(block.contains(*IpAddress::parse("192.0.2.15")));
    EXPECT_FALSE(block.contains(*IpAddress::parse("2001:db8::1")));
}

TEST(CidrBlock, CountsThroughIpv6) {
    const CidrBlock block = *CidrBlock::parse("2001:db8::ff00/120");

    EXPECT_EQ(block.size(), 256U);
    EXPECT_EQ(block.at(255).text(), "2001:db8::ffff");
    EXPECT_EQ(CidrBlock::parse("2001:db8::/108")->at(0x12345).text(), "2001:db8::1:2345");
}

TEST(CidrBlock, RefusesBitsBelowThePrefix) {
    EXPECT_FALSE(CidrBlock::parse("192.0.2.1/28"));
    EXPECT_FALSE(CidrBlock::parse("192.0.2.0/33"));
    EXPECT_FALSE(CidrBlock::parse("192.0.2.0/"));
    EXPECT_TRUE(CidrBlock::parse("0.0.0.0/0"));
    EXPECT_EQ(CidrBlock::parse("192.0.2.9")->text(), "192.0.2.9");
}

TEST(Endpoint, IsWrittenAndReadBack) {
    for (const char* text : {"192.0.2.1:22/tcp", "[2001:db8::1]:53/udp"})
        EXPECT_EQ(Endpoint::parse(text)->text(), text);
    EXPECT_EQ(Endpoint::parse("192.0.2.1:443")->text(), "192.0.2.1:443/tcp");
    for (const char* text : {"", "192.0.2.1", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:22/sctp", "2001:db8::1:22"})
        EXPECT_FALSE(Endpoint::parse(text)) << text;
}

}  // namespace
}  // namespace vigie::model
