// SPDX-License-Identifier: Apache-2.0
#include "protocols/s7/s7.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "protocols/read_fixture.h"

namespace vigie::protocols::s7 {
namespace {

using base::from_hex;

constexpr std::size_t kConfirmation = 22;  // of the fixture's packets
constexpr std::size_t kSetUp = 27;
constexpr std::size_t kModules = 153;

TEST(S7Probe, AsksForAConnectionFirst) {
    EXPECT_EQ(base::to_hex(protocol.probe()), "0300001611e00000007600c1020100c2020102c0010a");
    EXPECT_EQ(base::to_hex(protocol_slot0.probe()), "0300001611e00000007600c1020100c2020100c0010a");
}

TEST(S7Answer, ConfirmsOurConnection) {
    EXPECT_EQ(protocol.recognise(from_hex("03000016 11 d0 0076 0010 00 c0010a c1020100 c2020102")), Match::sure);
}

TEST(S7Answer, OfRdpOrForAnotherIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("03000013 0e d0 0000 1234 00 02 1f 0800 02000000")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("03000016 11 d0 0005 0010 00 c0010a c1020100 c2020102")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

TEST(S7Answer, NamesModuleFirmwareAndSerialNumber) {
    const auto facts = protocol.parse(read_fixture("s7", "snap7-1.4-cpu315.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("s7.order_number"), "6ES7 315-2EH14-0AB0");
    EXPECT_EQ(facts->text("s7.firmware"), "3.2.6");
    EXPECT_EQ(facts->text("s7.module_type"), "CPU 315-2 PN/DP");
    EXPECT_EQ(facts->text("s7.serial"), "S C-C2UR28922012");
    EXPECT_EQ(facts->flag("s7.communication"), true);
}

TEST(S7Dialogue, GoesFromTheConnectionToTheSecondListAndEndsThere) {
    const ByteString all = read_fixture("s7", "snap7-1.4-cpu315.bin");
    const Bytes heard(all);

    EXPECT_EQ(base::to_hex(protocol.follow_up(heard.first(kConfirmation))),
              "0300001902f0803201000000760008"
              "0000f0000001000101e0");
    EXPECT_EQ(base::to_hex(protocol.follow_up(heard.first(kConfirmation + kSetUp))),
              "0300002102f080320700000076000800080001120411440100ff09000400110000");
    EXPECT_EQ(base::to_hex(protocol.follow_up(heard.first(kConfirmation + kSetUp + kModules))),
              "0300002102f080320700000076000800080001120411440100ff090004001c0000");
    EXPECT_TRUE(protocol.follow_up(heard).empty());
}

TEST(S7Dialogue, EndsWhereTheSetUpIsRefused) {
    ByteString refused = read_fixture("s7", "snap7-1.4-cpu315.bin");
    refused.resize(kConfirmation + kSetUp);
    refused[kConfirmation + 17] = 0x81;

    EXPECT_TRUE(protocol.follow_up(refused).empty());
    EXPECT_EQ(protocol.parse(refused)->flag("s7.communication"), false);
}

}  // namespace
}  // namespace vigie::protocols::s7
