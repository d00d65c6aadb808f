// SPDX-License-Identifier: Apache-2.0
#include "protocols/sieve/sieve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::sieve {
namespace {

using base::as_bytes;

TEST(SieveGreeting, NamesSoftwareExtensionsAndTls) {
    const auto facts = protocol.parse(read_fixture("sieve", "dovecot-2.3.19.1-greeting.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("sieve.implementation"), "Dovecot (Debian) Pigeonhole");
    EXPECT_EQ(facts->flag("sieve.starttls"), false);
    EXPECT_THAT(facts->list("sieve.extensions"), ::testing::Contains("vacation"));
}

TEST(SieveGreeting, OffersTls) {
    EXPECT_EQ(protocol.parse(as_bytes("\"SIEVE\" \"fileinto\"\r\n\"STARTTLS\"\r\nOK\r\n"))->flag("sieve.starttls"),
              true);
    EXPECT_EQ(protocol.recognise(as_bytes("\"STARTTLS\"\r\nOK\r\n")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::sieve
