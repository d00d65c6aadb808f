// SPDX-License-Identifier: Apache-2.0
// Replies of BIND 9.18 for a zone signed by dnssec-signzone (ECDSAP256SHA256), with its parent's DS.
#include "protocols/dns/dnssec.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vigie::protocols::dns {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kZone = "signe.ch-exemple.fr";

std::string captured(const std::string& name) {
    const std::string path = std::string(VIGIE_SOURCE_DIR) + "/src/protocols/dns/fixtures/dnssec/" + name + ".bin";
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    EXPECT_TRUE(file) << path;
    return bytes.str();
}

ChainReport check(const std::string& ds, const std::string& keys, const std::string& soa, const char* now) {
    return check_chain(kZone, base::as_bytes(ds), base::as_bytes(keys), base::as_bytes(soa), *base::parse_instant(now));
}

constexpr const char* kDuring = "2026-11-25T00:00:00Z";

TEST(Dnssec, AChainThatHoldsIsValidUntilItsSignaturesEnd) {
    const ChainReport report = check(captured("ds"), captured("dnskey"), captured("soa"), kDuring);

    EXPECT_TRUE(report.delegation_signed);
    EXPECT_TRUE(report.delegation_matches);
    EXPECT_EQ(report.keys.state, SignatureState::valid);
    EXPECT_EQ(report.data.state, SignatureState::valid);
    ASSERT_TRUE(report.data.expires);
    EXPECT_EQ(base::format_instant(*report.data.expires), "2026-12-01T00:00:00Z");
    EXPECT_THAT(report.algorithms, ElementsAre("ECDSAP256SHA256"));
    EXPECT_THAT(report.digests, ElementsAre("SHA-256"));
    EXPECT_THAT(report.weak, IsEmpty());
}

TEST(Dnssec, TheSameChainIsExpiredLaterAndEarlyBefore) {
    EXPECT_EQ(check(captured("ds"), captured("dnskey"), captured("soa"), "2026-12-01T00:00:01Z").data.state,
              SignatureState::expired);
    EXPECT_EQ(check(captured("ds"), captured("dnskey"), captured("soa"), "2026-10-31T23:59:59Z").keys.state,
              SignatureState::early);
}

TEST(Dnssec, OneChangedByteOfTheRecordMakesItsSignatureBogus) {
    std::string soa = captured("soa");
    const auto serial = soa.find(std::string("\x78\xc3\x3e\x35", 4));  // 2026061365
    ASSERT_NE(serial, std::string::npos);
    soa[serial + 3] = '\x36';

    EXPECT_EQ(check(captured("ds"), captured("dnskey"), soa, kDuring).data.state, SignatureState::bogus);
}

TEST(Dnssec, ADsOfAnotherKeyDoesNotMatchAndNoKeyIsTrustedThen) {
    std::string ds = captured("ds");
    ds[ds.size() - 12] = static_cast<char>(ds[ds.size() - 12] ^ 1);  // inside the digest, before the OPT record
    const ChainReport report = check(ds, captured("dnskey"), captured("soa"), kDuring);

    EXPECT_TRUE(report.delegation_signed);
    EXPECT_FALSE(report.delegation_matches);
    EXPECT_NE(report.keys.state, SignatureState::valid);
}

TEST(Dnssec, WithoutDsTheKeysAreStillChecked) {
    const ChainReport report = check("", captured("dnskey"), captured("soa"), kDuring);

    EXPECT_FALSE(report.delegation_signed);
    EXPECT_EQ(report.keys.state, SignatureState::valid);
}

TEST(Dnssec, RecordsWithoutSignatureAreMissingOneAndNoRecordsAreNotBogus) {
    const ChainReport plain = check(captured("ds"), captured("dnskey"), captured("soa-unsigned"), kDuring);
    EXPECT_EQ(plain.data.state, SignatureState::missing);

    const ChainReport nothing = check("", "", "", kDuring);
    EXPECT_FALSE(nothing.keys_published);
    EXPECT_EQ(nothing.keys.state, SignatureState::no_records);
}

TEST(Dnssec, AnyPrefixOfTheRepliesIsSurvived) {
    const std::string keys = captured("dnskey");
    for (std::size_t length = 0; length < keys.size(); length += 3) {
        const ChainReport report = check(captured("ds"), keys.substr(0, length), captured("soa"), kDuring);
        EXPECT_NE(report.keys.state, SignatureState::valid) << length;
    }
}

}  // namespace
}  // namespace vigie::protocols::dns
