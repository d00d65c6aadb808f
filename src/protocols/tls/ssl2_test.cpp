// SPDX-License-Identifier: Apache-2.0
// No software of Debian 12 speaks SSL 2.0 any more: the replies follow the specification of 1995, byte by byte.
#include "protocols/tls/ssl2.h"

#include <gmock/gmock.h>

namespace vigie::protocols::tls {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// type 4, no session, X.509, version 2, certificate of 4 bytes, 6 bytes of ciphers, connection id of 4 bytes.
const char* const kAnswer = "8019 04 00 01 0002 0004 0006 0004 30020500 010080 0700c0 aabbccdd";

TEST(Ssl2, TheHelloOffersEveryKind) {
    const ByteString hello = ssl2_hello({});

    ASSERT_EQ(hello.size(), 2 + 9 + 8 * 3 + 16U);
    EXPECT_EQ(hello[0], 0x80);
    EXPECT_EQ(hello[1], hello.size() - 2);
    EXPECT_EQ(hello[2], 1);
}

TEST(Ssl2, AServerNamesItsKindsAndItsCertificate) {
    const auto answer = parse_ssl2(base::from_hex(kAnswer));

    ASSERT_TRUE(answer);
    EXPECT_THAT(answer->ciphers, ElementsAre("SSL_CK_RC4_128_WITH_MD5", "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"));
    EXPECT_EQ(answer->certificate.size(), 4U);
    EXPECT_TRUE(ssl2_complete(base::from_hex(kAnswer)));
}

TEST(Ssl2, AServerThatHasItOnWithoutACipherIsStillOne) {
    const auto answer = parse_ssl2(base::from_hex("800b 04 00 00 0002 0000 0000 0000"));

    ASSERT_TRUE(answer);
    EXPECT_THAT(answer->ciphers, IsEmpty());
}

TEST(Ssl2, AnAlertOfTlsOrAnotherProtocolIsNoAnswer) {
    EXPECT_EQ(parse_ssl2(base::from_hex("15 0301 0002 0246")).error().code, base::Errc::not_spoken);
    EXPECT_EQ(parse_ssl2(base::to_bytes("HTTP/1.1 400 Bad Request\r\n")).error().code, base::Errc::not_spoken);
    EXPECT_EQ(parse_ssl2({}).error().code, base::Errc::not_spoken);
}

TEST(Ssl2, EveryPrefixAndLyingLengthsFailCleanly) {
    const ByteString whole = base::from_hex(kAnswer);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_FALSE(parse_ssl2(base::Bytes(whole).first(length))) << length;
        (void)ssl2_complete(base::Bytes(whole).first(length));
    }
    for (std::size_t place = 2; place < 13; ++place) {
        ByteString lying = whole;
        lying[place] = 0xFF;
        (void)parse_ssl2(lying);
    }
}

}  // namespace
}  // namespace vigie::protocols::tls
