// SPDX-License-Identifier: Apache-2.0
#include "protocols/imap/imap.h"

#include <gtest/gtest.h>

namespace vigie::protocols::imap {
namespace {

using base::as_bytes;

TEST(ImapAnswer, HasGreetingAndCapabilities) {
    const auto facts =
        protocol.parse(as_bytes("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] Dovecot (Debian) ready.\r\n"
                                "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED AUTH=PLAIN\r\nv1 OK done.\r\n"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->flag("imap.starttls"), true);
    EXPECT_EQ(facts->flag("imap.login_disabled"), true);
    EXPECT_EQ(facts->list("imap.auth_methods"), std::vector<std::string>{"PLAIN"});
}

TEST(ImapAnswer, SaysThatStarttlsLacksOnlyWhenItWasAsked) {
    EXPECT_FALSE(protocol.parse(as_bytes("* OK IMAP4 ready\r\n"))->has("imap.starttls"));
    EXPECT_EQ(
        protocol.parse(as_bytes("* OK IMAP4 ready\r\n* CAPABILITY IMAP4rev1\r\nv1 OK\r\n"))->flag("imap.starttls"),
        false);
}

TEST(ImapGreeting, IsNotThatOfAnotherServer) {
    EXPECT_EQ(protocol.recognise(as_bytes("+OK POP3 ready\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("* OK\r\n")), Match::maybe);
}

}  // namespace
}  // namespace vigie::protocols::imap
