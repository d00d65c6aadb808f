// SPDX-License-Identifier: Apache-2.0
// The seeds of the fuzzers, run without libFuzzer in every build: each captured reply as it is, cut at every length,
// with every bit turned, doubled, and given to every other protocol. Keeps the fuzz targets and the parsers honest.
//
//   fuzz_replay                     all fixtures
//   fuzz_replay PROTOCOL FILE...    these inputs only
#include <filesystem>
#include <fstream>
#include <vector>

#include "exercise.h"

namespace {

namespace fs = std::filesystem;
using vigie::base::Bytes;
using vigie::base::ByteString;
using vigie::fuzz::exercise;
using vigie::protocols::Protocol;

constexpr std::size_t kFlippedBytes = 256;  // heads matter most; the fuzzers look further
constexpr std::size_t kCutBytes = 2048;

ByteString read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    return {text.begin(), text.end()};
}

std::size_t replay(const Protocol& protocol, const ByteString& seed) {
    std::size_t inputs = 0;
    const auto run = [&](Bytes input) {
        // A copy of the exact size: sanitizers then see a read one byte too far.
        const ByteString exact(input.begin(), input.end());
        exercise(protocol, exact);
        ++inputs;
    };
    run(seed);
    for (std::size_t size = 0; size < std::min(seed.size(), kCutBytes); ++size) run(Bytes(seed).subspan(0, size));

    ByteString changed = seed;
    for (std::size_t at = 0; at < std::min(seed.size(), kFlippedBytes); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            changed[at] = static_cast<std::uint8_t>(seed[at] ^ (1U << bit));
            run(changed);
        }
        changed[at] = seed[at];
    }

    ByteString doubled = seed;
    doubled.insert(doubled.end(), seed.begin(), seed.end());
    run(doubled);
    return inputs;
}

std::vector<fs::path> fixtures_of(std::string_view protocol) {
    std::vector<fs::path> found;
    const fs::path folder = fs::path(VIGIE_SOURCE_DIR) / "src" / "protocols" / protocol / "fixtures";
    if (!fs::is_directory(folder)) return found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".bin") found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

int replay_files(std::string_view name, const std::vector<fs::path>& files) {
    const Protocol* protocol = vigie::protocols::find(name);
    if (protocol == nullptr) {
        std::fprintf(stderr, "fuzz_replay: no protocol of that name\n");
        return 2;
    }
    for (const fs::path& file : files) exercise(*protocol, read_file(file));
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments, arguments + count);
    if (words.size() > 2) return replay_files(words[1], {words.begin() + 2, words.end()});

    std::size_t seeds = 0;
    std::size_t inputs = 0;
    for (const Protocol* owner : vigie::protocols::all()) {
        const std::vector<fs::path> fixtures = fixtures_of(owner->name);
        const std::size_t before = inputs;
        for (const fs::path& path : fixtures) {
            const ByteString seed = read_file(path);
            ++seeds;
            inputs += replay(*owner, seed);
            for (const Protocol* other : vigie::protocols::all())
                if (other != owner) exercise(*other, seed);
        }
        const std::string name(owner->name);
        std::printf("%s - %s survives %zu inputs made from %zu seeds\n", fixtures.empty() ? "not ok" : "ok",
                    name.c_str(), inputs - before, fixtures.size());
        std::fflush(stdout);
    }
    std::printf("%zu seeds, %zu inputs\n", seeds, inputs);
    return seeds > 0 ? 0 : 1;
}
