// SPDX-License-Identifier: Apache-2.0
// One libFuzzer program for every feed parser: the first byte chooses, the rest is the file. What a parser writes goes
// to a base that only checks promises: identifiers are CVE identifiers, texts are bounded. A broken one aborts.
//
//   cmake --preset fuzz && cmake --build --preset fuzz --target fuzz_feeds
//   build/fuzz/bin/fuzz_feeds -max_total_time=60 build/fuzz/corpus/feeds fuzz/feeds
#include "feed_exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    vigie::fuzz::exercise_feed({data, size});
    return 0;
}
