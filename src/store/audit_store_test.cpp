// SPDX-License-Identifier: Apache-2.0
#include "store/audit_store.h"

#include <csignal>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

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
}

}  // namespace
}  // namespace vigie::store
