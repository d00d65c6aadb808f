// SPDX-License-Identifier: Apache-2.0
#include "protocols/pcanywhere/pcanywhere.h"

#include <gtest/gtest.h>

namespace vigie::protocols::pcanywhere {
namespace {

using base::as_bytes;

TEST(PcanywhereAnswer, HasTheName) {
    EXPECT_EQ(protocol.parse(as_bytes("NRRADIO-POSTE2_____________AHM_3___"))->text("pcanywhere.name"), "RADIO-POSTE2");
}

TEST(PcanywhereAnswer, IsNothingElse) {
    EXPECT_EQ(protocol.recognise(as_bytes("NRX")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::pcanywhere
