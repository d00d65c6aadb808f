// SPDX-License-Identifier: Apache-2.0
// For tests only: the bytes of src/protocols/<protocol>/fixtures/<name>. A missing file reads as empty.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "base/bytes.h"

namespace vigie::protocols {

inline base::ByteString read_fixture(const std::string& protocol, const std::string& name) {
    std::string path(VIGIE_SOURCE_DIR);
    path += "/src/protocols/";
    path += protocol;
    path += "/fixtures/";
    path += name;
    std::ifstream file(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    return base::to_bytes(text);
}

}  // namespace vigie::protocols
