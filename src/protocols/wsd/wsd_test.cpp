// SPDX-License-Identifier: Apache-2.0
#include "protocols/wsd/wsd.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::wsd {
namespace {

using base::as_bytes;

TEST(WsdAnswer, NamesTheDevice) {
    const auto facts = protocol.parse(read_fixture("wsd", "ws-discovery-2005-match.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("wsd.types"), "wsdp:Device pub:Computer");
    EXPECT_EQ(facts->text("wsd.addresses"), "http://192.0.2.9:5357/9d7b0a52/");
}

TEST(WsdAnswer, ToAnotherProbeIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(as_bytes("<Envelope><RelatesTo>urn:uuid:1</RelatesTo></Envelope>")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::wsd
