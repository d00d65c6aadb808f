// SPDX-License-Identifier: Apache-2.0
#include "protocols/modbus/modbus.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace vigie::protocols::modbus
