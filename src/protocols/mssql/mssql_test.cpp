// SPDX-License-Identifier: Apache-2.0
#include "protocols/mssql/mssql.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::mssql {
namespace {

TEST(MssqlPrelogin, HasVersionAndEncryption) {
    const auto facts = protocol.parse(read_fixture("mssql", "ms-tds-prelogin.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("mssql.version"), "15.0.2000.5");
    EXPECT_EQ(facts->text("mssql.encryption"), "not supported");
}

TEST(MssqlBrowser, ListsTheInstances) {
    const auto facts = protocol_udp.parse(read_fixture("mssql", "mc-sqlr-two-instances.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("mssql.server"), "SRV-LABO");
    EXPECT_EQ(facts->list("mssql.instances"),
              (std::vector<std::string>{"MSSQLSERVER 15.0.2000.5", "DXLAB 13.0.5026.0"}));
}

TEST(MssqlAnswer, WithAWrongLengthIsNotBelieved) {
    ByteString reply = read_fixture("mssql", "ms-tds-prelogin.bin");
    reply.push_back(0);

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

TEST(MssqlProbe, IsAsLongAsItSays) {
    EXPECT_EQ(protocol.probe().size(), 26U);
}

}  // namespace
}  // namespace vigie::protocols::mssql
