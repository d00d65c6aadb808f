// SPDX-License-Identifier: Apache-2.0
// A base that holds every feed, and files that are meant to break it: byte for byte it stays what it was.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/feeds/fake_import.h"
#include "exchange/feeds/fake_samples.h"
#include "store/vulnerability_base.h"

namespace vigie::exchange {
namespace {

class FeedsInABase : public FeedImport {
protected:
    FeedsInABase() : base_(folder_ / "base.sqlite"), clock_(*base::parse_instant("2026-11-21T10:00:00Z")) {}

    // What the program does with one file of the command line.
    base::Result<ImportSummary> import_into_base(const std::filesystem::path& file) {
        auto writer = store::open_base_for_writing(base_, clock_);
        if (!writer) return tl::unexpected<base::Error>(writer.error());
        auto summary = import_feed(file, **writer);
        if (const auto published = (*writer)->publish(); !published)
            return tl::unexpected<base::Error>(published.error());
        return summary;
    }
    [[nodiscard]] std::string bytes() const {
        std::ostringstream out;
        out << std::ifstream(base_, std::ios::binary).rdbuf();
        return out.str();
    }

    std::filesystem::path base_;
    base::FixedClock clock_;
};

TEST_F(FeedsInABase, AreAllKeptWithTheirNamesDatesAndNumbers) {
    for (const FeedSample& sample : kFeedSamples) {
        const auto done = import_into_base(write(sample.text));
        ASSERT_TRUE(done.has_value()) << sample.name << ": " << done.error().what;
    }
    const auto reader = store::open_base_for_reading(base_);
    ASSERT_TRUE(reader.has_value());
    const auto feeds = (*reader)->feeds();
    ASSERT_TRUE(feeds.has_value());
    for (const FeedSample& sample : kFeedSamples)
        EXPECT_THAT(*feeds,
                    testing::Contains(testing::AllOf(testing::Field(&model::FeedState::name, sample.name),
                                                     testing::Field(&model::FeedState::records, testing::Ge(1)),
                                                     testing::Field(&model::FeedState::date, testing::SizeIs(10)))))
            << sample.name;
}

TEST_F(FeedsInABase, StayWhatTheyWereWhenAFileIsHostile) {
    for (const FeedSample& sample : kFeedSamples) ASSERT_TRUE(import_into_base(write(sample.text)).has_value());
    const std::string before = bytes();
    ASSERT_GT(before.size(), 4096U);
    const std::string zeros(std::size_t{80} << 20U, '\0');
    const auto bomb = pack({{"data", zeros}}, Form::alone, "bomb.gz");
    std::ostringstream packed_zeros;
    packed_zeros << std::ifstream(bomb, std::ios::binary).rdbuf();

    for (const FeedSample& sample : kFeedSamples) {
        const std::string text(sample.text);
        const auto whole = pack({{"data", text}}, Form::alone);
        const auto cut = folder_ / "cut.gz";
        std::filesystem::copy_file(whole, cut, std::filesystem::copy_options::overwrite_existing);
        std::filesystem::resize_file(cut, std::filesystem::file_size(cut) - 6);
        EXPECT_FALSE(import_into_base(cut).has_value()) << sample.name << ", cut";

        std::ofstream(folder_ / "long.gz", std::ios::binary)
            << std::ifstream(whole, std::ios::binary).rdbuf() << packed_zeros.str();
        EXPECT_FALSE(import_into_base(folder_ / "long.gz").has_value()) << sample.name << ", zeros behind it";

        EXPECT_FALSE(import_into_base(pack({{"a.json", text}, {"../../x", text}}, Form::zip)).has_value())
            << sample.name << ", climbing out";

        if (sample.form == SampleForm::json) {
            std::string wrong = text;
            wrong.replace(wrong.rfind('"'), 1, "\":{\"x\":[17");
            EXPECT_FALSE(import_into_base(write(wrong)).has_value()) << sample.name << ", wrong types";
        }
        EXPECT_TRUE(bytes() == before) << sample.name;
    }
}

}  // namespace
}  // namespace vigie::exchange
