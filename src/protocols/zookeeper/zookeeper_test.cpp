// SPDX-License-Identifier: Apache-2.0
#include "protocols/zookeeper/zookeeper.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::zookeeper {
namespace {

using base::as_bytes;

TEST(ZookeeperAnswer, HasItsVersion) {
    EXPECT_EQ(protocol.parse(read_fixture("zookeeper", "zookeeper-3.8.0-srvr.bin"))->text("zookeeper.version"),
              "3.8.0");
    EXPECT_EQ(protocol.parse(as_bytes("srvr is not executed because it is not in the whitelist.\n"))
                  ->flag("zookeeper.commands_open"),
              false);
    EXPECT_EQ(protocol.recognise(as_bytes("srvr")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::zookeeper
