// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/cipher_suites.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>

namespace vigie::protocols::tls {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST(CipherSuites, AreInAscendingOrderAndNamedOnce) {
    std::set<std::string_view> names;
    for (const CipherSuite& suite : all_suites()) EXPECT_TRUE(names.insert(suite.name).second) << suite.name;

    EXPECT_TRUE(std::is_sorted(all_suites().begin(), all_suites().end(),
                               [](const CipherSuite& a, const CipherSuite& b) { return a.id < b.id; }));
    EXPECT_GE(names.size(), 370U);
}

TEST(CipherSuites, HaveTheNamesOfTheRegistry) {
    EXPECT_EQ(suite_name(0xC02F), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    EXPECT_EQ(suite_name(0x0003), "TLS_RSA_EXPORT_WITH_RC4_40_MD5");
    EXPECT_EQ(suite_name(0x1303), "TLS_CHACHA20_POLY1305_SHA256");
    EXPECT_EQ(suite_name(0xABCD), "");
    EXPECT_EQ(suite_label(0xABCD), "0xABCD");
}

TEST(CipherSuites, WeaknessesAreReadFromTheName) {
    EXPECT_THAT(weaknesses(0x1301), IsEmpty());
    EXPECT_THAT(weaknesses(0xC02F), IsEmpty());
    EXPECT_THAT(weaknesses(0x0003), ElementsAre("export", "rc4", "md5", "no_forward_secrecy"));
    EXPECT_THAT(weaknesses(0x000A), ElementsAre("3des", "sha1", "cbc", "no_forward_secrecy"));
    EXPECT_THAT(weaknesses(0x0002), ElementsAre("null", "no_forward_secrecy"));
    EXPECT_THAT(weaknesses(0x0015), ElementsAre("des", "sha1", "cbc"));
    EXPECT_THAT(weaknesses(0x0018), ElementsAre("anonymous", "rc4", "md5"));
    EXPECT_THAT(weaknesses(0xC025), ElementsAre("cbc", "no_forward_secrecy"));
}

TEST(CipherSuites, OfferedToAnOldVersionExistInIt) {
    EXPECT_THAT(suites_of(Version::tls10), Contains(0x002F));
    EXPECT_THAT(suites_of(Version::tls10), Not(Contains(0xC02F)));
    EXPECT_THAT(suites_of(Version::tls12), Contains(0xC02F));
    EXPECT_THAT(suites_of(Version::tls12), Not(Contains(0x1301)));
    EXPECT_THAT(suites_of(Version::tls13), Contains(0x1301));
    EXPECT_THAT(suites_of(Version::tls13), Contains(0x00C6));
    EXPECT_THAT(suites_of(Version::tls13), Not(Contains(0xC02F)));
    for (const Version version : kVersions) EXPECT_THAT(suites_of(version), Not(Contains(kFallbackSignal)));
}

TEST(CipherSuites, AreOfferedStrongestFirstAndThoseThatNeedASharedSecretLast) {
    const auto suites = suites_of(Version::tls12);
    const auto place = [&](std::uint16_t id) { return std::find(suites.begin(), suites.end(), id) - suites.begin(); };

    EXPECT_LT(place(0xC02F), place(0x009E));
    EXPECT_LT(place(0x009E), place(0x002F));
    EXPECT_LT(place(0x002F), place(0x0005));
    EXPECT_LT(place(0x0005), 127) << "RC4 belongs to the first hello";
    EXPECT_GT(place(0x008C), 127) << "a pre-shared key suite does not";
}

TEST(CipherSuites, AreCutIntoHellosThatOldServersAccept) {
    const auto suites = suites_of(Version::tls12);

    const auto hellos = in_hellos(suites);

    std::size_t total = 0;
    for (const auto& hello : hellos) {
        EXPECT_LE(hello.size(), 127U);
        total += hello.size();
    }
    EXPECT_EQ(total, suites.size());
}

}  // namespace
}  // namespace vigie::protocols::tls
