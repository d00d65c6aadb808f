// SPDX-License-Identifier: Apache-2.0
#include "store/audit_store.h"

#include <csignal>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/database.h"

namespace vigie::store {
namespace {

using ::testing::ElementsAre;

class AuditStoreTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "vigie-store-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string path() const { return (folder_ / "audit.sqlite").string(); }
    std::filesystem::path folder_;
};

TEST_F(AuditStoreTest, KeepsWhatWasFlushedAndOverwritesTheSameUnit) {
    {
        auto store = AuditStore::open(path());
        ASSERT_TRUE(store) << store.error().what;
        (*store)->put("service", "b", "old");
        (*store)->put("service", "a", "first");
        (*store)->put("service", "b", "new; 'quoted'");
        ASSERT_TRUE((*store)->flush());
    }

    auto again = AuditStore::open(path());
    ASSERT_TRUE(again);

    EXPECT_THAT((*again)->all("service"), ElementsAre("first", "new; 'quoted'"));
    EXPECT_EQ((*again)->get("service", "a"), "first");
    EXPECT_EQ((*again)->get("service", "c"), std::nullopt);
    EXPECT_TRUE((*again)->all("name").empty());
}

TEST_F(AuditStoreTest, LosesNothingFlushedWhenTheProcessIsKilled) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        auto store = AuditStore::open(path());
        (*store)->put("service", "kept", "yes");
        (void)(*store)->flush();
        (*store)->put("service", "queued", "no");
        raise(SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));

    auto store = AuditStore::open(path());
    ASSERT_TRUE(store) << store.error().what;
    EXPECT_THAT((*store)->all("service"), ElementsAre("yes"));
}

TEST_F(AuditStoreTest, SaysWhichFileCannotBeOpened) {
    const auto store = AuditStore::open((folder_ / "absent" / "audit.sqlite").string());

    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, base::Errc::io);
    EXPECT_THAT(store.error().what, ::testing::HasSubstr("absent/audit.sqlite"));
    EXPECT_THAT(AuditStore::open((folder_ / "absent" / "audit.sqlite").string(), std::nullopt, "fr").error().what,
                ::testing::HasSubstr("audit.sqlite : ne peut pas être ouvert ni créé"));
}

TEST_F(AuditStoreTest, SealsDocumentsAndTheirKeys) {
    const AuditSeal seal{"A-1", SecretKey::random()};
    {
        auto store = AuditStore::open(path(), seal);
        ASSERT_TRUE(store) << store.error().what;
        (*store)->put("service", "192.0.2.7:6379", "redis without a password");
        (*store)->put("service", "192.0.2.7:6379", "redis again");
        (*store)->put("service", "192.0.2.1:22", "ssh");
        ASSERT_TRUE((*store)->flush());
        for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(file), {}};
            EXPECT_THAT(bytes, ::testing::Not(::testing::HasSubstr("192.0.2.7"))) << entry.path();
            EXPECT_THAT(bytes, ::testing::Not(::testing::HasSubstr("redis"))) << entry.path();
        }
    }
    EXPECT_EQ(AuditStore::audit_of(path()), "A-1");
    auto again = AuditStore::open(path(), seal);
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_THAT((*again)->all("service"), ElementsAre("ssh", "redis again"));
    EXPECT_EQ((*again)->get("service", "192.0.2.7:6379"), "redis again");
    EXPECT_EQ((*again)->get("service", "192.0.2.7:80"), std::nullopt);
}

TEST_F(AuditStoreTest, RefusesAnotherKeyAnotherAuditAndAnAlteredDocument) {
    const AuditSeal seal{"A-1", SecretKey::random()};
    {
        auto store = AuditStore::open(path(), seal);
        (*store)->put("service", "a", "document");
        ASSERT_TRUE((*store)->flush());
    }
    EXPECT_THAT(AuditStore::open(path(), AuditSeal{"A-1", SecretKey::random()}).error().what,
                ::testing::HasSubstr("another key seals this journal; nothing was changed"));
    EXPECT_THAT(AuditStore::open(path(), AuditSeal{"A-2", seal.key}).error().what,
                ::testing::HasSubstr("this is the journal of audit A-1"));
    EXPECT_THAT(AuditStore::open(path()).error().what, ::testing::HasSubstr("this is the journal of audit A-1"));
    Database(path()).session() << "UPDATE journal SET document = 'QUFBQQ=='";
    EXPECT_THAT(AuditStore::open(path(), seal).error().what,
                ::testing::HasSubstr("a document of kind 'service' was altered since it was written"));
}

TEST_F(AuditStoreTest, SealsTheJournalOfAnOlderVigieAndRefusesThatOfANewerOne) {
    {
        Database old(path());
        old.session() << "CREATE TABLE journal (kind TEXT NOT NULL, key TEXT NOT NULL, document TEXT NOT NULL, "
                         "PRIMARY KEY (kind, key))";
        old.session() << "INSERT INTO journal VALUES ('service', '192.0.2.7:6379', 'redis without a password')";
    }
    EXPECT_EQ(AuditStore::audit_of(path()), "");
    const AuditSeal seal{"A-1", SecretKey::random()};
    {
        auto store = AuditStore::open(path(), seal);
        ASSERT_TRUE(store) << store.error().what;
        EXPECT_EQ((*store)->get("service", "192.0.2.7:6379"), "redis without a password");
    }
    std::ifstream file(path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_THAT(bytes, ::testing::Not(::testing::HasSubstr("redis")));

    Database(path()).session() << "UPDATE header SET value = '2' WHERE name = 'version'";
    EXPECT_THAT(AuditStore::open(path(), seal).error().what,
                ::testing::HasSubstr("written by a newer vigie (journal version 2, this one reads 1)"));
    for (const char* version : {"", "rubbish", "0"}) {
        Database(path()).session() << std::string("UPDATE header SET value = '") + version + "' WHERE name = 'version'";
        EXPECT_THAT(AuditStore::open(path(), seal).error().what,
                    ::testing::HasSubstr("the version of this journal cannot be read"));
    }
}

TEST_F(AuditStoreTest, MissesAUnitThatWasTakenOut) {
    const AuditSeal seal{"A-1", SecretKey::random()};
    {
        auto store = AuditStore::open(path(), seal);
        ASSERT_TRUE(store);
        for (const char* key : {"first", "second"}) (*store)->put("service", key, "{}");
        ASSERT_TRUE((*store)->flush());
    }
    EXPECT_TRUE(AuditStore::open(path(), seal));
    Database(path()).session() << "DELETE FROM journal WHERE key = (SELECT min(key) FROM journal)";
    EXPECT_THAT(AuditStore::open(path(), seal).error().what,
                ::testing::HasSubstr("documents of this journal are missing"));
}

}  // namespace
}  // namespace vigie::store
