// SPDX-License-Identifier: Apache-2.0
// One sentence in the language of the user: French unless English was asked for. For the few words that code says by
// itself; what the report says stands in data/texts.
#pragma once

#include <cerrno>
#include <string>
#include <string_view>

namespace vigie::base {

inline std::string say(std::string_view lang, const char* french, const char* english) {
    return lang == "en" ? english : french;
}

// What the operating system answered, in the language; its own English words for what is rare.
std::string system_reason(int reason, std::string_view lang);

}  // namespace vigie::base
