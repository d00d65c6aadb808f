// SPDX-License-Identifier: Apache-2.0
// One sentence in the language of the audit: French unless English was asked for.
#pragma once

#include <string>
#include <string_view>

namespace vigie::engine {

inline std::string say(std::string_view lang, const char* french, const char* english) {
    return lang == "en" ? english : french;
}

}  // namespace vigie::engine
