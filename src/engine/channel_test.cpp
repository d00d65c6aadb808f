// SPDX-License-Identifier: Apache-2.0
#include "engine/channel.h"

#include <array>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace vigie::engine {
namespace {

class ChannelTest : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(pipe(ends_.data()), 0); }
    void TearDown() override {
        close(ends_[0]);
        close(ends_[1]);
    }
    void write_raw(const std::string& text) {
        ASSERT_EQ(write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    std::array<int, 2> ends_{};
};

TEST_F(ChannelTest, AMessageArrivesAsItWasSentEvenWithHostileBytes) {
    ChannelWriter(ends_[1]).send("service", "192.0.2.1:80/tcp", {{"product", "a\n\"b\"\xff"}});
    ChannelReader reader(ends_[0]);

    ASSERT_TRUE(reader.fill(1000));
    const auto message = reader.next();

    ASSERT_TRUE(message && *message);
    EXPECT_EQ((*message)->kind, "service");
    EXPECT_EQ((*message)->key, "192.0.2.1:80/tcp");
    EXPECT_EQ(nlohmann::json::parse((*message)->document)["product"], "a\n\"b\"\xEF\xBF\xBD");
}

TEST_F(ChannelTest, HalfALineIsNotYetAMessage) {
    write_raw(R"({"kind":"log","key":"","docu)");
    ChannelReader reader(ends_[0]);
    ASSERT_TRUE(reader.fill(1000));
    const auto early = reader.next();
    ASSERT_TRUE(early);
    EXPECT_FALSE(*early);

    write_raw("ment\":1}\n");
    ASSERT_TRUE(reader.fill(1000));
    const auto message = reader.next();
    ASSERT_TRUE(message && *message);
    EXPECT_EQ((*message)->document, "1");
}

TEST_F(ChannelTest, RefusesWhatIsNotAMessageOfAKnownKind) {
    for (const std::string line : {"nonsense\n", "[]\n", "{\"kind\":1,\"key\":\"\",\"document\":1}\n",
                                   "{\"kind\":\"finding\",\"key\":\"\",\"document\":1}\n"}) {
        write_raw(line);
        ChannelReader reader(ends_[0]);
        ASSERT_TRUE(reader.fill(1000));
        const auto message = reader.next();
        ASSERT_FALSE(message) << line;
        EXPECT_EQ(message.error().code, base::Errc::malformed);
    }
}

TEST_F(ChannelTest, TheEndOfTheStreamIsSeen) {
    close(ends_[1]);
    ends_[1] = dup(ends_[0]);
    ChannelReader reader(ends_[0]);

    const auto more = reader.fill(1000);

    ASSERT_TRUE(more);
    EXPECT_FALSE(*more);
}

}  // namespace
}  // namespace vigie::engine
