// SPDX-License-Identifier: Apache-2.0
#include "protocols/modbus/modbus.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "protocols/read_fixture.h"

namespace vigie::protocols::modbus {
namespace {

using base::from_hex;

TEST(ModbusAnswer, IdentifiesTheDevice) {
    const auto facts = protocol.parse(read_fixture("modbus", "v1.1b3-schneider.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("modbus.vendor"), "Schneider Electric");
    EXPECT_EQ(facts->text("modbus.product"), "BMX P34 2020");
    EXPECT_EQ(facts->text("modbus.revision"), "V2.60");
}

TEST(ModbusAnswer, MayBeAnException) {
    EXPECT_EQ(protocol.parse(from_hex("7667 0000 0003 ff ab 01"))->number("modbus.exception"), 1);
    EXPECT_EQ(protocol.recognise(from_hex("7667 0000 0003 ff ab 00")), Match::no);
}

TEST(ModbusAnswer, ToAnotherTransactionIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("7668 0000 0003 ff ab 01")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no) << "an echo has no identification";
}

TEST(ModbusDialogue, AsksUmasOfSchneiderOnly) {
    ByteString schneider = read_fixture("modbus", "v1.1b3-schneider.bin");

    EXPECT_EQ(base::to_hex(protocol.follow_up(schneider)), "766800000004005a0002");
    EXPECT_TRUE(protocol.follow_up(from_hex("7667 0000 0003 ff ab 01")).empty());
    for (std::uint8_t& byte : schneider)
        if (byte == 'S') byte = 'W';
    EXPECT_TRUE(protocol.follow_up(schneider).empty());
}

TEST(ModbusUmas, NamesControllerAndFirmware) {
    const ByteString both = read_fixture("modbus", "umas-research-m340.bin");
    const auto facts = protocol.parse(both);

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("modbus.umas_controller"), "BMX P34 2020");
    EXPECT_EQ(facts->text("modbus.umas_firmware"), "2.60");
    EXPECT_TRUE(protocol.follow_up(both).empty());
}

TEST(ModbusUmas, ARefusalLeavesTheIdentificationAsItWas) {
    ByteString both = read_fixture("modbus", "v1.1b3-schneider.bin");
    const ByteString refusal = from_hex("7668 0000 0004 00 5a 00 fd");
    both.insert(both.end(), refusal.begin(), refusal.end());

    EXPECT_EQ(protocol.parse(both)->text("modbus.product"), "BMX P34 2020");
    EXPECT_FALSE(protocol.parse(both)->has("modbus.umas_controller"));
}

}  // namespace
}  // namespace vigie::protocols::modbus
