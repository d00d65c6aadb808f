// SPDX-License-Identifier: Apache-2.0
// One libFuzzer program per line of protocols.def: VIGIE_FUZZED is the protocol's name.
//
//   cmake --preset fuzz && cmake --build --preset fuzz
//   mkdir -p build/fuzz/corpus/http
//   build/fuzz/bin/fuzz_http -max_total_time=60 build/fuzz/corpus/http src/protocols/http/fixtures
//
// An input that fails becomes src/protocols/<name>/fixtures/bug-<number>-<what>.bin with the repair.
#include "exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const vigie::protocols::Protocol* const protocol = vigie::protocols::find(VIGIE_FUZZED);
    if (protocol == nullptr) std::abort();
    vigie::fuzz::exercise(*protocol, {data, size});
    for (const vigie::protocols::Protocol* variant : vigie::protocols::variants())
        if (variant->name == protocol->name) vigie::fuzz::exercise(*variant, {data, size});
    return 0;
}
