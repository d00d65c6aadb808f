// SPDX-License-Identifier: Apache-2.0
#include "protocols/hikvision/hikvision.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::hikvision {
namespace {

using base::as_bytes;

TEST(HikvisionAnswer, NamesTheCamera) {
    const auto facts = protocol.parse(read_fixture("hikvision", "sadp-camera.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("hikvision.device"), "DS-2CD2142FWD-I");
    EXPECT_EQ(facts->text("hikvision.version"), "V5.4.5build 170124");
    EXPECT_EQ(facts->flag("hikvision.activated"), true);
}

TEST(HikvisionAnswer, ToAnotherInquiryIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(as_bytes("<ProbeMatch><Uuid>1</Uuid></ProbeMatch>")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::hikvision
