// SPDX-License-Identifier: Apache-2.0
#include "protocols/irc/irc.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::irc {
namespace {

using base::as_bytes;

TEST(IrcServer, NamesItselfAndItsCapabilitiesBeforeAnyRegistration) {
    const auto facts = protocol.parse(read_fixture("irc", "inspircd-3.15-unregistered.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("irc.server"), "irc2.example");
    EXPECT_EQ(facts->text("irc.notice"), "*** Looking up your hostname...");
    EXPECT_EQ(facts->list("irc.capabilities"),
              (std::vector<std::string>{"inspircd.org/poison", "inspircd.org/standard-replies"}));
}

TEST(IrcServer, GreetingAloneSuffices) {
    EXPECT_EQ(protocol.recognise(as_bytes("NOTICE AUTH :*** Looking up your hostname\r\n")), Match::sure);
}

TEST(IrcServer, OtherTextIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(as_bytes("220 mail.example ESMTP\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes(":x 451 y\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::irc
