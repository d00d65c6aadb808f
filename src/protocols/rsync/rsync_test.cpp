// SPDX-License-Identifier: Apache-2.0
#include "protocols/rsync/rsync.h"

#include <gtest/gtest.h>

namespace vigie::protocols::rsync {
namespace {

using base::as_bytes;

TEST(RsyncAnswer, ListsTheModules) {
    const auto facts =
        protocol.parse(as_bytes("@RSYNCD: 31.0 sha512 md5\nBienvenue\nsauvegarde\tNuit\nimagerie\t\n@RSYNCD: EXIT\n"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("rsync.protocol_version"), "31.0");
    EXPECT_EQ(facts->list("rsync.modules"), (std::vector<std::string>{"sauvegarde", "imagerie"}));
}

TEST(RsyncGreeting, HasAVersion) {
    EXPECT_EQ(protocol.recognise(as_bytes("@RSYNCD: x\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("SSH-2.0-x\n")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::rsync
