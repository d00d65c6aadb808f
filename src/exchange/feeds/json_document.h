// SPDX-License-Identifier: Apache-2.0
// simdjson on-demand as our parsers use it: bounded text fields, absent keys, errors as values. For .cpp files of
// this folder only.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <simdjson.h>

#include "base/result.h"

namespace vigie::exchange {

namespace json = simdjson::ondemand;

// The text of a field, "" when absent, null or no text.
inline std::string text_of(json::object& object, std::string_view key) {
    std::string_view out;
    if (object.find_field_unordered(key).get_string().get(out) != simdjson::SUCCESS) return {};
    return std::string(out);
}

inline std::string text_of(json::value value) {
    std::string_view out;
    return value.get_string().get(out) == simdjson::SUCCESS ? std::string(out) : std::string();
}

// Runs body(document object) with every simdjson exception turned into an Error, and makes sure that the document
// ends where it should: a cut file is an error, not a short feed.
template <class Body>
base::Result<void> with_document(std::string& text, std::string_view what, Body body) {
    try {
        json::parser parser;
        text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
        json::document document = parser.iterate(text);
        json::object object = document.get_object();
        base::Result<void> done = body(object);
        const char* left = nullptr;  // current_location() fails exactly when nothing is left
        if (done && document.current_location().get(left) == simdjson::SUCCESS)
            return base::fail(base::Errc::malformed, std::string(what) + ": text after the end");
        return done;
    } catch (const simdjson::simdjson_error& error) {
        return base::fail(base::Errc::malformed, std::string(what) + ": " + error.what());
    }
}

}  // namespace vigie::exchange
