// SPDX-License-Identifier: Apache-2.0
// The seeds of fuzz_parsers, in every build: each file of fuzz/parsers as it is, cut at every length, with bits turned,
// and given to every other parser. The first byte of a seed is its parser's place in kParsers.
#include <filesystem>
#include <fstream>

#include "parser_exercise.h"

int main() {
    namespace fs = std::filesystem;
    using vigie::base::Bytes;
    using vigie::base::ByteString;
    std::size_t seeds = 0;
    const fs::path folder = fs::path(VIGIE_SOURCE_DIR) / "fuzz" / "parsers";
    for (std::size_t parser = 0; parser < vigie::fuzz::kParsers.size(); ++parser) {
        const std::string name = vigie::fuzz::kParsers[parser];
        std::ifstream in(folder / name, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(in)), {});
        ByteString input(text.begin(), text.end());
        const bool right = !input.empty() && input[0] % vigie::fuzz::kParsers.size() == parser;
        std::size_t inputs = 0;
        const auto run = [&](Bytes bytes) {
            const ByteString exact(bytes.begin(), bytes.end());
            vigie::fuzz::exercise_parser(exact);
            ++inputs;
        };
        for (std::size_t size = 0; size <= input.size(); ++size) run(Bytes(input).first(size));
        for (std::size_t at = 1; at < input.size(); ++at)
            for (unsigned bit = 0; bit < 8; ++bit) {
                input[at] = static_cast<std::uint8_t>(input[at] ^ (1U << bit));
                run(input);
                input[at] = static_cast<std::uint8_t>(input[at] ^ (1U << bit));
            }
        for (std::size_t other = 0; right && other < vigie::fuzz::kParsers.size(); ++other) {
            input[0] = static_cast<std::uint8_t>(other);
            run(input);
        }
        if (right) ++seeds;
        std::printf("%s - %s survives %zu inputs\n", right ? "ok" : "not ok", name.c_str(), inputs);
    }
    return seeds == vigie::fuzz::kParsers.size() ? 0 : 1;
}
