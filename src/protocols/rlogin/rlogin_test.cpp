// SPDX-License-Identifier: Apache-2.0
#include "protocols/rlogin/rlogin.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "protocols/read_fixture.h"

namespace vigie::protocols::rlogin {
namespace {

using base::as_bytes;

TEST(RloginProbe, GivesNoName) {
    EXPECT_EQ(base::to_hex(protocol.probe()), "00");
}

TEST(RloginRefusal, NamesTheService) {
    const ByteString reply = read_fixture("rlogin", "netkit-0.17-permission-denied.bin");

    EXPECT_EQ(protocol.recognise(reply), Match::sure);
    EXPECT_EQ(protocol.parse(reply)->text("rlogin.error"), "rlogind: Permission denied.");
}

TEST(RloginRefusal, WithoutItsNameIsAGuess) {
    EXPECT_EQ(protocol.recognise(as_bytes("\x01Permission denied.\n")), Match::maybe);
    EXPECT_EQ(protocol.recognise(as_bytes("\x01other words\n")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::rlogin
