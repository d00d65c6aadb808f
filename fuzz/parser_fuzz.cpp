// SPDX-License-Identifier: Apache-2.0
// One libFuzzer program for the parsers of parser_exercise.h.
//
//   cmake --preset fuzz && cmake --build --preset fuzz --target fuzz_parsers
//   build/fuzz/bin/fuzz_parsers -max_total_time=60 build/fuzz/corpus/parsers fuzz/parsers
#include "parser_exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    vigie::fuzz::exercise_parser({data, size});
    return 0;
}
