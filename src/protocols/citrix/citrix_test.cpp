// SPDX-License-Identifier: Apache-2.0
#include "protocols/citrix/citrix.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::citrix {
namespace {

using base::from_hex;

using base::as_bytes;

TEST(CitrixGreeting, IsThatOfIca) {
    EXPECT_EQ(protocol.parse(from_hex("7f7f494341007f7f49434100"))->text("citrix.greeting"), "ICA");
    EXPECT_EQ(protocol.recognise(as_bytes("ICA")), Match::no);
}

TEST(CitrixBrowser, AnswersWithItsMark) {
    const auto facts = protocol_udp.parse(read_fixture("citrix", "ica-browser.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("citrix.greeting"), "browser");
    EXPECT_EQ(protocol_udp.recognise(protocol_udp.probe()), Match::no);
    EXPECT_EQ(protocol_udp.probe().size(), 30U);
}

}  // namespace
}  // namespace vigie::protocols::citrix
