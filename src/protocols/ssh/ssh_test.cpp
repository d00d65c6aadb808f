// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssh/ssh.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vigie::protocols::ssh {
namespace {

using base::as_bytes;
using testing::ElementsAre;

TEST(SshIdentification, MayStandAfterOtherLines) {
    const auto found =
        parse_identification(as_bytes("Acces reserve\r\nau personnel\r\nSSH-2.0-OpenSSH_8.4p1 Debian-5\r\n"));

    ASSERT_TRUE(found);
    EXPECT_EQ(found->software, "OpenSSH_8.4p1");
    EXPECT_EQ(found->comments, "Debian-5");
    EXPECT_EQ(protocol.recognise(as_bytes("Acces reserve\r\nSSH-2.0-OpenSSH_8.4p1\r\n")), Match::maybe);
}

TEST(SshIdentification, AcceptsAnOldProtocolAndALoneLineFeed) {
    const auto found = parse_identification(as_bytes("SSH-1.99-Cisco-1.25\n"));

    ASSERT_TRUE(found);
    EXPECT_EQ(found->protocol, "1.99");
    EXPECT_EQ(found->software, "Cisco-1.25");
    EXPECT_EQ(found->comments, "");
}

TEST(SshIdentification, IsNotReadBeforeItsEnd) {
    const auto cut = parse_identification(as_bytes("SSH-2.0-OpenSSH_9"));

    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, base::Errc::malformed);
    EXPECT_FALSE(protocol.complete(as_bytes("SSH-2.0-OpenSSH_9")));
    EXPECT_TRUE(protocol.complete(as_bytes("SSH-2.0-OpenSSH_9\r\n")));
}

TEST(SshIdentification, NeedsAVersion) {
    EXPECT_EQ(protocol.recognise(as_bytes("SSH-2.0-x\r\n")), Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("SSH-two-x\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("SSH server is full\r\n")), Match::no);
}

// length 100 (0x64), padding 4, message 20, cookie, then the ten name lists.
base::ByteString small_kexinit() {
    base::Writer writer;
    writer.u32(2 + 16 + 6 + 8 + 4 + 4 + 4 + 4 + 4 + 4 + 4 + 4 + 5 + 4).u8(4).u8(20).fill(16, 0xAA);
    writer.u32(2).text("kx").u32(4).text("h1,h");  // kex, host key
    for (int i = 0; i < 8; ++i) writer.u32(0);
    writer.u8(0).u32(0).fill(4, 0);
    return writer.take();
}

TEST(SshKexInit, GivesListsInOrder) {
    const auto offer = parse_kexinit(small_kexinit());

    ASSERT_TRUE(offer);
    EXPECT_THAT(offer->kex_algorithms, ElementsAre("kx"));
    EXPECT_THAT(offer->host_key_algorithms, ElementsAre("h1", "h"));
    EXPECT_TRUE(offer->mac_algorithms.empty());
}

TEST(SshKexInit, RefusesAListLongerThanItsPacket) {
    base::ByteString packet = small_kexinit();
    packet[22] = 0x7F;  // first list announces 2 GiB

    const auto offer = parse_kexinit(packet);

    ASSERT_FALSE(offer);
    EXPECT_EQ(offer.error().code, base::Errc::malformed);
}

TEST(SshKexInit, RefusesPaddingLongerThanThePacket) {
    EXPECT_EQ(parse_kexinit(base::from_hex("00000006ff14000000000000")).error().code, base::Errc::not_spoken);
}

TEST(SshFacts, ComeFromAKexInitAlone) {
    const auto facts = protocol.parse(small_kexinit());

    ASSERT_TRUE(facts);
    EXPECT_THAT(facts->list("ssh.host_key_algorithms"), ElementsAre("h1", "h"));
    EXPECT_FALSE(facts->has("ssh.banner"));
}

}  // namespace
}  // namespace vigie::protocols::ssh
