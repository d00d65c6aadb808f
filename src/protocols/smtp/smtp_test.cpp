// SPDX-License-Identifier: Apache-2.0
#include "protocols/smtp/smtp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vigie::protocols::smtp {
namespace {

using base::as_bytes;
using testing::ElementsAre;

TEST(SmtpRecognise, KnowsMailGreetingsFromFtpOnes) {
    EXPECT_EQ(protocol.recognise(as_bytes("220 mx.ch-exemple.fr ESMTP Postfix (Debian/GNU)\r\n")), Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("220 ftp.ch-exemple.fr Microsoft ESMTP MAIL Service ready\r\n")),
              Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("220 smtp-gw FTP server ready\r\n")), Match::maybe);
    EXPECT_EQ(protocol.recognise(as_bytes("220 (vsFTPd 3.0.3)\r\n")), Match::maybe);
    EXPECT_EQ(protocol.recognise(as_bytes("HTTP/1.1 400 Bad Request\r\n")), Match::no);
}

TEST(SmtpRecognise, IsSureOfAReplyToEhlo) {
    EXPECT_EQ(protocol.recognise(as_bytes("250-srv\r\n250-SIZE 10240000\r\n250 HELP\r\n")), Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("250 OK\r\n")), Match::maybe);
}

TEST(SmtpFacts, ListMechanismsOfBothSpellingsOnce) {
    const auto facts =
        protocol.parse(as_bytes("250-srv.ch-exemple.fr\r\n250-AUTH LOGIN PLAIN\r\n250-AUTH=LOGIN\r\n250 STARTTLS\r\n"));

    ASSERT_TRUE(facts);
    EXPECT_THAT(facts->list("smtp.auth_mechanisms"), ElementsAre("LOGIN", "PLAIN"));
    EXPECT_THAT(facts->list("smtp.extensions"), ElementsAre("AUTH", "STARTTLS"));
    EXPECT_EQ(facts->flag("smtp.starttls"), true);
}

TEST(SmtpFacts, SayNothingOfStarttlsBeforeEhlo) {
    const auto facts = protocol.parse(as_bytes("220 mx.ch-exemple.fr ESMTP\r\n"));

    ASSERT_TRUE(facts);
    EXPECT_FALSE(facts->has("smtp.starttls"));
    EXPECT_EQ(facts->text("smtp.hostname"), "mx.ch-exemple.fr");
}

TEST(SmtpFacts, DenyStarttlsWhenEhloDoesNotListIt) {
    const auto facts = protocol.parse(as_bytes("220 mx ESMTP\r\n250-mx\r\n250 SIZE 1000\r\n"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->flag("smtp.starttls"), false);
    EXPECT_FALSE(facts->has("smtp.hostname"));
}

TEST(SmtpReplies, StopWhereTheCodeChangesInTheMiddle) {
    EXPECT_FALSE(parse_replies(as_bytes("250-a\r\n550 b\r\n")));
    EXPECT_FALSE(parse_replies(as_bytes("250-a\r\n250 b")));
}

}  // namespace
}  // namespace vigie::protocols::smtp
