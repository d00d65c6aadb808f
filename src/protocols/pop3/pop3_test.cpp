// SPDX-License-Identifier: Apache-2.0
#include "protocols/pop3/pop3.h"

#include <gtest/gtest.h>

namespace vigie::protocols::pop3 {
namespace {

using base::as_bytes;

TEST(Pop3Answer, HasCapabilities) {
    const auto facts = protocol.parse(
        as_bytes("+OK Dovecot ready.\r\n+OK\r\nSTLS\r\nSASL PLAIN LOGIN\r\nIMPLEMENTATION x 1\r\n.\r\n"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->flag("pop3.starttls"), true);
    EXPECT_EQ(facts->list("pop3.auth_methods"), (std::vector<std::string>{"PLAIN", "LOGIN"}));
    EXPECT_EQ(facts->text("pop3.implementation"), "x 1");
}

TEST(Pop3Greeting, MustBeItsOwn) {
    EXPECT_EQ(protocol.recognise(as_bytes("220 smtp\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("+OK POP3 server\r\n")), Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("+OK\r\n")), Match::maybe);
}

}  // namespace
}  // namespace vigie::protocols::pop3
