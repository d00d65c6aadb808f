// SPDX-License-Identifier: Apache-2.0
#include "protocols/ldap/ldap.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::ldap {
namespace {

using base::from_hex;

TEST(LdapAnswer, OfActiveDirectoryNamesTheDomain) {
    const auto facts = protocol.parse(read_fixture("ldap", "rfc4511-active-directory.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("ldap.dns_host_name"), "dc1.chu.example");
    EXPECT_EQ(facts->text("ldap.default_naming_context"), "DC=chu,DC=example");
    EXPECT_EQ(facts->number("ldap.domain_functionality"), 7);
    EXPECT_EQ(facts->number("ldap.result"), 0);
}

TEST(LdapAnswer, EndsWithTheResult) {
    const ByteString reply = read_fixture("ldap", "rfc4511-active-directory.bin");

    EXPECT_TRUE(protocol.complete(reply));
    EXPECT_FALSE(protocol.complete(base::Bytes(reply).first(reply.size() - 1)));
}

TEST(LdapAnswer, ToAnotherMessageIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("30 0c 02 01 02 65 07 0a 01 00 04 00 04 00")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("30 0c 02 01 01 65 07 0a 01 00 04 00 04 00")), Match::sure);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::ldap
