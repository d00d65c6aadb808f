// SPDX-License-Identifier: Apache-2.0
#include "protocols/vmware_auth/vmware_auth.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::vmware_auth {
namespace {

using base::as_bytes;

TEST(VmwareGreeting, SaysWhetherTlsIsRequired) {
    const auto facts = protocol.parse(read_fixture("vmware_auth", "public-banner-esxi.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("vmware_auth.version"), "1.10");
    EXPECT_EQ(facts->flag("vmware_auth.tls_required"), true);
}

TEST(VmwareGreeting, OfAMailServerIsNone) {
    EXPECT_EQ(protocol.recognise(as_bytes("220 mail.example ESMTP\r\n")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::vmware_auth
