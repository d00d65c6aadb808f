// SPDX-License-Identifier: Apache-2.0
#include "inspect/data/exposure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inspect/web/shipped.h"
#include "net/fake_dialer.h"
#include "net/run_task.h"
#include "protocols/mongodb/mongodb.h"
#include "protocols/nfs/nfs.h"

namespace vigie::inspect {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class DataTest : public ::testing::Test {
protected:
    DataTest() { tools_.web = &shipped(); }

    Subject subject(const char* where, const char* protocol) {
        Subject out;
        out.service.endpoint = *model::Endpoint::parse(where);
        out.service.protocol = protocol;
        return out;
    }

    base::FixedClock clock_{*base::parse_instant("2026-11-21T12:00:00Z")};
    net::FakeDialer dialer_;
    model::Scope scope_;
    Tools tools_{dialer_, clock_, scope_};
};

// One OP_MSG reply with that document.
std::string message(const base::ByteString& elements) {
    base::Writer body;
    body.u32_le(7).u32_le(0x76676965).u32_le(2013).u32_le(0).u8(0);
    body.u32_le(static_cast<std::uint32_t>(elements.size() + 5)).bytes(elements).u8(0);
    const base::ByteString bytes = body.take();
    base::Writer out;
    out.u32_le(static_cast<std::uint32_t>(bytes.size() + 4)).bytes(bytes);
    return std::string(base::as_text(out.take()));
}

base::ByteString text_element(std::string_view name, std::string_view value) {
    base::Writer out;
    out.u8(2).text(name).u8(0).u32_le(static_cast<std::uint32_t>(value.size() + 1)).text(value).u8(0);
    return out.take();
}

base::ByteString documents(std::uint8_t type, std::string_view name, const base::ByteString& inside) {
    base::Writer out;
    out.u8(type).text(name).u8(0).u32_le(static_cast<std::uint32_t>(inside.size() + 5)).bytes(inside).u8(0);
    return out.take();
}

base::ByteString error_code(std::uint32_t code) {
    base::Writer out;
    out.u8(16).text("code").u8(0).u32_le(code);
    return out.take();
}

std::string open_mongodb() {
    base::Writer list;
    list.bytes(documents(3, "0", text_element("name", "dossiers_patients")));
    list.bytes(documents(3, "1", text_element("name", "admin")));
    return message(documents(4, "databases", list.take()));
}

TEST_F(DataTest, AMongoDbThatListsItsDatabasesIsOpenAndTheNamesAreForgotten) {
    Subject at = subject("192.0.2.4:27017/tcp", "mongodb");
    dialer_.answer(at.service.endpoint,
                   [](const std::string& sent) { return sent.empty() ? std::string() : open_mongodb(); });

    net::run(review_data(tools_, at));

    EXPECT_EQ(at.service.facts.text("data.access"), "open");
    EXPECT_EQ(at.service.facts.number("data.names"), 2);
    EXPECT_THAT(at.service.facts.list("data.kinds"), ElementsAre("health"));
    ASSERT_EQ(at.evidence.size(), 1U);
    EXPECT_THAT(at.evidence[0].reply, Not(HasSubstr("dossiers")));
}

TEST_F(DataTest, AMongoDbThatWantsAnAccountIsNotOpen) {
    Subject at = subject("192.0.2.4:27017/tcp", "mongodb");
    dialer_.answer(at.service.endpoint,
                   [](const std::string& sent) { return sent.empty() ? std::string() : message(error_code(13)); });

    net::run(review_data(tools_, at));

    EXPECT_EQ(at.service.facts.text("data.access"), "password");
    EXPECT_FALSE(at.service.facts.has("data.names"));
}

TEST_F(DataTest, AMongoDbThatFailsForAnotherReasonIsNeitherOpenNorProtected) {
    Subject at = subject("192.0.2.4:27017/tcp", "mongodb");
    dialer_.answer(at.service.endpoint, [](const std::string& sent) {
        return sent.empty() ? std::string() : message(error_code(13435));  // a secondary of a replica set
    });

    net::run(review_data(tools_, at));

    EXPECT_FALSE(at.service.facts.has("data.access"));
    ASSERT_EQ(at.service.attempts.size(), 1U);
    EXPECT_EQ(at.service.attempts[0].outcome, model::Attempt::Outcome::failed);
}

TEST_F(DataTest, APostgreSqlThatRejectsThisAddressTellsNothingOfAPassword) {
    Subject rejecting = subject("192.0.2.4:5432/tcp", "postgresql");
    rejecting.service.facts.set("postgresql.auth", std::string("rejected"));
    Subject asking = subject("192.0.2.5:5432/tcp", "postgresql");
    asking.service.facts.set("postgresql.auth", std::string("scram-sha-256"));

    net::run(review_data(tools_, rejecting));
    net::run(review_data(tools_, asking));

    EXPECT_FALSE(rejecting.service.facts.has("data.access"));
    EXPECT_EQ(asking.service.facts.text("data.access"), "password");
}

TEST_F(DataTest, AMongoDbThatSendsNonsenseLeavesTheQuestionOpen) {
    Subject at = subject("192.0.2.4:27017/tcp", "mongodb");
    dialer_.answer(at.service.endpoint,
                   [](const std::string& sent) { return sent.empty() ? std::string() : open_mongodb().substr(0, 40); });

    net::run(review_data(tools_, at));

    EXPECT_FALSE(at.service.facts.has("data.access"));
    ASSERT_EQ(at.service.attempts.size(), 1U);
    EXPECT_EQ(at.service.attempts[0].outcome, model::Attempt::Outcome::failed);
}

TEST_F(DataTest, TheModulesOfAnRsyncServerAreListedAndJudgedByTheirNames) {
    Subject at = subject("192.0.2.4:873/tcp", "rsync");
    at.service.facts.set("rsync.modules", std::vector<std::string>{"pacs-images", "www"});

    net::run(review_data(tools_, at));

    EXPECT_EQ(at.service.facts.text("data.access"), "listed");
    EXPECT_EQ(at.service.facts.number("data.names"), 2);
    EXPECT_THAT(at.service.facts.list("data.kinds"), ElementsAre("health"));
}

TEST_F(DataTest, ARedisWithoutPasswordIsCountedByItsKeys) {
    Subject at = subject("192.0.2.4:6379/tcp", "redis");
    at.service.facts.set("redis.unauthenticated", true);
    at.service.facts.set("redis.keys", std::int64_t{1200});

    net::run(review_data(tools_, at));

    EXPECT_EQ(at.service.facts.text("data.access"), "open");
    EXPECT_EQ(at.service.facts.number("data.items"), 1200);
}

TEST_F(DataTest, NothingIsSaidOfAServiceThatShowsNothing) {
    Subject at = subject("192.0.2.4:445/tcp", "smb");

    net::run(review_data(tools_, at));

    EXPECT_THAT(at.service.facts.all(), IsEmpty());
    EXPECT_TRUE(dialer_.dialled().empty());
}

// MOUNT EXPORT of one path for one group, as RFC 5531 and RFC 1813 write it.
std::string exports(std::string_view path, std::string_view group, std::uint32_t id) {
    const auto text = [](base::Writer& out, std::string_view value) {
        out.u32(static_cast<std::uint32_t>(value.size())).text(value).fill((4 - value.size() % 4) % 4, 0);
    };
    base::Writer body;
    body.u32(id).u32(1).u32(0).u32(0).u32(0).u32(0);
    body.u32(1);
    text(body, path);
    if (!group.empty()) {
        body.u32(1);
        text(body, group);
    }
    body.u32(0).u32(0);
    const base::ByteString bytes = body.take();
    base::Writer out;
    out.u32(0x80000000U | static_cast<std::uint32_t>(bytes.size())).bytes(bytes);
    return std::string(base::as_text(out.take()));
}

TEST_F(DataTest, TheExportsOfAnNfsServerAreAskedOfItsMountService) {
    Subject at = subject("192.0.2.4:111/tcp", "portmapper");
    at.service.facts.set("portmapper.programs",
                         std::vector<std::string>{"mountd v1 20048/udp", "mountd v3 20048/tcp", "nfs v4 2049/tcp"});
    const auto reply = [](const std::string& group) {
        return [group](const std::string& sent) {
            if (sent.size() < 8) return std::string();
            base::Reader reader(base::as_bytes(sent));
            reader.skip(4);
            return exports("/srv/imagerie", group, reader.u32());
        };
    };
    const auto mount = *model::Endpoint::parse("192.0.2.4:20048/tcp");
    dialer_.answer(mount, reply("*"));
    net::run(review_data(tools_, at));
    EXPECT_EQ(at.service.facts.text("data.access"), "open");
    EXPECT_THAT(at.service.facts.list("data.kinds"), UnorderedElementsAre("health"));

    Subject closed = subject("192.0.2.4:111/tcp", "portmapper");
    closed.service.facts = {};
    closed.service.facts.set("portmapper.programs", std::vector<std::string>{"mountd v3 20048/tcp"});
    dialer_.answer(mount, reply("10.0.0.0/8"));
    net::run(review_data(tools_, closed));
    EXPECT_EQ(closed.service.facts.text("data.access"), "listed");
}

TEST(DataAccessTest, TheMoreOpenWordStays) {
    model::Facts facts;
    note_access("password", facts);
    note_access("open", facts);
    note_access("listed", facts);
    EXPECT_EQ(facts.text("data.access"), "open");
}

}  // namespace
}  // namespace vigie::inspect
