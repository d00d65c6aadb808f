// SPDX-License-Identifier: Apache-2.0
#include "protocols/chargen/chargen.h"

#include <gtest/gtest.h>

namespace vigie::protocols::chargen {
namespace {

using base::as_bytes;

TEST(ChargenAnswer, IsTheSequenceOfCharacters) {
    EXPECT_EQ(protocol.recognise(as_bytes("0123456789:;<=>?@ABC")), Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("xyz{|}~ !\"#$%&'()*")), Match::sure);
}

TEST(ChargenAnswer, IsNotAnyText) {
    EXPECT_EQ(protocol.recognise(as_bytes("0123456789")), Match::no) << "too short";
    EXPECT_EQ(protocol.recognise(as_bytes("Good morning, this is a server")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::chargen
