// SPDX-License-Identifier: Apache-2.0
#include "protocols/teamviewer/teamviewer.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace vigie::protocols::teamviewer {
namespace {

using base::from_hex;

TEST(TeamviewerPing, IsAnsweredByItsOwnReply) {
    EXPECT_EQ(base::to_hex(protocol.probe()), "172410040000000000");
    EXPECT_EQ(protocol.recognise(from_hex("1724 11 0400 00000000")), Match::sure);
}

TEST(TeamviewerPing, EchoedOrOfAWrongLengthIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("1724 11 0500 00000000")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::teamviewer
