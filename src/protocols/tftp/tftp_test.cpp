// SPDX-License-Identifier: Apache-2.0
#include "protocols/tftp/tftp.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::tftp {
namespace {

using base::from_hex;

TEST(TftpAnswer, ThatTheFileIsUnknownIsAProofOfTheProtocol) {
    const ByteString reply = read_fixture("tftp", "tftpd-hpa-5.2-no-such-file.bin");

    EXPECT_EQ(protocol.recognise(reply), Match::sure);
    EXPECT_EQ(parse_facts(reply)->text("tftp.error"), "File not found");
}

TEST(TftpAnswer, WithDataIsToBeAborted) {
    const ByteString data = from_hex("0003 0001 68656c6c6f");

    EXPECT_TRUE(sends_data(data));
    EXPECT_EQ(protocol.recognise(data), Match::maybe);
    EXPECT_TRUE(parse_facts(data)->empty());
    EXPECT_EQ(abort_packet(), from_hex("0005 0000 61626f72746564 00"));
}

TEST(TftpAnswer, MustBeWholeAndPlain) {
    for (const char* hex :
         {"", "0005", "0005 0001 41", "0005 0009 4100", "0005 0001 410041", "0005 0001 0141 00", "0003 0002 41"})
        EXPECT_EQ(protocol.recognise(from_hex(hex)), Match::no) << hex;
}

TEST(TftpRequest, OnlyReads) {
    const ByteString request = protocol.probe();

    EXPECT_EQ(request[0], 0);
    EXPECT_EQ(request[1], 1);
}

}  // namespace
}  // namespace vigie::protocols::tftp
