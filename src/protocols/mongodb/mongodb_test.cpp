// SPDX-License-Identifier: Apache-2.0
#include "protocols/mongodb/mongodb.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::mongodb {
namespace {

TEST(MongodbAnswer, HasWireVersionsAndReplicaSet) {
    const auto facts = protocol.parse(read_fixture("mongodb", "wire-protocol-hello.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->number("mongodb.max_wire_version"), 17);
    EXPECT_EQ(facts->text("mongodb.replica_set"), "rs0");
}

TEST(MongodbAnswer, ToAnotherRequestIsNotBelieved) {
    ByteString reply = read_fixture("mongodb", "wire-protocol-hello.bin");
    reply[8] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

ByteString reply_with(const ByteString& elements) {
    base::Writer body;
    body.u32_le(7).u32_le(0x76676965).u32_le(2013).u32_le(0).u8(0);
    body.u32_le(static_cast<std::uint32_t>(elements.size() + 5)).bytes(elements).u8(0);
    const ByteString bytes = body.take();
    return base::Writer().u32_le(static_cast<std::uint32_t>(bytes.size() + 4)).bytes(bytes).take();
}

ByteString with_code(std::uint32_t code) {
    return reply_with(base::Writer().u8(16).text("code").u8(0).u32_le(code).take());
}

ByteString with_databases() {
    const ByteString name = base::Writer().u8(2).text("name").u8(0).u32_le(5).text("pacs").u8(0).take();
    const ByteString entry = base::Writer()
                                 .u8(3)
                                 .text("0")
                                 .u8(0)
                                 .u32_le(static_cast<std::uint32_t>(name.size() + 5))
                                 .bytes(name)
                                 .u8(0)
                                 .take();
    return reply_with(base::Writer()
                          .u8(4)
                          .text("databases")
                          .u8(0)
                          .u32_le(static_cast<std::uint32_t>(entry.size() + 5))
                          .bytes(entry)
                          .u8(0)
                          .take());
}

TEST(MongodbDatabases, AreNamedByAServerWithoutAccounts) {
    const auto found = parse_databases(with_databases());

    ASSERT_TRUE(found);
    EXPECT_FALSE(found->refused);
    EXPECT_EQ(found->names, std::vector<std::string>{"pacs"});
}

TEST(MongodbDatabases, AreRefusedForWantOfAnAccountOnly) {
    for (const std::uint32_t code : {13U, 18U}) {
        const auto found = parse_databases(with_code(code));
        ASSERT_TRUE(found) << code;
        EXPECT_TRUE(found->refused) << code;
    }
    for (const ByteString& reply : {with_code(13435), with_code(59), reply_with({})}) {
        const auto found = parse_databases(reply);
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error().code, base::Errc::refused);
    }
}

TEST(MongodbDatabases, CutAnywhereAreAnErrorAndNeverOpen) {
    for (const ByteString& whole : {with_databases(), with_code(13)})
        for (std::size_t size = 0; size < whole.size(); ++size)
            EXPECT_FALSE(parse_databases(base::Bytes(whole).first(size))) << size;
}

}  // namespace
}  // namespace vigie::protocols::mongodb
