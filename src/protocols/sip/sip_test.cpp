// SPDX-License-Identifier: Apache-2.0
#include "protocols/sip/sip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vigie::protocols::sip {
namespace {

using base::as_bytes;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(SipRequest, GoesNoFurtherThanTheFirstServer) {
    const base::ByteString udp = protocol.probe();
    const base::ByteString tcp = options_request(model::Transport::tcp);

    EXPECT_THAT(std::string(base::as_text(udp)), HasSubstr("\r\nMax-Forwards: 0\r\n"));
    EXPECT_THAT(std::string(base::as_text(udp)), HasSubstr("\r\nVia: SIP/2.0/UDP "));
    EXPECT_THAT(std::string(base::as_text(tcp)), HasSubstr("\r\nVia: SIP/2.0/TCP "));
}

TEST(SipResponse, ReadsAnswersOfTelephones) {
    const auto response = parse_response(
        as_bytes("SIP/2.0 401 Unauthorized\r\nuser-agent: Exchange 5\r\nALLOW: INVITE,ACK\r\nAllow: BYE\r\n"
                 "WWW-Authenticate: Digest realm=\"asterisk\"\r\n\r\n"));

    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 401);
    EXPECT_EQ(response->server, "Exchange 5");
    EXPECT_THAT(response->methods, ElementsAre("INVITE", "ACK", "BYE"));
    EXPECT_EQ(response->authenticate, "Digest realm=\"asterisk\"");
    EXPECT_TRUE(response->complete);
}

TEST(SipRecognise, NeedsAStatusLine) {
    EXPECT_EQ(protocol.recognise(as_bytes("SIP/2.0 200 OK\r\n")), Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("SIP/2.0 2000 OK\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("RTSP/1.0 200 OK\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("HTTP/1.1 200 OK\r\n\r\n")), Match::no);
}

TEST(SipResponse, IsNotReadFromACutStatusLine) {
    EXPECT_EQ(parse_response(as_bytes("SIP/2.0 200 O")).error().code, base::Errc::malformed);
    EXPECT_EQ(parse_response(as_bytes("SIP/2.0")).error().code, base::Errc::not_spoken);
}

}  // namespace
}  // namespace vigie::protocols::sip
