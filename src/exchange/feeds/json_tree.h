// SPDX-License-Identifier: Apache-2.0
// JSON documents whose order is not ours to choose, read as a tree. Large feeds are read as a stream: json_document.h.
#pragma once

#include <string>
#include <string_view>

#include <simdjson.h>

namespace vigie::exchange {

// The text of a field, "" when absent, null or no text.
inline std::string text_at(const simdjson::dom::element& object, const char* key) {
    std::string_view out;
    return object[key].get_string().get(out) == simdjson::SUCCESS ? std::string(out) : std::string();
}

}  // namespace vigie::exchange
