// SPDX-License-Identifier: Apache-2.0
#include "protocols/smb/smb.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::smb {
namespace {

using base::from_hex;

ByteString fixture(const std::string& name) {
    return read_fixture("smb", name);
}

TEST(SmbMessages, AnnounceTheirOwnLength) {
    for (const ByteString& message :
         {multi_protocol_negotiate(), negotiate(), smb1_negotiate(), session_setup_negotiate()}) {
        EXPECT_TRUE(complete(message));
        EXPECT_FALSE(complete(Bytes(message).first(message.size() - 1)));
    }
}

TEST(SmbMessages, NeverHoldTheThirdMessageOfNtlm) {
    const ByteString message = session_setup_negotiate();
    const std::string text(base::as_text(message));

    const std::size_t at = text.find(std::string("NTLMSSP\0", 8));
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(text[at + 8], '\1');
    EXPECT_EQ(text.find("NTLMSSP", at + 1), std::string::npos);
}

TEST(SmbNegotiate, OfSambaGivesTheHighestDialect) {
    const auto negotiated = parse_negotiate(fixture("samba-4.17-negotiate-3.1.1.bin"));

    ASSERT_TRUE(negotiated);
    EXPECT_EQ(negotiated->dialect, "3.1.1");
    EXPECT_TRUE(negotiated->signing_enabled);
    EXPECT_FALSE(negotiated->signing_required);
}

TEST(SmbNegotiate, SaysThatSigningIsRequired) {
    const auto negotiated = parse_negotiate(fixture("samba-4.17-signing-required.bin"));

    ASSERT_TRUE(negotiated);
    EXPECT_TRUE(negotiated->signing_required);
}

TEST(SmbNegotiate, AnsweringBothGenerationsHasAgreedNoDialectYet) {
    const auto facts = parse_facts(fixture("samba-4.17-multi-protocol.bin"));

    ASSERT_TRUE(facts);
    EXPECT_FALSE(facts->has("smb.dialect"));
    EXPECT_FALSE(facts->has("smb.smb1"));
    EXPECT_TRUE(facts->has("smb.server_guid"));
}

TEST(SmbNegotiate, RefusedWithAStatusIsStillSmb) {
    base::Writer message;
    message.bytes(from_hex("00 000049 fe534d42 4000 0000 bb0000c0 0000 0100 01000000")).fill(44, 0);
    message.bytes(from_hex("0900 0000 00000000 00"));
    const ByteString reply = message.take();

    EXPECT_EQ(protocol.recognise(reply), Match::sure);
    EXPECT_EQ(parse_negotiate(reply)->status, 0xC00000BBU);
    EXPECT_TRUE(parse_facts(reply)->empty());
}

TEST(Smb1Negotiate, SaysWhetherTheOldProtocolIsAccepted) {
    EXPECT_TRUE(parse_smb1_negotiate(fixture("samba-4.17-smb1.bin"))->accepted);
    EXPECT_FALSE(parse_smb1_negotiate(fixture("samba-4.17-smb1-refused.bin"))->accepted);
    EXPECT_FALSE(parse_smb1_negotiate(fixture("samba-4.17-negotiate-3.1.1.bin"))->accepted);
}

TEST(SmbChallenge, NamesTheHostAndItsDomain) {
    const auto challenge = parse_challenge(fixture("samba-4.17-challenge.bin"));

    ASSERT_TRUE(challenge);
    EXPECT_EQ(challenge->host, "PACS01");
    EXPECT_EQ(challenge->os_build, "6.1.0");
}

TEST(SmbChallenge, ThatIsNotGivenSaysNothing) {
    ByteString reply = fixture("samba-4.17-challenge.bin");
    reply[4 + 8] = 0x22;  // access denied

    EXPECT_FALSE(parse_challenge(reply));
    EXPECT_TRUE(parse_facts(reply)->empty());
}

TEST(SmbChallenge, WithOffsetsOutsideTheMessageIsMalformed) {
    const ByteString good = fixture("samba-4.17-challenge.bin");
    ByteString token_outside = good;
    token_outside[4 + 64 + 4] = 0xFF;  // offset of the security token
    token_outside[4 + 64 + 5] = 0xFF;
    ByteString names_outside = good;
    const std::size_t ntlm = base::as_text(good).find("NTLMSSP");
    names_outside[ntlm + 46] = 0xFF;  // offset of the names

    EXPECT_EQ(parse_challenge(token_outside).error().code, base::Errc::malformed);
    EXPECT_EQ(parse_challenge(names_outside).error().code, base::Errc::malformed);
}

TEST(SmbConversation, GoesOnToTheDialectAndTheNames) {
    const ByteString all = fixture("samba-4.17-conversation.bin");
    constexpr std::size_t kFirst = 206;
    constexpr std::size_t kSecond = kFirst + 258;

    EXPECT_EQ(protocol.follow_up(Bytes(all).first(kFirst)), negotiate(1));
    EXPECT_EQ(protocol.follow_up(Bytes(all).first(kSecond)), session_setup_negotiate(2));
    EXPECT_TRUE(protocol.follow_up(all).empty());
    EXPECT_TRUE(protocol.follow_up(fixture("samba-4.17-smb1.bin")).empty());
    EXPECT_TRUE(protocol.follow_up({}).empty());
}

TEST(SmbRecognise, RefusesOtherFramesAndItsOwnRequests) {
    for (const char* hex : {"", "00", "83000001 82", "00 000023 ff534d42 72 00000000 18", "00 000024 61626364",
                            "01 000040 fe534d42 4000"})
        EXPECT_EQ(protocol.recognise(from_hex(hex)), Match::no) << hex;
    EXPECT_EQ(protocol.recognise(negotiate()), Match::no);
    EXPECT_EQ(protocol.recognise(smb1_negotiate()), Match::no);
}

TEST(SmbOne, IntroducesItselfByNameAndVersion) {
    const ByteString reply = read_fixture("smb", "smb1-session-samba-4.17.bytes");
    const auto facts = parse_smb1_session_setup(reply);

    ASSERT_TRUE(facts) << facts.error().what;
    EXPECT_EQ(facts->text("smb.native_os"), "Windows 6.1");
    EXPECT_EQ(facts->text("smb.native_lan_manager").substr(0, 11), "Samba 4.17.");
    for (std::size_t size = 0; size < reply.size(); ++size) (void)parse_smb1_session_setup(Bytes(reply).first(size));
    EXPECT_FALSE(parse_smb1_session_setup(smb1_session_setup_negotiate())) << "an echo is no answer";
}

}  // namespace
}  // namespace vigie::protocols::smb
