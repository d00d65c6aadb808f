// SPDX-License-Identifier: Apache-2.0
#include "store/master_key.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vigie::store {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

AskPassphrase answering(const std::string& passphrase) {
    return [passphrase]() -> base::Result<std::string> { return passphrase; };
}
const AskPassphrase kNobodyThere = []() -> base::Result<std::string> {
    return base::fail(base::Errc::input, "nobody to ask");
};

class MasterKeyTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "vigie-key-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        path_ = folder_ / "vigie" / "master.key";
    }
    void TearDown() override { fs::remove_all(folder_); }
    fs::path folder_;
    fs::path path_;
};

TEST_F(MasterKeyTest, IsMadeOnceForItsOwnerOnlyAndThenStaysTheSame) {
    EXPECT_EQ(key_protection(path_), KeyProtection::absent);
    const auto first = load_master_key(path_, kNobodyThere);
    ASSERT_TRUE(first) << first.error().what;
    EXPECT_EQ(fs::status(path_).permissions(), fs::perms(0600));
    const auto second = load_master_key(path_, kNobodyThere);
    ASSERT_TRUE(second);
    EXPECT_EQ(first->mark("x"), second->mark("x"));
    EXPECT_EQ(std::distance(fs::directory_iterator(path_.parent_path()), {}), 1);
}

TEST_F(MasterKeyTest, OpensWithItsPassphraseOnly) {
    const auto key = load_master_key(path_, kNobodyThere);
    ASSERT_TRUE(protect_master_key(path_, *key, "cheval agrafe batterie"));
    EXPECT_EQ(key_protection(path_), KeyProtection::passphrase);

    const auto wrong = load_master_key(path_, answering("cheval agrafe"));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, base::Errc::input);
    EXPECT_THAT(wrong.error().what, HasSubstr("the passphrase does not open this key"));
    EXPECT_THAT(load_master_key(path_, answering("cheval agrafe"), "fr").error().what,
                HasSubstr(" : la phrase secrète n'ouvre pas cette clé"));
    EXPECT_EQ(load_master_key(path_, kNobodyThere).error().what, "nobody to ask");

    const auto right = load_master_key(path_, answering("cheval agrafe batterie"));
    ASSERT_TRUE(right);
    EXPECT_EQ(right->mark("x"), key->mark("x"));
}

TEST_F(MasterKeyTest, NeverReplacesAFileThatIsNotAKey) {
    fs::create_directories(path_.parent_path());
    std::ofstream(path_) << "mes notes\n";
    const auto key = load_master_key(path_, kNobodyThere);
    ASSERT_FALSE(key);
    EXPECT_THAT(key.error().what, HasSubstr("this is not a key file of vigie"));
    std::string line;
    std::ifstream file(path_);
    std::getline(file, line);
    EXPECT_EQ(line, "mes notes");
}

TEST(SealTest, OpensInItsPlaceWithItsKeyOnly) {
    const SecretKey key = SecretKey::random();
    const std::string sealed = seal(key, "A-1 rapport.pdf", "constats");
    EXPECT_EQ(unseal(key, "A-1 rapport.pdf", sealed), "constats");
    EXPECT_FALSE(unseal(key, "A-2 rapport.pdf", sealed));
    EXPECT_FALSE(unseal(SecretKey::random(), "A-1 rapport.pdf", sealed));
    EXPECT_FALSE(unseal(key, "A-1 rapport.pdf", sealed.substr(0, sealed.size() - 4)));
    EXPECT_NE(seal(key, "A-1 rapport.pdf", "constats"), sealed);
}

TEST(SecretKeyTest, IsNotThereInAForkedProcess) {
    const SecretKey key = SecretKey::random();
    const std::string mine = key.mark("x");
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const base::Bytes bytes = key.bytes();
        _exit(std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; }) ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_EQ(key.mark("x"), mine);
}

}  // namespace
}  // namespace vigie::store
