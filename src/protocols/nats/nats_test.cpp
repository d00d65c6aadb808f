// SPDX-License-Identifier: Apache-2.0
#include "protocols/nats/nats.h"

#include <gtest/gtest.h>

namespace vigie::protocols::nats {
namespace {

using base::as_bytes;

TEST(NatsGreeting, HasItsVersion) {
    const auto facts =
        protocol.parse(as_bytes("INFO {\"server_id\":\"NA\",\"version\":\"2.9.10\",\"auth_required\":true} \r\n"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("nats.version"), "2.9.10");
    EXPECT_EQ(facts->flag("nats.auth_required"), true);
    EXPECT_EQ(facts->flag("nats.tls_required"), false);
}

TEST(NatsGreeting, IsNotAnyText) {
    EXPECT_EQ(protocol.recognise(as_bytes("INFO {\"version\":\"1\"}\r\n")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::nats
