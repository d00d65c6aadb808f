// SPDX-License-Identifier: Apache-2.0
#include "protocols/ftp/ftp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vigie::protocols::ftp {
namespace {

using base::as_bytes;
using testing::ElementsAre;

TEST(FtpReplies, JoinTheLinesOfOneReply) {
    const auto replies = parse_replies(as_bytes("220-Bienvenue\r\n 220 pas encore\r\n220 Pret\r\n500 Quoi\r\n"));

    ASSERT_TRUE(replies);
    ASSERT_EQ(replies->size(), 2U);
    EXPECT_THAT(replies->at(0).lines, ElementsAre("Bienvenue", " 220 pas encore", "Pret"));
    EXPECT_EQ(replies->at(1).code, 500);
}

TEST(FtpReplies, LeaveOutAReplyThatIsNotWhole) {
    EXPECT_FALSE(parse_replies(as_bytes("220-Bienvenue\r\n")));
    EXPECT_FALSE(parse_replies(as_bytes("220 Pre")));
}

TEST(FtpRecognise, LeavesMailServersAlone) {
    EXPECT_EQ(protocol.recognise(as_bytes("220 ProFTPD Server\r\n")), Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("220 smtp-gw FTP server ready\r\n")), Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("220 ftp.example.org ESMTP Postfix\r\n")), Match::maybe);
    EXPECT_EQ(protocol.recognise(as_bytes("220 Bonjour\r\n")), Match::maybe);
    EXPECT_EQ(protocol.recognise(as_bytes("HTTP/1.1 220 FTP\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("530 Please login with USER and PASS.\r\n")), Match::sure);
}

TEST(FtpFacts, SayThatTlsIsRefusedOnlyWhenItWasAsked) {
    const auto greeting = protocol.parse(as_bytes("220 FTP\r\n"));
    const auto asked = protocol.parse(as_bytes("220 FTP\r\n500 FEAT?\r\n502 AUTH?\r\n"));

    ASSERT_TRUE(greeting);
    ASSERT_TRUE(asked);
    EXPECT_FALSE(greeting->has("ftp.auth_tls"));
    EXPECT_EQ(asked->flag("ftp.auth_tls"), false);
}

TEST(FtpComplete, WaitsForBothAnswersToTheQuestions) {
    EXPECT_TRUE(protocol.complete(as_bytes("220 FTP\r\n")));
    EXPECT_FALSE(protocol.complete(as_bytes("211-Features:\r\n UTF8\r\n211 End\r\n")));
    EXPECT_TRUE(protocol.complete(as_bytes("211-Features:\r\n UTF8\r\n211 End\r\n234 Go\r\n")));
}

TEST(FtpReply, IsTheFirstThatEndsSomething) {
    EXPECT_FALSE(replied(as_bytes("150 Here comes the list.\r\n")));
    EXPECT_EQ(parse_reply(as_bytes("150 Here comes the list.\r\n226 Done.\r\n"))->code, 226);
}

TEST(FtpDataPort, IsReadFromBothForms) {
    const auto port = [](std::string_view text) { return data_port(*parse_reply(as_bytes(text))); };

    EXPECT_EQ(port("229 Entering Extended Passive Mode (|||7173|)\r\n"), 7173);
    EXPECT_EQ(port("227 Entering Passive Mode (192,0,2,34,28,5).\r\n"), 7173);
    EXPECT_FALSE(port("229 Entering Extended Passive Mode (|||0|)\r\n"));
    EXPECT_FALSE(port("229 Entering Extended Passive Mode (|||70000|)\r\n"));
    EXPECT_FALSE(port("227 Entering Passive Mode (192,0,2,34,256,5).\r\n"));
    EXPECT_FALSE(port("227 Entering Passive Mode\r\n"));
    EXPECT_FALSE(port("500 EPSV not understood (|||7173|)\r\n"));
}

TEST(FtpRefusal, ThatAsksForTlsIsNoRefusalOfThePerson) {
    EXPECT_TRUE(wants_tls(*parse_reply(as_bytes("530 Anonymous sessions must use encryption.\r\n"))));
    EXPECT_TRUE(wants_tls(*parse_reply(as_bytes("550 SSL/TLS required on the control channel\r\n"))));
    EXPECT_FALSE(wants_tls(*parse_reply(as_bytes("530 Login incorrect.\r\n"))));
    EXPECT_FALSE(wants_tls(*parse_reply(as_bytes("230 TLS is welcome\r\n"))));
}

}  // namespace
}  // namespace vigie::protocols::ftp
