// SPDX-License-Identifier: Apache-2.0
// The seeds of the feed fuzzer, in every build: each file of fuzz/feeds as it is, cut at every length, with bits
// turned, and given to every other parser.
#include <filesystem>
#include <fstream>
#include <vector>

#include "feed_exercise.h"

int main() {
    namespace fs = std::filesystem;
    using vigie::base::ByteString;
    std::size_t seeds = 0;
    std::size_t inputs = 0;
    const fs::path folder = fs::path(VIGIE_SOURCE_DIR) / "fuzz" / "feeds";
    for (std::size_t parser = 0; parser < vigie::fuzz::kFeedParsers.size(); ++parser) {
        const std::string name = vigie::fuzz::kFeedParsers[parser];
        std::ifstream in(folder / name, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(in)), {});
        const std::size_t before = inputs;
        const auto run = [&](std::size_t chosen, std::string_view body) {
            ByteString input{static_cast<std::uint8_t>(chosen)};
            input.insert(input.end(), body.begin(), body.end());
            vigie::fuzz::exercise_feed(input);
            ++inputs;
        };
        for (std::size_t other = 0; other < vigie::fuzz::kFeedParsers.size(); ++other) run(other, text);
        for (std::size_t size = 0; size < text.size(); ++size) run(parser, std::string_view(text).substr(0, size));
        std::string changed = text;
        for (std::size_t at = 0; at < text.size(); ++at)
            for (const unsigned bit : {0U, 2U, 5U, 7U}) {
                changed[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << bit));
                run(parser, changed);
                changed[at] = text[at];
            }
        if (!text.empty()) ++seeds;
        std::printf("%s - %s survives %zu inputs\n", text.empty() ? "not ok" : "ok", name.c_str(), inputs - before);
    }
    return seeds == vigie::fuzz::kFeedParsers.size() ? 0 : 1;
}
