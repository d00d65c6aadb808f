// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gtest/gtest.h>

#include "protocols/protocol.h"

namespace vigie::protocols {
namespace {

TEST(ProtocolVariants, AreSecondWaysToAskAListedProtocol) {
    for (const Protocol* variant : variants()) {
        const Protocol* listed = find(variant->name);

        ASSERT_NE(listed, nullptr) << variant->name;
        EXPECT_NE(listed, variant);
        EXPECT_EQ(listed->parse, variant->parse) << variant->name;
        EXPECT_TRUE(listed->transport != variant->transport || listed->probe() != variant->probe()) << variant->name;
        EXPECT_TRUE(variant->transport == model::Transport::udp || variant->complete != nullptr) << variant->name;
        EXPECT_EQ(std::find(all().begin(), all().end(), variant), all().end()) << variant->name;
    }
}

}  // namespace
}  // namespace vigie::protocols
