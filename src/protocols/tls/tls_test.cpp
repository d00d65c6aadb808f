// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/tls.h"

#include <gmock/gmock.h>

#include "protocols/read_fixture.h"
#include "protocols/tls/cipher_suites.h"
#include "protocols/tls/registry.h"

namespace vigie::protocols::tls {
namespace {

using base::from_hex;

ServerHello hello_of(const std::string& fixture) {
    const auto reply = parse_reply(read_fixture("tls", fixture));
    if (!reply || !std::holds_alternative<ServerHello>(*reply)) {
        ADD_FAILURE() << fixture << " is no server hello";
        return {};
    }
    return std::get<ServerHello>(*reply);
}

TEST(TlsClientHello, OfSsl3CarriesNoExtension) {
    HelloOptions options;
    options.version = Version::ssl3;
    options.suites = {0x000A, 0x0005};
    options.server_name = "www.ch-exemple.fr";

    const ByteString hello = client_hello(options);

    EXPECT_EQ(hello, from_hex("16 0300 002f 01 00002b 0300"
                              "0000000000000000000000000000000000000000000000000000000000000000"
                              "00 0004 000a 0005 01 00"));
}

TEST(TlsClientHello, NamesTheServerButNeverAnAddress) {
    HelloOptions options;
    options.suites = {0xC02F};
    options.server_name = "www.ch-exemple.fr";
    const ByteString named = client_hello(options);
    options.server_name = "192.0.2.1";
    const ByteString address = client_hello(options);
    options.server_name = "2001:db8::1";
    const ByteString address6 = client_hello(options);

    EXPECT_THAT(std::string(base::as_text(named)), testing::HasSubstr("www.ch-exemple.fr"));
    EXPECT_THAT(std::string(base::as_text(address)), testing::Not(testing::HasSubstr("192.0.2.1")));
    EXPECT_THAT(std::string(base::as_text(address6)), testing::Not(testing::HasSubstr("2001:db8")));
}

TEST(TlsClientHello, NeverHasALengthThatLoadBalancersHangOn) {
    HelloOptions options;
    for (const Version version : {Version::tls10, Version::tls12, Version::tls13}) {
        for (std::size_t count = 1; count <= kSuitesPerHello; ++count) {
            options.version = version;
            options.suites.assign(count, 0xC02F);

            const std::size_t message = client_hello(options).size() - 5;

            EXPECT_TRUE(message < 256 || message >= 512) << message << " bytes with " << count << " suites";
        }
    }
}

TEST(TlsClientHello, NeverOffersAKeyThatServersRefuse) {
    HelloOptions options;
    options.version = Version::tls13;
    options.suites = {0x1301};

    const ByteString hello = client_hello(options);

    const ByteString share = from_hex("0033 0026 0024 001d 0020 09 00000000000000000000000000000000");
    EXPECT_THAT(std::string(base::as_text(hello)), testing::HasSubstr(std::string(base::as_text(share))));
}

TEST(TlsClientHello, LeavesOutSuitesBeyondTheCap) {
    HelloOptions options;
    options.version = Version::ssl3;
    options.suites.assign(300, 0x000A);

    const ByteString hello = client_hello(options);

    EXPECT_EQ(hello.size(), 5U + 4U + 2U + 32U + 1U + 2U + 127U * 2U + 2U);
}

TEST(TlsServerHello, SaysTheVersionOfItsExtensionForTls13) {
    const ServerHello hello = hello_of("openssl-3.0.19-tls1.3.bin");

    EXPECT_EQ(hello.version, Version::tls13);
    EXPECT_EQ(suite_name(hello.suite), "TLS_AES_128_GCM_SHA256");
    EXPECT_EQ(hello.group, 0x001D);
    EXPECT_FALSE(hello.hello_retry_request);
}

TEST(TlsServerHello, IsReadFromAServerThatWantsAnotherKeyShare) {
    const ServerHello hello = hello_of("openssl-3.0.19-hello-retry.bin");

    EXPECT_TRUE(hello.hello_retry_request);
    EXPECT_EQ(hello.version, Version::tls13);
    EXPECT_EQ(hello.group, 0x0018);
}

TEST(TlsServerHello, OfAnOldServerAnswersTheBroadHello) {
    const ServerHello hello = hello_of("openssl-3.0.19-tls1.0-legacy.bin");

    EXPECT_EQ(hello.version, Version::tls10);
    EXPECT_TRUE(hello.encrypt_then_mac());
    EXPECT_TRUE(hello.secure_renegotiation());
}

TEST(TlsServerHello, AlertIsAnAnswerWithItsName) {
    const auto reply = parse_reply(from_hex("15 0303 0002 02 28"));

    ASSERT_TRUE(reply);
    EXPECT_EQ(std::get<Alert>(*reply), (Alert{2, 40}));
    EXPECT_EQ(alert_name(40), "handshake_failure");
    EXPECT_EQ(alert_name(99), "alert 99");
}

TEST(TlsServerHello, FollowsAWarningAboutTheName) {
    ByteString bytes = from_hex("15 0301 0002 01 70");
    const ByteString hello = read_fixture("tls", "openssl-3.0.19-tls1.0-legacy.bin");
    bytes.insert(bytes.end(), hello.begin(), hello.end());

    EXPECT_FALSE(complete(Bytes(bytes).first(7)));
    const auto reply = parse_reply(bytes);
    ASSERT_TRUE(reply);
    EXPECT_TRUE(std::holds_alternative<ServerHello>(*reply));
}

TEST(TlsServerHello, SpreadOverSeveralRecordsIsJoined) {
    const ByteString whole = read_fixture("tls", "openssl-3.0.19-hello-retry.bin");
    const std::size_t length = static_cast<std::size_t>(whole[3]) * 256 + whole[4];
    base::Writer cut;
    for (std::size_t i = 0; i < length; ++i) cut.u8(22).u16(0x0303).u16(1).u8(whole[5 + i]);
    // More one-byte records than anybody sends are refused: the cap on records holds.
    EXPECT_FALSE(parse_reply(cut.take()));

    base::Writer halves;
    halves.u8(22).u16(0x0303).u16(40).bytes(Bytes(whole).subspan(5, 40));
    halves.u8(22).u16(0x0303).u16(static_cast<std::uint16_t>(length - 40)).bytes(Bytes(whole).subspan(45, length - 40));
    const auto reply = parse_reply(halves.take());
    ASSERT_TRUE(reply);
    EXPECT_TRUE(std::get<ServerHello>(*reply).hello_retry_request);
}

TEST(TlsServerHello, IsCompleteOnlyWhenItsLastByteIsThere) {
    const ByteString bytes = read_fixture("tls", "openssl-3.0.19-tls1.2.bin");
    const std::size_t hello = 5 + static_cast<std::size_t>(bytes[3]) * 256 + bytes[4];

    for (std::size_t i = 0; i < hello; ++i) EXPECT_FALSE(complete(Bytes(bytes).first(i))) << i;
    EXPECT_TRUE(complete(Bytes(bytes).first(hello)));
}

TEST(TlsRecognise, RefusesWhatOnlyLooksLikeTls) {
    for (const char* hex :
         {"", "15", "16 0303 0002 0000", "15 0303 0002 03 28", "15 0303 0002 02 99", "16 0301 0004 01 000000",
          "48545450 2f312e31", "16 0303 ffff 02", "15 0303 0003 022800", "16 0303 0006 02 000002 0303"})
        EXPECT_EQ(protocol.recognise(from_hex(hex)), Match::no) << hex;
}

TEST(TlsRecognise, EndsReadingAsSoonAsTheBytesAreOfAnotherProtocol) {
    EXPECT_TRUE(complete(base::as_bytes("HTTP/1.1 400 Bad Request\r\n")));
    EXPECT_TRUE(complete(base::as_bytes("S")));
    EXPECT_FALSE(complete(from_hex("16 03")));
}

TEST(TlsFlight, ShowsTheCertificateAndTheSizeOfADiffieHellmanExchange) {
    const ByteString bytes = read_fixture("tls", "openssl-3.0.19-tls1.2-dhe.bin");

    const auto flight = parse_flight(bytes);

    ASSERT_TRUE(flight);
    EXPECT_EQ(flight->certificates.size(), 1U);
    EXPECT_EQ(flight->dh_bits, 2048U);
    EXPECT_EQ(flight->curve, 0);
    EXPECT_TRUE(flight->done);
    EXPECT_TRUE(flight_complete(bytes));
    EXPECT_FALSE(flight_complete(Bytes(bytes).first(bytes.size() - 1)));
}

TEST(TlsFlight, ShowsTheCurveOfAnEllipticExchange) {
    const auto flight = parse_flight(read_fixture("tls", "apache-2.4.71-tls1.2-ecdsa.bin"));

    ASSERT_TRUE(flight);
    EXPECT_EQ(flight->curve, 0x001D);
    EXPECT_EQ(flight->dh_bits, 0U);
}

TEST(TlsFlight, ShowsStaplingTheSignatureAndTheWishForAClientCertificate) {
    const auto flight = parse_flight(read_fixture("tls", "openssl-3.0.19-tls1.2-stapling-disorder.bin"));

    ASSERT_TRUE(flight);
    EXPECT_TRUE(flight->stapled);
    EXPECT_TRUE(flight->client_certificate);
    EXPECT_EQ(signature_label(flight->signature), "rsa_pss_rsae_sha256");
    EXPECT_EQ(flight->certificates.size(), 3U);
    const auto plain = parse_flight(read_fixture("tls", "openssl-3.0.19-tls1.2-dhe.bin"));
    EXPECT_FALSE(plain->stapled);
    EXPECT_FALSE(plain->client_certificate);
}

TEST(TlsRegistry, NamesWhatItKnowsAndShowsTheNumberOfTheRest) {
    EXPECT_EQ(group_label(0x11EC), "X25519MLKEM768");
    EXPECT_EQ(group_label(0x6A6A), "0x6a6a");
    EXPECT_TRUE(group_needs_tls13(0x11EC));
    EXPECT_FALSE(group_needs_tls13(0x0017));
    EXPECT_TRUE(signature_fits_tls13(0x0804));
    EXPECT_FALSE(signature_fits_tls13(0x0401));
}

TEST(TlsClientHello, SaysWhatItIsToldToSay) {
    const auto holds = [](const HelloOptions& options, std::string_view hex) {
        const ByteString hello = client_hello(options);
        return base::as_text(hello).find(base::as_text(from_hex(hex))) != std::string_view::npos;
    };
    HelloOptions options;
    options.suites = {0xC02F};
    EXPECT_TRUE(holds(options, "0002 c02f 01 00"));
    options.fallback_signal = true;
    options.compression = true;
    EXPECT_TRUE(holds(options, "0004 c02f 5600 02 01 00"));
    options.stapling = true;
    EXPECT_TRUE(holds(options, "0005 0005 01 0000 0000"));
    options.signatures = {0x0807};
    EXPECT_TRUE(holds(options, "000d 0004 0002 0807"));
    options.version = Version::tls13;
    options.no_key_share = true;
    EXPECT_TRUE(holds(options, "0033 0002 0000"));
}

TEST(TlsProbe, IsTheSameEveryTimeAndOneRecord) {
    const ByteString hello = protocol.probe();

    EXPECT_EQ(hello, protocol.probe());
    EXPECT_EQ(static_cast<std::size_t>(hello[3]) * 256 + hello[4], hello.size() - 5);
}

}  // namespace
}  // namespace vigie::protocols::tls
